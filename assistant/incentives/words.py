"""The words of incentive policies, read from ``words.yaml``: what clauses and askers call figures, traits, grants and limits."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict

from assistant.text.phrases import phrases

Words = tuple[str, ...]
Name = TypeVar("Name")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MeasureWords(_Part):
    """How a measure is called, in which unit it is kept, and what proves it."""

    unit: str
    material: str
    words: Words


class _Said(_Part):
    moved: Words
    arrived: Words
    founded: Words
    about_to_move: Words
    before_a_park: Words
    staff: Words
    refused: Words
    foreign: Words
    domestic: Words
    newcomer: Words
    settled: Words
    headquarters: Words
    spending: Mapping[str, Words]
    areas: Mapping[str, Words]
    share_of_revenue: Words
    of_a_year: Words
    of_a_month: Words
    end_of_a_year: Words
    years_ago: Mapping[int, Words]
    already: Words
    at: Words
    stayed: Words
    for_so_long: Words
    and_a_half: Words
    before_people: Words
    roughly: Words
    each: Words
    every: Words
    yearly_rent: Words
    counter: Words
    of_a_lease: Words


class _Columns(_Part):
    label: Words
    criteria: Words
    rate: Words
    sum: Words
    area_of_a_month: Words
    term: Words


class _Vocabulary(_Part):
    measures: Mapping[str, MeasureWords]
    industries: Mapping[str, Words]
    generic_industries: Words
    headquarters: Words
    headquarters_at_large: Words
    makers: Words
    qualifications: Mapping[str, Words]
    activities: Mapping[str, Words]
    newcomer: Words
    foreign: Words
    parks: Words
    seated: Words
    only_counted: Words
    before_a_measure: Words
    behind_a_measure: Words
    said: _Said
    grants: Words
    aid: Words
    never_grants: Words
    ceiling: Words
    yearly: Words
    binds: Words
    lists_conditions: Words
    conditions_follow: Words
    shares_a_limit: Words
    of_the_whole: Words
    scope: Words
    credit: Words
    stacking: Words
    chooses: Words
    decides: Words
    applies: Words
    topics: Mapping[str, Words]
    themes: Mapping[str, Words]
    beneficiaries: Mapping[str, Words]
    columns: _Columns


VOCABULARY = _Vocabulary.model_validate(
    yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")), strict=False
)


def named(words: Mapping[Name, Words]) -> tuple[tuple[Name, re.Pattern[str]], ...]:
    """Each name with the pattern of its words."""
    return tuple((name, phrases(forms)) for name, forms in words.items())
