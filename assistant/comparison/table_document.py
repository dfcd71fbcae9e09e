"""The comparison as a Word file: a 新旧对照表 with the changed words marked."""

from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assistant.comparison.alignment import AlignedPair, Change
from assistant.comparison.articles import Article
from assistant.comparison.comparing import Comparison
from assistant.comparison.differences import Kind, Piece, word_differences
from assistant.policies.citations import chinese_date
from assistant.records import DocumentInfo
from assistant.text.characters import writable

_WIDTHS = (Cm(11.4), Cm(11.4), Cm(2.9))
_BODY, _HEADING = "仿宋", "黑体"
_LEGEND = "标记说明：左栏加删除线的文字已删去，右栏加粗并加下划线的文字为新增；空白、全半角和所引条号的变化不算修改。"


def comparison_document(comparison: Comparison, changes_only: bool = False) -> bytes:
    """A .docx file, A4 across; ``changes_only`` leaves out the articles that stayed the same."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(2.0)
    _write(document.add_paragraph(), f"《{comparison.new.title}》新旧条文对照表", _HEADING, 18, centred=True)
    _write(document.add_paragraph(), _summary(comparison), _BODY, 11)
    _write(document.add_paragraph(), _LEGEND, _BODY, 11)
    _table(document, comparison, changes_only)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _summary(comparison: Comparison) -> str:
    counted = "，".join(f"{change}{count}条" for change, count in comparison.counts.items())
    return f"旧：{_version(comparison.old)}\n新：{_version(comparison.new)}\n{counted}。"


def _version(info: DocumentInfo) -> str:
    since = f"，{chinese_date(info.valid_from)}起施行" if info.valid_from else ""
    return f"《{info.title}》{info.document_number}{since}"


def _table(document: WordDocument, comparison: Comparison, changes_only: bool) -> None:
    pairs = [pair for pair in comparison.pairs if not (changes_only and pair.change is Change.SAME)]
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for cell, name in zip(table.rows[0].cells, ("旧条文", "新条文", "变化"), strict=True):
        _write(cell.paragraphs[0], name, _HEADING, 11, centred=True)
    _repeat_on_each_page(table.rows[0])
    rows = [table.add_row() for _ in pairs]
    for row, pair in zip(rows, pairs, strict=True):
        _fill(row, pair)
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS, strict=True):
            cell.width = width


def _fill(row: _Row, pair: AlignedPair) -> None:
    left, right, note = row.cells
    pieces: tuple[Piece, ...] = ()
    if pair.old and pair.new:
        pieces = word_differences(pair.old.text, pair.new.text)
    _article(left, pair.old, tuple(piece for piece in pieces if piece.kind is not Kind.INSERTED))
    _article(right, pair.new, tuple(piece for piece in pieces if piece.kind is not Kind.DELETED))
    _write(note.paragraphs[0], change_note(pair), _BODY, 10)


def change_note(pair: AlignedPair) -> str:
    """``修改``, ``新增（与原第三条相近）``."""
    if not pair.related:
        return str(pair.change)
    where = "新" if pair.change is Change.DELETED else "原"
    return f"{pair.change}（参见{where}{'、'.join(pair.related)}）"


def _article(cell: _Cell, article: Article | None, pieces: tuple[Piece, ...]) -> None:
    paragraph = cell.paragraphs[0]
    if article is None:
        _write(paragraph, "（无）", _BODY, 10.5)
        return
    _write(paragraph, f"{article.label}　", _HEADING, 10.5)
    for piece in pieces or (Piece(Kind.KEPT, article.text),):
        _run(paragraph, piece)


def _run(paragraph: Paragraph, piece: Piece) -> None:
    run = _write(paragraph, piece.text, _BODY, 10.5)
    if piece.kind is Kind.DELETED:
        run.font.strike = True
    elif piece.kind is Kind.INSERTED:
        run.bold = True
        run.underline = True


def _write(paragraph: Paragraph, text: str, font: str, size: float, *, centred: bool = False) -> Run:
    run = paragraph.add_run(writable(text))
    run.font.name = "Times New Roman"
    run.font.size = Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return run


def _repeat_on_each_page(row: _Row) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
