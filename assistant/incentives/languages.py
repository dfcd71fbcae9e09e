"""A worksheet's sentences in Chinese or English. What clauses say stays in Chinese: it is quoted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from assistant.incentives import wording
from assistant.incentives.measures import DAY, MONTHS, material_for, unit_of
from assistant.incentives.records import Adjustment, AnyOf, Condition, FigureCondition, TextCondition, TraitCondition
from assistant.incentives.situations.situation import Range
from assistant.text.figures import SHARE, USD, YUAN

_MILLION, _TEN_THOUSAND = 1_000_000, 10_000


class _Pair(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    en: str


class _Sentences(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sentences: Mapping[str, _Pair]
    english: Mapping[str, str]


@cache
def read_sentences() -> _Sentences:
    """``sentences.yaml``."""
    text = Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8")
    return _Sentences.model_validate(yaml.safe_load(text))


@dataclass(frozen=True, slots=True)
class Language:
    """How everything on a worksheet is said."""

    english: bool = False

    def say(self, key: str, **values: object) -> str:
        """A sentence with its places filled in. Raises KeyError for an unknown key."""
        pair = read_sentences().sentences[key]
        return (pair.en if self.english else pair.zh).format(**values)

    def name(self, word: str) -> str:
        """A measure, a unit, a trait; in English where that is known."""
        return read_sentences().english.get(word, word) if self.english else word

    def names(self, words: Iterable[str], joint: str = "list") -> str:
        """Several of them in one line."""
        return self.say(joint).join(map(self.name, words))

    def figure(self, value: Decimal, unit: str) -> str:
        """``200万元`` or ``2 million yuan``, ``30%``, ``24 months``."""
        if not self.english:
            return wording.figure(value, unit)
        if unit == SHARE:
            return wording.percent(value)
        if unit == DAY:
            day = f"{value:08f}"
            return f"{day[:4]}-{day[4:6]}-{day[6:8]}"
        if unit == MONTHS and value % 12 == 0:
            return f"{wording.number(value / 12)} {self.name('年')}"
        if unit in (YUAN, USD) and value >= _MILLION and value % _TEN_THOUSAND == 0:
            return f"{wording.number(value / _MILLION)} million {self.name(unit)}"
        return f"{wording.number(value)} {self.name(unit)}"

    def told(self, found: Range, unit: str) -> str:
        """A figure of a situation; both ends where it is rough."""
        if found.exact:
            return self.figure(found.low, unit)
        return self.say("range", low=self.figure(found.low, unit), high=self.figure(found.high, unit))

    def told_of(self, measure: str, found: Range) -> str:
        """``注册资本 5,000万元``."""
        return self.say("figure_told", measure=self.name(measure), figure=self.told(found, unit_of(measure)))

    def material(self, measure: str) -> str:
        """What proves a figure."""
        kept = material_for(measure)
        known = self.name(kept)
        return self.say("proof", measure=self.name(measure)) if self.english and known == kept else known

    def condition(self, condition: Condition) -> str:
        """A condition as investors read it."""
        if isinstance(condition, AnyOf):
            ways = (self.say("and").join(map(self.condition, option)) for option in condition.options)
            return self.say("or").join(ways)
        if isinstance(condition, TraitCondition):
            return self.say(condition.trait, values=self.names(condition.values, "or_value"))
        if isinstance(condition, FigureCondition):
            return self.say(
                "figure_condition",
                measure=self.name(condition.measure),
                operator=condition.operator,
                figure=self.figure(condition.figure, condition.unit),
            )
        return self.quoted(condition)

    def quoted(self, condition: TextCondition) -> str:
        """A condition that is not typed, in the clause's words."""
        return condition.quote.text.strip("，、；。")

    def adjustment(self, adjustment: Adjustment) -> str:
        """``使用国产算力芯片的 → 50%``."""
        if not self.english:
            return wording.adjustment_line(adjustment)
        parts = []
        if adjustment.rate is not None:
            parts.append(wording.percent(adjustment.rate))
        if adjustment.factor is not None:
            parts.append(f"×{wording.percent(adjustment.factor)}")
        if adjustment.total_cap is not None:
            parts.append(f"≤ {self.figure(adjustment.total_cap, YUAN)}")
        if adjustment.yearly_cap is not None:
            parts.append(f"≤ {self.figure(adjustment.yearly_cap, YUAN)} a year")
        return f"{', '.join(map(self.condition, adjustment.conditions))} → {'; '.join(parts)}"


CHINESE, ENGLISH = Language(), Language(english=True)
