"""The built-in letter template: a Word file with the standard's styles and docxtpl's places, which a bureau may change and configure."""

from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from lxml import etree

from assistant.complaints.letters import letter_format as measures

_RED = RGBColor(0xFF, 0x00, 0x00)


def default_template() -> bytes:
    """A .docx file. Its places: 红头, 发文机关标志, 发文字号, 标题, 主送, 正文 (each with 级 and 文), 署名, 日期, 附注."""
    document = Document()
    _set_page(document)
    _set_grid(document)
    _add_styles(document)
    _write_places(document)
    _number_pages(document)
    _name_alternatives(document)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _set_page(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = measures.PAGE_WIDTH, measures.PAGE_HEIGHT
    section.top_margin, section.left_margin = measures.TOP_MARGIN, measures.LEFT_MARGIN
    section.right_margin, section.bottom_margin = Length(measures.RIGHT_MARGIN), Length(measures.BOTTOM_MARGIN)
    section.footer_distance = Length(measures.FOOTER_DISTANCE)
    section.header_distance = Pt(42)


def _set_grid(document: WordDocument) -> None:
    properties = document.sections[0]._sectPr
    for grid in properties.findall(qn("w:docGrid")):
        properties.remove(grid)
    pitch = round(measures.LINE_PITCH.twips)
    properties.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{pitch}"/>'))


def _add_styles(document: WordDocument) -> None:
    normal = document.styles["Normal"]
    _set_font(normal, measures.BODY_FONT, measures.SIZE_3)
    _narrow(normal)
    _set_lines(normal)
    body = _style(document, measures.BODY, measures.BODY_FONT, measures.SIZE_3, first_line=2)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for name, font in (
        (measures.HEADING, measures.HEADING_FONT),
        (measures.SUBHEADING, measures.SUBHEADING_FONT),
    ):
        _style(document, name, font, measures.SIZE_3, first_line=2).paragraph_format.keep_with_next = True
    _style(document, measures.ADDRESSEE, measures.BODY_FONT, measures.SIZE_3)
    _style(document, measures.SIGNATURE, measures.BODY_FONT, measures.SIZE_3).paragraph_format.keep_with_next = True
    _style(document, measures.DATE, measures.BODY_FONT, measures.SIZE_3)
    _style(document, measures.NOTE, measures.BODY_FONT, measures.SIZE_3, first_line=2)
    for name in (measures.SIGNATURE, measures.DATE):
        document.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    title = _style(document, measures.TITLE, measures.TITLE_FONT, measures.SIZE_2)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(33)
    _off_grid(title)
    number = _style(document, measures.NUMBER, measures.BODY_FONT, measures.SIZE_3)
    number.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _underline_red(number)
    header = _style(document, measures.HEADER, measures.TITLE_FONT, measures.SIZE_1)
    header.font.color.rgb = _RED
    header.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    header.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE


def _style(document: WordDocument, name: str, font: str, size: Length, first_line: int = 0) -> ParagraphStyle:
    style: ParagraphStyle = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    _set_font(style, font, size)
    _set_lines(style)
    if first_line:
        indent = style.element.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), str(first_line * 100))
        indent.set(qn("w:firstLine"), str(round(first_line * size.pt * 20)))
    return style


def _set_font(style: ParagraphStyle, font: str, size: Length) -> None:
    style.font.name = measures.LATIN_FONT
    style.font.size = size
    style.font.bold = False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)


def _narrow(style: ParagraphStyle) -> None:
    """Characters so much narrower that 28 fit on a line, in Word and in LibreOffice."""
    spacing = parse_xml(f'<w:spacing {nsdecls("w")} w:val="{measures.CHARACTER_SPACING}"/>')
    style.element.get_or_add_rPr().insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz")


def _mark_seal(paragraph: Paragraph) -> None:
    """A bookmark round the signature: where a seal, or a program that seals, puts the seal's middle."""
    start = parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="1" w:name="{measures.SEAL}"/>')
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="1"/>'))


