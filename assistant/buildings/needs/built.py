"""When a place must have been built: ``2015年以后建成``, ``楼龄十年以内``, ``新楼``, ``built after 2015``.

The years that ``以后`` and ``以来`` name count themselves, those of ``以前`` do not; ``after 2015`` begins with 2016. Ages count whole
years back from the year of the question, because most ledgers say the year alone. A year that says nothing about building is left for
others and is never an amount (``years.py``).
"""

import re
from collections.abc import Callable

from assistant.buildings.conditions import CompletedIn
from assistant.buildings.needs.reading import Reading
from assistant.buildings.needs.years import YEAR, read_decade, read_year
from assistant.text.figures import NUMBER, RANGE_MARK, read_number

NEW_YEARS = 5
"""How old a ``新楼`` may be."""

_ROUGHLY_YEARS = 1  # 前后, 左右
_HEAD = (
    r"(?:(?:建成(?:投用)?|竣工|落成|完工|建造|投用|投入使用)(?:时间|年份|年代|日期)?|建(?:于|成于)|"
    r"(?:re)?built|completed|constructed|finished|completion(?: (?:date|year))?)"
)
_TAIL = (
    r"(?:(?:才|新|刚)?(?:建成投用|投入使用|交付使用|交付(?!标准|条件)|建成|建好|建造|建设|修建|兴建|新建|竣工|落成|完工|盖好|盖起来|投用|建|盖)"
    r"(?:起来)?(?:的|了)?(?!筑|材|议))"
)
_PLACE = r"(?:写字楼|办公楼|商务楼|楼|厂房|仓库|库房|商铺|底商|铺|房|buildings?|offices?)"
_OF_A_PLACE = rf"(?=的?(?:老|旧|新|超?[甲乙丙]级|的)*{_PLACE})"
_OLD_ONES = r"(?:的?老(?=写字楼|厂房|楼|房|仓库))?"
_LATER = r"(?:及|或|和)?(?:以|之)后|后(?!台|勤)|以来|至今|起(?!租|步|重)|or (?:later|newer|after)|(?:and )?onwards?"
_EARLIER = r"(?:及|或|和)?(?:以|之)前|前(?!后|台)|or (?:earlier|before|older)"
_NEAR = r"前后|左右|上下"
_FROM = r"不早于|不要早于|至少|最早|自|从|since|from|no earlier than"
_UNTIL = r"不晚于|不迟于|最晚|截至|by|until|no later than"
_AFTER = r"晚于|after|later than"
_BEFORE = r"早于|before|earlier than"
_BOUND = rf"(?P<from>{_FROM})|(?P<until>{_UNTIL})|(?P<after>{_AFTER})|(?P<before>{_BEFORE})"
_MORE = rf"(?P<later>{_LATER})|(?P<near>{_NEAR})|(?P<earlier>{_EARLIER})"
_IN = r"\s*(?:在|是|为|要|于|in)?\s*"

_RANGE = (
    rf"(?P<head>{_HEAD})?{_IN}(?:从|自|between|from)?\s*(?P<first>{YEAR})\s*年?\s*(?:{RANGE_MARK}|和|and)\s*(?P<last>{YEAR})"
    rf"\s*(?P<year>年)?(?:之?间|期间)?(?P<tail>{_TAIL})?"
)
_SINGLE = rf"(?P<head>{_HEAD})?{_IN}(?:{_BOUND})?\s*(?P<first>{YEAR})\s*(?P<year>年)?\s*(?:{_MORE})?(?:的|就)?(?P<tail>{_TAIL})?"
_SHORT = rf"(?<![\d.])(?P<first>\d{{2}})年(?:{_MORE})?(?P<tail>{_TAIL})"
_DECADE = rf"(?P<century>上?(?:个)?世纪|20世纪)?(?P<first>\d0|[一二三四五六七八九]十|零零|00)年代(?:初|中|末)?(?:{_MORE})?(?:的)?(?P<tail>{_TAIL}|{_OF_A_PLACE})"
_AGE_HEAD = r"楼龄|房龄|(?:建成|竣工|落成|投用|投入使用)(?:时间|年限)?"
_LEAST_AGE = r"超过|大于|多于|至少|over|more than|at least|older than"
_MOST_AGE = r"(?:不|别|不要|不能)(?:超过|大于|多于|满|到)|小于|少于|低于|至多|最多|less than|under|within|no more than|at most|(?:not|no) older than"
_AGE_RANGE = (
    rf"(?:楼龄|房龄)\s*(?:在|为|是)?\s*(?P<low>{NUMBER})年?\s*{RANGE_MARK}\s*(?P<count>{NUMBER})年(?:之间|左右|的)?"
)
_AGE = (
    rf"(?P<head>{_AGE_HEAD})?\s*(?:在|为|是|要)?(?:(?P<most>{_MOST_AGE})|(?P<least>{_LEAST_AGE}))?\s*(?P<count>{NUMBER})年"
    rf"(?:(?P<within>及?以内|之内|内|及?以下)|(?P<beyond>及?以上))?(?:的|就|新)?(?P<tail>{_TAIL})?"
)
_RECENT = rf"(?:最?近|过去)(?:这)?(?P<count>{NUMBER})年(?:以?内|之内|以?来|里|间)?(?:的)?{_TAIL}"
_ENGLISH_AGE = (
    rf"(?:(?P<most>{_MOST_AGE})|(?P<least>{_LEAST_AGE}))\s*(?P<count>\d+) years?(?: old)?"
    rf"|{_HEAD} (?:in|within|over|during) the (?:last|past) (?P<count2>\d+) years?"
)
_NEW = (
    r"(?:次?新楼(?:盘|宇)?|新(?:建|盖)(?:成|好|的)+|新竣工的?|新落成的?|新建(?=写字楼|办公楼|厂房|仓库|商铺|楼)|刚(?:建成|竣工|建好|落成)的?|"
    r"newly[- ](?:built|completed)|brand[- ]new (?=office|building|factory|warehouse)|new buildings?)(?![路街])"
)


