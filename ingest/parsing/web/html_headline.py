"""The line that a page sets apart above its text, by its tag, its place or its size: what the page itself calls the text below it."""

import re
from collections import Counter
from collections.abc import Iterator

from bs4.element import Tag

from assistant.text.labels import LIST_MARK
from ingest.imprint import is_date, is_issuer

_BLOCKS = (
    "p",
    "div",
    "section",
    "article",
    "li",
    "dd",
    "dt",
    "td",
    "th",
    "center",
    "table",
    "ul",
    "h1",
    "h2",
    "h3",
    "h4",
)
_HEADINGS = frozenset({"h1", "h2", "h3"})
_NAMED = re.compile(r"(?:^|[-_\s])(?:title|tit|biaoti|bt|headline|subject)(?:$|[-_\s\d])|title$", re.IGNORECASE)
_SET_APART = re.compile(r"text-align\s*:\s*center|font-size\s*:\s*(?:1[89]|[2-9]\d)(?:\.\d+)?\s*p[xt]", re.IGNORECASE)
_LARGE = frozenset({"4", "5", "6", "7", "+1", "+2", "+3", "+4"})
_BEGINS_TEXT = re.compile(rf"\s*(?:{LIST_MARK})")
_SITES = ("网", "网站", "门户")
_FEWEST, _LONGEST, _PROSE = 6, 80, 40
_WRAPPERS = 3


def headline(body: Tag) -> str:
    """The first line above the text's first paragraph that is set apart and may be a title, "" for none. What is set apart in the same way
    again further down heads one part of several."""
    kinds = Counter(
        _kind(block) for block in _lines(body) if _may_be_title(_text(block), block) and _is_set_apart(block)
    )
    for block in _lines(body):
        text = _text(block)
        if len(text) >= _PROSE and "。" in text:
            return ""
        if kinds[_kind(block)] == 1 and _may_be_title(text, block) and _is_set_apart(block):
            return text
    return ""


def _text(block: Tag) -> str:
    return re.sub(r"\s+", " ", block.get_text(strip=True))


def _kind(block: Tag) -> tuple[str, ...]:
    return (block.name, *(block.get("class") or []))


def _lines(body: Tag) -> Iterator[Tag]:
    return (tag for tag in body.find_all(list(_BLOCKS)) if tag.find(list(_BLOCKS)) is None and tag.get_text(strip=True))


def _may_be_title(text: str, block: Tag) -> bool:
    linked = sum(len(link.get_text(strip=True)) for link in block.find_all("a"))
    return (
        _FEWEST <= len(text) <= _LONGEST
        and linked == 0
        and not re.search(r"[。；;：:]", text)
        and not (text.endswith(_SITES) or _BEGINS_TEXT.match(text) or is_date(text) or is_issuer(text))
    )


def _is_set_apart(block: Tag) -> bool:
    """By itself, by what wraps nothing but it, or by what within it holds all of it."""
    text = block.get_text(strip=True)
    around = [parent for parent in list(block.parents)[:_WRAPPERS] if parent.get_text(strip=True) == text]
    within = [tag for tag in block.find_all(True) if tag.get_text(strip=True) == text]
    return any(_stands_out(tag) for tag in (block, *around, *within))


def _stands_out(tag: Tag) -> bool:
    names = " ".join([str(tag.get("id", "")), *(tag.get("class") or [])])
    return (
        tag.name in _HEADINGS
        or tag.name == "center"
        or str(tag.get("align", "")).lower() == "center"
        or _SET_APART.search(str(tag.get("style", ""))) is not None
        or _NAMED.search(names) is not None
        or (tag.name == "font" and str(tag.get("size", "")) in _LARGE)
    )
