"""What names a ledger's own columns in a sentence: their headers, the words that these are made of, and what this question is learned to call them."""

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.buildings.columns import AnyField, Column
from assistant.buildings.headers.header_words import bare_lines, other_words, sense_of_header
from assistant.buildings.needs import lexicon
from assistant.buildings.needs import words as known
from assistant.buildings.needs.reading import Reading
from assistant.buildings.needs.scanning import compiled
from assistant.buildings.needs.words import FILLER_PHRASES
from assistant.buildings.own_cells import words_of
from assistant.buildings.search.own_columns import OwnCells, OwnColumns
from assistant.buildings.text_rules import squeeze
from assistant.buildings.units import SAYS_NONE
from assistant.retrieval.segmentation import segmenter


def own_words(reading: Reading) -> Iterator[tuple[AnyField, str]]:
    """Each own column that the rest of the sentence names, with the pattern of its words."""
    return ((cells.column, words_naming(reading, cells)) for cells in named_columns(reading))


def whole_words(reading: Reading, column: Column) -> str:
    """What names a column and nothing else, as a pattern: its header, the last line of it, what this question is learned to call it."""
    own = reading.vocabulary.own
    lines = _last_lines(own, column) if own.of(column) is not None else ()
    return "|".join(filter(None, (reading.learned.get(column), *map(re.escape, (*words_of(column)[:1], *lines)))))


def _is_of_any_column(word: str) -> bool:
    """Whether a word of a header says what is measured, or is the word of a field: 时间, 类别, 停车."""
    sense = sense_of_header(word)
    named = any(compiled(words).fullmatch(word) for _, words in (*known.FIELD_WORDS, *known.OPPORTUNITY_FIELD_WORDS))
    return named or sense.measure is not None or bool(sense.thing or sense.states or sense.marks)


@lru_cache(maxsize=4096)
def word_pattern(column: Column) -> str:
    """The words of a column as a pattern: its header, and the words that the header is made of, but for those that every question uses."""
    whole = words_of(column)
    parts = {
        part
        for form in whole[-1:]
        for part in segmenter().index_words(form)
        if 1 < len(part) < len(form) and tells_apart(part) and not _is_of_any_column(part)
    }
    return "|".join((*map(re.escape, (*whole, *sorted(parts, key=len, reverse=True))), *other_words(column.header)))


def named_columns(reading: Reading) -> Iterator[OwnCells]:
    """The own columns that the rest of the sentence names, those with the longest words first."""
    cells = [item for item in reading.vocabulary.own.cells.values() if item.field is None and words_of(item.column)]
    for item in sorted(cells, key=lambda item: -len(item.column.header)):
        if reading.scanner.search(words_naming(reading, item)):
            yield item


def words_naming(reading: Reading, cells: OwnCells) -> str:
    """The words of a column as a pattern, with those that this question is learned to use for it."""
    lines = map(re.escape, _last_lines(reading.vocabulary.own, cells.column))
    return "|".join(filter(None, (reading.learned.get(cells.column), *lines, word_pattern(cells.column))))


@lru_cache(maxsize=1024)
def _last_lines(own: OwnColumns, column: Column) -> tuple[str, ...]:
    """The last lines of a column's headers in several lines, where no other column ends so: 蒸汽 of 公用工程·蒸汽."""
    cells = own.cells[column]
    others = {bare_lines(header)[-1] for other in own.cells.values() if other is not cells for header in other.headers}
    lines = [found for header in cells.headers if len(found := bare_lines(header)) > 1]
    forms = {form for found in lines for form in words_of(Column(found[-1])) if found[-1] not in others}
    return tuple(sorted(forms, key=len, reverse=True))


@lru_cache(maxsize=4096)
def tells_apart(value: str, *, trades: bool = True) -> bool:
    """Whether a value is a word that only a question about it would use: neither a figure nor what the reader knows better anyway,
    which of a column of ``trades`` are the trades."""
    plain = squeeze(value)
    if len(plain) < 2 or re.search(r"^[\d.]+|\d{4}", plain) or plain in SAYS_NONE:
        return False
    kinds = (words for _, words in known.CATEGORIES)
    qualities = (words for words, _ in (*known.GRADES, *known.FIT_OUTS))
    told = "|".join((*kinds, *qualities, *(pattern for pattern, *_ in known.INDUSTRIES if trades)))
    return bool(re.fullmatch(lexicon.SUBTYPES, plain)) or not re.fullmatch(rf"{told}|(?:{FILLER_PHRASES})+", plain)
