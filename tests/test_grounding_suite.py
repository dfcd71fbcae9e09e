"""Falsified sentences over the sample policies, by kind, and what passes for false though it is true."""

from collections.abc import Mapping

import pytest

from assistant.answering.checking.bearing import contradiction, omitted_condition
from benchmarks.grounding import Rate, rates, statements


@pytest.fixture(scope="module")
def by_kind() -> Mapping[str, Rate]:
    return {rate.kind: rate for rate in rates(list(statements()))}


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("amount changed", 0.97),
        ("date or period shifted", 0.87),
        ("clause off by one", 0.99),
        ("citation swapped", 0.95),
        ("negation dropped", 0.9),
        ("condition omitted", 0.9),
        ("unit changed", 0.93),
    ],
)
def test_falsified_sentences_are_caught(by_kind: Mapping[str, Rate], kind: str, least: float) -> None:
    assert by_kind[kind].share >= least


def test_true_sentences_are_shown(by_kind: Mapping[str, Rate]) -> None:
    assert by_kind[""].sentences > 1000
    assert by_kind[""].share <= 0.01


RENT = "企业享受补贴期间不得将补贴用房转租、分租。符合条件的，按照租金的30%给予补贴，每月每平方米最高不超过20元，每年最高不超过200万元。"
LIST = "楼宇评定为超甲级、甲级的，分别给予运营机构100万元、50万元的一次性奖励。"


@pytest.mark.parametrize(
    ("claim", "passage", "reason"),
    [
        pytest.param("享受补贴期间可以将补贴用房转租", RENT, "肯定与否定相反", id="may-for-must-not"),
        pytest.param("补贴用房在享受补贴期间不得转租", RENT, "", id="the-prohibition-in-another-order"),
        pytest.param("每平方米最低20元", RENT, "上限与下限相反", id="at-least-for-at-most"),
        pytest.param("每平方米上限是20元", RENT, "", id="a-bound-in-other-words"),
        pytest.param("每年每平方米20元", RENT, "", id="both-recurrences-stand-in-the-sentence"),
        pytest.param("甲级楼宇奖励100万元", LIST, "数字属于另一档", id="the-first-amount-for-the-second-case"),
        pytest.param("超甲级楼宇奖励100万元", LIST, "", id="the-amount-of-its-own-case"),
        pytest.param("超甲级、甲级楼宇分别奖励100万元、50万元", LIST, "", id="the-whole-list"),
    ],
)
def test_what_is_plainly_turned_round_is_objected_to(claim: str, passage: str, reason: str) -> None:
    assert contradiction(claim, passage) == reason


@pytest.mark.parametrize(
    ("claim", "condition"),
    [
        pytest.param("装修按照每平方米300元给予补贴", "装修投入在100万元以上", id="left-out"),
        pytest.param("装修投入100万元以上的，按照每平方米300元给予补贴", "", id="told"),
        pytest.param("装修要办理消防手续", "", id="grants-nothing"),
    ],
)
def test_a_condition_that_was_left_out_is_told(claim: str, condition: str) -> None:
    sentence = "企业对办公用房进行装修，装修投入在100万元以上的，按照每平方米300元的标准给予一次性装修补贴。"
    assert omitted_condition(claim, sentence).startswith(condition)
    assert bool(omitted_condition(claim, sentence)) is bool(condition)