def take_built(reading: Reading) -> None:
    """Adds when the place must have been built, taken out of the sentence."""
    if reading.opportunities:
        return
    steps: tuple[tuple[str, Callable[[Reading, re.Match[str]], CompletedIn | None]], ...] = (
        (_RECENT, _recent), (_AGE_RANGE, _age_range), (_ENGLISH_AGE, _english_age), (_DECADE, _decade), (_RANGE, _range), (_SINGLE, _single),
        (_SHORT, _short), (_AGE, _age), (_NEW, _new),
    )  # fmt: skip
    for pattern, meaning in steps:
        for found in re.finditer(pattern, reading.scanner.rest):
            condition = meaning(reading, found)
            if condition is not None:
                reading.scanner.blank(found.start(), found.end())
                reading.add_found(condition, found, _opposite(condition))
                reading.take_after(found.end(), _OLD_ONES)


def _opposite(condition: CompletedIn) -> CompletedIn | None:
    match condition:
        case CompletedIn(None, int(last)):
            return CompletedIn(first=last + 1)
        case CompletedIn(int(first), None):
            return CompletedIn(last=first - 1)
    return None


def _range(reading: Reading, found: re.Match[str]) -> CompletedIn | None:
    first, last = (read_year(found[name], reading.as_of.year) for name in ("first", "last"))
    told = found["head"] or found["tail"]
    return CompletedIn(first, last) if told and first is not None and last is not None and first <= last else None


def _single(reading: Reading, found: re.Match[str]) -> CompletedIn | None:
    """The words about building must stand by the year, or ``2015年以后的`` before what is built."""
    year = read_year(found["first"], reading.as_of.year)
    rest = reading.scanner.rest
    bounded = any(found[name] for name in ("from", "after", "before", "later", "earlier"))
    of_a_place = bounded and (
        re.match(_OF_A_PLACE, rest[found.end() :])
        or (not found["year"] and re.search(_PLACE + r"\s*$", rest[: found.start()]))
    )
    if year is None or not (found["head"] or found["tail"] or of_a_place):
        return None
    if "交付" in (found["tail"] or "") and year >= reading.as_of.year:
        return None  # it is yet to be handed over: when one can move in
    return _bounded(found, year, year)


def _short(reading: Reading, found: re.Match[str]) -> CompletedIn | None:
    """``15年以后建的``; ``10年以前建的`` may be ten years ago, so there the year must be one that no age would be."""
    if found["earlier"] and not re.match(r"0|[89]", found["first"]):
        return None
    if not (found["later"] or found["near"] or found["earlier"]) and not re.match(r"0|[89]", found["first"]):
        return None
    year = read_year(found["first"], reading.as_of.year)
    return None if year is None else _bounded(found, year, year)


def _decade(reading: Reading, found: re.Match[str]) -> CompletedIn | None:
    first = read_decade(found["first"], reading.as_of.year)
    return None if first is None else _bounded(found, first, first + 9)


def _bounded(found: re.Match[str], first: int, last: int) -> CompletedIn:
    said = found.groupdict()
    if said["later"] or said.get("from"):
        return CompletedIn(first=first)
    if said.get("after"):
        return CompletedIn(first=last + 1)
    if said["earlier"] or said.get("before"):
        return CompletedIn(last=first - 1)
    if said.get("until"):
        return CompletedIn(last=last)
    reach = _ROUGHLY_YEARS if said["near"] else 0
    return CompletedIn(first - reach, last + reach)


def _age(reading: Reading, found: re.Match[str]) -> CompletedIn | None:
    """The words about building must stand by the age, or the place itself (``十年以内的楼``); a lease has a length too."""
    rest = reading.scanner.rest
    most, least = found["most"] or found["within"], found["least"] or found["beyond"]
    if re.search(r"(?:租期|租约|租|合同|期限|签|工期|经营|成立)\s*(?:个|一个)?$", rest[: found.start()]):
        return None
    of_a_place = (most or least) and re.match(rf"(?=(?:的)?(?:老|旧)?{_PLACE})", rest[found.end() :])
    if not (found["head"] or (found["tail"] and (most or least)) or of_a_place) or not (most or least):
        return None
    return _aged(reading, found["count"], least=bool(least) and not most)


def _age_range(reading: Reading, found: re.Match[str]) -> CompletedIn | None:
    youngest, oldest = read_number(found["low"]), read_number(found["count"])
    if youngest is None or oldest is None or youngest > oldest or oldest > 200:
        return None
    return CompletedIn(reading.as_of.year - int(oldest), reading.as_of.year - int(youngest))


def _recent(reading: Reading, found: re.Match[str]) -> CompletedIn | None:
    return _aged(reading, found["count"])


def _english_age(reading: Reading, found: re.Match[str]) -> CompletedIn | None:
    if found["count"] and not re.search(r"old", found[0]):
        return None
    return _aged(reading, found["count"] or found["count2"], least=bool(found["least"]) and not found["most"])


def _aged(reading: Reading, count: str, *, least: bool = False) -> CompletedIn | None:
    years = read_number(count)
    if years is None or not 0 < years <= 200:
        return None
    year = reading.as_of.year - int(years)
    return CompletedIn(last=year) if least else CompletedIn(first=year)


def _new(reading: Reading, found: re.Match[str]) -> CompletedIn | None:
    return CompletedIn(first=reading.as_of.year - NEW_YEARS)
