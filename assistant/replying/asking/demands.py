"""What a letter asks for, one span each, and what it wants kept from others.

What it asks in so many words (``written``) counts, and what its units (units.py) surely ask as they were read (unit_kinds.py): of fourteen letters that
neither had seen the first alone found 48 of 73 requests with 23 headings too many, the units alone 58 with 43, both 54 with 27
(the probabilities below were chosen on these letters).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from assistant.complaints.letters.reply_records import Span
from assistant.replying.asking.parts import alternatives_joined, said_in
from assistant.replying.asking.sentence_kinds import SentenceKinds
from assistant.replying.asking.unit_kinds import ReadUnit, UnitKind, UnitKinds
from assistant.replying.asking.written.requests import WrittenRequests

MOST_DEMANDS = 12
_ASKS = 0.8
"""Least probability that a unit asks, where nothing there is asked in so many words."""
_BEGINS = 0.85
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

    def __init__(self, kinds: UnitKinds, sentences: SentenceKinds) -> None:
        self._kinds = kinds
        self._written = WrittenRequests(sentences)

    def read(self, text: str) -> Asked:
        """Demands in the order of the letter, at most ``MOST_DEMANDS``: those that are asked in so many words before others."""
        units = self._kinds.of(text)
        written = self._written.read(text)
        others = [
            span
            for span in _demands(units, _asking(units))
            if len(said_in(text, span)) >= _SHORTEST_DEMAND
            and not any(span.start < one.end and one.start < span.end for one in written)
        ]
        kept = sorted([*written, *others][:MOST_DEMANDS], key=lambda span: span.start)
        return Asked(tuple(alternatives_joined(text, kept)), _secrecy(units))


def _asking(units: Sequence[ReadUnit]) -> list[float]:
    """The probability that each unit asks; where a list's items ask on the whole, its other items do too."""
    own = [read.asking for read in units]
    lists: defaultdict[int, list[int]] = defaultdict(list)
    for at, read in enumerate(units):
        if read.unit.begins_item and read.unit.heading >= 0:
            lists[read.unit.heading].append(at)
    for items in lists.values():
        on_the_whole = fmean(own[at] for at in items)
        if on_the_whole >= _ASKS:
            for at in items:
                own[at] = max(own[at], on_the_whole)
    return own


def _demands(units: Sequence[ReadUnit], asking: Sequence[float]) -> list[Span]:
    """Each run of units that ask, cut where one begins a demand of its own, with what limits it in its sentence."""
    found: list[Span] = []
    limit: ReadUnit | None = None
    last: ReadUnit | None = None
    for read, share in zip(units, asking, strict=True):
        unit = read.unit
        goes_on = last is not None and last.unit.sentence == unit.sentence
        if share >= _ASKS:
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
