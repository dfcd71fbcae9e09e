"""PDF files and pictures: paragraphs, tables, boxes and recognition."""

import math
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from assistant.errors import FileTooLarge, UnreadableFile
from ingest.parsed import Heading, Paragraph, ParsedDocument, Table
from ingest.parsing import ParseLimits, parse_file
from ingest.parsing.builder import DocumentBuilder, PrintedBox
from ingest.parsing.ocr import recognise
from ingest.parsing.printed.layout import add_paragraphs, footnotes, measure, without_furniture
from ingest.parsing.printed.pdf_tables import GridRow, RuledTable, continued
from ingest.parsing.reading_order import PrintedLine, in_reading_order, join_printed_lines
from tests.files import (
    FONT,
    SAMPLES,
    SIZE,
    grid_table,
    official_lines,
    sample_notice,
    scanned_pdf,
    write_pdf,
)

LIMITS = ParseLimits()
WITHOUT_OCR = ParseLimits(ocr="never")
ARTICLE = (
    "第一条　为了促进楼宇经济高质量发展，提高楼宇资源利用效率，根据国家和省、市有关规定，结合本区实际，制定本办法。"
)
LONG = (
    "第二条　新引进的总部企业租用商务楼宇自用的，按照实际租金的百分之五十给予补贴，补贴期限不超过三年，"
    "单个企业每年最高不超过二百万元，同一地址不得重复申报，转租、分租的不予补贴并追回已经发放的资金。"
)


def paragraphs(parsed: ParsedDocument) -> list[str]:
    return [block.text for block in parsed.blocks if isinstance(block, Paragraph)]


def tables(parsed: ParsedDocument) -> list[Table]:
    return [block for block in parsed.blocks if isinstance(block, Table)]


def test_lines_broken_by_the_layout_are_joined(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(FONT, 22)
        canvas.drawCentredString(297, 800, "云汀区楼宇办法")
        canvas.setFont(FONT, SIZE)
        official_lines(canvas, [ARTICLE, LONG, "（一）甲级楼宇；", "（二）乙级楼宇。"])

    parsed = parse_file(write_pdf(tmp_path / "a.pdf", [page]), WITHOUT_OCR)
    assert paragraphs(parsed) == ["云汀区楼宇办法", ARTICLE, LONG, "（一）甲级楼宇；", "（二）乙级楼宇。"]
    assert (parsed.page_count, parsed.ocr_pages, parsed.empty_pages) == (1, (), ())


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        pytest.param(("单个项目奖励200-", "500万元。"), "单个项目奖励200-500万元。", id="figures"),
        pytest.param(("按租金的20%-", "30%补贴。"), "按租金的20%-30%补贴。", id="shares"),
        pytest.param(("按租金的20%", "-30%补贴。"), "按租金的20%-30%补贴。", id="at-the-beginning-of-a-line"),
        pytest.param(("奖励20万元—", "50万元。"), "奖励20万元—50万元。", id="long-dash-after-a-unit"),
        pytest.param(("本市与港澳—", "深圳之间"), "本市与港澳—深圳之间", id="chinese"),
        pytest.param(("甲级A-", "B座"), "甲级A-B座", id="letters-that-are-no-word"),
        pytest.param(("foreign enter-", "prises may apply"), "foreign enterprises may apply", id="broken-word"),
        pytest.param(("Phase One -", "Two"), "Phase One - Two", id="spaced"),
    ],
)
def test_a_dash_at_a_lines_end_belongs_to_what_it_joins(lines: tuple[str, str], text: str) -> None:
    assert join_printed_lines(*lines) == text


