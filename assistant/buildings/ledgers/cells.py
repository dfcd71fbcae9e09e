"""The cells of one row into figures, days and texts, and what could not be read.

Nothing is guessed: a cell that cannot be read gives no value and a warning, and the row stays.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from assistant.buildings import units
from assistant.buildings.columns import DATE_FIELDS, Field
from assistant.buildings.headers.header_lexicon import End
from assistant.buildings.headers.header_words import sense_of_header
from assistant.buildings.ledgers import several_figures
from assistant.buildings.ledgers.coordinates import point_of
from assistant.buildings.ledgers.header_units import unit_in_header, with_unit
from assistant.buildings.qualifiers import stated
from assistant.buildings.rows import says_let
from assistant.records import OPEN_START, Cell
from assistant.text.bounds import DOWNWARDS, UPWARDS, bound_words
from assistant.text.days import read_date, read_day_by
from assistant.text.figures import Span, normalise
from assistant.text.units import UnitTable

_ANYTHING = Span(None, None)
_BEGINS_A_FIGURE = re.compile(r"[约¥￥]?\s*\d")
_OPEN = re.compile(rf"(?:{bound_words('behind', *UPWARDS, *DOWNWARDS)})$")
_TOO_MUCH = Decimal(10) ** 14
_MONEY = frozenset({Field.RENT_YUAN_PER_M2_MONTH, Field.PROPERTY_FEE_YUAN_PER_M2_MONTH, Field.INVESTMENT_YUAN})
NO_FIGURE = re.compile(
    r"面议|面谈|可谈|电议|可议|议价|按需.*|定制.*|详询.*|咨询.*|另议|暂无报价|不限|不详|无要求|根据.*|视.*|以.*为准"
)
"""Texts that say in so many words that there is no figure: no value, and nothing to mend."""

_SAYS_NO_DAY = re.compile(
    r"现房.*|随时.*|立即.*|即[时可交租刻].*|已.*|现状.*|.*即可.*|在建.*|未定.*|另行.*|按.*|.*后\d*.*|.*日内"
)
AT_ONCE = re.compile(r"现房|随时|立即|即[时可交租刻]|已交付|现状交付|已空|已腾空")
_SHORT_DAY = re.compile(r"[0-4]\d([./-])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])")
"""A day with the last two digits of its year: 25.6.10."""

_NOT_THERE = re.compile(r"无|没有|否|不含|不可")


@dataclass(frozen=True, slots=True)
class MeantCell:
    """A cell with the field that its column holds; None for an extra column."""

    field: Field | None
    cell: Cell


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell whose text is no value of its field."""

    field: Field
    cell: Cell


@dataclass(frozen=True, slots=True)
class Texts:
    """The original text of each field that says something; ``shown`` has the header's unit behind a bare number."""

    texts: Mapping[Field, str]
    shown: Mapping[Field, str]


@dataclass(frozen=True, slots=True)
class ReadCells:
    """What the cells of a row say. ``texts`` are originals by field, ``spans`` and ``dates`` what could be read of them."""

    texts: Mapping[Field, str]
    spans: Mapping[Field, Span]
    dates: Mapping[Field, date]
    unreadable: tuple[Unreadable, ...] = ()


def read_cells(cells: Sequence[MeantCell]) -> ReadCells:
    """The typed values of a row's cells, blank ones left out."""
    by_field = _with_units_beside(cells)
    spans = {
        field: span
        for field, found in by_field.items()
        if (reader := READERS.get(field)) and (span := _combined(field, found, reader)) is not None
    }
    if Field.VACANT_AREA_M2 not in by_field and Field.STATUS in by_field:
        left = several_figures.left_over_m2(by_field[Field.STATUS][0].value)
        spans |= {Field.VACANT_AREA_M2: left} if left else {}
    spans |= _rent_of(by_field, spans)
    spans = {field: span for field, span in spans.items() if field not in POINTS} | point_of(by_field)
    if Field.METRO_DISTANCE_M not in spans and Field.METRO in by_field:
        distance = units.read_distance_m(stated(by_field[Field.METRO][0].value), "")
        spans |= {Field.METRO_DISTANCE_M: distance} if distance else {}
    dates = {
        field: day
        for field in DATE_FIELDS & by_field.keys()
        if (day := _day(field, by_field[field][0].value)) is not None
    }
    return ReadCells(
        texts=_texts(by_field),
        spans=spans,
        dates=dates,
        unreadable=tuple(
            Unreadable(field, cell)
            for field, found in by_field.items()
            for cell in found
            if _is_unreadable(field, cell, spans, dates)
        ),
    )


