"""Words of a sentence that no list explains, bound for this question to the columns that they are learned to speak of (``column_head.py``).

Only what was left over when the sentence was first read is looked at: its stretches of a few words, all in one batch. What the head is not sure of stays
not understood.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.buildings.columns import AnyField, Column
from assistant.buildings.headers.column_head import ColumnHead
from assistant.buildings.headers.described import DescribedColumn
from assistant.buildings.headers.header_words import sense_of_header
from assistant.buildings.needs.words import FILLER_CHARACTERS, FILLER_PHRASES, WORDS
from assistant.buildings.own_cells import words_of
from assistant.buildings.search.vocabulary import Vocabulary
from assistant.buildings.units import is_blank
from assistant.retrieval.segmentation import segmenter

LEAST_SHARE = 0.5
"""What a column must have of a stretch for it to be meant: of the phrases of ledgers that were not learned from nine in ten are then right."""

_MOST_WORDS, _LONGEST, _MOST_STRETCHES = 4, 10, 16
_SAMPLE = 5
_ASKING = "|".join(WORDS[name] for name in ("whether", "may_not", "may", "without", "with"))
_MOST = ("最", "更", "越")
_RUNS = re.compile(r"[\u4e00-\u9fff]+|[a-z]+(?: [a-z]+)*")

Learned = Mapping[AnyField, tuple[str, ...]]
"""Further words of columns, as this question uses them."""


def learned_words(
    left_over: Sequence[str], sentence: str, vocabulary: Vocabulary, head: ColumnHead
) -> dict[AnyField, tuple[str, ...]]:
    """The stretches of what was left over that surely speak of a column which the caller sees, by column."""
    columns = dict(_described(vocabulary))
    stretches = list(dict.fromkeys(_stretches(left_over, sentence)))[:_MOST_STRETCHES]
    if not columns or not stretches:
        return {}
    shares = head.shares(stretches, tuple(columns.values()))[:, :-1]
    fields = tuple(columns)
    sure = sorted(
        (
            (float(row.max()), stretch, fields[int(row.argmax())])
            for row, stretch in zip(shares, stretches, strict=True)
        ),
        key=lambda item: -item[0],
    )
    found: dict[AnyField, tuple[str, ...]] = {}
    taken: list[str] = []
    for share, stretch, field in sure:
        beside = any(stretch in other or other in stretch for other in taken)
        if share >= LEAST_SHARE and not beside and _may_speak_of(stretch, columns[field]):
            found[field] = (*found.get(field, ()), _thing(stretch))
            taken.append(stretch)
    return found


def _may_speak_of(stretch: str, column: DescribedColumn) -> bool:
    """Whether a stretch says nothing that the column's head does not (底价 is no 租金), and more than that something is asked for (什么, 什么时候)."""
    sense = sense_of_header(stretch)
    bare = not (sense.unknown or sense.thing or sense.states or sense.marks)
    return not bare and sense.marks <= sense_of_header(column.header).marks


def _thing(stretch: str) -> str:
    """What a stretch speaks of, without what the steps read themselves: 门脸 of 门脸最宽, 拆开租 of 可以拆开租."""
    bare = re.sub(f"^(?:{_ASKING})", "", stretch)
    if bare[-2:-1] in _MOST:
        bare = bare[:-2]
    return bare if len(bare) > 1 or (bare and bare != stretch) else stretch


def asks_for_the_most(left_over: Iterable[str]) -> bool:
    """Whether something that was left over is asked for the most of: 门脸最宽."""
    return any(word in piece for piece in left_over for word in _MOST)


def short_rests(rest: str) -> Iterator[str]:
    """What is left of a sentence with a single character that carries something, beside small words: 能开火."""
    for run in _RUNS.findall(rest):
        bare = re.sub(FILLER_PHRASES, "", run).strip("".join(FILLER_CHARACTERS))
        if len(bare) == 1 and len(run) > 1 and not run.isascii():
            yield run


def _described(vocabulary: Vocabulary) -> Iterator[tuple[AnyField, DescribedColumn]]:
    """The columns that a question can name: fields as the ledgers call them, and columns of their own."""
    for field, heads in vocabulary.heads.items():
        yield field, DescribedColumn(heads[0])
    for column, cells in vocabulary.own.cells.items():
        if cells.field is None and words_of(column):
            said = (text for text in cells.texts if not is_blank(text))
            yield (
                column,
                DescribedColumn(_header(column), tuple(text for text, _ in zip(said, range(_SAMPLE), strict=False))),
            )


def _header(column: Column) -> str:
    return f"{column.header}({column.unit})" if column.unit else column.header


def _stretches(left_over: Iterable[str], sentence: str) -> Iterator[str]:
    """Up to four neighbouring words of what was left over, the longer ones first; English pieces as they follow each other in the sentence."""
    pieces = list(left_over)
    foreign = {piece for piece in pieces if piece.isascii() and piece.isalpha()}
    runs = [run for piece in pieces if piece not in foreign for run in _RUNS.findall(piece)]
    for words in (segmenter().pieces(run) for run in runs):
        yield from joined(words, "")
    if foreign:
        for run in re.findall(r"[a-z]+(?: [a-z]+)*", sentence):
            yield from (text for text in joined(run.split(), " ") if foreign.intersection(text.split()))


def joined(words: Sequence[str], between: str) -> Iterator[str]:
    """The stretches of neighbouring words that could name something, the longer ones first."""
    for many in range(min(_MOST_WORDS, len(words)), 0, -1):
        for start in range(len(words) - many + 1):
            part = words[start : start + many]
            text = between.join(part)
            bare = FILLER_CHARACTERS.issuperset(part[0]) or FILLER_CHARACTERS.issuperset(part[-1])
            if len(text) > 1 and not bare and (between or len(text) <= _LONGEST):
                yield text
