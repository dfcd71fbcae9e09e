"""Rules in the record: stored with their document, decided by staff, read anew when the text changes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlalchemy import select

from assistant.database import Database
from assistant.documents.tables import ChunkRow
from assistant.errors import InvalidInput, NotFound
from assistant.incentives.languages import CHINESE
from assistant.incentives.recording import record_benefits
from assistant.incentives.situations.situation_reading import read_situation
from assistant.incentives.store import BenefitRules, Correction, TierFigures
from assistant.incentives.worksheets.json_form import worksheet_of
from assistant.incentives.worksheets.worksheet import Worksheets
from assistant.records import Clearance, Principal, Role
from assistant.workdays import today
from tests.clause_store import Policy, put

STAFF = Principal(Role.STAFF, 7, "招商专员")
BODY = """第一条 本办法适用于在本区登记注册的企业。
第二条 企业租用办公用房500平方米以上的，按照实际租金的30%给予补贴，每年最高不超过100万元，补贴期限最长不超过三年。
第三条 制造业企业年产值首次突破5亿元的，给予50万元奖励。
第四条 本办法由区投资合作局负责解释。"""
INTERNAL = """第一条 对重点企业给予10万元奖励。
第二条 本规程仅限内部使用。"""


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    opened.migrate()
    put(opened, Policy("支持办法", BODY), Policy("内部规程", INTERNAL, clearance=Clearance.INTERNAL))
    yield opened
    opened.close()


@pytest.fixture
def rules(database: Database) -> BenefitRules:
    return BenefitRules(database)


def rent(rules: BenefitRules) -> str:
    return next(
        item.rule.id for item in rules.list(STAFF) if item.rule.source.clause == "第二条" and "租金" in item.rule.name
    )


def change_clause(database: Database, old: str, new: str) -> None:
    """The clause as a new reading of the file would have it, stored in one transaction with its rules."""
    with database.session() as session:
        chunk = next(chunk for chunk in session.scalars(select(ChunkRow)) if old in chunk.text)
        chunk.text = chunk.text.replace(old, new)
        session.flush()
        record_benefits(session, chunk.document_id)


def amount_for(rules: BenefitRules, sentence: str) -> str | None:
    sheet = Worksheets(rules).make(read_situation(sentence, today()), Principal(), today())
    line = next(line for line in sheet.lines if line.stored.rule.id == rent(rules))
    return str(line.amount.total) if line.amount and line.amount.total is not None else None


def test_a_fresh_rule_is_unconfirmed_and_gives_no_amount(rules: BenefitRules) -> None:
    sheet = Worksheets(rules).make(read_situation("租600平，租金60元/㎡·月", today()), Principal(), today())
    (line,) = worksheet_of(sheet).lines
    assert (line.confirmed, line.amount, line.note) == (False, None, CHINESE.say("unconfirmed"))
    assert (sheet.certain.whole, sheet.possible.whole) == (0, 0)


def test_a_confirmed_rule_gives_an_amount_and_says_who_confirmed_it(rules: BenefitRules) -> None:
    confirmed = rules.confirm(rent(rules), STAFF, "与原文一致")
    assert (confirmed.state, confirmed.decided_by, confirmed.note) == ("confirmed", "招商专员", "与原文一致")
    assert confirmed.decided_at is not None
    assert amount_for(rules, "租600平，租金60元/㎡·月") == "388800.00"  # 600×60×12×30% = 129,600; ×3


def test_a_confirmed_rule_whose_clause_changes_is_unconfirmed_again_with_history(
    database: Database, rules: BenefitRules
) -> None:
    rule_id = rent(rules)
    rules.confirm(rule_id, STAFF)
    change_clause(database, "30%", "40%")
    changed = rules.get(rule_id, STAFF)
    assert (changed.state, changed.rule.tiers[0].formula.rates) == ("unconfirmed", (Decimal("0.4"),))
    assert [event.action for event in rules.history(rule_id)] == ["confirmed", "reopened"]
    assert amount_for(rules, "租600平，租金60元/㎡·月") is None


def test_a_change_elsewhere_in_the_document_leaves_decisions_alone(database: Database, rules: BenefitRules) -> None:
    rule_id = rent(rules)
    rules.confirm(rule_id, STAFF)
    change_clause(database, "区投资合作局负责解释", "区投资合作局会同区财政局负责解释")
    assert rules.get(rule_id, STAFF).state == "confirmed"


def test_a_correction_replaces_figures_and_ends_with_the_clause(database: Database, rules: BenefitRules) -> None:
    rule_id = rent(rules)
    figures = TierFigures(0, rates=(Decimal("0.25"),), yearly_cap=Decimal(90_000))
    corrected = rules.correct(rule_id, Correction(tiers=(figures,)), STAFF, "原文有误读")
    assert (corrected.state, corrected.corrected) == ("confirmed", True)
    assert amount_for(rules, "租600平，租金60元/㎡·月") == "270000.00"  # 108,000 → 90,000; ×3
    change_clause(database, "30%", "20%")
    assert not rules.get(rule_id, STAFF).corrected


def test_a_rejected_rule_is_left_out(rules: BenefitRules) -> None:
    rules.reject(rent(rules), STAFF, "不是本区政策")
    sheet = Worksheets(rules).make(read_situation("租600平，租金60元/㎡·月", today()), Principal(), today())
    assert sheet.lines == ()


def test_an_investor_sees_nothing_of_internal_rules(rules: BenefitRules) -> None:
    hidden = next(item.rule.id for item in rules.list(STAFF) if item.document.title == "内部规程")
    assert hidden not in {item.rule.id for item in rules.list(Principal())}
    with pytest.raises(NotFound):
        rules.get(hidden, Principal())


def test_unusable_corrections_are_named(rules: BenefitRules) -> None:
    rule_id = rent(rules)
    for correction in (
        Correction(tiers=(TierFigures(3, amount=Decimal(1)),)),
        Correction(tiers=(TierFigures(0, total_cap=Decimal(-1)),)),
        Correction(dropped_conditions=(9,)),
    ):
        with pytest.raises(InvalidInput):
            rules.correct(rule_id, correction, STAFF)
    with pytest.raises(InvalidInput):
        rules.list(STAFF, state="maybe")


def test_rules_go_with_their_document(database: Database, rules: BenefitRules) -> None:
    from tests.clause_store import remove

    document = rules.get(rent(rules), STAFF).document.id
    remove(database, document)
    assert document not in {item.document.id for item in rules.list(STAFF)}
