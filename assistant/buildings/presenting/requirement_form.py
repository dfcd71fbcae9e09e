"""Requirements as flat records, the form in which forms, chips and programs exchange them.

A condition is a ``ConditionForm``: its ``type`` tells which of the other parts it uses. Both directions are exact: what a form was made
from is what comes back.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.buildings.columns import DATE_FIELDS, OWN_COLUMN, AnyField, Field
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
    Whereabouts,
    WithinBudget,
)
from assistant.buildings.ledgers.cells import FIGURES
from assistant.buildings.own_cells import column_of_header
from assistant.buildings.rows import Category
from assistant.buildings.search.table import TEXT_FIELDS
from assistant.errors import InvalidInput

_YEARS = (1800, 2200)


@dataclass(frozen=True, slots=True)
class ConditionForm:
    """One condition. ``field`` is a Field's name; ``values`` are texts, places, lines, categories or names; ``said`` the asker's word.

    The bounds of ``completed`` are years.
    """

    type: str
    field: str = ""
    values: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    strict: bool = False
    said: str = ""
    day: date | None = None
    since: date | None = None


def to_form(condition: Condition) -> ConditionForm:
    """The condition as a flat record."""
    match condition:
        case CategoryIs(categories):
            return ConditionForm("category", values=tuple(item.value for item in categories))
        case NotCategory(categories):
            return ConditionForm("not_category", values=tuple(item.value for item in categories))
        case NotNamed(names):
            return ConditionForm("not_named", values=names)
        case InRange(field, low, high, strict):
            return ConditionForm("range", field.name, minimum=low, maximum=high, strict=strict)
        case OneOf(field, values, said):
            return ConditionForm("one_of", field.name, values, said=said)
        case NoneOf(field, values, said):
            return ConditionForm("none_of", field.name, values, said=said)
        case InPlace(places):
            return ConditionForm("in_place", values=places)
        case NotInPlace(places):
            return ConditionForm("not_in_place", values=places)
        case NearListed(names):
            return ConditionForm("near_listed", values=names)
        case NearMetro(lines):
            return ConditionForm("near_metro", values=lines)
        case Offers(field, lacking):
            return ConditionForm("lacks" if lacking else "offers", field.name)
        case WithinBudget(amount, True):
            return ConditionForm("budget", minimum=amount)
        case WithinBudget(amount):
            return ConditionForm("budget", maximum=amount)
        case Dated(field, last, first):
            return ConditionForm("by_day", field.name, day=last, since=first)
        case CompletedIn(first, last):
            return ConditionForm("completed", minimum=_year(first), maximum=_year(last))
        case StillOpen():
            return ConditionForm("open")
        case Mentions(word, synonyms):
            return ConditionForm("mentions", values=(word, *synonyms))
        case NotMentions(word):
            return ConditionForm("not_mentions", values=(word,))


def from_form(form: ConditionForm, whereabouts: Mapping[str, Whereabouts] | None = None) -> Condition:
    """The condition that a flat record means. ``whereabouts`` tells where named rows lie.

    Raises InvalidInput for one that means nothing.
    """
    values = form.values
    match form.type:
        case "range":
            if form.minimum is None and form.maximum is None:
                raise InvalidInput("请写出下限或上限")
            return InRange(_field(form, FIGURES), form.minimum, form.maximum, form.strict)
        case "budget" if form.maximum is not None:
            return WithinBudget(form.maximum)
        case "budget" if form.minimum is not None:
            return WithinBudget(form.minimum, at_least=True)
        case "by_day" if form.day is not None or form.since is not None:
            return Dated(field_named(form.field, DATE_FIELDS), form.day, form.since)
        case "completed":
            if form.minimum is None and form.maximum is None:
                raise InvalidInput("请写出建成的年份")
            return CompletedIn(_read_year(form.minimum), _read_year(form.maximum))
        case "offers" | "lacks":
            return Offers(_field(form, (*FIGURES, *TEXT_FIELDS)), lacking=form.type == "lacks")
        case "near_metro":
            return NearMetro(values)
        case "open":
            return StillOpen()
    if not values or not all(values):
        raise InvalidInput("条件没有写出取值")
    match form.type:
        case "category":
            return CategoryIs(tuple(_category(value) for value in values))
        case "not_category":
            return NotCategory(tuple(_category(value) for value in values))
        case "not_named":
            return NotNamed(values)
        case "one_of":
            return OneOf(_field(form, TEXT_FIELDS), values, form.said)
        case "none_of":
            return NoneOf(_field(form, TEXT_FIELDS), values, form.said)
        case "in_place":
            return InPlace(values)
        case "not_in_place":
            return NotInPlace(values)
        case "near_listed":
            known = whereabouts or {}
            return NearListed(values, tuple(dict.fromkeys(known[name] for name in values if name in known)))
        case "mentions":
            return Mentions(values[0], values[1:])
        case "not_mentions":
            return NotMentions(values[0])
    raise InvalidInput(f"没有这种条件：{form.type}")


def any_field_named(name: str, allowed: Collection[Field]) -> AnyField:
    """A field, or a ledger's own column (``column:充电桩``). Raises InvalidInput for another one."""
    if name.startswith(OWN_COLUMN) and (header := name.removeprefix(OWN_COLUMN).strip()):
        return column_of_header(header)
    return field_named(name, allowed)


def field_named(name: str, allowed: Collection[Field]) -> Field:
    """The field of a name (upper or lower case). Raises InvalidInput for another one."""
    field = Field.__members__.get(name.upper())
    if field is None or field not in allowed:
        raise InvalidInput(f"不能按这一项筛选、排序或统计：{name or '（空）'}")
    return field


def _field(form: ConditionForm, allowed: Collection[Field]) -> AnyField:
    return any_field_named(form.field, allowed)


def _year(year: int | None) -> Decimal | None:
    return None if year is None else Decimal(year)


def _read_year(figure: Decimal | None) -> int | None:
    """Raises InvalidInput for what is no year."""
    if figure is None:
        return None
    if figure != figure.to_integral_value() or not _YEARS[0] <= figure <= _YEARS[1]:
        raise InvalidInput(f"建成年份要写成四位年份：{figure}")
    return int(figure)


def _category(value: str) -> Category:
    try:
        return Category(value)
    except ValueError:
        raise InvalidInput(f"没有这种类型：{value}") from None
