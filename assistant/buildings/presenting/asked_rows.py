"""What one named row says of what is asked about it: its cells, what the whole of it costs, rent and fee together."""

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.buildings.columns import AnyField, Field
from assistant.buildings.requirements import label, show_bound
from assistant.buildings.rows import ListedRow
from assistant.buildings.search.ranking import JudgedRow
from assistant.text.figures import show_number

_HAD_AT_ALL = (Field.PARKING, Field.CRANE_T, Field.RENT_FREE_MONTHS)


def _total_rent(row: ListedRow, english: bool) -> str:
    """What the whole of what is vacant costs, at the rent that the ledger states."""
    rent, area = row.span(Field.RENT_YUAN_PER_M2_MONTH), row.offered_area_m2
    if rent is None or area is None or rent.exact is None or area.exact is None:
        return "total rent cannot be told" if english else "租金或面积没有列明确数，算不出总租金"
    month = (rent.exact * area.exact).quantize(Decimal(1))
    figures = (
        show_number(month),
        show_number((rent.exact * area.exact * 12).quantize(Decimal(1))),
        show_number(area.exact),
    )
    if english:
        return f"total rent about {figures[0]} yuan/month, {figures[1]} yuan/year (for {figures[2]} ㎡)"
    return f"总租金约 {figures[0]} 元/月、{figures[1]} 元/年（按 {figures[2]} ㎡ 计）"


def asked_of(item: JudgedRow, asked: Sequence[AnyField], english: bool, total_rent: bool) -> str:
    """The row's cells of the fields asked for, ``total_rent`` with what the whole costs, and when it was verified."""
    row = item.row
    unstated = "not stated" if english else "台账未列明"
    said = [_total_rent(row, english)] if total_rent else []
    said += [
        f"{label(field, english)}{': ' if english else '：'}{_there_is(row, field, english)}{row.show(field) or unstated}"
        for field in asked
    ]
    said += _rent_with_fee(row, asked, english)
    verified = row.shown.get(Field.VERIFIED_ON)
    remark = (f" (verified on {verified})" if english else f"（核验时间 {verified}）") if verified else ""
    return f"{row.name}{' - ' if english else '，'}{(', ' if english else '，').join(said)}{remark}"


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
