"""What a page's publisher says beside the text: meta tags, the page's title, index tables and lists (索引号, 发文机关, 成文日期), the line of
upload (发布时间 来源 浏览次数). It is metadata, and no part of the text."""

import re
from collections.abc import Iterable, Sequence

from bs4 import BeautifulSoup
from bs4.element import Tag

from assistant.records import Fact
from assistant.text.days import PRINTED_DATE
from ingest.words import OF_THE_DOCUMENT, OF_THE_PAGE, labels, marks

_META_FIELDS = {"articletitle": "title", "contentsource": "issuer"}
_UPLOADED = ("pubdate", "publishdate", "firstpublishedtime")
_LABEL_WORDS = labels(*OF_THE_DOCUMENT)
_LABEL = re.compile(_LABEL_WORDS)
_LABELLED = re.compile(rf"(?:(?<=\s)|^)(?P<label>{_LABEL_WORDS})\s*[:：]")
_SURE_LABEL = re.compile(labels("index", "document_number", "issued_by", "written_on", "sorted_under", "openness"))
_STATED = re.compile(
    rf"{labels('index', 'document_number', 'written_on', 'published_on', 'issued_by', 'put_up_by', 'status', 'valid_from', 'valid_to')}\s*[:：]"
)
_STAMP = re.compile(rf"(?P<word>{labels(*OF_THE_PAGE)})\s*[:：】\]）)]*")
_UPLOAD_WORD = re.compile(labels("uploaded_on"))
_FEWEST_ENTRIES = 3
_LONGEST_VALUE = 120
_LINES = ("p", "li", "div", "span", "td", "dd", "dt", "h5", "h6")
_INNER_BLOCKS = ("p", "li", "div", "td", "tr", "table", "ul", "dl", "dd", "dt", "h1", "h2", "h3", "h4")
_SEPARATOR = re.compile(r"\s*[_|｜]\s*|\s*[-–—]\s*")
_SITE = re.compile(rf"{marks('site_ends')}$")
_ON_BUTTONS = frozenset("大中小默认到本页窗口次")
"""Characters on the buttons beside a label of a page."""
_LONGEST_SITE = 24
_SITE_WORDS = re.compile(rf"^{marks('site_before')}|{marks('site_behind')}$")


def page_facts(soup: BeautifulSoup) -> list[Fact]:
    """Title and issuer as the page's meta tags and title give them."""
    facts: list[Fact] = []
    for tag in soup.find_all("meta"):
        field = _META_FIELDS.get(str(tag.get("name", "")).lower())
        value = str(tag.get("content", "")).strip()
        if field == "issuer":
            value = body_named(value)
        if field and value:
            facts.append(Fact(field, value, "file", f"网页 meta {tag.get('name')}"))
    if soup.title and not any(fact.field == "title" for fact in facts):
        title = without_site(re.sub(r"\s+", " ", soup.title.get_text()).strip())
        facts += [Fact("title", title, "file", "网页标题")] if title else []
    return facts


def upload_line(soup: BeautifulSoup) -> list[str]:
    """``发布日期：2024-03-05`` of the meta tags. The day of upload is not that of the text, which may be years older."""
    for tag in soup.find_all("meta"):
        found = PRINTED_DATE.search(str(tag.get("content", "")))
        if str(tag.get("name", "")).lower() in _UPLOADED and found:
            return [f"发布日期：{'-'.join(part.zfill(2) for part in found.groups())}"]
    return []


def body_named(source: str) -> str:
    """Who a page's source names, without the words for the site itself: 本网广州市住房保障办公室 -> 广州市住房保障办公室; "" for 本网."""
    return _SITE_WORDS.sub("", source.strip()).strip(" 　，、:：")


def without_site(title: str) -> str:
    """A page's title without the names of site and section behind it; a dash within the title stays: 碳达峰——行动方案_某区政府."""
    while True:
        marks = list(_SEPARATOR.finditer(title))
        if not marks:
            return title
        head, tail = title[: marks[-1].start()].strip(), title[marks[-1].end() :].strip()
        underscore = marks[-1].group().strip() in {"_", "|", "｜"}
        if not head or not (underscore or (len(tail) <= _LONGEST_SITE and _SITE.search(tail))):
            return title
        title = head


def stated_lines(body: Tag) -> list[str]:
    """``文号：…`` and its like: government pages keep them in a table above the text, which may lie outside the main part."""
    lines: list[str] = []
    for tag in body.find_all(["li", "tr", "p", "td"]):
        text = tag.get_text(" ", strip=True)
        if len(text) <= 300 and _STATED.search(text):
            lines.append(re.sub(r"\s+", " ", text))
    return [line for line in lines if not any(line != other and line in other for other in lines)]


