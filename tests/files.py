"""Small real files of each format, for tests."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image
from reportlab.lib import pagesizes, pdfencrypt
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
FONT = "STSong-Light"
LEFT, TOP = 80, 760
CHARACTERS_PER_LINE = 28
SIZE = 16
PITCH = 28
_OFD_NAMESPACE = "http://www.ofdspec.org/2016"

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def write_pdf(path: Path, pages: Sequence[Callable[[Canvas], None]], *, password: str = "", rotation: int = 0) -> Path:
    """A PDF with a text layer; each page is drawn by a function."""
    lock = pdfencrypt.StandardEncryption(password, canPrint=0) if password else None
    canvas = Canvas(str(path), pagesize=pagesizes.A4, encrypt=lock)
    for draw in pages:
        if rotation:
            canvas.setPageRotation(rotation)
        canvas.setFont(FONT, SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def official_lines(canvas: Canvas, paragraphs: Sequence[str], *, top: float = TOP, indent: int = 2) -> float:
    """Draw paragraphs as an official document has them: first lines indented, lines broken at the margin. Returns the next line's y."""
    y = top
    for paragraph in paragraphs:
        rest, room, x = paragraph, CHARACTERS_PER_LINE - indent, LEFT + indent * SIZE
        while rest:
            canvas.drawString(x, y, rest[:room])
            rest, room, x = rest[room:], CHARACTERS_PER_LINE, LEFT
            y -= PITCH
    return y


def grid_table(
    canvas: Canvas,
    texts: Mapping[tuple[int, int, int, int], str],
    *,
    columns: int,
    rows: int,
    top: float = 700,
    left: float = LEFT,
    width: float = 100,
    height: float = 26,
) -> None:
    """Draw a ruled table. A cell is (row, column, rows down, columns across)."""
    for (row, column, down, across), text in texts.items():
        x, y = left + column * width, top - (row + down) * height
        canvas.rect(x, y, across * width, down * height)
        canvas.setFont(FONT, 10)
        canvas.drawString(x + 4, y + down * height / 2 - 4, text)
    assert max(row + down for row, _, down, _ in texts) <= rows
    assert max(column + across for _, column, _, across in texts) <= columns


def scanned_pdf(path: Path, pictures: Sequence[Image.Image]) -> Path:
    """A PDF of pictures only."""
    first, *others = [picture.convert("RGB") for picture in pictures]
    first.save(path, "PDF", save_all=True, append_images=others, resolution=150)
    return path


def sample_notice() -> Image.Image:
    """The head of the photographed notice among the samples: Chinese print, slightly askew, without a font of this machine."""
    with Image.open(next((SAMPLES / "guides").glob("*.png"))) as picture:
        head = picture.convert("L").crop((0, 0, picture.width, picture.height // 3))
    head.thumbnail((780, 780))
    sheet = Image.new("L", (head.width, head.width), 246)
    sheet.paste(head)
    return sheet


def write_workbook(
    path: Path,
    rows: Sequence[Sequence[object]],
    *,
    merged: Sequence[str] = (),
    formats: Mapping[str, str] | None = None,
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[str] = (),
    sheet: str = "台账",
) -> Path:
    """An .xlsx with one sheet."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    for cell, number_format in (formats or {}).items():
        page[cell].number_format = number_format
    for number in hidden_rows:
        page.row_dimensions[number].hidden = True
    for letter in hidden_columns:
        page.column_dimensions[letter].hidden = True
    book.save(path)
    return path


def with_results(path: Path, results: Mapping[str, str]) -> Path:
    """Put results beside the formulas of an .xlsx, as Excel does when it saves."""
    with zipfile.ZipFile(path) as package:
        members = {name: package.read(name) for name in package.namelist()}
    name = "xl/worksheets/sheet1.xml"
    text = members[name].decode("utf-8")
    for cell, result in results.items():
        opening, _, rest = text.partition(f'<c r="{cell}"')
        body, _, tail = rest.partition("</c>")
        body = body.replace("<v></v>", "").replace("<v/>", "").replace("<v />", "")
        text = f'{opening}<c r="{cell}"{body}<v>{result}</v></c>{tail}'
    members[name] = text.encode("utf-8")
    return write_zip(path, members)


def write_zip(path: Path, members: Mapping[str, bytes | str]) -> Path:
    """A zip package."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return path


def numbered_document(
    levels: Sequence[tuple[str, str]], paragraphs: Sequence[tuple[int, str]]
) -> docx.document.Document:
    """A Word document with one multi-level list: levels as (format, text), paragraphs as (level, text)."""
    document = docx.Document()
    described = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (shape, text) in enumerate(levels)
    )
    root = document.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    root.append(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="7">{described}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="7"><w:abstractNumId w:val="7"/></w:num>'))
    for level, text in paragraphs:
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr>')
        )
    return document


def ofd_text(x_mm: float, y_mm: float, text: str, size_mm: float = 5, delta: str | None = None) -> str:
    """A TextObject whose line begins at (x, y)."""
    steps = delta if delta is not None else f"g {max(len(text) - 1, 1)} {size_mm}"
    return (
        f'<ofd:TextObject ID="1" Boundary="{x_mm} {y_mm} {size_mm * len(text)} {size_mm * 1.2}" Font="1" Size="{size_mm}">'
        f'<ofd:TextCode X="0" Y="{size_mm}" DeltaX="{steps}">{text}</ofd:TextCode></ofd:TextObject>'
    )


def write_ofd(
    path: Path, pages: Sequence[str], *, template: str = "", picture: Image.Image | None = None, units: str = ""
) -> Path:
    """An .ofd per GB/T 33190; pages and the template are the XML of their layer's objects, ``units`` that of its CompositeGraphicUnits.
    A picture fills every page."""
    space = f'xmlns:ofd="{_OFD_NAMESPACE}"'
    members: dict[str, bytes | str] = {
        "OFD.xml": f'<ofd:OFD {space} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>'
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/DocumentRes.xml": f'<ofd:Res {space} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="9" Type="Image">'
        "<ofd:MediaFile>scan.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>"
        f"<ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits></ofd:Res>",
    }
    listed = "".join(f'<ofd:Page ID="{at + 10}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at in range(len(pages)))
    shared = '<ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if template else ""
    members["Doc_0/Document.xml"] = (
        f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>{shared}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )
    used = '<ofd:Template TemplateID="5"/>' if template else ""
    drawn = '<ofd:ImageObject ID="3" Boundary="0 0 210 297" ResourceID="9"/>' if picture is not None else ""
    for at, content in enumerate(pages):
        members[f"Doc_0/Pages/Page_{at}/Content.xml"] = (
            f'<ofd:Page {space}>{used}<ofd:Content><ofd:Layer ID="2">{content}{drawn}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    if template:
        members["Doc_0/Tpls/Tpl_0/Content.xml"] = (
            f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="4">{template}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    if picture is not None:
        stored = io.BytesIO()
        picture.save(stored, "PNG")
        members["Doc_0/Res/scan.png"] = stored.getvalue()
    return write_zip(path, members)
