""".md: headings, paragraphs, lists and tables; a front matter gives facts."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.records import DocumentKind, Fact
from assistant.text.days import PRINTED_DATE, date_of
from ingest.parsed import ParsedDocument
from ingest.parsing.builder import DocumentBuilder
from ingest.parsing.decoding import decode
from ingest.parsing.limits import ParseLimits
from ingest.parsing.plain_text import starts_paragraph
from ingest.parsing.reading_order import join_lines
from ingest.parsing.spreadsheets.grids import add_grid
from ingest.parsing.unseen import COMMENTS
from ingest.parsing.web.html import add_fragment

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(?P<yaml>.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_HAN_BREAK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])")
_HAN = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_ENDED = re.compile(r"[。！？；：!?;:][”’」』）)]*$")
_GOES_ON = re.compile(r"[，、,]$")
_WRAPPED = 0.8  # of the longest line of a block: a shorter one was ended by its author
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^>]*>", re.DOTALL)
_FRONT_FIELDS = {
    "title": "title", "标题": "title",
    "document_number": "document_number", "文号": "document_number", "发文字号": "document_number",
    "issuer": "issuer", "发文机关": "issuer", "发布机构": "issuer",
    "issued_on": "issued_on", "date": "issued_on", "发布日期": "issued_on", "成文日期": "issued_on",
    "valid_from": "valid_from", "施行日期": "valid_from",
    "valid_to": "valid_to", "失效日期": "valid_to",
    "kind": "kind",
}  # fmt: skip
_DATE_FIELDS = {"issued_on", "valid_from", "valid_to"}


def parse(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Markdown's blocks; lines wrapped by hand are joined, as Markdown does, and Chinese ones that are paragraphs are not; comments are left out."""
    builder = DocumentBuilder("text/markdown")
    source = decode(path.read_bytes()).replace("\u200b", "").replace("\r\n", "\n")
    front = _FRONT_MATTER.match(source)
    if front:
        builder.facts += _front_facts(front["yaml"])
        source = source[front.end() :]
    # Lines indented by spaces are paragraphs in Chinese typing, not program code.
    tokens = MarkdownIt("commonmark").enable("table").disable("code").parse(source)
    _Reader(tokens, builder).read()
    return builder.build()


class _Reader:
    def __init__(self, tokens: Sequence[Token], builder: DocumentBuilder) -> None:
        self._tokens = tokens
        self._builder = builder
        self._label = ""  # number of the list item that has just begun

    def read(self) -> None:
        at = 0
        ordered: list[bool] = []
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.type == "heading_open":
                self._builder.heading(_inline(self._tokens[at + 1]), int(token.tag[1:]))
                at += 3
                continue
            if token.type == "table_open":
                at = self._table(at)
                continue
            if token.type in {"ordered_list_open", "bullet_list_open"}:
                ordered.append(token.type == "ordered_list_open")
            elif token.type in {"ordered_list_close", "bullet_list_close"}:
                ordered.pop()
            elif token.type == "list_item_open":
                self._label = f"{token.info}{token.markup} " if ordered[-1] else ""
            elif token.type == "inline":
                for line in [_inline(token)] if ordered else _paragraphs(_inline(token, "\x01")):
                    self._builder.paragraph(f"{self._label}{line}")
                    self._label = ""
            elif token.type == "fence":
                self._builder.paragraph(token.content.strip())
            elif token.type == "html_block":
                add_fragment(token.content, self._builder)
            if _has_comment(token):
                self._builder.unseen(COMMENTS)
            at += 1

    def _table(self, at: int) -> int:
        """Add the table that begins at a token; returns the index after it."""
        grid: list[list[str]] = []
        while self._tokens[at].type != "table_close":
            if self._tokens[at].type == "tr_open":
                grid.append([])
            elif self._tokens[at].type == "inline":
                grid[-1].append(_inline(self._tokens[at]))
            at += 1
        add_grid(grid, self._builder, header_rows=1)
        return at + 1


def _has_comment(token: Token) -> bool:
    return (token.type in {"html_block", "html_inline"} and "<!--" in token.content) or any(
        map(_has_comment, token.children or ())
    )


def _inline(token: Token, soft_break: str = "\n") -> str:
    """What a reader sees of inline content; ``soft_break`` is left where a line of the source ends."""
    parts: list[str] = []
    for child in token.children or []:
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(soft_break)
        elif child.type == "hardbreak":
            parts.append("\x00")
        elif child.type == "html_inline":
            parts.append("\x00" if child.content.lower().startswith("<br") else _TAG.sub("", child.content))
    return _HAN_BREAK.sub("", "".join(parts)).replace("\n", " ").replace("\x00", "\n").strip()


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a block whose lines end in \\x01: in Chinese a line that ends a sentence, begins with a number or is shorter than
    its neighbours is one; a line that was wrapped goes on."""
    lines = [line.strip() for line in text.split("\x01")]
    longest = max(map(len, lines))
    paragraphs = [lines[0]]
    for before, line in pairwise(lines):
        chinese = bool(_HAN.search(before[-1:]) or _HAN.search(line[:1]))
        ended = bool(_ENDED.search(before)) or (not _GOES_ON.search(before) and len(before) < longest * _WRAPPED)
        if line and before and chinese and (ended or starts_paragraph(line)):
            paragraphs.append(line)
        else:
            paragraphs[-1] = join_lines(paragraphs[-1], line)
    return paragraphs


def _front_facts(source: str) -> list[Fact]:
    """Facts of the front matter. It cannot state a clearance: a file does not release itself."""
    try:
        content = yaml.safe_load(source)
    except yaml.YAMLError:
        return []
    facts: dict[str, Fact] = {}
    for name, value in content.items() if isinstance(content, dict) else ():
        field = _FRONT_FIELDS.get(str(name).strip().lower())
        text = _fact_value(field, value) if field else ""
        if field and text:
            facts.setdefault(field, Fact(field, text, "file", f"文件头部的 {name}"))
    return list(facts.values())


def _fact_value(field: str, value: object) -> str:
    """The value as facts have it, "" if it is none: a word that is no date says nothing of a date."""
    if isinstance(
        value, (list, dict)
    ):  # a few lines can name themselves so often that their text would fill the memory
        return ""
    text = value.isoformat()[:10] if isinstance(value, date) else str(value or "").strip()
    if field in _DATE_FIELDS:
        found = PRINTED_DATE.fullmatch(text)
        day = date_of(found) if found else None
        return day.isoformat() if day else ""
    if field == "kind":
        return text if text in set(DocumentKind) else ""
    return text
