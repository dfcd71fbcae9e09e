"""The words of needs and questions, read from ``words.yaml``. Patterns apply to text that went through ``normalise``.

To teach a new expression, add it to the line of its meaning there.
"""

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from assistant.buildings.columns import Field
from assistant.buildings.rows import Category


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _WholeOrder(_Part):
    field: str
    descending: bool
    first: bool
    words: str


class _OfKind(_Part):
    fields: dict[str, str]
    order_words: dict[str, str]
    measures: dict[str, str] = {}
    groups: dict[str, str]
    whole_orders: tuple[_WholeOrder, ...]


class _Changed(_Part):
    field: str
    more: bool
    words: str


class _Valued(_Part):
    values: tuple[str, ...]
    words: str


class _Industry(_Part):
    name: str
    also: tuple[str, ...]
    words: str


class _Fillers(_Part):
    phrases: tuple[str, ...]
    characters: str
    english: str


class _TotalRent(_Part):
    whole: str
    period: str
    rent: str
    asked: str
    each: str
    days: str


class _Words(_Part):
    listing: _OfKind
    opportunity: _OfKind
    not_yet: str
    small_words: dict[str, str]
    total_rent: _TotalRent
    changes: tuple[_Changed, ...]
    follow_up: str
    states: dict[str, tuple[str, ...]]
    categories: dict[Category, str]
    grades: tuple[_Valued, ...]
    fit_outs: tuple[_Valued, ...]
    industries: tuple[_Industry, ...]
    other_places: tuple[str, ...]
    fillers: _Fillers


FieldWords = tuple[tuple[Field, str], ...]
WholeOrders = tuple[tuple[str, Field, bool, bool], ...]
"""What is said whole: pattern, field, whether the highest comes first, whether the first alone is meant."""


def _fields(words: Mapping[str, str]) -> FieldWords:
    return tuple((Field[name], pattern) for name, pattern in words.items())


def _whole(orders: tuple[_WholeOrder, ...]) -> WholeOrders:
    return tuple((order.words, Field[order.field], order.descending, order.first) for order in orders)


_READ = _Words.model_validate(
    yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")), strict=False
)

FIELD_WORDS = _fields(_READ.listing.fields)
OPPORTUNITY_FIELD_WORDS = _fields(_READ.opportunity.fields)
ORDER_WORDS = _fields(_READ.listing.order_words)
MEASURES = _fields(_READ.listing.measures)
OPPORTUNITY_ORDER_WORDS = _fields(_READ.opportunity.order_words)
GROUPS = _fields(_READ.listing.groups)
OPPORTUNITY_GROUPS = _fields(_READ.opportunity.groups)
WHOLE_ORDERS = _whole(_READ.listing.whole_orders)
OPPORTUNITY_WHOLE_ORDERS = _whole(_READ.opportunity.whole_orders)

CHANGES = tuple((change.words, Field[change.field], change.more) for change in _READ.changes)
"""What a follow-up wants less or more of."""

WORDS = _READ.small_words
"""Small words of questions, by what they are for."""

NOT_YET = _READ.not_yet
"""That a place cannot be entered yet."""

TOTAL_RENT = _READ.total_rent
"""What a whole place costs."""

FOLLOW_UP = _READ.follow_up
"""Openings and endings of a question that leans on the one before."""

STATES = tuple((name == "let", "|".join(sorted(forms, key=len, reverse=True))) for name, forms in _READ.states.items())
"""Words of what is to be had, each with whether all is let."""

CATEGORIES = tuple(_READ.categories.items())

GRADES = tuple((item.words, item.values) for item in _READ.grades)
"""Grade words, the highest first, and what a grade cell contains to be of it."""

FIT_OUTS = tuple((item.words, item.values) for item in _READ.fit_outs)

INDUSTRIES = tuple((item.words, item.name, item.also) for item in _READ.industries)
"""Patterns of an industry, its name, and further words of a cell that speak of it."""

OTHER_PLACES = "|".join(_READ.other_places)
"""Places elsewhere that a question may name: a row that does not lie there does not fit."""

FILLER_PHRASES = "|".join(_READ.fillers.phrases)
"""Phrases that carry no condition."""

FILLER_CHARACTERS = frozenset(_READ.fillers.characters)
"""Characters that carry none when they stand as a word of their own."""

ENGLISH_FILLERS = frozenset(_READ.fillers.english.split())


def words_for(field: Field, *, opportunities: bool = False) -> str:
    """The pattern of all that a need calls a field of rows at its figure; "" where it has none."""
    tables = (
        (OPPORTUNITY_FIELD_WORDS, OPPORTUNITY_ORDER_WORDS) if opportunities else (MEASURES, FIELD_WORDS, ORDER_WORDS)
    )
    return "|".join(pattern for table in tables for known, pattern in table if known is field)
