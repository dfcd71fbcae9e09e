"""How files are read: speed, text kept and tables right, on files made here with known content in every format.

``python -m benchmarks.reading [--documents 12] [--seed 1] [--json]``

Beside the product stand pdfplumber (PDF only) and markitdown where they are installed, on the same files in the same run. A sentence is
kept when it stands in what was read, blanks aside; a table is right when its head and all its rows, no more, come out cell for cell.
"""

import argparse
import importlib
import importlib.util
import json
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import docx
import openpyxl
import pdfplumber
from pptx import Presentation
from pptx.util import Cm
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.parsed import Table
from ingest.parsing import parse_file
from ingest.parsing.limits import ParseLimits

_LIMITS = ParseLimits(max_file_mb=100, max_pages=1000, max_expanded_mb=1024, timeout_s=600, ocr="never")
_FONT = "STSong-Light"
_TOPICS = (
    "装备制造",
    "生物医药",
    "数字经济",
    "现代物流",
    "文化旅游",
    "金融服务",
    "总部经济",
    "新材料",
    "节能环保",
    "商贸流通",
)
_MEASURES = ("总产值", "增加值", "营业收入", "税收", "从业人数", "研发投入", "固定资产投资")
_SAYINGS = (
    "{topic}产业前三季度完成{measure}{first}亿元，同比增长{second}%，其中规模以上企业贡献率超过六成",
    "围绕{topic}补链强链，新签约项目{third}个，协议投资{first}亿元，已开工{fourth}个",
    "对{topic}企业当年{measure}首次突破{third}000万元的，给予一次性奖励{fourth}0万元",
)
_PARAGRAPHS, _ROWS = 6, 8
_LINE, _PER_LINE = 24, 34


@dataclass(frozen=True, slots=True)
class Known:
    """A document's content: paragraphs of one sentence, and a table whose first line is its head."""

    paragraphs: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader makes of a file: all its text, and its tables, heads first."""

    text: str
    tables: tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One reader on one format: shares from 0 to 1 (None where the format has no such thing), pages (files where there are none) a second."""

    reader: str
    format: str
    files: int
    pages: int
    pages_per_s: float
    sentences_kept: float | None
    tables_right: float | None


def made(seed: int, count: int) -> Iterator[Known]:
    """Documents with figures and words drawn by the seed."""
    drawn = random.Random(seed)
    for _ in range(count):
        paragraphs = tuple(
            drawn.choice(_SAYINGS).format(
                topic=drawn.choice(_TOPICS), measure=drawn.choice(_MEASURES), first=drawn.randint(10, 9999) / 10,
                second=drawn.randint(10, 250) / 10, third=drawn.randint(2, 90), fourth=drawn.randint(1, 60),
            ) + "。"
            for _ in range(_PARAGRAPHS)
        )  # fmt: skip
        heads = ("产业", *drawn.sample(_MEASURES, 3))
        rows = (
            (topic, *(f"{drawn.randint(1, 99999) / 10:,.1f}" for _ in range(3)))
            for topic in drawn.sample(_TOPICS, _ROWS)
        )
        yield Known(paragraphs, (heads, *rows))


def _write_docx(known: Known, path: Path) -> None:
    document = docx.Document()
    for text in known.paragraphs:
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=len(known.table[0]))
    for row in known.table:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(path))


def _write_xlsx(known: Known, path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in known.table:
        sheet.append(list(row))
    book.save(path)


def _write_csv(known: Known, path: Path) -> None:
    quoted = (",".join(f'"{text}"' for text in row) for row in known.table)
    path.write_text("\n".join(quoted) + "\n", encoding="utf-8")


def _write_html(known: Known, path: Path) -> None:
    rows = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in known.table)
    body = "".join(f"<p>{text}</p>" for text in known.paragraphs)
    path.write_text(f"<html><body><h1>产业运行</h1>{body}<table>{rows}</table></body></html>", encoding="utf-8")


def _write_md(known: Known, path: Path) -> None:
    head, *rows = ("| " + " | ".join(row) + " |" for row in known.table)
    rule = "|" + " --- |" * len(known.table[0])
    path.write_text("\n\n".join(["# 产业运行", *known.paragraphs, "\n".join([head, rule, *rows])]), encoding="utf-8")


def _write_txt(known: Known, path: Path) -> None:
    path.write_text("\n".join(known.paragraphs), encoding="utf-8")


def _write_pptx(known: Known, path: Path) -> None:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    frame = slide.shapes.add_textbox(Cm(1), Cm(1), Cm(22), Cm(8)).text_frame
    for text in known.paragraphs:
        frame.add_paragraph().text = text
    table = slide.shapes.add_table(len(known.table), len(known.table[0]), Cm(1), Cm(10), Cm(22), Cm(8)).table
    for at, row in enumerate(known.table):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    show.save(str(path))


