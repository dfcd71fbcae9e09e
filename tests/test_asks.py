"""Questions taken apart: several asks, lists, letters with much told beside the ask; whole lists; overviews; which finding wins."""

from dataclasses import replace

import pytest

from assistant.answering.asking.asks import read_asks
from assistant.answering.asking.followups import corrected, without_turn
from assistant.answering.evidence import Evidence
from assistant.answering.extractive import in_context
from assistant.answering.listing.lists import items_told, with_whole_lists
from assistant.answering.overview import Part, asks_overview, left_out, overview_of
from assistant.answering.sheets.worksheet_question import asks_generally
from assistant.answering.validity_question import states_validity_alone
from assistant.records import Chunk, ChunkKind, Clearance, DocumentInfo, DocumentKind, Hit, Passage, Place


@pytest.mark.parametrize(
    ("question", "single", "background"),
    [
        pytest.param("租金补贴最高多少？", ("租金补贴最高多少",), "", id="one"),
        pytest.param(
            "开冷库补多少、最高多少，谁来审？", ("开冷库补多少", "最高多少", "谁来审"), "", id="several-in-a-sentence"
        ),
        pytest.param(
            "问三件事：1、几月报；2、在哪报；3、多久批下来？",
            ("几月报", "在哪报", "多久批下来"),
            "问三件事：",
            id="numbered",
        ),
        pytest.param(
            "我们去年买了几十台机床，年底完工。请问技改能补几成？",
            ("请问技改能补几成",),
            "我们去年买了几十台机床，年底完工。",
            id="what-is-told-is-background",
        ),
        pytest.param("水价、电价、气价各多少？", ("水价多少", "电价多少", "气价多少"), "", id="of-each"),
        pytest.param(
            "省级中心和国家级中心的奖励有什么区别？", ("省级中心的奖励", "国家级中心的奖励"), "", id="both-sides"
        ),
        pytest.param(
            "个人开店跟公司开店，贷款有啥不一样？",
            ("个人开店的贷款", "公司开店的贷款"),
            "",
            id="both-sides-and-a-comma",
        ),
        pytest.param(
            "外资企业跟内资企业在租金补贴上有没有不同",
            ("外资企业的租金补贴", "内资企业的租金补贴"),
            "",
            id="both-sides-within",
        ),
        pytest.param(
            "厂房租金补贴和办公用房租金补贴，哪个比例高？",
            ("厂房租金补贴的比例", "办公用房租金补贴的比例"),
            "",
            id="which-of-two",
        ),
        pytest.param(
            "国家级和省级的专精特新奖励哪个多？",
            ("国家级的专精特新奖励", "省级的专精特新奖励"),
            "",
            id="which-of-two-within",
        ),
        pytest.param("哪个园区的租金最便宜", ("哪个园区的租金最便宜",), "", id="which-of-all"),
        pytest.param("《甲办法》和《乙办法》有什么不同", ("《甲办法》和《乙办法》有什么不同",), "", id="two-titles"),
        pytest.param("今年的办法和去年有什么变化", ("今年的办法和去年有什么变化",), "", id="editions"),
        pytest.param("什么企业不能申请？都列出来", ("什么企业不能申请，都列出来",), "", id="how-to-answer"),
        pytest.param(
            "We moved here in May. How long is the lease, and who signs it?",
            ("How long is the lease", "who signs it"),
            "We moved here in May.",
            id="english",
        ),
    ],
)
def test_asks_are_told_apart_and_background_is_kept_aside(
    question: str, single: tuple[str, ...], background: str
) -> None:
    asks = read_asks(question)
    assert (asks.single, asks.background) == (single, background)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("我不是问买地，我问租厂房怎么补", "租厂房怎么补"),
        ("行，我不问落户了，我想问的是租办公室补几个月", "租办公室补几个月"),
        ("我问的不是本科生，是硕士每月多少", "硕士每月多少"),
        ("No, I don't mean the plant. I mean the bonus.", "the bonus."),
        ("我不是本地企业，我想问一下补贴怎么领", "我不是本地企业，我想问一下补贴怎么领"),
        ("不是，我问的是厂房", "不是，我问的是厂房"),
    ],
)
def test_what_was_not_meant_is_left_out(question: str, meant: str) -> None:
    assert corrected(question) == meant


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("换个话题，仓库租金多少", "仓库租金多少"),
        ("另外想问一下，绿色工厂奖多少", "绿色工厂奖多少"),
        ("换个大一点的厂房", "换个大一点的厂房"),
    ],
)
def test_another_matter_is_announced_by_words_that_are_not_part_of_it(question: str, rest: str) -> None:
    assert without_turn(question) == rest


@pytest.mark.parametrize(
    ("question", "generally"),
    [
        ("我们能享受什么政策", True),
        ("我们一共能补多少", True),
        ("总部企业有什么落户奖励", False),
        ("按1亿元能拿多少一次性奖励", False),
    ],
)
def test_whatever_there_is_and_a_named_benefit_are_told_apart(question: str, generally: bool) -> None:
    assert asks_generally(question) is generally


