"""What a sentence says in figures: how much of what, from how much to how much, per what - ``不低于200万美元``, ``20%-30%``,
``每平方米每月补贴20元``, ``八五折``, ``300余万元``, ``一千万元以上五千万元以下``.

A reading is composed: a bound, a number or two, a unit, what it is per, a bound. ``readings.corpus.txt`` beside this file holds what is read of
what; it is the test. What cannot be read is left out, never guessed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.text.figures import SHARE, USD, WRITTEN_NUMBER, YUAN, joined_digits, read_number, span_between, tidy

SQUARE_METRES, TIMES, POINTS = "㎡", "倍", "个百分点"
_UNITS = (
    (USD, "美元|美金"), ("欧元", "欧元"), ("港元", "港元|港币"), (YUAN, "元人民币|元|块钱"), (POINTS, "个百分点"), (SHARE, "[%％]"),
    (SQUARE_METRES, "平方米|平米|㎡|m2|m²"), ("亩", "亩"), ("公顷", "公顷"), ("个工作日", "个工作日|工作日"), ("个月", "个月"),
    ("年", "周年|年(?![度第代龄报会终底初末级]|\\s*[\\d一二三四五六七八九十]+\\s*月)"), ("天", "天|日内"), (TIMES, "倍"), ("人", "人|名"), ("家", "家|户"),
    ("次", "次(?!性)"), ("套", "套"), ("吨", "吨"), ("公里", "公里|千米"), ("米", "米"),
)  # fmt: skip
_PER = (
    (SQUARE_METRES, "平方米|平米|㎡|m2|m²|平"), ("人", "人|名"), ("户", "户|家|企业"), ("套", "套"), ("亩", "亩"), ("次", "次|场"), ("月", "个?月"),
    ("天", "天|日"), ("年", "年"),
)  # fmt: skip
_NO_YEAR = r"(?!(?:19|20)\d{2}\s*年)"
_UNIT = "|".join(pattern for _, pattern in _UNITS)
_PER_WORD = "|".join(pattern for _, pattern in _PER)
_PER_BEFORE = rf"(?P<per_before>(?:每(?:{_PER_WORD}))+)(?:[\u4e00-\u9fff]{{0,6}}?)"
_PER_BEHIND = rf"(?P<per>(?:/|每)(?:{_PER_WORD})(?:[·•・*./每]?(?:{_PER_WORD}))?)"
_AT_MOST, _BELOW = "不超过|不高于|不多于|不大于|至多|最多|最高|上限为?|封顶|≤", "低于|少于|小于|不足|不满|未满|<"
_AT_LEAST, _ABOVE = "不低于|不少于|不小于|至少|最低|≥", "超过|高于|大于|多于|突破|>"
_BOUND_BEFORE = (
    rf"(?P<most>{_AT_MOST})|(?P<least>{_AT_LEAST})|(?P<above>(?<!不){_ABOVE})|(?P<below>(?<!不)(?:{_BELOW}))"
)
_BOUND_BEHIND = r"(?P<shut>[（(]不含(?:本数)?[）)])?(?:[（(]含(?:本数)?[）)])?(?:(?P<up>及?以上|起(?!点|始|算|施|执|实))|(?P<down>及?以下|以内|之内))?(?P<shut_behind>[（(]不含(?:本数)?[）)])?"
_TO = r"\s*(?:-|~|～|—+|－|–|至|到)\s*"
_FRACTION = r"(?P<of>百分之|千分之)"
_READING = re.compile(
    rf"(?:{_PER_BEFORE})?(?P<about>约|大约|近|将近)?(?:{_BOUND_BEFORE})?(?:达到|为|人民币)?\s*(?<![\d.第〔\[-])"
    rf"(?:(?:{_FRACTION})?{_NO_YEAR}(?P<first>{WRITTEN_NUMBER})\s*(?P<more>[来多余])?\s*(?P<first_unit>{_UNIT})?(?:[（(]含[）)])?{_TO}(?:百分之|千分之)?(?P<last>{WRITTEN_NUMBER})"
    rf"|(?:{_FRACTION.replace('of', 'of_one')})?{_NO_YEAR}(?P<number>{WRITTEN_NUMBER}))\s*(?P<more_behind>[来多余])?\s*"
    rf"(?P<unit>{_UNIT}|‰|折|成(?![\u4e00-\u9fff]))?(?:{_PER_BEHIND})?{_BOUND_BEHIND}(?P<around>左右|上下)?"
)
_ROUGH = re.compile(r"\d\s*[来多余](?=[百千万亿])|[十百千万亿][来多余]")
_BETWEEN = re.compile(r"[、，,]?(?:且|至)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """From ``low`` to ``high`` in ``unit`` (a share of 0.2 is 20 %); None is an open end. ``per`` names what it is for each of (``㎡·月``).

    ``above`` and ``below`` say that the ends themselves do not count (超过, 不足); ``rough``: the text says about.
    """

    low: Decimal | None
    high: Decimal | None
    unit: str
    per: str = ""
    above: bool = False
    below: bool = False
    rough: bool = False


def readings_in(text: str) -> tuple[Reading, ...]:
    """All readings in order; ``一千万元以上五千万元以下`` is one."""
    found: list[Reading] = []
    end = -1
    plain = joined_digits(text)
    for match in _READING.finditer(plain):
        reading = _reading(match)
        if reading is None:
            continue
        before = found[-1] if found else None
        if before is not None and _BETWEEN.fullmatch(plain[end : match.start()]) and _goes_on(before, reading):
            found[-1] = replace(before, high=reading.high, below=reading.below, rough=before.rough or reading.rough)
        else:
            found.append(reading)
        end = match.end()
    return tuple(found)


def show_reading(reading: Reading) -> str:
    """As it is read again: ``≥2000000美元``, ``20%-30%``, ``约300000元``, ``20元/㎡·月``, ``>10000元≤50000元``."""
    about = "约" if reading.rough else ""
    low, high = (_shown(end, reading) for end in (reading.low, reading.high))
    if reading.low == reading.high and not (reading.above or reading.below):
        return f"{about}{low}"
    if low and high and not reading.above and not reading.below:
        return f"{about}{low.partition('/')[0]}-{high}"
    first = f"{'>' if reading.above else '≥'}{low}" if low else ""
    last = f"{'<' if reading.below else '≤'}{high}" if high else ""
    return f"{about}{first}{last}"


def _shown(value: Decimal | None, reading: Reading) -> str:
    if value is None:
        return ""
    number = f"{tidy(value * 100):f}%" if reading.unit == SHARE else f"{tidy(value):f}{reading.unit}"
    return f"{number}/{reading.per}" if reading.per else number


def _goes_on(before: Reading, reading: Reading) -> bool:
    """Whether an upper bound closes the lower one right before it."""
    if before.high is not None or reading.low is not None or before.low is None or reading.high is None:
        return False
    return (before.unit, before.per) == (reading.unit, reading.per) and before.low < reading.high


def _reading(match: re.Match[str]) -> Reading | None:
    of, unit = match["of"] or match["of_one"], match["unit"] or ""
    first_unit = match["first_unit"] or ""
    if not of and not unit:
        return None
    if first_unit and _unit(first_unit) != _unit(unit):
        return None
    ends = _ends(match, bool(first_unit))
    if ends is None:
        return None
    name, factor = (SHARE, Decimal("0.01" if of == "百分之" else "0.001")) if of else _scaled_unit(unit)
    low, high = (tidy(end * (_tenfold(match, end) if unit == "折" else factor)) for end in ends)
    rough = bool(match["about"] or match["around"] or match["more"] or match["more_behind"]) or bool(
        _ROUGH.search("".join(filter(None, (match["first"], match["last"], match["number"]))))
    )
    per = _per(match["per_before"] or "", match["per"] or "")
    return _bounded(Reading(low, high, name, per, rough=rough), match)


def _ends(match: re.Match[str], both_have_units: bool) -> tuple[Decimal, Decimal] | None:
    if match["number"]:
        number = read_number(match["number"])
        return None if number is None else (number, number)
    first, last = read_number(match["first"]), read_number(match["last"])
    if both_have_units:
        return None if first is None or last is None or first > last else (first, last)
    span = span_between(match["first"], match["last"])
    return None if span is None or span.low is None or span.high is None else (span.low, span.high)


def _bounded(reading: Reading, match: re.Match[str]) -> Reading | None:
    """The reading with the bounds that stand around it; None where they contradict one another."""
    shut = bool(match["shut"] or match["shut_behind"])
    opens_up = match["least"] or match["above"] or match["up"]
    opens_down = match["most"] or match["below"] or match["down"]
    if opens_up and opens_down:
        return None
    if opens_up:
        return replace(reading, high=None, above=bool(match["above"]) or shut)
    if opens_down:
        low = reading.low if reading.low != reading.high else None
        return replace(reading, low=low, below=bool(match["below"]) or shut)
    return reading


def _scaled_unit(written: str) -> tuple[str, Decimal]:
    if written == "‰":
        return SHARE, Decimal("0.001")
    if written in ("成", "折"):
        return SHARE, Decimal("0.1")
    name = _unit(written)
    return name, Decimal("0.01") if name == SHARE else Decimal(1)


def _tenfold(match: re.Match[str], end: Decimal) -> Decimal:
    """八折 and 8折 are 80 %, 八五折 and 85折 are 85 %."""
    return Decimal("0.1") if end <= 10 else Decimal("0.01")


def _unit(written: str) -> str:
    return next((name for name, pattern in _UNITS if re.fullmatch(pattern, written)), written)


def _per(before: str, behind: str) -> str:
    """What it is for each of, things before times, however the text orders them."""
    words = [word for word in re.split(r"[每/·•・*.]", f"{before}{behind}") if word]
    named = [next(at for at, (_, pattern) in enumerate(_PER) if re.fullmatch(pattern, word)) for word in words]
    return "·".join(_PER[at][0] for at in sorted(set(named)))


def written_in(text: str) -> Iterator[str]:
    """Every reading as it is shown, for a corpus or a person to compare."""
    return (show_reading(reading) for reading in readings_in(text))
