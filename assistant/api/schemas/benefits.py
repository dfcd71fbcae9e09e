"""Benefit rules for staff."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from assistant.access import clause_status_on
from assistant.api.schemas.base import Request
from assistant.contract.benefits import Benefit, RuleCondition, RuleTier
from assistant.incentives.store import Correction, StoredRule, TierFigures
from assistant.incentives.wording import adjustment_line, condition_line, formula_line
from assistant.workdays import today


def benefit_of(stored: StoredRule) -> Benefit:
    """A rule as staff see it."""
    rule, document = stored.rule, stored.document
    return Benefit(
        id=rule.id,
        document=document.title,
        document_number=document.document_number,
        source_id=document.id,
        status=clause_status_on(document, rule.source.clause, today()),
        clause=rule.source.clause,
        chunk_id=rule.source.chunk_id,
        name=rule.name,
        kind=rule.kind,
        topic=rule.topic,
        beneficiary=rule.beneficiary,
        source=rule.source.text,
        tiers=tuple(
            RuleTier(
                label=tier.label,
                conditions=tuple(condition_line(item) for item in tier.conditions),
                formula=formula_line(tier.formula),
                quote=tier.quote.text,
            )
            for tier in rule.tiers
        ),
        conditions=tuple(
            RuleCondition(
                condition=condition_line(item),
                typed=item.kind != "text",
                quote=item.quote.text,
                clause=item.quote.clause,
                chunk_id=item.quote.chunk_id,
            )
            for item in rule.conditions
        ),
        adjustments=tuple(adjustment_line(item) for item in rule.adjustments),
        notes=tuple(quote.text for quote in rule.notes),
        state=stored.state,
        corrected=stored.corrected,
        decided_by=stored.decided_by,
        decided_at=stored.decided_at,
        note=stored.note,
    )


_Figure = Annotated[Decimal, Field(ge=0, le=10**16)]


class Decision(Request):
    """A remark on a decision."""

    note: str = Field("", max_length=1000)


class TierChange(Request):
    """Figures of a tier (from 0) that replace those read; absent ones stay."""

    tier: int = Field(0, ge=0, le=1000)
    rates: tuple[_Figure, ...] | None = None
    amount: _Figure | None = None
    unit_cap: _Figure | None = None
    area_cap: _Figure | None = None
    yearly_cap: _Figure | None = None
    total_cap: _Figure | None = None
    months: int | None = Field(None, ge=1, le=1200)


class BenefitChanges(Decision):
    """A correction; it confirms the rule with it."""

    name: str | None = Field(None, min_length=1, max_length=60)
    tiers: tuple[TierChange, ...] = ()
    dropped_conditions: tuple[int, ...] = Field((), description="读错的条件的序号，从 0 起")

    def correction(self) -> Correction:
        tiers = tuple(TierFigures(**tier.model_dump()) for tier in self.tiers)
        return Correction(self.name, tiers, self.dropped_conditions)
