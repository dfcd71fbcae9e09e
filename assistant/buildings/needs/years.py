"""Years in a sentence: how they are written, and that they are never read as figures of anything else."""

import re

from assistant.buildings.needs.scanning import TAKEN
from assistant.text.figures import read_number

_SPOKEN_DIGITS = "零一二三四五六七八九"
YEAR = r"(?:(?<!\d)(?:19|20)\d{2}(?!\d)|[一二][零〇九][零〇一二三四五六七八九]{2})"
"""A year of four digits, in text that went through ``normalise``."""

_COMPLETED_WORDS = (
    r"建于|建成于|建成|竣工|落成|完工|投用|楼龄|built|build|completed|constructed|finished|after|since|before|until"
)
_YEARS = re.compile(
    rf"{YEAR}\s*(?:(?:年份?)?\s*(?:-|~|至|到|和|或|to|and)\s*)(?=(?:[一二]?\d|[一二]).{{2,3}}年)"  # 2015至2020年
    rf"|{YEAR}\s*年"
    rf"|(?<=\d{{4}}年)\s*(?:-|~|至|到)\s*{YEAR}"
    rf"|(?:(?:{_COMPLETED_WORDS})(?:时间|年份|日期)?\s*(?:在|于|是|为|从|in|by|from|between)?\s*){YEAR}(?:\s*(?:-|~|至|到|和|to|and)\s*{YEAR})?"
    rf"(?!\s*(?:万|千|百|[kw](?![a-z])|m|平|亩|元|块|吨|公斤|kg|kva|kn|个|辆|米|sq|square|yuan|rmb|cny|t(?:on|onne)?s?(?![a-z])|%|\.\d))"
    rf"|{YEAR}(?=\s*(?:以后|之后|以前|之前|前后|or (?:later|newer|after|earlier|before)|onwards?))"
)


def without_years(text: str) -> str:
    """The text with its years blanked, its positions kept: ``2015年以后`` is no amount of money."""
    return _YEARS.sub(lambda found: TAKEN * len(found[0]), text)


def read_year(text: str, now: int) -> int | None:
    """The year that digits mean: ``2015``, ``二零一五``; of two digits (``15``, ``98``) the latest that is not to come."""
    digits = "".join(
        str(_SPOKEN_DIGITS.index(sign)) if sign in _SPOKEN_DIGITS else sign for sign in text.replace("〇", "零")
    )
    if re.fullmatch(r"\d{4}", digits):
        return int(digits)
    if re.fullmatch(r"\d{2}", digits):
        century = now // 100 * 100
        year = century + int(digits)
        return year if year <= now else year - 100
    return None


def read_decade(text: str, now: int) -> int | None:
    """The first year of a decade: ``90``, ``九十`` is 1990."""
    number = read_number(text)
    if number is None or number % 10 or not 0 <= number < 100:
        return None
    return read_year(f"{int(number):02}", now)
