"""A bureau's lists of words: what they find, what they do, and that they never touch what the library says."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from assistant.answering.checking.watched import NOT_ANSWERED, NOT_TOLD
from assistant.audit.tables import AuditRow
from assistant.chat_service import ChatService
from assistant.complaints.records import NewComplaint
from assistant.conversations.tables import MessageRow
from assistant.curation.basis import SourceWanted
from assistant.curation.standard_records import NewStandardAnswer
from assistant.errors import ConfigurationError, InvalidInput
from assistant.records import Principal, Role
from assistant.retrieval.embedding import Embedder
from assistant.sections.service import WordListSettings
from assistant.settings import ChatModelSettings, Settings
from assistant.wiring import Services, build_services
from assistant.word_lists import MASK, Action, WordList, load_word_lists, watch
from assistant.workdays import today
from tests.scripted_model import Reply, ScriptedModel, saying

WORDS = ("竹叶青会所", "黑名单", "ABC", "内部 渠道")
POLICY = """# 云岫区支持仓储企业办法

云岫规〔2024〕8号

第一条 仓储企业租用仓库的，按实际租金的百分之二十给予补贴，每年最高八十万元；列入黑名单的企业除外。

第二条 本办法自2024年3月1日起施行，有效期至2099年2月28日。
"""


def a_list(action: Action = Action.MASK) -> WordList:
    return WordList("测试", action, WORDS)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param("去竹叶青会所谈", f"去{MASK * 5}谈", id="plain"),
        pytest.param("去竹 葉\u200b青 會所谈", f"去{MASK * 8}谈", id="traditional-with-blanks-between"),
        pytest.param("列入黑名单", f"列入{MASK * 3}", id="within-a-sentence"),
        pytest.param("ＡＢＣ公司和abc", f"{MASK * 3}公司和{MASK * 3}", id="width-and-case"),
        pytest.param("fabcd, abcs, x abc1", "fabcd, abcs, x abc1", id="not-inside-another-latin-word"),
        pytest.param("a b c", "a b c", id="not-across-latin-words"),
        pytest.param("走内部渠道", f"走{MASK * 4}", id="blanks-of-the-list-do-not-count"),
        pytest.param("没有这些词", "没有这些词", id="nothing"),
    ],
)
def test_words_are_found_however_they_are_written(text: str, masked: str) -> None:
    assert watch(text, [a_list()]).text == masked


@given(parts=st.lists(st.sampled_from((*WORDS, "企业", "，", "補貼", "ﬁ", "𠮷", " ")), max_size=12))
def test_nothing_that_is_masked_stays_and_no_character_moves(parts: list[str]) -> None:
    text = "".join(parts)
    watched = watch(text, [a_list()])
    assert len(watched.text) == len(text)
    assert not a_list().matches(watched.text)
    assert all(now in (before, MASK) for before, now in zip(text, watched.text, strict=True))


@given(parts=st.lists(st.sampled_from(("竹叶青会所", "企业", "可以", "。")), max_size=8))
def test_what_a_source_says_is_left_as_it_is(parts: list[str]) -> None:
    text = "".join(parts)
    assert watch(text, [a_list(Action.REFUSE)], ["见竹葉青會所一节"]).text == text
    assert watch(text, [a_list(Action.REFUSE)], ["见竹葉青會所一节"]).action is None


def test_the_strongest_action_counts() -> None:
    lists = [WordList("标记", Action.FLAG, ["甲词"]), WordList("拒答", Action.REFUSE, ["乙词"])]
    assert watch("甲词", lists).action is Action.FLAG
    assert watch("甲词乙词", lists).action is Action.REFUSE
    assert [(one.name, count) for one, count in watch("甲词甲词", lists).found] == [("标记", 2)]


def test_lists_are_files_with_remarks(tmp_path: Path) -> None:
    path = tmp_path / "词.txt"
    path.write_text("# 说明\n\n  甲词  \n乙词\n", encoding="utf-8-sig")
    lists = load_word_lists([WordListSettings(path=path, on="in", do="mask")])
    assert not lists.outgoing
    assert watch("甲词乙词#说明", lists.incoming).text == f"{MASK * 4}#说明"
    with pytest.raises(ConfigurationError, match="读不出来"):
        load_word_lists([WordListSettings(path=tmp_path / "没有.txt")])


def _writing(prompt: str) -> Reply:
    """A model that repeats the source and says it again in words of its own."""
    del prompt
    return saying(
        "仓储企业租用仓库的，按实际租金的百分之二十给予补贴，每年最高八十万元；列入黑名单的企业除外 [1]。"
        "补贴按实际租金的百分之二十计算，封顶八十万元 [1]。"
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("words")
    (folder / "办法.md").write_text(POLICY, encoding="utf-8")
    (folder / "出.txt").write_text("竹叶青会所\n封顶\n黑名单\n", encoding="utf-8")
    (folder / "拒.txt").write_text("翻墙软件\n", encoding="utf-8")
    (folder / "遮.txt").write_text("张三丰\n", encoding="utf-8")
    return folder


def deployed(folder: Path, name: str, embedder: Embedder, model: ScriptedModel, do: str) -> Services:
    lists = (
        WordListSettings(path=folder / "拒.txt", on="in", do="refuse"),
        WordListSettings(path=folder / "遮.txt", on="in", do="mask"),
        WordListSettings(path=folder / "出.txt", on="out", do=do),
    )
    llm = ChatModelSettings(base_url=model.base_url, model="scripted")
    services = build_services(Settings(data_dir=folder / name, llm=llm, word_lists=lists), embedder)
    (outcome,) = services.ingestor.ingest([folder / "办法.md"], options={"clearance": "public"}).files
    assert outcome.status == "read", outcome.reason
    return services


@pytest.fixture(scope="module", params=["mask", "refuse"])
def services(request: pytest.FixtureRequest, folder: Path, embedder: Embedder) -> Iterator[Services]:
    with ScriptedModel(_writing) as model:
        services = deployed(folder, request.param, embedder, model, request.param)
        yield services
        services.close()


QUESTION = "仓储企业租用仓库有什么补贴？"
CURATOR = Principal(Role.ADMIN, 1, "admin")


def noted(services: Services, way: str) -> list[tuple[str, str]]:
    """The lists that found something in texts of a kind, and where."""
    with services.database.session() as session:
        lines = [
            (row.subject, json.loads(row.detail)) for row in session.scalars(select(AuditRow)) if row.event == "words"
        ]
    return sorted((subject, detail["where"]) for subject, detail in lines if detail["way"] == way)


def test_answers_keep_what_the_source_says_and_lose_what_the_model_adds(services: Services) -> None:
    reply = ChatService(services.answerer, services.conversations).ask(QUESTION, Principal())
    text = reply.answer.text
    assert "列入黑名单的企业除外" in text and reply.answer.model
    assert "封顶" not in text
    do = services.settings.word_lists[2].do
    assert (MASK * 2 in text) is (do == "mask")
    assert (NOT_TOLD in text) is (do == "refuse")
    events = list(services.answerer.stream(QUESTION, Principal()))
    assert "".join(event.text for event in events[:-1]) == events[-1].answer.text  # type: ignore[union-attr]  # pieces, then the whole


def test_a_refused_question_is_answered_by_nothing_that_is_held(services: Services) -> None:
    chat = ChatService(services.answerer, services.conversations)
    refused = chat.ask("怎样安装翻 牆軟件？", Principal()).answer
    assert (refused.text, refused.refused, refused.citations) == (NOT_ANSWERED, True, ())


def test_a_masked_word_is_neither_answered_nor_stored(services: Services) -> None:
    reply = ChatService(services.answerer, services.conversations).ask(f"张三丰的{QUESTION}", Principal())
    with services.database.session() as session:
        row = session.scalars(select(MessageRow).where(MessageRow.id == reply.message_id)).one()
        assert row.question == f"{MASK * 3}的{QUESTION}" and "张三丰" not in row.standalone_question


def test_a_complaint_is_received_as_it_is_and_noted(services: Services) -> None:
    told = NewComplaint("园区物业向我们推销翻墙软件，经办人张三丰，请查处。", "bureau")
    number = services.complaints.desk.add(told, (), CURATOR).complaint.number
    assert services.complaints.desk.get(number, CURATOR).text == told.text
    assert noted(services, "complaint") == [("拒", number), ("遮", number)]


def test_the_title_of_a_public_document_is_noted(services: Services) -> None:
    (document,), _ = services.library.list(CURATOR)
    services.library.correct(document.id, {"title": "竹叶青会所管理办法"}, CURATOR)
    assert noted(services, "title") == [("出", document.name)]
    services.library.correct(document.id, {"title": document.title}, CURATOR)
    assert len(noted(services, "title")) == 1


def test_a_standard_answer_says_of_itself_nothing_that_is_refused(services: Services) -> None:
    def write(text: str) -> int:
        new = NewStandardAnswer(
            "黑名单企业能拿补贴吗", text, (SourceWanted(address="《云岫区支持仓储企业办法》第一条"),)
        )
        return services.curation.standards.write(new, CURATOR, today()).id

    if services.settings.word_lists[2].do == "refuse":
        with pytest.raises(InvalidInput, match="词表“出”"):
            write("列入黑名单的除外，可到竹叶青会所咨询 [1]")
        write("列入黑名单的企业除外 [1]")
        assert noted(services, "standard") == []
    else:
        number = write("列入黑名单的除外，可到竹叶青会所咨询 [1]")
        assert noted(services, "standard") == [("出", str(number))]


def test_the_audit_tells_of_lists_but_not_of_words(services: Services) -> None:
    with services.database.session() as session:
        lines = [row for row in session.scalars(select(AuditRow)) if row.event == "words"]
        told = json.dumps([[line.subject, line.detail] for line in lines], ensure_ascii=False)
    assert {line.subject for line in lines} == {"拒", "遮", "出"}
    assert not any(word in told for word in ("竹叶青", "翻", "张三丰"))
