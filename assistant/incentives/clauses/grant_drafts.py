"""A grant while it is being read, before it becomes a rule."""

from dataclasses import dataclass, field
from decimal import Decimal

from assistant.incentives.clauses.figures import Figure
from assistant.incentives.clauses.sentences import Sentence, Span


@dataclass(slots=True)
class Draft:
    """A grant being read. ``labels`` are given where each amount names whom it is for (A类15万元、B类8万元). ``caps`` are total caps, one a
    tier where several are listed; ``subject_caps`` those that name whom they are for."""

    sentence: Sentence
    conditions: list[Span]
    segment: Span
    base: str = ""
    base_is_before: bool = False
    rates: list[Decimal] = field(default_factory=list)
    years: list[Decimal] = field(default_factory=list)
    amounts: list[Figure] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    per: str = ""
    counted: str = ""
    yearly: bool = False
    up_to: bool = False
    months: int | None = None
    unit_cap: Decimal | None = None
    unit_cap_per: str = ""
    area_cap: Decimal | None = None
    yearly_cap: Decimal | None = None
    label_months: dict[str, int] = field(default_factory=dict)
    caps: list[Decimal] = field(default_factory=list)
    subject_caps: list[tuple[str, Decimal, Span]] = field(default_factory=list)
    adjustments: list["Change"] = field(default_factory=list)
    notes: list[Span] = field(default_factory=list)
    end: int = 0

    @property
    def grants_something(self) -> bool:
        return bool(self.rates or self.years or self.amounts)


@dataclass(slots=True)
class Change:
    """An adjustment being read."""

    conditions: list[Span]
    segment: Span
    rate: Decimal | None = None
    factor: Decimal | None = None
    caps: list[Decimal] = field(default_factory=list)
    yearly_cap: Decimal | None = None


@dataclass(slots=True)
class Limits:
    """Ceilings of a sentence that grants nothing itself: they hold for the clause."""

    sentence: Sentence
    draft: Draft


@dataclass(slots=True)
class ClauseGrants:
    """What a clause grants, the limits common to its grants, and its sentences that grant nothing."""

    drafts: list[Draft] = field(default_factory=list)
    limits: list[Limits] = field(default_factory=list)
    others: list[Sentence] = field(default_factory=list)
