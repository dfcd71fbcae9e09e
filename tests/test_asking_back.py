"""What an answer says beside itself: choices where a question points at what nobody named, and how it was looked for."""

from datetime import date

import pytest
from sqlalchemy import select

from assistant.answering.answerer import Answerer
from assistant.answering.events import AnswerComplete
from assistant.answers import Answer, Turn
from assistant.documents.tables import DocumentRow
from assistant.records import Clearance, Principal, Role
from assistant.wiring import Services

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def answerer(district: Services) -> Answerer:
    return Answerer(
        district.retriever, district.reader, district.row_matcher, district.clause_finder, None, district.settings
    )


def asked(answerer: Answerer, question: str, *history: Turn, role: Role = Role.INVESTOR) -> tuple[Answer, Turn]:
    for event in answerer.stream(question, Principal(role), DAY, history):
        if isinstance(event, AnswerComplete):
            return event.answer, Turn.of(question, event.standalone_question, event.answer)
    raise AssertionError


@pytest.mark.parametrize(
    "question",
    [
        "这个政策什么时候到期？",
        "该办法由谁解释？",
        "请问这项补贴怎么申请",
        "它的有效期到哪一天？",
        "When does this policy expire?",
    ],
)
def test_what_nobody_named_is_asked_back_with_choices(answerer: Answerer, question: str) -> None:
    answer, _ = asked(answerer, question)
    assert not answer.refused
    assert not answer.citations
    assert 2 <= len(answer.choices) <= 4
    assert all("《" in choice.question and choice.question in answer.text for choice in answer.choices)


@pytest.mark.parametrize("reply", ["第二个", "2", "选2", "《title》"])
def test_a_choice_is_the_question_that_it_names(answerer: Answerer, reply: str) -> None:
    answer, turn = asked(answerer, "这个政策什么时候到期？")
    wanted = answer.choices[1]
    said = reply.replace("《title》", wanted.question)
    chosen, _ = asked(answerer, said, turn)
    assert not chosen.choices
    assert chosen.refused or wanted.source_id in {citation.source_id for citation in chosen.citations}


@pytest.mark.parametrize(
    "question",
    [
        "这个专精特新奖励是多少？",
        "该政策对租用写字楼的企业补贴多少？",
        "《云汀区支持楼宇经济高质量发展若干政策》什么时候到期？",
        "租金补贴怎么申请？",
    ],
)
def test_what_says_what_it_is_about_is_not_asked_back(answerer: Answerer, question: str) -> None:
    assert not asked(answerer, question)[0].choices


def test_in_a_conversation_it_means_what_was_spoken_of(answerer: Answerer) -> None:
    _, turn = asked(answerer, "新引进企业租用写字楼的租金补贴标准是多少？")
    assert not asked(answerer, "这个政策什么时候到期？", turn)[0].choices


def test_investors_are_offered_nothing_internal(answerer: Answerer, district: Services) -> None:
    offered = asked(answerer, "这个文件什么时候到期？")[0].choices
    with district.database.session() as session:
        internal = set(session.scalars(select(DocumentRow.id).where(DocumentRow.clearance == Clearance.INTERNAL)))
    assert internal
    assert offered
    assert not internal & {choice.source_id for choice in offered}


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("新引进企业租用写字楼的租金补贴标准是多少？", "search_passages"),
        ("《云汀区支持楼宇经济高质量发展若干政策》第八条", "read_clause"),
        ("空置1000平方米以上的甲级写字楼有哪些？", "match_listings"),
        ("我们是专精特新企业，租了600平，每平每月50元，能拿多少补贴？", "work_out_benefits"),
        ("《云汀区促进楼宇经济发展办法》现在还有效吗？", "validity_of"),
    ],
)
def test_an_answer_tells_how_it_was_looked_for(answerer: Answerer, question: str, tool: str) -> None:
    steps = asked(answerer, question)[0].steps
    step = next(one for one in steps if one.tool == tool)
    assert step.asked
    assert step.found > 0
    assert (step.sure is not None) == (tool == "search_passages")


def test_each_ask_is_a_step_of_its_own(answerer: Answerer) -> None:
    steps = asked(answerer, "租金补贴补几年？总部企业落户奖励最高多少？")[0].steps
    assert len({step.asked for step in steps if step.tool == "search_passages"}) >= 3
