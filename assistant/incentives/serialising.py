"""Rules and frames as JSON values and back; amounts travel as text, so that no figure is rounded."""

from typing import cast

from pydantic import TypeAdapter

from assistant.incentives.records import BenefitRule, PolicyFrame

_RULE = TypeAdapter(BenefitRule)
_FRAME = TypeAdapter(PolicyFrame)


def rule_to_json(rule: BenefitRule) -> dict[str, object]:
    """JSON values of a rule."""
    return cast(dict[str, object], _RULE.dump_python(rule, mode="json"))


def rule_from_json(value: dict[str, object]) -> BenefitRule:
    """The rule that JSON values describe."""
    return _RULE.validate_python(value)


def frame_to_json(frame: PolicyFrame) -> dict[str, object]:
    """JSON values of a frame."""
    return cast(dict[str, object], _FRAME.dump_python(frame, mode="json"))


def frame_from_json(value: dict[str, object]) -> PolicyFrame:
    """The frame that JSON values describe."""
    return _FRAME.validate_python(value)
