"""The conditions that a requirement can consist of, each a frozen record; ``judging.py`` judges rows by them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.buildings.columns import AnyField, Field
from assistant.buildings.rows import Category


@dataclass(frozen=True, slots=True)
class CategoryIs:
    """The row offers one of these."""

    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class NotCategory:
    """The row offers none of these."""

    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class NotNamed:
    """The row is none of those of these names."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InRange:
    """The field's figure (in its unit) can lie within the bounds; with ``strict`` the bound itself does not count.

    ``Field.VACANT_AREA_M2`` asks whether such an area can be had.
    """

    field: AnyField
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class OneOf:
    """The field's text contains one of the values; ``said`` is the asker's own word for them."""

    field: AnyField
    values: tuple[str, ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class NoneOf:
    """The field's text contains none of the values; ``said`` is the asker's own word for them."""

    field: AnyField
    values: tuple[str, ...]
    said: str = ""


@dataclass(frozen=True, slots=True)
class InPlace:
    """The row lies in one of these streets, business areas, roads or at one of these stations."""

    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotInPlace:
    """The row lies in none of these places."""

    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a named row lies, as far as its ledger tells."""

    street: str = ""
    business_area: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NearListed:
    """The row lies near one of the rows of these names: within walking distance, or in the same business area or street where
    coordinates are not kept. ``around`` is where those rows lie."""

    names: tuple[str, ...]
    around: tuple[Whereabouts, ...] = ()


@dataclass(frozen=True, slots=True)
class NearMetro:
    """Within walking distance of a metro station; of one of ``lines`` where any is named."""

    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offers:
    """The row has it at all: parking, a crane, a rent-free period; with ``lacking`` it must not.

    ``Field.VACANT_AREA_M2`` asks whether anything is to be had, ``lacking`` whether all is let.
    """

    field: AnyField
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class WithinBudget:
    """The whole rent of the wanted area fits, property fee not included; ``at_least``: that of the whole place is no less."""

    yuan_per_month: Decimal
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Dated:
    """The field's day lies from ``first`` to ``last``, both inclusive; None leaves an end open."""

    field: Field
    last: date | None = None
    first: date | None = None


@dataclass(frozen=True, slots=True)
class CompletedIn:
    """Built from the year ``first`` to the year ``last``, both inclusive; None leaves an end open."""

    first: int | None = None
    last: int | None = None

    @property
    def field(self) -> Field:
        """The field that it asks."""
        return Field.COMPLETED_ON


@dataclass(frozen=True, slots=True)
class StillOpen:
    """The opportunity is not over on the day of the question."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """The row's cells mention the word or one of its ``synonyms``."""

    word: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotMentions:
    """The row's cells do not mention the word."""

    word: str


Condition = (
    CategoryIs
    | NotCategory
    | NotNamed
    | InRange
    | OneOf
    | NoneOf
    | InPlace
    | NotInPlace
    | NearListed
    | NearMetro
    | Offers
    | WithinBudget
    | Dated
    | CompletedIn
    | StillOpen
    | Mentions
    | NotMentions
)


def slot_of(condition: Condition) -> tuple[object, ...]:
    """Conditions of one slot replace one another when a requirement is refined."""
    match condition:
        case InRange(field) | OneOf(field) | Dated(field):
            return (type(condition), field)
        case NoneOf(field, values):
            return (NoneOf, field, values)
        case Mentions(word) | NotMentions(word):
            return (type(condition), word)
        case Offers(field):
            return (Offers, field)
        case _:
            return (type(condition),)


def fields_of(condition: Condition) -> frozenset[Field]:
    """The fields any of which can tell whether a row meets it; none where the words of every cell do, or a ledger's own column."""
    match condition:
        case InRange(Field.VACANT_AREA_M2):
            return frozenset({Field.VACANT_AREA_M2, Field.TOTAL_AREA_M2, Field.LAND_AREA_M2})
        case Offers(Field.VACANT_AREA_M2):
            return frozenset({Field.VACANT_AREA_M2, Field.STATUS})
        case InRange(Field() as field) | OneOf(Field() as field) | NoneOf(Field() as field) | Offers(Field() as field):
            return frozenset({field})
        case Dated(field):
            return frozenset({field})
        case CompletedIn():
            return frozenset({Field.COMPLETED_ON})
        case NearMetro():
            return frozenset({Field.METRO, Field.METRO_DISTANCE_M})
        case WithinBudget():
            return frozenset({Field.RENT_YUAN_PER_M2_MONTH})
        case _:
            return frozenset()


def shown_fields(condition: Condition) -> tuple[AnyField, ...]:
    """The columns that an answer shows for it, beside those that every answer shows."""
    match condition:
        case InRange(Field.VACANT_AREA_M2):
            return (Field.VACANT_AREA_M2, Field.DIVISIBLE_FROM_M2)
        case InRange(field) | OneOf(field) | NoneOf(field) | Offers(field) | Dated(field):
            return (field,)
        case CompletedIn():
            return (Field.COMPLETED_ON,)
        case InPlace() | NotInPlace() | NearListed():
            return (Field.ADDRESS,)
        case NearMetro():
            return (Field.METRO, Field.METRO_DISTANCE_M)
        case WithinBudget():
            return (Field.RENT_YUAN_PER_M2_MONTH, Field.DIVISIBLE_FROM_M2)
        case Mentions() | NotMentions():
            return (Field.USE, Field.CONTENT)
        case StillOpen():
            return (Field.DEADLINE, Field.STATUS)
        case CategoryIs() | NotCategory() | NotNamed():
            return ()


def merged(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Several places, lines or values of one field are alternatives of one condition, two bounds of one field one range; the rest
    stays, each once."""
    found: dict[object, Condition] = {}
    for condition in conditions:
        match condition, found.get(slot := _alternatives_of(condition)):
            case InPlace(places), InPlace(others):
                found[slot] = InPlace(tuple(dict.fromkeys((*others, *places))))
            case NearMetro(lines), NearMetro(others):
                found[slot] = NearMetro(tuple(dict.fromkeys((*others, *lines))))
            case NotCategory(categories), NotCategory(others):
                found[slot] = NotCategory(tuple(dict.fromkeys((*others, *categories))))
            case NotNamed(names), NotNamed(others):
                found[slot] = NotNamed(tuple(dict.fromkeys((*others, *names))))
            case NotInPlace(places), NotInPlace(others):
                found[slot] = NotInPlace(tuple(dict.fromkeys((*others, *places))))
            case InRange() as later, InRange() as earlier:
                found[slot] = _both(earlier, later)
            case CompletedIn(first, last), CompletedIn(first_before, last_before):
                found[slot] = CompletedIn(
                    first_before if first is None else first, last_before if last is None else last
                )
            case OneOf(field, values, said), OneOf(_, others, said_before):
                found[slot] = OneOf(
                    field, tuple(dict.fromkeys((*others, *values))), "或".join(filter(None, (said_before, said)))
                )
            case _:
                found[slot] = condition
    return tuple(found.values())


def _alternatives_of(condition: Condition) -> object:
    match condition:
        case InPlace() | NotInPlace() | NearMetro() | CompletedIn() | NotCategory() | NotNamed():
            return type(condition)
        case OneOf(field) | InRange(field):
            return type(condition), field
        case _:
            return condition


def _both(earlier: InRange, later: InRange) -> InRange:
    """``最少三千平 … 最多五千平``: the bounds of both; a bound that is set twice counts as it was said last."""
    strict = earlier.strict and later.strict
    minimum = earlier.minimum if later.minimum is None else later.minimum
    maximum = earlier.maximum if later.maximum is None else later.maximum
    return InRange(earlier.field, minimum, maximum, strict)
