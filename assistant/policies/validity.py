"""From when to when a document holds, read from its own words; and which document repeals which."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.policies.numerals import chinese_to_int

_NUMERAL = "[〇○零一二三四五六七八九十百两0-9]+"
_DATE = rf"(?P<year>[〇○零一二三四五六七八九0-9]{{4}})\s*年\s*(?P<month>{_NUMERAL})\s*月\s*(?P<day>{_NUMERAL})\s*日"
_TAKES_EFFECT = "(?:正式)?(?:施行|实施|执行|生效|试行)"
_START_ON = re.compile(rf"[自从]\s*{_DATE}\s*(?:之日)?起?{_TAKES_EFFECT}")
_NOTED_START = re.compile(rf"^[\s　（(]*{_DATE}\s*起?(?:施行|实施)[\s　）)]*$", re.MULTILINE)
_START_AT_ISSUE = re.compile(rf"自(?:发布|公布|印发|颁布|发文)之日起{_TAKES_EFFECT}")
_START_AFTER_ISSUE = re.compile(
    rf"自?(?:发布|公布|印发|颁布)之日起?\s*(?:满\s*)?(?P<days>{_NUMERAL})\s*(?:个?自然)?(?:日|天)(?:后|以后|之后)?起?{_TAKES_EFFECT}"
)
_NOTE_CHARACTERS = 1500  # the note below a law's title stands within them
_TERM = "(?:有效期|试行期|暂行期|施行期|实施期|执行期)(?:限)?"
_LASTS = re.compile(
    rf"{_TERM}(?:为|至|是)?\s*(?:(?P<years>{_NUMERAL})\s*年)?(?:\s*零?\s*(?P<months>{_NUMERAL})\s*个月)?(?!\s*{_NUMERAL}\s*月)"
)
_LASTS_FROM = re.compile(rf"{_TERM}(?:为)?\s*[:：]?\s*[自从]?\s*{_DATE}\s*(?:之日)?起?\s*(?:至|到|—|-)")
_LASTS_UNTIL = re.compile(rf"{_TERM}(?:为)?(?:[^。；]{{0,30}}?)至\s*{_DATE}")
_REPEAL = re.compile(
    r"(?P<sentence>[^。；\n]*?《(?P<title>[^》]{2,80})》(?:（(?P<number>[^（）]{4,40}号)）)?[^。；\n]*?(?:同时废止|予以废止|即行废止|废止|停止执行))"
)
_EACH_TITLE = re.compile(r"《(?P<title>[^》]{2,80})》(?:\s*[（(](?P<number>[^（）()]{4,40}号)[）)])?")


@dataclass(frozen=True, slots=True)
class ValidityReading:
    """First and last day (inclusive) with the sentences they were read from; None and "" where the text says nothing."""

    valid_from: date | None = None
    valid_to: date | None = None
    from_evidence: str = ""
    to_evidence: str = ""


@dataclass(frozen=True, slots=True)
class Repeal:
    """What a document says it repeals."""

    title: str
    document_number: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RepealingDocument:
    """A held document as far as repeal is concerned."""

    id: str
    title: str
    document_number: str
    issued_on: date | None
    valid_from: date | None
    repeals: tuple[Repeal, ...]


def read_validity(text: str, issued_on: date | None = None) -> ValidityReading:
    """What the text says of its own validity; ``issued_on`` resolves "自发布之日起".

    The last statement counts: 施行日期 stands in the closing clause, and earlier ones speak of other documents.
    """
    normal = _normal(text)
    start, start_evidence = _start(normal, issued_on)
    until = _last(_LASTS_UNTIL, normal)
    term = _last(_LASTS, normal)
    if until is not None:
        return ValidityReading(start, _date(until), start_evidence, sentence_at(normal, until.start()))
    if term is not None and start is not None:
        return ValidityReading(
            start, _last_day(start, _months(term)), start_evidence, sentence_at(normal, term.start())
        )
    return ValidityReading(start, None, start_evidence, "")


def read_repeals(text: str) -> tuple[Repeal, ...]:
    """The documents that the text says it repeals, in order, each once."""
    found: dict[tuple[str, str], Repeal] = {}
    for match in _REPEAL.finditer(_normal(text)):
        sentence = match["sentence"].strip()
        for named in _EACH_TITLE.finditer(sentence):
            number = normal_document_number(named["number"] or "")
            found.setdefault((named["title"], number), Repeal(named["title"], number, sentence))
    return tuple(found.values())


def apply_repeals(documents: Sequence[RepealingDocument]) -> dict[str, tuple[date, str]]:
    """For each held document that another one repeals: the first day without it, and the id of the repealing one.

    A document number decides; a title alone only names an older document than the one that speaks. The earliest repeal counts. The
    result does not depend on the order of the documents.
    """
    repealed: dict[str, tuple[date, str]] = {}
    for newer in sorted(documents, key=lambda document: document.id):
        day = newer.valid_from or newer.issued_on
        if day is None:
            continue
        for repeal in newer.repeals:
            for older in documents:
                if older.id != newer.id and _names(repeal, older, newer):
                    known = repealed.get(older.id)
                    if known is None or (day, newer.id) < known:
                        repealed[older.id] = (day, newer.id)
    return repealed


def normal_document_number(number: str) -> str:
    """A 文号 with its year in 〔〕 and without spaces: ``云政规[2024] 3号`` -> ``云政规〔2024〕3号``."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", number))
    return re.sub(r"[\[【〔(](\d{4})[\]】〕)]", r"〔\1〕", plain)


