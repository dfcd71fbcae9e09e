"""What a sentence says in figures: how much of what, from how much to how much, per what - ``不低于200万美元``, ``20%-30%``,
``每平方米每月补贴20元``, ``八五折``, ``300余万元``, ``一千万元以上五千万元以下``.

A reading is composed of tokens: a bound, a number or two, a unit, what it is per, a bound. ``readings.corpus.txt`` beside this file holds what is read of
what; it is the test. What cannot be read is left out, never guessed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.text.bounds import DOWNWARDS, UPWARDS, Bound, bound_of, bound_words
from assistant.text.days import MONTH, PRINTED_DATE
from assistant.text.figures import SHARE, WRITTEN_NUMBER, joined_digits, read_number, span_between, tidy
from assistant.text.grammar import Grammar, Lexicon, Parts, Rule
from assistant.text.labels import NUMBER_OF_YEAR, PART_LABEL
from assistant.text.units import spelled, unit_written

SQUARE_METRES, TIMES, POINTS = "㎡", "倍", "个百分点"
_UNITS = ("money", "currencies", "share", "parts", "area", "time", "counted", "吨", "公里", "米")
_FRACTIONS = {"百分之": Decimal("0.01"), "千分之": Decimal("0.001"), "万分之": Decimal("0.0001")}
_PER = {
    SQUARE_METRES: spelled(SQUARE_METRES, spoken=True),
    "人": spelled("人"),
    "户": f"{spelled('家')}|企业",
    "套": spelled("套"),
    "亩": spelled("亩"),
    "次": f"{spelled('次')}|场",
    "月": spelled("个月", spoken=True),
    "天": spelled("天", spoken=True),
    "年": spelled("年"),
}
"""What something is for each of, in the order in which it is shown."""

_ROUGHLY = "来多余"
NUMBER, UNIT, FRACTION, PER, TO, ROUGHLY, LEAD, BEFORE, BEHIND, CLOSED, DAY, LABEL = "NUFPTRWBACDL"
LEXICON = Lexicon(
    (
        (DAY, rf"{MONTH}|{PRINTED_DATE.pattern.replace('?P<', '?P<p')}|(?:19|20)\d{{2}}\s*年"),
        (LABEL, rf"{PART_LABEL.pattern}|{NUMBER_OF_YEAR}|第\s*{WRITTEN_NUMBER}"),
        (FRACTION, "|".join(_FRACTIONS)),
        (PER, rf"[每/·•・*.]\s*(?:{'|'.join(_PER.values())})"),
        (NUMBER, rf"(?<![\d.\[〔]){WRITTEN_NUMBER}"),
        (UNIT, spelled(*_UNITS)),
        (BEFORE, bound_words("before", *Bound)),
        (BEHIND, bound_words("behind", *Bound)),
        (TO, r"-|~|～|—+|－|–|至|到"),
        (ROUGHLY, f"[{_ROUGHLY}]"),
        (LEAD, "达到|为|人民币"),
        (CLOSED, r"[（(]不?含(?:本数)?[）)]"),
    )
)
_HEAD = rf"(?<!{TO})(?:(?P<per>{PER}+)g?)?(?P<before>{BEFORE}*){LEAD}*{BEFORE}*"
_TAIL = rf"(?P<more>{ROUGHLY}?)(?P<unit>{UNIT}?)(?P<each>{PER}{{0,2}})(?P<closed>{CLOSED}?)(?P<behind>{BEHIND}*)(?P<shut>{CLOSED}?)(?P<around>{BEHIND}?)"
_SINGLE = rf"{_HEAD}(?P<of>{FRACTION}?)(?P<low>{NUMBER}){_TAIL}"
_RANGE = rf"{_HEAD}(?P<of>{FRACTION}?)(?P<low>{NUMBER}){ROUGHLY}?(?P<low_unit>{UNIT}?){CLOSED}?{TO}{FRACTION}?(?P<high>{NUMBER}){_TAIL}"
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
    for parse in GRAMMAR.parses(plain):
        before = found[-1] if found else None
        if (
            before is not None
            and _BETWEEN.fullmatch(plain[end : parse.start].strip())
            and _goes_on(before, parse.reading)
        ):
            high = parse.reading
            found[-1] = replace(before, high=high.high, below=high.below, rough=before.rough or high.rough)
        else:
            found.append(parse.reading)
        end = parse.end
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


def _single(parts: Parts) -> Reading | None:
    number = read_number(parts.text("low"))
    return None if number is None else _measured(parts, number, number)


def _range(parts: Parts) -> Reading | None:
    low_unit, unit = parts.text("low_unit"), parts.text("unit")
    if low_unit:
        if unit_written(low_unit) is not unit_written(unit):
            return None
        low, high = read_number(parts.text("low")), read_number(parts.text("high"))
    else:
        span = span_between(parts.text("low"), parts.text("high"))
        low, high = (None, None) if span is None else span.ends
    return None if low is None or high is None or low > high else _measured(parts, low, high)


def _measured(parts: Parts, low: Decimal, high: Decimal) -> Reading | None:
    """The ends in their unit; a number without any measures nothing."""
    fraction, unit = parts.text("of"), unit_written(parts.text("unit"))
    if fraction:
        name, factor = SHARE, _FRACTIONS[fraction]
    elif unit is None:
        return None
    elif unit.of == "parts":
        name, factor = SHARE, unit.one
    else:
        name, factor = unit.name, Decimal("0.01") if unit.name == SHARE else Decimal(1)
    two_digits = Decimal("0.1")  # 八五折 and 85折 are 85 %
    low, high = (
        tidy(end * factor * (two_digits if unit and unit.name == "折" and end > 10 else 1)) for end in (low, high)
    )
    bounds = [
        bound_of(token.text, place)
        for place, group in (("before", "before"), ("behind", "behind"), ("behind", "around"))
        for token in parts.all(group)
    ]
    rough = Bound.ABOUT in bounds or any(
        sign in token.text for group in ("low", "more") for token in parts.all(group) for sign in _ROUGHLY
    )
    return _bounded(
        Reading(low, high, name, _each(parts), rough=rough),
        bounds,
        shut="不" in f"{parts.text('closed')}{parts.text('shut')}",
    )


def _bounded(reading: Reading, bounds: Sequence[Bound | None], *, shut: bool) -> Reading | None:
    """The reading with the bounds that stand around it; None where they contradict one another."""
    upwards, downwards = ([bound for bound in bounds if bound in way] for way in (UPWARDS, DOWNWARDS))
    if upwards and downwards:
        return None
    if upwards:
        return replace(reading, high=None, above=shut or Bound.MORE_THAN in upwards)
    if downwards:
        low = reading.low if reading.low != reading.high else None
        return replace(reading, low=low, below=shut or Bound.LESS_THAN in downwards)
    return reading


def _each(parts: Parts) -> str:
    """What it is for each of, things before times, however the text orders them."""
    words = [token.text[1:].strip() for group in ("per", "each") for token in parts.all(group)]
    return "·".join(name for name, pattern in _PER.items() if any(re.fullmatch(pattern, word) for word in words))


GRAMMAR = Grammar(LEXICON, (Rule("range", re.compile(_RANGE), _range), Rule("single", re.compile(_SINGLE), _single)))


def written_in(text: str) -> Iterator[str]:
    """Every reading as it is shown, for a corpus or a person to compare."""
    return (show_reading(reading) for reading in readings_in(text))
