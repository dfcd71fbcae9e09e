""".md: headings, paragraphs, lists and pipe tables; a front matter gives facts."""

import re
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.records import METADATA_FIELDS, Fact
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.decoding import decode
from ingest.parsing.grids import read_grid
from ingest.parsing.limits import ParseLimits

_FRONT_MATTER = re.compile(r"\A---\s*\n(?P<yaml>.*?)\n---\s*\n", re.DOTALL)
_HAN_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])")
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^>]*>", re.DOTALL)


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Markdown's blocks; lines wrapped by hand are joined, as Markdown does."""
    builder = DocumentBuilder("text/markdown")
    source = decode(path.read_bytes()).replace("\u200b", "")
    front = _FRONT_MATTER.match(source)
    if front:
        builder.facts += _front_facts(front["yaml"])
        source = source[front.end() :]
    tokens = MarkdownIt("commonmark").enable("table").parse(source)
    at = 0
    while at < len(tokens):
        at = _block(tokens, at, builder)
    return builder.build()


def _block(tokens: list[Token], at: int, builder: DocumentBuilder) -> int:
    """Add the block that begins at a token; returns the index after it."""
    token = tokens[at]
    if token.type == "heading_open":
        builder.heading(_inline(tokens[at + 1]), int(token.tag[1:]))
        return at + 3
    if token.type == "inline":
        builder.paragraph(_inline(token))
    elif token.type in {"fence", "code_block"}:
        builder.paragraph(token.content.strip())
    elif token.type == "table_open":
        return _table(tokens, at, builder)
    return at + 1


def _table(tokens: list[Token], at: int, builder: DocumentBuilder) -> int:
    grid: list[list[str]] = []
    while tokens[at].type != "table_close":
        if tokens[at].type == "tr_open":
            grid.append([])
        elif tokens[at].type == "inline":
            grid[-1].append(_inline(tokens[at]))
        at += 1
    found = read_grid(grid, header_rows=1)
    if found is not None:
        builder.table(found.header, [(None, row) for _, row in found.rows], caption=found.caption, notes=found.notes)
    return at + 1


def _inline(token: Token) -> str:
    """What a reader sees of inline content."""
    parts: list[str] = []
    for child in token.children or []:
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append("\n")
        elif child.type == "hardbreak":
            parts.append("\n\n")
        elif child.type == "html_inline":
            parts.append(_TAG.sub("", child.content))
    text = "".join(parts).replace("\n\n", "\x00")
    return _HAN_BREAK.sub("", text).replace("\n", " ").replace("\x00", "\n").strip()


def _front_facts(source: str) -> list[Fact]:
    try:
        content = yaml.safe_load(source)
    except yaml.YAMLError:
        return []
    if not isinstance(content, dict):
        return []
    allowed = set(METADATA_FIELDS) - {"clearance"}  # a file cannot release itself
    return [
        Fact(str(name), str(value), "file", "文件头部的说明")
        for name, value in content.items()
        if name in allowed and value is not None
    ]
