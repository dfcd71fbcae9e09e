"""Benefit rules: staff confirm, correct and reject what was read from the clauses."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.dependencies import CurrentServices, StaffUser
from assistant.api.schemas.benefits import (
    BenefitChanges,
    Decision,
    benefit_of,
)
from assistant.contract.benefits import BenefitDetail, BenefitEvent, BenefitList
from assistant.incentives.store import StoredRule
from assistant.wiring import Services

router = APIRouter(prefix="/api/benefits", tags=["政策条目"])


@router.get("", summary="政策条目列表")
def list_benefits(
    user: StaffUser,
    services: CurrentServices,
    state: Annotated[str | None, Query(description="unconfirmed 待核实，confirmed 已确认，rejected 不采用")] = None,
    source_id: Annotated[str | None, Query(description="只看一份文件")] = None,
) -> BenefitList:
    """从条文读出的补贴、奖励等条目，按文件和条序。"""
    listed = services.benefit_rules.list(user, document_id=source_id)
    chosen = services.benefit_rules.list(user, state, source_id) if state is not None else listed
    counts = Counter(item.state for item in listed)
    return BenefitList(benefits=tuple(map(benefit_of, chosen)), counts=dict(counts))


@router.get("/{rule_id}", summary="一项政策条目")
def show_benefit(rule_id: str, user: StaffUser, services: CurrentServices) -> BenefitDetail:
    """条目和它的核实记录。"""
    return _detail(services.benefit_rules.get(rule_id, user), services)


@router.post("/{rule_id}/confirm", summary="确认")
def confirm_benefit(rule_id: str, decision: Decision, user: StaffUser, services: CurrentServices) -> BenefitDetail:
    """与原文一致：从此可以据以测算金额。"""
    return _detail(services.benefit_rules.confirm(rule_id, user, decision.note), services)


@router.post("/{rule_id}/reject", summary="不采用")
def reject_benefit(rule_id: str, decision: Decision, user: StaffUser, services: CurrentServices) -> BenefitDetail:
    """读错了，或者不是可以享受的政策：不再列入测算。"""
    return _detail(services.benefit_rules.reject(rule_id, user, decision.note), services)


@router.post("/{rule_id}/reopen", summary="撤销核实")
def reopen_benefit(rule_id: str, decision: Decision, user: StaffUser, services: CurrentServices) -> BenefitDetail:
    """退回待核实，更正一并撤销。"""
    return _detail(services.benefit_rules.reopen(rule_id, user, decision.note), services)


@router.patch("/{rule_id}", summary="更正")
def correct_benefit(rule_id: str, changes: BenefitChanges, user: StaffUser, services: CurrentServices) -> BenefitDetail:
    """更正名称、比例、金额、上限、期限，去掉读错的条件；更正即确认。"""
    corrected = services.benefit_rules.correct(rule_id, changes.correction(), user, changes.note)
    return _detail(corrected, services)


def _detail(stored: StoredRule, services: Services) -> BenefitDetail:
    history = tuple(BenefitEvent.model_validate(event) for event in services.benefit_rules.history(stored.rule.id))
    return BenefitDetail(**benefit_of(stored).model_dump(), history=history)
