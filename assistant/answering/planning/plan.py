"""What a model plans, read tolerantly: nothing that it writes is taken for more than a wish to look."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from assistant.answers import Step

Missing = Literal["", "document", "building"]

MOST_WORDINGS = 3
_LONGEST = 80
"""Characters of a wording: a longer one is no search."""
_MOST_OBJECTS = 8
_BLANKS = re.compile(r"\s+")

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "queries": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "string"},
        "missing": {"type": "string", "enum": ["", "document", "building"]},
    },
    "required": ["queries", "rows", "missing"],
    "additionalProperties": False,
}
"""The JSON of a plan."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to look: other wordings to search for, sentences that say which rows are wanted, passages that tools have found already (their
    ids). ``missing``: the question names no document, or no building, and means one. ``steps`` are what tools did."""

    wordings: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    chunk_ids: tuple[str, ...] = ()
    missing: Missing = ""
    steps: tuple[Step, ...] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.wordings or self.rows or self.chunk_ids or self.missing)


def plan_of(text: str) -> Plan:
    """The plan in what a model wrote: JSON, plain, fenced or among words, or calls of tools written out; an empty plan where there is none."""
    plan = Plan()
    for found in _objects_in(text):
        if isinstance(found.get("arguments"), Mapping):
            plan = with_call(plan, str(found.get("name", "")), found["arguments"])
        elif {"queries", "rows", "missing"} & found.keys():
            queries = found.get("queries")
            wordings = [queries] if isinstance(queries, str) else queries if isinstance(queries, list) else []
            plan = replace(
                plan,
                wordings=_usable((*plan.wordings, *wordings)),
                rows=_usable((*plan.rows, found.get("rows")))[:1],
                missing=_missing(found.get("missing")),
            )
    return plan


def with_call(plan: Plan, name: str, arguments: Mapping[str, Any]) -> Plan:
    """The plan with what the call of a tool asks for."""
    if name == "search_passages":
        return replace(plan, wordings=_usable((*plan.wordings, arguments.get("query"))))
    if name in {"match_listings", "list_opportunities"}:
        return replace(plan, rows=_usable((*plan.rows, arguments.get("sentence")))[:1])
    return plan


def _usable(texts: tuple[object, ...]) -> tuple[str, ...]:
    plain = (_BLANKS.sub(" ", text).strip() for text in texts if isinstance(text, str))
    return tuple(dict.fromkeys(text for text in plain if 1 < len(text) <= _LONGEST))[:MOST_WORDINGS]


def _missing(said: object) -> Missing:
    match said:
        case "document" | "building":
            return said
        case _:
            return ""


def _objects_in(text: str) -> Iterator[Mapping[str, Any]]:
    """The JSON objects that stand in a text, none of them inside another."""
    decoder, at = json.JSONDecoder(), text.find("{")
    for _ in range(_MOST_OBJECTS):
        if at < 0:
            return
        try:
            found, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if isinstance(found, Mapping):
                yield found
        at = text.find("{", end)