def _set_lines(style: ParagraphStyle) -> None:
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing = measures.LINE_PITCH
    spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    spacing.widow_control = False


def _off_grid(style: ParagraphStyle) -> None:
    """Lines of their own height: on the grid a line of 2号 would take two."""
    style.element.get_or_add_pPr().insert_element_before(
        parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>'), "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def _underline_red(style: ParagraphStyle) -> None:
    """The red line 4 mm below the letter's number."""
    borders = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="12" w:space="11" w:color="FF0000"/></w:pBdr>'
    )
    style.element.get_or_add_pPr().insert_element_before(
        borders,
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:snapToGrid",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:outlineLvl",
    )


def _write_places(document: WordDocument) -> None:
    lines = (
        ("", "{%p if 红头 %}"),
        (measures.HEADER, "{{ 发文机关标志 }}"),
        ("", ""),
        (measures.NUMBER, "{{ 发文字号 }}"),
        ("", ""),
        ("", "{%p endif %}"),
        ("", ""),
        (measures.TITLE, "{{ 标题 }}"),
        ("", ""),
        (measures.ADDRESSEE, "{{ 主送 }}："),
        ("", "{%p for 段 in 正文 %}"),
        ("", "{%p if 段.级 == 1 %}"),
        (measures.HEADING, "{{ 段.文 }}"),
        ("", "{%p elif 段.级 == 2 %}"),
        (measures.SUBHEADING, "{{ 段.文 }}"),
        ("", "{%p else %}"),
        (measures.BODY, "{{ 段.文 }}"),
        ("", "{%p endif %}"),
        ("", "{%p endfor %}"),
        ("", ""),
        (measures.SIGNATURE, "{{ 署名 }}"),
        (measures.DATE, "{{ 日期 }}"),
        ("", "{%p if 附注 %}"),
        (measures.NOTE, "（{{ 附注 }}）"),
        ("", "{%p endif %}"),
    )
    for style, text in lines:
        paragraph = document.add_paragraph(text, style=style or "Normal")
        if style == measures.SIGNATURE:
            _mark_seal(paragraph)


def _number_pages(document: WordDocument) -> None:
    """``— 1 —``, set in by one character: right on odd pages, left on even ones."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, alignment, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "w:right"),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "w:left"),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style = document.styles["Normal"]
        paragraph.alignment = alignment
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        indent.set(qn(f"{side}Chars"), "100")
        indent.set(qn(side), str(round(measures.SIZE_4.pt * 20)))
        _footer_run(paragraph, "— ")
        _page_field(paragraph)
        _footer_run(paragraph, " —")


def _page_field(paragraph: Paragraph) -> None:
    for kind, instruction in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "1"), ("end", "")):
        run = _footer_run(paragraph, instruction if kind == "text" else "")
        if kind == "text":
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = instruction
            element.set(qn("xml:space"), "preserve")
        run.append(element)


def _footer_run(paragraph: Paragraph, text: str) -> etree._Element:
    run = paragraph.add_run(text)
    run.font.name = measures.NUMBER_FONT
    run.font.size = measures.SIZE_4
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), measures.NUMBER_FONT)
    return run._element


def _name_alternatives(document: WordDocument) -> None:
    """What stands in for a font that is not installed, in the file's own table of fonts."""
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table = etree.fromstring(part.blob)
    for font in (name for name in measures.ALTERNATIVES if name != measures.LATIN_FONT):
        others = measures.ALTERNATIVES[font]
        for entry in table.findall(qn("w:font")):
            if entry.get(qn("w:name")) == font:
                table.remove(entry)
        entry = etree.SubElement(table, qn("w:font"))
        entry.set(qn("w:name"), font)
        etree.SubElement(entry, qn("w:altName")).set(qn("w:val"), ",".join(others))
        etree.SubElement(entry, qn("w:charset")).set(qn("w:val"), "86")
        etree.SubElement(entry, qn("w:family")).set(qn("w:val"), "auto")
        etree.SubElement(entry, qn("w:pitch")).set(qn("w:val"), "variable")
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
