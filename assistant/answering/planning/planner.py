"""A language model plans where to look: by calling tools where its server offers that, else by a JSON plan."""

import json
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from assistant.answering.asking.question import Question
from assistant.answering.checking.instructions import OMITTED, without_instructions
from assistant.answering.planning.plan import SCHEMA, Plan, plan_of, with_call
from assistant.answering.refusal import asks_what_is_not_public
from assistant.answering.writing import harmless, turns_shown
from assistant.answers import Step
from assistant.chat_model import ChatModel
from assistant.errors import ChatModelError, HuizhaoError
from assistant.model_limits import Said, ToolCall
from assistant.privacy.masking import NUMBERS, Masker
from assistant.prompting import render_prompt
from assistant.records import Hit
from assistant.settings import ChatModelSettings
from assistant.tools.sources import Source
from assistant.tools.toolbox import Toolbox, tool_named

_LOG = logging.getLogger(__name__)
_ROUNDS = 4
_CALLS_A_ROUND = 3
_SHARE = 0.5
"""Of the time of an answer that planning may take: the rest is for writing."""
_LEAST_S = 0.5
_TO_READ = 0.7
"""Of that time what a server may need to read the question: one that needs more plans nothing in time, and is not asked."""
_PLACES = 8
_SHOWN, _EXCERPT = 5, 160
"""Passages that a tool's answer shows the model, and characters of each."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """A tool that a model may call: the one argument that it gives, and the step as which the search is told."""

    argument: str
    step: str


_OFFERED: Mapping[str, _Offer] = {
    "search_passages": _Offer("query", "search_passages"),
    "read_clause": _Offer("address", "read_clause"),
    "list_benefits": _Offer("theme", "search_passages"),
    "match_listings": _Offer("sentence", "match_listings"),
    "list_opportunities": _Offer("sentence", "list_opportunities"),
}


class Planner:
    """Asks the model for plans. Threads may share it."""

    def __init__(self, model: ChatModel, toolbox: Toolbox | None, settings: ChatModelSettings) -> None:
        self._model = model
        self._toolbox = toolbox if settings.planning == "tools" else None
        self._time_s = min(settings.planning_timeout_s, settings.timeout_s * _SHARE)

    @classmethod
    def from_settings(
        cls, model: ChatModel | None, toolbox: Toolbox | None, settings: ChatModelSettings
    ) -> "Planner | None":
        """None where no model is configured, or where it shall not plan."""
        return cls(model, toolbox, settings) if model is not None and settings.planning != "off" else None

    def plans(self, question: Question, open_asks: Sequence[str], hits: Sequence[Hit]) -> Iterator[Plan]:
        """What the model plans for asks that nothing found so far answers, and once it has seen what tools found, what more: each plan holds
        the ones before. Ends where nothing more is planned or the time is up; a model that fails, or reads too slowly, plans nothing."""
        deadline = time.monotonic() + self._time_s
        masker = Masker(NUMBERS)
        messages = _messages(question, open_asks, hits, masker)
        if not self._model.reads_in(sum(len(message["content"]) for message in messages), self._time_s * _TO_READ):
            return
        try:
            yield from self._plans(question, messages, deadline, masker)
        except ChatModelError as error:
            _LOG.info("nothing planned: %s", error)

    def _plans(
        self, question: Question, messages: list[dict[str, Any]], deadline: float, masker: Masker
    ) -> Iterator[Plan]:
        tools = [*_functions()] if self._toolbox is not None else []
        plan = Plan()
        for _ in range(_ROUNDS):
            said = self._turn(messages, deadline, tools)
            written = plan_of(masker.unmask(said.text))
            if not said.calls:
                if tools and self._model.takes_tools and plan == Plan() and not written.says_something:
                    written = plan_of(masker.unmask(self._turn(messages, deadline, []).text))
                if written.says_something:
                    yield _both(plan, _permitted(written, question))
                return
            messages.append(_as_message(said))
            for number, call in enumerate(said.calls):
                told = "一轮最多三次" if number >= _CALLS_A_ROUND else ""
                if not told:
                    plan, told = self._called(plan, call, question, masker)
                messages.append({"role": "tool", "tool_call_id": call.id, "content": told})
            yield plan

    def _turn(self, messages: Sequence[Mapping[str, Any]], deadline: float, tools: Sequence[Mapping[str, Any]]) -> Said:
        left = deadline - time.monotonic()
        if left < _LEAST_S:
            return Said("")
        return self._model.turn(messages, left, tools, SCHEMA)

    def _called(self, plan: Plan, call: ToolCall, question: Question, masker: Masker) -> tuple[Plan, str]:
        """The plan with what a tool found on behalf of the asker, and what the model is told of it."""
        offer = _OFFERED.get(call.name)
        if offer is None or self._toolbox is None:
            return plan, f"没有这个工具，可用的有：{'、'.join(_OFFERED)}"
        asked = call.arguments.get(offer.argument) if call.arguments is not None else None
        if not isinstance(asked, str) or not asked.strip():
            return plan, f"请在 {offer.argument} 里写一句话"
        asked = masker.unmask(asked.strip())
        if asks_what_is_not_public(asked, question.principal):
            return plan, "没有找到"
        try:
            given = {offer.argument: asked, "as_of": question.as_of.isoformat()}
            found = [*_sources_in(self._toolbox.call(call.name, given, question.principal))]
        except HuizhaoError as error:
            return plan, masker.mask(str(error))
        step = Step(offer.step, asked, len(found))
        of_rows = offer.argument == "sentence"
        ids = () if of_rows else tuple(source.chunk_id for source in found)
        added = replace(plan, chunk_ids=(*plan.chunk_ids, *ids), steps=(*plan.steps, step))
        if of_rows:
            added = with_call(added, call.name, {offer.argument: asked})
        return added, _told(found, masker)


def _both(plan: Plan, written: Plan) -> Plan:
    """What tools found together with what the model wrote last."""
    return replace(written, chunk_ids=plan.chunk_ids, steps=plan.steps, rows=written.rows or plan.rows)


def _permitted(plan: Plan, question: Question) -> Plan:
    """The plan without what the asker may not ask for."""
    kept = [
        tuple(text for text in texts if not asks_what_is_not_public(text, question.principal))
        for texts in (plan.wordings, plan.rows)
    ]
    return replace(plan, wordings=kept[0], rows=kept[1])


def _messages(
    question: Question, open_asks: Sequence[str], hits: Sequence[Hit], masker: Masker
) -> list[dict[str, Any]]:
    places = dict.fromkeys(f"{hit.chunk.citation} {hit.chunk.passage.heading}".strip() for hit in hits)
    shown = {
        "question": harmless(masker.mask(question.standalone)),
        "asks": [harmless(masker.mask(ask)) for ask in open_asks if ask != question.standalone],
        "places": [harmless(masker.mask(place)) for place in list(places)[:_PLACES]],
        "turns": turns_shown(question.history, masker),
    }
    return [
        {"role": "system", "content": render_prompt("plan_rules", day=question.as_of.isoformat())},
        {"role": "user", "content": render_prompt("plan", **shown)},
    ]


def _functions() -> Iterator[dict[str, Any]]:
    """The offered tools, each with the one argument that a plan needs: all of them with all arguments fill a small model's window."""
    for name, offer in _OFFERED.items():
        tool = tool_named(name)
        wanted = {key: tool.input_schema["properties"][offer.argument][key] for key in ("type", "description")}
        parameters = {"type": "object", "properties": {offer.argument: wanted}, "required": [offer.argument]}
        yield {
            "type": "function",
            "function": {"name": name, "description": tool.both_languages, "parameters": parameters},
        }


def _as_message(said: Said) -> dict[str, Any]:
    """A turn of the model as the server wants it back, without what it thought."""
    calls = [
        {
            "id": call.id,
            "type": "function",
            "function": {"name": call.name, "arguments": json.dumps(call.arguments or {}, ensure_ascii=False)},
        }
        for call in said.calls
    ]
    return {"role": "assistant", "content": said.text, "tool_calls": calls}


def _sources_in(value: object) -> Iterator[Source]:
    """The passages that a tool's result cites, each once it stands there."""
    if isinstance(value, Source):
        if value.chunk_id:
            yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _sources_in(getattr(value, name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _sources_in(item)


def _told(found: Sequence[Source], masker: Masker) -> str:
    """What a tool found, for the model: where it stands and how it begins."""
    lines = [
        f"{source.label}：{without_instructions(source.quote, OMITTED)[:_EXCERPT]}"
        for source in {source.chunk_id: source for source in found}.values()
    ]
    return harmless(masker.mask("\n".join(lines[:_SHOWN]))) or "没有找到"
