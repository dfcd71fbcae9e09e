"""A language model reads a sentence beside the rules: what the rules found stays, what the model adds must be traceable to the words."""

import logging
import time
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.buildings.columns import UNITS, Field
from assistant.buildings.conditions import Mentions, NotMentions, slot_of
from assistant.buildings.needs.spoken import written
from assistant.buildings.needs.tracing import BUDGET, MENTION, PLACE, Proposed, Traced, trace
from assistant.buildings.requirements import Requirement
from assistant.buildings.search.snapshot import Snapshot
from assistant.chat_model import ChatModel
from assistant.errors import ChatModelError
from assistant.privacy.masking import NUMBERS, Masker
from assistant.prompting import render_prompt
from assistant.records import DocumentKind
from assistant.text.figures import show_number

_LOG = logging.getLogger(__name__)
_MOST_VALUES = 40
_MOST_KEPT = 256
_REST_S = 30.0
"""How long a model that failed is not asked: a request must not wait for it again and again."""

_OF_OPPORTUNITIES = (Field.INVESTMENT_YUAN,)


class _Condition(BaseModel):
    model_config = ConfigDict(extra="ignore")

    quote: str
    strength: Literal["must", "should", "must_not"]
    field: str
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    values: list[str] | None = None

    def proposed(self) -> Proposed:
        return Proposed(
            self.quote,
            self.strength,
            self.field,
            _decimal(self.minimum),
            _decimal(self.maximum),
            self.unit or "",
            tuple(self.values or ()),
        )


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore")

    conditions: list[_Condition]


class ModelReader:
    """Asks the model and keeps its answers: the earlier questions of a conversation are not asked again."""

    def __init__(self, model: ChatModel, timeout_s: float) -> None:
        self._model = model
        self._timeout_s = timeout_s
        self._kept: dict[str, tuple[Proposed, ...]] = {}
        self._resting_until = 0.0

    def read(self, sentence: str, by_rules: Requirement, snapshot: Snapshot) -> Requirement:
        """The rules' requirement with what the model adds. Where the model cannot be asked it is the rules' alone."""
        if not sentence.strip():
            return by_rules
        prompt = _prompt(sentence, snapshot)
        if prompt not in self._kept:
            if time.monotonic() < self._resting_until:
                return by_rules
            try:
                said = self._model.structured("", prompt, _Said, self._timeout_s)
            except ChatModelError as error:
                _LOG.warning("requirement read by rules alone: %s", error)
                self._resting_until = time.monotonic() + _REST_S
                return by_rules
            if len(self._kept) >= _MOST_KEPT:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[prompt] = tuple(item.proposed() for item in said.conditions)
        return joined(by_rules, self._kept[prompt], sentence, snapshot)


def joined(by_rules: Requirement, said: tuple[Proposed, ...], sentence: str, snapshot: Snapshot) -> Requirement:
    """The rules' conditions, then those of the model on other matters that the sentence bears out; ``not_adopted`` tells of the rest."""
    taken = {slot_of(condition): condition for condition in (*by_rules.conditions, *by_rules.wishes)}
    added: list[Traced] = []
    refused: list[str] = []
    for proposed in said:
        traced = trace(proposed, sentence, snapshot.vocabulary)
        if traced is None:
            refused.append(_named(proposed))
            continue
        held = taken.get(slot_of(traced.condition))
        if held is None:
            taken[slot_of(traced.condition)] = traced.condition
            added.append(traced)
        elif held != traced.condition and not isinstance(held, Mentions | NotMentions):
            refused.append(_named(proposed))
    quotes = [item.quote for item in added]
    required = {getattr(item.condition, "field", None) for item in added}
    return replace(
        by_rules,
        conditions=by_rules.conditions + tuple(item.condition for item in added if not item.wish),
        wishes=by_rules.wishes + tuple(item.condition for item in added if item.wish),
        asked=tuple(field for field in by_rules.asked if field not in required),
        not_understood=tuple(
            word for word in by_rules.not_understood if not any(written(word) in quote for quote in quotes)
        ),
        not_adopted=tuple(dict.fromkeys(refused)),
    )


def _prompt(sentence: str, snapshot: Snapshot) -> str:
    """Fields and values that the caller may see, and no others."""
    opportunities = snapshot.kind is DocumentKind.OPPORTUNITY
    fields = _OF_OPPORTUNITIES if opportunities else tuple(field for field in UNITS if field not in _OF_OPPORTUNITIES)
    figures = [(field.value, UNITS[field]) for field in fields]
    places = dict.fromkeys((*snapshot.values[Field.STREET], *snapshot.values[Field.BUSINESS_AREA]))
    texts: list[tuple[str, tuple[str, ...]]] = [(MENTION, ())]
    if not opportunities:
        figures.append((BUDGET, "元"))
        texts = [
            (Field.CATEGORY.value, snapshot.categories),
            (Field.GRADE.value, snapshot.values[Field.GRADE][:_MOST_VALUES]),
            (Field.FIT_OUT.value, snapshot.values[Field.FIT_OUT][:_MOST_VALUES]),
            (PLACE, tuple(places)[:_MOST_VALUES]),
            (Field.METRO.value, ()),
            *texts,
        ]
    return render_prompt(
        "listing_requirement",
        sentence=Masker(NUMBERS).mask(sentence),
        figures=figures,
        texts=texts,
        opportunities=opportunities,
    )


def _named(proposed: Proposed) -> str:
    """``层高 12 米``: what the model stated, for the asker."""
    bounds = [f"{word} {show_number(bound)}" for word, bound in _bounds(proposed) if bound is not None]
    stated = "、".join((*proposed.values, *bounds))
    return f"{proposed.field} {stated}{proposed.unit if bounds else ''}".strip()[:60]


def _bounds(proposed: Proposed) -> tuple[tuple[str, Decimal | None], ...]:
    return ("不低于", proposed.minimum), ("不高于", proposed.maximum)


def _decimal(figure: float | None) -> Decimal | None:
    return None if figure is None else Decimal(str(figure))
