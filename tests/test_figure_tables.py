"""Tables of reports, policies and price lists: every row a passage that can be understood alone, asked exactly through the product."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.cells import asked_cells
from assistant.buildings.headers.release_marks import Restriction
from assistant.evaluation.running import run_suite
from assistant.evaluation.suite import read_suite
from assistant.records import Cell, Chunk, ChunkKind, Clearance, DocumentInfo, DocumentKind, Passage, Place, Principal
from assistant.retrieval.embedding import Embedder
from assistant.settings import Settings
from assistant.wiring import Services, build_services
from ingest import stated_units as stated_units_module
from ingest.chunking import cut_document
from ingest.chunking.table_units import head_and_unit, stated_units, unit_of_column
from ingest.parsed import ParsedDocument
from ingest.parsing import ParseLimits, parse_file
from ingest.parsing.builder import DocumentBuilder, Record
from ingest.parsing.spreadsheets.grids import add_grid
from ingest.pipeline import IngestPipeline
from ingest.stated_units import stated_in
from tests import table_files

SUITES = Path(__file__).parent / "suites"
DAY = date(2026, 11, 23)
PUBLIC = {"clearance": "public"}


def rows_of(parsed: ParsedDocument, kind: DocumentKind = DocumentKind.REPORT) -> list[Passage]:
    cut = cut_document(parsed, kind, "简报", lambda text: len(text) < 400, 400, lambda _table, _rows: Restriction())
    return [passage for passage in cut.passages if passage.kind is ChunkKind.ROW]


def rows_under(grid: Sequence[Sequence[str]], *above: str, kind: DocumentKind = DocumentKind.REPORT) -> list[str]:
    builder = DocumentBuilder("text/html")
    for line in above:
        builder.paragraph(line)
    add_grid(grid, builder)
    return [row.text for row in rows_of(builder.build(), kind)]


CARD = [
    ["卡1", "卡1"],
    ["政策名称", "首次上规奖励"],
    ["支持对象", "首次纳入规模以上工业统计的企业，含月度新增和年度新增"],
    ["支持标准", "月度新增的奖励12万元，年度新增的奖励8万元"],
    ["电话", "0999-5552113"],
]


def test_a_card_is_one_record_with_its_labels() -> None:
    (row,) = rows_under(CARD)
    assert row == (
        "政策名称：首次上规奖励；支持对象：首次纳入规模以上工业统计的企业，含月度新增和年度新增；"
        "支持标准：月度新增的奖励12万元，年度新增的奖励8万元；电话：0999-5552113"
    )


def test_short_cards_are_told_by_the_labels_that_they_repeat() -> None:
    builder = DocumentBuilder("text/html")
    for name, floor in (("甲楼", "12"), ("乙楼", "9")):
        add_grid([["名称", name], ["层数", floor], ["位置", "东街"], ["联系", "李工"]], builder)
    assert [row.text for row in rows_of(builder.build())] == [
        "名称：甲楼；层数：12；位置：东街；联系：李工",
        "名称：乙楼；层数：9；位置：东街；联系：李工",
    ]


def test_names_and_prices_are_no_card() -> None:
    grid = [
        ["项目", "价格"],
        ["工业用水", "2.80元/立方米"],
        ["居民用水", "2.10元/立方米"],
        ["商业用水", "3.50元/立方米"],
    ]
    assert len(rows_under(grid)) == 3


def test_a_single_line_between_rules_is_prose() -> None:
    builder = DocumentBuilder("text/html")
    add_grid([["一、社保补贴", "企业招用失业人员的，给予全额补贴。"]], builder)
    add_grid([["二、扩岗补助", "每招用1人补助1500元。"]], builder)
    cut = cut_document(
        builder.build(),
        DocumentKind.OTHER,
        "一览",
        lambda text: len(text) < 400,
        400,
        lambda _table, _rows: Restriction(),
    )
    text = "".join(passage.text + passage.heading for passage in cut.passages)
    assert all(part in text for part in ("社保补贴", "给予全额补贴", "扩岗补助", "补助1500元"))


@pytest.mark.parametrize(
    ("header", "head", "unit"),
    [
        pytest.param("绝对额（亿元）", "绝对额", "亿元", id="money"),
        pytest.param("2026年·同比增长(%)", "2026年·同比增长", "%", id="percent"),
        pytest.param("单价（元/平方米·月）", "单价", "元/平方米·月", id="per-two"),
        pytest.param("客流量（万人次）", "客流量", "万人次", id="counted"),
        pytest.param("出口（单位：亿美元）", "出口", "亿美元", id="said-to-be-the-unit"),
        pytest.param("增加值（现价）", "增加值（现价）", "", id="a-remark"),
        pytest.param("人均（常住）", "人均（常住）", "", id="another-remark"),
    ],
)
def test_a_unit_in_a_heads_brackets(header: str, head: str, unit: str) -> None:
    assert head_and_unit(header) == (head, unit)


@pytest.mark.parametrize(
    ("line", "header", "unit"),
    [
        pytest.param("单位：亿元", "总产值", "亿元", id="one-for-all"),
        pytest.param("单位：亿元", "总产值·同比增长", "", id="not-for-a-rate"),
        pytest.param("单位：万元、%", "总产值·同比增长", "%", id="the-one-that-fits"),
        pytest.param("（单位：万元，%）", "总产值", "万元", id="in-brackets"),
        pytest.param("单位：元/天", "面积", "", id="no-money-for-an-area"),
        pytest.param("注：上限单位为万元，期数单位为期。", "拨付期数", "期", id="by-name"),
        pytest.param("单位：万元、户", "新增经营主体数（户）", "户", id="two-that-are-told-apart"),
        pytest.param("填报单位：区统计局", "总产值", "", id="who-fills-it-in"),
    ],
)
def test_a_unit_that_a_line_states(line: str, header: str, unit: str) -> None:
    own = head_and_unit(header)[1]
    assert (own or unit_of_column(header, stated_units([line]))) == unit


def test_each_line_of_the_corpus_states_its_units() -> None:
    written = Path(stated_units_module.__file__).with_name("stated_units.corpus.txt").read_text("utf-8").splitlines()
    lines = [tuple(line.split("\t")) for line in written if line and not line.startswith("#")]
    read = [
        "；".join(f"{said.unit} of {'、'.join(said.words)}" if said.words else said.unit for said in stated_in(line))
        for line, _ in lines
    ]
    assert [(line, units or "-") for (line, _), units in zip(lines, read, strict=True)] == lines


def test_the_line_above_and_the_title_belong_to_the_table() -> None:
    grid = [["街道", "零售额", "增速"], ["青篱街道", "2.36", "3.9"], ["合计", "9.17", "4.7"]]
    assert rows_under(grid, "各街道运行情况如下。", "表2　社会消费情况", "单位：亿元、%") == [
        "表：表2 社会消费情况；街道：青篱街道；零售额：2.36亿元；增速：3.9%",
        "表：表2 社会消费情况；街道：合计；零售额：9.17亿元；增速：4.7%",
    ]


def test_parts_stand_under_their_whole_as_far_as_they_add_up_to_it() -> None:
    grid = [
        ["指标", "数量（户）"],
        ["经营主体", "100"],
        ["其中：企业", "30"],
        ["个体工商户", "65"],
        ["合作社", "5"],
        ["代表处", "4"],
    ]
    assert rows_under(grid) == [
        "指标：经营主体；数量：100户",
        "指标：经营主体，其中：企业；数量：30户",
        "指标：经营主体，其中：个体工商户；数量：65户",
        "指标：经营主体，其中：合作社；数量：5户",
        "指标：代表处；数量：4户",
    ]


def test_years_and_telephones_are_no_quantities() -> None:
    grid = [["年份", "产值", "联系电话"], ["2024", "31.2", "87654321"], ["2025", "35.9", "87654322"]]
    assert rows_under(grid, "单位：亿元")[1] == "年份：2025；产值：35.9亿元；联系电话：87654322"


def test_years_are_told_with_the_head_of_their_group() -> None:
    grid = [
        ["指标", "绝对量（亿元）", "", "增速（%）", ""],
        ["", "2024", "2025", "2024", "2025"],
        ["地区生产总值", "330.5", "352.1", "6.2", "6.5"],
        ["楼宇税收", "13.4", "15", "10.7", "11.9"],
    ]
    assert rows_under(grid)[0] == (
        "指标：地区生产总值；绝对量·2024：330.5亿元；绝对量·2025：352.1亿元；增速·2024：6.2%；增速·2025：6.5%"
    )


def test_a_ledger_keeps_its_heads_and_no_sums() -> None:
    grid = [["楼宇名称", "空置面积（㎡）"], ["汀湖中心", "1500"], ["合计", "1500"]]
    assert rows_under(grid, kind=DocumentKind.LISTING) == ["楼宇名称：汀湖中心；空置面积（㎡）：1500"]


def test_a_price_of_a_day_is_no_day() -> None:
    grid = [["场地", "租金·布展日（元）", "布展日"], ["一号馆", "48000", "46000"], ["二号馆", "34000", "3400"]]
    assert not any(re.search(r"20\d\d-\d\d", row) for row in rows_under(grid))


def test_rows_name_their_table_where_there_are_several(tmp_path: Path) -> None:
    builder = DocumentBuilder("text/html")
    for name in ("甲", "乙"):
        builder.paragraph("说明。")
        builder.table(["指标", "数"], [Record([name, "1"])])
    assert [row.locator for row in rows_of(builder.build())] == ["表格1第1行", "表格2第1行"]


def test_every_made_file_is_read_whole(tmp_path: Path) -> None:
    counts = {
        path.name: len(rows_of(parse_file(path, ParseLimits(ocr="never")))) for path in table_files.write_all(tmp_path)
    }
    assert list(counts.values()) == [9, 5, 4, 5, 5, 6, 5, 4]


@pytest.fixture(scope="module")
def tabled(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("tabled")
    services = build_services(Settings(data_dir=folder / "data"), embedder)
    files = table_files.write_all(folder / "files")
    report = IngestPipeline(services.library, services.settings.ingest).ingest(files, options=PUBLIC)
    assert [outcome.status for outcome in report.files] == ["read"] * len(files)
    yield services
    services.close()


def test_cells_are_asked_exactly(tabled: Services) -> None:
    """Each answer holds the figure with its unit, and no figure of another row."""
    cases = [*read_suite(SUITES / "tables.jsonl"), *read_suite(SUITES / "tables_held_out.jsonl")]
    results = run_suite(cases, tabled.answerer, DAY)
    failed = [result.case.question for result in results if not result.passed]
    assert len(cases) == 40
    assert len(failed) <= 4, failed


def test_two_rows_asked_about_are_both_told(tabled: Services) -> None:
    answer = tabled.answerer.answer("2025年栖澜区进出口总额和实际使用外资分别是多少？", Principal(), DAY)
    assert "38.64亿美元" in answer.text
    assert "2.86亿美元" in answer.text


@pytest.mark.parametrize(
    ("question", "share"),
    [
        pytest.param("一季度城镇零售额占几成？", "68.3亿元÷74.9亿元≈91.2%", id="of-what-it-is-part-of"),
        pytest.param("一季度第三产业占地区生产总值的比重是多少？", "122.6亿元÷186.4亿元≈65.8%", id="of-what-is-named"),
        pytest.param("柳浦街道1-3月限上零售额占全区的比重是多少？", "47890万元÷91775万元≈52.2%", id="of-the-sum"),
        pytest.param(
            "2025年一般贸易出口占出口额的比重是多少？", "19.35亿美元÷25.17亿美元≈76.9%", id="in-a-pdf-without-rules"
        ),
    ],
)
def test_a_share_is_worked_out_from_two_cells(tabled: Services, question: str, share: str) -> None:
    answer = tabled.answerer.answer(question, Principal(), DAY)
    assert share in answer.text
    assert len(answer.citations) == 2


def test_what_no_row_is_called_is_left_to_the_reader(tabled: Services) -> None:
    answer = tabled.answerer.answer("栖澜区的蓝天保卫战成效如何？", Principal(), DAY)
    assert answer.refused


@pytest.mark.parametrize(
    ("question", "cells"),
    [
        pytest.param("2024年外贸出口是多少", ["37.2"], id="that-year"),
        pytest.param("2022年外贸出口是多少", [], id="no-column-of-that-year"),
        pytest.param("外贸出口是多少", ["37.2", "41.5"], id="no-year"),
    ],
)
def test_a_year_that_no_column_has_gets_no_other_years_cell(question: str, cells: list[str]) -> None:
    document = DocumentInfo("d", "d", "主要指标", DocumentKind.REPORT, Clearance.PUBLIC, "text/plain")
    held = (Cell("指标", "外贸出口"), Cell("2024年（亿元）", "37.2"), Cell("2025年（亿元）", "41.5"))
    row = Chunk("r", document, 0, Passage(ChunkKind.ROW, "外贸出口", "第3行", Place(0, 4), cells=held))
    assert [cell.value for cell in asked_cells(question, row)] == cells
