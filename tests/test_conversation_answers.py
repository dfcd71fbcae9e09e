"""Whole conversations over small texts: about the answer before, among what it listed, lists with their number, corrections, both languages."""

from collections.abc import Callable, Iterator

import pytest

from assistant.answers import Answer
from assistant.retrieval.embedding import Embedder
from tests.conversation_texts import CARDS, GUIDE, MEASURES, PARKS, conversation, talking

Talk = Callable[..., list[Answer]]


@pytest.fixture(scope="module")
def talk(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    with talking(embedder, tmp_path_factory.mktemp("talk")) as services:
        yield conversation(services)


def clauses(answer: Answer) -> list[str | None]:
    return list(dict.fromkeys(citation.clause for citation in answer.citations))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        pytest.param("依据是哪条", "第三条", id="basis"),
        pytest.param("你确定吗", "照原文", id="sure"),
        pytest.param("原文怎么说", "因租用冷库不形成固定资产", id="original"),
        pytest.param("哪年的", "2026年2月1日", id="as-of-when"),
        pytest.param("再说详细点", "3月1日至3月31日", id="in-detail-with-the-procedure"),
        pytest.param("為什麼只有20%", "不形成固定资产", id="why-in-traditional-characters"),
        pytest.param("用英文说一遍", "According to", id="in-english"),
        pytest.param("还有别的吗", "没有找到别的", id="nothing-more"),
    ],
)
def test_a_question_about_the_answer_is_told_from_its_source(talk: Talk, question: str, said: str) -> None:
    before, answer = talk("租用冷库的补助比例是多少", question)
    assert "20%" in before.text
    assert not answer.refused
    assert said in answer.text
    assert "第三条" in clauses(answer)


def test_what_came_of_nothing_has_no_basis(talk: Talk) -> None:
    before, basis, sure = talk("县里有没有直升机停机坪补助", "依据是哪条", "你确定吗")
    assert before.refused
    assert basis.refused
    assert sure.refused


def test_a_figure_that_the_asker_names_is_shown_where_it_stands(talk: Talk) -> None:
    _, answer = talk("沿江园空置厂房有多少平方米", "你确定？我看到的是4.2万")
    assert "您提到的数见于" in answer.text
    assert "城北园" in answer.text
    assert "2026年6月底口径" in answer.text, "as of when the figures are"


def test_a_figure_that_stands_nowhere_is_said_to(talk: Talk) -> None:
    _, answer = talk("购置冷藏车补多少", "不对吧，我听说是35%")
    assert "没有找到" in answer.text
    assert "15%" in answer.text


def test_who_names_another_thing_does_not_doubt_the_answer(talk: Talk) -> None:
    _, answer = talk("购置冷藏车补多少", "不是，我问的是租用冷库的补助")
    assert "20%" in answer.text
    assert "照原文" not in answer.text


def test_a_conversation_is_summed_up_by_its_answers(talk: Talk) -> None:
    *_, answer = talk("购置冷藏车补多少", "依据是哪条", "换个话题，码头冷库月租多少", "总结一下")
    lines = [line for line in answer.text.splitlines() if line.startswith("- ")]
    assert len(lines) == 2
    assert "15%" in lines[0]
    assert "36元" in lines[1]


def test_what_asks_of_the_basis_beside_a_new_question_is_that_question(talk: Talk) -> None:
    _, answer = talk("购置冷藏车补多少", "一家企业一年总共最多拿多少？依据哪条")
    assert "500万元" in answer.text
    assert clauses(answer) == ["第六条"]


def test_all_rows_of_a_table_are_listed_with_their_number(talk: Talk) -> None:
    (answer,) = talk("现在能租的冷库都有哪些")
    assert all(name in answer.text for name in ("城北一号库", "城北二号库", "码头冷库", "白塔气调库"))
    assert "以上共 4 项" in answer.text
    assert {citation.document for citation in answer.citations} == {f"{GUIDE}（2025版）"}


def test_all_cards_are_listed_with_their_number(talk: Talk) -> None:
    (answer,) = talk("榆川县都有哪些园区")
    assert all(name in answer.text for name in ("城北园", "沿江园", "白塔园"))
    assert "以上共 3 项" in answer.text
    assert {citation.document for citation in answer.citations} == {PARKS}


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        pytest.param("哪个最便宜", "最便宜的是：城北二号库（28元", "", id="cheapest"),
        pytest.param("这几个里面哪个可租面积最大", "码头冷库（8,600", "", id="largest-of-a-column"),
        pytest.param("第二个多大", "5,200", "8,600", id="second"),
        pytest.param("前两个的租金", "42元", "55元", id="first-two"),
        pytest.param("除了第一个，其他的呢", "白塔气调库", "城北一号库", id="all-but-the-first"),
        pytest.param("最后一个呢", "白塔气调库", "码头冷库", id="last"),
        pytest.param("Which one has the lowest rent?", "cheapest", "最", id="english"),
    ],
)
def test_one_chooses_among_the_rows_that_were_listed(talk: Talk, question: str, said: str, unsaid: str) -> None:
    _, answer = talk("现在能租的冷库都有哪些", question)
    said = "lowest by 租金: 城北二号库" if said == "cheapest" else said
    assert said in answer.text
    assert not unsaid or unsaid not in answer.text


def test_one_chooses_among_cards(talk: Talk) -> None:
    _, place, most, cheaper = talk(
        "榆川县都有哪些园区", "第二个在什么位置", "这几个里面哪个空置厂房最多", "它和城北园，员工公寓哪家月租低"
    )
    assert "沿江镇" in place.text
    assert "城北镇" not in place.text
    assert "最多的是：沿江园（7.5万平方米）" in most.text
    assert "最低的是：沿江园" in cheaper.text
    assert "白塔园" not in cheaper.text, "only the two that are named"


def test_one_chooses_among_the_items_of_a_clause(talk: Talk) -> None:
    _, most, third = talk("企业参加冷链标准制定奖多少", "哪个奖得最多", "第三个呢")
    assert most.text.startswith("最多的是：（一）国家标准，奖励50万元")
    assert "地方标准" in third.text


def test_a_card_is_told_with_its_name(talk: Talk) -> None:
    (answer,) = talk("参加境外展会补多少")
    assert "外贸展会补助" in answer.text
    assert {citation.document for citation in answer.citations} == {CARDS}


def test_whether_benefits_go_together_is_told_by_the_clause_that_says_so(talk: Talk) -> None:
    _, answer = talk("购置冷藏车补多少", "能跟冷库补助一起拿吗")
    assert "不重复享受" in answer.text
    assert clauses(answer) == ["第八条"]


def test_a_new_question_is_not_swallowed_by_the_one_before(talk: Talk) -> None:
    _, answer = talk("购置冷藏车补多少", "一家企业一年最多拿多少资金")
    assert clauses(answer) == ["第六条"]


def test_what_only_names_another_thing_is_asked_of_that(talk: Talk) -> None:
    _, answer = talk("码头冷库月租多少", "我不是问码头的，我问白塔那个")
    assert "55元" in answer.text


def test_the_frame_is_in_the_asker_s_language(talk: Talk) -> None:
    english, chinese, again = talk(
        "What subsidy is there for buying a refrigerated truck?", "最多几辆", "Are you sure?"
    )
    assert english.text.startswith("According to")
    assert chinese.text.startswith("根据")
    assert again.text.startswith("It is what the source says")
    assert all(f"《{MEASURES}》" in answer.text for answer in (english, chinese, again))
