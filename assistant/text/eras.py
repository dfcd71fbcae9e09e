"""Years of other calendars as common ones: 民国115年3月 as 2026年3月, 令和元年 as 2019年."""

import re

from assistant.text.numerals import read_numeral

_YEAR_BEFORE = {"民国": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
"""The year before the first one of each."""
_NUMERAL = r"元|\d{1,3}|[〇零一二三四五六七八九十百]{1,4}"
_YEAR = re.compile(rf"(?:中华)?({'|'.join(_YEAR_BEFORE)})\s*({_NUMERAL})\s*年")
_SHORT = re.compile(
    r"(?<![\d〇零一二三四五六七八九十百])(1[01]\d|一[〇零一][〇零一二三四五六七八九])年(?=[\d〇零一二三四五六七八九十]{1,3}月)"
)
"""A year of the same calendar without its name, where a month follows: 一一五年六月."""


def with_common_years(text: str) -> str:
    """The text with each such year as a common one, in figures; what is no year stays as it is."""
    common = _YEAR.sub(lambda found: _common(found[1], found[2]) or found[0], text)
    if common == text or "民国" not in text:
        return common
    return _SHORT.sub(lambda found: _common("民国", found[1]) or found[0], common)


def _common(era: str, numeral: str) -> str:
    number = 1 if numeral == "元" else read_numeral(numeral)
    return f"{_YEAR_BEFORE[era] + int(number)}年" if number is not None else ""
