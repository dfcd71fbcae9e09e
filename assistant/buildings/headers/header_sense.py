"""What a header says, word by word: what is measured, in what state, and what else is said of it (``header_lexicon.yaml``).

Chinese puts what is measured last and what is denied first: 非空置率 is a rate of what is not vacant, 租金到期日 a day. So a header is cut into
words, negation and state are composed, and whatever no word explains is kept as ``unknown``: it may change everything.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.buildings.headers.header_lexicon import End, Mark, Measure, State, grammar
from assistant.buildings.headers.header_reading import one_word, read_line
from assistant.text.units import PER, spelled

_ANY_OTHER = ("其他", "其它")
_COUNTS_UP = "及和与、"
_BY = "按"


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
    if len(lines) > 1 and _tells_per_area(lines[-1]):
        lines = lines[:-1]
    read = [read_line(line) for line in lines[:-1] if not only_groups(line)]
    over = [measure for line in lines[:-1] if (measure := _measure_of_group(line)) is not None]
    beside = [read_line(remark) for remark in remarks if "含" not in remark and not _is_per(remark)]
    told = bool(read or over or any(map(_is_per, remarks)) or any(part.measures for part in beside))
    read += [one_word(word) if told and (word := grammar().alone.get(line)) else read_line(line) for line in lines[-1:]]
    measures = [
        measure
        for line in reversed(read)
        for measure in line.measures[-1:]
        if line is read[-1] or measure is not Measure.MANNER
    ]
    units: list[Measure] = [
        measure for remark in beside for measure in remark.measures if measure in (Measure.AREA, Measure.RATE)
    ]
    every = (*read, *beside)
    states = frozenset(state for part in every for state in part.states)
    thing = next((line.thing for line in reversed(read) if line.thing), "")
    units += [Measure.AREA for remark in remarks if _AREA.fullmatch(remark)]
    if thing == "METRO" and any(_is_length(remark) for remark in remarks):
        units.append(Measure.DISTANCE)
    if states & _TO_LET and any(map(_is_per, remarks)):
        units.append(Measure.PRICE)
    return Sense(
        measure=next(iter((*measures, *over, *units)), None),
        states=states,
        marks=frozenset(mark for part in every for mark in part.marks),
        unknown=read[-1].unknown if read else "",
        place=bool(read) and read[-1].place,
        within=any(line.within for line in read),
        thing=thing,
        end=ends.pop() if len(ends := set[End]().union(*(part.ends for part in every))) == 1 else None,
    )


_TO_LET = frozenset({State.LETTING, State.AVAILABLE, State.OPEN})
_PER = re.compile(rf"{PER}{spelled('㎡', spoken=True)}|m2{PER}")
_AREA = re.compile(rf"\(?{spelled('area', spoken=True)}\)?")
_LENGTH = re.compile(rf"\(?{spelled('length', spoken=True)}\)?")


def _tells_per_area(line: str) -> bool:
    """Whether the lowest line tells only that what stands above it is by the area: 按面积."""
    rest = read_line(line.removeprefix(_BY))
    return line.startswith(_BY) and rest.measures == (Measure.AREA,) and not (rest.states or rest.marks or rest.unknown)


def _is_per(remark: str) -> bool:
    """Whether a unit is of something by the area (元/㎡·月): what is measured is no area."""
    return bool(_PER.search(remark))


def _is_length(remark: str) -> bool:
    return bool(_LENGTH.fullmatch(remark))


def _measure_of_group(line: str) -> Measure | None:
    """What a line above others says is measured below it, where it says nothing else: 面积情况, 价格情况."""
    read = read_line(line)
    plain = (
        len(read.measures) == 2
        and read.measures[1] is Measure.MANNER
        and not (read.marks or read.states or read.unknown)
    )
    return read.measures[0] if plain else None


def only_groups(line: str) -> bool:
    """Whether a line above others puts them under one head and says nothing of any: 配套及条件, 基本情况, 其他."""
    return (
        line in _ANY_OTHER
        or line in grammar().groups
        or any(mark in line[1:-1] for mark in _COUNTS_UP)
        or (line.endswith(("情况", "信息", "状态", "条件")) and not read_line(line).marks)
    )


def ends_with_a_place(text: str) -> bool:
    """Whether a name ends with what it is: 金鹏大厦, 三号楼."""
    return text.endswith(tuple(grammar().places))


def names_a_place(text: str) -> bool:
    """Whether a text names what rows are: 楼, 铺位, 仓库."""
    return any(word in text for word in grammar().places)
