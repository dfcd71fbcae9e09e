"""All that the library grants, asked for without naming a document."""

import re
from datetime import date

import pytest

from assistant.records import Principal
from assistant.wiring import Services

DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    "question", [pytest.param("一共有哪些补贴？", id="all"), pytest.param("区里都有哪些优惠政策", id="in-general")]
)
def test_what_several_documents_grant_is_told_of_all_of_them(district: Services, question: str) -> None:
    answer = district.answerer.answer(question, Principal(), DAY)
    total, documents = map(int, re.search(r"(\d+) 项，出自 (\d+) 份文件", answer.text).groups())
    named = re.findall(r"^《(.+?)》（.*现行有效.*），(\d+) 项：$", answer.text, re.MULTILINE)
    assert not answer.refused and documents > 10 and total > 100
    assert len(named) == documents and sum(int(count) for _, count in named) == total
    assert "推进企业上市挂牌奖励办法" not in answer.text  # lapsed
    assert len(answer.citations) == documents and all(f"[{one.number}]" in answer.text for one in answer.citations)


def test_a_theme_chooses_the_grants_that_speak_of_it(district: Services) -> None:
    answer = district.answerer.answer("对人才都有哪些补贴，列出来", Principal(), DAY)
    assert "写到“人才”的支持有" in answer.text and "人才安居实施办法" in answer.text
    assert "首店" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("《云汀区企业职业技能培训补贴实施细则》一共有哪些补贴", id="a-document-named"),
        pytest.param("做外贸的都有哪些支持", id="nothing-of-the-theme"),
    ],
)
def test_one_document_or_an_absent_theme_is_no_question_for_all(district: Services, question: str) -> None:
    assert "份文件：" not in district.answerer.answer(question, Principal(), DAY).text


def test_in_english(district: Services) -> None:
    text = district.answerer.answer("List all the incentives", Principal(), DAY).text
    assert re.search(r"\d+ documents in force hold \d+ grants, quoted", text)


def test_another_day_is_said_and_brings_back_what_was_in_force_then(district: Services) -> None:
    text = district.answerer.answer("2024年6月1日一共有哪些奖励？", Principal(), DAY).text
    assert "2024年6月1日有效的文件中" in text and "推进企业上市挂牌奖励办法" in text


def test_what_another_place_grants_is_not_told_by_ours(district: Services) -> None:
    assert "份文件：" not in district.answerer.answer("苏州一共有哪些补贴？", Principal(), DAY).text
