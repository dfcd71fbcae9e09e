"""What a letter asks for, one span each, and what it wants kept from others: runs of its units (units.py) as they were read (unit_kinds.py)."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.complaints.letters.reply_records import Span
from assistant.replying.asking.parts import alternatives_joined, said_in
from assistant.replying.asking.unit_kinds import ReadUnit, UnitKind, UnitKinds

MOST_DEMANDS = 12
_ASKS = 0.5
"""Least probability that a unit asks."""
_BEGINS = 0.5
"""Least share of it by which a unit that follows another one of its sentence begins a demand of its own."""
_SHORTEST_DEMAND = 2
_BELONGING = frozenset({UnitKind.LIMIT, UnitKind.DEADLINE})


@dataclass(frozen=True, slots=True)
class Asked:
    """The spans of what is asked for, and of what is to be kept from others."""

    demands: tuple[Span, ...]
    secrecy: tuple[Span, ...]


class DemandReader:
    """Reads them. Threads may share it."""

    def __init__(self, kinds: UnitKinds) -> None:
        self._kinds = kinds

    def read(self, text: str) -> Asked:
        """Demands in the order of the letter, at most ``MOST_DEMANDS``."""
        units = self._kinds.of(text)
        demands = [span for span in _demands(units) if len(said_in(text, span)) >= _SHORTEST_DEMAND]
        return Asked(tuple(alternatives_joined(text, demands)[:MOST_DEMANDS]), _secrecy(units))


def _demands(units: Sequence[ReadUnit]) -> list[Span]:
    """Each run of units that ask, cut where one begins a demand of its own, with what limits it in its sentence."""
    found: list[Span] = []
    limit: ReadUnit | None = None
    last: ReadUnit | None = None
    for read in units:
        unit = read.unit
        goes_on = last is not None and last.unit.sentence == unit.sentence
        if read.asking >= _ASKS:
            before = limit if limit is not None and limit.unit.sentence == unit.sentence else None
            if goes_on and not _begins(read):
                found[-1] = Span(found[-1].start, unit.span.end)
            else:
                found.append(Span((before or read).unit.span.start, unit.span.end))
            last, limit = read, None
        elif read.kind in _BELONGING:
            if goes_on:
                found[-1] = Span(found[-1].start, unit.span.end)
            limit = read
        else:
            last = limit = None
    return found


def _begins(read: ReadUnit) -> bool:
    """Whether a unit that asks begins a demand of its own, and is neither more of the one before it nor its limit."""
    asks = read.shares[UnitKind.REQUEST]
    return read.unit.begins_item or (asks >= _BEGINS * read.asking and asks > read.shares[UnitKind.LIMIT])


def _secrecy(units: Sequence[ReadUnit]) -> tuple[Span, ...]:
    """The wishes for secrecy, one for each sentence."""
    found: dict[int, Span] = {}
    for read in units:
        if read.kind is UnitKind.SECRECY:
            span = read.unit.span
            known = found.get(read.unit.sentence, span)
            found[read.unit.sentence] = Span(known.start, span.end)
    return tuple(found.values())