def _day(field: Field, text: str) -> date | None:
    """The day that a cell names; ``现房`` is to be had on any day, a building's completion may be a year alone."""
    if field is Field.AVAILABLE_FROM and AT_ONCE.search(stated(text)):
        return OPEN_START
    if field is Field.COMPLETED_ON and (year := re.fullmatch(r"((?:19|20)\d{2})\s*年?(?:建成|竣工)?", normalise(text))):
        return date(int(year[1]), 1, 1)
    if short := _SHORT_DAY.fullmatch(normalise(text)):
        text = f"20{short[0]}"
    return read_day_by(text) if field is Field.AVAILABLE_FROM else read_date(text, end=field is Field.DEADLINE)


def texts_of(cells: Sequence[MeantCell]) -> Texts:
    """The texts of a row's cells, blank ones left out."""
    by_field = _with_units_beside(cells)
    texts = _texts(by_field)
    return Texts(
        texts,
        {
            field: with_unit(text, by_field[field][0].header, money=field in _MONEY) if field in by_field else text
            for field, text in texts.items()
        },
    )


def _texts(by_field: Mapping[Field, list[Cell]]) -> dict[Field, str]:
    """The text of each field; a row that stands for one block of a building is called by both: ``汇通大厦A座``."""
    texts = {field: _text(field, found) for field, found in by_field.items()}
    if Field.PART not in texts:
        return texts
    part = re.sub(r"\s+", "", texts[Field.PART])
    if re.fullmatch(r"\d+|[A-Za-z]", part):
        kind = re.search(r"[座栋幢](?=号?$)", by_field[Field.PART][0].header)
        part += kind[0] if kind else "栋"
    name = texts.get(Field.NAME, "")
    return texts | {Field.NAME: name if part in name else name + part}


def _by_field(cells: Sequence[MeantCell]) -> dict[Field, list[Cell]]:
    by_field: defaultdict[Field, list[Cell]] = defaultdict(list)
    for item in cells:
        if item.field is not None and not units.is_blank(item.cell.value):
            by_field[item.field].append(item.cell)
    return dict(by_field)


def _with_units_beside(cells: Sequence[MeantCell]) -> dict[Field, list[Cell]]:
    """The cells of each field, those of the rent with the unit that a column of its own says."""
    by_field = _by_field(cells)
    if (unit := _unit_beside(cells)) and (rents := by_field.get(Field.RENT_YUAN_PER_M2_MONTH)):
        by_field[Field.RENT_YUAN_PER_M2_MONTH] = [
            cell if unit_in_header(cell.header) else replace(cell, header=f"{cell.header}（{unit}）") for cell in rents
        ]
    return by_field


def _unit_beside(cells: Sequence[MeantCell]) -> str:
    """The unit of a row's rent where a column of its own says it, whatever that is called: ``元/㎡·天`` below 计价单位."""
    beside = (item.cell.value for item in cells if item.field is None)
    return next((value for value in beside if units.is_rent_unit(value)), "")


def _quantity(table: UnitTable, default: Decimal | None = None) -> units.Reader:
    return lambda text, header: units.read_quantity(text, header, table, default)


def _quantities(table: UnitTable) -> units.Reader:
    return lambda text, header: units.read_quantities(text, header, table)


def _vacant_area(text: str, header: str) -> Span | None:
    """``已租满`` and ``无`` are an area of nothing."""
    if says_let(text) or normalise(text) in units.SAYS_NONE:
        return Span(Decimal(0), Decimal(0))
    return several_figures.read_areas_m2(text, header)


READERS: Mapping[Field, units.Reader] = {
    Field.TOTAL_AREA_M2: several_figures.read_areas_m2,
    Field.VACANT_AREA_M2: _vacant_area,
    Field.DIVISIBLE_FROM_M2: several_figures.read_smallest_piece_m2,
    Field.FLOOR_AREA_M2: units.read_area_m2,
    Field.BILLED_AREA_M2: several_figures.read_areas_m2,
    Field.USABLE_AREA_M2: several_figures.read_areas_m2,
    Field.INNER_AREA_M2: several_figures.read_areas_m2,
    Field.LAND_AREA_M2: units.read_area_m2,
    Field.VACANCY_PERCENT: units.read_percent,
    Field.OCCUPANCY_PERCENT: units.read_percent,
    Field.EFFICIENCY_PERCENT: units.read_percent,
    Field.FLOOR_HEIGHT_M: _quantities(units.LENGTH_UNITS),
    Field.FRONTAGE_M: _quantities(units.LENGTH_UNITS),
    Field.FLOOR_LOAD_T_PER_M2: _quantities(units.LOAD_UNITS),
    Field.CRANE_T: units.read_crane_t,
    Field.POWER_KVA: several_figures.read_power_kva,
    Field.PROPERTY_FEE_YUAN_PER_M2_MONTH: units.read_rent,
    Field.RENT_FREE_MONTHS: units.read_months,
    Field.METRO_DISTANCE_M: units.read_distance_m,
    Field.PARKING: several_figures.read_parking,
    Field.FLOORS: units.read_count,
    Field.PLOT_RATIO: units.read_ratio,
    Field.TENURE_YEARS: _quantity(units.YEAR_UNITS, Decimal(1)),
    Field.LONGITUDE: units.read_degrees,
    Field.LATITUDE: units.read_degrees,
    Field.INVESTMENT_YUAN: units.read_money,
}

