"""What one named row says of what is asked about it: its cells, what the whole of it costs, rent and fee together."""

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.buildings.columns import UNITS, AnyField, Column, Field
from assistant.buildings.own_cells import area_of_price
from assistant.buildings.requirements import Order, Requirement, label, show_bound
from assistant.buildings.rows import ListedRow
from assistant.buildings.search.ranking import JudgedRow
from assistant.buildings.units import DAYS_PER_MONTH
from assistant.text.figures import show_number

_TEN_THOUSAND = 10_000
_HAD_AT_ALL = (Field.PARKING, Field.CRANE_T, Field.RENT_FREE_MONTHS)


def _total(row: ListedRow, requirement: Requirement, english: bool) -> str:
    """What the whole of what is vacant costs, or as much as is wanted of it, at the rent or price that the ledger states."""
    if requirement.total_of is not None:
        return _total_price(row, requirement.total_of, requirement.area_to_be_let, english)
    rent, area = row.span(Field.RENT_YUAN_PER_M2_MONTH), _area(row, requirement.area_to_be_let)
    if rent is None or area is None or rent.exact is None:
        return "total rent cannot be told" if english else "租金或面积没有列明确数，算不出总租金"
    days = requirement.days_a_month
    monthly = rent.exact * area * (days / DAYS_PER_MONTH if days else 1)
    month, year, size = _rounded(monthly), _rounded(rent.exact * area * 12), show_number(area)
    if english:
        return f"total rent about {month} yuan/month, {year} yuan/year (for {size} ㎡)"
    return f"总租金约 {month} 元/月、{year} 元/年{_in_ten_thousands(rent.exact * area * 12)}（按 {size} ㎡ 计）"


def _total_price(row: ListedRow, price: Column, wanted: Decimal | None, english: bool) -> str:
    """The price of so much by the area times the area, with its arithmetic."""
    each, area, per = row.span(price), _area(row, wanted), area_of_price(price.unit)
    land = row.span(Field.LAND_AREA_M2)
    if wanted is None and land is not None and per is not None and per > 1:  # by the 亩 it is land that is priced
        area = land.exact
    if each is None or each.exact is None or area is None or per is None:
        return "the total cannot be told" if english else f"{price.value}或面积没有列明确数，算不出总价"
    money, _, unit = price.unit.partition("/")
    many = (area / per).quantize(Decimal("0.01"))
    total = show_number((each.exact * many).quantize(Decimal("0.01")))
    figures = f"{show_number(each.exact)} {price.unit} × {show_number(many)} {unit}"
    return f"total {total} {money} ({figures})" if english else f"总价 {total} {money}（{figures}）"


def _area(row: ListedRow, wanted: Decimal | None) -> Decimal | None:
    if wanted is not None:
        return wanted
    return row.offered_area_m2.exact if row.offered_area_m2 is not None else None


def _rounded(yuan: Decimal) -> str:
    return show_number(yuan.quantize(Decimal(1)))


def _in_ten_thousands(yuan: Decimal) -> str:
    return f"（{show_number((yuan / _TEN_THOUSAND).quantize(Decimal('0.01')))} 万元）" if yuan >= _TEN_THOUSAND else ""


def asked_of(item: JudgedRow, among: Sequence[JudgedRow], requirement: Requirement, english: bool) -> str:
    """The row's cells of the fields asked for, what the whole costs where that is asked, and when it was verified."""
    row, asked = item.row, requirement.asked
    if requirement.order is not None:
        asked = tuple(field for field in asked if field != requirement.order.field)
    unstated = "not stated" if english else "台账未列明"
    said = [_total(row, requirement, english)] if requirement.total_rent else []
    said += [
        f"{label(field, english)}{': ' if english else '：'}{_there_is(row, field, english)}{cell_of(row, field) or unstated}"
        for field in asked
    ]
    said += _rent_with_fee(row, asked, english)
    verified = row.shown.get(Field.VERIFIED_ON)
    remark = (f" (verified on {verified})" if english else f"（核验时间 {verified}）") if verified else ""
    name = called(row, [other.row for other in among])
    return f"{name}{' - ' if english else '，'}{(', ' if english else '，').join(said)}{remark}"


def _rent_with_fee(row: ListedRow, asked: Sequence[AnyField], english: bool) -> list[str]:
    """What rent and property fee make together, where both are asked for and told."""
    both = (Field.RENT_YUAN_PER_M2_MONTH, Field.PROPERTY_FEE_YUAN_PER_M2_MONTH)
    ends = [span.exact for field in both if field in asked and (span := row.span(field)) is not None]
    known = [end for end in ends if end is not None]
    if len(known) < len(both):
        return []
    total = show_bound(both[0], sum(known, Decimal(0)).quantize(Decimal("0.01")), english)
    return [f"together {total}" if english else f"两项合计 {total}"]


def _there_is(row: ListedRow, field: AnyField, english: bool) -> str:
    """``有，`` before a count of what a place has at all; a cell that says so itself, or that there is none, stands alone."""
    span = row.span(field)
    counted = field in _HAD_AT_ALL and span is not None and span.high != 0
    if not counted or re.match(r"[有无没]", row.show(field)):
        return ""
    return "yes, " if english else "有，"


def cell_of(row: ListedRow, field: AnyField) -> str:
    """A cell as users read it; for the vacant area what is to be had, parts also added up: ``900+450（合计 1350 ㎡）``."""
    said = row.show_size() if field is Field.VACANT_AREA_M2 else row.show(field)
    span = row.span(field)
    if isinstance(field, Column) or "+" not in said or span is None or span.exact is None:
        return said
    return f"{said}（合计 {show_number(span.exact)} {UNITS.get(field, '')}）"


def called(row: ListedRow, rows: Sequence[ListedRow]) -> str:
    """What a row is called among others: with its floor where another one has the name, too."""
    floor = row.texts.get(Field.FLOOR, "")
    several = floor not in row.name and sum(other.name == row.name for other in rows) > 1
    return f"{row.name} {floor}" if several else row.name


def with_figure(item: JudgedRow, among: Sequence[JudgedRow], order: Order, english: bool = False) -> str:
    """A row with the figure that it comes first by: ``金穗中心（3.2 元/㎡·天）``."""
    said, name = cell_of(item.row, order.field), called(item.row, [other.row for other in among])
    if not said:
        return name
    return f"{name} ({said})" if english else f"{name}（{said}）"
