"""Who issued a document and under which 文号: by its label, its signature, its title, its first and last lines, and last by who put it up."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.records import Fact
from assistant.text.days import MONTH, PRINTED_DATE
from assistant.text.labels import NUMBER_OF_YEAR, ORDER_NUMBER, normal_document_number
from ingest.imprint import is_issuer, read_signature
from ingest.titles import issuers_in_title
from ingest.words import labels, marks

_NUMBER = re.compile(rf"[\u4e00-\u9fff〇○]{{1,24}}\s*{NUMBER_OF_YEAR}|{ORDER_NUMBER}")
_CITED = re.compile(r"[（(《“]\s*$")
_BELOW_TITLE = re.compile(rf"^[（(][^（）()]*号[　\s，,]*{MONTH}\s*{marks('issues')}?[）)]$")
"""A line of its own that says under which number, and when, what stands above it was issued."""
_LABELLED_NUMBER = re.compile(rf"{labels('document_number')}\s*[:：]?\s*(?P<value>[^\s，,；;|]{{4,60}}?号)")
_BODY = r"(?P<value>[\u4e00-\u9fff、（） ]{2,60})"
_ISSUED_BY = re.compile(rf"{labels('issued_by')}\s*[:：]\s*{_BODY}")
_PUT_UP_BY = re.compile(rf"{labels('put_up_by')}\s*[:：]\s*{_BODY}")
_SOURCE = re.compile(rf"(?:^|\s){labels('source')}\s*[:：]\s*{_BODY}")
_SITE_WORDS = re.compile(rf"^{marks('site_before')}|{marks('site_behind')}$")
_DAYS = labels("written_on", "published_on", "valid_from", "valid_to")
_LABEL_END = re.compile(
    rf"\s+(?:[\u4e00-\u9fff]\s*){{1,2}}(?:\s[\u4e00-\u9fff]){{0,3}}$|\s+[\u4e00-\u9fff]{{2,8}}$|{_DAYS}$"
)
_DATE_BEFORE_NUMBER = re.compile(
    r"^(?:[\u4e00-\u9fff〇○\d]*?年)?(?:[〇○零一二三四五六七八九十\d]+月)?[〇○零一二三四五六七八九十\d]*日"
)
_RED_HEAD = re.compile(rf"^(?P<issuer>[\u4e00-\u9fff]{{4,30}}?{marks('heading_bodies')})文件$")
_PARK = re.compile(rf"^[\u4e00-\u9fff（）]{{4,40}}{marks('parks')}$")
_FORM = re.compile(rf"{marks('forms')}$")
_BESIDE_NUMBER = 12  # characters that may stand beside a number which is the document's own


def issuer_facts(
    beside: Sequence[str], lines: Sequence[str], head: Sequence[str], tail: Sequence[str], title: str, signed: bool
) -> list[Fact]:
    """The issuer, by the surest of what names one. ``beside`` are the lines of an index; ``signed``: whether the signature may count.

    Who put a page up (发布机构) or whom it was taken from (来源) is the issuer only where nothing else names one.
    """
    signature = read_signature(lines) if signed else None
    named = issuers_in_title(title)
    return (
        _labelled(beside, _ISSUED_BY)
        or ([Fact("issuer", signature.issuer, "text", signature.line[:120])] if signature else [])
        or ([Fact("issuer", named, "text", f"标题：{title}")] if named else [])
        or _standing_alone(head, tail)
        or _labelled(beside, _PUT_UP_BY)
        or _source(beside)
    )


def _labelled(lines: Sequence[str], pattern: re.Pattern[str]) -> list[Fact]:
    for line in lines:
        match = pattern.search(line)
        value = _up_to_next_label(line, match) if match else ""
        if value:
            return [Fact("issuer", value, "text", line[:120])]
    return []


def _source(lines: Sequence[str]) -> list[Fact]:
    """Whom a page names as its source: no more than a file's own word, and the site itself is nobody."""
    for fact in _labelled(lines, _SOURCE):
        value = _SITE_WORDS.sub("", fact.value).strip()
        if is_issuer(value):
            return [Fact("issuer", value, "file", fact.evidence)]
    return []


def _up_to_next_label(line: str, match: re.Match[str]) -> str:
    """The labelled value; where it ran into the next label (``…人民政府 成文日期：``), what stands before that."""
    value = match["value"].strip()
    if not line[match.end("value") :].lstrip().startswith((":", "：")):
        return value
    label = _LABEL_END.search(value)
    return value[: label.start()].strip() if label else ""


def _standing_alone(head: Sequence[str], tail: Sequence[str]) -> list[Fact]:
    for line, below in pairwise(head[:5]):
        if _PARK.match(line) and _FORM.search(below):
            return [Fact("issuer", line, "text", "文首")]
    for line in (*reversed(tail), *head[:5]):
        if is_issuer(line):
            return [Fact("issuer", re.sub(r"\s+", "", line), "text", "落款" if line in tail else "文首")]
    red_head = _RED_HEAD.match(re.sub(r"\s+", "", head[0])) if head else None
    return [Fact("issuer", red_head["issuer"], "text", head[0])] if red_head else []


def number_facts(beside: Sequence[str], head: Sequence[str]) -> list[Fact]:
    """The document's 文号: the labelled one, else one at its head; one inside brackets or quotes belongs to another document.

    A law's note names the decree of each amendment: the latest one counts.
    """
    for line in beside:
        labelled = _LABELLED_NUMBER.search(line)
        if labelled:
            return [Fact("document_number", _own_number(labelled["value"]), "text", line[:120])]
    found: list[tuple[str, Fact]] = []
    for line in head:
        dated = PRINTED_DATE.search(line)
        for match in _NUMBER.finditer(line):
            alone = len(line) <= len(match[0]) + _BESIDE_NUMBER + (len(dated.group()) if dated else 0)
            if alone and (_BELOW_TITLE.match(line) or not _CITED.search(line[: match.start()])):
                day = "-".join(f"{part:0>2}" for part in dated.group("year", "month", "day")) if dated else ""
                found.append((day, Fact("document_number", _own_number(match[0]), "text", line[:120])))
    return [max(found, key=lambda item: item[0])[1]] if found else []


def _own_number(number: str) -> str:
    """A 文号 in its normal form, without the day that stood right before it: 3日云政规〔2024〕3号 -> 云政规〔2024〕3号."""
    plain = PRINTED_DATE.sub("", normal_document_number(number))
    return _DATE_BEFORE_NUMBER.sub("", plain) or plain
