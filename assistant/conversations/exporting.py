"""An answer, or a conversation, as a file to keep: what was asked and answered, with every source and what it says. As Word, and as PDF by
LibreOffice."""

import io
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assistant.answers import Answer, AnswerTable, Citation
from assistant.conversations.service import StoredExchange
from assistant.documents.generated import label_as_generated
from assistant.documents.office_conversion import convert
from assistant.records import Clearance
from assistant.text.characters import writable

_BODY_FONT = "仿宋"
_HEAD_FONT = "黑体"
_PDF_TIMEOUT_S = 120.0
_BEIJING = ZoneInfo("Asia/Shanghai")
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_BLUE, _GREY, _RED = RGBColor(0x17, 0x46, 0x6F), RGBColor(0x60, 0x6D, 0x7D), RGBColor(0xA8, 0x32, 0x2D)
_IN_FORCE = "现行有效"


@dataclass(frozen=True, slots=True)
class Kept:
    """Exchanges to keep, oldest first. ``base`` is where the page's addresses begin, ending in ``/``; "" leaves links out."""

    title: str
    exchanges: Sequence[StoredExchange]
    base: str = ""


def kept_docx(kept: Kept) -> bytes:
    """The Word file."""
    document = _set_up()
    if any(exchange.answer.model for exchange in kept.exchanges):
        label_as_generated(document.core_properties)
    if len(kept.exchanges) > 1:
        _write(document.add_paragraph(), kept.title, _HEAD_FONT, 16)
    for exchange in kept.exchanges:
        _exchange(document, exchange, kept.base)
    _line(document, "内容供参考，以正式文件和主管部门解释为准。", 9, _GREY)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def kept_pdf(kept: Kept) -> bytes:
    """The same as PDF. Raises ToolMissing without LibreOffice."""
    with tempfile.TemporaryDirectory(prefix="huizhao-answer-") as folder:
        source = Path(folder) / "answer.docx"
        source.write_bytes(kept_docx(kept))
        with convert(source, ".pdf", _PDF_TIMEOUT_S) as made:
            return made.read_bytes()


def _exchange(document: WordDocument, exchange: StoredExchange, base: str) -> None:
    answer = exchange.answer
    asked = document.add_paragraph()
    asked.paragraph_format.space_before = Pt(14)
    asked.paragraph_format.keep_with_next = True
    _write(asked, f"问：{exchange.question}", _HEAD_FONT, 13)
    moment = f"{exchange.created_at.astimezone(_BEIJING):%Y-%m-%d %H:%M}"
    _line(document, f"{moment} 提问，按 {exchange.as_of.isoformat()} 的效力回答。{_author(answer)}", 9, _GREY)
    for notice in filter(None, answer.notice.split("\n")):
        _line(document, f"提示：{notice}", 10.5, _RED)
    for line in filter(None, (line.rstrip() for line in answer.text.split("\n"))):
        _answered(document.add_paragraph(), line)
    if answer.table is not None:
        _table(document, answer.table, base)
    if answer.citations:
        heading = document.add_paragraph()
        heading.paragraph_format.keep_with_next = True
        _write(heading, "出处", _HEAD_FONT, 11.5)
    for citation in answer.citations:
        _source(document, citation, base)


def _author(answer: Answer) -> str:
    """Who wrote the words: a reader must know what a machine put together."""
    if answer.standard is not None:
        return "标准答复：由工作人员撰写并经另一人核定。"
    if answer.model:
        return f"正文由语言模型（{answer.model}）撰写，引用经程序逐句核对，请对照出处使用。"
    return "正文由程序摘录原文和台账，未使用语言模型。"


def _answered(paragraph: Paragraph, line: str) -> None:
    text = line.strip()
    paragraph.paragraph_format.left_indent = Cm(0.8) if line.startswith(" ") else None
    for place, part in enumerate(_BOLD.split(text)):
        if part:
            _write(paragraph, part, _BODY_FONT, 12).bold = bool(place % 2)


def _table(document: WordDocument, table: AnswerTable, base: str) -> None:
    made = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    for column, (cell, name) in enumerate(zip(made.rows[0].cells, table.columns, strict=True)):
        head = table.heads[column] if column < len(table.heads) else ""
        if head and base:
            _link(cell.paragraphs[0], name, f"{base}{head}", 9.5)
        else:
            _write(cell.paragraphs[0], name, _HEAD_FONT, 9.5)
    for number, row in enumerate(table.rows):
        place = table.places[number] if number < len(table.places) else ""
        source = table.sources[number] if number < len(table.sources) else 0
        cells = made.add_row().cells
        for column, (cell, text) in enumerate(zip(cells, row, strict=False)):
            paragraph = cell.paragraphs[0]
            if column == 0 and place and base:
                _link(paragraph, text, f"{base}{place}", 9.5)
            else:
                _write(paragraph, text, _BODY_FONT, 9.5)
            if column == 0 and source:
                _write(paragraph, f" [{source}]", _BODY_FONT, 9.5)
    _line(document, f"共 {table.total} 条，列出 {len(table.rows)} 条。", 9, _GREY)


def _source(document: WordDocument, citation: Citation, base: str) -> None:
    paragraph = document.add_paragraph()
    _write(paragraph, f"[{citation.number}] ", _BODY_FONT, 10.5)
    if base and citation.source_id and citation.row is None:
        _link(
            paragraph,
            citation.label,
            f"{base}p/{citation.source_id}{f'#{citation.clause}' if citation.clause else ''}",
            10.5,
        )
    else:
        _write(paragraph, citation.label, _BODY_FONT, 10.5)
    state = "，".join(
        filter(
            None,
            (
                str(citation.status) if citation.status and citation.status != _IN_FORCE else "",
                "内部" if citation.clearance is Clearance.INTERNAL else "",
            ),
        )
    )
    if state:
        _write(paragraph, f"（{state}）", _BODY_FONT, 10.5).font.color.rgb = _RED
    if citation.quote:
        quoted = document.add_paragraph()
        quoted.paragraph_format.left_indent = Cm(0.8)
        _write(quoted, citation.quote, _BODY_FONT, 9.5).font.color.rgb = _GREY


def _set_up() -> WordDocument:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.4)
    return document


def _line(document: WordDocument, text: str, size: float, colour: RGBColor) -> None:
    _write(document.add_paragraph(), text, _BODY_FONT, size).font.color.rgb = colour


def _write(paragraph: Paragraph, text: str, font: str, size: float) -> Run:
    run = paragraph.add_run(writable(text))
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _link(paragraph: Paragraph, text: str, address: str, size: float) -> None:
    """Words that lead to an address."""
    run = _write(paragraph, text, _BODY_FONT, size)
    run.font.color.rgb, run.font.underline = _BLUE, True
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    paragraph._p.append(link)
    link.append(run._element)
