"""Passages of several searches and readings put together."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from assistant.answering.evidence import Evidence
from assistant.records import Hit

SEARCHED = 24
"""Hits looked at: those after the first show what any passage has in common with the question."""
FIRST = 8
"""Hits among which what hangs together with a chosen one is looked for."""
_EXACT = 3
_MOST_PASSAGES = 6


def in_turn(lists: Sequence[Sequence[Evidence]]) -> list[Evidence]:
    """Of each list the best, then of each the next, each passage once."""
    first: dict[str, Evidence] = {}
    for item in (item for items in zip_longest(*lists) for item in items if item is not None):
        first.setdefault(item.hit.chunk.id, item)
    return list(first.values())[:SEARCHED]


def as_found(item: Evidence, cosine: float | None) -> Evidence:
    """The passage as the question itself would have found it."""
    return replace(item, hit=replace(item.hit, similarity=cosine), similarity=cosine or 0.0)


def together(lists: Sequence[Sequence[Evidence]]) -> tuple[Evidence, ...]:
    """Passages of several findings, each once, with all the sentences and cells that tell something, in the passage's order."""
    merged: dict[str, Evidence] = {}
    for item in (item for found in lists for item in found):
        known = merged.get(item.hit.chunk.id)
        if known is None:
            merged[item.hit.chunk.id] = item
            continue
        text = item.hit.text
        telling = sorted({*known.telling, *item.telling}, key=text.find)
        either = [cell for cell in item.hit.chunk.passage.cells if cell in known.cells or cell in item.cells]
        cells = tuple(either) if known.cells and item.cells else ()
        merged[item.hit.chunk.id] = replace(known, telling=tuple(telling), cells=cells)
    return tuple(merged.values())[:_MOST_PASSAGES]


def joined(found: Sequence[Hit], exact: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits of the fused search; behind the first of them some that only hold the question's words, which fusion puts far down."""
    known = {hit.chunk.id for hit in found}
    others = [hit for hit in exact if hit.chunk.id not in known]
    return (*found[:FIRST], *others[:_EXACT], *found[FIRST:], *others[_EXACT:])
