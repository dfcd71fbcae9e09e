"""Which field the sense of a header claims, and which it can at all be a column of."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.buildings.columns import Field
from assistant.buildings.headers.header_lexicon import Mark, Measure, State
from assistant.buildings.headers.header_sense import Sense

_OFFERED = frozenset({State.VACANT, State.OPEN, State.AVAILABLE})
_SCENE = frozenset({Mark.TOTAL})


@dataclass(frozen=True, slots=True)
class Claim:
    """A field that a header claims. Of two columns that claim one field the lower ``rank`` has it: what is vacant before what may be let,
    what is asked before a bare price."""

    field: Field
    rank: int = 0


def claim_of(sense: Sense) -> Claim | None:
    """The field of an area, a rate, a rent, a name or a day of delivery, told by all the words; None where any of them does not belong to it."""
    if sense.unknown:
        return None
    match sense.measure:
        case Measure.AREA if sense.thing in (
            "",
            Field.AVAILABLE_FROM.name,
        ):  # 首层承重（t/㎡） is a load, whatever its unit is per
            return _area(sense)
        case Measure.RATE if not sense.thing:
            return _rate(sense)
        case Measure.UPKEEP if not (sense.states or sense.marks - _SCENE):
            return Claim(Field.PROPERTY_FEE_YUAN_PER_M2_MONTH)
        case Measure.DAY if sense.thing == Field.AVAILABLE_FROM.name and _may_be_entered(sense):
            return Claim(Field.AVAILABLE_FROM, 0)
        case Measure.RENT | Measure.PRICE:
            return _rent(sense)
        case Measure.SUM if not (sense.states or sense.thing or sense.marks - {Mark.PLANNED, Mark.TOTAL}):
            return Claim(Field.INVESTMENT_YUAN)
        case Measure.TERM if sense.marks == {Mark.LAND} and not sense.states:
            return Claim(Field.TENURE_YEARS)
        case Measure.DISTANCE if sense.thing == Field.METRO.name and not (sense.states or sense.marks):
            return Claim(Field.METRO_DISTANCE_M)
        case Measure.TITLE | Measure.CODE | None if _names_the_place(sense):
            return Claim(Field.NAME, _NAMING[sense.measure])
        case None if sense.thing == Field.AVAILABLE_FROM.name and _may_be_entered(sense):
            return Claim(Field.AVAILABLE_FROM, 1)
        case None if (
            sense.states and sense.marks == {Mark.SMALLEST} and sense.states <= {State.AVAILABLE, State.DIVISIBLE}
        ):
            return Claim(Field.DIVISIBLE_FROM_M2)
        case None if sense.states and sense.states <= _OFFERED and not sense.marks:
            return Claim(Field.VACANT_AREA_M2, 3 if State.AVAILABLE in sense.states else 2)
    return None


def _may_be_entered(sense: Sense) -> bool:
    return not (sense.states - _OFFERED or sense.marks - {Mark.PLANNED})


_NAMING: Mapping[Measure | None, int] = {Measure.TITLE: 0, None: 1, Measure.CODE: 2}


def _names_the_place(sense: Sense) -> bool:
    return sense.place and not (sense.within or sense.thing or sense.states or sense.marks - {Mark.LAND})


def _area(sense: Sense) -> Claim | None:
    states, marks = sense.states, sense.marks - _SCENE
    if sense.thing and not states:
        states = frozenset({State.AVAILABLE})  # 可入驻面积
    if marks == {Mark.SMALLEST} and states <= {State.AVAILABLE, State.DIVISIBLE, State.LETTING}:
        return Claim(Field.DIVISIBLE_FROM_M2)
    if states == {State.DIVISIBLE} and not marks:
        return Claim(Field.DIVISIBLE_FROM_M2, 1)
    if not states and marks == {Mark.LAND}:
        return Claim(Field.LAND_AREA_M2)
    if not states and marks == {Mark.STOREY}:
        return Claim(Field.FLOOR_AREA_M2)
    if not states and marks == {Mark.BILLED}:
        return Claim(Field.BILLED_AREA_M2)
    if states <= {State.USING} and marks == {Mark.INNER}:
        return Claim(Field.INNER_AREA_M2)
    if states == {State.USING} and not marks:
        return Claim(Field.USABLE_AREA_M2)
    if not states and not marks:
        return Claim(Field.TOTAL_AREA_M2, 0 if Mark.TOTAL in sense.marks else 1)
    if states and states <= _OFFERED and not marks:
        rank = 0 if states & {State.VACANT, State.OPEN} else 1
        return Claim(Field.VACANT_AREA_M2, rank + (Mark.TOTAL in sense.marks))
    return None


def _rate(sense: Sense) -> Claim | None:
    if sense.marks == {Mark.SHARE} and not sense.states:
        return Claim(Field.EFFICIENCY_PERCENT)
    if sense.marks:
        return None
    if sense.states in ({State.VACANT}, {State.OPEN}):
        return Claim(Field.VACANCY_PERCENT)
    if sense.states in ({State.LETTING}, {State.LET}):
        return Claim(Field.OCCUPANCY_PERCENT)
    return None


def _rent(sense: Sense) -> Claim | None:
    if sense.marks - _SCENE or sense.states - {State.LETTING, State.AVAILABLE, State.VACANT, State.OPEN}:
        return None
    return Claim(Field.RENT_YUAN_PER_M2_MONTH, 0 if sense.measure is Measure.RENT else 1)


def tells_what_is_let(sense: Sense) -> bool:
    """Whether it is an area that is not to be had: let, used or kept."""
    taken = {State.LET, State.LETTING, State.OWN, State.USED, State.CLOSED}
    return sense.measure is Measure.AREA and bool(sense.states & taken) and not sense.marks - _SCENE


@dataclass(frozen=True, slots=True)
class _Bears:
    """What a header of a field may say; ``strict``: nothing else at all, for what else it says might make it another column."""

    measures: frozenset[Measure | None]
    states: frozenset[State] = frozenset()
    marks: frozenset[Mark] = frozenset()
    strict: bool = False


def _bears(*measures: Measure | None, states: str = "", marks: str = "", strict: bool = False) -> _Bears:
    return _Bears(
        frozenset(measures),
        frozenset(State[name] for name in states.split()),
        frozenset(Mark[name] for name in marks.split()),
        strict,
    )


_M = Measure
_TEXT = (None, _M.MANNER, _M.TITLE, _M.CODE, _M.FLAG)
_FIGURE = (None, _M.COUNT, _M.FLAG, _M.MANNER, _M.TITLE, _M.CODE)
_BEARS: Mapping[Field, _Bears] = {
    Field.VACANT_AREA_M2: _bears(None, _M.AREA, states="VACANT OPEN AVAILABLE", marks="TOTAL", strict=True),
    Field.TOTAL_AREA_M2: _bears(None, _M.AREA, marks="TOTAL", strict=True),
    Field.FLOOR_AREA_M2: _bears(None, _M.AREA, marks="STOREY", strict=True),
    Field.BILLED_AREA_M2: _bears(None, _M.AREA, marks="BILLED TOTAL", strict=True),
    Field.USABLE_AREA_M2: _bears(None, _M.AREA, states="USING", marks="TOTAL", strict=True),
    Field.INNER_AREA_M2: _bears(None, _M.AREA, states="USING", marks="INNER TOTAL", strict=True),
    Field.LAND_AREA_M2: _bears(None, _M.AREA, _M.COUNT, marks="LAND TOTAL", strict=True),
    Field.DIVISIBLE_FROM_M2: _bears(None, _M.AREA, states="AVAILABLE DIVISIBLE LETTING", marks="SMALLEST"),
    Field.VACANCY_PERCENT: _bears(_M.RATE, states="VACANT OPEN", strict=True),
    Field.OCCUPANCY_PERCENT: _bears(_M.RATE, states="LETTING LET USING", strict=True),
    Field.EFFICIENCY_PERCENT: _bears(_M.RATE, marks="SHARE", strict=True),
    Field.RENT_YUAN_PER_M2_MONTH: _bears(
        _M.RENT, _M.PRICE, states="LETTING AVAILABLE VACANT OPEN", marks="TOTAL", strict=True
    ),
    Field.PROPERTY_FEE_YUAN_PER_M2_MONTH: _bears(_M.UPKEEP, _M.FEE, _M.PRICE),
    Field.RENT_FREE_MONTHS: _bears(None, _M.TERM, _M.DAY, _M.COUNT),
    Field.LEASE_TERMS: _bears(*_TEXT, states="LETTING SELLING AVAILABLE FOR_SALE"),
    Field.METRO_DISTANCE_M: _bears(None, _M.DISTANCE, _M.DAY),
    Field.METRO: _bears(*_TEXT, _M.COUNT, marks="ELSEWHERE"),
    Field.PARKING: _bears(*_FIGURE, states="AVAILABLE VACANT", marks="PARKING PART TOTAL PLANNED"),
    Field.COMPLETED_ON: _bears(None, _M.DAY, states="USING USED", marks="PLANNED"),
    Field.VERIFIED_ON: _bears(None, _M.DAY, _M.COUNT, _M.RENT, _M.PRICE),
    Field.AVAILABLE_FROM: _bears(
        None, _M.DAY, _M.TERM, states="AVAILABLE LETTING VACANT", marks="PLANNED LAND SMALLEST"
    ),
    Field.FIT_OUT: _bears(*_TEXT, _M.FEE),
    Field.STATUS: _bears(*_TEXT, states="LETTING SELLING USING VACANT AVAILABLE FOR_SALE", strict=True),
    Field.CONTACT: _bears(None, _M.PERSON, _M.MANNER, states="LETTING SELLING", strict=True),
    Field.TENURE_YEARS: _bears(_M.TERM, states="USING VACANT", marks="LAND"),
    Field.FLOORS: _bears(*_FIGURE, marks="TOTAL PART"),
    Field.FLOOR: _bears(*_TEXT, _M.COUNT, states="VACANT AVAILABLE LETTING", marks="STOREY"),
    Field.FLOOR_HEIGHT_M: _bears(*_TEXT, marks="STOREY SMALLEST PART"),
    Field.FRONTAGE_M: _bears(*_TEXT),
    Field.FLOOR_LOAD_T_PER_M2: _bears(*_TEXT, _M.AREA, marks="STOREY SMALLEST PART"),
    Field.CRANE_T: _bears(*_FIGURE),
    Field.POWER_KVA: _bears(*_FIGURE, states="USING"),
    Field.PLOT_RATIO: _bears(None, _M.RATE, marks="PLANNED LAND"),
    Field.INVESTMENT_YUAN: _bears(None, _M.SUM, _M.COUNT, states="LETTING", marks="PLANNED TOTAL"),
    Field.DEADLINE: _bears(None, _M.DAY, _M.TERM, marks="ENDED"),
    Field.USE: _bears(None, _M.MANNER, _M.CODE, _M.FLAG, states="LETTING USING", marks="PLANNED LAND"),
    Field.GRADE: _bears(*_TEXT),
    Field.STREET: _bears(*_TEXT, marks="ELSEWHERE LAND"),
    Field.BUSINESS_AREA: _bears(*_TEXT, marks="ELSEWHERE"),
    Field.ADDRESS: _bears(*_TEXT, marks="LAND PLANNED"),
    Field.OWNERSHIP: _bears(*_TEXT),
    Field.CATEGORY: _bears(*_TEXT, states="LETTING USING", marks="LAND PLANNED"),
    Field.NAME: _bears(*_TEXT, marks="LAND"),
    Field.TOPIC: _bears(*_TEXT),
    Field.COOPERATION: _bears(*_TEXT, states="LETTING"),
    Field.UNIT: _bears(*_TEXT, marks="PARTY"),
}
"""Fields that are missing here bear anything: coordinates, photos, content."""


def fits(field: Field, sense: Sense) -> bool:
    """Whether a header of this sense can be a column of the field: none of its words says otherwise."""
    bears = _BEARS.get(field)
    return bears is None or (
        sense.measure in bears.measures
        and sense.states <= bears.states
        and sense.marks <= bears.marks
        and not (bears.strict and sense.unknown)
    )
