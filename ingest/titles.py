"""A document's title: from the publisher's index, its headings, its first lines - over several printed lines too - or the file's name."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.records import Fact
from assistant.text.labels import APPENDIX, ARTICLE_LABEL, DIVISION, HIGHEST_LEVEL, NUMBER_OF_YEAR, list_mark
from assistant.text.named_documents import ISSUED_TITLE, is_edition
from ingest.imprint import is_date, is_issuer
from ingest.parsed import SET_APART, Heading, ParsedDocument, Table
from ingest.words import labels, marks, title_words

NAME_DATE = re.compile(r"[（(](?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})[）)]")
_REMARK = r"(?:（[^）]{1,20}）)?"
POLICY_TITLE = re.compile(rf"{title_words('policies')}{_REMARK}$")
_TITLE_END = re.compile(rf"{title_words('policies', 'papers')}{_REMARK}$")
_ISSUES = re.compile(title_words("on_issuing"))
_OF_ISSUE = re.compile(rf"{title_words('issuing')}{_REMARK}$")
_ONLY_KIND = re.compile(rf"{title_words('of_what_sort')}*{title_words('only_a_kind')}{_REMARK}")
"""A line that says what a text is and not of what: the one above begins its title."""

_SITE_SUFFIX = re.compile(rf"\s*[-_|–—·]\s*[^-_|–—·]*{marks('site_names')}[^-_|–—·]*$")
_SITE = re.compile(f"{marks('sites')}$")
_TITLE_LABEL = re.compile(rf"^{labels('title')}\s*[:：]\s*(?P<value>.+)$")
_LABEL = re.compile(r"^[\u4e00-\u9fff][\u4e00-\u9fff\s]{0,8}[:：]")
_CONTENTS = re.compile(r"目\s*录$")
_ENDS_IN_NUMBER = re.compile(f"{NUMBER_OF_YEAR}$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE_END = re.compile(r"[。；;]")
_FULL_STOP = re.compile(r"[。；;！!？?]")
_NOTE = re.compile(r"\s*(?:[\[［〔]\d{1,2}[\]］〕]|[①-⑳*＊†])$")
"""The mark of a note that explains the title."""
_FEWEST, _LONGEST = 4, 80
_MOST_LINES = 3
_PROSE = 20
_SHORT = 8
"""Characters of a title up to which a longer line may be its full form."""
_ALIKE, _RELATED = 0.75, 0.2
"""Shares of a file name's pairs of characters from which a line says the same, or may be of the same matter."""


def title_facts(parsed: ParsedDocument, head: Sequence[str], name: str) -> list[Fact]:
    """The file's name, and the title that the document itself gives, where there is one. ``head`` are its first lines. A name without a
    Chinese word tells a reader nothing: the first line goes before it, whatever it ends in."""
    head = [_NOTE.sub("", line) for line in head]
    stem = NAME_DATE.sub("", Path(name).stem).replace("_", " ").strip()
    facts = [Fact("title", stem, "file", "文件名")]
    found = next(
        (
            (title, where)
            for candidate, where in _candidates(parsed, head)
            if 2 <= len(title := _clean(candidate)) <= _LONGEST and not _begins_text(title)
        ),
        None,
    )
    of_page = _title_of_page(parsed)
    shorter = found[0] if found else of_page.value if of_page else stem
    if whole := next((line for line in head if _heads([line]) and _shortens(shorter, _clean(line))), ""):
        found = (_clean(whole), f"文首一行，全称；“{shorter}”是简称")
    elif found is None and not _HAN.search(stem):
        if of_page:
            return [*facts, of_page]
        found = (_clean(head[0]), "文首第一行") if _heads(head) else None
    elif found is None and not of_page and _heads(head) and _alike(head[0], stem, _RELATED):
        found = (_clean(head[0]), "文首第一行")
    if found is None:
        return facts
    title, where = found
    inner = ISSUED_TITLE.search(title)
    if inner and (inner["mark"] or _stands_in(head, inner["title"])):
        title, where = inner["title"], f"{where}：{title}"
    called = next((line for line in head if len(line) <= _LONGEST and _alike(line, stem) and "。" not in line), "")
    if called and title not in called and not _alike(title, stem) and not POLICY_TITLE.search(title):
        title, where = _clean(called), f"与文件名相同的一行；上面的“{title}”不是标题"
    return [*facts, Fact("title", title, "text", where)]


def _title_of_page(parsed: ParsedDocument) -> Fact | None:
    """What a web page is called in its own head, unless that is only whose page it is."""
    titles = (fact for fact in parsed.facts if fact.field == "title" and parsed.media_type == "text/html")
    return next(
        (
            replace(fact, origin="text")
            for fact in titles
            if len(_HAN.findall(fact.value)) >= _FEWEST and not is_issuer(fact.value) and not _SITE.search(fact.value)
        ),
        None,
    )


def issuers_in_title(title: str) -> str:
    """Who issues, where the title begins with that: 某区甲局 某区乙局关于印发…的通知 -> 某区甲局 某区乙局; "" in any other."""
    before, about, _ = title.partition("关于")
    names = before.split()
    return " ".join(names) if about and names and all(is_issuer(name) for name in names) else ""


