"""Whether a row's figures and days meet a condition."""

from datetime import date
from decimal import Decimal

from assistant.buildings.columns import Field
from assistant.buildings.conditions import CompletedIn, Condition, Dated, InRange, WithinBudget
from assistant.buildings.requirements import Requirement, label, show_bound
from assistant.buildings.rows import ListedRow
from assistant.buildings.search.checked import HARD_GAP, SOFT_GAP, Check, failed, met, unknown
from assistant.buildings.text_rules import Verdict
from assistant.text.figures import Span, show_number

GAP_YEARS = 10
"""So many years too old weigh as much as a figure that misses its bound by the whole of it."""


def check_bounds(condition: InRange, span: Span) -> Check:
    """Whether a figure of the row can lie within the bounds."""
    low, high = condition.minimum, condition.maximum
    if low is not None and span.high is not None and (span.high < low or (condition.strict and span.high == low)):
        return _short_of(condition, low, low - span.high, more=False)
    if high is not None and span.low is not None and (span.low > high or (condition.strict and span.low == high)):
        return _short_of(condition, high, span.low - high, more=True)
    return met(condition)


def _short_of(condition: InRange, bound: Decimal, difference: Decimal, *, more: bool) -> Check:
    field = condition.field
    if difference == 0:
        word, english_word = ("不低于", "not below") if more else ("不高于", "not above")
        chinese = f"{field.value}{word} {show_bound(field, bound)}"
        english = f"{label(field, english=True)} {english_word} {show_bound(field, bound, english=True)}"
    else:
        chinese = f"{field.value}{'高出' if more else '差'} {show_bound(field, difference)}"
        english = (
            f"{label(field, english=True)} {show_bound(field, difference, english=True)} {'over' if more else 'short'}"
        )
    return failed(condition, chinese, english, difference / bound if bound else SOFT_GAP)


def check_area(condition: InRange, row: ListedRow, as_of: date) -> Check:
    """Whether an area within the bounds can be had: enough is vacant, and it can be divided down to what is wanted.

    A vacant area above the maximum needs a known smallest unit; a ledger without vacant areas lists units offered whole.
    """
    if row.closed_on(as_of):
        return failed(condition, "已租或无空置", "nothing vacant", HARD_GAP)
    offered = row.offered_area_m2
    if offered is None:
        return unknown(condition, Field.VACANT_AREA_M2, row)
    low, high = condition.minimum, condition.maximum
    if low is not None:
        enough = check_bounds(InRange(condition.field, minimum=low, strict=condition.strict), offered)
        if enough.verdict is Verdict.FAILED:
            return Check(condition, enough.verdict, enough.reason, enough.reason_english, enough.gap)
    if high is None or (
        offered.low is not None and offered.low <= high and not (condition.strict and offered.low == high)
    ):
        return met(condition)
    if Field.VACANT_AREA_M2 not in row.columns and Field.DIVISIBLE_FROM_M2 not in row.columns:
        return check_bounds(InRange(Field.TOTAL_AREA_M2, maximum=high, strict=condition.strict), offered)
    smallest = row.spans.get(Field.DIVISIBLE_FROM_M2)
    if smallest is None:
        bound = show_bound(condition.field, high)
        return Check(
            condition,
            Verdict.UNKNOWN,
            f"能否分割到 {bound} 以内",
            f"whether it can be divided down to {bound}",
        )
    divided = check_bounds(InRange(Field.DIVISIBLE_FROM_M2, maximum=high, strict=condition.strict), smallest)
    return Check(condition, divided.verdict, divided.reason, divided.reason_english, divided.gap)


def check_offer(condition: Condition, field: Field, row: ListedRow, *, lacking: bool = False) -> Check:
    """Whether the row has any of it, or with ``lacking`` none; a count of nothing says that there is none."""
    span = row.spans.get(field)
    if span is None:
        return unknown(condition, field, row)
    if (span.high == 0) is lacking:
        return met(condition)
    if lacking:
        return failed(condition, f"有{field.value}", f"has {label(field, english=True)}")
    return failed(condition, f"无{field.value}", f"no {label(field, english=True)}")


def check_budget(condition: WithinBudget, row: ListedRow, requirement: Requirement, as_of: date) -> Check:
    """The smallest area that would do, at the lowest rent, against the budget of a month; what is let is not to be had for any."""
    if row.closed_on(as_of):
        return failed(condition, "已租或无空置", "nothing vacant", HARD_GAP)
    rent, offered = row.spans.get(Field.RENT_YUAN_PER_M2_MONTH), row.offered_area_m2
    if rent is None or rent.low is None:
        return unknown(condition, Field.RENT_YUAN_PER_M2_MONTH, row)
    wanted = requirement.range_of(Field.VACANT_AREA_M2)
    needed = wanted.minimum if wanted else None
    divisible = row.spans.get(Field.DIVISIBLE_FROM_M2)
    smallest = divisible.low if divisible else None
    if smallest is None and needed is None and offered is not None:
        smallest = offered.low
    areas = [area for area in (smallest, needed) if area is not None]
    if not areas:
        return unknown(condition, Field.VACANT_AREA_M2, row)
    cost = max(areas) * rent.low
    if cost <= condition.yuan_per_month:
        return met(condition)
    over = show_number(cost - condition.yuan_per_month)
    return failed(
        condition,
        f"每月租金总额高出 {over} 元",
        f"total rent {over} yuan/month over",
        cost / condition.yuan_per_month - 1 if condition.yuan_per_month else SOFT_GAP,
    )


def check_day(condition: Dated, row: ListedRow) -> Check:
    """Whether the row's day lies from the first to the last one."""
    field = condition.field
    day, text = row.dates.get(field), row.texts.get(field, "")
    if day is None:
        return unknown(condition, field, row)
    if (condition.last is None or day <= condition.last) and (condition.first is None or day >= condition.first):
        return met(condition)
    return failed(condition, f"{field.value}为{text}", f"{label(field, english=True)} is {text}")


def check_years(condition: CompletedIn, row: ListedRow) -> Check:
    """Whether the row was built within the years."""
    day = row.dates.get(Field.COMPLETED_ON)
    if day is None:
        return unknown(condition, Field.COMPLETED_ON, row)
    early = 0 if condition.first is None else condition.first - day.year
    late = 0 if condition.last is None else day.year - condition.last
    if early <= 0 and late <= 0:
        return met(condition)
    years, word, english = (early, "早", "too early") if early > 0 else (late, "晚", "too late")
    unit = "year" if years == 1 else "years"
    return failed(
        condition, f"建成时间{word} {years} 年", f"completed {years} {unit} {english}", Decimal(years) / GAP_YEARS
    )
