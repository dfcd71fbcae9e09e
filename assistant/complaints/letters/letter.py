"""The official letter as a Word file, after GB/T 9704-2012."""

import math
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

import jinja2
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph
from docxtpl import DocxTemplate

from assistant.complaints.letters import letter_format as measures
from assistant.complaints.letters.blanks import BLANK
from assistant.complaints.letters.letter_template import default_template
from assistant.complaints.letters.reply_records import Draft, Paragraph, ParagraphKind
from assistant.documents.generated import label_as_generated
from assistant.errors import ConfigurationError
from assistant.policies.citations import chinese_date
from assistant.retrieval.segmentation import segmenter
from assistant.sections.complaints import LetterSettings
from assistant.text.characters import writable
from assistant.text.labels import list_mark

"""What staff must fill in before the letter goes out: 【待核实：…】."""
_LONGEST_HEADING = 40
_ENGLISH_HEADING = re.compile(r"\d{1,2}\. [^.]{1,240}$")
_YEAR_BRACKETS = re.compile(r"[\[【(（〔]\s*(\d{4})\s*[\]】)）〕]\s*第?\s*0*(\d+)\s*号")
_CLOSING_MARKS = frozenset("》”）、，的")
_OPENING_MARKS = frozenset("《“（(")
_BY_MODEL = "（草稿，含人工智能撰写的文字，未经人审核批准，不得作为复函发出；引号内的原文除外。）"
_KEPT_TOGETHER = 84  # characters: three lines


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph as the template sees it: 级 1 and 2 are headings, 0 is text."""

    级: int
    文: str


def write_letter(draft: Draft, settings: LetterSettings, *, approved: bool = False) -> bytes:
    """A .docx file of the letter, with its translation if it has one: sources and open points are not in it.

    What a language model wrote is said in the file's properties, and until somebody has ``approved`` it in the letter too: then the words
    are the bureau's own.

    Raises ConfigurationError when nobody signs it, or when the configured template cannot be used.
    """
    if not (draft.signature or settings.issuer).strip():
        raise ConfigurationError("复函没有署名：请把本局全称设为 HUIZHAO_LETTER__ISSUER（或在复函里写上署名）后再导出")
    source = BytesIO(default_template()) if settings.template is None else str(settings.template)
    written = BytesIO()
    try:
        template = DocxTemplate(source)
        environment = jinja2.Environment(autoescape=True, finalize=_writable)
        template.render(_places(draft, settings), environment, autoescape=True)
        template.save(written)
    except jinja2.TemplateError as error:
        raise ConfigurationError(
            f"复函模板有误，请检查其中的 {{{{ }}}} 标记（HUIZHAO_LETTER__TEMPLATE）：{error}"
        ) from error
    except (OSError, PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ConfigurationError(
            f"读不了复函模板 {settings.template}（HUIZHAO_LETTER__TEMPLATE），应为 .docx 文件"
        ) from error
    document = Document(BytesIO(written.getvalue()))
    _arrange_signature(document, draft)
    _fit_header(document)
    if draft.by_model and not approved:
        document.add_paragraph(_BY_MODEL).runs[0].font.size = measures.SIZE_4
    _add_translation(document, draft)
    _mark_blanks(document)
    _describe(document, draft)
    finished = BytesIO()
    document.save(finished)
    return finished.getvalue()


def official_number(number: str) -> str:
    """A letter's number as the standard writes it: 云投函〔2026〕3号, the year in 〔〕 and no leading zeros."""
    return _YEAR_BRACKETS.sub(lambda match: f"〔{match[1]}〕{match[2]}号", number.strip())


def balanced_lines(title: str) -> tuple[str, ...]:
    """A title in lines of about equal length, broken between words: the standard wants each line whole in meaning."""
    longest = int(measures.TEXT_WIDTH.pt / measures.SIZE_2.pt)
    count = math.ceil(_width(title) / longest)
    lines = [""]
    for word in _unbroken(segmenter().pieces(title)):
        room = _width(title) / count - _width(lines[-1])
        if len(lines) < count and _width(word) / 2 > room and lines[-1] and word not in _CLOSING_MARKS:
            lines.append("")
        lines[-1] += word
    return tuple(lines)


def _unbroken(pieces: Iterable[str]) -> list[str]:
    """The words with the marks that stay with them: the dot of Ltd. begins no line, and 《 ends none."""
    words: list[str] = []
    for piece in pieces:
        is_mark = not any(character.isalnum() for character in piece) and piece not in _OPENING_MARKS
        if words and (is_mark or words[-1] in _OPENING_MARKS):
            words[-1] += piece
        else:
            words.append(piece)
    return words