def _candidates(parsed: ParsedDocument, head: Sequence[str]) -> list[tuple[str, str]]:
    labelled = [match["value"] for line in parsed.beside if (match := _TITLE_LABEL.match(line))]
    headings = [b.text.strip() for b in parsed.blocks[: len(head)] if isinstance(b, Heading) and b.level == 1]
    of_page = [fact.value for fact in parsed.facts if fact.field == "title"]
    set_apart = [fact.value for fact in parsed.facts if fact.evidence == SET_APART]
    captions = [block.caption for block in parsed.blocks if isinstance(block, Table) and block.caption]
    return [
        *((text, "发布页的标题一栏") for text in labelled),
        *((text, SET_APART) for text in set_apart),
        *((text, "一级标题") for text in headings),
        *((text, "文首与网页标题相同的几行") for text in of_page if _stands_in(head, text)),
        *((text, "文首标题行") for text in _titled(head)),
        *((text, "表格标题") for text in captions if _TITLE_END.search(text)),
    ]


def _titled(head: Sequence[str]) -> list[str]:
    """The first lines that read like a title, alone or with the lines that they go on in; what stands below the text's first
    paragraph is none, unless it is below the signature of a covering notice."""
    found: list[str] = []
    below_prose = False
    at = 0
    while at < len(head):
        line = head[at]
        if is_date(line):
            below_prose = False
        elif len(line) > _PROSE and _FULL_STOP.search(line):
            below_prose = True
        elif not below_prose and _may_be_title(line):
            title, count = _whole_title(head[at:])
            if title and at and _ONLY_KIND.fullmatch("".join(title.split())) and _begins_title(head[at - 1]):
                title = f"{head[at - 1]}{''.join(title.split())}"
            if title:
                found.append(title)
                at += count - 1
        at += 1
    return found


def _begins_title(line: str) -> bool:
    return _may_be_title(line) and not is_issuer(line) and _HAN.search(line) is not None


def _whole_title(lines: Sequence[str]) -> tuple[str, int]:
    """The title that begins in the first line, "" for none, and of how many lines it is."""
    title = ""
    for count, line in enumerate(lines[:_MOST_LINES], start=1):
        if count > 1 and not (_may_be_title(line) and _breaks_off(title)):
            break
        title += line
        if _TITLE_END.search(title) and not _unfinished(title):
            edition = lines[count].strip() if count < len(lines) else ""
            return (f"{title}{edition}", count + 1) if is_edition(edition) else (title, count)
    return "", 1


def _breaks_off(line: str) -> bool:
    """Whether a line begins a title and does not end it: 某区人民政府关于印发《某区支持, 关于印发某区办法."""
    return "关于" in line or _unfinished(line)


def _unfinished(title: str) -> bool:
    open_bracket = title.count("《") > title.count("》")
    return open_bracket or bool(_ISSUES.search(title) and not _OF_ISSUE.search(title))


def _may_be_title(line: str) -> bool:
    return (
        len(line) <= _LONGEST
        and not _FULL_STOP.search(line)
        and not _LABEL.match(line)
        and not _begins_text(line)
        and not _is_number_or_file(line)
        and not is_date(line)
    )


def _heads(head: Sequence[str]) -> bool:
    """Whether the first line heads what follows: 三十条（节录）, 房子怎么办？——安居二十问."""
    line = _clean(head[0]) if head else ""
    return (
        len(_HAN.findall(line)) >= _FEWEST
        and len(line) <= _LONGEST
        and not (
            _SENTENCE_END.search(line)
            or _LABEL.match(line)
            or _begins_text(line)
            or _is_number_or_file(line)
            or is_date(line)
            or is_issuer(line)
        )
    )


def _stands_in(head: Sequence[str], title: str) -> bool:
    """Whether the document's first lines are this title, one of them or up to three together."""
    wanted = re.sub(r"\s+", "", title)
    plain = [re.sub(r"\s+", "", line) for line in head]
    return bool(wanted) and any(
        "".join(plain[at : at + count]) == wanted for at in range(len(plain)) for count in range(1, _MOST_LINES + 1)
    )


def _alike(text: str, stem: str, share: float = _ALIKE) -> bool:
    """Whether a line says what the file is called: a motto (云启新程　汀聚未来) above the title does not."""
    pairs = {stem[at : at + 2] for at in range(len(stem) - 1)}
    return sum(pair in text for pair in pairs) >= share * len(pairs) > 0


def _shortens(short: str, line: str) -> bool:
    """Whether a few characters are a short form of a line: 用工社保补贴 of 某区企业用工和社会保险补贴一览, 政策解读 of 《某办法》政策解读."""
    if short == line or not _FEWEST <= len(_HAN.findall(short)) <= _SHORT < len(line):
        return False
    rest = iter(line)
    return all(character in rest for character in short)


def _clean(text: str) -> str:
    plain = _NOTE.sub("", _SITE_SUFFIX.sub("", re.sub(r"\s+", " ", text)).strip(" #"))
    return plain[1:-1] if re.fullmatch(r"《[^《》]*》", plain) else plain


def _begins_text(line: str) -> bool:
    """Whether a line opens a part, an article, an item or the contents, and so is no title."""
    mark = list_mark(line)
    numbered = mark is not None and mark.level == HIGHEST_LEVEL
    return bool(
        numbered or DIVISION.match(line) or ARTICLE_LABEL.match(line) or APPENDIX.match(line) or _CONTENTS.match(line)
    )


def _is_number_or_file(line: str) -> bool:
    """Whether a line above a title ends in a 文号, or is the publisher's head (某区人民政府文件)."""
    return line.endswith("文件") or _ENDS_IN_NUMBER.search(line) is not None
