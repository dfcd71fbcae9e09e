"""Tables of workbooks and text files as a person sees them."""

import shutil
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlwt

from ingest.parsed import ParsedDocument, Table
from ingest.parsing import ParseLimits, parse_file
from ingest.parsing.spreadsheets.cell_text import shown
from ingest.parsing.spreadsheets.grid_rows import GROUP_HEADER, STREET_HEADER
from ingest.parsing.spreadsheets.grids import read_grids
from tests.files import with_results, write_workbook, write_zip

HAS_OFFICE = bool(shutil.which("soffice") or shutil.which("libreoffice"))


def only_table(parsed: ParsedDocument) -> Table:
    (table,) = [block for block in parsed.blocks if isinstance(block, Table)]
    return table


def values(table: Table) -> list[tuple[str, ...]]:
    return [row.values for row in table.rows]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        pytest.param(0.85, "0%", "85%", id="percent"),
        pytest.param(0.8567, "0.0%", "85.7%", id="percent-with-decimal"),
        pytest.param(128600, "#,##0", "128,600", id="thousands"),
        pytest.param(1234.5, '0.00"元"', "1234.50元", id="unit-after"),
        pytest.param(65, "[$¥-804]#,##0.00", "¥65.00", id="currency-before"),
        pytest.param(-3.5, "0.0_);[Red](0.0)", "-3.5", id="negative-in-brackets"),
        pytest.param(1280000, '0!.0,"万"', "128.0万", id="ten-thousands"),
        pytest.param(2.5, "0", "3", id="half-rounds-up"),
        pytest.param(7, "000", "007", id="leading-zeros"),
        pytest.param(5, 'General"层"', "5层", id="general-with-unit"),
        pytest.param(0.1 + 0.2, "General", "0.3", id="no-binary-noise"),
        pytest.param(100.0, "General", "100", id="whole-number"),
        pytest.param(1e20, "General", "100000000000000000000", id="huge"),
        pytest.param(12345, "0.00E+00", "12345", id="scientific-shown-plainly"),
        pytest.param(datetime(2026, 10, 28), "yyyy/m/d", "2026-10-28", id="date"),
        pytest.param(date(2026, 3, 1), 'yyyy"年"m"月"', "2026-03", id="month-without-day"),
        pytest.param(datetime(2026, 3, 1, 9, 30), "yyyy-mm-dd hh:mm", "2026-03-01 09:30", id="date-and-time"),
        pytest.param(True, "General", "是", id="boolean"),
        pytest.param(None, "General", "", id="blank"),
    ],
)
def test_number_formats_read_as_shown(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def test_ledger_with_title_two_line_header_total_and_notes(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "台账.xlsx",
        [
            ["云汀区商务楼宇台账"],
            ["单位：面积 ㎡，租金 元/㎡·月"],
            ["序号", "楼宇名称", "面积（㎡）", None, "入驻率"],
            [None, None, "总建筑面积", "空置面积", None],
            [1, "云汀国际金融中心", 128600, 21450, 0.85],
            [2, "汀洲中心A座", 68200, 9860, 0.9],
            [None] * 5,
            ["合计", None, 196800, 31310, None],
            ["注：面积以测绘报告为准。"],
        ],
        merged=["A1:E1", "C3:D3", "A3:A4", "B3:B4", "E3:E4"],
        formats={"C5": "#,##0", "D5": "#,##0", "E5": "0%", "E6": "0%"},
    )
    table = only_table(parse_file(path, ParseLimits()))
    assert table.caption == "云汀区商务楼宇台账"
    assert table.header == ("序号", "楼宇名称", "面积（㎡）·总建筑面积", "面积（㎡）·空置面积", "入驻率")
    assert values(table) == [
        ("1", "云汀国际金融中心", "128,600", "21,450", "85%"),
        ("2", "汀洲中心A座", "68200", "9860", "90%"),
    ]
    assert [row.place.row for row in table.rows] == [5, 6]
    assert {row.place.sheet for row in table.rows} == {"台账"}
    assert table.notes == ("单位：面积 ㎡，租金 元/㎡·月", "注：面积以测绘报告为准。")


def test_merged_cells_repeat_in_every_row_they_cover(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "a.xlsx",
        [["街道", "楼宇", "面积"], ["汀洲街道", "甲座", 100], [None, "乙座", 200], ["望澜街道", "丙座", 300]],
        merged=["A2:A3"],
    )
    assert [row[0] for row in values(only_table(parse_file(path, ParseLimits())))] == [
        "汀洲街道",
        "汀洲街道",
        "望澜街道",
    ]


def test_hidden_rows_columns_and_sheets_are_left_out_and_counted(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "a.xlsx",
        [["楼宇", "底价", "面积"], ["甲座", 50, 100], ["乙座", 60, 200], ["丙座", 70, 300]],
        hidden_rows=[3, 900],
        hidden_columns=["B", "Z"],
    )
    parsed = parse_file(path, ParseLimits())
    assert values(only_table(parsed)) == [("甲座", "100"), ("丙座", "300")]
    assert parsed.warnings == ("工作表“台账”有 1 行是隐藏的，未读", "工作表“台账”有 1 列是隐藏的，未读")
    assert "60" not in parsed.text


def test_formulas_read_as_their_stored_result(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [["楼宇", "面积", "一半"], ["甲座", 100, "=B2/2"]])
    with_results(path, {"C2": "50"})
    parsed = parse_file(path, ParseLimits())
    assert values(only_table(parsed)) == [("甲座", "100", "50")]
    assert not parsed.warnings


def test_a_formula_without_a_result_beside_computed_ones_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = write_workbook(
        tmp_path / "a.xlsx", [["楼宇", "面积", "一半"], ["甲座", 100, "=B2/2"], ["乙座", 80, "=B3/2"]]
    )
    parsed = parse_file(with_results(path, {"C2": "50"}), ParseLimits())
    assert values(only_table(parsed)) == [("甲座", "100", "50"), ("乙座", "80", "")]
    (warning,) = parsed.warnings
    assert warning.startswith("1 个公式没有保存结果（台账!C3）")


def test_a_formula_that_shows_nothing_was_computed(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [["楼宇", "面积", "备注"], ["甲座", 100, '=IF(B2>500,"大","")']])
    with_results(path, {"C2": ""})
    with zipfile.ZipFile(path) as package:
        members = {name: package.read(name) for name in package.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    write_zip(path, members | {"xl/worksheets/sheet1.xml": sheet.replace(b'<c r="C2"', b'<c r="C2" t="str"')})
    assert not parse_file(path, ParseLimits()).warnings


@pytest.mark.patient
@pytest.mark.skipif(not HAS_OFFICE, reason="LibreOffice is not installed")
def test_only_formulas_without_a_result_are_computed(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "a.xlsx", [["楼宇", "面积", "一半"], ["甲座", 100, "=B2/2"], ["乙座", 80, "=B3/2"]]
    )
    parsed = parse_file(with_results(path, {"C2": "51"}), ParseLimits())
    assert values(only_table(parsed)) == [("甲座", "100", "51"), ("乙座", "80", "40")]


@pytest.mark.patient
@pytest.mark.skipif(not HAS_OFFICE, reason="LibreOffice is not installed")
def test_formulas_never_computed_are_computed_by_libreoffice(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [["楼宇", "面积", "一半"], ["甲座", 100, "=B2/2"]])
    assert values(only_table(parse_file(path, ParseLimits()))) == [("甲座", "100", "50")]


def test_formulas_never_computed_are_named_where_libreoffice_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = write_workbook(tmp_path / "a.xlsx", [["楼宇", "面积", "一半"], ["甲座", 100, "=B2/2"]])
    (warning,) = parse_file(path, ParseLimits()).warnings
    assert warning.startswith("1 个公式没有保存结果（台账!C2）")


def test_a_whole_column_of_formats_costs_nothing(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "a.xlsx", [["楼宇", "面积"], ["甲座", 100]], merged=["D1:XFD1"], formats={"B1048576": "0.00"}
    )
    assert values(only_table(parse_file(path, ParseLimits()))) == [("甲座", "100")]


def test_old_workbook_with_merged_hidden_and_formatted_cells(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for column, name in enumerate(("街道", "楼宇", "入驻率", "核验时间", "底价")):
        sheet.write(0, column, name)
    sheet.write_merge(1, 2, 0, 0, "汀洲街道")
    for row, name in ((1, "甲座"), (2, "乙座"), (3, "丙座")):
        sheet.write(row, 1, name)
        sheet.write(row, 2, 0.855, xlwt.easyxf(num_format_str="0.0%"))
        sheet.write(row, 3, datetime(2026, 10, 28), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
        sheet.write(row, 4, 50)
    sheet.write(3, 0, "望澜街道")
    sheet.row(3).hidden = True
    sheet.col(4).hidden = True
    path = tmp_path / "旧台账.xls"
    book.save(str(path))
    parsed = parse_file(path, ParseLimits())
    assert values(only_table(parsed)) == [
        ("汀洲街道", "甲座", "85.5%", "2026-10-28"),
        ("汀洲街道", "乙座", "85.5%", "2026-10-28"),
    ]
    assert [row.place.row for row in only_table(parsed).rows] == [2, 3]
    assert len(parsed.warnings) == 2


CSV = '楼宇名称,面积,备注\n甲座,100,"临街,可分割"\n乙座,200,\n合计,300,\n'


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(CSV.encode("utf-8"), "a.csv", id="utf-8"),
        pytest.param(CSV.encode("utf-8-sig"), "a.csv", id="utf-8-with-mark"),
        pytest.param(CSV.encode("gb18030"), "a.csv", id="gb18030"),
        pytest.param(CSV.encode("utf-16"), "a.csv", id="utf-16"),
        pytest.param(CSV.encode("utf-16-le"), "a.csv", id="utf-16-without-mark"),
        pytest.param(CSV.encode("utf-16-be"), "a.csv", id="utf-16-big-endian-without-mark"),
        pytest.param(CSV.replace(",", ";").replace('"临街;', '"临街,').encode("gb18030"), "a.csv", id="semicolons"),
        pytest.param(CSV.replace("\n", "\r\n").encode("gb18030"), "a.csv", id="windows-line-ends"),
        pytest.param(
            b"sep=;\n" + "楼宇名称;面积;备注\n甲座;100;临街,可分割\n乙座;200;\n".encode(), "a.csv", id="declared"
        ),
        pytest.param("楼宇名称\t面积\t备注\n甲座\t100\t临街,可分割\n乙座\t200\t\n".encode(), "a.tsv", id="tabs"),
        pytest.param("楼宇名称\t面积\t备注\n甲座\t100\t临街,可分割\n乙座\t200\t\n".encode(), "a.xls", id="called-xls"),
    ],
)
def test_delimited_text_in_any_encoding(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    table = only_table(parse_file(path, ParseLimits()))
    assert table.header == ("楼宇名称", "面积", "备注")
    assert values(table) == [("甲座", "100", "临街,可分割"), ("乙座", "200", "")]


def test_a_file_in_big5_is_read_in_its_characters(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("樓宇名稱;空置面積（平方米）\r\n雲岫大廈;1200\r\n松澗中心;800\r\n".encode("big5"))
    table = only_table(parse_file(path, ParseLimits()))
    assert table.header == ("樓宇名稱", "空置面積（平方米）")
    assert values(table) == [("雲岫大廈", "1200"), ("松澗中心", "800")]


def test_group_rows_become_a_column() -> None:
    (table,) = read_grids(
        [
            ["名称", "面积", "租金"],
            ["一、东部片区", "一、东部片区", "一、东部片区"],
            ["甲座", "100", "60"],
            ["二、西部片区", "", ""],
            ["乙座", "200", "50"],
            ["以上价格为业主挂牌价。"] * 3,
        ]
    )
    assert table.header == (GROUP_HEADER, "名称", "面积", "租金")
    assert [row for _, row in table.rows] == [
        ("一、东部片区", "甲座", "100", "60"),
        ("二、西部片区", "乙座", "200", "50"),
    ]
    assert table.notes == ("以上价格为业主挂牌价。",)


LEDGER = ["序号", "楼宇名称", "级别", "空置面积", "物业公司"]


@pytest.mark.parametrize(
    ("rows", "columns", "expected"),
    [
        pytest.param(
            [["港湾街道", "", "", "", ""], ["1", "蓝鲸大厦", "甲级", "1200", "甲物业"], ["河西街道", "", "", "", ""],
             ["2", "青松大厦", "甲级", "600", "丙物业"]],
            (STREET_HEADER,), [("港湾街道", "蓝鲸大厦"), ("河西街道", "青松大厦")], id="streets-alone",
        ),
        pytest.param(
            [["", "（一）港湾街道（1栋）", "", "", ""], ["1", "蓝鲸大厦", "甲级", "1200", "甲物业"]],
            (STREET_HEADER,), [("港湾街道", "蓝鲸大厦")], id="one-numbered-street-with-a-remark",
        ),
        pytest.param(
            [["", "东山街道小计", "", "2000", ""], ["1", "红杉大厦", "甲级", "1200", "甲物业"], ["2", "灰鸽中心", "", "800", "乙物业"],
             ["", "南湖街道", "", "3000", ""], ["3", "翠柏大厦", "甲级", "600", "丙物业"], ["4", "紫荆广场", "", "2400", "丁物业"]],
            (STREET_HEADER,),
            [("东山街道", "红杉大厦"), ("东山街道", "灰鸽中心"), ("南湖街道", "翠柏大厦"), ("南湖街道", "紫荆广场")],
            id="groups-with-their-sums",
        ),
        pytest.param(
            [["1", "红杉大厦", "甲级", "1200", "甲物业"], ["", "东山街道小计", "", "1,200", ""],
             ["2", "翠柏大厦", "甲级", "600", "丙物业"], ["", "南湖街道小计", "", "600", ""]],
            (), [("红杉大厦",), ("翠柏大厦",)], id="sums-below-their-records",
        ),
        pytest.param(
            [["北区", "", "", "", ""], ["1", "红杉大厦", "甲级", "1200", "甲物业"], ["北区小计", "", "", "1200", ""],
             ["南区", "", "", "", ""], ["2", "翠柏大厦", "甲级", "600", "丙物业"], ["南区小计", "", "", "600", ""]],
            (GROUP_HEADER,), [("北区", "红杉大厦"), ("南区", "翠柏大厦")], id="names-above-and-sums-below",
        ),
        pytest.param(
            [["一、写字楼", "", "", "", ""], ["港湾街道", "", "", "", ""], ["1", "蓝鲸大厦", "甲级", "1200", "甲物业"],
             ["河西街道", "", "", "", ""], ["2", "青松大厦", "甲级", "600", "丙物业"],
             ["二、商铺", "", "", "", ""], ["3", "望江底商", "", "90", "丙物业"]],
            (GROUP_HEADER, STREET_HEADER),
            [("一、写字楼", "港湾街道", "蓝鲸大厦"), ("一、写字楼", "河西街道", "青松大厦"), ("二、商铺", "", "望江底商")],
            id="streets-within-groups",
        ),
        pytest.param(
            [["", "城东片区", "", "900", ""], ["1", "红杉大厦", "甲级", "500", "甲物业"], ["2", "灰鸽中心", "", "400", "乙物业"]],
            (GROUP_HEADER,), [("城东片区", "红杉大厦"), ("城东片区", "灰鸽中心")], id="a-name-that-adds-up",
        ),
        pytest.param(
            [["1", "红杉大厦", "甲级", "1200", "甲物业"], ["", "红杉大厦B座", "", "800", ""], ["2", "翠柏大厦", "甲级", "600", "丙物业"]],
            (), [("红杉大厦",), ("红杉大厦B座",), ("翠柏大厦",)], id="a-sparse-record-is-none",
        ),
        pytest.param(
            [["1", "云汀国际金融中", "甲级", "1200", "甲物业"], ["", "心A座", "", "", ""], ["2", "翠柏大厦", "甲级", "600", "丙物业"]],
            (), [("云汀国际金融中",), ("翠柏大厦",)], id="a-cell-that-runs-over-is-none",
        ),
    ],
)  # fmt: skip
def test_rows_that_name_a_group(
    rows: list[list[str]], columns: tuple[str, ...], expected: list[tuple[str, ...]]
) -> None:
    (table,) = read_grids([LEDGER, *rows])
    assert table.header == (*columns, *LEDGER)
    assert [(*row[: len(columns)], row[len(columns) + 1]) for _, row in table.rows] == expected


@pytest.mark.parametrize(
    "grid",
    [
        pytest.param(
            [["街道", "楼宇数", "空置面积", "备注"], ["港湾街道", "5", "3000", ""], ["河西街道", "2", "1000", "新增1栋"],
             ["南湖街道", "3", "2000", ""]],
            id="figures-by-street",
        ),
        pytest.param(
            [["指标", "金额", "增速"], ["第二产业合计", "500", "5.1"], ["工业", "300", "4.0"], ["建筑业", "200", "6.2"]],
            id="statistics",
        ),
    ],
)  # fmt: skip
def test_tables_of_figures_keep_every_row(grid: list[list[str]]) -> None:
    (table,) = read_grids(grid)
    assert [list(row) for _, row in table.rows] == grid[1:]


def test_two_tables_on_one_sheet_are_told_apart() -> None:
    first, second = read_grids(
        [
            ["厂房台账", "", ""],
            ["名称", "面积", "层高"],
            ["一号厂房", "1000", "8"],
            ["", "", ""],
            ["仓库台账", "", ""],
            ["名称", "荷载", "面积"],
            ["甲仓", "2", "3000"],
        ]
    )
    assert (first.caption, second.caption) == ("厂房台账", "仓库台账")
    assert second.header == ("名称", "荷载", "面积")
    assert [row for _, row in second.rows] == [("甲仓", "2", "3000")]
    assert [index for index, _ in second.rows] == [6]


@pytest.mark.parametrize(
    ("grid", "records"),
    [
        pytest.param([["项目", "2024", "2025"], ["产值", "10", "12"]], 1, id="years-are-header"),
        pytest.param([["名称", "甲", "乙", "丙"], ["1", "2", "3", "4"], ["楼", "5", "6", "7"]], 1, id="column-numbers"),
        pytest.param([["名称", "面积"], ["甲座", "1"], ["名称", "面积"], ["乙座", "2"]], 2, id="header-printed-again"),
        pytest.param([["名称", "面积"], ["小计", "1"], ["甲座", "2"], ["总计：", "3"]], 1, id="totals"),
        pytest.param([["附件1", ""], ["名称", "面积"], ["甲座", "2"]], 1, id="annex-number-above"),
        pytest.param([["", ""], ["", ""]], 0, id="blank"),
    ],
)
def test_what_counts_as_a_record(grid: list[list[str]], records: int) -> None:
    assert sum(len(table.rows) for table in read_grids(grid)) == records


def test_names_above_columns_need_no_head_of_their_own() -> None:
    areas = [["空置面积（㎡）", "100", "200"], ["租金（元/㎡·月）", "50", "60"], ["层高（米）", "3", "4"]]
    (turned,) = read_grids([["", "金鹏大厦", "三号楼"], *areas])
    assert turned.header == ("名称", "空置面积（㎡）", "租金（元/㎡·月）", "层高（米）")
    assert [row for _, row in turned.rows] == [("金鹏大厦", "100", "50", "3"), ("三号楼", "200", "60", "4")]
    (figures,) = read_grids([["指标", "一季度", "二季度"], *areas])
    assert figures.header == ("指标", "一季度", "二季度")


@pytest.mark.parametrize(
    ("grid", "header", "rows"),
    [
        pytest.param(
            [["一楼一档", "", "", "", ""], ["基本信息", "楼宇名称", "甲楼", "地址", "一路1号"],
             ["面积情况", "总建筑面积（㎡）", "9000", "空置面积（㎡）", "800"]],
            ("楼宇名称", "地址", "总建筑面积（㎡）", "空置面积（㎡）"), [("甲楼", "一路1号", "9000", "800")], id="a-card-in-sections",
        ),
        pytest.param(
            [["街道", "楼宇名称", "楼层", "空置面积（㎡）"], ["青溪街道", "甲楼", "3", "100"], ["青溪街道", "甲楼", "小计", "100"],
             ["其中：甲级", "", "", "100"]],
            ("街道", "楼宇名称", "楼层", "空置面积（㎡）"), [("青溪街道", "甲楼", "3", "100")], id="sums-in-any-column",
        ),
    ],
)  # fmt: skip
def test_a_sheet_is_read_by_what_its_cells_are(
    grid: list[list[str]], header: tuple[str, ...], rows: list[tuple[str, ...]]
) -> None:
    (table,) = read_grids(grid)
    assert table.header == header
    assert [row for _, row in table.rows] == rows


def test_vacant_floors_below_a_card_are_the_cards() -> None:
    card, floors = read_grids(
        [
            ["楼宇名称", "甲楼", "地址", "一路1号"], ["级别", "甲级", "联系人", "林"], ["空置明细", "", "", ""],
            ["楼层", "空置面积（㎡）", "租金（元/㎡·月）", ""], ["3", "100", "50", ""],
        ]
    )  # fmt: skip
    assert [row for _, row in card.rows] == [("甲楼", "一路1号", "甲级", "林")]
    assert floors.header == ("楼宇名称", "楼层", "空置面积（㎡）", "租金（元/㎡·月）")
    assert [row for _, row in floors.rows] == [("甲楼", "3", "100", "50")]


def test_equal_column_names_are_told_apart() -> None:
    (table,) = read_grids([["名称", "电话", "电话", ""], ["甲座", "1", "2", "3"]])
    assert table.header == ("名称", "电话", "电话（2）", "列4")