_ALWAYS_THE_SAME = frozenset({*READERS.values(), units.read_rent})
"""Readers that look at the cell and its header alone."""

POINTS = (Field.LONGITUDE, Field.LATITUDE)
"""Figures of which a row has one, not a range."""

_READ = frozenset({*READERS, *DATE_FIELDS, Field.RENT_YUAN_PER_M2_MONTH, Field.COORDINATES})
_THINGS = frozenset({Field.CRANE_T, Field.PARKING})

FIGURES = tuple(field for field in (*READERS, Field.RENT_YUAN_PER_M2_MONTH) if field not in POINTS)
"""Fields with a lowest and a highest figure."""


def _rent_of(cells: Mapping[Field, list[Cell]], spans: Mapping[Field, Span]) -> dict[Field, Span]:
    """The rent, totals divided by the area that they are asked for, else the one area that the row offers."""
    areas = (Field.BILLED_AREA_M2, Field.VACANT_AREA_M2, Field.TOTAL_AREA_M2)
    offered = next((spans[field] for field in areas if field in spans), None)
    area = offered.exact if offered else None
    field = Field.RENT_YUAN_PER_M2_MONTH
    rent = _combined(field, cells.get(field, []), units.read_rent)
    if rent is None and area is not None:
        rent = _combined(field, cells.get(field, []), lambda text, header: units.read_rent(text, header, area))
    return {field: rent} if rent else {}


def read_figure(field: Field, cell: Cell, reader: units.Reader) -> Span | None:
    """The figure that a cell states; below the head of one end of a range (最高租金) a bound, whatever became of the other end. What is only
    planned or provided for is none; of things to be had it says that there are none."""
    return (_read_again if reader in _ALWAYS_THE_SAME else _read)(field, cell.value, cell.header, reader)


def _read(field: Field, value: str, header: str, reader: units.Reader) -> Span | None:
    text = stated(value)
    if not text and field in _THINGS:
        return Span(Decimal(0), Decimal(0))
    span = reader(text, header)
    if span is None or (end := sense_of_header(header).end) is None:
        return span
    bound = Span(span.low, None) if end is End.LOW else Span(None, span.high)
    return None if bound == _ANYTHING else bound


_read_again = lru_cache(maxsize=16_384)(_read)
"""Most cells of a large ledger repeat others: one height, a few rents."""


def _combined(field: Field, cells: Sequence[Cell], reader: units.Reader) -> Span | None:
    """One figure from a field's cells: separate lowest and highest columns make a range, otherwise the first readable counts. None where the
    ends contradict each other."""
    read = [
        (sense_of_header(cell.header).end, span)
        for cell in cells
        if (span := read_figure(field, cell, reader)) is not None and _is_conceivable(span)
    ]
    if not read or read[0][0] is None:
        return read[0][1] if read else None
    low = next((span.low for end, span in read if end is End.LOW), None)
    high = next((span.high for end, span in read if end is End.HIGH), None)
    return None if low is not None and high is not None and low > high else Span(low, high)


def _is_conceivable(span: Span) -> bool:
    """Whether the tables can hold the figure: a cell full of digits is a slip, no figure."""
    return all(end is None or abs(end) < _TOO_MUCH for end in span.ends)


def _text(field: Field, cells: Sequence[Cell]) -> str:
    """The original text; of separate lowest and highest columns both are shown, or the one with its word (``最高70``); of a contact the
    name and the telephone, of a storey the floor and the room."""
    if field is Field.CONTACT:
        return " ".join(dict.fromkeys(cell.value.strip() for cell in cells))
    if field is Field.FLOOR:
        return "·".join(dict.fromkeys(cell.value.strip() for cell in cells))
    ends = {
        end: text
        for cell in reversed(cells)
        if (end := sense_of_header(cell.header).end) and _is_plain_figure(text := cell.value.strip())
    }
    if field not in _READ or not ends or sense_of_header(cells[0].header).end is None:
        return cells[0].value.strip()
    if len(ends) == 1:
        return "".join(f"{end}{text}" for end, text in ends.items())
    return "～".join(dict.fromkeys(ends[end] for end in End))


def _is_plain_figure(text: str) -> bool:
    return bool(_BEGINS_A_FIGURE.match(text)) and not _OPEN.search(text)


def _is_unreadable(field: Field, cell: Cell, spans: Mapping[Field, Span], dates: Mapping[Field, date]) -> bool:
    if field not in _READ or field in spans or field in dates or not stated(cell.value):
        return False
    text = re.sub(r"\s+", "", normalise(cell.value))
    if field in DATE_FIELDS:
        return not _SAYS_NO_DAY.fullmatch(text)
    if field is Field.COORDINATES:
        return Field.LONGITUDE not in spans
    return not NO_FIGURE.fullmatch(text) and not _NOT_THERE.fullmatch(text)
