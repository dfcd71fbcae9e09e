"""Days and periods as documents write them, and the sentences that hold them."""

import calendar
import re
from datetime import date, timedelta

from assistant.text.figures import normalise
from assistant.text.numerals import chinese_to_int

NUMERAL = "[〇○零一二三四五六七八九十百两壹贰叁肆伍陆柒捌玖拾0-9０-９]+"
YEAR = "(?:(?:19|20)\\d{2}|[〇○零一二三四五六七八九]{4}|[１２][０-９]{3})"
"""A year of four digits."""

DATE = rf"(?P<year>{YEAR})\s*年\s*(?P<month>{NUMERAL})\s*月\s*(?P<day>{NUMERAL})\s*日"
"""A day in words, with the groups year, month and day."""

MONTH = rf"(?P<year>{YEAR})\s*年\s*(?P<month>{NUMERAL})\s*月(?:\s*(?P<day>{NUMERAL})\s*日)?"
"""A month or a day in words."""

PRINTED_MONTH = re.compile(
    rf"(?P<year>{YEAR})\s*[年./-]\s*(?P<month>{NUMERAL})(?:\s*[月./-]\s*(?P<day>{NUMERAL})\s*日?|月)?"
)
PRINTED_DATE = re.compile(rf"(?P<year>{YEAR})\s*[年./-]\s*(?P<month>{NUMERAL})\s*[月./-]\s*(?P<day>{NUMERAL})\s*日?")
"""A day however it is printed: 2025年3月12日, 2025-3-12, 2025/03/12, 2025.3.12."""

ENGLISH_MONTHS = tuple(
    "january february march april may june july august september october november december".split()  # noqa: SIM905 - one line of names reads better than twelve
)
FOR_EVER = date.max
_LONGEST_TERM_YEARS = 99
PERIOD = rf"(?:(?P<years>{NUMERAL})\s*年)?(?:\s*零?\s*(?P<months>{NUMERAL})\s*个月)?(?!\s*{NUMERAL}\s*月)"
"""A length of time; a year that a month follows is a day's."""
_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_LASTING = re.compile(r"长期(?:有效|征集|开放)?")
_CELL_DATE = re.compile(
    r"(\d{4})\s?[-/.年]\s?(?:(\d{1,2})(?:\s?[-/.月]\s?(\d{1,2})(?!\d))?|(?=底|末|$))|(\d{4})(\d{2})(\d{2})(?!\d)"
)
_SENTENCE_ENDS = "。；\n"


def with_plain_digits(text: str) -> str:
    """The text with full-width digits and letters in their plain form, every character in its place.

    NFKC would also turn Chinese brackets and commas into ASCII.
    """
    return text.translate(_FULL_WIDTH)


def date_of(match: re.Match[str]) -> date | None:
    """The day that a match of a date's pattern names, of a month its first; None where there is no such day."""
    try:
        return date(*(chinese_to_int(match[part] or "1") for part in ("year", "month", "day")))
    except ValueError:
        return None


def read_day(text: str) -> date | None:
    """The first day that a text prints, in words or figures; None where it prints none."""
    found = PRINTED_DATE.search(text)
    return date_of(found) if found else None


def read_date(text: str, *, end: bool = False) -> date | None:
    """A day that a cell or an asker names; a month or a year alone is its first day, with ``end`` its last; ``长期`` is FOR_EVER with ``end``."""
    text = normalise(text)
    if end and _LASTING.fullmatch(text):
        return FOR_EVER
    found = _CELL_DATE.search(text)
    if not found:
        return None
    year = int(found[1] or found[4])
    month = int(found[2] or found[5] or (12 if end else 1))
    try:
        last_day = calendar.monthrange(year, month)[1]
        return date(year, month, int(found[3] or found[6] or (last_day if end else 1)))
    except ValueError:
        return None


_ENDS_OF_A_YEAR = {
    **dict.fromkeys(("一季度", "1季度"), 3),
    **dict.fromkeys(("二季度", "2季度", "上半年", "年中"), 6),
    **dict.fromkeys(("三季度", "3季度"), 9),
    **dict.fromkeys(("四季度", "4季度", "下半年", "年底", "年末", "年内"), 12),
}
_ENDS_OF_A_MONTH = {"上旬": 10, "中旬": 20, "下旬": 31, "底": 31, "末": 31}


