"""The official letter, read back: the measurable rules of GB/T 9704-2012, in the Word file and on the printed page."""

import io
import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from assistant.complaints.letters.blanks import open_blanks
from assistant.complaints.letters.letter import balanced_lines, official_number, write_letter
from assistant.complaints.letters.letter_pdf import letter_as_pdf
from assistant.complaints.letters.letter_template import default_template
from assistant.complaints.letters.reply_records import BearingClause, Draft, OpenPoint, Paragraph, ParagraphKind
from assistant.documents.office_conversion import convert, office_program
from assistant.errors import ConfigurationError, ToolMissing
from assistant.sections.complaints import LetterSettings

QUOTE = "新引进企业租用商务楼宇的，按照实际支付租金的30%给予补贴"
BODY = f"根据规定：“{QUOTE}”，A&B <公司>的申请【待核实：材料是否齐全】。"
DRAFT = Draft(
    title="关于云汀区澄光科技有限公司反映租金补贴兑现问题的复函",
    addressee="云汀区澄光科技有限公司",
    paragraphs=(
        Paragraph(ParagraphKind.OPENING, "你公司2026年3月2日来信收悉。现函复如下："),
        Paragraph(ParagraphKind.HEADING, "一、关于兑现补贴的诉求", 1),
        Paragraph(ParagraphKind.HEADING, "（一）办理情况", 1),
        Paragraph(
            ParagraphKind.RULE,
            BODY,
            1,
            (BearingClause("chunk-7", "source-7", "《若干政策》第八条", QUOTE, "现行有效"),),
        ),
        Paragraph(ParagraphKind.CLOSING, "特此函复。"),
    ),
    signature="澜州市云汀区投资合作局",
    dated=date(2026, 3, 9),
    contact="联系人：企业服务科，联系电话：0999-5550123",
    document_number="云投函[2026]003号",
    open_points=(OpenPoint("申请材料齐全与否未核实"),),
)


def letter(draft: Draft = DRAFT, **settings: object) -> WordDocument:
    return Document(io.BytesIO(write_letter(draft, LetterSettings(**settings))))  # type: ignore[arg-type]


def named(document: WordDocument, style: str) -> list[WordParagraph]:
    return [paragraph for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == style]


def east_asian(document: WordDocument, style: str) -> str:
    return str(document.styles[style].element.rPr.rFonts.get(qn("w:eastAsia")))


class TestWhoWroteIt:
    def test_a_draft_by_a_model_says_so_and_an_approved_letter_only_in_its_properties(self) -> None:
        written = replace(DRAFT, made_by="qwen3-32b")
        draft = letter(written)
        approved = Document(io.BytesIO(write_letter(written, LetterSettings(), approved=True)))
        assert "人工智能" in draft.paragraphs[-1].text
        assert not any("人工智能" in paragraph.text for paragraph in approved.paragraphs)
        for document in (draft, approved):
            assert "AI生成合成内容" in document.core_properties.comments
            assert '{"AIGC": {"Label": "1"}}' in document.core_properties.keywords

    @pytest.mark.parametrize("made_by", ["staff", "rules"])
    def test_what_no_model_wrote_carries_no_label(self, made_by: str) -> None:
        document = letter(replace(DRAFT, made_by=made_by))
        assert not any("人工智能" in paragraph.text for paragraph in document.paragraphs)
        assert (document.core_properties.comments, document.core_properties.keywords) == ("", "")

    @pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
    def test_the_label_is_in_the_properties_of_the_pdf(self) -> None:
        printed = letter_as_pdf(write_letter(replace(DRAFT, made_by="qwen3-32b"), LetterSettings(), approved=True))
        with pdfplumber.open(io.BytesIO(printed)) as pdf:
            assert "AI生成合成内容" in pdf.metadata["Keywords"]


