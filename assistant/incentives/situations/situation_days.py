"""When an investor moved in or was registered: 去年入驻, 今年3月搬进来, 2025年6月注册, 入驻8个月了."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.incentives.situations.situation import Range
from assistant.incentives.words import VOCABULARY
from assistant.text.figures import NUMBER, read_number
from assistant.text.phrases import any_of, phrases

_WHEN = (
    r"(?:(?P<year>(?:19|20)\d{2})年?(?:[-/.年]?(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])(?:月份?))?"
    r"|(?P<spoken>去年|前年|今年|上年|last year|this year)(?:底|初|年底|年初)?(?:(?P<spoken_month>\d{1,2}|十[一二]?|[一二三四五六七八九])(?:月份?))?)"
)
_SAID = VOCABULARY.said
_DAYS = re.compile(
    rf"{_WHEN}\s*(?:就|已经?|才|刚|在[\u4e00-\u9fff]{{1,8}}?)?\s*(?P<what>{any_of((*_SAID.moved, *_SAID.arrived))})|(?P<what_before>moved? in|registered|established|set up)[^,.;]{{0,20}}?(?:in|on|since)\s+(?P<english_year>(?:19|20)\d{{2}})|(?P<before_verb>moved? in|registered|established)\s+(?P<english_spoken>last year|this year)",
    re.IGNORECASE,
)
_STAY = re.compile(
    rf"(?:已经?)?(?:入驻|搬进来?|入住|租了|moved in)\s*(?:已经?|有|满|了|快)?\s*(?P<number>{NUMBER})\s*(?P<unit>个月|年半|年|months?|years?)|(?P<number2>{NUMBER})\s*(?P<unit2>months?|years?) ago",
    re.IGNORECASE,
)
_MOVED, _FOUNDED, _MOVING = phrases(_SAID.moved), phrases(_SAID.founded), phrases(_SAID.about_to_move)
"""Founded long ago and about to come: the year it was founded is no arrival."""
_CHINESE_MONTHS = {
    numeral: number
    for number, numeral in enumerate(("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), 1)
}


@dataclass(frozen=True, slots=True)
class Days:
    """``rest`` is the text without what was read of it, so that a year is not taken for a figure."""

    rest: str
    moved_in: date | None = None
    arrived: date | None = None
    stay: Range | None = None


def read_days(text: str, day: date) -> Days:
    """A year without a month counts as its last day for moving in, so that no stay is promised that may not be reached."""
    moved_in = arrived = None
    stay: Range | None = None
    rest = text
    for match in _DAYS.finditer(text):
        first, last = _period(match, day)
        verb = match["what"] or match["what_before"] or match["before_verb"]
        if _MOVED.fullmatch(verb):
            moved_in = min(last, day)
        elif not (_FOUNDED.search(verb) and _MOVING.search(text)):
            arrived = first
        rest = rest.replace(match.group(), "，" * len(match.group()))
    told = _STAY.search(rest)
    if told:
        number = read_number((told["number"] or told["number2"]).lower())
        unit = (told["unit"] or told["unit2"]).lower()
        if number is not None:
            months = number * 12 + 6 if unit == "年半" else number * (12 if unit[0] in "年y" else 1)
            stay = Range(Decimal(months), Decimal(months), told.group())
            rest = rest.replace(told.group(), "，" * len(told.group()))
    rest = re.sub(r"(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}日)?", lambda found: "，" * len(found.group()), rest)
    return Days(rest, moved_in, arrived, stay)


def _period(match: re.Match[str], day: date) -> tuple[date, date]:
    spoken = (match["spoken"] or match["english_spoken"] or "").lower()
    offsets = {"前年": 2, "去年": 1, "上年": 1, "last year": 1}
    written = match["year"] or match["english_year"]
    year = int(written) if written else day.year - offsets.get(spoken, 0)
    month = match["month"] or match["spoken_month"]
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    number = _CHINESE_MONTHS.get(month) or int(month)
    number = min(max(number, 1), 12)
    last = date(year + number // 12, number % 12 + 1, 1).toordinal() - 1
    return date(year, number, 1), date.fromordinal(last)
