"""Choosing among what was listed: by place, by exclusion, by a figure of a column or of items."""

import pytest

from assistant.answering.conversation.choosing import chosen_by_place, compared, may_choose
from assistant.answering.listing.entries import Entry
from assistant.records import Cell, Chunk, ChunkKind, Clearance, DocumentInfo, DocumentKind, Passage, Place

_GUIDE = DocumentInfo("g", "g", "投资指南", DocumentKind.GUIDE, Clearance.PUBLIC, "text/html")


def row(name: str, **cells: str) -> Entry:
    held = (Cell("冷库", name), *(Cell(header, value) for header, value in cells.items()))
    text = "；".join(f"{cell.header}：{cell.value}" for cell in held)
    return Entry(name, held, Chunk(name, _GUIDE, 0, Passage(ChunkKind.ROW, text, name, Place(0, 9), cells=held)), text)


def item(text: str) -> Entry:
    return Entry(text[:4], (), Chunk(text, _GUIDE, 0, Passage(ChunkKind.CLAUSE, text, "第五条", Place(0, 9))), text)


STORES = [
    row("一号库", 类型="低温", 可租面积="3,000㎡", 租金="42元/㎡·月"),
    row("二号库", 类型="高温", 可租面积="1.2万㎡", 租金="28元/㎡·月"),
    row("码头库", 类型="低温", 可租面积="8,600㎡", 租金="36元/㎡·月"),
]
GRANTS = [item("国家标准，奖励50万元；"), item("行业标准，奖励30万元；"), item("地方标准，奖励15万元。")]
TRACKS = [
    row("湖面", 计费="元/车·天", 旺季="2,600"),
    row("坡道", 计费="元/车·小时", 旺季="560"),
    row("环道", 计费="元/车·小时", 旺季="1,150"),
]


@pytest.mark.parametrize(
    ("question", "names", "rest"),
    [
        pytest.param("第二个呢", ["二号库"], "呢", id="second"),
        pytest.param("第3家管不管冷链车", ["码头库"], "管不管冷链车", id="by-a-digit"),
        pytest.param("最后一个在哪", ["码头库"], "在哪", id="last"),
        pytest.param("前两个分别多少钱", ["一号库", "二号库"], "分别多少钱", id="first-two"),
        pytest.param("后两家", ["二号库", "码头库"], "", id="last-two"),
        pytest.param("除了第一个，其他的呢", ["二号库", "码头库"], "", id="all-but-the-first"),
        pytest.param("What about the second one?", ["二号库"], "", id="english"),
        pytest.param("the first two please", ["一号库", "二号库"], "please", id="english-first-two"),
    ],
)
def test_entries_are_chosen_by_their_place(question: str, names: list[str], rest: str) -> None:
    chosen = chosen_by_place(question, STORES)
    assert chosen is not None
    assert ([entry.name for entry in chosen.entries], chosen.rest) == (names, rest)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("第五个呢", id="beyond-the-list"),
        pytest.param("第二款呢", id="a-paragraph-of-a-clause"),
        pytest.param("第一年免租吗", id="a-year"),
        pytest.param("第三条怎么说", id="an-article"),
        pytest.param("前两个月免租吗", id="months"),
        pytest.param("最后谁批", id="in-the-end"),
        pytest.param("What happens in the second year?", id="english-year"),
    ],
)
def test_what_names_no_entry_chooses_none(question: str) -> None:
    assert chosen_by_place(question, STORES) is None


@pytest.mark.parametrize(
    ("question", "entries", "order"),
    [
        pytest.param("这几个里面哪个租金最低", STORES, ["二号库", "码头库", "一号库"], id="lowest-of-a-column"),
        pytest.param("哪个最便宜", STORES, ["二号库", "码头库", "一号库"], id="what-cheap-measures"),
        pytest.param("哪个更大", STORES, ["二号库", "码头库", "一号库"], id="figures-of-any-scale"),
        pytest.param("其中一号库和码头库哪个租金高", STORES, ["一号库", "码头库"], id="of-those-named"),
        pytest.param("哪个奖得最多", GRANTS, ["国家标准", "行业标准", "地方标准"], id="items"),
        pytest.param("旺季按小时算哪个最贵", TRACKS, ["环道", "坡道"], id="of-the-unit-asked-about"),
        pytest.param("Which of these has the lowest rent?", STORES, ["二号库", "码头库", "一号库"], id="english"),
    ],
)
def test_entries_are_put_in_the_order_asked_for(question: str, entries: list[Entry], order: list[str]) -> None:
    found = compared(question, entries)
    assert found is not None
    assert [entry.name for entry in found.entries] == order
    assert found.first == 1


def test_entries_alike_lead_together() -> None:
    found = compared("哪个租金最低", [*STORES, row("四号库", 租金="28元/㎡·月")])
    assert found is not None
    assert [entry.name for entry in found.entries[: found.first]] == ["二号库", "四号库"]


@pytest.mark.parametrize(
    ("question", "entries"),
    [
        pytest.param("哪个层高最高", [row("甲", 类型="低温"), row("乙", 类型="高温")], id="no-figures"),
        pytest.param("哪个给得最多", [item("甲，奖励50万元"), item("乙，按20%补助")], id="figures-of-two-units"),
        pytest.param("这几个怎么申请", STORES, id="no-end-is-asked-for"),
        pytest.param("哪个街道的写字楼租金最低", STORES, id="other-things-are-asked-about"),
        pytest.param("Which street has the cheapest offices?", STORES, id="english-other-things"),
    ],
)
def test_what_cannot_be_compared_is_not(question: str, entries: list[Entry]) -> None:
    assert compared(question, entries) is None


@pytest.mark.parametrize("question", ["第二条的补贴怎么申请", "中小企业能报吗", "最高多少", "企业最多能拿多少"])
def test_other_questions_choose_nothing(question: str) -> None:
    assert not may_choose(question)
