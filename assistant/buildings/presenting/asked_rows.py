"""What one named row says of what is asked about it: its cells, what the whole of it costs, rent and fee together."""

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.buildings.columns import AnyField, Field
from assistant.buildings.requirements import Order, Requirement, label, show_bound
from assistant.buildings.rows import ListedRow
from assistant.buildings.search.ranking import JudgedRow
from assistant.buildings.units import DAYS_PER_MONTH
from assistant.text.figures import show_number

_HAD_AT_ALL = (Field.PARKING, Field.CRANE_T, Field.RENT_FREE_MONTHS)


def _total_rent(row: ListedRow, english: bool, days_a_month: int) -> str:
    """What the whole of what is vacant costs, at the rent that the ledger states, in months of so many days where they were said."""
    rent, area = row.span(Field.RENT_YUAN_PER_M2_MONTH), row.offered_area_m2
    if rent is None or area is None or rent.exact is None or area.exact is None:
        return "total rent cannot be told" if english else "租金或面积没有列明确数，算不出总租金"
    monthly = rent.exact * area.exact * (days_a_month / DAYS_PER_MONTH if days_a_month else 1)
    figures = (
        show_number(monthly.quantize(Decimal(1))),
        show_number((rent.exact * area.exact * 12).quantize(Decimal(1))),
        show_number(area.exact),
    )
    if english:
        return f"total rent about {figures[0]} yuan/month, {figures[1]} yuan/year (for {figures[2]} ㎡)"
    return f"总租金约 {figures[0]} 元/月、{figures[1]} 元/年（按 {figures[2]} ㎡ 计）"


def asked_of(item: JudgedRow, among: Sequence[JudgedRow], requirement: Requirement, english: bool) -> str:
    """The row's cells of the fields asked for, what the whole costs where that is asked, and when it was verified."""
    row, asked = item.row, requirement.asked
    if requirement.order is not None:
        asked = tuple(field for field in asked if field != requirement.order.field)
    unstated = "not stated" if english else "台账未列明"
    said = [_total_rent(row, english, requirement.days_a_month)] if requirement.total_rent else []
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
    """A cell as users read it; for the vacant area what is to be had."""
    return row.show_size() if field is Field.VACANT_AREA_M2 else row.show(field)


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
