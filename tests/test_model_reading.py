"""A language model reads the need beside the rules: what it adds must be in the words, and what it loses stays."""

import json

import pytest

from assistant.buildings.matching import RowMatcher
from assistant.buildings.needs.model_reading import ModelReader
from assistant.chat_model import ChatModel
from assistant.records import DocumentKind, Principal, Role
from assistant.settings import ChatModelSettings
from tests.buildings_ledgers import AS_OF, LEDGERS, Ledger, database_with
from tests.requirement_labels import label_of
from tests.scripted_model import MODEL, Reply, ScriptedModel, saying

SENTENCE = "租金60以内的写子楼，物业费别高过12块，装修别是毛坯，最好是甲级"


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return database_with(tmp_path_factory.mktemp("model"), *LEDGERS)


@pytest.fixture
def model():
    with ScriptedModel(lambda _: saying('{"conditions": []}')) as running:
        yield running


def stating(*conditions: dict[str, object], **options: object) -> Reply:
    return saying(json.dumps({"conditions": conditions}, ensure_ascii=False), **options)


def stated(quote: str, field: str, strength: str = "must", **more: object) -> dict[str, object]:
    return {"quote": quote, "strength": strength, "field": field} | more


def understood(database, model, reply, sentence=SENTENCE, role=Role.INVESTOR, timeout_s=5.0):
    model.script = lambda _: reply
    reader = ModelReader(ChatModel(ChatModelSettings(base_url=model.base_url, model=MODEL)), timeout_s)
    matcher = RowMatcher(database, reader=reader)
    return matcher.understand(sentence, Principal(role), AS_OF, DocumentKind.LISTING)


def alone(database, sentence=SENTENCE):
    return RowMatcher(database).understand(sentence, Principal(), AS_OF, DocumentKind.LISTING)


def test_what_the_words_bear_out_is_added_and_what_the_rules_found_stays(database, model):
    reply = stating(stated("层高得有八米", "层高", minimum=8, unit="米"), stated("用来做冷链", "提及", values=["冷链"]))
    found = understood(database, model, reply, "仓库，三千平以上，层高得有八米，用来做冷链")
    assert label_of(found) == {"must": {"类型": "仓库", "面积": "3000..", "层高": "8..", "提及": ["冷链"]}}
    assert not found.not_adopted
    assert model.formats == ["json_schema"]


def test_a_word_with_one_slip_is_what_the_model_says_it_is(database, model):
    found = understood(database, model, stating(stated("写子楼", "类型", values=["写字楼"])), "云栖街道的写子楼")
    assert label_of(found)["must"] == {"类型": "写字楼", "位置": ["云栖街道"]}


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(stated("三千平以上", "层高", minimum=8, unit="米"), id="invented-figure"),
        pytest.param(stated("层高八米五", "层高", minimum=8.5, unit="cm"), id="wrong-unit"),
        pytest.param(stated("荷载2吨每平以上", "荷载", maximum=2, unit="吨/㎡"), id="wrong-direction"),
        pytest.param(stated("带天车", "提及", "must_not", values=["天车"]), id="wrong-negation"),
        pytest.param(stated("带天车", "类型", values=["写字楼"]), id="word-that-is-not-said"),
        pytest.param(stated("带泳池", "提及", values=["泳池"]), id="quote-that-is-not-said"),
        pytest.param(stated("底价10以下", "租金", maximum=10, unit=""), id="word-for-staff-only"),
        pytest.param(stated("三千平以上", "面积大小", minimum=3000), id="field-that-is-none"),
    ],
)
def test_what_the_words_do_not_bear_out_is_dropped_and_told(database, model, wrong):
    sentence = "仓库，三千平以上，层高八米五，荷载2吨每平以上，带天车，底价10以下"
    rules = alone(database, sentence)
    found = understood(database, model, stating(wrong), sentence)
    assert label_of(found) == label_of(rules)
    assert len(found.not_adopted) == 1
    assert found.not_adopted[0].startswith(str(wrong["field"]))


def test_a_wish_stays_a_wish_though_the_model_requires_it(tmp_path, model):
    told = Ledger(title="写字楼台账", sheet="写字楼", header=("楼宇名称", "得房率"), rows=(("甲大厦", "85%"),))
    found = understood(
        database_with(tmp_path, told),
        model,
        stating(stated("最好得房率八成", "得房率", minimum=80, unit="%")),
        "写字楼，最好得房率八成",
    )
    assert label_of(found)["should"] == {"得房率": "80.."}


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(saying("我不知道"), id="no-json"),
        pytest.param(saying('{"conditions": [{"quote": 3'), id="broken-json"),
        pytest.param(saying('{"conditions": [{"quote": "写子楼"}]}'), id="other-fields"),
        pytest.param(Reply(status=500), id="server-error"),
        pytest.param(Reply(status=401), id="refused"),
        pytest.param(Reply(body=b"<html>"), id="no-api"),
        pytest.param(stating(wait_s=3), id="too-slow"),
    ],
)
def test_without_a_usable_answer_the_rules_read_alone(database, model, reply):
    assert understood(database, model, reply, timeout_s=1) == alone(database)


@pytest.mark.parametrize("fenced", [False, True])
def test_a_server_without_structured_output_is_asked_in_words(database, model, fenced):
    said = stating(stated("写子楼", "类型", values=["写字楼"]))
    text = "".join(said.pieces)
    reply = saying(f"好的：\n```json\n{text}\n```" if fenced else text, knows_schemas=False)
    found = understood(database, model, reply)
    assert label_of(found)["must"]["类型"] == "写字楼"
    assert model.formats == ["json_schema", ""]


def test_a_model_that_failed_is_left_in_peace_for_a_while(database, model):
    model.script = lambda _: Reply(status=500)
    reader = ModelReader(ChatModel(ChatModelSettings(base_url=model.base_url, model=MODEL)), 5)
    matcher = RowMatcher(database, reader=reader)
    for _ in range(3):
        matcher.understand(SENTENCE, Principal(), AS_OF, DocumentKind.LISTING)
    assert len(model.prompts) <= 2  # the client's own second try included


def test_earlier_questions_of_a_conversation_are_not_asked_again(database, model):
    model.script = lambda _: stating()
    reader = ModelReader(ChatModel(ChatModelSettings(base_url=model.base_url, model=MODEL)), 5)
    matcher = RowMatcher(database, reader=reader)
    matcher.answer("云栖街道的写字楼", Principal(), AS_OF, DocumentKind.LISTING)
    matcher.answer("只看租金60以下的", Principal(), AS_OF, DocumentKind.LISTING, previous="云栖街道的写字楼")
    assert len(model.prompts) == 2


def test_the_prompt_names_nothing_that_the_asker_may_not_see(database, model):
    understood(database, model, stating(), "写字楼，我的电话13812345678")
    prompt = model.prompts[-1]
    assert "租金" in prompt and "云栖街道" in prompt
    assert not [word for word in ("底价", "产权人", "13900001111", "13812345678", "税") if word in prompt]
