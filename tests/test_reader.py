"""The reader: which passage answers, with which sentences, and whether any does."""

import numpy as np
import pytest

from assistant.answering.evidence import forms_of
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.embedding import Embedder, LocalEmbedder
from assistant.retrieval.question_kinds import QuestionKind, QuestionKinds
from assistant.retrieval.reader import READER_ADAPTER, Readable, Reader, load_reader
from assistant.settings import EmbeddingSettings

pytestmark = pytest.mark.usefixtures("computed_anew")

TITLE = "望川区支持制造业发展若干措施"
RENT = Readable(
    f"{TITLE} 第三条",
    (
        "厂房租金补贴。",
        "新引进企业租用标准厂房的，按实际租金的30%给予补贴，期限不超过36个月。",
        "租用自有关联方厂房的不予补贴。",
    ),
)
MACHINES = Readable(f"{TITLE} 第四条", ("设备补助。", "企业购置生产设备的，按设备发票金额的8%给予补助，最高500万元。"))
APPLYING = Readable(f"{TITLE} 第八条", ("申报时间为每年3月。", "由区经信局受理。"))
ALL = (RENT, MACHINES, APPLYING)


@pytest.fixture(scope="module")
def reader(embedder: Embedder) -> Reader:
    return load_reader(embedder, EmbeddingSettings())


@pytest.mark.parametrize(
    ("question", "best"),
    [
        pytest.param("租厂房能补多少", RENT, id="everyday-words"),
        pytest.param("买机器给不给钱", MACHINES, id="no-word-of-the-clause"),
        pytest.param("租用標準廠房的租金補貼是多少", RENT, id="traditional"),
        pytest.param("How much of our machinery costs would be refunded?", MACHINES, id="english"),
        pytest.param("几月份交申请", APPLYING, id="when"),
    ],
)
def test_the_passage_that_answers_is_the_likeliest(reader: Reader, question: str, best: Readable) -> None:
    readings = reader.read(question, forms_of(question), ALL).passages
    assert ALL[int(np.argmax([reading.answers for reading in readings]))] is best


def test_the_sentence_that_answers_is_the_likeliest_of_its_passage(reader: Reader) -> None:
    reading = reader.read("租厂房能补多少", forms_of("租厂房能补多少"), ALL).passages[0]
    assert len(reading.sentences) == len(RENT.sentences)
    assert int(np.argmax(reading.sentences)) == 1


def test_what_is_held_is_likelier_held_than_what_is_not(reader: Reader) -> None:
    held = reader.read("租标准厂房租金补贴比例是多少", forms_of("租标准厂房租金补贴比例是多少"), ALL).held
    assert held > reader.read("今天晚上吃什么", forms_of("今天晚上吃什么"), ALL).held
    assert held > reader.read("员工子女入学怎么安排", forms_of("员工子女入学怎么安排"), ALL).held


def test_the_readers_adapter_leaves_the_vectors_of_the_search_as_they_are(embedder: Embedder) -> None:
    assert isinstance(embedder, LocalEmbedder) and isinstance(embedder.encoder, BertEncoder)
    before = embedder.encoder.encode([TITLE], "query: ")
    adapted = embedder.encoder.adapted(READER_ADAPTER)
    assert np.array_equal(embedder.encoder.encode([TITLE], "query: "), before)
    assert float((adapted.encode([TITLE], "query: ") @ before.T)[0, 0]) < 0.999


def test_nothing_answers_where_nothing_is_read(reader: Reader) -> None:
    assert reader.read("租厂房能补多少", forms_of("租厂房能补多少"), ()).held == 0
    readings = reader.read("租厂房能补多少", forms_of("租厂房能补多少"), (Readable(TITLE, ()), RENT))
    assert readings.passages[0].answers == 0
    assert readings.passages[0].sentences == ()
    assert readings.passages[1].answers > 0


def test_a_reading_does_not_depend_on_what_was_read_before(reader: Reader) -> None:
    first = reader.read("买机器给不给钱", forms_of("买机器给不给钱"), ALL)
    reader.read("几月份交申请", forms_of("几月份交申请"), ALL[::-1])
    again = reader.read("买机器给不给钱", forms_of("买机器给不给钱"), ALL)
    assert again.held == pytest.approx(first.held, abs=1e-3)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        pytest.param("想租一层八百平的办公室，靠近地铁", QuestionKind.LISTING, id="a-need"),
        pytest.param("做代码开发的公司想租写字楼", QuestionKind.LISTING, id="what-the-company-does-is-background"),
        pytest.param("现在有哪些投资机会可以对接", QuestionKind.OPPORTUNITY, id="opportunities"),
        pytest.param("租厂房的补贴比例是多少", QuestionKind.TEXT, id="a-subsidy-for-a-building"),
        pytest.param("帮我写一首关于春天的诗", QuestionKind.OFF_TOPIC, id="a-poem"),
    ],
)
def test_the_kind_of_a_question_is_told(reader: Reader, question: str, kind: QuestionKind) -> None:
    assert QuestionKinds(reader.search_vectors).kind_of(question).likeliest is kind


def test_only_what_follows_something_leans_on_it(reader: Reader) -> None:
    kinds = QuestionKinds(reader.search_vectors)
    assert kinds.leans("最长几年", ()) == 0
    assert kinds.leans("那最长几年呢", ("租厂房补贴多少",)) > 0.5
    assert kinds.leans("外商投资企业投诉多少天内受理", ("租厂房补贴多少",)) < 0.5


@pytest.mark.parametrize(
    ("question", "courtesy"),
    [
        pytest.param("谢谢你啊", True, id="thanks"),
        pytest.param("先这样吧", True, id="the-end"),
        pytest.param("押金怎么收", False, id="a-fragment"),
        pytest.param("打电话找哪位", False, id="whom-to-call"),
        pytest.param("您好，想问一下厂房补贴多少", False, id="a-greeting-before-a-question"),
    ],
)
def test_courtesy_is_told_from_short_questions(reader: Reader, question: str, courtesy: bool) -> None:
    assert (QuestionKinds(reader.search_vectors).is_courtesy(question) > 0.6) is courtesy


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        pytest.param("苏州的人才补贴是多少", True, id="the-rules-of-another-city"),
        pytest.param("重庆那边厂房一平米租金多少", True, id="prices-elsewhere"),
        pytest.param("德国企业来投资，到账外资三百万美元奖励多少", False, id="a-country-is-who-they-are"),
        pytest.param("日本母公司今年增资两千万美元，区里奖多少", False, id="whose-money-it-is"),
        pytest.param("在英国读的硕士，回来创业有启动资金吗", False, id="where-somebody-studied"),
        pytest.param("我们总部在深圳，想搬过来，有什么落户奖励", False, id="where-the-asker-is"),
        pytest.param("We are a firm based in Shanghai. What do you offer?", False, id="english-where-the-asker-is"),
    ],
)
def test_a_place_is_wanted_or_only_where_somebody_comes_from(reader: Reader, question: str, wanted: bool) -> None:
    assert (QuestionKinds(reader.search_vectors).asks_of_place(question) >= 0.6) is wanted
