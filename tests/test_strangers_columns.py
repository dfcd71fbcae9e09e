"""A ledger of heads that no list knows: what a stranger sees of it, and which column a phrase of everyday speech means."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.buildings.columns import Field
from assistant.buildings.headers.column_head import ColumnHead
from assistant.buildings.headers.described import DescribedColumn
from assistant.buildings.headers.harmless import describes_the_offer, speaks_against
from assistant.buildings.matching import RowMatcher
from assistant.buildings.needs.orders import take_orders
from assistant.buildings.needs.reading import Reading
from assistant.buildings.search.rooms import forms_of
from assistant.records import DocumentKind, Principal
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.reader import load_reader
from assistant.settings import EmbeddingSettings, Settings
from assistant.wiring import build_services
from tests.strange_needs import AS_OF

LEDGER = """资产名称,门头宽(米),可租面积(㎡),挂牌租金,计价方式,押金(月),拆租要求,公用工程·排污余量(吨/日),价格·地价(万元/亩),规模·土地(亩),现承租人,领导批示
桐花里A座,6.2,900+450,20,元/平/月,2,"可拆,300平起",500,18,10,某某公司,阅
桐花里B座,9,140,7.8,万元/年,1,整租,80,16,20,李某,阅
云间铺,18,410,60,元/平/月,3,"可拆,50平起",1200,14,30,王某,阅
"""


@pytest.fixture(scope="module")
def matcher(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RowMatcher]:
    folder: Path = tmp_path_factory.mktemp("strangers")
    (ledger := folder / "资产台账.csv").write_text(LEDGER, encoding="utf-8")
    services = build_services(Settings(data_dir=folder / "data"), embedder)
    report = services.ingestor.ingest([ledger], options={"clearance": "public", "kind": DocumentKind.LISTING.value})
    assert [outcome.status for outcome in report.files] == ["read"]
    yield services.row_matcher
    services.close()


@pytest.mark.parametrize(
    ("header", "values", "shown"),
    [
        pytest.param("地价(万元/亩)", ["18", "面议"], True, id="a-price-asked"),
        pytest.param("押金(月)", ["2", "3"], True, id="a-deposit-of-months"),
        pytest.param("押金", ["20000", "35000"], False, id="a-deposit-may-be-what-somebody-paid"),
        pytest.param("上架日期", ["2025-03-01"], True, id="when-it-was-published"),
        pytest.param("到期日", ["2025-03-01"], False, id="when-something-ends"),
        pytest.param("分割方式", ["整块供地"], True, id="how-it-is-divided"),
        pytest.param("成交单价", ["18"], False, id="a-price-agreed"),
        pytest.param("补充说明", ["江景"], False, id="a-remark"),
        pytest.param("地价", ["归甲乙公司"], False, id="cells-name-a-firm"),
    ],
)
def test_what_every_word_of_a_head_says_is_shown_unless_any_speaks_against_it(
    header: str, values: list[str], shown: bool
) -> None:
    assert (describes_the_offer(header) and not speaks_against(header, values)) is shown


def test_a_stranger_sees_the_offer_and_nobody_in_it(matcher: RowMatcher) -> None:
    snapshot = matcher.snapshot(Principal(), DocumentKind.LISTING, AS_OF)
    seen = {header for cells in snapshot.table.own.cells.values() for header in cells.headers}
    assert {"计价方式", "押金(月)", "公用工程·排污余量(吨/日)", "价格·地价(万元/亩)"} <= seen
    assert not {"现承租人", "领导批示"} & seen


@pytest.mark.parametrize(
    ("question", "said"),
    [
        pytest.param("排污余量每天500吨以上的有哪些", "共 2 条", id="the-last-line-of-a-head"),
        pytest.param("地价每亩不超过16万的有哪些", "共 2 条", id="money-by-the-acre"),
        pytest.param("门脸最宽的是哪家", "云间铺", id="learned-and-in-order"),
        pytest.param("桐花里A座可租面积多大", "合计 1350", id="parts-added-up"),
        pytest.param("云间铺最少要租多少平", "50平起", id="the-smallest-piece"),
        pytest.param("云间铺租20平，一个月房租多少元", "1200 元/月", id="as-much-as-is-wanted"),
        pytest.param("桐花里B座按地价整块拿下来多少万", "320 万元", id="price-times-land"),
        pytest.param("桐花里B座一年租金一共多少万", "7.8 万元", id="the-unit-of-its-own-row"),
        pytest.param("租金不高于20的里面，不到200平的也不要", "不低于 200", id="a-bound-turned-round"),
    ],
)
def test_a_question_in_everyday_words(matcher: RowMatcher, question: str, said: str) -> None:
    answer = matcher.answer(question, Principal(), AS_OF, DocumentKind.LISTING)
    assert answer is not None and said in answer.summary


@pytest.mark.parametrize(
    ("short", "row"),
    [
        pytest.param("桐花B座押金几个月", "桐花里B座", id="a-part"),
        pytest.param("云间铺押金几个月", "云间铺", id="whole"),
    ],
)
def test_a_row_called_for_short(matcher: RowMatcher, short: str, row: str) -> None:
    answer = matcher.answer(short, Principal(), AS_OF, DocumentKind.LISTING)
    assert answer is not None and answer.requirement.names == (row,)


def test_a_word_learned_to_mean_a_name_puts_nothing_in_order(matcher: RowMatcher) -> None:
    vocabulary = matcher.snapshot(Principal(), DocumentKind.LISTING, AS_OF).vocabulary
    learned = {Field.NAME: ("门牌",), Field.FLOOR_HEIGHT_M: ("个头",)}
    keys = take_orders(Reading("门牌最高的，个头最高的", vocabulary, AS_OF, learned)).keys
    assert [key.field for key in keys] == [Field.FLOOR_HEIGHT_M]


@pytest.mark.parametrize(
    ("cell", "forms"),
    [
        pytest.param("7层703", {"7层", "7楼", "703", "703室"}, id="floor-and-room"),
        pytest.param("3层301-305", {"3层", "302", "305"}, id="floor-and-rooms"),
        pytest.param("2楼B205", {"2层", "b205"}, id="a-lettered-room"),
        pytest.param("12层西区", {"12层"}, id="no-room"),
    ],
)
def test_a_floor_with_a_room_is_called_by_either(cell: str, forms: set[str]) -> None:
    assert forms <= set(forms_of(cell))


def test_the_head_gives_each_phrase_shares_of_columns_and_of_none(embedder: Embedder) -> None:
    head = ColumnHead(load_reader(embedder, EmbeddingSettings()).search_vectors)
    columns = (DescribedColumn("门头宽(米)", ("6", "9")), DescribedColumn("食堂", ("有", "无")))
    shares = head.shares(("门脸宽度", "在哪吃饭", "老板人怎么样"), columns)
    assert shares.shape == (3, 3) and np.allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert shares[:2, :2].argmax(axis=1).tolist() == [0, 1] and shares[2].argmax() == 2
    assert head.shares((), columns).shape == (0, 3)
