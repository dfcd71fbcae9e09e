"""Any column of any ledger is a condition: what may be done, what there is and is not, what is let, by the ledger's own words and units."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.buildings.matching import RowMatcher
from assistant.records import DocumentKind, Principal
from assistant.retrieval.embedding import Embedder
from assistant.settings import Settings
from assistant.wiring import build_services
from tests.strange_needs import AS_OF

LEDGER = """所属街道,楼宇名称,级别,空置面积(㎡),租金(元/㎡·天),能否注册,班车,最近地铁站,产权,入驻员工证件
东坡街道,青松大厦,甲级,1200,2.5,能,有（每天8班）,1号线青松站,国有,甲
,白鹭大厦,甲级,已租满,2.5,不能,无,无,民营,乙
,石榴中心,乙级,300,1.8,仅科技类,有,无,国有,丙
西河街道,芦苇大厦,乙级,0,1.6,能,无,2号线西河站,民营,丁
,云雀大楼,丙级,800,面议,待定,无,石桥站(在建),集体,戊
,海棠大楼,甲级,2600,2.5,不能,有,无,民营,己
"""
Rows = Callable[[str], tuple[str, ...]]


@pytest.fixture(scope="module")
def matcher(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RowMatcher]:
    folder: Path = tmp_path_factory.mktemp("columns")
    ledger = folder / "楼宇台账.csv"
    ledger.write_text(LEDGER, encoding="utf-8")
    services = build_services(Settings(data_dir=folder / "data"), embedder)
    report = services.ingestor.ingest([ledger], options={"clearance": "public", "kind": DocumentKind.LISTING.value})
    assert [outcome.status for outcome in report.files] == ["read"]
    yield RowMatcher(services.database, 50)
    services.close()


@pytest.mark.parametrize(
    ("question", "names"),
    [
        pytest.param("哪些楼不能拿来注册公司", "白鹭大厦 海棠大楼", id="may-not"),
        pytest.param("能注册公司的楼有哪些", "青松大厦 芦苇大厦", id="may"),
        pytest.param("Which office buildings run a shuttle bus?", "青松大厦 石榴中心 海棠大楼", id="english"),
        pytest.param("有班车的楼", "青松大厦 石榴中心 海棠大楼", id="there-is"),
        pytest.param("附近没有地铁站的是哪几栋楼", "白鹭大厦 石榴中心 海棠大楼", id="none-of-a-field"),
        pytest.param("哪几栋已经租满了", "白鹭大厦 芦苇大厦", id="let"),
        pytest.param("甲级楼，现在还有空房的", "青松大厦 海棠大楼", id="to-let"),
        pytest.param("甲级楼里租金最便宜的是哪几栋", "青松大厦 白鹭大厦 海棠大楼", id="ties"),
        pytest.param("租金1.8以下（含1.8）的楼", "石榴中心 芦苇大厦", id="bound-included-by-the-day"),
        pytest.param("空置超过1200平的楼，1200平的也算", "青松大厦 海棠大楼", id="bound-counts-too"),
        pytest.param("西河街道有哪些楼", "芦苇大厦 云雀大楼 海棠大楼", id="said-once-above"),
        pytest.param("产权是国有的楼有哪些", "青松大厦 石榴中心", id="header-before-value"),
        pytest.param("乙级和丙级的不要", "青松大厦 白鹭大厦 海棠大楼", id="negation-shared"),
    ],
)
def test_rows_of_a_question(matcher: RowMatcher, question: str, names: str) -> None:
    answer = matcher.answer(question, Principal(), AS_OF, DocumentKind.LISTING)
    assert answer is not None
    assert {row[0] for row in answer.table.rows} == set(names.split()), answer.summary
    assert answer.table.total == len(answer.table.rows)


def test_a_rent_read_by_the_day_is_called_an_assumption(matcher: RowMatcher) -> None:
    answer = matcher.answer("租金2元以内的楼", Principal(), AS_OF, DocumentKind.LISTING)
    assert answer is not None and "按每平方米每天理解" in answer.summary


def test_what_may_be_done_is_public_and_who_is_there_is_not(matcher: RowMatcher) -> None:
    snapshot = matcher.snapshot(Principal(), DocumentKind.LISTING, AS_OF)
    seen = {header for cells in snapshot.table.own.cells.values() for header in cells.headers}
    assert {"能否注册", "班车"} <= seen and "入驻员工证件" not in seen
