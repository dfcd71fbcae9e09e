"""What the API sends of worksheets and benefit rules."""

from datetime import date, datetime

from ui.contract import Citation, Message


class Quote(Message):
    """Words of a clause and where they stand."""

    text: str
    label: str
    document: str
    clause: str = ""
    page: int | None = None
    status: str = ""
    source_id: str = ""
    chunk_id: str

    def as_citation(self) -> Citation:
        """What the viewer opens."""
        return Citation(number=1, label=self.label, quote=self.text, page=self.page, chunk_id=self.chunk_id)


class Condition(Message):
    """A condition and what it came to."""

    condition: str
    outcome: str
    told: str = ""
    missing: str = ""
    quote: Quote


class Amount(Message):
    """An amount with its arithmetic; figures are text."""

    total: str | None
    currency: str
    years: tuple[str, ...]
    steps: tuple[str, ...]
    assumptions: tuple[str, ...]
    missing: tuple[str, ...]
    ceiling: str | None


class Line(Message):
    """A benefit."""

    rule_id: str
    name: str
    outcome: str
    near: bool
    confirmed: bool
    tier: str
    conditions: tuple[Condition, ...]
    amount: Amount | None
    note: str
    missing: tuple[str, ...]
    hints: tuple[str, ...]
    source: Quote
    notes: tuple[Quote, ...]
    pledges: tuple[Quote, ...]


class Lapsed(Message):
    """A benefit that is not in force."""

    name: str
    label: str
    status: str
    chunk_id: str


class Conflict(Message):
    """Benefits of which only one is paid."""

    names: tuple[str, ...]
    reason: str
    quotes: tuple[Quote, ...]


class Total(Message):
    """What may be added up."""

    first_year: str
    whole: str
    dollars: str
    steps: tuple[str, ...]
    counted: tuple[str, ...]


class Worksheet(Message):
    """The whole worksheet."""

    as_of: date
    understood: tuple[str, ...]
    lines: tuple[Line, ...]
    lapsed: tuple[Lapsed, ...]
    conflicts: tuple[Conflict, ...]
    certain: Total
    possible: Total
    questions: tuple[str, ...]
    estimate: str
    deciders: tuple[Quote, ...]
    procedure: tuple[Quote, ...]
    others: int


class BenefitTier(Message):
    """A line of a rule."""

    label: str
    conditions: tuple[str, ...]
    formula: str


class BenefitCondition(Message):
    """A condition of a rule; ``typed`` is false where a person has to judge it."""

    condition: str
    typed: bool


class Benefit(Message):
    """A rule and what was decided about it."""

    id: str
    document: str
    document_number: str
    status: str
    clause: str
    chunk_id: str
    name: str
    kind: str
    beneficiary: str
    source: str
    tiers: tuple[BenefitTier, ...]
    conditions: tuple[BenefitCondition, ...]
    adjustments: tuple[str, ...]
    notes: tuple[str, ...]
    state: str
    corrected: bool
    decided_by: str
    decided_at: datetime | None
    note: str

    def as_citation(self) -> Citation:
        """What the viewer opens."""
        return Citation(number=1, label=f"《{self.document}》{self.clause}", quote=self.source, chunk_id=self.chunk_id)


class BenefitList(Message):
    """Rules, with how many there are in each state."""

    benefits: tuple[Benefit, ...]
    counts: dict[str, int]
