"""What a question asks of the rows: typed conditions, an order, a count, an aggregate.

A requirement is read from a sentence (``sentences.py``), can be refined by a follow-up, and says in words what was understood,
so that the asker sees what the answer rests on.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from assistant.buildings.columns import ENGLISH_LABELS, UNITS, AnyField, Column, Field
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
    slot_of,
)
from assistant.buildings.qualifiers import asks_permission, without_asking
from assistant.buildings.rows import Category
from assistant.records import DocumentKind
from assistant.text.figures import show_number

ENGLISH_CATEGORIES = {
    Category.OFFICE: "office",
    Category.SHOP: "shop",
    Category.FACTORY: "factory",
    Category.WAREHOUSE: "warehouse",
    Category.LAND: "industrial land",
}
ENGLISH_UNITS = {
    "㎡": "㎡",
    "米": "m",
    "吨/㎡": "t/㎡",
    "吨": "t",
    "个": "",
    "元/㎡·月": "yuan/㎡/month",
    "元": "yuan",
}


@dataclass(frozen=True, slots=True)
class Order:
    """Sort by a field's figure or day; rows where it is unknown come last."""

    field: AnyField
    descending: bool = False


class Operation(StrEnum):
    """What is computed over all matching rows."""

    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A figure over rows, of ``field`` (None for a plain count), ``by`` the values of another field or as a whole."""

    operation: Operation
    field: AnyField | None = None
    by: AnyField | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Relative to what was shown before: ``再便宜一点的`` is less rent (``more`` false)."""

    field: Field
    more: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """The bound of a figure is to be moved to here; ``said`` is how it was put."""

    field: Field
    figure: Decimal
    said: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """Everything understood of a question.

    ``conditions`` must hold, ``wishes`` (最好 …) only rank. ``names`` are the names of rows meant, as the rows have them. ``asked`` are the
    fields the asker wants to see. ``limit`` is the count asked for, ``everything`` that all are, ``compare`` that the named rows are to be
    set side by side, ``difference`` that it is told by how much they differ, ``share_of`` that it is told what share the rows are of those that meet these conditions alone, ``total_rent`` what a whole place costs (in months of ``days_a_month``, 0 where none were said; at the price of ``total_of`` where that is no rent; of ``area_to_be_let``, in ㎡, where only so much is taken), ``trend`` that their figures over time are asked for. ``not_understood`` are words that could not be related to any row, ``missing`` are things of which no ledger has a column, ``assumed`` what was assumed and can be corrected, ``then`` are further keys of the order, ``unknown_names`` proper names that no row has,
    ``released`` are fields on which a follow-up puts no condition any more, ``moved`` are bounds that a follow-up moves, ``unclear`` are budgets that do not say whether by the month or the year, ``not_adopted`` what a language model stated that the sentence does not bear out.
    """

    kind: DocumentKind = DocumentKind.LISTING
    conditions: tuple[Condition, ...] = ()
    wishes: tuple[Condition, ...] = ()
    names: tuple[str, ...] = ()
    asked: tuple[AnyField, ...] = ()
    order: Order | None = None
    then: tuple[Order, ...] = ()
    limit: int | None = None
    everything: bool = False
    aggregate: Aggregate | None = None
    share_of: tuple[Condition, ...] | None = None
    change: Change | None = None
    compare: bool = False
    difference: bool = False
    total_rent: bool = False
    days_a_month: int = 0
    total_of: Column | None = None
    area_to_be_let: Decimal | None = None
    trend: bool = False
    not_understood: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    unknown_names: tuple[str, ...] = ()
    not_adopted: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    released: tuple[Field, ...] = ()

    @property
    def categories(self) -> tuple[Category, ...]:
        """What kinds of place are asked for; none in particular when empty."""
        return next((item.categories for item in self.conditions if isinstance(item, CategoryIs)), ())

    def range_of(self, field: AnyField) -> InRange | None:
        """The bounds set on a field's figure."""
        return next((item for item in self.conditions if isinstance(item, InRange) and item.field == field), None)

    @property
    def says_something(self) -> bool:
        """Whether anything at all was understood that rows can be chosen by."""
        return bool(
            self.conditions
            or self.wishes
            or self.names
            or self.order
            or self.aggregate
            or self.change
            or self.moved
            or self.missing
        )

    def refined_by(self, later: "Requirement") -> "Requirement":
        """This requirement with a follow-up's conditions put in place of, or added to, its own."""
        replaced = {slot_of(condition) for condition in (*later.conditions, *later.wishes)}
        return replace(
            later,
            conditions=_kept(self.conditions, replaced, later.released) + later.conditions,
            wishes=_kept(self.wishes, replaced, later.released) + later.wishes,
            names=later.names or (() if later.categories else self.names),
            order=later.order or (None if later.aggregate else self.order),
            then=later.then if later.order or later.aggregate else self.then,
            missing=tuple(dict.fromkeys((*self.missing, *later.missing))),
            assumed=later.assumed or self.assumed,
            limit=later.limit,
            share_of=None if later.share_of is None else (*self.conditions, *later.share_of),
        )

    def describe(self, english: bool = False) -> tuple[str, ...]:
        """The conditions understood, each in words."""
        described = [describe(condition, english) for condition in self.conditions]
        prefix = "preferably " if english else "最好"
        described += [prefix + describe(condition, english) for condition in self.wishes]
        return tuple(described)