def _write_pdf(known: Known, path: Path, *, ruled: bool) -> None:
    """A page of prose with the table below it."""
    if _FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(_FONT, 12)
    y = 780.0
    for text in known.paragraphs:
        left, room = 104.0, _PER_LINE - 2
        while text:
            canvas.drawString(left, y, text[:room])
            text, left, room = text[room:], 80.0, _PER_LINE
            y -= _LINE
    canvas.setFont(_FONT, 10)
    for at, row in enumerate(known.table):
        for column, text in enumerate(row):
            x, top = 80 + column * 110, y - 10 - at * _LINE
            if ruled:
                canvas.rect(x, top - _LINE, 110, _LINE)
            canvas.drawString(x + 4, top - _LINE + 8, text)
    canvas.save()


FORMATS: dict[str, tuple[str, Callable[[Known, Path], None], bool, bool]] = {
    "docx": ("docx", _write_docx, True, True),
    "xlsx": ("xlsx", _write_xlsx, False, True),
    "csv": ("csv", _write_csv, False, True),
    "html": ("html", _write_html, True, True),
    "md": ("md", _write_md, True, True),
    "txt": ("txt", _write_txt, True, False),
    "pptx": ("pptx", _write_pptx, True, True),
    "pdf, ruled": ("pdf", lambda known, path: _write_pdf(known, path, ruled=True), True, True),
    "pdf, unruled": ("pdf", lambda known, path: _write_pdf(known, path, ruled=False), True, True),
}
"""By name: the files' ending, what writes one, whether it holds prose, whether it holds a table."""


def _product(path: Path) -> Read:
    parsed = parse_file(path, _LIMITS)
    tables = (block for block in parsed.blocks if isinstance(block, Table))
    return Read(parsed.text, tuple((table.header, *(row.values for row in table.rows)) for table in tables))


def _pdfplumber(path: Path) -> Read:
    with pdfplumber.open(path) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
        found = [table for page in pdf.pages for table in page.extract_tables()]
    return Read(text, tuple(tuple(tuple(cell or "" for cell in row) for row in table) for table in found))


def _markitdown() -> Callable[[Path], Read]:
    converter = importlib.import_module("markitdown").MarkItDown()

    def read(path: Path) -> Read:
        text = str(converter.convert(str(path)).text_content)
        tables = re.findall(r"(?:^\|.*\|\s*$\n?)+", text, re.MULTILINE)
        return Read(text, tuple(_piped(table) for table in tables))

    return read


def _piped(table: str) -> tuple[tuple[str, ...], ...]:
    rows = (tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in table.strip().splitlines())
    return tuple(row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row))


def readers(format_name: str) -> dict[str, Callable[[Path], Read]]:
    """What can read a format here."""
    found: dict[str, Callable[[Path], Read]] = {"huizhao": _product}
    if format_name.startswith("pdf"):
        found["pdfplumber"] = _pdfplumber
    if importlib.util.find_spec("markitdown") is not None:
        found["markitdown"] = _markitdown()
    return found


def measure(documents: Sequence[Known], folder: Path) -> Iterator[Measured]:
    """Every reader on every format it reads."""
    for name, (ending, write, has_prose, has_table) in FORMATS.items():
        paths = [folder / f"{name.replace(', ', '-')}-{number}.{ending}" for number in range(len(documents))]
        for known, path in zip(documents, paths, strict=True):
            write(known, path)
        for reader, read in readers(name).items():
            read(paths[0])  # what is loaded on first use is not the file's time
            started = time.perf_counter()
            found = [read(path) for path in paths]
            seconds = time.perf_counter() - started
            yield Measured(
                reader, name, len(paths), len(paths), round(len(paths) / seconds, 1),
                _kept(documents, found) if has_prose else None, _right(documents, found) if has_table else None,
            )  # fmt: skip


def _kept(documents: Sequence[Known], found: Sequence[Read]) -> float:
    held = [
        _bare(text) in _bare(read.text)
        for known, read in zip(documents, found, strict=True)
        for text in known.paragraphs
    ]
    return round(sum(held) / len(held), 3)


def _right(documents: Sequence[Known], found: Sequence[Read]) -> float:
    right = [
        [tuple(map(_bare_row, table)) for table in read.tables] == [tuple(map(_bare_row, known.table))]
        for known, read in zip(documents, found, strict=True)
    ]
    return round(sum(right) / len(right), 3)


def _bare_row(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(_bare, row))


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=12, help="documents in each format")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = list(measure(list(made(given.seed, given.documents)), Path(folder)))
    if given.json:
        print(json.dumps([asdict(one) for one in measured], ensure_ascii=False, indent=2))
        return
    print(f"{'reader':12}{'format':14}{'files':>6}{'pages/s':>10}{'text kept':>11}{'tables right':>14}")
    for one in measured:
        kept, right = ("-" if share is None else f"{share:.3f}" for share in (one.sentences_kept, one.tables_right))
        print(f"{one.reader:12}{one.format:14}{one.files:6}{one.pages_per_s:10.1f}{kept:>11}{right:>14}")
    if importlib.util.find_spec("markitdown") is None:
        print("markitdown is not installed and was not measured")


if __name__ == "__main__":
    main()
