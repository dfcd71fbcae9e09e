"""A question about some of what the last answer listed: which are meant, and what is asked of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answering.asking.followups import ROW_INTENTS, row_name
from assistant.answering.asking.language import tidy
from assistant.answering.cells import plain_text
from assistant.answering.conversation.choosing import (
    Compared,
    chosen_by_place,
    compared,
    may_choose,
    of_the_number_named,
)
from assistant.answering.conversation.last_answer import quoted_in
from assistant.answering.conversation.words import WORDS
from assistant.answering.evidence import Evidence
from assistant.answering.extractive import Quoting, quote_passages, without_label
from assistant.answering.framing import introduction
from assistant.answering.listing.entries import Entry, first_named, listed_in
from assistant.answering.neighbours import Neighbours
from assistant.answers import Turn
from assistant.records import Cell, Chunk, ChunkKind, DocumentInfo, Hit
from assistant.text.sentences import sentences_of

_MOST_QUOTED = 8
_ONLY_POINTS = re.compile(rf"(?:{WORDS.any_of('only_points')}|\s)*$", re.IGNORECASE)
"""What a question says beside its choice that asks nothing more of it."""


@dataclass(frozen=True, slots=True)
class Among:
    """What is meant of a list: the entries, or all of them by a figure, are the answer; unless something else is asked of one: then ``text`` is
    the question with its name in it."""

    text: str = ""
    entries: tuple[Entry, ...] = ()
    compared: Compared | None = None


def among(question: str, history: Sequence[Turn], neighbours: Neighbours) -> Among | None:
    """What a question means of what the last answer listed; None where it means nothing of it."""
    if not history or not may_choose(question):
        return None
    turn = history[-1]
    if turn.intent in ROW_INTENTS:
        return _of_rows(question, neighbours.chunks(turn.cited_chunk_ids))
    quoted = quoted_in(turn, neighbours)
    lists = of_the_number_named(question, listed_in(turn, quoted, neighbours))
    for entries in lists:
        ordered = compared(question, entries, first_named(turn, entries))
        if ordered is not None:
            return Among(compared=ordered)
    chosen = chosen_by_place(question, lists[0]) if lists else None
    if chosen is None:
        return None
    if len(chosen.entries) > 1 or _ONLY_POINTS.match(chosen.rest):
        return Among(entries=chosen.entries)
    (entry,) = chosen.entries
    asked = _cells_asked(entry, chosen.rest)
    return Among(entries=(replace(entry, cells=asked),)) if asked else Among(f"{entry.name}{chosen.rest}", (entry,))


def entry_lines(entries: Sequence[Entry], quoting: Quoting) -> Iterator[str]:
    """Entries as they stand, each cited."""
    earlier: DocumentInfo | None = None
    for entry in entries[:_MOST_QUOTED]:
        chunk = entry.chunk
        if chunk.passage.kind is ChunkKind.ROW:
            yield from quote_passages([_evidence(entry)], quoting)
        else:
            yield introduction(chunk, quoting.as_of, quoting.english, earlier=earlier, now=quoting.now)
            said = "；".join(f"{cell.header}：{cell.value}" for cell in entry.cells) or without_label(entry.text)
            yield f"{tidy(said)} [{quoting.citations.cite(chunk, _quote(entry))}]"
        earlier = chunk.document


def compared_lines(found: Compared, quoting: Quoting) -> Iterator[str]:
    """Which entry comes first, as it stands, and the figures of the others."""
    english = quoting.english
    marks = [f"[{quoting.citations.cite(entry.chunk, _quote(entry))}]" for entry in found.entries]
    said = [
        f"{entry.name}{f' ({value})' if english else f'（{tidy(value)}）'}{mark}"
        if found.label
        else f"{tidy(value)}{mark}"
        for entry, value, mark in zip(found.entries, found.values, marks, strict=True)
    ]
    leading, others = said[: found.first], said[found.first :]
    if english:
        yield f"{found.end}{f' by {found.label}' if found.label else ''}: {', '.join(leading)}"
    else:
        yield f"{f'按“{found.label}”比，' if found.label else ''}最{found.end}的是：{'、'.join(leading)}"
    yield from entry_lines(found.entries[: found.first], quoting)
    if others:
        yield f"Then: {', '.join(others)}" if english else f"其余依次为：{'、'.join(others)}"


def _cells_asked(entry: Entry, rest: str) -> tuple[Cell, ...]:
    """The cells whose label a question names."""
    asked = plain_text(rest)
    return tuple(cell for cell in entry.cells[1:] if (label := plain_text(cell.header)) and label in asked)


def _of_rows(question: str, rows: Sequence[Chunk]) -> Among | None:
    """Rows of a ledger that are meant by their place, named: the row matcher finds them by name. Which is first by a figure it tells itself."""
    entries = [Entry(name, (), row, row.passage.text) for row in rows if (name := row_name(row))]
    chosen = chosen_by_place(question, entries)
    if chosen is None:
        return None
    names = "、".join(dict.fromkeys(entry.name for entry in chosen.entries[:_MOST_QUOTED]))
    return Among(f"{names}{chosen.rest}")


def _evidence(entry: Entry) -> Evidence:
    telling = tuple(sentences_of(entry.text))
    return Evidence(Hit(entry.chunk, 1.0), 1.0, 1.0, right_place=True, telling=telling)


def _quote(entry: Entry) -> str:
    return entry.text if entry.text in entry.chunk.passage.text else entry.chunk.passage.text
