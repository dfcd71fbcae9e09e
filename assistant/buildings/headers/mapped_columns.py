"""A table's columns with what they hold, and which of two that claim one field has it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.buildings.columns import DATE_FIELDS, Field
from assistant.buildings.headers.column_values import all_different, are_titles, contradicts, figures_below
from assistant.buildings.headers.header_lexicon import Measure, State
from assistant.buildings.headers.header_words import bare_lines, sense_of_header
from assistant.buildings.headers.positions import is_position
from assistant.buildings.ledgers.cells import READERS
from assistant.buildings.ledgers.header_units import unit_in_header
from assistant.buildings.units import rent_factor
from assistant.text.figures import normalise

_SLIGHT = Decimal("0.01")
"""What sums may be off by, as figures are rounded."""
_FEW = 5
"""Of so many rows one at least must be less than what is let, for a slip of the pen not to decide."""

_ORIGINS = {"admin": -1, "slip": 1, "similar": 2, "values": 3}
_YEAR = re.compile(r"(20\d{2})(?:[年./-]\s*(\d{1,2})(?=\s*月|$|\D))?")
NO_VALUES: Mapping[str, Sequence[str]] = {}
_ONE_COLUMN = (*READERS, Field.RENT_YUAN_PER_M2_MONTH, *sorted(DATE_FIELDS))
"""Figures and days: a row has one of each."""

_FROM_LARGE_TO_SMALL = (Field.BUSINESS_AREA, Field.PART, Field.FLOOR)


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column and what it holds. ``field`` is None for an extra column.

    ``origin`` tells how the field was found: ``name``, ``pattern``, ``slip``, ``similar`` (with the cosine as ``score``), ``admin``,
    ``values`` (by what stands below it), ``none``, or ``outdone`` where another column has it with better right. ``restricted`` columns are for staff only. ``doubt`` is what
    an administrator is to be asked, in Chinese; ``rank`` is how good a claim its words have. ``part_let``: it tells how much of a place
    is let, so that the place is not offered whole. ``waiting``: it is restricted because nobody has released it yet.
    """

    header: str
    column: str
    field: Field | None
    restricted: bool
    origin: str
    score: float = 1.0
    doubt: str = ""
    rank: int = 0
    part_let: bool = False
    waiting: bool = False


def believed(column: MappedColumn, values: Sequence[str]) -> MappedColumn:
    """A column without its field where its values cannot be those of the field."""
    if column.field is None or column.origin == "admin" or (held := contradicts(column.field, values)) is None:
        return column
    doubt = f"列名像“{column.field.value}”，但列中多是{held.value}，没有当作这个字段"
    return replace(column, field=None, origin="none", doubt=doubt)


def settled(
    columns: Sequence[MappedColumn], values: Mapping[str, Sequence[str]] = NO_VALUES
) -> tuple[MappedColumn, ...]:
    """Columns of which no two claim one figure or day: the one with the better right has it, and the others say so. ``values`` are what
    stands below each header."""
    found = list(columns)
    if any(column.part_let for column in columns):
        found = [
            column if is_what_is_left(column, columns, values) else _perhaps_all_that_may_be_let(column)
            for column in found
        ]
    found = _named_by_the_whole(_without_codes(found), values)
    for field in _ONE_COLUMN:
        claiming = [column for column in found if column.field is field]
        if len(claiming) > 1:
            kept = _best(claiming)
            found = [
                column if column.field is not field or column in kept else _outdone(column, kept) for column in found
            ]
    return tuple(found)


def _without_codes(columns: Sequence[MappedColumn]) -> list[MappedColumn]:
    """A number or code is the name only where no column has a better one."""
    named = [column for column in columns if column.field is Field.NAME and column.origin != "admin"]
    best = min(map(_claim, named), default=(0, False, 0))
    return [
        replace(column, field=None, origin="outdone") if column in named and _claim(column) > best else column
        for column in columns
    ]


def _named_by_the_whole(columns: Sequence[MappedColumn], values: Mapping[str, Sequence[str]]) -> list[MappedColumn]:
    """Where no column names the place itself, the name of the park that it stands in does (``园区名称`` beside ``楼栋``); without an address
    also ``楼栋`` or ``园区``, if no two rows say the same, or if a smaller part stands beside it."""
    fields = {column.field for column in columns}
    if Field.NAME in fields:
        return list(columns)
    titles = [column for column in columns if _titles_the_row(column, values.get(column.header, ()))]
    if titles:
        return [
            replace(column, field=Field.NAME, origin="values", doubt="") if column is titles[0] else column
            for column in columns
        ]
    first = next((column for column in columns if not _counts_rows(values.get(column.header, ()))), None)
    measured = any(column.field in _ONE_COLUMN for column in columns)  # a legend measures nothing
    if measured and first is not None and _calls_the_rows(first, values.get(first.header, ())):
        return [
            replace(first, field=Field.NAME, origin="values", doubt="") if column is first else column
            for column in columns
        ]
    parks = [column for column in columns if column.field is Field.BUSINESS_AREA and _name(column).endswith("名称")]
    if not parks and Field.ADDRESS not in fields:
        parks = [
            column
            for field in (Field.PART, Field.BUSINESS_AREA)
            for column in columns
            if column.field is field and all_different(values.get(column.header, ()))
        ]
    if not parks and measured:
        parks = _told_together(columns)
    return [replace(column, field=Field.NAME) if column in parks[:1] else column for column in columns]


def _told_together(columns: Sequence[MappedColumn]) -> list[MappedColumn]:
    """What calls the rows where it takes several columns to tell them apart: the park before its blocks, the blocks before their floors."""
    whole = {field: [column for column in columns if column.field is field] for field in _FROM_LARGE_TO_SMALL}
    told = [found for found in whole.values() if found]
    return told[0] if len(told) > 1 else []


