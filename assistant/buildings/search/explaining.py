"""Says why a row does not meet a condition, or why it cannot be told, once ``judging.py`` has found which: in Chinese and in English."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.buildings.columns import AnyField, Column, Field
from assistant.buildings.conditions import (
    CategoryIs,
    CompletedIn,
    Condition,
    Dated,
    InPlace,
    InRange,
    Mentions,
    NearListed,
    NearMetro,
    NoneOf,
    NotCategory,
    NotInPlace,
    NotMentions,
    NotNamed,
    Offers,
    OneOf,
    StillOpen,
    WithinBudget,
)
from assistant.buildings.requirements import ENGLISH_CATEGORIES, Requirement, label, show_bound
from assistant.buildings.rows import ListedRow
from assistant.buildings.text_rules import Verdict, is_street, serves
from assistant.text.figures import Span, show_number

_Reason = tuple[str, str]
_LET = "已租或无空置", "nothing vacant"


@dataclass(frozen=True, slots=True)
class Check:
    """One condition's verdict on one row. ``reason`` says what is unknown or by how much it fails, in both languages."""

    condition: Condition
    verdict: Verdict
    reason: str = ""
    reason_english: str = ""


def explained(condition: Condition, verdict: Verdict, row: ListedRow, requirement: Requirement, as_of: date) -> Check:
    """The verdict with its reason, which is none where the row meets the condition."""
    match verdict:
        case Verdict.MET:
            return Check(condition, verdict)
        case Verdict.UNKNOWN:
            return Check(condition, verdict, *_open_question(condition, row))
        case Verdict.FAILED:
            return Check(condition, verdict, *_failure(condition, row, requirement, as_of))


def _open_question(condition: Condition, row: ListedRow) -> _Reason:
    match condition:
        case InRange(Field.VACANT_AREA_M2, _, Decimal() as high) if row.offered_area_m2 is not None:
            bound = show_bound(Field.VACANT_AREA_M2, high)
            return f"能否分割到 {bound} 以内", f"whether it can be divided down to {bound}"
        case InRange(field) | OneOf(field) | NoneOf(field) | Offers(field) | Dated(field):
            return _not_told(field, row)
        case CategoryIs() | NotCategory():
            return _not_told(Field.CATEGORY, row)
        case InPlace(places):
            of_street = Field.STREET not in row.texts and any(is_street(place) for place in places)
            return _not_told(Field.STREET if of_street else Field.ADDRESS, row)
        case WithinBudget():
            rent = row.spans.get(Field.RENT_YUAN_PER_M2_MONTH)
            no_rent = rent is None or rent.low is None
            return _not_told(Field.RENT_YUAN_PER_M2_MONTH if no_rent else Field.VACANT_AREA_M2, row)
        case NearMetro():
            return _not_told(Field.METRO, row)
        case CompletedIn():
            return _not_told(Field.COMPLETED_ON, row)
        case StillOpen():
            return _not_told(Field.DEADLINE, row)
        case Mentions():
            return _not_told(Field.USE, row)
        case _:
            return _not_told(Field.STREET, row)


def _not_told(field: AnyField, row: ListedRow) -> _Reason:
    """The field is what the row does not tell, or tells in a way that leaves it open."""
    said = row.own_text(field) if isinstance(field, Column) else row.shown.get(field)
    name = label(field, english=True)
    if isinstance(field, Column):
        return (f"{field.value}“{said}”",) * 2 if said else (f"{field.value}未列明", f"{name} not stated")
    return f"{field.value}{f'“{said}”' if said else '未列明'}", f"{name} {f'“{said}”' if said else 'not stated'}"


def _failure(condition: Condition, row: ListedRow, requirement: Requirement, as_of: date) -> _Reason:
    match condition:
        case NotNamed():
            return "已除外", "left out"
        case CategoryIs() | NotCategory():
            own = sorted(row.categories)
            names = ", ".join(ENGLISH_CATEGORIES[item] for item in own)
            return f"类型为{'、'.join(item.value for item in own)}", f"type is {names}"
        case InRange(Field.VACANT_AREA_M2):
            return _LET if row.closed_on(as_of) else _area(condition, row)
        case InRange(Field() as field):
            return _out_of_bounds(condition, row.span(field))
        case OneOf(field) | NoneOf(field) | InRange(field) | Offers(Column() as field) | Dated(field):
            return _says(field, row)
        case InPlace():
            return _lies_in(row, Field.STREET, Field.BUSINESS_AREA, Field.ADDRESS, Field.METRO, Field.NAME)
        case NearListed():
            return _lies_in(row, Field.BUSINESS_AREA, Field.STREET)
        case NotInPlace(places):
            return f"位于{'、'.join(places)}", f"located in {', '.join(places)}"
        case NearMetro(lines):
            return _far_from_metro(lines, row)
        case Offers(field, lacking):
            return (
                f"{'有' if lacking else '无'}{field.value}",
                f"{'has' if lacking else 'no'} {label(field, english=True)}",
            )
        case WithinBudget(_, True):
            return _LET if row.closed_on(as_of) else ("租金总额不到", "total rent below")
        case WithinBudget():
            return _LET if row.closed_on(as_of) else _over_budget(condition, row, requirement)
        case CompletedIn():
            return _wrong_year(condition, row)
        case StillOpen():
            return "已截止", "closed"
        case Mentions(word):
            return f"未提及“{word}”", f"does not mention “{word}”"
        case NotMentions(word):
            return f"提及“{word}”", f"mentions “{word}”"
    raise ValueError(f"no reason for {condition}")


