"""The words of which headers are made, as ``header_lexicon.yaml`` holds them: what each can say, and the patterns that find them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

_LEXICON = Path(__file__).with_name("header_lexicon.yaml")


class Measure(StrEnum):
    """What stands in a column."""

    AREA = "area"
    RATE = "rate"
    RENT = "rent"
    PRICE = "price"
    UPKEEP = "upkeep"
    FEE = "fee"
    SUM = "sum"
    DAY = "day"
    TERM = "term"
    COUNT = "count"
    DISTANCE = "distance"
    PERSON = "person"
    MANNER = "manner"
    TITLE = "title"
    CODE = "code"
    FLAG = "flag"


class State(StrEnum):
    """What is told of the place: ``OPEN`` is not yet let (未出租), ``LETTING`` and ``USING`` name the act alone (出租, 使用)."""

    VACANT = "vacant"
    OPEN = "open"
    AVAILABLE = "available"
    LETTING = "letting"
    LET = "let"
    OWN = "own"
    USING = "using"
    USED = "used"
    SELLING = "selling"
    FOR_SALE = "for sale"
    SOLD = "sold"
    CLOSED = "closed"  # not to be had: 不可租
    DIVISIBLE = "divisible"
    INDIVISIBLE = "indivisible"
    DENIED = "denied"  # a negation or 已 of what is no state: 未办证, 已建


class Mark(StrEnum):
    """What else is said of what a column holds."""

    PARTY = "party"
    OWED = "owed"
    DEAL = "deal"
    FLOOR = "floor"
    PAST = "past"
    PLANNED = "planned"
    RELIEF = "relief"
    INCOME = "income"
    DEPOSIT = "deposit"
    PLEDGE = "pledge"
    CHANGE = "change"
    ELSEWHERE = "elsewhere"
    TALKS = "talks"
    PARKING = "parking"
    SALE = "sale"
    ENDED = "ended"
    PART = "part"
    BILLED = "billed"
    INNER = "inner"
    LAND = "land"
    STOREY = "storey"
    SMALLEST = "smallest"
    TOTAL = "total"
    SHARE = "share"
    TOGETHER = "together"  # rent and fee in one figure


class End(StrEnum):
    """Which end of a range stands in a column. The value is the word that is shown before a figure of which the other end is not told."""

    LOW = "最低"
    HIGH = "最高"


Alone = End | State | Mark | Measure
"""What one word that is a whole line says of what stands in the line above it."""


class _Lexicon(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    acts: dict[str, tuple[str, ...]]
    before: dict[str, tuple[str, ...]]
    measures: dict[Measure, tuple[str, ...]]
    states: dict[str, tuple[str, ...]]
    places: tuple[str, ...]
    within: tuple[str, ...]
    things: dict[str, tuple[str, ...]]
    marks: dict[Mark, tuple[str, ...]]
    groups: tuple[str, ...]
    remarks: tuple[str, ...]
    ends: dict[str, tuple[str, ...]]
    alone: dict[str, tuple[str, ...]]
    short: dict[str, Measure]
    announcing: tuple[str, ...]
    as_of: dict[str, tuple[str, ...]]
    neutral: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """``vocabulary`` are the words that say something by themselves, ``phrase`` finds an act with what stands before it."""

    vocabulary: frozenset[str]
    phrase: re.Pattern[str]
    measures: Mapping[str, Measure]
    marks: Mapping[str, Mark]
    acts: Mapping[str, str]
    states: Mapping[str, str]
    things: Mapping[str, str]
    places: frozenset[str]
    within: frozenset[str]
    groups: frozenset[str]
    remarks: frozenset[str]
    ends: Mapping[str, End]
    alone: Mapping[str, Alone]
    short: Mapping[str, Measure]
    announcing: frozenset[str]
    as_of: re.Pattern[str]


@cache
def grammar() -> Grammar:
    """The lexicon as patterns and tables."""
    lexicon = _Lexicon.model_validate(yaml.safe_load(_LEXICON.read_text(encoding="utf-8")))
    measures = {word: measure for measure, words in lexicon.measures.items() for word in words}
    marks = {word: mark for mark, words in lexicon.marks.items() for word in words}
    acts = {word: act for act, words in lexicon.acts.items() for word in words} | {"空": "vacant"}
    states = {word: name.upper() for name, words in lexicon.states.items() for word in words}
    things = {word: name for name, words in lexicon.things.items() for word in words}
    ends = {word: End[name.upper()] for name, words in lexicon.ends.items() for word in words}
    alone = {
        word: next(kind[name.upper()] for kind in (End, State, Mark, Measure) if name.upper() in kind.__members__)
        for name, words in lexicon.alone.items()
        for word in words
    }
    before = {name: _one_of(words) for name, words in lexicon.before.items()}
    long_acts = _one_of([word for word in acts if len(word) > 1])
    # One character is an act only behind another word and before none that it begins: 已租, but not 租金, 用地.
    short = r"租(?![金价期约户客赁售费])|售(?![价后楼])|用(?![地途电房水户工])|招(?![商租标聘])|空(?![置闲关余着出房铺仓调间气港中])"
    phrase = (
        rf"(?:(?P<denied>{before['not_yet']})|(?P<never>{before['never']}))?"
        rf"(?:(?P<may>{before['may']})|(?P<to_be>{before['to_be']}))?(?:{before['how']})?(?P<done>{before['done']})?"
        rf"(?P<act>{long_acts}|{short})?"
    )
    return Grammar(
        vocabulary=frozenset(
            [
                *(*measures, *marks, *states, *(things.keys() - acts), *ends),
                *(*lexicon.places, *lexicon.within, *lexicon.announcing, *lexicon.neutral),
            ]
        ),
        phrase=re.compile(phrase),
        measures=measures,
        marks=marks,
        acts=acts,
        states=states,
        things=things,
        places=frozenset(lexicon.places),
        within=frozenset(lexicon.within),
        groups=frozenset(lexicon.groups),
        remarks=frozenset(lexicon.remarks),
        ends=ends,
        alone=alone,
        short=lexicon.short,
        announcing=frozenset(lexicon.announcing),
        as_of=re.compile(rf"(?:{_one_of(lexicon.as_of['since'])})(?:\d+|{_one_of(lexicon.as_of['moment'])})+"),
    )


def _one_of(words: Sequence[str]) -> str:
    """A pattern for the words, longer ones first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