def describe(condition: Condition, english: bool = False) -> str:
    """A condition in words: ``租金不高于 80 元/㎡·月``."""
    match condition:
        case CategoryIs(categories):
            if english:
                return f"type: {' / '.join(ENGLISH_CATEGORIES[item] for item in categories)}"
            return f"类型：{'或'.join(item.value for item in categories)}"
        case NotCategory(categories):
            if english:
                return f"not {' / '.join(ENGLISH_CATEGORIES[item] for item in categories)}"
            return f"不要{'、'.join(item.value for item in categories)}"
        case NotNamed(names):
            return f"without {', '.join(names)}" if english else f"{'、'.join(names)}除外"
        case InRange():
            return _describe_range(condition, english)
        case OneOf(field, values, said):
            values = (said,) if said else values
            return (
                f"{label(field, english)}: {' / '.join(values)}" if english else f"{field.value}：{'或'.join(values)}"
            )
        case NoneOf(_, values, said):
            values = (said,) if said else values
            return f"not {' / '.join(values)}" if english else f"不要{'、'.join(values)}"
        case InPlace(places):
            return f"location: {' / '.join(places)}" if english else f"位置：{'或'.join(places)}"
        case NotInPlace(places):
            return f"not in {' / '.join(places)}" if english else f"不在{'、'.join(places)}"
        case NearListed(names):
            if english:
                return f"near {' / '.join(names)} (same business area or sub-district)"
            return f"靠近{'或'.join(names)}（同一商圈或街道）"
        case NearMetro(lines):
            if english:
                return (
                    f"near metro line {' / '.join(line.removesuffix('号线') for line in lines)}"
                    if lines
                    else "near metro"
                )
            return f"近地铁{'或'.join(lines)}" if lines else "近地铁"
        case Offers(Field.VACANT_AREA_M2, lacking):
            if english:
                return "fully let" if lacking else "space to let"
            return "已租满" if lacking else "还有空置"
        case Offers(Field.RENT_YUAN_PER_M2_MONTH | Field.INVESTMENT_YUAN as field, lacking):
            if english:
                return f"{label(field, english)} {'not stated' if lacking else 'stated'}"
            return f"{'没有' if lacking else ''}列明{field.value}"
        case Offers(field, lacking):
            if english:
                return f"{'without' if lacking else 'with'} {label(field, english)}"
            if isinstance(field, Column) and asks_permission(field.header):
                return f"{'不能' if lacking else '能'}{without_asking(field.header)}"
            return f"{'无' if lacking else '有'}{field.value}"
        case WithinBudget(amount, True):
            figure = show_number(amount)
            return f"total rent ≥ {figure} yuan/month" if english else f"租金总额不低于 {figure} 元/月"
        case WithinBudget(amount):
            figure = show_number(amount)
            return f"total rent ≤ {figure} yuan/month" if english else f"租金总额不超过 {figure} 元/月"
        case Dated():
            return _describe_days(condition, english)
        case CompletedIn():
            return _describe_years(condition, english)
        case StillOpen():
            return "still open" if english else "未截止"
        case Mentions(word):
            return f"mentions “{word}”" if english else f"提及“{word}”"
        case NotMentions(word):
            return f"not {word}" if english else f"不要{word}"


def label(field: AnyField, english: bool = False) -> str:
    """The field's name for users; a ledger's own column is called as the ledger has it."""
    return ENGLISH_LABELS[field] if english and isinstance(field, Field) else field.value


def unit_of(field: AnyField, english: bool = False) -> str:
    """The field's unit for users, with the space before it."""
    unit = field.unit if isinstance(field, Column) else UNITS.get(field, "")
    return f" {ENGLISH_UNITS.get(unit, unit) if english else unit}".rstrip()


def show_bound(field: AnyField, figure: Decimal, english: bool = False) -> str:
    """A figure of a field with its unit; large amounts of money in 万元 or 亿元."""
    if field is Field.INVESTMENT_YUAN and not english:
        for size, unit in ((100_000_000, "亿元"), (10_000, "万元")):
            if figure >= size:
                return f"{show_number(figure / size)} {unit}"
    return show_number(figure) + unit_of(field, english)


def _describe_range(condition: InRange, english: bool) -> str:
    field, low, high = condition.field, condition.minimum, condition.maximum
    name = ("area" if english else "面积") if field is Field.VACANT_AREA_M2 else label(field, english)
    if low is not None and low == high:
        return f"{name} {show_bound(field, low, english)}"
    if low is not None and high is not None:
        return f"{name}{' ' if english else ''}{show_number(low)}-{show_bound(field, high, english)}"
    if low is not None:
        words = (" over ", "高于 ") if condition.strict else (" at least ", "不低于 ")
        return name + words[0 if english else 1] + show_bound(field, low, english)
    words = (" below ", "低于 ") if condition.strict else (" at most ", "不高于 ")
    return name + words[0 if english else 1] + (show_bound(field, high, english) if high is not None else "")


def _describe_days(condition: Dated, english: bool) -> str:
    name, first, last = label(condition.field, english), condition.first, condition.last
    if first is not None and last is not None:
        return f"{name} {first} to {last}" if english else f"{name} {first} 至 {last}"
    if first is not None:
        return f"{name} not before {first}" if english else f"{name}不早于 {first}"
    return f"{name} by {last}" if english else f"{name}不晚于 {last}"


def _describe_years(condition: CompletedIn, english: bool) -> str:
    first, last = condition.first, condition.last
    if first is not None and last is not None:
        years = f"{first}" if first == last else f"{first}-{last}"
        return f"completed {years}" if english else f"建成于 {years} 年"
    if last is None:
        return f"completed {first} or later" if english else f"建成时间不早于 {first} 年"
    return f"completed {last} or earlier" if english else f"建成时间不晚于 {last} 年"


def _kept(
    conditions: Iterable[Condition], replaced: set[tuple[object, ...]], released: Collection[Field]
) -> tuple[Condition, ...]:
    return tuple(
        condition
        for condition in conditions
        if slot_of(condition) not in replaced and getattr(condition, "field", None) not in released
    )
