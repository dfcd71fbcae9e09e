"""Days in a sentence: when it must be ready to move in, or when an opportunity must close."""

import calendar
import re
from datetime import date, timedelta

from assistant.buildings.columns import Field
from assistant.buildings.conditions import Dated
from assistant.buildings.needs import words as known
from assistant.buildings.needs.lexicon import AT_ONCE, MOVE_IN
from assistant.buildings.needs.reading import Reading
from assistant.text.days import DATE, ENGLISH_MONTHS, date_of, read_date
from assistant.text.figures import NUMBER, read_number

_LONGEST_WAIT = 1000  # days, weeks or months: who waits longer names a year
_BY = r"(?:之?前|以前|内|之内|以内)?"
_BESIDE = r"(?:\([^()]*\))?"
_CALENDAR = (
    rf"(?:(?P<year>\d{{4}}|今|明|后)年)?(?P<month>\d{{1,2}})月(?:(?P<day>\d{{1,2}})[日号]|底|末|初|份)?{_BESIDE}(?:{_BY}{MOVE_IN}|之?前|以前|内)"
    rf"|(?:(?P<year2>\d{{4}}|今|明|后)年)(?P<part>上半年|下半年|第?[一二三四]季度|年?[底末]|年?中|春节){_BESIDE}{_BY}(?:{MOVE_IN})?"
    rf"|(?P<this>年底|年末|本?月底|上半年){_BY}(?:{MOVE_IN})?"
)
_YEAR = rf"(?P<year>(?:19|20)\d{{2}}|今|明|后)年(?P<before>之?前|以前)?(?:底|末|内|之内|以内)?(?:就)?(?:要|能|可以?)?{MOVE_IN}"
_NOT_BEFORE = rf"(?:(?:要|得|需要?)?等到?|最早|最快)?(?P<year>(?:19|20)\d{{2}}|今|明|后)年(?:以后|之后|后)?(?:才)(?:能|可以?)?{MOVE_IN}"
_ENGLISH = rf"\b(?:clos(?:e|es|ing)|due|deadlines?|available|ready|free|vacant|move[- ]in|entered|delivered|handed over|expir(?:e|es|ing)|end(?:s|ing)?) (?P<eside>by|before|until|no later than) (?:the )?(?P<eend>end of )?(?:(?P<emonth>{'|'.join(ENGLISH_MONTHS)}) )?(?P<eyear>20\d\d)\b"
_LENGTH = rf"(?P<count>{NUMBER})\s*个?(?P<unit>月|周|星期|天|months?|weeks?|days?)(?:之?内|以内|后)?{MOVE_IN}|within (?P<count2>\d+) (?P<unit2>month|week|day)s?"
_NEXT = rf"(?P<next>下个?月|这个?月|本月|下个?季度)(?:底|末|初)?{_BY}{MOVE_IN}"
_VERIFY = r"(?:核验|更新|核实|核对|复核|核查|走访|盘点|摸排|巡查|到访|verified|updated)"
_AGO = rf"(?P<count>{NUMBER})\s*(?P<more>多)?个?(?P<unit>月|年|周|星期|天|months?|years?|weeks?|days?)(?:以上|多)?"
_STALE = rf"(?:已经?|都|有|超过|超|过了?)*\s*{_AGO}(?:都|还|了|一直|以来|内)*(?:没有?|未)(?:再|有|被)?(?:人)?{_VERIFY}(?:过|了)?的?|not {_VERIFY} (?:for|in|within) (?:the (?:last|past) )?(?P<count2>{NUMBER}) (?P<unit2>month|year|week|day)s?"
_FRESH = rf"(?:最?近|过去|这)?\s*{_AGO}(?:以?内|之内|以来|里)?(?:有)?{_VERIFY}(?:过|了)?的?|{_VERIFY} (?:in|within) (?:the (?:last|past) )?(?P<count2>{NUMBER}) (?P<unit2>month|year|week|day)s?"
_SINCE = rf"(?P<year>(?:19|20)\d{{2}}|今|去|前)年(?:(?P<month>\d{{1,2}})月(?:份)?)?(?P<side>以后|之后|以来|起|以前|之前|前|后)?(?:都|还|就)?(?P<not>没有?|未)?(?:再|有|被)?{_VERIFY}(?:过|了)?的?|{_VERIFY}(?:时间|日期)?(?:是|在)*(?P<year2>(?:19|20)\d{{2}}|今|去|前)年(?:(?P<month2>\d{{1,2}})月(?:份)?)?(?P<side2>以后|之后|以来|起|以前|之前|前|后)?的?"
_AS_OF = rf"(?:截止?到?|截至|到|as of)\s*{DATE}(?:为止|止|时)?(?![之以]?前)"
_RIGHTS = ("产权", "土地", "出让")
_QUARTERS = "一二三四"


def take_verified(reading: Reading) -> None:
    """Adds how long ago a row may or must have been verified: ``半年没核验``, ``三个月内更新过的``, of a day that is named (``截至…``)."""
    if (found := reading.scanner.take(_AS_OF)) and (day := date_of(found)) is not None:
        reading.as_of = day
    for pattern, stale in ((_STALE, True), (_FRESH, False)):
        if (found := reading.scanner.take(pattern)) and (day := _ago(found, reading.as_of)) is not None:
            condition = Dated(Field.VERIFIED_ON, last=day) if stale else Dated(Field.VERIFIED_ON, first=day)
            reading.add_found(condition, found)
    for found in reading.scanner.take_all(_SINCE):
        reading.add(_verified_since(found, reading.as_of), reading.scanner.clause_around(found.start(), found.end()))


