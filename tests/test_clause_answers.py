"""Questions that name clauses, answered over the sample district without a language model."""

import pytest

from assistant.answering.answerer import Answerer
from assistant.answers import Answer, Turn
from assistant.records import Intent, Principal, Role
from assistant.wiring import Services
from tests.test_answering import DAY

BUILDINGS = "《云汀区支持楼宇经济高质量发展若干政策》"


@pytest.fixture(scope="module")
def answerer(district: Services) -> Answerer:
    return Answerer(
        district.retriever, district.reader, district.row_matcher, district.clause_finder, None, district.settings
    )


def ask(answerer: Answerer, question: str, *history: Turn, principal: Principal | None = None) -> Answer:
    return answerer.answer(question, principal or Principal(), DAY, history)


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        pytest.param(f"{BUILDINGS}第七条和第八条", ["第七条", "第八条"], id="two"),
        pytest.param(f"{BUILDINGS}第三条至第五条怎么规定？", ["第三条", "第四条", "第五条"], id="range"),
        pytest.param("请问支持楼宇经济高质量发展若干政策第八条是什么", ["第八条"], id="bare-name"),
    ],
)
def test_every_clause_named_is_quoted_and_cited(answerer: Answerer, question: str, clauses: list[str]) -> None:
    answer = ask(answerer, question)
    assert not answer.refused
    assert answer.intent is Intent.POLICY
    assert list(dict.fromkeys(citation.clause for citation in answer.citations)) == clauses


def test_a_clause_that_does_not_exist_says_what_does(answerer: Answerer, district: Services) -> None:
    answer = ask(answerer, f"{BUILDINGS}第九十九条")
    assert answer.refused
    assert "没有第九十九条，该政策共" in answer.text
    assert district.settings.answering.contact in answer.text


def test_an_ambiguous_name_lists_what_it_may_mean(answerer: Answerer) -> None:
    answer = ask(answerer, "《若干措施》第三条")
    assert answer.refused
    assert "可能指以下文件" in answer.text
    assert answer.text.count("若干措施") > 2


def test_an_internal_document_is_unknown_to_an_investor(answerer: Answerer) -> None:
    name = "《云汀区重大招商项目一事一议工作规程》"
    refused = ask(answerer, f"{name}第三条")
    assert refused.refused
    assert f"资料库中没有{name}" in refused.text
    assert not ask(answerer, f"{name}第三条", principal=Principal(Role.STAFF)).refused


def test_a_follow_up_names_another_clause_of_the_same_document(answerer: Answerer) -> None:
    first = ask(answerer, f"{BUILDINGS}第八条")
    cited = tuple(citation.chunk_id for citation in first.citations)
    history = Turn("第八条", f"{BUILDINGS}第八条", first.text, Intent.POLICY, cited)
    assert {citation.clause for citation in ask(answerer, "这个政策第十一条呢？", history).citations} == {"第十一条"}
