"""An Answer as JSON and back: the one shape that the store, the API and the command line write."""

from typing import cast

from pydantic import TypeAdapter

from assistant.answers import Answer

_ADAPTER = TypeAdapter(Answer)


def answer_to_json(answer: Answer) -> dict[str, object]:
    """The answer as JSON values: names as in the record, dates as YYYY-MM-DD."""
    return cast(dict[str, object], _ADAPTER.dump_python(answer, mode="json"))


def answer_from_json(value: dict[str, object]) -> Answer:
    """The answer again; fields that were added since it was written take their defaults."""
    return _ADAPTER.validate_python(value)
