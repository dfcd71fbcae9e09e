"""The text sources: YAML front matter, then one line a paragraph, ``#`` for chapters, ``|`` for table rows."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import yaml

_ARTICLE = re.compile(r"^(第[一二三四五六七八九十百]+条)[ 　]+(.+)$")


class BlockKind(StrEnum):
    """What a line of a source is."""

    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a table. ``number`` is an article's 第八条; ``rows`` are a table's, header first."""

    kind: BlockKind
    text: str = ""
    number: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One document to make. ``output`` is relative to ``samples/``; ``look`` picks the layout."""

    output: str
    look: str
    title: str
    issuer: str
    issued_on: date
    blocks: tuple[Block, ...]
    number: str = ""
    subtitle: str = ""
    recipients: str = ""
    notice: str = ""
    marking: str = ""
    index_number: str = ""
    toc_pages: tuple[int, ...] = ()


def read_source(path: Path) -> Source:
    """Read one source. Raises ValueError when the front matter is missing."""
    text = path.read_text(encoding="utf-8")
    if not text.startswith("---\n"):
        raise ValueError(f"{path.name}: no front matter")
    head, body = text[4:].split("\n---\n", 1)
    fields = yaml.safe_load(head)
    fields["toc_pages"] = tuple(fields.get("toc_pages", ()))
    return Source(blocks=tuple(_blocks(body)), **fields)


def chinese_date(day: date) -> str:
    """2025年3月10日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _blocks(body: str) -> list[Block]:
    blocks: list[Block] = []
    rows: list[tuple[str, ...]] = []
    for line in [*body.splitlines(), ""]:
        line = line.strip()
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
            continue
        if rows:
            blocks.append(Block(BlockKind.TABLE, rows=tuple(rows)))
            rows = []
        if line:
            blocks.append(_paragraph(line))
    return blocks


def _paragraph(line: str) -> Block:
    if line.startswith("## "):
        return Block(BlockKind.SECTION, line[3:])
    if line.startswith("# "):
        return Block(BlockKind.CHAPTER, line[2:])
    article = _ARTICLE.match(line)
    if article:
        return Block(BlockKind.ARTICLE, article[2], article[1])
    return Block(BlockKind.PARAGRAPH, line)