class TestMeasures:
    def test_page_and_text_block(self) -> None:
        section = letter().sections[0]
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        assert (round(section.top_margin.mm, 1), round(section.left_margin.mm, 1)) == (37.0, 28.0)
        width = Length(section.page_width - section.left_margin - section.right_margin)
        height = Length(section.page_height - section.top_margin - section.bottom_margin)
        assert width.mm == pytest.approx(156, abs=0.1)
        assert height.mm == pytest.approx(225, abs=0.1)

    def test_the_grid_holds_22_lines_of_28_characters_and_no_more(self) -> None:
        document = letter()
        grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
        assert grid.get(qn("w:type")) == "lines"
        pitch_pt = int(grid.get(qn("w:linePitch"))) / 20
        spacing = document.styles["Normal"].element.rPr.find(qn("w:spacing"))
        character_pt = 16 + int(spacing.get(qn("w:val"))) / 20
        assert Mm(225).pt // pitch_pt == 22
        assert Mm(156).pt // character_pt == 28

    @pytest.mark.parametrize(
        ("style", "font", "size"),
        [
            pytest.param("公文标题", "方正小标宋简体", 22, id="title-2号小标宋"),
            pytest.param("公文正文", "仿宋_GB2312", 16, id="body-3号仿宋"),
            pytest.param("公文一级标题", "黑体", 16, id="first-level-黑体"),
            pytest.param("公文二级标题", "楷体_GB2312", 16, id="second-level-楷体"),
            pytest.param("公文主送机关", "仿宋_GB2312", 16, id="addressee-3号仿宋"),
        ],
    )
    def test_fonts_and_sizes(self, style: str, font: str, size: int) -> None:
        document = letter()
        assert named(document, style)
        assert east_asian(document, style) == font
        assert document.styles[style].font.size == Pt(size)

    def test_every_font_names_what_may_stand_in_for_it(self) -> None:
        document = letter()
        table = next(part for part in document.part.package.iter_parts() if part.partname.endswith("fontTable.xml"))
        entries = re.findall(r'w:name="([^"]+)"><w:altName w:val="([^"]+)"', table.blob.decode())
        assert {"方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"} <= {name for name, _ in entries}

    def test_paragraphs_begin_two_characters_in_and_the_addressee_at_the_edge(self) -> None:
        document = letter()
        indent = document.styles["公文正文"].element.pPr.ind
        assert indent.get(qn("w:firstLineChars")) == "200"
        assert named(document, "公文主送机关")[0].text == "云汀区澄光科技有限公司："
        assert document.styles["公文主送机关"].element.pPr.ind is None

    def test_page_numbers_stand_between_dashes_odd_right_even_left(self) -> None:
        document = letter()
        section = document.sections[0]
        assert document.settings.odd_and_even_pages_header_footer
        for footer, alignment, side in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "w:rightChars"),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "w:leftChars"),
        ):
            paragraph = footer.paragraphs[0]
            assert paragraph.text == "— 1 —"
            assert paragraph.alignment == alignment
            assert paragraph._p.pPr.ind.get(qn(side)) == "100"
            assert {run.font.size for run in paragraph.runs} == {Pt(14)}
            assert paragraph.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "宋体"

    @pytest.mark.parametrize(
        ("signature", "indents"),
        [
            pytest.param("云汀区投资合作局", (300, 400), id="short"),
            pytest.param("澜州市云汀区投资合作局", (200, 450), id="eleven-characters-centred-over-the-date"),
            pytest.param(
                "澜州市云汀区外商投资企业投诉工作协调办公室", (200, 950), id="longer-than-the-date-moves-it-in"
            ),
        ],
    )
    def test_the_date_is_set_in_by_four_and_the_signature_centred_over_it(
        self, signature: str, indents: tuple[int, int]
    ) -> None:
        document = letter(replace(DRAFT, signature=signature))
        signed, dated = named(document, "公文署名")[0], named(document, "公文成文日期")[0]
        assert dated.text == "2026年3月9日"
        assert tuple(int(one._p.pPr.ind.get(qn("w:rightChars"))) for one in (signed, dated)) == indents
        width = sum(0.5 if character.isascii() else 1 for character in dated.text)
        middle = [int(indents[0]) / 100 + len(signature) / 2, int(indents[1]) / 100 + width / 2]
        assert middle[0] == pytest.approx(middle[1])


