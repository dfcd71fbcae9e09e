"""The like things that an answer listed, or a text lists: rows of a table, cards, items of a clause, the passages quoted one after another."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.asking.language import tidy
from assistant.answering.cells import PART, TOTAL
from assistant.answering.listing.lists import list_style
from assistant.answering.neighbours import Neighbours
from assistant.answers import Turn
from assistant.records import Cell, Chunk, ChunkKind, DocumentKind
from assistant.text.sentences import sentences_of

_LABELLED = re.compile(r"^(?:【[^】]{1,12}】)?\s*(?P<label>[^：:，。；、]{1,12})[：:]\s*(?P<value>.+)$")
_PARAGRAPH = re.compile(r"第\d+[段页]")
_HEAD = re.compile(r"[：:，。；（(]")
_MARK = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十\d]{1,3}[、.．]|[①-⑳])\s*|^[^，。；：:]{0,12}[：:]?[一二三四五六七八九十]是"
)
_FEWEST = 2
_FEWEST_LABELS, _LABELLED_SHARE = 3, 0.6
_ALIKE = 2
"""Labels that cards of one kind have in common at least."""
_LONGEST_NAME = 24
_LISTED = frozenset({DocumentKind.LISTING, DocumentKind.OPPORTUNITY})
_OVERVIEW_LINE = re.compile(r"^- (?P<text>.+?)\s*(?:\[\d+\])+$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One of several like things: its name, its cells where it has any, and its text, verbatim, in the passage that holds it."""

    name: str
    cells: tuple[Cell, ...]
    chunk: Chunk
    text: str


def entries_around(chunk: Chunk, neighbours: Neighbours) -> tuple[Entry, ...]:
    """The like things among which a passage stands, or which it holds; none where there are not two."""
    if chunk.passage.kind is ChunkKind.ROW:
        found = () if chunk.document.kind in _LISTED else tuple(map(_of_row, neighbours.table_of(chunk)))
    else:
        found = _cards(chunk, neighbours) or tuple(_items(chunk))
    return found if len(found) >= _FEWEST else ()


def listed_in(
    turn: Turn, quoted: Sequence[tuple[Chunk, tuple[str, ...]]], neighbours: Neighbours
) -> list[tuple[Entry, ...]]:
    """What an answer listed, given the passages and sentences that it quoted, the likeliest meant first: what it listed in lines, the like things
    of a passage that it cited (those that it showed, where it showed several), the passages themselves."""
    chunks = [chunk for chunk, _ in quoted]
    answered = tidy(turn.answer)
    prose = [chunk for chunk in chunks if chunk.passage.kind is not ChunkKind.ROW and not _labels(chunk)]
    lists = [tuple(_of_lines(turn.answer, prose))]
    for chunk in chunks:
        around = entries_around(chunk, neighbours)
        shown = tuple(entry for entry in around if tidy(entry.text) in answered or _cells_shown(entry, answered))
        lists += [shown, around]
    lists.append(tuple(Entry(_named(chunk, told), (), chunk, chunk.passage.text) for chunk, told in quoted))
    return [entries for entries in dict.fromkeys(lists) if len(entries) >= _FEWEST]


def first_named(turn: Turn, entries: Sequence[Entry]) -> Entry | None:
    """The entry that an answer names first: the one that ``它`` means."""
    named = [(at, entry) for entry in entries if (at := turn.answer.find(entry.name)) >= 0]
    return min(named, key=lambda found: found[0])[1] if named else None


def counted(entries: Sequence[Entry]) -> list[Entry]:
    """Those that count as things of their own: no totals, no parts of another."""
    return [entry for entry in entries if PART not in entry.name and not TOTAL.match(entry.name)]


def card_line_of(sentence: str, chunk: Chunk) -> bool:
    """Whether a sentence is the line that names one of several cards in a passage."""
    found = _LABELLED.match(sentence.strip())
    own = _labels(chunk)
    if found is None or not own:
        return False
    marked = [line for line in chunk.passage.text.split("\n") if line.startswith("【") and _LABELLED.match(line)]
    return sentence.startswith("【") if marked else found["label"].strip() == _opening_label(own)


