"""What nobody sees who opens a file as it is meant to be seen - notes, comments, hidden things, other files in it - reaches no passage,
and the original no investor."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
import xlwt
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from fastapi.testclient import TestClient
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part as SlidePart
from pptx.opc.packuri import PackURI as SlideURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.presentation import Presentation as Deck
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.util import Cm
from reportlab.pdfgen.canvas import Canvas

from assistant.api.app import create_app
from assistant.documents.office_conversion import convert, office_program
from assistant.errors import UnreadableFile
from assistant.records import Principal
from assistant.wiring import Services
from ingest.parsed import ParsedDocument
from ingest.parsing import ParseLimits, parse_file
from tests.files import ofd_text, sample_notice, write_ofd, write_pdf, write_zip
from tests.test_ledgers import take_in

SECRET = "底价三十元"
LIMITS = ParseLimits(ocr="never")
needs_office = pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")


def named(parsed: ParsedDocument) -> list[str]:
    """What the warning names that was not read."""
    return [
        warning.partition("：")[0].removeprefix("文中有") for warning in parsed.warnings if warning.startswith("文中有")
    ]


def box(slide: Slide, text: str, left_cm: float = 1) -> Shape:
    made = slide.shapes.add_textbox(Cm(left_cm), Cm(8), Cm(6), Cm(1))
    made.text_frame.text = text
    return made


def note(deck: Deck) -> None:
    deck.slides[0].notes_slide.notes_text_frame.text = SECRET


def hidden_box(deck: Deck) -> None:
    box(deck.slides[0], SECRET)._element.nvSpPr.cNvPr.set("hidden", "1")


def hidden_group(deck: Deck) -> None:
    group = deck.slides[0].shapes.add_group_shape()
    group.shapes.add_textbox(Cm(1), Cm(4), Cm(5), Cm(1)).text_frame.text = SECRET
    group._element.nvGrpSpPr.cNvPr.set("hidden", "1")


def hidden_title(deck: Deck) -> None:
    title = deck.slides[0].shapes.title
    title.text_frame.text = SECRET
    title._element.nvSpPr.cNvPr.set("hidden", "1")


def beside_the_slide(deck: Deck) -> None:
    box(deck.slides[0], SECRET, left_cm=60)


def left_of_the_slide(deck: Deck) -> None:
    box(deck.slides[0], SECRET, left_cm=-20)


def embedded_in_slide(deck: Deck) -> None:
    deck.slides[0].shapes.add_ole_object(io.BytesIO(SECRET.encode()), "Excel.Sheet.12", Cm(1), Cm(9))


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        pytest.param(note, "演讲者备注", id="note"),
        pytest.param(hidden_box, "隐藏或放在页面外的内容", id="hidden-box"),
        pytest.param(hidden_group, "隐藏或放在页面外的内容", id="hidden-group"),
        pytest.param(hidden_title, "隐藏或放在页面外的内容", id="hidden-title"),
        pytest.param(beside_the_slide, "隐藏或放在页面外的内容", id="beside-the-slide"),
        pytest.param(left_of_the_slide, "隐藏或放在页面外的内容", id="left-of-the-slide"),
        pytest.param(embedded_in_slide, "嵌入的文件", id="embedded"),
    ],
)
def test_of_slides_the_audiences_part_is_read(tmp_path: Path, change: Callable[[Deck], None], kind: str) -> None:
    deck = slides()
    change(deck)
    deck.save(str(tmp_path / "a.pptx"))
    parsed = parse_file(tmp_path / "a.pptx", LIMITS)
    assert SECRET not in parsed.text and "三条地铁" in parsed.text
    assert parsed.hidden and named(parsed) == [kind]


def test_slides_that_show_all_they_hold_hide_nothing(tmp_path: Path) -> None:
    deck = slides()
    data = CategoryChartData()
    data.categories = ["一季度"]
    data.add_series("签约", (12,))
    deck.slides[0].shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(10), Cm(8), Cm(5), data)
    box(deck.slides[0], "", left_cm=60)
    assert deck.slides[0].notes_slide.notes_text_frame.text == ""
    box(deck.slides[0], "半个在外面", left_cm=-2)
    deck.save(str(tmp_path / "a.pptx"))
    parsed = parse_file(tmp_path / "a.pptx", LIMITS)
    assert not parsed.hidden and not parsed.warnings
    assert "半个在外面" in parsed.text and "签约" in parsed.text


def slides() -> Deck:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "云汀区投资环境"
    box(slide, "三条地铁")
    return deck


def comment_on_an_empty_cell(book: Workbook) -> None:
    book.active["F9"].comment = Comment(SECRET, "招商")


def blanked_text(book: Workbook) -> None:
    book.active["C2"] = SECRET
    book.active["C2"].number_format = ";;;"


def blanked_number(book: Workbook) -> None:
    book.active["C2"] = 30
    book.active["C2"].number_format = ";;"


def flat_row(book: Workbook) -> None:
    book.active["A3"] = SECRET
    book.active.row_dimensions[3].height = 0.1


def thin_column(book: Workbook) -> None:
    book.active["C2"] = SECRET
    book.active.column_dimensions["C"].width = 0.05


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        pytest.param(comment_on_an_empty_cell, "文中有批注：", id="comment-on-an-empty-cell"),
        pytest.param(blanked_text, "工作表“台账”有 1 个单元格的格式不显示内容，未读", id="blanked-text"),
        pytest.param(blanked_number, "工作表“台账”有 1 个单元格的格式不显示内容，未读", id="blanked-number"),
        pytest.param(flat_row, "工作表“台账”有 1 行是隐藏的，未读", id="row-of-no-height"),
        pytest.param(thin_column, "工作表“台账”有 1 列是隐藏的，未读", id="column-of-no-width"),
    ],
)
def test_of_workbooks_what_cells_show_is_read(tmp_path: Path, change: Callable[[Workbook], None], warning: str) -> None:
    book = workbook()
    change(book)
    book.save(tmp_path / "a.xlsx")
    parsed = parse_file(tmp_path / "a.xlsx", LIMITS)
    assert SECRET not in parsed.text and "30" not in parsed.text and "甲座" in parsed.text
    assert parsed.hidden and any(said.startswith(warning) for said in parsed.warnings)


@pytest.mark.parametrize(
    ("part", "content_type", "kind"),
    [
        pytest.param(
            "xl/pivotCache/pivotCacheRecords1.xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheRecords+xml",
            "别的工作簿的数据（数据透视、外部链接或连接）",
            id="pivot",
        ),
        pytest.param(
            "xl/externalLinks/externalLink1.xml",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml",
            "别的工作簿的数据（数据透视、外部链接或连接）",
            id="link",
        ),
        pytest.param(
            "xl/threadedComments/threadedComment1.xml",
            "application/vnd.ms-excel.threadedcomments+xml",
            "批注",
            id="thread-of-comments",
        ),
        pytest.param("xl/embeddings/oleObject1.bin", "", "嵌入的文件", id="embedded"),
    ],
)
def test_workbooks_with_others_data_are_withheld(tmp_path: Path, part: str, content_type: str, kind: str) -> None:
    workbook().save(tmp_path / "plain.xlsx")
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as package:
        members: dict[str, bytes | str] = {name: package.read(name) for name in package.namelist()}
    override = f'<Override PartName="/{part}" ContentType="{content_type}"/></Types>' if content_type else "</Types>"
    types = bytes(members["[Content_Types].xml"]).decode()  # type: ignore[arg-type]  # read as bytes just above
    members["[Content_Types].xml"] = types.replace("</Types>", override)
    members[part] = f"<x><threadedComment>{SECRET}</threadedComment></x>"
    parsed = parse_file(write_zip(tmp_path / "a.xlsx", members), LIMITS)
    assert parsed.hidden and named(parsed) == [kind] and SECRET not in parsed.text


def test_a_plain_workbook_hides_nothing(tmp_path: Path) -> None:
    book = workbook()
    book.active["C2"] = 0
    book.active["C2"].number_format = "0;;;@"
    book.save(tmp_path / "a.xlsx")
    parsed = parse_file(tmp_path / "a.xlsx", LIMITS)
    assert not parsed.hidden and not parsed.warnings


def workbook() -> Workbook:
    book = openpyxl.Workbook()
    book.active.title = "台账"
    for row in (["名称", "街道", "说明"], ["甲座", "汀洲", "临街"], ["乙座", "汀洲", ""], ["丙座", "汀洲", ""]):
        book.active.append(row)
    return book


def test_old_workbooks_are_read_as_they_show(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for row, values in enumerate((("名称", "说明"), ("甲座", SECRET), ("乙座", "临街"))):
        for column, value in enumerate(values):
            sheet.write(row, column, value, xlwt.easyxf(num_format_str=";;;" if value == SECRET else "General"))
    book.save(str(tmp_path / "a.xls"))
    parsed = parse_file(tmp_path / "a.xls", LIMITS)
    assert parsed.hidden and SECRET not in parsed.text and "乙座" in parsed.text


def test_a_word_document_with_another_file_in_it_is_withheld(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("云汀区鼓励企业租用闲置楼宇。")
    part = Part(PackURI("/word/embeddings/a.xlsx"), "application/x", SECRET.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.PACKAGE)
    document.save(str(tmp_path / "a.docx"))
    parsed = parse_file(tmp_path / "a.docx", LIMITS)
    assert parsed.hidden and named(parsed) == ["嵌入的文件"]


def print_page(canvas: Canvas) -> None:
    canvas.drawString(80, 700, "云汀区鼓励企业租用闲置楼宇，具体办法另行公布。")


def with_annotation(kind: str, says: str = SECRET) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        print_page(canvas)
        if kind == "Link":
            canvas.linkURL("http://example.test/", (80, 690, 200, 720))
            return
        canvas.textAnnotation(says, (80, 400, 200, 420))
        canvas._annotationrefs[-1] = canvas._doc.Reference(_retyped(canvas, kind))

    return draw


def _retyped(canvas: Canvas, kind: str) -> object:
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFRectangle, PDFString

    entries = {"Type": PDFName("Annot"), "Subtype": PDFName(kind), "Rect": PDFRectangle(80, 400, 200, 420)}
    if kind != "Stamp":
        entries["Contents"] = PDFString(SECRET)
    return PDFDictionary(entries)


@pytest.mark.parametrize("kind", ["Text", "FreeText", "Highlight", "StrikeOut", "Caret", "Ink", "Square", "Redact"])
def test_a_pdf_with_remarks_is_withheld(tmp_path: Path, kind: str) -> None:
    parsed = parse_file(write_pdf(tmp_path / "a.pdf", [print_page, with_annotation(kind)]), LIMITS)
    assert parsed.hidden and named(parsed) == ["批注"]
    assert SECRET not in parsed.text and "闲置楼宇" in parsed.text


@pytest.mark.parametrize("kind", ["Link", "Stamp"])
def test_links_and_seals_are_no_remarks(tmp_path: Path, kind: str) -> None:
    parsed = parse_file(write_pdf(tmp_path / "a.pdf", [with_annotation(kind)]), LIMITS)
    assert not parsed.hidden and not parsed.warnings


def raw_pdf(path: Path, catalog: str, page: str, content: str, *objects: str) -> Path:
    """A PDF of one page, its objects as they are written: 1 catalog, 2 pages, 3 page, 4 content, 5 font, then the others."""
    written = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R{page}>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *objects,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, text in enumerate(written, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(places) + 1}/Root 1 0 R>>\n"
    path.write_bytes(out + f"{tail}startxref\n{len(out)}\n%%EOF".encode())
    return path


SHOWN, LAYERED = "BT /F1 24 Tf 72 700 Td (OFFICES TO LET) Tj ET", "BT /F1 24 Tf 72 600 Td (FLOOR PRICE THIRTY) Tj ET"


@pytest.mark.parametrize(
    ("view", "hidden"),
    [
        pytest.param("/D<</OFF[6 0 R]>>", True, id="off"),
        pytest.param("/D<</BaseState/OFF>>", True, id="all-off"),
        pytest.param("/D<</BaseState/OFF/ON[6 0 R]>>", False, id="all-off-but-this"),
        pytest.param("/D<</Order[6 0 R]>>", False, id="on"),
    ],
)
@pytest.mark.parametrize("within", ["properties", "a-form"])
def test_a_layer_that_is_off_is_not_read(tmp_path: Path, view: str, hidden: bool, within: str) -> None:
    catalog = f"/OCProperties<</OCGs[6 0 R]{view}>>"
    group = "<</Type/OCG/Name(L)>>"
    font = "/Font<</F1 5 0 R>>"
    if within == "properties":
        page, content = f"/Resources<<{font}/Properties<</L1 6 0 R>>>>", f"{SHOWN} /OC /L1 BDC {LAYERED} EMC"
        path = raw_pdf(tmp_path / "a.pdf", catalog, page, content, group)
    else:
        form = (
            f"<</Type/XObject/Subtype/Form/BBox[0 0 612 792]/OC 6 0 R/Resources<<{font}>>/Length {len(LAYERED)}>>"
            f"stream\n{LAYERED}\nendstream"
        )
        page = f"/Resources<<{font}/XObject<</X1 7 0 R>>>>"
        path = raw_pdf(tmp_path / "a.pdf", catalog, page, f"{SHOWN} /X1 Do", group, form)
    parsed = parse_file(path, ParseLimits())
    assert ("THIRTY" in parsed.text) is not hidden and "TO LET" in parsed.text
    assert parsed.hidden is hidden and parsed.ocr_pages == ((1,) if hidden else ())
    assert ("THIRTY" in parse_file(path, LIMITS).text) is not hidden


def test_what_is_attached_to_a_pdf_withholds_it(tmp_path: Path) -> None:
    catalog = "/Names<</EmbeddedFiles<</Names[(a.txt) 6 0 R]>>>>"
    specification = "<</Type/Filespec/F(a.txt)/EF<</F 7 0 R>>>>"
    page = "/Resources<</Font<</F1 5 0 R>>>>"
    attached = "<</Type/EmbeddedFile/Length 6>>stream\nTHIRTY\nendstream"
    parsed = parse_file(raw_pdf(tmp_path / "a.pdf", catalog, page, SHOWN, specification, attached), LIMITS)
    assert parsed.hidden and named(parsed) == ["嵌入的文件"]


def test_a_remark_on_a_scan_is_not_recognised(tmp_path: Path) -> None:
    """A page without a text layer is read from its picture, and the picture has no remark on it."""
    picture = io.BytesIO()
    sample_notice().convert("RGB").save(picture, "JPEG")
    size = f"/Width {sample_notice().width}/Height {sample_notice().height}"
    hexed = picture.getvalue().hex() + ">"
    image = (
        f"<</Type/XObject/Subtype/Image{size}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter[/ASCIIHexDecode/DCTDecode]"
        f"/Length {len(hexed)}>>stream\n{hexed}\nendstream"
    )
    look = (
        f"<</Type/XObject/Subtype/Form/BBox[0 0 612 100]/Resources<</Font<</F1 5 0 R>>>>/Length {len(LAYERED)}>>"
        f"stream\n{LAYERED.replace('600', '30 ')}\nendstream"
    )
    remark = "<</Type/Annot/Subtype/FreeText/F 4/Rect[0 0 612 100]/Contents(FLOOR PRICE THIRTY)/AP<</N 7 0 R>>>>"
    page = "/Resources<</XObject<</X1 6 0 R>>>>/Annots[8 0 R]"
    path = raw_pdf(tmp_path / "a.pdf", "", page, "q 612 0 0 612 0 180 cm /X1 Do Q", image, look, remark)
    parsed = parse_file(path, ParseLimits())
    assert "2026年度楼宇政策补充申报" in parsed.text and "PRICE" not in parsed.text
    assert parsed.hidden


@pytest.mark.parametrize(
    ("member", "content", "kind"),
    [
        pytest.param(
            "Doc_0/Annots/Page_0/Annotation.xml",
            '<PageAnnot><Annot ID="1" Type="Highlight"/></PageAnnot>',
            ["批注"],
            id="highlight",
        ),
        pytest.param(
            "Doc_0/Annots/Page_0/Annotation.xml",
            f'<PageAnnot><Annot ID="1" Type="Stamp"><Remark>{SECRET}</Remark></Annot></PageAnnot>',
            ["批注"],
            id="remark-on-a-stamp",
        ),
        pytest.param(
            "Doc_0/Annots/Page_0/Annotation.xml",
            '<PageAnnot><Annot ID="1" Type="Watermark"/></PageAnnot>',
            [],
            id="watermark",
        ),
        pytest.param(
            "Doc_0/Attachs/Attachments.xml",
            '<Attachments><Attachment ID="1" Name="底稿"/></Attachments>',
            ["嵌入的文件"],
            id="attached",
        ),
    ],
)
def test_an_ofd_with_remarks_or_attachments_is_withheld(
    tmp_path: Path, member: str, content: str, kind: list[str]
) -> None:
    path = write_ofd(tmp_path / "a.ofd", [ofd_text(20, 40, "云汀区鼓励企业租用闲置楼宇，具体办法另行公布。")])
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(member, content)
    parsed = parse_file(path, LIMITS)
    assert named(parsed) == kind and parsed.hidden is bool(kind)


def test_what_an_ofd_does_not_show_is_not_read(tmp_path: Path) -> None:
    unseen = ofd_text(20, 60, SECRET).replace("<ofd:TextObject ", '<ofd:TextObject Visible="false" ')
    shown = ofd_text(20, 40, "云汀区鼓励企业租用闲置楼宇，具体办法另行公布。")
    parsed = parse_file(write_ofd(tmp_path / "a.ofd", [shown + unseen]), LIMITS)
    assert SECRET not in parsed.text and "闲置楼宇" in parsed.text
    assert parsed.hidden and named(parsed) == ["隐藏或放在页面外的内容"]


@pytest.mark.parametrize(
    ("suffix", "text", "kind"),
    [
        pytest.param(".md", f"# 办法\n\n租用闲置楼宇。\n\n<!-- {SECRET} -->\n", ["批注"], id="markdown"),
        pytest.param(
            ".md", f"# 办法\n\n租用闲置楼宇。<!-- {SECRET} -->可以分期。\n", ["批注"], id="markdown-in-a-line"
        ),
        pytest.param(".md", "# 办法\n\n租用闲置楼宇，写作 `<!-- -->`。\n", [], id="markdown-code"),
        pytest.param(
            ".html",
            f"<html><body><p>租用闲置楼宇<del>{SECRET}</del>可以分期。</p></body></html>",
            ["修订痕迹"],
            id="page-with-a-deletion",
        ),
        pytest.param(
            ".html",
            "<html><body><p>租用闲置楼宇。<span class=MsoCommentReference><a>[A1]</a></span></p>"
            f"<div style='mso-element:comment-list'><div style='mso-element:comment'><p>{SECRET}</p></div></div></body></html>",
            ["批注"],
            id="page-with-words-comments",
        ),
        pytest.param(".html", "<html><body><!-- 正文 --><p>租用闲置楼宇。</p></body></html>", [], id="page"),
    ],
)
def test_pages_and_markdown(tmp_path: Path, suffix: str, text: str, kind: list[str]) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text(text, encoding="utf-8")
    parsed = parse_file(path, LIMITS)
    assert SECRET not in parsed.text and "闲置楼宇" in parsed.text and "[A1]" not in parsed.text
    assert named(parsed) == kind and parsed.hidden is bool(kind)


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize(
    ("suffix", "kind"), [(".ppt", "演讲者备注"), (".doc", "批注"), (".xls", "批注"), (".et", "批注")]
)
def test_older_formats_hide_as_much(tmp_path: Path, suffix: str, kind: str) -> None:
    source = tmp_path / f"a{ {'.ppt': '.pptx', '.doc': '.docx', '.xls': '.xlsx', '.et': '.xlsx'}[suffix] }"
    if suffix == ".ppt":
        deck = slides()
        note(deck)
        deck.save(str(source))
    elif suffix == ".doc":
        document = docx.Document()
        document.add_comment(document.add_paragraph("三条地铁，甲座。").runs, SECRET, author="李科长")
        document.save(str(source))
    else:
        book = workbook()
        comment_on_an_empty_cell(book)
        book.save(source)
    try:
        with convert(source, ".xls" if suffix == ".et" else suffix, 240) as converted:
            old = converted.rename(tmp_path / f"old{suffix}")
    except UnreadableFile:
        if suffix == ".ppt":
            pytest.skip("LibreOffice is installed without Impress")
        raise
    parsed = parse_file(old, LIMITS)
    assert SECRET not in parsed.text and ("三条地铁" in parsed.text or "甲座" in parsed.text)
    assert parsed.hidden and kind in named(parsed)[0]


@pytest.mark.parametrize("wrote", [True, False], ids=["with-notes", "without"])
def test_speakers_notes_reach_no_investor(make_services: Callable[..., Services], tmp_path: Path, wrote: bool) -> None:
    deck = slides()
    if wrote:
        note(deck)
    deck.save(str(tmp_path / "云汀区投资环境推介.pptx"))
    services = make_services()
    outcome = take_in(services, tmp_path / "云汀区投资环境推介.pptx", kind="guide")
    assert services.library.get(outcome.document_id, Principal()).info.has_restricted is wrote
    with TestClient(create_app(services)) as client:
        assert client.get(f"/api/documents/{outcome.document_id}/original").status_code == (404 if wrote else 200)
        found = client.get("/api/search?q=云汀区投资环境三条地铁&k=20")
        assert "三条地铁" in found.text and SECRET not in found.text


@pytest.mark.parametrize("hidden", [False, True], ids=["shown", "hidden"])
def test_the_texts_of_a_drawing_are_read_where_it_is_shown(tmp_path: Path, hidden: bool) -> None:
    deck = slides()
    slide = deck.slides[0]
    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    texts = f"<d {space}><a:t>签约流程</a:t></d>".encode()
    data = SlidePart(SlideURI("/ppt/diagrams/data1.xml"), "application/xml", slide.part.package, texts)
    where = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = slide.part.relate_to(data, f"{where}/diagramData")
    slide.shapes._spTree.append(
        parse_xml(
            f'<p:graphicFrame {nsdecls("p", "a")} xmlns:r="{where}"><p:nvGraphicFramePr>'
            f'<p:cNvPr id="90" name="流程" hidden="{int(hidden)}"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>'
            '<p:xfrm><a:off x="1" y="1"/><a:ext cx="9" cy="9"/></p:xfrm><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/diagram">'
            '<dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
            f'r:dm="{relation}" r:lo="x" r:qs="x" r:cs="x"/></a:graphicData></a:graphic></p:graphicFrame>'
        )
    )
    deck.save(str(tmp_path / "a.pptx"))
    parsed = parse_file(tmp_path / "a.pptx", LIMITS)
    assert ("签约流程" in parsed.text) is not hidden and parsed.hidden is hidden
