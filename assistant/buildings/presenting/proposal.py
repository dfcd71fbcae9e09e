"""The 推荐书: which places are recommended for a need, why, where they lie, what policies pay for there, and where each figure comes from. As Word,
and as PDF by LibreOffice."""

import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from assistant.buildings.columns import Field
from assistant.buildings.presenting import wording
from assistant.buildings.requirements import Requirement
from assistant.buildings.search.ranking import JudgedRow
from assistant.buildings.text_rules import Verdict
from assistant.documents.office_conversion import convert
from assistant.text.characters import writable

_BODY_FONT = "仿宋"
_HEAD_FONT = "黑体"
_RED = RGBColor(0xC0, 0x1F, 0x1F)
_MAP_WIDTH, _PHOTO_WIDTH = Cm(10), Cm(8)
_PDF_TIMEOUT_S = 120.0
_LEFT_OUT = frozenset({Field.NAME, Field.LONGITUDE, Field.LATITUDE, Field.COORDINATES, Field.PHOTO, Field.VERIFIED_ON})
_OVERVIEW = (Field.STREET, Field.VACANT_AREA_M2, Field.TOTAL_AREA_M2, Field.RENT_YUAN_PER_M2_MONTH, Field.GRADE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Places recommended for a need on a day; ``client`` is whom it is for, "" for nobody in particular. ``issuer`` stands above it and signs it,
    ``contact`` is whom to ask; "" for neither. ``photos`` are pictures (JPEG) and ``benefits`` lines on what policies pay for, by row; ``map`` is a picture
    (PNG) on which the rows stand by their numbers."""

    requirement: Requirement
    rows: Sequence[JudgedRow]
    written_on: date
    client: str = ""
    issuer: str = ""
    contact: str = ""
    photos: Mapping[str, bytes] = field(default_factory=dict)
    benefits: Mapping[str, Sequence[str]] = field(default_factory=dict)
    map: bytes = b""


def proposal_docx(proposal: Proposal) -> bytes:
    """The Word file."""
    document = _document(proposal)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def proposal_pdf(proposal: Proposal) -> bytes:
    """The same as PDF. Raises ToolMissing without LibreOffice."""
    with tempfile.TemporaryDirectory(prefix="huizhao-proposal-") as folder:
        source = Path(folder) / "proposal.docx"
        source.write_bytes(proposal_docx(proposal))
        with convert(source, ".pdf", _PDF_TIMEOUT_S) as made:
            return made.read_bytes()


def _document(proposal: Proposal) -> WordDocument:
    document = Document()
    _set_up(document)
    if proposal.issuer:
        _letterhead(document, proposal.issuer)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(title, "载体推荐书", _HEAD_FONT, 20)
    if proposal.client:
        _write(document.add_paragraph(), f"{proposal.client}：", _BODY_FONT, 14)
    _paragraph(
        document,
        f"根据贵方需求，我们从台账中选出 {len(proposal.rows)} 处载体，逐处说明理由。所有数据均注明出处和核验时间，供参考，以现场核实为准。",
    )
    _heading(document, "一、需求")
    for line in proposal.requirement.describe() or ("未限定条件",):
        _paragraph(document, f"· {line}")
    _heading(document, "二、一览")
    _overview(document, proposal)
    if proposal.map:
        _picture(document, proposal.map, _MAP_WIDTH)
        _note(document, "图中编号与下文各处的编号一致。")
    _heading(document, "三、逐处说明")
    for number, item in enumerate(proposal.rows, start=1):
        _place(document, number, item, proposal)
    if any(proposal.benefits.values()):
        _note(document, "政策金额按条文公式和台账租金估算，能否享受以受理和审定部门核定为准。")
    if proposal.contact:
        _paragraph(document, f"看房、咨询请联系：{proposal.contact}")
    day = proposal.written_on
    for line in (proposal.issuer, f"{day.year}年{day.month}月{day.day}日"):
        closing = document.add_paragraph()
        closing.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _write(closing, line, _BODY_FONT, 12)
    return document


def _letterhead(document: WordDocument, issuer: str) -> None:
    """The issuer's name in red over a red line, on every page."""
    head = document.sections[0].header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(head, issuer, _HEAD_FONT, 16)
    head.runs[-1].font.color.rgb = _RED
    line = OxmlElement("w:pBdr")
    line.append(OxmlElement("w:bottom"))
    for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", str(_RED))):
        line[0].set(qn(f"w:{name}"), value)
    head._p.get_or_add_pPr().append(line)


def _picture(document: WordDocument, content: bytes, width: Length) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run().add_picture(io.BytesIO(content), width=width)


def _note(document: WordDocument, text: str) -> None:
    _write(document.add_paragraph(), text, _BODY_FONT, 9)


def _overview(document: WordDocument, proposal: Proposal) -> None:
    """The places in a table, with a verdict where something was asked."""
    rows, judged = proposal.rows, bool(proposal.requirement.describe())
    shown_of_all = [one for one in _OVERVIEW if any(one in item.row.shown for item in rows)]
    headers = ["名称", *(one.value for one in shown_of_all), *(["结论"] if judged else [])]
    table = document.add_table(rows=1, cols=len(headers), style="Table Grid")
    _fill(table.rows[0].cells, headers, bold=True)
    for item in rows:
        shown = [item.row.shown.get(one, "—") for one in shown_of_all]
        verdict = [wording.verdict(item, english=False)] if judged else []
        _fill(table.add_row().cells, [item.row.name, *shown, *verdict])


def _place(document: WordDocument, number: int, item: JudgedRow, proposal: Proposal) -> None:
    row = item.row
    _write(document.add_paragraph(), f"{number}. {row.name}", _HEAD_FONT, 13)
    if row.id in proposal.photos:
        _picture(document, proposal.photos[row.id], _PHOTO_WIDTH)
    words = {Verdict.MET: "满足", Verdict.UNKNOWN: "需核实", Verdict.FAILED: "不满足"}
    for check in (*item.checks, *item.wishes):
        _paragraph(document, f"{words[check.verdict]}：{wording.check_text(check)}")
    details = [(one.value, text) for one, text in row.shown.items() if one not in _LEFT_OUT]
    if details:
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for name, text in details:
            _fill(table.add_row().cells, [name, text])
    benefits = proposal.benefits.get(row.id, ())
    if benefits:
        head = document.add_paragraph()
        head.paragraph_format.space_before, head.paragraph_format.keep_with_next = Pt(6), True
        _write(head, "可以申请的政策", _HEAD_FONT, 11)
    for line in benefits:
        _paragraph(document, f"· {line}")
    verified = row.shown.get(Field.VERIFIED_ON)
    _note(document, f"出处：{row.chunk.citation}；核验时间：{verified or '台账未列明'}")


def _set_up(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    section.top_margin, section.bottom_margin = Cm(3), Cm(2.5)


def _heading(document: WordDocument, text: str) -> None:
    _write(document.add_paragraph(), text, _HEAD_FONT, 14)


def _paragraph(document: WordDocument, text: str) -> None:
    _write(document.add_paragraph(), text, _BODY_FONT, 11)


def _fill(cells: Sequence[_Cell], texts: Sequence[str], bold: bool = False) -> None:
    for cell, text in zip(cells, texts, strict=True):
        paragraph = cell.paragraphs[0]
        _write(paragraph, text, _HEAD_FONT if bold else _BODY_FONT, 10)


def _write(paragraph: Paragraph, text: str, font: str, size: float) -> None:
    run = paragraph.add_run(writable(text))
    run.font.name, run.font.size = font, Pt(size)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