def _says(field: AnyField, row: ListedRow) -> _Reason:
    if isinstance(field, Column) and not row.has(field):
        return f"台账没有{field.header}一栏", f"no column {field.header}"
    text = row.own_text(field) if isinstance(field, Column) else row.texts.get(field, "")
    return f"{field.value}为{text}", f"{label(field, english=True)} is {text}"


def _lies_in(row: ListedRow, *fields: Field) -> _Reason:
    where = next((row.texts[field] for field in fields if field in row.texts), "")
    return f"位于{where}", f"located in {where}"


def _far_from_metro(lines: tuple[str, ...], row: ListedRow) -> _Reason:
    text, distance = row.texts.get(Field.METRO, ""), row.spans.get(Field.METRO_DISTANCE_M)
    if distance is None or distance.low is None or serves(text, lines) is Verdict.FAILED:
        return f"地铁为{text}", f"metro: {text}"
    metres = show_number(distance.low)
    return f"距地铁 {metres} 米", f"{metres} m to the metro"


def _area(condition: InRange, row: ListedRow) -> _Reason:
    """Too little, or more than is wanted in one piece."""
    offered, high = row.offered_area_m2, condition.maximum
    if offered is None or high is None or _below(condition, offered):
        return _out_of_bounds(condition, offered)
    whole = Field.VACANT_AREA_M2 not in row.columns and Field.DIVISIBLE_FROM_M2 not in row.columns
    field, piece = (
        (Field.TOTAL_AREA_M2, offered) if whole else (Field.DIVISIBLE_FROM_M2, row.spans.get(Field.DIVISIBLE_FROM_M2))
    )
    return _out_of_bounds(InRange(field, maximum=high, strict=condition.strict), piece)


def _below(condition: InRange, span: Span) -> bool:
    low, most = condition.minimum, span.high
    return low is not None and most is not None and (most < low or (condition.strict and most == low))


def _out_of_bounds(condition: InRange, span: Span | None) -> _Reason:
    """By how much a figure misses the bound that it misses."""
    low, high, field = condition.minimum, condition.maximum, condition.field
    ends = (None, None) if span is None else span.ends
    if span is not None and _below(condition, span) and low is not None and ends[1] is not None:
        return _short_of(field, low, low - ends[1], more=False)
    if high is not None and ends[0] is not None:
        return _short_of(field, high, ends[0] - high, more=True)
    return field.value, label(field, english=True)


def _short_of(field: AnyField, bound: Decimal, difference: Decimal, *, more: bool) -> _Reason:
    name = label(field, english=True)
    if difference == 0:
        word, english = ("不低于", "not below") if more else ("不高于", "not above")
        return (
            f"{field.value}{word} {show_bound(field, bound)}",
            f"{name} {english} {show_bound(field, bound, english=True)}",
        )
    beyond = show_bound(field, difference, english=True)
    return (
        f"{field.value}{'高出' if more else '差'} {show_bound(field, difference)}",
        f"{name} {beyond} {'over' if more else 'short'}",
    )


def _over_budget(condition: WithinBudget, row: ListedRow, requirement: Requirement) -> _Reason:
    wanted, offered = requirement.range_of(Field.VACANT_AREA_M2), row.offered_area_m2
    needed = wanted.minimum if wanted else None
    rent, divisible = row.spans.get(Field.RENT_YUAN_PER_M2_MONTH), row.spans.get(Field.DIVISIBLE_FROM_M2)
    smallest = divisible.low if divisible else None
    if smallest is None and needed is None and offered is not None:
        smallest = offered.low
    area = max((figure for figure in (smallest, needed) if figure is not None), default=Decimal(0))
    cost = area * (rent.low if rent is not None and rent.low is not None else Decimal(0))
    over = show_number(cost - condition.yuan_per_month)
    return f"每月租金总额高出 {over} 元", f"total rent {over} yuan/month over"


def _wrong_year(condition: CompletedIn, row: ListedRow) -> _Reason:
    year = row.dates[Field.COMPLETED_ON].year
    early = 0 if condition.first is None else condition.first - year
    late = 0 if condition.last is None else year - condition.last
    years, word, english = (early, "早", "too early") if early > 0 else (late, "晚", "too late")
    return f"建成时间{word} {years} 年", f"completed {years} {'year' if years == 1 else 'years'} {english}"
