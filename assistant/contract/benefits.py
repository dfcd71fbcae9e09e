"""Benefit rules as staff confirm them."""

from datetime import datetime

from assistant.contract.message import Message
from assistant.records import Status


class RuleTier(Message):
    """A line of a benefit."""

    label: str
    conditions: tuple[str, ...]
    formula: str
    quote: str


class RuleCondition(Message):
    """A condition and the words that it was read from; ``typed`` is false where a person has to judge it."""

    condition: str
    typed: bool
    quote: str
    clause: str
    chunk_id: str


class Benefit(Message):
    """A rule as read, or as corrected, and what was decided about it."""

    id: str
    document: str
    document_number: str
    source_id: str
    status: Status
    clause: str
    chunk_id: str
    name: str
    kind: str
    topic: str
    beneficiary: str
    source: str
    tiers: tuple[RuleTier, ...]
    conditions: tuple[RuleCondition, ...]
    adjustments: tuple[str, ...]
    notes: tuple[str, ...]
    state: str
    corrected: bool
    decided_by: str
    decided_at: datetime | None
    note: str


class BenefitList(Message):
    """Rules, with how many there are in each state (of those listed without a filter by state)."""

    benefits: tuple[Benefit, ...]
    counts: dict[str, int]


class BenefitEvent(Message):
    """Something that happened to a rule."""

    action: str
    by: str
    at: datetime
    note: str


class BenefitDetail(Benefit):
    """A rule with its history, oldest first."""

    history: tuple[BenefitEvent, ...]