def _counts_rows(values: Sequence[str]) -> bool:
    """Whether a column is the serial numbers of the rows, or empty."""
    figures = figures_below(values)
    return all(figure is not None for figure in figures)


def _calls_the_rows(column: MappedColumn, values: Sequence[str]) -> bool:
    """Whether the first column of a table calls its rows, whatever stands above it, unless that speaks of somebody or of something else."""
    sense = sense_of_header(column.header)
    other = (
        sense.measure not in (None, Measure.TITLE, Measure.CODE)
        or sense.states
        or sense.marks
        or sense.within
        or sense.thing
    )
    known = column.restricted or column.field is not None or column.origin in ("admin", "outdone")
    return not (other or known or is_position(column.header)) and are_titles(values)


def _titles_the_row(column: MappedColumn, values: Sequence[str]) -> bool:
    """Whether a column that no list knows is headed as a title of something that is nobody (产业空间名称), and no two rows say the same."""
    sense = sense_of_header(column.header)
    of_something = (
        sense.measure is Measure.TITLE and bool(sense.unknown) and not (sense.within or sense.states or sense.marks)
    )
    known = column.restricted or column.field is not None or column.origin in ("admin", "outdone")
    return of_something and not known and all_different(values)


def _perhaps_all_that_may_be_let(column: MappedColumn) -> MappedColumn:
    """Beside what is let, 可租面积 may be all that is let and vacant: only what is called vacant counts."""
    if column.field is not Field.VACANT_AREA_M2 or column.origin == "admin" or not _may_be_let(column):
        return column
    doubt = "表中另有已租面积，这一列可能是可租总面积而不是空置面积，没有当作空置面积"
    return replace(column, field=None, origin="none", doubt=doubt, part_let=True)


def is_what_is_left(column: MappedColumn, columns: Sequence[MappedColumn], values: Mapping[str, Sequence[str]]) -> bool:
    """Whether what may be let is what is left, and not that with what is let: in some rows it is less than what is let, and together they are
    nowhere more than the whole, or they make the whole row by row."""
    let = [item for item in columns if item.part_let]
    wholes = [item for item in columns if item.field in (Field.TOTAL_AREA_M2, Field.LAND_AREA_M2)]
    if len(let) != 1:
        return False
    units = {unit_in_header(item.header) for item in (column, *let)}
    for whole in wholes:
        below = [figures_below(values.get(item.header, ())) for item in (column, *let, whole)]
        rows = [row for row in zip(*below, strict=False) if None not in row]
        told = [(left, taken, total) for left, taken, total in rows if left is not None and taken and total]
        if units != {unit_in_header(whole.header)} or not told:
            continue
        if all(abs(left + taken - total) <= total * _SLIGHT for left, taken, total in told):
            return True
        within = all(left + taken <= total * (1 + _SLIGHT) for left, taken, total in told)
        if within and sum(left < taken for left, taken, _ in told) * _FEW >= len(told):
            return True
    return False


def _may_be_let(column: MappedColumn) -> bool:
    return State.AVAILABLE in (states := sense_of_header(column.header).states) and not states & {
        State.VACANT,
        State.OPEN,
    }


def _best(claiming: Sequence[MappedColumn]) -> list[MappedColumn]:
    """The columns that have the field: those of the best claim, several only where they are its ends or the same in another unit. None
    where groups stand above equal names (一期·空置面积, 二期·空置面积): nobody told which counts."""
    now = [column for column in claiming if column.origin == "admin" or not _time(column.header)] or claiming
    best = min(map(_claim, now))
    first, *others = _latest([column for column in now if _claim(column) == best])
    if any(_name(column) == _name(first) and _group(column) != _group(first) for column in others):
        return []
    if _is_end(first) or first.origin == "admin":
        return [first, *(column for column in others if _is_end(column) or column.origin == "admin")]
    return [first, *(column for column in others if _name(column) == _name(first))]


def _is_end(column: MappedColumn) -> bool:
    return sense_of_header(column.header).end is not None


def _latest(columns: list[MappedColumn]) -> list[MappedColumn]:
    """Those of the latest time where each tells its own: of 2024年空置面积 and 2025年空置面积 the second."""
    times = [_time(column.header) for column in columns]
    if not all(times) or len(set(times)) < len(times):
        return columns
    return [column for column, time in zip(columns, times, strict=True) if time == max(times)]


def _time(header: str) -> tuple[int, ...]:
    """The year that a header tells, with its month (2025年6月末); () where it tells none."""
    found = _YEAR.search(header)
    return tuple(int(part) for part in found.groups() if part) if found else ()


def _claim(column: MappedColumn) -> tuple[int, bool, int]:
    """A rent by its area before a total, which is divided by an area that may not be its own."""
    total = column.field is Field.RENT_YUAN_PER_M2_MONTH and bool(unit := unit_in_header(column.header))
    return _ORIGINS.get(column.origin, 0), total and rent_factor(normalise(unit)) is None, column.rank


def _name(column: MappedColumn) -> str:
    return bare_lines(column.header)[-1]


def _group(column: MappedColumn) -> tuple[str, ...]:
    return bare_lines(column.header)[:-1]


def _outdone(column: MappedColumn, kept: Sequence[MappedColumn]) -> MappedColumn:
    label = column.field.value if column.field else ""
    doubt = (
        f"“{kept[0].header}”更像“{label}”，这一列没有当作它"
        if kept
        else f"有几列都像“{label}”，分不清以哪一列为准，都没有当作它"
    )
    return replace(column, field=None, origin="outdone", doubt=doubt)
