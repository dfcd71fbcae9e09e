"""Numbers, sums of money and rates as people, ledgers and policies write them: ``1,200``, ``1.2万``, ``两点五万元``, ``1万5千``, ``二十来万``,
``百分之三点五``, ``两三千``, ``65-85``, ``500起``.

``figures.corpus.txt`` beside this file holds what is read of what; it is the test. A text that cannot be read is None, never guessed.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from assistant.text.numerals import HAN_NUMERAL, read_numeral

YUAN, USD, SHARE = "元", "美元", "比例"
"""Units of amounts; a share of 0.035 is 3.5 %."""

_MULTIPLIERS = {
    "": Decimal(1),
    "百": Decimal(100),
    "千": Decimal(1000),
    "k": Decimal(1000),
    "万": Decimal(10_000),
    "w": Decimal(10_000),
    "百万": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "亿": Decimal(100_000_000),
    "million": Decimal(1_000_000),
}
_BEYOND = Decimal(10) ** 16  # nothing is counted in so many: a serial number, or nonsense
_CHINESE_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}

_MORE_OR_LESS = r"[来多余](?=\s?(?:百万|千万|万|亿))"
"""``二十来万``, ``300余万``: the figure named is the reading."""

_SCALE = r"(?:万亿|千万|百万|亿|万|千|百|million(?![A-Za-z])|[kKwW](?![A-Za-z]))"
_LOWER_PART = (
    r"(?:\d+(?:\.\d+)?(?:千万|百万|万|千|百)|(?<=万)\d{4}(?![\d.年])|(?<=[亿万千])\d(?![\d万亿千百%％‰年月号]|[.,]\d))"
)
_ARABIC = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?:\.\d+)?(?:{_MORE_OR_LESS})?(?:\s?{_SCALE}{_LOWER_PART}*)?"
_HAN = rf"{HAN_NUMERAL}(?:{_MORE_OR_LESS}(?:百万|千万|万亿|万|亿))?"
FIGURE_NUMBER = rf"(?:{_ARABIC})"
"""One number written in figures, with its multiplier."""

HAN_NUMBER = rf"(?:{_HAN})"
"""One number written in characters, with its multiplier."""

WRITTEN_NUMBER = rf"(?:{_ARABIC}|{_HAN})"
"""One number, with its multiplier, as documents write it."""

NUMBER = rf"(?:{_ARABIC}|{_HAN}|半)"
"""The same as people speak, in text that went through ``normalise``."""

RANGE_MARK = r"(?:-|~|至|到|to(?![a-z]))"
"""What stands between the ends of a range."""

MONEY = rf"{WRITTEN_NUMBER}\s*[来多余]?(?:元人民币|美元|元)"
RATE = rf"(?:百分之{WRITTEN_NUMBER}|千分之{WRITTEN_NUMBER}|{WRITTEN_NUMBER}\s*[%％‰])"
_BLANK = r"[ \xa0\u2009\u202f]"
_SPLIT_DIGITS = re.compile(
    rf"(?<![\d.第表图])(?:[1-9]\d{{0,2}}(?:{_BLANK}\d{{3}})+(?!\d)|(?<=[\u4e00-\u9fff])(?:\d(?:{_BLANK}\d){{1,4}}|\d{{2,3}}{_BLANK}\d|\d{_BLANK}\d{{2,3}})(?!\d))"
    r"(?=\.?\d*\s?(?:[百千万亿元%％‰㎡]|平方米|美元))"
)
_PERCENT_IN_WORDS = re.compile(rf"百分之({NUMBER})")
_NUMBER_IN = re.compile(WRITTEN_NUMBER)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money or a rate: ``value`` in ``unit``, which is YUAN, USD or SHARE."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Span:
    """From ``low`` to ``high``, both inclusive; None is an open end (``500起`` has no high end)."""

    low: Decimal | None
    high: Decimal | None

    @property
    def exact(self) -> Decimal | None:
        """The figure, when the span is a single one."""
        return self.low if self.low == self.high else None

    @property
    def ends(self) -> tuple[Decimal | None, Decimal | None]:
        return self.low, self.high

    def scaled(self, factor: Decimal) -> "Span":
        """Both ends multiplied, rounded to four decimals so that conversions do not drag endless digits along."""
        return Span(*(None if end is None else _tidy(end * factor) for end in (self.low, self.high)))


@lru_cache(maxsize=16_384)
def normalise(text: str) -> str:
    """Full-width to half-width (``㎡`` becomes ``m2``), lower case, one kind of dash, no thousands separators."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"[—–―−〜]+", "-", text)
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text).strip()