class TestContents:
    def test_the_letter_holds_the_draft_in_order_and_no_source_and_no_open_point(self) -> None:
        text = "\n".join(paragraph.text for paragraph in letter().paragraphs if paragraph.text)
        order = [
            text.index(piece)
            for piece in (
                "的复函",
                "云汀区澄光科技有限公司：",
                "收悉",
                "一、",
                "（一）",
                BODY,
                "特此函复。",
                "2026年3月9日",
            )
        ]
        assert order == sorted(order)
        assert "（联系人：企业服务科，联系电话：0999-5550123）" in text
        assert "chunk-7" not in text
        assert "未核实" not in text
        assert "{" not in text

    def test_blanks_stand_out_and_are_listed(self) -> None:
        marked = [run.text for paragraph in letter().paragraphs for run in paragraph.runs if run.font.highlight_color]
        assert marked == ["【待核实：材料是否齐全】"]
        assert open_blanks(DRAFT) == ("【待核实：材料是否齐全】",)
        assert WD_COLOR_INDEX.YELLOW in {
            run.font.highlight_color for paragraph in letter().paragraphs for run in paragraph.runs
        }

    def test_the_red_header_and_the_number_are_optional(self) -> None:
        assert not named(letter(), "公文发文机关标志")
        document = letter(red_header=True, header="澜州市云汀区投资合作局")
        header = named(document, "公文发文机关标志")[0]
        assert header.text == "澜州市云汀区投资合作局"
        assert str(header.style.font.color.rgb) == "FF0000"
        assert named(document, "公文发文字号")[0].text == "云投函〔2026〕3号"

    @pytest.mark.parametrize(
        ("typed", "style"),
        [
            pytest.param("一、关于押金的退还", "公文一级标题", id="first-level"),
            pytest.param("（二）办理情况", "公文二级标题", id="second-level"),
            pytest.param("一、请你公司于十日内提交材料。", "公文正文", id="a-numbered-sentence"),
            pytest.param("（一）" + "核" * 40, "公文正文", id="too-long-for-a-heading"),
        ],
    )
    def test_a_typed_heading_gets_the_font_of_one(self, typed: str, style: str) -> None:
        document = letter(replace(DRAFT, paragraphs=(Paragraph(ParagraphKind.TEXT, typed),)))
        assert typed in [one.text for one in named(document, style)]

    def test_the_place_of_the_seal_is_marked_in_the_signature(self) -> None:
        (signature,) = named(letter(), "公文署名")
        (mark,) = signature._p.findall(qn("w:bookmarkStart"))
        assert mark.get(qn("w:name")) == "印章"

    def test_a_translation_follows_on_a_page_of_its_own(self) -> None:
        document = letter(replace(DRAFT, english="Reply to your letter\n\nDear Sir or Madam,"))
        heading, *lines = document.paragraphs[-3:]
        assert heading.text == "Courtesy translation (the Chinese text prevails)"
        assert heading.paragraph_format.page_break_before
        assert [line.text for line in lines] == ["Reply to your letter", "Dear Sir or Madam,"]
        assert "translation" not in "".join(paragraph.text for paragraph in letter().paragraphs)

    def test_the_file_tells_nothing_of_who_wrote_it(self) -> None:
        properties = letter().core_properties
        assert (properties.title, properties.author) == (DRAFT.title, DRAFT.signature)
        assert not properties.comments


@pytest.mark.parametrize(
    ("written", "official"),
    [
        pytest.param("云投函[2026]003号", "云投函〔2026〕3号", id="square-brackets-and-zeros"),
        pytest.param("云投函（2026）第12号", "云投函〔2026〕12号", id="round-brackets-and-第"),
        pytest.param("云投函〔2026〕3号", "云投函〔2026〕3号", id="already-right"),
    ],
)
def test_numbers_of_letters(written: str, official: str) -> None:
    assert official_number(written) == official


def test_a_letter_that_nobody_signs_is_not_written() -> None:
    unsigned = replace(DRAFT, signature="")
    with pytest.raises(ConfigurationError, match="HUIZHAO_LETTER__ISSUER"):
        write_letter(unsigned, LetterSettings())
    assert write_letter(unsigned, LetterSettings(issuer="云湾区投资促进局"))