def _chunk(text: str, ordinal: int = 0, heading: str = "") -> Chunk:
    document = DocumentInfo("d", "d", "冷链物流扶持通知", DocumentKind.POLICY, Clearance.PUBLIC, "text/plain")
    return Chunk(
        f"c{ordinal}",
        document,
        ordinal,
        Passage(ChunkKind.SECTION, text, f"第{ordinal + 1}段", Place(0, 5), heading=heading),
    )


def test_of_a_list_every_item_is_quoted_with_what_opens_it_and_counted() -> None:
    text = "有下列情形的，不予支持：\n（一）停产的；\n（二）欠薪的；\n（三）失信的。\n以上由区商务局认定。"
    item = Evidence(Hit(_chunk(text), 1.0), 0.0, 0.0, right_place=True, telling=("（二）欠薪的；",))
    whole = with_whole_lists(item, asked=True)
    assert whole.telling == ("有下列情形的，不予支持：", "（一）停产的；", "（二）欠薪的；", "（三）失信的。")
    assert items_told(replace(whole, telling=whole.telling[1:])) == 3


def test_a_short_list_is_quoted_whole_where_several_of_its_items_answer() -> None:
    items = [f"{number}.{name}；" for number, name in enumerate(("申请表", "营业执照", "审计报告", "承诺书"), 1)]
    text = "申报材料：\n" + "\n".join(items)
    two = Evidence(Hit(_chunk(text), 1.0), 0.0, 0.0, right_place=True, telling=tuple(items[:2]))
    assert with_whole_lists(two, asked=False).telling == ("申报材料：", *items)
    one = replace(two, telling=(items[1],))
    assert with_whole_lists(one, asked=False).telling == one.telling
    long = [item + "具体要求由区商务局另行公布，以当年通知为准。" * 6 for item in items]
    many = replace(two, hit=Hit(_chunk("\n".join(long)), 1.0), telling=tuple(long[:2]))
    assert len(with_whole_lists(many, asked=False).telling) == len(many.telling)


def test_an_overview_tells_scope_grants_procedure_and_dates() -> None:
    chunks = [
        _chunk("本通知适用于在本区注册的冷链企业。", 0),
        _chunk("新建冷库的，按投资额的10%补助，最高200万元。", 1),
        _chunk("企业向区商务局提交申请表。", 2),
        _chunk("本通知自2026年1月1日起施行。", 3),
    ]
    overview = overview_of(chunks, asks_overview("冷链物流扶持通知讲了些什么"))
    assert {part: [one.chunk.ordinal for one in said] for part, said in overview.items()} == {
        Part.SCOPE: [0],
        Part.GRANTS: [1],
        Part.PROCEDURE: [2],
        Part.CLOSING: [3],
    }
    assert asks_overview("冷链都有哪些补贴，列出来") == {Part.GRANTS}
    assert not asks_overview("冷库补贴最高多少")


def test_what_the_asker_knows_already_is_left_out_of_all_that_is_given() -> None:
    question = "除了租金补贴和建库补助以外，还有什么奖励？"
    chunks = [
        _chunk("租用冷库的，按租金的20%补助。", 0, heading="一、租金"),
        _chunk("新增冷藏车的，每辆奖励3万元。", 1),
        _chunk("新建冷库的，按投资额的10%补助，最高200万元。", 2, heading="二、建库"),
    ]
    assert left_out(question) == ("租金", "建库")
    assert left_out("有什么奖励") == ()
    overview = overview_of(chunks, asks_overview(question), left_out(question))
    assert [one.chunk.ordinal for one in overview[Part.GRANTS]] == [1]


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("第十三条　本细则自2025年5月1日起施行，有效期5年。原细则同时废止。", True),
        ("第七条　在本区购房的给予8万元，分五年发放。", False),
        ("第九条　按本细则执行。申请人每月1日至10日提交材料。", False),
    ],
)
def test_a_clause_that_only_says_how_long_a_document_holds_is_known(text: str, alone: bool) -> None:
    assert states_validity_alone(text) is alone


@pytest.mark.parametrize(
    ("text", "telling", "quoted"),
    [
        pytest.param("窗口在一楼。12月20日截止。逾期不补报。", ("逾期不补报。",), 3, id="short-whole"),
        pytest.param(
            f"先到窗口。{'其他说明。' * 50}12月20日截止。逾期不补报。{'又有说明。' * 50}",
            ("12月20日截止。",),
            2,
            id="long-with-what-follows",
        ),
    ],
)
def test_of_a_section_what_answers_is_quoted_with_what_it_is_understood_by(
    text: str, telling: tuple[str, ...], quoted: int
) -> None:
    item = Evidence(Hit(_chunk(text), 1.0), 0.0, 0.0, right_place=True, telling=telling)
    sentences = in_context(item)
    assert len(sentences) == quoted
    assert {"12月20日截止。", "逾期不补报。"} <= set(sentences)
