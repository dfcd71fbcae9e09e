"""What a letter asks for, one span each, and what it wants kept from others: its units (units.py) as they were read (unit_kinds.py), put together.

The probabilities below were chosen on ``training/letters/tuning-*``; ``training/train_letters.py`` measures them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from assistant.complaints.letters.reply_records import Span
from assistant.replying.asking.demand_acts import UNSURE, DemandActs
from assistant.replying.asking.no_demands import NoDemands, asking_fields, bare, is_form
from assistant.replying.asking.parts import alternatives_joined, said_in
from assistant.replying.asking.unit_kinds import ReadUnit, UnitKind, UnitKinds
from assistant.replying.reading import DAY_TOLD

_ASKS, _ASKS_SURELY = 0.45, 0.55
"""Least probability that a unit asks, and that of the surest unit of a demand."""
_BEGINS, _BEGINS_WRITTEN, _BEGINS_APART = 0.8, 0.55, 0.5
"""Least share of it by which a unit that follows another one of its sentence begins a demand of its own; where one is made there in so many words; where
only a space stands between them."""
_SHORTEST_DEMAND, _SHORTEST_UNLISTED, _SHORT, _CLOSE = 2, 3, 12, 40
"""Characters that a demand has at least, in a list and outside of one; up to which one that holds a day says by when another is wanted; within which what an item of a list tells before and behind it belongs to it."""
_BELONGING = frozenset({UnitKind.LIMIT, UnitKind.DEADLINE})
_BESIDE_SECRECY = frozenset({"protect", "prevent"})
"""What a wish that is read as one for secrecy may ask instead: not to be made to suffer for the letter, how it is to be gone about."""
_SECRET = "secret"
_ASKS_ELSEWHERE = 0.8
"""Least probability that a unit of another sentence asks which begins a demand of its own in the same item of a list."""
_SEMICOLONS = "；;"
_ENDS_OF_SENTENCES = f"。！？!?\n{_SEMICOLONS}"


@dataclass(frozen=True, slots=True)
class Asked:
    """The spans of what is asked for, and of what is to be kept from others; ``units`` are those of the letter, as they were read."""

    demands: tuple[Span, ...]
    secrecy: tuple[Span, ...]
    units: tuple[ReadUnit, ...] = ()


@dataclass(slots=True)
class _Growing:
    """A demand as its units come in: how surely one of them asks, and the last one."""

    span: Span
    surest: float
    last: ReadUnit


class DemandReader:
    """Reads them. Threads may share it."""

    def __init__(self, kinds: UnitKinds, acts: DemandActs, none: NoDemands) -> None:
        self._kinds = kinds
        self._acts = acts
        self._none = none

    def read(self, text: str) -> Asked:
        """Demands in the order of the letter."""
        units = self._kinds.of(text)
        wishes = {span: self._act(text, span) for span in _secrecy(units)}
        grown = [one for one in self._growing(text, units) if one.surest >= _ASKS_SURELY]
        found = [one.span for one in grown if one.last.unit.item or len(said_in(text, one.span)) >= _SHORTEST_UNLISTED]
        found += [span for span, act in wishes.items() if act in _BESIDE_SECRECY]
        found = [bare(text, one) for one in found if self._is_one(text, one)]
        found = sorted((one for one in found if len(said_in(text, one)) >= _SHORTEST_DEMAND), key=lambda one: one.start)
        secrecy = [span for span, act in wishes.items() if act == _SECRET]
        return Asked(tuple(alternatives_joined(text, found)), tuple(secrecy), units)

    def _is_one(self, text: str, span: Span) -> bool:
        """Whether what reads like a demand is none of the letter's form, stands where the form has them, and is not given up."""
        fields = asking_fields(text)
        placed = not fields or any(one.start <= span.start < one.end for one in fields)
        return placed and not is_form(text, span) and not self._none.waives(text[span.start : span.end])

    def _act(self, text: str, span: Span) -> str:
        return self._acts.of(text[span.start : span.end]).key

    def _growing(self, text: str, units: Sequence[ReadUnit]) -> list[_Growing]:
        """Each run of units that ask, cut where one begins a demand of its own, with what limits it in its sentence. Where the letter announces its
        requests only what follows is one."""
        asking = _asking(units)
        found: list[_Growing] = []
        limit: ReadUnit | None = None
        open_one = False
        for at in range(_announced(units, asking), len(units)):
            read = units[at]
            before = found[-1] if found and (open_one or read.unit.item) and _goes_on(found[-1], read) else None
            if asking[at] >= _ASKS:
                if before is not None and not self._begins(text, read, before):
                    before.span = Span(before.span.start, read.unit.span.end)
                    before.surest, before.last = max(before.surest, asking[at]), read
                else:
                    taken = found[-1].span.end if found else 0
                    held = limit is not None and limit.unit.sentence == read.unit.sentence
                    free = held and limit is not None and limit.unit.span.start >= taken
                    start = limit.unit.span.start if free and limit is not None else read.unit.span.start
                    start = min(start, _start_of_item(units, at, taken))
                    found.append(_Growing(Span(start, read.unit.span.end), asking[at], read))
                open_one, limit = True, None
            elif read.kind in _BELONGING:
                same = before is not None and before.last.unit.sentence == read.unit.sentence
                if before is not None and same and not _only_spaced(text, before.last, read):
                    before.span = Span(before.span.start, read.unit.span.end)
                limit = read
            else:
                open_one, limit = False, None
        return found

    def _begins(self, text: str, read: ReadUnit, before: _Growing) -> bool:
        """Whether a unit that asks begins a demand of its own, and is neither more of the one ``before`` it, nor its limit, nor the same question again."""
        if read.unit.begins_item:
            return True
        one, following = (self._acts.answered(text[span.start : span.end]) for span in (before.span, read.unit.span))
        if read.unit.sentence != before.last.unit.sentence:
            told = UNSURE not in {one.key, following.key} and one.key != following.key
            return told and read.asking >= _ASKS_ELSEWHERE and read.kind is UnitKind.REQUEST
        if _is_a_day(text, read):
            return False
        if _stands_between_semicolons(text, before.last) and (UNSURE in {one.key, following.key} or one == following):
            return False
        one, following = (self._acts.of(text[span.start : span.end]) for span in (before.span, read.unit.span))
        if following.tells and one.key == following.key:
            return False
        asks, spaced = read.shares[UnitKind.REQUEST], _only_spaced(text, before.last, read)
        least = _BEGINS_APART if spaced else _BEGINS_WRITTEN if read.begins_written else _BEGINS
        return asks >= least * read.asking and asks > read.shares[UnitKind.LIMIT]


