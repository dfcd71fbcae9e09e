"""Benefit rules as staff and worksheets see them: listed, confirmed, corrected, rejected, with who and when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import access
from assistant.database import Database, utc_now
from assistant.documents.reading import documents_by_id, to_chunks
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.errors import InvalidInput, NotFound
from assistant.incentives.recording import CONFIRMED, REJECTED, UNCONFIRMED, bring_up_to_date
from assistant.incentives.records import (
    BenefitRule,
    Formula,
    PolicyFrame,
    frame_from_json,
    rule_from_json,
    rule_to_json,
)
from assistant.incentives.tables import BenefitEventRow, BenefitRuleRow, PolicyFrameRow
from assistant.records import Chunk, DocumentInfo, DocumentKind, Principal

STATES = (UNCONFIRMED, CONFIRMED, REJECTED)


@dataclass(frozen=True, slots=True)
class StoredRule:
    """A rule and what staff decided about it. ``rule`` is the corrected one where ``corrected``."""

    rule: BenefitRule
    document: DocumentInfo
    state: str
    corrected: bool
    decided_by: str
    decided_at: datetime | None
    note: str

    @property
    def confirmed(self) -> bool:
        return self.state == CONFIRMED


@dataclass(frozen=True, slots=True)
class RuleEvent:
    """Something that happened to a rule."""

    action: str
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class TierFigures:
    """A tier's figures as staff set them; None keeps the one that was read."""

    tier: int
    rates: tuple[Decimal, ...] | None = None
    amount: Decimal | None = None
    unit_cap: Decimal | None = None
    area_cap: Decimal | None = None
    yearly_cap: Decimal | None = None
    total_cap: Decimal | None = None
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What staff change of a rule: its name, figures of its tiers, and conditions (by their place) that were misread."""

    name: str | None = None
    tiers: tuple[TierFigures, ...] = ()
    dropped_conditions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules that a caller may see, the frames of their documents, and the chunks that they quote."""

    rules: tuple[StoredRule, ...]
    frames: dict[str, PolicyFrame]
    chunks: dict[str, Chunk]


