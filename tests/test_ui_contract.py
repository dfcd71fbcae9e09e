"""The pages read what the API sends: each message of ``ui`` is held to the API's own description of the route that it is read from."""

import ast
import importlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from assistant.api.app import ROUTERS

REPOSITORY = Path(__file__).resolve().parents[1]
Schema = Mapping[str, Any]


@cache
def described() -> dict[str, Any]:
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    return app.openapi()


class Read:
    """A call of ``ApiClient.read``: the message that it makes of which route's answer."""

    def __init__(self, module: str, message: str, method: str, path: str) -> None:
        self.module, self.message, self.method, self.path = module, message, method, path

    def __str__(self) -> str:
        return f"{self.module.removeprefix('ui.')}:{self.message}:{self.method} {self.path}"

    @property
    def model(self) -> type[BaseModel] | None:
        """None for a message that is made inside a function or named by a variable."""
        found = getattr(importlib.import_module(self.module), self.message, None)
        return found if isinstance(found, type) and issubclass(found, BaseModel) else None

    @property
    def answer(self) -> Schema:
        form = re.escape(self.path.partition("?")[0]).replace(re.escape("{}"), "[^/]+")
        templates = {path: re.sub(r"\{[^}]*\}", "{}", path) for path in described()["paths"]}
        for path in sorted(templates, key=lambda path: templates[path] != self.path.partition("?")[0]):
            operation = described()["paths"][path].get(self.method.lower())
            if operation and re.fullmatch(form, templates[path]):
                answers = operation["responses"]
                return answers[min(code for code in answers if code[0] == "2")]["content"]["application/json"]["schema"]
        raise AssertionError(f"the API has no {self.method} {self.path}")


def reads() -> Iterator[Read]:
    for path in sorted((REPOSITORY / "ui").rglob("*.py")):
        module = ".".join(path.relative_to(REPOSITORY).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "read"):
                continue
            if len(node.args) >= 3 and isinstance(node.args[0], ast.Name) and isinstance(node.args[1], ast.Constant):
                yield Read(module, node.args[0].id, str(node.args[1].value), written(node.args[2], module))


def written(path: ast.expr, module: str) -> str:
    """The address with ``{}`` for what a call puts in; constants of the module are put in here."""
    if isinstance(path, ast.Constant):
        return str(path.value)
    if isinstance(path, ast.JoinedStr):
        return "".join(written(part, module) for part in path.values)
    if isinstance(path, ast.FormattedValue):
        return written(path.value, module)
    constant = getattr(importlib.import_module(module), path.id, None) if isinstance(path, ast.Name) else None
    return constant if isinstance(constant, str) else "{}"


READS = [read for read in reads() if read.path.startswith("/")]
SENT_ELSEWHERE = {
    ("Answer", "conversation_id"): "sent by the route that answers, not with an exchange that is kept",
    ("Answer", "message_id"): "the same",
    ("Table", "highlight"): "sent with the table of a passage",
    ("Table", "total"): "sent with the table of an answer",
    ("Table", "places"): "the same",
    ("Table", "sources"): "the same",
    ("Table", "verdicts"): "the same",
    ("Table", "heads"): "the same",
    ("ReferenceTarget", "ordinal"): "sent with the tree of a policy",
    ("Reference", "text"): "sent with a passage",
}
"""Fields of messages that several routes send, and not all of them whole."""


def choices(schema: Schema, definitions: Mapping[str, Schema]) -> list[Schema]:
    """What a value may be, references followed."""
    while "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        schema = definitions.get(name) or described()["components"]["schemas"][name]
    several = schema.get("anyOf") or schema.get("oneOf")
    return [choice for one in several for choice in choices(one, definitions)] if several else [schema]


def differences(
    own: Schema, sent: Schema, definitions: Mapping[str, Schema], place: str, above: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Where a value as the API sends it would not fit into what the page reads."""
    offered = choices(own, definitions)
    for choice in choices(sent, {}):
        kind = choice.get("type")
        fitting = [one for one in offered if one.get("type") == kind or "type" not in one]
        fitting += [one for one in offered if (kind, one.get("type")) == ("integer", "number")]
        if kind is None or not fitting:
            if kind is not None:
                yield f"{place}: the API sends {kind}, the page reads {[one.get('type') for one in offered]}"
            continue
        one = fitting[0]
        if kind == "object" and "properties" in one:
            if one.get("title", "") not in above:  # a tree holds itself
                yield from fields_that_differ(one, choice, definitions, place, above | {one.get("title", "")})
        elif kind == "object" and isinstance(one.get("additionalProperties"), dict):
            values = choice.get("additionalProperties")
            if isinstance(values, dict):
                yield from differences(one["additionalProperties"], values, definitions, f"{place}{{}}", above)
        elif kind == "array":
            inner, given = one.get("items"), choice.get("items")
            if inner and given:
                yield from differences(inner, given, definitions, f"{place}[]", above)


def fields_that_differ(
    own: Schema, sent: Schema, definitions: Mapping[str, Schema], place: str, above: frozenset[str]
) -> Iterator[str]:
    given = sent.get("properties")
    if given is None:
        return  # any object: nothing is promised
    for name, field in own["properties"].items():
        if name not in given:
            if (own.get("title"), name) not in SENT_ELSEWHERE:
                yield f"{place}.{name}: the API sends no such field"
            continue
        yield from differences(field, given[name], definitions, f"{place}.{name}", above)


def test_the_calls_of_the_pages_are_found() -> None:
    assert len(READS) >= 45


def test_only_messages_made_within_a_call_are_not_held_to_it() -> None:
    assert {read.message for read in READS if read.model is None} == {"Started", "Conversations"}


@pytest.mark.parametrize("read", [read for read in READS if read.model is not None], ids=str)
def test_a_message_is_what_the_api_sends(read: Read) -> None:
    assert read.model is not None
    own = read.model.model_json_schema(mode="validation")
    assert not list(differences(own, read.answer, own.get("$defs", {}), read.message))