def _goes_on(before: _Growing, read: ReadUnit) -> bool:
    """Whether a unit stands in the sentence of a demand, or close behind it in its item of a list."""
    unit, last = read.unit, before.last.unit
    beside = 0 < unit.item == last.item and unit.span.start - last.span.end <= _CLOSE
    return unit.sentence == last.sentence or beside


def _stands_between_semicolons(text: str, read: ReadUnit) -> bool:
    """Whether the sentence of a unit is one of several that semicolons part: the letter itself says where its demands end."""
    begins = max(text.rfind(mark, 0, read.unit.span.start) for mark in _ENDS_OF_SENTENCES)
    ends = min((at for mark in _ENDS_OF_SENTENCES if (at := text.find(mark, read.unit.span.end)) >= 0), default=-1)
    return any(at >= 0 and text[at] in _SEMICOLONS for at in (begins, ends))


def _start_of_item(units: Sequence[ReadUnit], at: int, taken: int) -> int:
    """Where the item of a list begins in which a unit asks, if that is near and nothing of it is ``taken``; else where the unit does."""
    own = units[at].unit
    begins = next((one.unit.span.start for one in units[: at + 1] if own.item and one.unit.item == own.item), -1)
    return begins if begins >= taken and own.span.start - begins <= _CLOSE else own.span.start


def _is_a_day(text: str, read: ReadUnit) -> bool:
    """Whether a unit says little more than by which day."""
    said = text[read.unit.span.start : read.unit.span.end]
    return len(said) <= _SHORT and DAY_TOLD.search(said) is not None


def _only_spaced(text: str, one: ReadUnit, following: ReadUnit) -> bool:
    return not text[one.unit.span.end : following.unit.span.start].strip()


def _announced(units: Sequence[ReadUnit], asking: Sequence[float]) -> int:
    """The number of the unit behind the first words that announce requests: two or more follow, the first at once; 0 where nothing does."""
    for at, read in enumerate(units[:-1]):
        announces = read.kind is UnitKind.HEAD and read.unit.ends in {"：", ":"} and not read.unit.item
        if announces and asking[at + 1] >= _ASKS and sum(share >= _ASKS for share in asking[at + 1 :]) > 1:
            return at + 1
    return 0


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


def _secrecy(units: Sequence[ReadUnit]) -> tuple[Span, ...]:
    """The wishes for secrecy, one for each sentence."""
    found: dict[int, Span] = {}
    for read in units:
        if read.kind is UnitKind.SECRECY:
            span = read.unit.span
            known = found.get(read.unit.sentence, span)
            found[read.unit.sentence] = Span(known.start, span.end)
    return tuple(found.values())
