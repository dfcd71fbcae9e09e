"""Questions of clerks and investors over a workbook in a bureau's own manner: rows without a name, whole rents, park words, states, shares."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from assistant.buildings.columns import GRADUAL, Field
from assistant.buildings.matching import RowMatcher
from assistant.buildings.presenting.need_form import ORDERED
from assistant.buildings.presenting.presenting import RowAnswer
from assistant.records import DocumentKind, Principal
from assistant.retrieval.embedding import Embedder
from assistant.settings import Settings
from assistant.wiring import build_services
from tests.strange_needs import AS_OF

SHOPS = (
    ("门牌", "建面㎡", "月租金（整铺，元）", "能不能做餐饮", "现状", "空出/到期", "房主", "最近走访"),
    ("槐荫路3号", 50, 5000, "重餐", "空铺", "已空", "私人", "2026-11-02"),
    ("槐荫路5号", 80, 6400, "轻餐", "空铺", "已空", "村集体", "2026-03-02"),
    ("槐荫路9号", 40, "面议", "不可", "空铺", "已空", "国企", "2026-11-02"),
    ("河沿街2号", 60, 9000, "重餐", "已租", "2027-06-30", "私人", "2026-11-02"),
)
WORKSHOPS = (
    (
        "序",
        "园中园",
        "厂房(幢)",
        "结构",
        "剩余可招(方)",
        "专变(kVA)",
        "租金(元/方/月)",
        "物管(元/方/月)",
        "去化",
        "交付",
    ),
    (1, "北辰智造园", "北辰1#", "钢构1F", 4200, 2000, 14, 1, "在招", "现房"),
    (2, None, "北辰2#", "钢构1F", "清零", 2000, 14, 1, "清盘", "—"),
    (3, None, "北辰3#", "框架4F", 900, 630, 12.5, 1.5, "在招", "2027-03-31"),
    (4, "南桥电子园", "南桥甲幢", "框架4F", 2400, 1000, "另议", 2, "锁定", "现房"),
    (5, None, "南桥乙幢", "框架4F", 1800, 1000, 24, 2.8, "在招", "现房"),
)


def test_what_there_is_more_or_less_of_are_the_figures_and_days() -> None:
    assert set(ORDERED) == GRADUAL


@pytest.fixture(scope="module")
def matcher(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RowMatcher]:
    folder: Path = tmp_path_factory.mktemp("rows")
    book = openpyxl.Workbook()
    for title, rows in (("临街铺子", SHOPS), ("盘点的厂房", WORKSHOPS)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    ledger = folder / "摸排表.xlsx"
    book.save(ledger)
    services = build_services(Settings(data_dir=folder / "data"), embedder)
    report = services.ingestor.ingest([ledger], options={"clearance": "public", "kind": DocumentKind.LISTING.value})
    assert [outcome.status for outcome in report.files] == ["read"]
    yield RowMatcher(services.database, 50)
    services.close()


def ask(matcher: RowMatcher, question: str) -> RowAnswer:
    answer = matcher.answer(question, Principal(), AS_OF, DocumentKind.LISTING)
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("question", "names"),
    [
        pytest.param("槐荫路空铺里月租最便宜的是哪间", "槐荫路3号", id="whole-rent-first"),
        pytest.param("有报价的空铺有哪些", "槐荫路3号 槐荫路5号", id="price-told"),
        pytest.param("村集体的不要，空铺还剩哪些", "槐荫路3号 槐荫路9号", id="kinds-of-owner"),
        pytest.param("临街铺子里半年以上没走访过的", "槐荫路5号", id="sheet-as-condition"),
        pytest.param("已经租出去的，2027年底之前租约到期的铺子", "河沿街2号", id="let-until"),
        pytest.param("月租6000以上的空铺", "槐荫路5号", id="whole-rent-at-least"),
        pytest.param("厂房里清盘的有哪几幢", "北辰2#", id="state-by-its-cells"),
        pytest.param("专变1000以上、还能招的厂房", "北辰1# 南桥甲幢 南桥乙幢", id="bare-figure"),
        pytest.param("明年才能交付的厂房", "北辰3#", id="days-below-another-header"),
        pytest.param("北辰智造园还能招的，剩余2000方以上", "北辰1#", id="park-filled-down"),
        pytest.param("租金15以内的厂房", "北辰1# 北辰2# 北辰3#", id="untold-not-listed"),
        pytest.param("Steel-frame workshops with rent not above 15 yuan", "北辰1# 北辰2#", id="english"),
        pytest.param("现在还有面积、随时能进的厂房", "北辰1# 南桥甲幢 南桥乙幢", id="free-now"),
        pytest.param("Which workshops are free right now?", "北辰1# 南桥甲幢 南桥乙幢", id="english-free-now"),
        pytest.param("厂房里租金低于20的，框架4F不要", "北辰1# 北辰2#", id="not-that-value"),
        pytest.param("半年没盘点过的铺子", "槐荫路5号", id="counted-is-verified"),
        pytest.param("The two cheapest workshops", "北辰3# 北辰1#", id="english-count"),
    ],
)
def test_just_these_rows(matcher: RowMatcher, question: str, names: str) -> None:
    answer = ask(matcher, question)
    assert {row[0] for row in answer.table.rows} == set(names.split()), answer.summary
    assert answer.table.total == len(answer.table.rows)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        pytest.param("北辰智造园一共还能招多少方", "5100 ㎡", id="sum-of-what-is-to-be-had"),
        pytest.param(
            "空铺平均一个月租金多少", "5700 元/月（整租），来自 2 条记录。另有 1 条", id="average-of-whole-rents"
        ),
        pytest.param("厂房里清盘的占几成", "占 5 条的 20%", id="share"),
        pytest.param("南桥乙幢租金加物管费一共多少", "两项合计 26.8 元/㎡·月", id="rent-and-fee"),
        pytest.param("厂房租金最贵的和最便宜的差多少", "相差 11.5 元/方/月", id="between-the-ends"),
        pytest.param("租金15以内的厂房", "另有 1 条（南桥甲幢）台账没有写明是否符合", id="untold-said-once"),
        pytest.param("北辰1#比3#的租金贵多少", "相差 1.5 元/方/月", id="more-than-the-other"),
        pytest.param("槐荫路5号的月租比3号贵多少钱", "相差 1400", id="number-in-the-same-street"),
        pytest.param("南桥乙幢和北辰1#哪个租金高，高多少", "租金相差 10 元", id="which-and-by-how-much"),
        pytest.param("北辰智造园还剩多少方可以招", "5100 ㎡", id="left-to-be-let"),
        pytest.param("厂房里哪幢租金最低", "在 4 条中比较得出", id="among-how-many"),
    ],
)
def test_what_is_said(matcher: RowMatcher, question: str, said: str) -> None:
    assert said in ask(matcher, question).summary


def test_who_is_there_is_not_told(matcher: RowMatcher) -> None:
    assert "哪家企业" in ask(matcher, "北辰2#里面是哪家企业").requirement.not_understood


def test_groups_are_of_any_column(matcher: RowMatcher) -> None:
    table = ask(matcher, "各园区的厂房分别还剩多少面积").table
    assert [row[0] for row in table.rows] == ["北辰智造园", "南桥电子园"]
    assert [row[-1] for row in table.rows] == ["5100", "4200"]


def test_an_owner_of_any_kind_is_no_name(matcher: RowMatcher) -> None:
    owners = matcher.snapshot(Principal(), DocumentKind.LISTING, AS_OF).values[Field.OWNERSHIP]
    assert set(owners) == {"私人", "村集体", "国企"}