def joined_digits(text: str) -> str:
    """The text without blanks that split a number: ``1 000万元``, ``5 0万元``; figures that merely stand beside one another stay apart."""
    return _SPLIT_DIGITS.sub(lambda match: re.sub(r"[ \xa0\u2009\u202f]", "", match[0]), text)


def joined_with_places(text: str) -> tuple[str, list[int]]:
    """The same, with where each of its characters stands in the text; a last place is the text's end."""
    places: list[int] = []
    end = 0
    for match in _SPLIT_DIGITS.finditer(text):
        places += range(end, match.start())
        places += [at for at in range(match.start(), match.end()) if not re.match(_BLANK, text[at])]
        end = match.end()
    places += range(end, len(text) + 1)
    return joined_digits(text), places


def with_percent_signs(text: str) -> str:
    """The text with ``百分之三`` as ``三%``."""
    return _PERCENT_IN_WORDS.sub(r"\1%", text)


def read_number(text: str) -> Decimal | None:
    """A single number: ``1200``, ``1,200``, ``1.2万``, ``800k``, ``一百二十``, ``一万五``, ``1万5千``, ``两点五万``, ``二十来万``, ``半``; None for what is
    none, or beyond all figures."""
    number = _number(re.sub(_MORE_OR_LESS, "", normalise(text)))
    return number if number is not None and number < _BEYOND else None


def _number(plain: str) -> Decimal | None:
    if plain == "半":
        return Decimal("0.5")
    arabic = re.fullmatch(r"(\d+(?:\.\d+)?)\s?([a-z]*)", plain)
    if arabic:
        multiplier = _MULTIPLIERS.get(arabic[2])
        return None if multiplier is None else Decimal(arabic[1]) * multiplier
    return read_numeral(plain)


def read_amount(text: str) -> Amount | None:
    """The sum of money or the rate that a text is: ``两点五万元`` 25000 元, ``百分之三点五`` a share of 0.035; None for any other."""
    if not re.fullmatch(rf"{RATE}|{MONEY}", text):
        return None
    number = _NUMBER_IN.search(re.sub(r"^[百千]分之", "", text))
    value = read_number(number[0]) if number else None
    if value is None:
        return None
    if re.search(r"[%％]|百分之", text):
        return Amount(tidy(value / 100), SHARE)
    if re.search(r"‰|千分之", text):
        return Amount(tidy(value / 1000), SHARE)
    return Amount(tidy(value), USD if text.endswith(USD) else YUAN)


def show_amount(amount: Amount) -> str:
    """As it is written, to be read again: ``25000元``, ``3.5%``."""
    if amount.unit == SHARE:
        return f"{tidy(amount.value * 100):f}%"
    return f"{amount.value:f}{amount.unit}"


def read_span(text: str) -> Span | None:
    """A number, an approximate pair (``两三千``) or a range (``65-85``, ``3-5万``), nothing before or behind it."""
    text = text.strip()
    ends = re.fullmatch(rf"({NUMBER})\s*{RANGE_MARK}\s*({NUMBER})", text)
    if ends:
        return span_between(ends[1], ends[2])
    pair = re.fullmatch(r"([一二两三四五六七八])([二三四五六七八九])(十|百|千|万|十万|百万|千万)?", text)
    if pair and _CHINESE_DIGITS[pair[1]] < _CHINESE_DIGITS[pair[2]]:
        unit = (read_numeral(f"一{pair[3]}") if pair[3] else None) or Decimal(1)
        return Span(_CHINESE_DIGITS[pair[1]] * unit, _CHINESE_DIGITS[pair[2]] * unit)
    number = read_number(text)
    return None if number is None else Span(number, number)


def span_between(first: str, last: str) -> Span | None:
    """The range between two written numbers. In ``3-5万`` the multiplier belongs to both, in ``8000-1.2万`` only to the last."""
    low, high = read_number(first), read_number(last)
    if low is None or high is None:
        return None
    multiplier = re.search(r"(百万|千万|亿|万|千|百|k|w)$", last)
    if multiplier and re.fullmatch(r"\d+(?:\.\d+)?", first.strip()):
        scaled = low * _MULTIPLIERS[multiplier[1]]
        low = scaled if scaled <= high else low
    return Span(low, high) if low <= high else None


def tidy(value: Decimal) -> Decimal:
    """Without exponent and trailing zeros: equal figures are written equally."""
    normal = value.normalize()
    return normal.quantize(Decimal(1)) if normal == normal.to_integral() and normal.adjusted() < 28 else normal


def _tidy(number: Decimal) -> Decimal:
    """Without trailing zeros and exponent, at most four decimals."""
    number = number.quantize(Decimal("0.0001")).normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral() else number


def show_number(number: Decimal) -> str:
    """As people write it: ``83333.33``, ``1200``."""
    return f"{_tidy(number.quantize(Decimal('0.01'))):f}"