class BenefitRules:
    """The one door to the stored rules."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def book(self, principal: Principal) -> RuleBook:
        """Everything that worksheets are made of, as far as the caller may see it."""
        bring_up_to_date(self.database)
        with self.database.session() as session:
            stored = _visible(session, principal)
            ids = {item.document.id for item in stored}
            rows = session.scalars(select(PolicyFrameRow).where(PolicyFrameRow.document_id.in_(ids)))
            frames = {row.document_id: frame_from_json(row.content) for row in rows}
            chunk_rows = list(session.scalars(select(ChunkRow).where(ChunkRow.document_id.in_(ids))))
            chunks = {chunk.id: chunk for chunk in to_chunks(session, chunk_rows)}
        return RuleBook(stored, frames, chunks)

    def list(
        self, principal: Principal, state: str | None = None, document_id: str | None = None
    ) -> tuple[StoredRule, ...]:
        """The rules in the order of their documents and clauses. Raises InvalidInput for an unknown state."""
        if state is not None and state not in STATES:
            raise InvalidInput(f"没有这种状态：{state}，可用 {'、'.join(STATES)}")
        bring_up_to_date(self.database)
        with self.database.session() as session:
            found = _visible(session, principal)
        return tuple(item for item in found if state in (None, item.state) and document_id in (None, item.document.id))

    def get(self, rule_id: str, principal: Principal) -> StoredRule:
        """Raises NotFound."""
        with self.database.session() as session:
            row = session.get(BenefitRuleRow, rule_id)
            document = documents_by_id(session, [row.document_id]) if row is not None else {}
        if row is None or not access.may_see_document(principal, document[row.document_id]):
            raise NotFound("没有这一项政策条目，可能原文已改")
        return _stored(row, document[row.document_id])

    def history(self, rule_id: str) -> tuple[RuleEvent, ...]:
        """What happened to a rule, oldest first."""
        with self.database.session() as session:
            query = select(BenefitEventRow).where(BenefitEventRow.rule_id == rule_id).order_by(BenefitEventRow.number)
            return tuple(RuleEvent(row.action, row.by, row.at, row.note) for row in session.scalars(query))

    def confirm(self, rule_id: str, by: Principal, note: str = "") -> StoredRule:
        """From now on the rule gives amounts. Raises NotFound."""
        return self._decide(rule_id, CONFIRMED, by, note)

    def reject(self, rule_id: str, by: Principal, note: str = "") -> StoredRule:
        """The rule is no benefit, or is misread: worksheets leave it out. Raises NotFound."""
        return self._decide(rule_id, REJECTED, by, note)

    def reopen(self, rule_id: str, by: Principal, note: str = "") -> StoredRule:
        """Take a decision back. Raises NotFound."""
        return self._decide(rule_id, UNCONFIRMED, by, note)

    def correct(self, rule_id: str, correction: Correction, by: Principal, note: str = "") -> StoredRule:
        """Put other figures in place of those read, and confirm the rule so. Raises NotFound, InvalidInput."""
        rule = _corrected(self.get(rule_id, by).rule, correction)
        with self.database.session() as session:
            row = session.get_one(BenefitRuleRow, rule_id)
            before = row.correction or row.content
            row.correction = rule_to_json(rule)
            _mark(row, CONFIRMED, by, note)
            session.add(
                BenefitEventRow(rule_id=rule_id, action="corrected", by=by.name, note=note, before=dict(before))
            )
        return self.get(rule_id, by)

    def _decide(self, rule_id: str, state: str, by: Principal, note: str) -> StoredRule:
        self.get(rule_id, by)
        with self.database.session() as session:
            row = session.get_one(BenefitRuleRow, rule_id)
            _mark(row, state, by, note)
            if state == UNCONFIRMED:
                row.correction = None
            session.add(BenefitEventRow(rule_id=rule_id, action=state, by=by.name, note=note))
        return self.get(rule_id, by)


def _visible(session: Session, principal: Principal) -> tuple[StoredRule, ...]:
    query = (
        select(BenefitRuleRow)
        .join(DocumentRow, DocumentRow.id == BenefitRuleRow.document_id)
        .where(DocumentRow.kind == DocumentKind.POLICY)
        .order_by(DocumentRow.valid_from.desc(), DocumentRow.id, BenefitRuleRow.ordinal)
    )
    rows: Sequence[BenefitRuleRow] = list(session.scalars(query))
    documents = documents_by_id(session, {row.document_id for row in rows})
    return tuple(
        _stored(row, documents[row.document_id])
        for row in rows
        if access.may_see_document(principal, documents[row.document_id])
    )


def _stored(row: BenefitRuleRow, document: DocumentInfo) -> StoredRule:
    rule = rule_from_json(row.correction or row.content)
    corrected = row.correction is not None
    return StoredRule(rule, document, row.state, corrected, row.decided_by, row.decided_at, row.note)


def _mark(row: BenefitRuleRow, state: str, by: Principal, note: str) -> None:
    row.state, row.note = state, note
    row.decided_by, row.decided_at = (by.name, utc_now()) if state != UNCONFIRMED else ("", None)


def _corrected(rule: BenefitRule, correction: Correction) -> BenefitRule:
    tiers = list(rule.tiers)
    for figures in correction.tiers:
        if not 0 <= figures.tier < len(tiers):
            raise InvalidInput(f"没有第 {figures.tier + 1} 档，共 {len(tiers)} 档")
        tier = tiers[figures.tier]
        tiers[figures.tier] = replace(tier, formula=_with_figures(tier.formula, figures))
    unknown = [place for place in correction.dropped_conditions if not 0 <= place < len(rule.conditions)]
    if unknown:
        raise InvalidInput(f"没有第 {unknown[0] + 1} 项条件，共 {len(rule.conditions)} 项")
    conditions = tuple(
        condition for place, condition in enumerate(rule.conditions) if place not in correction.dropped_conditions
    )
    return replace(rule, name=correction.name or rule.name, tiers=tuple(tiers), conditions=conditions)


def _with_figures(formula: Formula, figures: TierFigures) -> Formula:
    for value in (figures.amount, figures.unit_cap, figures.area_cap, figures.yearly_cap, figures.total_cap):
        if value is not None and value < 0:
            raise InvalidInput("金额和面积不能是负数")
    if figures.rates is not None and not all(0 < rate <= 10 for rate in figures.rates):
        raise InvalidInput("比例应大于 0，如 0.3 表示 30%")
    return replace(
        formula,
        rates=formula.rates if figures.rates is None else figures.rates,
        amount=formula.amount if figures.amount is None else figures.amount,
        unit_cap=formula.unit_cap if figures.unit_cap is None else figures.unit_cap,
        area_cap=formula.area_cap if figures.area_cap is None else figures.area_cap,
        yearly_cap=formula.yearly_cap if figures.yearly_cap is None else figures.yearly_cap,
        total_cap=formula.total_cap if figures.total_cap is None else figures.total_cap,
        months=formula.months if figures.months is None else figures.months,
    )