def read_day_by(text: str) -> date | None:
    """The day by which something is, as it is told roughly: ``2025年9月底``, ``2026年一季度`` and ``年底`` by their last day; else as ``read_date``."""
    text = normalise(text)
    day = read_date(text)
    printed = PRINTED_MONTH.search(text) if day is not None else None
    if day is not None and printed is not None:
        if printed["day"]:
            return day
        behind = text[printed.end() :]
        part = next((last for word, last in _ENDS_OF_A_MONTH.items() if behind.startswith(word)), 0)
        return day.replace(day=min(part, calendar.monthrange(day.year, day.month)[1])) if part else day
    year = re.search(r"(?:19|20)\d\d", text) if printed is None else None
    month = next((month for word, month in _ENDS_OF_A_YEAR.items() if word in text), 0)
    return read_date(f"{year[0]}-{month}", end=True) if year and month else day


def months_of(match: re.Match[str]) -> int:
    """The length of a PERIOD in months; 0 where none is written, no numeral can be read, or a year (2027年) was taken for a length."""
    try:
        years, months = chinese_to_int(match["years"] or "0"), chinese_to_int(match["months"] or "0")
    except ValueError:
        return 0
    return 12 * years + months if years <= _LONGEST_TERM_YEARS else 0


def moment(name: str) -> str:
    """The pattern of a day, a month or a year (``2027年12月31日``, ``2027年12月底``, ``2027年底``, ``2027年度``); its groups begin with ``name``."""
    return (
        rf"(?P<{name}year>{YEAR})\s*(?:年度?|(?=[—\-－–~～至]))"
        rf"(?:\s*(?P<{name}month>{NUMERAL})\s*月份?(?:\s*(?P<{name}day>{NUMERAL})\s*日)?)?(?:\s*[底末初])?"
    )


def first_of(match: re.Match[str], name: str) -> date | None:
    """The first day of the moment that a match holds under ``name``; None where there is none."""
    return _moment(match, name, 1, 1)


def last_of(match: re.Match[str], name: str) -> date | None:
    """The last day of the moment that a match holds under ``name``; None where there is none."""
    start = _moment(match, name, 12, 1)
    if start is None or match[f"{name}day"]:
        return start
    return months_later(start, 1) - timedelta(days=1)


def is_day(match: re.Match[str], name: str) -> bool:
    """Whether the moment under ``name`` is written to the day."""
    return bool(match[f"{name}day"])


def _moment(match: re.Match[str], name: str, month: int, day: int) -> date | None:
    year, written_month, written_day = (match[f"{name}{part}"] for part in ("year", "month", "day"))
    if not year:
        return None
    try:
        return date(
            chinese_to_int(year),
            chinese_to_int(written_month) if written_month else month,
            chinese_to_int(written_day) if written_day else day,
        )
    except ValueError:
        return None


def months_later(day: date, months: int) -> date:
    """The same day of a later month; the first of the month after where there is no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return date(day.year + years, month + 1, day.day)
    except ValueError:
        return date(day.year + years + (month + 1) // 12, (month + 1) % 12 + 1, 1)


def last_day_of_term(start: date, months: int) -> date:
    """The last day of a term of whole months: the one before its anniversary."""
    return months_later(start, months) - timedelta(days=1)


def months_after_last(day: date, months: int) -> date:
    """A last day put off by whole months: 2025-12-31 by 24 is 2027-12-31, 2025-02-28 by 12 the day before 2026-03-01."""
    return last_day_of_term(day + timedelta(days=1), months)


def sentence_start(text: str, position: int) -> int:
    """Where the sentence around a position begins."""
    return max(text.rfind(mark, 0, position) for mark in _SENTENCE_ENDS) + 1


def sentence_at(text: str, position: int) -> str:
    """The sentence around a position."""
    ends = [end for mark in _SENTENCE_ENDS if (end := text.find(mark, position)) >= 0]
    return text[sentence_start(text, position) : min(ends, default=len(text)) + 1].strip()