def _places(draft: Draft, settings: LetterSettings) -> dict[str, object]:
    return {
        "红头": settings.red_header,
        "发文机关标志": settings.header or settings.issuer,
        "发文字号": official_number(draft.document_number),
        "标题": "\n".join(balanced_lines(draft.title)),
        "主送": draft.addressee.rstrip("：:"),
        "正文": [line for paragraph in draft.paragraphs for line in _lines(paragraph)],
        "署名": draft.signature or settings.issuer,
        "日期": chinese_date(draft.dated) if draft.dated else "",
        "附注": draft.contact.strip("（）()"),
    }


def _writable(value: object) -> object:
    """What the template prints, as Word takes it."""
    return writable(value) if isinstance(value, str) else value


def _lines(paragraph: Paragraph) -> list[_Line]:
    lines = [line.strip() for line in writable(paragraph.text).splitlines() if line.strip()]
    is_heading = paragraph.kind is ParagraphKind.HEADING
    return [_Line(heading_level(line) or int(is_heading), line) for line in lines]


def heading_level(line: str) -> int:
    """1 for 一、…, 2 for （一）…, as drafted or as somebody typed it; 0 for text, also for a numbered sentence."""
    if len(line) > _LONGEST_HEADING or line.endswith(("。", "；", "，", "：")):
        return 0
    mark = list_mark(line)
    return {"一、": 1, "（一）": 2}.get(mark.style, 0) if mark is not None else 0


def _arrange_signature(document: WordDocument, draft: Draft) -> None:
    """The date set in by four characters, the signature centred over it; a longer signature moves the date in further."""
    date = chinese_date(draft.dated) if draft.dated else ""
    paragraphs = document.paragraphs
    for at, paragraph in enumerate(paragraphs):
        name = paragraph.style.name if paragraph.style is not None else ""
        if name == measures.DATE:
            _set_in(paragraph, _indents(draft.signature, date)[1])
        elif name == measures.SIGNATURE:
            _set_in(paragraph, _indents(paragraph.text, date)[0])
            for before in paragraphs[max(at - 2, 0) : at]:  # a page must not hold the signature alone
                # A long paragraph would move as a whole and leave the page before it empty.
                before.paragraph_format.keep_with_next = len(before.text) <= _KEPT_TOGETHER


def _indents(signature: str, date: str) -> tuple[float, float]:
    """From the right, in characters: of the signature and of the date. The signature keeps two characters from the edge."""
    overhang = (_width(signature) - _width(date)) / 2
    date_indent = max(float(measures.DATE_INDENT), 2 + overhang)
    return date_indent - overhang, date_indent


def _width(text: str) -> float:
    """In characters: digits and letters are half as wide."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def _set_in(paragraph: WordParagraph, characters: float) -> None:
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:rightChars"), str(round(characters * 100)))
    indent.set(qn("w:right"), str(round(characters * measures.SIZE_3.pt * 20)))


def _fit_header(document: WordDocument) -> None:
    """The red header as large as fits on one line."""
    for paragraph in document.paragraphs:
        if paragraph.style is not None and paragraph.style.name == measures.HEADER and paragraph.text:
            size = min(measures.SIZE_1.pt, math.floor(measures.TEXT_WIDTH.pt / _width(paragraph.text)) - 1)
            for run in paragraph.runs:
                run.font.size = Pt(size)


def _add_translation(document: WordDocument, draft: Draft) -> None:
    """The English courtesy translation on a page of its own, after the letter."""
    lines = [line.strip() for line in writable(draft.english).splitlines() if line.strip()]
    if not lines:
        return
    heading = document.add_paragraph("Courtesy translation (the Chinese text prevails)")
    heading.paragraph_format.page_break_before = True
    heading.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for at, line in enumerate(lines):
        paragraph = document.add_paragraph(line)
        if at == 0:
            paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in paragraph.runs:
            run.font.bold = at == 0 or bool(_ENGLISH_HEADING.match(line))


def _mark_blanks(document: WordDocument) -> None:
    """Blanks that are still open stand out in yellow."""
    for paragraph in document.paragraphs:
        for run in list(paragraph.runs):
            pieces = re.split(f"({BLANK.pattern})", run.text)
            if len(pieces) == 1:
                continue
            run.text = pieces[0]
            before = run
            for piece in pieces[1:]:
                new = paragraph.add_run(piece)
                before._r.addnext(new._r)
                if BLANK.fullmatch(piece):
                    new.font.highlight_color = WD_COLOR_INDEX.YELLOW
                before = new


def _describe(document: WordDocument, draft: Draft) -> None:
    """The file's own properties: the letter's title and issuer, nothing of who wrote it on which machine."""
    properties = document.core_properties
    properties.title, properties.author = writable(draft.title), writable(draft.signature)
    properties.comments = properties.last_modified_by = properties.keywords = ""
    if draft.by_model:
        label_as_generated(properties)
