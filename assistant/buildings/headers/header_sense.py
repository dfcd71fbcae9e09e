"""What a header says, word by word: what is measured, in what state, and what else is said of it (``header_lexicon.yaml``).

Chinese puts what is measured last and what is denied first: 非空置率 is a rate of what is not vacant, 租金到期日 a day. So a header is cut into
words, negation and state are composed, and whatever no word explains is kept as ``unknown``: it may change everything.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.buildings.headers.header_lexicon import End, Grammar, Mark, Measure, State, grammar

_WHICH = re.compile(r"(?:[a-z\d]+|[一二三四五六七八九十]+)(?:期|号楼|号|座|栋|幢|区|层|楼|#)")
"""Which part of a place a line is about (二期, 3号楼): that changes nothing of what is measured."""


_ANY_OTHER = ("其他", "其它")
_COUNTS_UP = re.compile(r"(?<=.)[及和与、](?=.)")


@dataclass(frozen=True, slots=True)
class Sense:
    """What the words of a header say. ``measure`` is None where none is named; ``unknown`` are the characters of its last line that no
    word explains. ``place``: its last line names a kind of place; ``within``: one that the row's place is in. ``thing`` is the name of
    the field of the thing that it names. ``end``: the column holds one end of a range (最低租金, 租金·起); None where it names both."""

    measure: Measure | None
    states: frozenset[State]
    marks: frozenset[Mark]
    unknown: str
    place: bool = False
    within: bool = False
    thing: str = ""
    end: End | None = None

    def says_no_more_than(self, other: "Sense") -> bool:
        """Whether it says nothing that the other does not: a misspelt header says less than the right one, never something else."""
        return self.measure in (None, other.measure) and self.states <= other.states and self.marks <= other.marks


def sense_of(lines: Sequence[str], remarks: Sequence[str] = ()) -> Sense:
    """What the lines of a header (the lowest last) and its remarks in brackets say. All are normalised and without spaces.

    A remark that tells what is or is not included (``不含税``) changes nothing; its unit counts where the lines name no measure. A line
    above that only counts up what stands below it (``价格及得房率``) says nothing of one column, nor does ``情况`` in it say what is measured.
    """
    read = [_read(line) for line in lines[:-1] if not only_groups(line)]
    read += [_alone(word) if read and (word := grammar().alone.get(line)) else _read(line) for line in lines[-1:]]
    beside = [_read(remark) for remark in remarks if "含" not in remark]
    measures = [
        measure
        for line in reversed(read)
        for measure in line.measures[-1:]
        if line is read[-1] or measure is not Measure.MANNER
    ]
    units = [measure for remark in beside for measure in remark.measures if measure in (Measure.AREA, Measure.RATE)]
    every = (*read, *beside)
    return Sense(
        measure=next(iter((*measures, *units)), None),
        states=frozenset(state for part in every for state in part.states),
        marks=frozenset(mark for part in every for mark in part.marks),
        unknown=read[-1].unknown if read else "",
        place=bool(read) and read[-1].place,
        within=any(line.within for line in read),
        thing=next((line.thing for line in reversed(read) if line.thing), ""),
        end=ends.pop() if len(ends := set[End]().union(*(part.ends for part in every))) == 1 else None,
    )


def only_groups(line: str) -> bool:
    """Whether a line above others puts them under one head and says nothing of any: 配套及条件, 基本情况, 其他."""
    return (
        line in _ANY_OTHER
        or bool(_COUNTS_UP.search(line))
        or (line.endswith(("情况", "信息")) and not _read(line).marks)
    )


def ends_with_a_place(text: str) -> bool:
    """Whether a name ends with what it is: 金鹏大厦, 三号楼."""
    return text.endswith(tuple(grammar().places))


def names_a_place(text: str) -> bool:
    """Whether a text names what rows are: 楼, 铺位, 仓库."""
    return any(word in text for word in grammar().places)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one line, in order."""

    measures: tuple[Measure, ...]
    states: frozenset[State]
    marks: frozenset[Mark]
    unknown: str
    place: bool
    within: bool
    thing: str
    ends: frozenset[End] = frozenset()


def _alone(word: End | State) -> _Words:
    states = frozenset({word}) if isinstance(word, State) else frozenset[State]()
    ends = frozenset({word}) if isinstance(word, End) else frozenset[End]()
    return _Words((), states, frozenset(), "", False, False, "", ends)


def _read(line: str) -> _Words:
    known = grammar()
    line = _WHICH.sub("", line)
    measures: list[Measure] = []
    states: set[State] = set()
    marks: set[Mark] = set()
    ends: set[End] = set()
    unknown: list[str] = []
    place = within = False
    thing = ""
    at = 0
    while at < len(line):
        word = known.words.match(line, at)
        phrase = known.phrase.match(line, at)
        alone = phrase is not None and phrase.end() - at == 1
        if phrase and phrase["act"] and not alone and (word is None or phrase.end() > word.end()):
            states.add(_state(known, phrase))
            at = phrase.end()
        elif word:
            measure, mark = known.measures.get(word[0]), known.marks.get(word[0])
            measures += [measure] if measure else []
            marks |= {mark} if mark else set()
            states |= {State[name]} if (name := known.states.get(word[0])) else set()
            ends |= {end} if (end := known.ends.get(word[0])) else set()
            place, within = place or word[0] in known.places, within or word[0] in known.within
            thing = known.things.get(word[0], thing)
            at = word.end()
        elif phrase and phrase.end() > at and phrase["act"] is None:
            states |= _of_no_act(phrase)
            at = phrase.end()
        else:
            unknown += re.findall(r"[\u4e00-\u9fffa-z]", line[at])
            at += 1
    return _Words(
        tuple(measures),
        frozenset(states),
        frozenset(marks),
        "".join(unknown),
        place,
        within,
        thing,
        frozenset(ends),
    )


def _of_no_act(phrase: re.Match[str]) -> set[State]:
    """What is denied or done without an act: 未办证, 已建. 现 alone only tells of now: 现报价."""
    if phrase["may"] == "可供":
        return {State.AVAILABLE}
    return set() if phrase[0] == "现" else {State.DENIED}


def _state(known: Grammar, phrase: re.Match[str]) -> State:
    """An act with what stands before it: 未 + 出租, 可 + 租, 不 + 可 + 租, 待 + 租, 已 + 用."""
    act = known.acts[phrase["act"]]
    denied, never, may, done = (phrase[name] is not None for name in ("denied", "never", "may", "done"))
    denied = denied or never
    if act == "vacant":
        return State.LET if denied else State.VACANT
    if act == "own":
        return State.DENIED if denied else State.OWN
    if act == "divide":
        return State.INDIVISIBLE if denied else State.DIVISIBLE
    if phrase["to_be"] is not None and not denied:
        return State.FOR_SALE if act == "sell" else State.OPEN
    if may:
        possible = State.FOR_SALE if act == "sell" else State.AVAILABLE
        return State.CLOSED if denied else possible
    if never:
        return State.CLOSED
    if denied:
        return State.FOR_SALE if act == "sell" else State.OPEN
    return _ACTS[act][done]


_ACTS: Mapping[str, tuple[State, State]] = {
    "let": (State.LETTING, State.LET),
    "sell": (State.SELLING, State.SOLD),
    "use": (State.USING, State.USED),
}
"""The state that an act names alone, and that it names when it is done."""
