"""Word files in the looks that offices really send: proper heading styles, plain bold paragraphs, a table of contents."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from samples.builders.source_text import Block, BlockKind, Source, chinese_date
from samples.builders.stable_zip import fix_dates

_RED = RGBColor(0xC8, 0x10, 0x10)
_TEXT_WIDTH_POINTS = 440  # of the official letter: 156 mm
_HANGING = 2  # characters by which a paragraph's first line is set in


@dataclass(frozen=True, slots=True)
class Fonts:
    """East Asian font names: those of the official letter standard, or fonts that this machine can embed."""

    title: str = "方正小标宋简体"
    heading: str = "黑体"
    body: str = "仿宋_GB2312"


OFFICIAL = Fonts()
EMBEDDABLE = Fonts("Noto Serif CJK SC", "Noto Sans CJK SC", "Noto Serif CJK SC")


def build_word(source: Source, path: Path, fonts: Fonts = OFFICIAL) -> None:
    """Write one source as a Word file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = _Writer(source, fonts)
    writer.write()
    writer.document.save(str(path))
    fix_dates(path, source.issued_on)


class _Writer:
    """Lays one source out, from the notice to the imprint."""

    def __init__(self, source: Source, fonts: Fonts) -> None:
        self.source = source
        self.fonts = fonts
        self.document: WordDocument = Document()
        self.headings = source.look in ("styled", "toc", "report", "guide")
        self._set_page()
        self._set_styles()

    def write(self) -> None:
        """Notice, contents, title, body, imprint."""
        source = self.source
        if source.marking:
            self._line(source.marking, self.fonts.heading, 14, indent=0)
        if source.notice:
            self._notice()
        self._title()
        if source.look == "toc":
            self._contents()
        if source.look == "report":
            self._line(source.issuer, "楷体", 14, ALIGN.CENTER, indent=0)
            self._line(f"（{chinese_date(source.issued_on)}）", "楷体", 14, ALIGN.CENTER, indent=0, after=12)
        for block in source.blocks:
            self._block(block)
        if source.notice:
            self._imprint()

    def _notice(self) -> None:
        source = self.source
        name = f"{source.issuer}文件"
        size = min(30, _TEXT_WIDTH_POINTS // len(name))
        self._line(name, self.fonts.title, size, ALIGN.CENTER, indent=0, colour=_RED, before=30, after=30)
        self._line(source.number, self.fonts.body, 14, ALIGN.CENTER, indent=0, after=18)
        heading = f"{source.issuer}关于印发《{source.title}》的通知"
        self._line(heading, self.fonts.title, 18, ALIGN.CENTER, indent=0, after=14, bold=source.look != "styled")
        self._line(source.recipients, indent=0)
        self._line(source.notice)
        self._line(source.issuer, align=ALIGN.RIGHT, before=24)
        self._line(chinese_date(source.issued_on), align=ALIGN.RIGHT)
        if source.look == "styled":
            self._line("（此件公开发布）")
        if source.look != "scan":
            self.document.add_page_break()

    def _title(self) -> None:
        source = self.source
        style = "Title" if self.headings else None
        self._line(
            source.title, self.fonts.title, 20, ALIGN.CENTER, indent=0, before=6, after=14, style=style, bold=not style
        )
        if source.subtitle:
            self._line(source.subtitle, self.fonts.body, 14, ALIGN.CENTER, indent=0, after=14)
        if source.look == "guide":
            self._line(f"{source.issuer}　{source.issued_on:%Y-%m}", self.fonts.body, 12, ALIGN.CENTER, 0, after=14)

    def _block(self, block: Block) -> None:
        if block.kind is BlockKind.TABLE:
            self._table(block.rows)
        elif block.kind is BlockKind.CHAPTER:
            self._chapter(block.text)
        elif block.kind is BlockKind.SECTION:
            style = "Heading 2" if self.headings else None
            self._line(block.text, "楷体", 15, style=style)
        elif block.kind is BlockKind.ARTICLE:
            self._article(block)
        else:
            self._line(block.text)

    def _chapter(self, text: str) -> None:
        centred = self.source.look not in ("report", "guide")
        align = ALIGN.CENTER if centred else ALIGN.LEFT
        self._line(
            text,
            self.fonts.heading,
            16,
            align,
            indent=0 if centred else _HANGING,
            before=10,
            after=6,
            style="Heading 1" if self.headings else None,
            bold=not self.headings,
        )

    def _article(self, block: Block) -> None:
        number = block.number
        if self.source.look == "spaced":
            number = f"第 {number[1:-1]} 条"
        paragraph = self._line("")
        self._run(paragraph, number, self.fonts.heading, 16, bold=self.source.look in ("styled", "toc"))
        self._run(paragraph, f"　{block.text}", self.fonts.body, 16)

    def _contents(self) -> None:
        """A contents field with its result stored, as Word leaves it."""
        self._line("目　录", self.fonts.heading, 16, ALIGN.CENTER, indent=0, after=8)
        chapters = [block.text for block in self.source.blocks if block.kind is BlockKind.CHAPTER]
        pages = self.source.toc_pages or tuple([1] * len(chapters))
        for index, (chapter, page) in enumerate(zip(chapters, pages, strict=True)):
            paragraph = self.document.add_paragraph(style="toc 1")
            if index == 0:
                self._field_part(paragraph, "begin")
                self._instruction(paragraph, 'TOC \\o "1-1" \\h \\z \\u')
                self._field_part(paragraph, "separate")
            self._run(paragraph, f"{chapter}\t{page}", self.fonts.body, 14)
            if index == len(chapters) - 1:
                self._field_part(paragraph, "end")
        self.document.add_page_break()

    def _table(self, rows: tuple[tuple[str, ...], ...]) -> None:
        table = self.document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        table.autofit = False
        widths = _column_widths(rows)
        for row_index, row in enumerate(rows):
            for column, text in enumerate(row):
                cell = table.cell(row_index, column)
                cell.width = Pt(widths[column])
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.line_spacing = Pt(18)
                short = len(text) <= 16
                paragraph.alignment = ALIGN.CENTER if short else ALIGN.LEFT
                font = self.fonts.heading if row_index == 0 else self.fonts.body
                self._run(paragraph, text, font, 10.5, bold=row_index == 0)
        self.document.add_paragraph().paragraph_format.line_spacing = Pt(10)

    def _imprint(self) -> None:
        source = self.source
        if not source.marking:
            self._line("公开方式：主动公开", self.fonts.body, 12, indent=0, before=18)
        self._line("抄送：区委办公室，区人大常委会办公室，区政协办公室。", self.fonts.body, 12, indent=0)
        self._line(f"{source.issuer}　　{chinese_date(source.issued_on)}印发", self.fonts.body, 12, indent=0)

    def _line(
        self,
        text: str,
        font: str = "",
        size: float = 16,
        align: ALIGN | None = None,
        indent: int = _HANGING,
        *,
        before: float = 0,
        after: float = 0,
        style: str | None = None,
        bold: bool = False,
        colour: RGBColor | None = None,
    ) -> Paragraph:
        paragraph = self.document.add_paragraph(style=style)
        form = paragraph.paragraph_format
        form.space_before, form.space_after = Pt(before), Pt(after)
        form.line_spacing = Pt(28) if size <= 16 else None
        if indent and align is not ALIGN.RIGHT:
            form.first_line_indent = Pt(size * indent)
        paragraph.alignment = align
        if text:
            self._run(paragraph, text, font or self.fonts.body, size, bold=bold, colour=colour)
        return paragraph

    def _run(
        self,
        paragraph: Paragraph,
        text: str,
        font: str,
        size: float,
        *,
        bold: bool = False,
        colour: RGBColor | None = None,
    ) -> None:
        if self.fonts is EMBEDDABLE and font == "楷体":
            font = self.fonts.heading
        run = paragraph.add_run(text)
        run.font.name = self.fonts.body if self.fonts is EMBEDDABLE else "Times New Roman"
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        run.font.size = Pt(size)
        run.font.bold = bold or None
        run.font.color.rgb = colour or RGBColor(0, 0, 0)

    def _set_page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        footer = section.footer.paragraphs[0]
        footer.alignment = ALIGN.CENTER
        self._run(footer, "— ", self.fonts.body, 14)
        self._field_part(footer, "begin")
        self._instruction(footer, "PAGE")
        self._field_part(footer, "end")
        self._run(footer, " —", self.fonts.body, 14)
        core = self.document.core_properties
        core.title, core.author = self.source.title, self.source.issuer
        core.last_modified_by, core.comments = "", ""
        core.created = core.modified = datetime.combine(self.source.issued_on, datetime.min.time())

    def _set_styles(self) -> None:
        styles = self.document.styles
        for name in ("Normal", "Title", "Heading 1", "Heading 2"):
            fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
            fonts.set(qn("w:eastAsia"), self.fonts.body if name == "Normal" else self.fonts.heading)
        language = styles.element.find(".//" + qn("w:lang"))
        language.set(qn("w:eastAsia"), "zh-CN")
        border = styles["Title"].element.get_or_add_pPr().find(qn("w:pBdr"))
        if border is not None:
            styles["Title"].element.pPr.remove(border)
        if self.source.look == "toc":
            contents = styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
            contents.base_style = styles["Normal"]
            contents.paragraph_format.tab_stops.add_tab_stop(Mm(155), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)

    @staticmethod
    def _field_part(paragraph: Paragraph, part: str) -> None:
        element = OxmlElement("w:fldChar")
        element.set(qn("w:fldCharType"), part)
        paragraph.add_run()._r.append(element)

    @staticmethod
    def _instruction(paragraph: Paragraph, text: str) -> None:
        element = OxmlElement("w:instrText")
        element.set(qn("xml:space"), "preserve")
        element.text = f" {text} "
        paragraph.add_run()._r.append(element)


def _column_widths(rows: tuple[tuple[str, ...], ...]) -> list[float]:
    """Points, in proportion to each column's longest cell within limits."""
    longest = [min(22, max(5, *(len(text) for text in column))) for column in zip(*rows, strict=True)]
    return [_TEXT_WIDTH_POINTS * length / sum(longest) for length in longest]