def sentence_at(text: str, position: int) -> str:
    """The sentence around a position."""
    start = max(text.rfind(mark, 0, position) for mark in "。；\n") + 1
    ends = [end for mark in "。；\n" if (end := text.find(mark, position)) >= 0]
    return text[start : min(ends, default=len(text)) + 1].strip()


def _start(text: str, issued_on: date | None) -> tuple[date | None, str]:
    match = _last(_START_ON, text) or _last(_LASTS_FROM, text) or _last(_NOTED_START, text[:_NOTE_CHARACTERS])
    if match is not None:
        return _date(match), sentence_at(text, match.start())
    after = _last(_START_AFTER_ISSUE, text)
    if after is not None and issued_on is not None:
        days = chinese_to_int(after["days"])
        return issued_on + timedelta(days=days), sentence_at(text, after.start())
    at_issue = _last(_START_AT_ISSUE, text)
    if at_issue is not None and issued_on is not None:
        return issued_on, sentence_at(text, at_issue.start())
    return None, ""


def _names(repeal: Repeal, older: RepealingDocument, newer: RepealingDocument) -> bool:
    if repeal.document_number and older.document_number:
        return repeal.document_number == older.document_number
    if repeal.title != older.title:
        return False
    older_day, newer_day = older.valid_from or older.issued_on, newer.valid_from or newer.issued_on
    return older.title != newer.title or (older_day is not None and newer_day is not None and older_day < newer_day)


def _normal(text: str) -> str:
    # NFKC turns Chinese brackets and commas into ASCII; only digits and letters are wanted in one form.
    return text.translate(_FULL_WIDTH)


_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text):
        if _valid(match):
            found = match
    return found


def _valid(match: re.Match[str]) -> bool:
    try:
        return (
            _months(match) > 0
            if "months" in match.re.groupindex
            else "year" not in match.re.groupindex or bool(_date(match))
        )
    except ValueError:
        return False


def _months(term: re.Match[str]) -> int:
    """The length of a term, in months."""
    return 12 * chinese_to_int(term["years"] or "0") + chinese_to_int(term["months"] or "0")


def _date(match: re.Match[str]) -> date:
    return date(chinese_to_int(match["year"]), chinese_to_int(match["month"]), chinese_to_int(match["day"]))


def _last_day(start: date, months: int) -> date:
    """The last day of a term of whole months: the one before its anniversary."""
    years, month = divmod(start.month - 1 + months, 12)
    try:
        anniversary = date(start.year + years, month + 1, start.day)
    except ValueError:  # a month without such a day
        anniversary = date(start.year + years + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return anniversary - timedelta(days=1)
