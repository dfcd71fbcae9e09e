"""Ten PDF files as offices make them: tables without rules, columns of prose, running heads, rows and sentences over a page's end."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.parsed import Paragraph, ParsedDocument, Table
from ingest.parsing import ParseLimits, parse_file
from tests.files import FONT, SIZE, grid_table, official_lines, write_pdf
from tests.table_files import unruled

WITHOUT_OCR = ParseLimits(ocr="never")
Drawn = Callable[[Canvas], None]
HEADS = ["指标", "单位", "本年", "上年", "增长"]
LEFTS = (80, 220, 290, 370, 450)
ROWS = [
    ["规上工业增加值", "亿元", "88.4", "81.2", "8.9"],
    ["建筑业总产值", "亿元", "52.7", "49.9", "5.6"],
    ["商品房销售面积", "万㎡", "31.5", "36.8", "-14.4"],
    ["实有经营主体", "户", "41,206", "38,917", "5.9"],
    ["居民人均可支配收入", "元", "21,344", "20,190", "5.7"],
    ["城镇新增就业", "人", "6,120", "5,880", "4.1"],
]
SENTENCE = (
    "本季度全区服务业运行平稳，交通运输、信息服务、租赁和商务服务等行业营业收入增速均高于全市平均水平，"
    "其中租赁和商务服务业同比增长百分之十一点二，对全部服务业增长的贡献率超过三成，成为拉动增长的重要力量。"
)


def read(path: Path, *pages: Drawn) -> ParsedDocument:
    return parse_file(write_pdf(path, pages), WITHOUT_OCR)


def tables(parsed: ParsedDocument) -> list[Table]:
    return [block for block in parsed.blocks if isinstance(block, Table)]


def paragraphs(parsed: ParsedDocument) -> list[str]:
    return [block.text for block in parsed.blocks if isinstance(block, Paragraph)]


def values(table: Table) -> list[list[str]]:
    rows = sorted((*table.rows, *table.totals), key=lambda row: row.place.start)
    return [list(row.values) for row in rows]


def with_furniture(number: int, draw: Drawn) -> Drawn:
    def page(canvas: Canvas) -> None:
        canvas.setFont(FONT, 9)
        canvas.drawString(80, 805, "栖澜统计月报")
        canvas.drawRightString(520, 805, "2026年第9期")
        canvas.drawCentredString(297, 40, f"— {number} —")
        canvas.setFont(FONT, SIZE)
        draw(canvas)

    return page


def test_a_table_without_rules_between_paragraphs(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        end = official_lines(canvas, [SENTENCE])
        end = unruled(canvas, [HEADS, *ROWS], LEFTS, top=end - 10)
        canvas.setFont(FONT, SIZE)
        official_lines(canvas, ["下一步将继续做好经济运行调度。"], top=end - 30)

    parsed = read(tmp_path / "a.pdf", page)
    (table,) = tables(parsed)
    assert table.header == tuple(HEADS)
    assert values(table) == ROWS
    assert paragraphs(parsed) == [SENTENCE, "下一步将继续做好经济运行调度。"]
    assert all(parsed.text[row.place.start : row.place.end] == "\t".join(row.values) for row in table.rows)


def test_figures_set_to_the_right_below_centred_heads_of_two_lines(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(FONT, 11)
        canvas.drawString(80, 690, "街道")
        for x, text in ((295, "工业"), (455, "消费")):
            canvas.drawCentredString(x, 700, text.join(("规上", "情况")))
        for x, text in ((255, "产值"), (335, "增速"), (415, "零售额"), (495, "增速")):
            canvas.drawCentredString(x, 680, text)
        for at, row in enumerate(
            (
                ["青篱街道", "41,280", "6.2", "23,650", "3.9"],
                ["竹溪街道", "97,515", "8.8", "11,420", "-1.4"],
                ["柳浦街道", "5,340", "-2.5", "47,890", "7.1"],
            )
        ):
            canvas.drawString(80, 658 - at * 20, row[0])
            for right, text in zip((275, 350, 435, 510), row[1:], strict=True):
                canvas.drawRightString(right, 658 - at * 20, text)

    (table,) = tables(read(tmp_path / "a.pdf", page))
    assert table.header == (
        "街道",
        "规上工业情况·产值",
        "规上工业情况·增速",
        "规上消费情况·零售额",
        "规上消费情况·增速",
    )
    assert values(table)[2] == ["柳浦街道", "5,340", "-2.5", "47,890", "7.1"]


def test_a_table_without_rules_over_three_pages_is_one(tmp_path: Path) -> None:
    rows = [[f"第{number}号地块", f"{number}.5", f"{number * 7}", f"{number * 3}.25"] for number in range(1, 31)]
    head, lefts = ["地块", "面积", "底价", "容积率"], (80, 220, 330, 440)
    pages = [
        with_furniture(1, lambda canvas: drawn(canvas, [head, *rows[:12]], lefts)),
        with_furniture(2, lambda canvas: drawn(canvas, [head, *rows[12:24]], lefts)),
        with_furniture(3, lambda canvas: drawn(canvas, rows[24:], lefts)),
    ]
    parsed = read(tmp_path / "a.pdf", *pages)
    (table,) = tables(parsed)
    assert table.header == tuple(head)
    assert values(table) == rows
    assert [row.place.page for row in table.rows] == [1] * 12 + [2] * 12 + [3] * 6
    assert not paragraphs(parsed)


def drawn(canvas: Canvas, rows: Sequence[Sequence[str]], lefts: Sequence[float]) -> None:
    unruled(canvas, rows, lefts, top=760)


def test_a_cell_broken_into_lines_without_rules_is_whole(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        unruled(canvas, [["项目", "内容", "补助（万元）"]], (80, 200, 440), top=700)
        for at, (name, first, second, sum_) in enumerate(
            (
                ("设备更新", "购置先进设备并投入使用的，按投", "资额给予补助", "300"),
                ("数字改造", "完成智能工厂诊断并实施改造的，", "按合同额给予补助", "120"),
                ("绿色制造", "获评国家级绿色工厂的企业，给予", "一次性奖励", "80"),
            )
        ):
            y = 670 - at * 46
            unruled(canvas, [[first]], (200,), top=y)
            unruled(canvas, [[name, sum_]], (80, 440), top=y - 7)
            unruled(canvas, [[second]], (200,), top=y - 14)

    (table,) = tables(read(tmp_path / "a.pdf", page))
    assert values(table)[0] == ["设备更新", "购置先进设备并投入使用的，按投资额给予补助", "300"]
    assert values(table)[1:] == [
        ["数字改造", "完成智能工厂诊断并实施改造的，按合同额给予补助", "120"],
        ["绿色制造", "获评国家级绿色工厂的企业，给予一次性奖励", "80"],
    ]


def test_two_columns_of_prose_are_no_table(tmp_path: Path) -> None:
    left = [
        "青篱街道位于区境东部，辖九个社区，",
        "商务楼宇集中，金融和法律服务业发达，",
        "轨道交通二号线贯穿全境。",
        "区内有三所高校和两座省级医院，",
        "年末常住人口十一万。",
    ]
    right = [
        "竹溪街道是制造业集聚区，建有两座",
        "省级开发园区，规上工业企业一百二十",
        "家，以装备制造和新材料为主。",
        "园区配套公寓三千套，班车直达，",
        "职工食堂和托育点齐备。",
    ]

    def page(canvas: Canvas) -> None:
        canvas.setFont(FONT, 12)
        for at, (one, other) in enumerate(zip(left, right, strict=True)):
            canvas.drawString(60, 700 - at * 20, one)
            canvas.drawString(320, 700 - at * 20, other)

    parsed = read(tmp_path / "a.pdf", page)
    assert not tables(parsed)
    text = parsed.text.replace("\n", "")
    assert "".join(left) in text
    assert "".join(right) in text


def test_a_sentence_over_the_pages_end_is_one_between_running_heads(tmp_path: Path) -> None:
    cut = 26 + 28 * 2
    pages = [
        with_furniture(1, lambda canvas: void(official_lines(canvas, [SENTENCE[:cut]]))),
        with_furniture(2, lambda canvas: void(official_lines(canvas, [SENTENCE[cut:]], indent=0))),
        with_furniture(3, lambda canvas: void(official_lines(canvas, ["以上数据为初步核算数。"]))),
    ]
    assert paragraphs(read(tmp_path / "a.pdf", *pages)) == [SENTENCE, "以上数据为初步核算数。"]


def void(_: object) -> None:
    """For a drawing that gives something back."""


def test_a_ruled_header_alone_at_the_pages_end_belongs_to_the_rows_behind(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        canvas.setFont(FONT, SIZE)
        official_lines(canvas, [SENTENCE])
        grid_table(
            canvas,
            {(0, at, 1, 1): text for at, text in enumerate(["岗位", "人数", "月薪"])},
            columns=3,
            rows=1,
            top=120,
        )

    def second(canvas: Canvas) -> None:
        rows = [["数控技师", "12", "9500"], ["质检员", "8", "6200"]]
        cells = {(at, column, 1, 1): text for at, row in enumerate(rows) for column, text in enumerate(row)}
        grid_table(canvas, cells, columns=3, rows=2, top=780)

    parsed = read(tmp_path / "a.pdf", first, second)
    (table,) = tables(parsed)
    assert table.header == ("岗位", "人数", "月薪")
    assert values(table) == [["数控技师", "12", "9500"], ["质检员", "8", "6200"]]
    assert paragraphs(parsed) == [SENTENCE]


def test_a_ruled_row_cut_by_the_pages_end_is_one(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        rows = [["事项", "条件", "标准"], ["租金补贴", "租用办公用房一千平方米以", "三成"]]
        cells = {(at, column, 1, 1): text for at, row in enumerate(rows) for column, text in enumerate(row)}
        grid_table(canvas, cells, columns=3, rows=2, top=120, width=140)

    def second(canvas: Canvas) -> None:
        rows = [["", "上且签约满三年", ""], ["装修补贴", "装修投入百万元以上", "两成"]]
        cells = {(at, column, 1, 1): text for at, row in enumerate(rows) for column, text in enumerate(row)}
        grid_table(canvas, cells, columns=3, rows=2, top=780, width=140)

    (table,) = tables(read(tmp_path / "a.pdf", with_furniture(1, first), with_furniture(2, second)))
    assert values(table) == [
        ["租金补贴", "租用办公用房一千平方米以上且签约满三年", "三成"],
        ["装修补贴", "装修投入百万元以上", "两成"],
    ]


def test_two_tables_without_rules_on_a_page_stay_two(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(FONT, 12)
        canvas.drawString(80, 770, "表1　分行业电价")
        end = unruled(
            canvas,
            [
                ["行业", "峰段", "谷段"],
                ["制造业", "0.92", "0.38"],
                ["商业", "1.05", "0.41"],
                ["数据中心", "0.88", "0.36"],
            ],
            (80, 240, 380),
            top=740,
        )
        canvas.setFont(FONT, 12)
        canvas.drawString(80, end - 20, "表2　分行业水价")
        unruled(
            canvas,
            [
                ["行业", "自来水", "再生水"],
                ["制造业", "4.1", "1.8"],
                ["商业", "4.9", "2.1"],
                ["特种行业", "16.5", "5.0"],
            ],
            (80, 240, 380),
            top=end - 50,
        )

    parsed = read(tmp_path / "a.pdf", page)
    assert [table.header for table in tables(parsed)] == [("行业", "峰段", "谷段"), ("行业", "自来水", "再生水")]
    assert [values(table)[2] for table in tables(parsed)] == [["数据中心", "0.88", "0.36"], ["特种行业", "16.5", "5.0"]]
    assert paragraphs(parsed) == ["表1　分行业电价", "表2　分行业水价"]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            [("目录", ""), ("一、总体情况", "1"), ("二、主要任务", "4"), ("三、保障措施", "9")], id="contents"
        ),
        pytest.param([("联系人：陈工", "电话：0999-5550123"), ("地址：栖澜路8号", "邮编：312000")], id="contact"),
        pytest.param([("主办：区统计局", "2026年9月"), ("承办：综合科", "第9期")], id="imprint"),
    ],
)
def test_what_only_stands_side_by_side_is_no_table(tmp_path: Path, lines: list[tuple[str, str]]) -> None:
    def page(canvas: Canvas) -> None:
        for at, (left, right) in enumerate(lines):
            canvas.drawString(80, 700 - at * 28, left)
            canvas.drawString(400, 700 - at * 28, right)

    assert not tables(read(tmp_path / "a.pdf", page))
