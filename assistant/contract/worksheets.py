"""A worksheet: what somebody can get, worked out from policies. Amounts are text, so that none is rounded."""

from datetime import date

from assistant.contract.message import Message
from assistant.records import Status


class Quote(Message):
    """Verbatim words of a clause and where they stand."""

    text: str
    label: str
    document: str
    document_number: str
    clause: str
    page: int | None
    status: Status
    source_id: str
    chunk_id: str


class CheckedCondition(Message):
    """A condition, what it came to, what was told of it and what is missing."""

    condition: str
    outcome: str
    told: str
    missing: str
    quote: Quote


class WorkedAmount(Message):
    """An amount with its arithmetic."""

    total: str | None
    currency: str
    years: tuple[str, ...]
    steps: tuple[str, ...]
    assumptions: tuple[str, ...]
    missing: tuple[str, ...]
    ceiling: str | None


class WorksheetLine(Message):
    """A benefit. ``note`` says why there is no amount."""

    rule_id: str
    name: str
    kind: str
    topic: str
    outcome: str
    near: bool
    confirmed: bool
    tier: str
    conditions: tuple[CheckedCondition, ...]
    amount: WorkedAmount | None
    note: str
    missing: tuple[str, ...]
    hints: tuple[str, ...]
    source: Quote
    notes: tuple[Quote, ...]
    pledges: tuple[Quote, ...]


class LapsedBenefit(Message):
    """A benefit of a document that is not in force."""

    name: str
    label: str
    status: Status
    source_id: str
    chunk_id: str


class Exclusion(Message):
    """Benefits of which only one is paid."""

    rule_ids: tuple[str, ...]
    names: tuple[str, ...]
    reason: str
    quotes: tuple[Quote, ...]


class WorksheetTotal(Message):
    """What may be added up, in yuan; ``dollars`` is what was not exchanged."""

    first_year: str
    whole: str
    dollars: str
    counted: tuple[str, ...]
    steps: tuple[str, ...]


class Worksheet(Message):
    """The whole worksheet."""

    as_of: date
    understood: tuple[str, ...]
    lines: tuple[WorksheetLine, ...]
    lapsed: tuple[LapsedBenefit, ...]
    conflicts: tuple[Exclusion, ...]
    certain: WorksheetTotal
    possible: WorksheetTotal
    questions: tuple[str, ...]
    estimate: str
    deciders: tuple[Quote, ...]
    procedure: tuple[Quote, ...]
    others: int