def test_a_range_broken_at_its_dash_goes_on_in_the_next_line(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        official_lines(canvas, [ARTICLE, LONG])
        for number, line in enumerate(("本办法的实施期为2026-", "2028年，电话0999-", "5550123。")):
            canvas.drawString(80, 300 - number * 28, line)

    read = paragraphs(parse_file(write_pdf(tmp_path / "a.pdf", [page]), WITHOUT_OCR))[-1]
    assert read == "本办法的实施期为2026-2028年，电话0999-5550123。"


def test_a_word_broken_at_a_lines_end_is_whole_again(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(80, 700, "The district supports all foreign enter-")
        canvas.drawString(80, 680, "prises that come here.")

    (read,) = paragraphs(parse_file(write_pdf(tmp_path / "a.pdf", [page]), WITHOUT_OCR))
    assert read == "The district supports all foreign enterprises that come here."


def test_an_article_cut_by_a_page_break_is_one_paragraph_without_the_page_furniture(tmp_path: Path) -> None:
    def page(number: int, texts: list[str], indent: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(80, 800, "云汀区人民政府公报")
            official_lines(canvas, texts, indent=indent)
            canvas.drawCentredString(297, 40, f"- {number} -")

        return draw

    first, second = LONG[:54], LONG[54:]
    path = write_pdf(
        tmp_path / "a.pdf", [page(1, [ARTICLE, first], 2), page(2, [second], 0), page(3, ["第三条　附则。"], 2)]
    )
    parsed = parse_file(path, WITHOUT_OCR)
    assert paragraphs(parsed) == [ARTICLE, LONG, "第三条　附则。"]
    boxes = [line for line in parsed.lines if line.start >= parsed.text.index("第二条") and line.page == 2]
    assert "".join(parsed.text[line.start : line.end] for line in boxes) == second


def test_every_line_knows_its_box_on_the_page(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [lambda canvas: canvas.drawString(100, 700, "空置面积二百平方米")])
    (line,) = parse_file(path, WITHOUT_OCR).lines
    assert math.isclose(line.x0, 100 / 595.3, abs_tol=0.005)
    assert math.isclose(line.x1, (100 + 9 * SIZE) / 595.3, abs_tol=0.01)
    assert line.y0 < 1 - 700 / 841.9 < line.y1 + 0.005


def test_a_page_shown_turned_is_read_and_marked_as_shown(tmp_path: Path) -> None:
    def sideways(canvas: Canvas) -> None:
        canvas.rotate(90)  # with the page's own turn of 90 degrees it stands upright again
        canvas.setFont(FONT, SIZE)
        canvas.drawString(100, -100, "第一条　横向的页面。")
        canvas.drawString(100, -140, "第二条　第二行。")

    parsed = parse_file(write_pdf(tmp_path / "a.pdf", [sideways], rotation=90), WITHOUT_OCR)
    assert paragraphs(parsed) == ["第一条　横向的页面。", "第二条　第二行。"]
    first, second = parsed.lines
    assert first.y1 < second.y0
    assert first.x1 - first.x0 > first.y1 - first.y0


def test_bookmarks_are_headings(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.bookmarkPage("k")
        canvas.addOutlineEntry("一、总体情况", "k", level=0)
        official_lines(canvas, ["一、总体情况", "今年以来招商有力。"])

    parsed = parse_file(write_pdf(tmp_path / "a.pdf", [page]), WITHOUT_OCR)
    assert [(b.text, b.level) for b in parsed.blocks if isinstance(b, Heading)] == [("一、总体情况", 1)]
    assert paragraphs(parsed) == ["今年以来招商有力。"]


def test_ruled_tables_carry_merged_cells_pages_and_boxes_over_a_page_break(tmp_path: Path) -> None:
    header = {(0, 0, 2, 1): "街道", (0, 1, 1, 2): "面积", (1, 1, 1, 1): "总面积", (1, 2, 1, 1): "空置"}

    def first(canvas: Canvas) -> None:
        canvas.drawString(80, 760, "表一　各街道情况如下：")
        grid_table(
            canvas,
            {**header, (2, 0, 2, 1): "汀洲街道", (2, 1, 1, 1): "100", (2, 2, 1, 1): "10", (3, 1, 1, 1): "200", (3, 2, 1, 1): "20"},
            columns=3,
            rows=4,
        )  # fmt: skip

    def second(canvas: Canvas) -> None:
        grid_table(
            canvas,
            {**header, (2, 0, 1, 1): "望澜街道", (2, 1, 1, 1): "300", (2, 2, 1, 1): "30"},
            columns=3,
            rows=3,
            top=780,
        )
        canvas.setFont(FONT, SIZE)
        canvas.drawString(80, 600, "以上数据截至九月底。")

    parsed = parse_file(write_pdf(tmp_path / "a.pdf", [first, second]), WITHOUT_OCR)
    (table,) = tables(parsed)
    assert table.header == ("街道", "面积·总面积", "面积·空置")
    assert [(row.values, row.place.page) for row in table.rows] == [
        (("汀洲街道", "100", "10"), 1),
        (("汀洲街道", "200", "20"), 1),
        (("望澜街道", "300", "30"), 2),
    ]
    assert paragraphs(parsed) == ["表一　各街道情况如下：", "以上数据截至九月底。"]
    assert parsed.text.index("表一") < parsed.text.index("汀洲街道") < parsed.text.index("以上数据")
    box = next(line for line in parsed.lines if parsed.text[line.start : line.end] == "望澜街道\t300\t30")
    assert (box.page, round(box.x0, 2)) == (2, 0.13)


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    left = [PrintedLine(1, f"左{at}", 0.1, 0.1 + at * 0.03, 0.48, 0.12 + at * 0.03) for at in range(6)]
    right = [PrintedLine(1, f"右{at}", 0.52, 0.1 + at * 0.03, 0.9, 0.12 + at * 0.03) for at in range(6)]
    title = PrintedLine(1, "通栏标题", 0.3, 0.05, 0.7, 0.08)
    lines = in_reading_order([*right, title, *left])
    assert [line.text for line in lines] == [
        "通栏标题",
        *(f"左{at}" for at in range(6)),
        *(f"右{at}" for at in range(6)),
    ]


def test_two_texts_printed_on_one_place_are_two_lines() -> None:
    pieces = [
        PrintedLine(1, "云汀区办法", 0.1, 0.2, 0.4, 0.22),
        PrintedLine(1, "第一条　补助三十万元。", 0.1, 0.2, 0.6, 0.22),
    ]
    assert [one.text for one in in_reading_order(pieces)] == ["云汀区办法", "第一条　补助三十万元。"]


def test_label_and_value_side_by_side_stay_on_one_line() -> None:
    pieces = [
        PrintedLine(1, text, x, 0.1 + at * 0.03, x + 0.1, 0.12 + at * 0.03)
        for at in range(8)
        for text, x in ((f"标签{at}：", 0.1), (f"值{at}", 0.6))
    ]
    assert [line.text for line in in_reading_order(pieces)] == [f"标签{at}： 值{at}" for at in range(8)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("- 3 -", id="dashes"),
        pytest.param("第3页 共9页", id="page-of-pages"),
        pytest.param("3/9", id="slash"),
        pytest.param("— 12 —", id="long-dashes"),
        pytest.param("Page 3 of 9", id="english"),
        pytest.param("iv", id="roman"),
    ],
)
def test_page_numbers_at_the_edge_are_dropped(text: str) -> None:
    body = PrintedLine(1, "第一条　正文。", 0.1, 0.5, 0.6, 0.52)
    assert without_furniture([body, PrintedLine(1, text, 0.4, 0.95, 0.6, 0.96)]) == [body]


def test_contents_with_dot_leaders_are_dropped_but_numbers_in_the_text_are_not() -> None:
    entry = PrintedLine(1, "第一章 总则..................3", 0.1, 0.3, 0.9, 0.32)
    number = PrintedLine(1, "2026", 0.4, 0.5, 0.6, 0.52)
    assert without_furniture([entry, number]) == [number]


def test_a_title_broken_off_goes_on_in_the_next_centred_line() -> None:
    lines = [
        PrintedLine(1, "云汀区人民政府办公室关于印发", 0.27, 0.10, 0.73, 0.12),
        PrintedLine(1, "《云汀区若干措施》的通知", 0.30, 0.14, 0.70, 0.16),
        PrintedLine(1, "云政办规〔2025〕9号", 0.34, 0.18, 0.66, 0.20),
    ]
    builder = DocumentBuilder("application/pdf")
    add_paragraphs(lines, measure(lines), builder)
    assert paragraphs(builder.build()) == [
        "云汀区人民政府办公室关于印发《云汀区若干措施》的通知",
        "云政办规〔2025〕9号",
    ]


def test_signature_and_date_stay_apart_from_the_text() -> None:
    lines = [
        PrintedLine(1, "　　特此通知，请各单位认真组织实施好相关工作。", 0.13, 0.50, 0.87, 0.52),
        PrintedLine(1, "云汀区投资合作局", 0.60, 0.54, 0.82, 0.56),
        PrintedLine(1, "2026年11月10日", 0.62, 0.58, 0.80, 0.60),
    ]
    builder = DocumentBuilder("application/pdf")
    add_paragraphs(lines, measure(lines), builder)
    assert len(paragraphs(builder.build())) == 3


def test_a_page_with_a_text_layer_of_garbage_or_none_is_named_when_recognition_is_off(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [lambda canvas: canvas.rect(10, 10, 50, 50), lambda canvas: None])
    assert parse_file(path, WITHOUT_OCR).empty_pages == (1, 2)


def test_too_many_pages_is_its_own_message(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [lambda canvas: canvas.drawString(80, 700, "页")] * 3)
    with pytest.raises(FileTooLarge, match=r"共 3 页，超过上限 2 页"):
        parse_file(path, ParseLimits(max_pages=2))


@pytest.mark.parametrize(
    ("password", "cut", "message"),
    [pytest.param("1234", False, "打开密码", id="encrypted"), pytest.param("", True, "已损坏", id="truncated")],
)
def test_unreadable_pdf(tmp_path: Path, password: str, cut: bool, message: str) -> None:
    path = write_pdf(tmp_path / "a.pdf", [lambda canvas: canvas.drawString(80, 700, "页")], password=password)
    if cut:
        path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(UnreadableFile, match=message):
        parse_file(path, LIMITS)


EXPECTED = "关于开展2026年度楼宇政策补充申报的通知"


@pytest.mark.parametrize("degrees", [pytest.param(at, id=f"turned-{at}") for at in (0, 90, 180, 270, 3)])
def test_pictures_are_read_however_they_lie(degrees: int) -> None:
    picture = sample_notice().rotate(degrees, expand=True, fillcolor=246)
    lines = recognise(picture)
    assert lines[0].text.replace(" ", "") == EXPECTED
    assert [line.text[:2] for line in lines[1:3]] == ["各有", "根据"]
    box = lines[0].displayed
    tall = (box.y1 - box.y0) * picture.height > (box.x1 - box.x0) * picture.width
    assert tall == (degrees in {90, 270})


def test_scans_and_text_pages_are_told_apart_page_by_page(tmp_path: Path) -> None:
    printed = write_pdf(tmp_path / "文字.pdf", [lambda canvas: official_lines(canvas, [ARTICLE])])
    scan = scanned_pdf(tmp_path / "扫描.pdf", [sample_notice(), Image.new("L", (600, 800), 250)])
    joined = pypdfium2.PdfDocument.new()
    for path in (printed, scan):
        with pypdfium2.PdfDocument(path) as source:
            joined.import_pages(source)
    path = tmp_path / "混合.pdf"
    joined.save(str(path))
    parsed = parse_file(path, LIMITS)
    assert parsed.ocr_pages == (2, 3)
    assert parsed.empty_pages == (3,)
    assert paragraphs(parsed)[0] == ARTICLE
    assert EXPECTED in parsed.text
    assert {line.page for line in parsed.lines} == {1, 2}


def test_a_scan_with_only_a_stamp_of_text_is_recognised(tmp_path: Path) -> None:
    picture = tmp_path / "通知.png"
    sample_notice().save(picture)

    def page(canvas: Canvas) -> None:
        canvas.drawImage(str(picture), 0, 300, 595, 500)
        canvas.drawString(80, 20, "仅供内部使用，不得外传（二〇二六年十一月）")

    parsed = parse_file(write_pdf(tmp_path / "a.pdf", [page]), LIMITS)
    assert parsed.ocr_pages == (1,)
    assert EXPECTED in parsed.text


def test_a_photograph_is_turned_as_the_camera_noted(tmp_path: Path) -> None:
    picture = sample_notice().rotate(90, expand=True)
    noted = Image.Exif()
    noted[0x0112] = 6  # the camera was held on its side: turn clockwise to see it upright
    path = tmp_path / "照片.jpg"
    picture.convert("RGB").save(path, exif=noted)
    parsed = parse_file(path, LIMITS)
    assert parsed.media_type == "image/jpeg"
    assert paragraphs(parsed)[0].replace(" ", "") == EXPECTED
    assert parsed.lines[0].y1 < 0.5


def test_every_page_of_a_tiff_is_read_and_blank_ones_are_named(tmp_path: Path) -> None:
    path = tmp_path / "扫描.tif"
    sample_notice().save(path, save_all=True, append_images=[Image.new("L", (300, 300), 255)])
    parsed = parse_file(path, LIMITS)
    assert (parsed.page_count, parsed.ocr_pages, parsed.empty_pages) == (2, (1, 2), (2,))


def test_a_damaged_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "图.png"
    sample_notice().save(path)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(UnreadableFile, match="图片已损坏"):
        parse_file(path, LIMITS)


@pytest.mark.slow
def test_recognition_of_the_sample_scan_agrees_with_its_source() -> None:
    """At least 98 of 100 characters of the source are found in order in the recognised text."""
    scan = next((SAMPLES / "policies").glob("*会展*.pdf"))
    source = next((SAMPLES / "sources" / "policies").glob("*会展*.md")).read_text(encoding="utf-8")
    body = source[source.index("第一条") :]
    wanted = "".join(mark for mark in body if mark.isalnum())
    read = "".join(mark for mark in parse_file(scan, LIMITS).text if mark.isalnum())
    same = sum(block.size for block in SequenceMatcher(None, wanted, read, autojunk=False).get_matching_blocks())
    assert same / len(wanted) >= 0.98, f"{same} of {len(wanted)} characters"


def grid_row(page: int, y: float, *values: str) -> GridRow:
    return GridRow(values, PrintedBox(page, 0.1, y, 0.9, y + 0.05))


@pytest.mark.parametrize(
    ("below", "rows"),
    [
        pytest.param(("", "须提交租赁合同。", ""), [("一", "申请表、营业执照，须提交租赁合同。", "窗口")], id="cut"),
        pytest.param(
            ("二", "申请表", "网上"), [("一", "申请表、营业执照，", "窗口"), ("二", "申请表", "网上")], id="whole"
        ),
        pytest.param(("", "", ""), [("一", "申请表、营业执照，", "窗口"), ("", "", "")], id="empty"),
    ],
)
def test_a_row_cut_by_the_end_of_a_page_is_one_row(below: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    head = ("序号", "材料", "途径")
    first = RuledTable(
        (grid_row(1, 0.8, *head), grid_row(1, 0.9, "一", "申请表、营业执照，", "窗口")),
        PrintedBox(1, 0.1, 0.8, 0.9, 0.95),
    )
    second = RuledTable((grid_row(2, 0.1, *head), grid_row(2, 0.2, *below)), PrintedBox(2, 0.1, 0.1, 0.9, 0.25))
    whole = continued(first, second)
    assert whole is not None
    assert [row.values for row in whole.rows] == [head, *rows]


def test_footnotes_do_not_cut_a_paragraph_that_goes_on_over_the_page() -> None:
    def at(page: int, y: float, text: str, height: float = 0.02) -> PrintedLine:
        return PrintedLine(page, text, 0.1, y, 0.9, y + height)

    body = [at(1, 0.1 + 0.03 * number, f"正文第{number}行写满了整整一行文字没有句号") for number in range(20)]
    notes = [
        at(1, 0.90, "①指在本区注册、纳税的法人企业，", 0.013),
        at(1, 0.92, "不含分支机构。", 0.013),
        at(1, 0.94, "②含本数。", 0.013),
    ]
    rest = [at(2, 0.1 + 0.03 * number, f"后页第{number}行") for number in range(3)]
    lines = [*body, *notes, *rest]
    assert footnotes(lines, measure(lines)) == [notes[:2], notes[2:]]
    small = [at(1, 0.1, "小字的一行"), *(at(1, 0.7 + 0.02 * number, f"小字第{number}行", 0.013) for number in range(3))]
    assert footnotes([*body, *small], measure([*body, *small])) == []
