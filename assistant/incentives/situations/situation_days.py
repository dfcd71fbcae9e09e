"""When an investor moved in or was registered: 去年入驻, 今年3月搬进来, 2025年6月注册, 入驻8个月了."""

import re
from dataclasses import dataclass
from datetime import date

from assistant.incentives.situations.situation import Range
from assistant.incentives.words import VOCABULARY, named
from assistant.text.days import MONTH, NUMERAL, YEAR
from assistant.text.figures import NUMBER, read_number
from assistant.text.grammar import ungrouped
from assistant.text.numerals import chinese_to_int
from assistant.text.phrases import any_of, phrases
from assistant.text.units import spelled, unit_written

_SAID = VOCABULARY.said
_YEARS_AGO = named(_SAID.years_ago)
_SPOKEN = any_of(word for words in _SAID.years_ago.values() for word in words)
_OF_A_YEAR, _OF_A_MONTH = any_of(_SAID.of_a_year), any_of(_SAID.of_a_month)
_WRITTEN_MONTH = rf"(?P<month>{NUMERAL}){_OF_A_MONTH}"
_WHEN = (
    rf"(?:(?P<year>(?:19|20)\d{{2}}){_OF_A_YEAR}?(?:[-/.]?{_WRITTEN_MONTH})?"
    rf"|(?P<spoken>{_SPOKEN}){any_of(_SAID.end_of_a_year)}?(?:{_WRITTEN_MONTH.replace('month', 'spoken_month')})?)"
)
_DAYS = re.compile(
    rf"{_WHEN}\s*(?:{any_of(_SAID.already)}|{any_of(_SAID.at)}[\u4e00-\u9fff]{{1,8}}?)?\s*(?P<what>{any_of((*_SAID.moved, *_SAID.arrived))})|(?P<what_before>moved? in|registered|established|set up)[^,.;]{{0,20}}?(?:in|on|since)\s+(?P<english_year>(?:19|20)\d{{2}})|(?P<before_verb>moved? in|registered|established)\s+(?P<english_spoken>last year|this year)",
    re.IGNORECASE,
)
_LENGTH = rf"(?P<unit>{any_of(_SAID.and_a_half)}|{spelled('个月', '年', english=True)})"
_STAY = re.compile(
    rf"{any_of(_SAID.stayed)}\s*{any_of(_SAID.for_so_long)}?\s*(?P<number>{NUMBER})\s*{_LENGTH}"
    rf"|(?P<number2>{NUMBER})\s*(?P<unit2>months?|years?) ago",
    re.IGNORECASE,
)
_DATE = re.compile(f"{ungrouped(MONTH)}|{YEAR}{_OF_A_YEAR}")
_HALF = phrases(_SAID.and_a_half)
_MOVED, _FOUNDED, _MOVING = phrases(_SAID.moved), phrases(_SAID.founded), phrases(_SAID.about_to_move)
"""Founded long ago and about to come: the year it was founded is no arrival."""


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
        written = told["unit"] or told["unit2"]
        half = _HALF.fullmatch(written) is not None
        unit = unit_written("年" if half else written)
        if number is not None and unit is not None:
            months = number * unit.one + (6 if half else 0)
            stay = Range(months, months, told.group())
            rest = rest.replace(told.group(), "，" * len(told.group()))
    rest = _DATE.sub(lambda found: "，" * len(found.group()), rest)
    return Days(rest, moved_in, arrived, stay)


def _period(match: re.Match[str], day: date) -> tuple[date, date]:
    spoken = match["spoken"] or match["english_spoken"] or ""
    ago = next((years for years, words in _YEARS_AGO if words.fullmatch(spoken)), 0)
    written = match["year"] or match["english_year"]
    year = int(written) if written else day.year - ago
    month = _month(match["month"] or match["spoken_month"] or "")
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    last = date(year + month // 12, month % 12 + 1, 1).toordinal() - 1
    return date(year, month, 1), date.fromordinal(last)


def _month(written: str) -> int:
    """1 to 12; 0 for what is no month."""
    try:
        number = chinese_to_int(written)
    except ValueError:
        return 0
    return number if 1 <= number <= 12 else 0