def _verified_since(found: re.Match[str], as_of: date) -> Dated:
    """``今年没核验过``: last before it; ``核验时间在今年10月以后``: from there on; without a side within the year or month."""
    said = found["year"] or found["year2"]
    year = int(said) if said.isdigit() else as_of.year - "今去前".find(said)
    month, side = found["month"] or found["month2"], found["side"] or found["side2"] or ""
    first = date(year, int(month or 1), 1)
    last = read_date(f"{year}-{month}" if month else f"{year}-12", end=True)
    before = Dated(Field.VERIFIED_ON, last=first - timedelta(days=1))
    if found["not"] or side.endswith("前"):
        return before
    return Dated(Field.VERIFIED_ON, first=first, last=None if side else last)


def _ago(found: re.Match[str], as_of: date) -> date | None:
    """The day so long before; None for a length beyond all ledgers."""
    count = read_number(found["count"] or found["count2"])
    if count is None or count > _LONGEST_WAIT:
        return None
    unit = (found["unit"] or found["unit2"])[0]
    months = {"年": 12, "y": 12, "月": 1, "m": 1}.get(unit)
    if months is None:
        return as_of - timedelta(days=int(count * (7 if unit in "周星w" else 1)))
    return _months_later(as_of, -int(count * months))


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def take_days(reading: Reading) -> None:
    """Adds the last day, taken out of the sentence: ``明年3月前能入驻``, ``2027年能交付``, ``三个月内入驻``, ``马上能搬``, ``现房``."""
    scanner = reading.scanner
    _take_not_yet(reading)
    if "到期" in scanner.sentence and any(right in scanner.sentence for right in _RIGHTS):
        return  # a right to the land that ends is no day on which a place is free
    field = Field.DEADLINE if reading.opportunities else Field.AVAILABLE_FROM
    if not reading.opportunities and (found := scanner.take(_NOT_BEFORE)):
        reading.add_found(Dated(field, first=date(_year(found["year"], reading.as_of), 1, 1)), found)
        return
    if found := scanner.take(_LENGTH):
        last = _after(found, reading.as_of)
    elif found := scanner.take(_NEXT):
        last = _next_end(found["next"], reading.as_of)
    elif calendar_days := scanner.take_all(_CALENDAR):
        found = max(calendar_days, key=lambda day: bool(day["year"]) + bool(day["month"]))  # the one that tells most
        last = _calendar_end(found, reading.as_of)
    elif found := scanner.take(_YEAR):
        year = _year(found["year"], reading.as_of)
        if re.search(r"空出|腾|到期", found[0]) and not found["before"]:
            reading.add_found(Dated(field, date(year, 12, 31), date(year, 1, 1)), found)
            return
        last = date(year - bool(found["before"]), 12, 31)
    elif not reading.opportunities and (found := scanner.take(AT_ONCE)):
        last = reading.as_of
    else:
        return
    if last is not None:
        reading.add_found(Dated(field, last), found)


def _take_not_yet(reading: Reading) -> None:
    """Adds that a place is not to be had yet: ``眼下还进不去``, ``现在还没腾空``."""
    if reading.opportunities:
        return
    if found := reading.scanner.take(known.NOT_YET):
        reading.add(Dated(Field.AVAILABLE_FROM, first=reading.as_of + timedelta(days=1)), found[0])


def take_english_days(reading: Reading) -> None:
    """Adds the last day, said in English: ``closing before the end of 2026``; of what is built before a year other words tell."""
    field = Field.DEADLINE if reading.opportunities else Field.AVAILABLE_FROM
    if (found := reading.scanner.take(_ENGLISH)) and (last := _english_end(found)) is not None:
        reading.add_found(Dated(field, last), found)


def _english_end(found: re.Match[str]) -> date | None:
    """``before June 2027`` ends with May, ``by June 2027`` and ``before the end of June 2027`` with June."""
    year, month = int(found["eyear"]), found["emonth"]
    last = ENGLISH_MONTHS.index(month) + 1 if month else 12
    if found["eside"] == "before" and not found["eend"]:
        first = date(year, ENGLISH_MONTHS.index(month) + 1 if month else 1, 1)
        return first - timedelta(days=1)
    return read_date(f"{year}-{last}", end=True)


def _after(found: re.Match[str], as_of: date) -> date | None:
    count = read_number(found["count"] or found["count2"])
    if count is None or count > _LONGEST_WAIT:
        return None
    unit = (found["unit"] or found["unit2"])[0]
    if unit in "月m":
        return _months_later(as_of, int(count))
    return as_of + timedelta(days=int(count * (7 if unit in "周星w" else 1)))


def _next_end(said: str, as_of: date) -> date:
    months = {"下": 1}.get(said[0], 0)
    if "季度" in said:
        months = 3 - (as_of.month - 1) % 3 - 1 + 3
    year, month = divmod(as_of.year * 12 + as_of.month - 1 + months, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _year(said: str, as_of: date) -> int:
    return int(said) if said.isdigit() else as_of.year + "今明后".find(said)


def _calendar_end(found: re.Match[str], as_of: date) -> date | None:
    year = _year(found["year"] or found["year2"] or "今", as_of)
    if found["month"]:
        text = f"{year}-{found['month']}" + (f"-{found['day']}" if found["day"] else "")
        return read_date(text, end=True)
    part = found["part"] or found["this"]
    if "季度" in part:
        return read_date(f"{year}-{3 * (_QUARTERS.index(part.removeprefix('第')[0]) + 1)}", end=True)
    if "月底" in part:
        return read_date(f"{as_of.year}-{as_of.month}", end=True)
    return read_date(f"{year}-{6 if '上半年' in part or '中' in part else 2 if '春节' in part else 12}", end=True)