def _of_row(row: Chunk) -> Entry:
    cells = tuple(cell for cell in row.passage.cells if cell.value.strip() and cell.header != "表")
    return Entry(cells[0].value if cells else row.passage.text, cells, row, row.passage.text)


def _cards(chunk: Chunk, neighbours: Neighbours) -> tuple[Entry, ...]:
    """The cards of a passage that holds several, else it and its like in the document."""
    own = _labels(chunk)
    if not own:
        return ()
    document = [part for part in neighbours.of_document(chunk.document.id) if part.passage.kind is ChunkKind.SECTION]
    opening = _opening_label([cell for part in document for cell in _labels(part)])
    if any([cell.header for cell in _labels(part)].count(opening) > 1 for part in document if opening):
        return tuple(_split(chunk, opening))
    names = {cell.header for cell in own}
    like = [part for part in document if len(names & {cell.header for cell in _labels(part)}) >= _ALIKE]
    return tuple(Entry(_heading(part), _labels(part), part, part.passage.text) for part in like)


def _split(chunk: Chunk, opening: str) -> Iterator[Entry]:
    """The cards that begin in a passage, each at the label with which cards begin."""
    lines = chunk.passage.text.split("\n")
    starts = [at for at, line in enumerate(lines) if (found := _LABELLED.match(line)) and found["label"] == opening]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        cells = tuple(_cells(lines[start:end]))
        yield Entry(cells[0].value, cells, chunk, "\n".join(lines[start:end]).strip())


def _labels(chunk: Chunk) -> tuple[Cell, ...]:
    """The labelled lines of a passage that consists of such lines, none of another."""
    if chunk.passage.kind is not ChunkKind.SECTION:
        return ()
    lines = [line for line in chunk.passage.text.split("\n") if line.strip()]
    cells = tuple(_cells(lines))
    return cells if len(cells) >= max(_FEWEST_LABELS, _LABELLED_SHARE * len(lines)) else ()


def _cells(lines: Sequence[str]) -> Iterator[Cell]:
    for line in lines:
        found = _LABELLED.match(line.strip())
        if found is not None:
            yield Cell(found["label"].strip(), found["value"].strip())


def _opening_label(cells: Sequence[Cell]) -> str:
    """The label that comes again first, "" where none does."""
    counts = Counter(cell.header for cell in cells)
    return next((cell.header for cell in cells if counts[cell.header] > 1), "")


def _items(chunk: Chunk) -> Iterator[Entry]:
    """The items of the longest list in a passage."""
    sentences = sentences_of(chunk.passage.text)
    styles = Counter(style for one in sentences if (style := list_style(one)) is not None)
    best = max(styles, key=styles.__getitem__, default=None)
    for sentence in sentences:
        if best is not None and list_style(sentence) == best:
            yield Entry(_head(sentence), (), chunk, sentence)


def _of_lines(answer: str, chunks: Sequence[Chunk]) -> Iterator[Entry]:
    for found in _OVERVIEW_LINE.finditer(answer):
        said = found["text"]
        for chunk in chunks:
            sentence = next((one for one in sentences_of(chunk.passage.text) if said.endswith(tidy(one))), None)
            if sentence is not None:
                yield Entry(_head(sentence), (), chunk, sentence)
                break


def _cells_shown(entry: Entry, answered: str) -> bool:
    """Whether an answer showed a row or a card: its name, or a line of it that is no other's."""
    return bool(entry.cells) and any(
        len(cell.value) > 1 and f"{cell.header}：{cell.value}" in answered for cell in entry.cells
    )


def _named(chunk: Chunk, told: Sequence[str]) -> str:
    """What a passage is called: the heading of a section, what a clause begins with."""
    return (
        _heading(chunk)
        if chunk.passage.kind is not ChunkKind.CLAUSE
        else _head(told[0] if told else chunk.passage.text)
    )


def _heading(chunk: Chunk) -> str:
    """What a section is called where it stands."""
    locator = chunk.passage.locator
    return chunk.passage.heading or locator if _PARAGRAPH.match(locator) else locator


def _head(sentence: str) -> str:
    return _HEAD.split(_MARK.sub("", sentence.strip()), maxsplit=1)[0][:_LONGEST_NAME]