def test_a_long_title_breaks_between_words_into_even_lines() -> None:
    assert balanced_lines("关于租金补贴的复函") == ("关于租金补贴的复函",)
    lines = balanced_lines(DRAFT.title)
    assert "".join(lines) == DRAFT.title
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) <= 3


def test_no_line_of_a_title_begins_with_a_mark() -> None:
    title = "关于Silverline Biotech (Yunting) Ltd.反映政策和招商承诺兑现问题的复函"
    lines = balanced_lines(title)
    assert "".join(lines) == title
    assert len(lines) == 2
    assert all(line.strip()[0].isalnum() or line[0] in "《“（(" for line in lines)


def test_a_heading_never_ends_a_page() -> None:
    document = letter()
    assert all(document.styles[name].paragraph_format.keep_with_next for name in ("公文一级标题", "公文二级标题"))


class TestTemplate:
    def test_a_bureaus_own_template_is_used(self, tmp_path: Path) -> None:
        own = Document(io.BytesIO(default_template()))
        own.add_paragraph("抄送：区政府办公室。")
        own.save(str(tmp_path / "own.docx"))
        text = [paragraph.text for paragraph in letter(template=tmp_path / "own.docx").paragraphs]
        assert text[-1] == "抄送：区政府办公室。"
        assert "特此函复。" in text

    def test_a_template_that_is_none_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "own.docx").write_bytes(b"no word file")
        with pytest.raises(ConfigurationError, match="HUIZHAO_LETTER__TEMPLATE"):
            letter(template=tmp_path / "own.docx")

    def test_a_mistake_in_a_template_is_named(self, tmp_path: Path) -> None:
        own = Document()
        own.add_paragraph("{{ 标题 ")
        own.save(str(tmp_path / "own.docx"))
        with pytest.raises(ConfigurationError, match="复函模板有误"):
            letter(template=tmp_path / "own.docx")


@pytest.fixture(scope="module")
def pages() -> list[list[str]]:
    """The lines of each page of a long letter."""
    if office_program() is None:
        pytest.skip("LibreOffice is not installed")
    body = Paragraph(ParagraphKind.TEXT, "政" * 28 * 60)
    printed = letter_as_pdf(write_letter(replace(DRAFT, paragraphs=(body,)), LetterSettings()))
    with pdfplumber.open(io.BytesIO(printed)) as pdf:
        return [_lines(page) for page in pdf.pages]


class TestPrinted:
    """As LibreOffice sets it: where the bureau prints from a server."""

    def test_a_page_has_22_lines_of_28_characters(self, pages: list[list[str]]) -> None:
        full = pages[1][:-1]
        assert full == ["政" * 28] * 22

    def test_the_word_file_opened_in_libreoffice_has_them_too(self, pages: list[list[str]], tmp_path: Path) -> None:
        body = Paragraph(ParagraphKind.TEXT, "政" * 28 * 60)
        (tmp_path / "letter.docx").write_bytes(write_letter(replace(DRAFT, paragraphs=(body,)), LetterSettings()))
        with convert(tmp_path / "letter.docx", ".pdf", 120) as converted, pdfplumber.open(converted) as pdf:
            assert _lines(pdf.pages[1])[:-1] == pages[1][:-1]

    def test_pages_are_numbered(self, pages: list[list[str]]) -> None:
        assert [re.sub(r"\s", "", page[-1]) for page in pages] == [f"—{number}—" for number in range(1, len(pages) + 1)]

    def test_the_signature_never_stands_alone_on_a_page(self) -> None:
        paragraphs = letter().paragraphs
        signed = next(at for at, one in enumerate(paragraphs) if one.style and one.style.name == "公文署名")
        assert paragraphs[signed - 2].text == "特此函复。"
        assert all(one.paragraph_format.keep_with_next for one in paragraphs[signed - 2 : signed])

    def test_without_libreoffice_the_reason_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "")
        with pytest.raises(ToolMissing, match="LibreOffice"):
            letter_as_pdf(b"")


def _lines(page: pdfplumber.page.Page) -> list[str]:
    """The page's lines from top to bottom."""
    rows: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for character in page.chars:
        rows[round(character["bottom"] / 8)].append((character["x0"], character["text"]))
    return ["".join(text for _, text in sorted(row)) for _, row in sorted(rows.items())]