def take_index(body: Tag) -> list[str]:
    """Take the publisher's index and line of upload out of the page: ``发文机关：…`` a line for each entry."""
    lines: list[str] = []
    for table in body.find_all(["table", "dl"]):
        if table.find(["table", "dl"]) is None and len(entries := _table_entries(table)) >= _FEWEST_ENTRIES:
            lines += _shown(entries)
            table.decompose()
    for run in _runs_of_lines(body):
        entries = [entry for tag in run for entry in _line_entries(tag.get_text(" ", strip=True))]
        if len(entries) >= _FEWEST_ENTRIES and any(_SURE_LABEL.match(label) for label, _ in entries):
            lines += _shown(entries)
            for tag in run:
                tag.decompose()
    return list(dict.fromkeys([*lines, *_stamps(body)]))


def _shown(entries: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{label}：{value}" for label, value in entries if value]


def _table_entries(table: Tag) -> list[tuple[str, str]]:
    """Labels and values of an index table, side by side or in one cell; empty where anything else stands in the table."""
    entries: list[tuple[str, str]] = []
    label = ""
    for cell in table.find_all(["td", "th", "dt", "dd"]):
        text = re.sub(r"\s+", " ", cell.get_text(" ", strip=True))
        head, colon, value = re.sub(r"\s*[:：]", "：", text, count=1).partition("：")
        named = re.sub(r"\s+", "", head)
        if len(text) > _LONGEST_VALUE:
            return []
        if _LABEL.fullmatch(named) and not (label and not colon):
            if value.strip():
                entries.append((named, value.strip()))
            label = "" if value.strip() else named
        elif label:
            if text:
                entries.append((label, text))
            label = ""
        elif text:
            return []
    return entries


def _runs_of_lines(body: Tag) -> list[list[Tag]]:
    """Lines that follow one another under one parent and are labelled, as an index is set without a table."""
    runs: list[list[Tag]] = []
    for parent in [body, *body.find_all(True)]:
        run: list[Tag] = []
        for child in [child for child in parent.find_all(recursive=False) if isinstance(child, Tag)]:
            if _is_line(child) and _line_entries(child.get_text(" ", strip=True)):
                run.append(child)
            else:
                runs += [run] if run else []
                run = []
        runs += [run] if run else []
    return runs


def _is_line(tag: Tag) -> bool:
    return tag.name in _LINES and tag.find(list(_INNER_BLOCKS)) is None


def _line_entries(text: str) -> list[tuple[str, str]]:
    """The labels and values of a line that begins with a label; empty for any other, and where a value is a text of its own."""
    found = list(_LABELLED.finditer(text))
    if not found or found[0].start() > 0:
        return []
    ends = [*(match.start() for match in found[1:]), len(text)]
    values = [text[match.end() : end].strip() for match, end in zip(found, ends, strict=True)]
    if any(len(value) > _LONGEST_VALUE or "。" in value for value in values):
        return []
    return [(re.sub(r"\s+", "", match["label"]), value) for match, value in zip(found, values, strict=True)]


def _stamps(body: Tag) -> list[str]:
    """Take out the lines that the publishing system sets around a text: 发布时间：… 来源：… 【字体：大 中 小】 打印."""
    lines: list[str] = []
    for tag in body.find_all(list(_LINES)):
        if tag.decomposed or not _is_line(tag):
            continue
        text = re.sub(r"\s+", " ", tag.get_text(" ", strip=True))
        if _is_stamp(text, list(_STAMP.finditer(text))):
            lines += [text] if _UPLOAD_WORD.search(text) else []
            tag.decompose()
    return lines


def _is_stamp(text: str, words: Sequence[re.Match[str]]) -> bool:
    """Whether a line says nothing but when and by whom a page was put up, and what its buttons are called."""
    if not words or len(text) > _LONGEST_VALUE or re.search(r"[。；]", text):
        return False
    if re.search(r"[\u4e00-\u9fff]", text[: words[0].start()]):
        return False
    if len(words) > 1:
        return True
    rest = text[words[0].end() :]
    value = PRINTED_DATE.sub("", rest) if _UPLOAD_WORD.match(words[0]["word"]) else rest
    said = "".join(sign for sign in value if sign not in _ON_BUTTONS)
    named = words[0]["word"] not in {"来源", "作者", "编辑", "审核", "下载"}
    return named and not re.search(r"[\u4e00-\u9fffA-Za-z]{2,}", said)
