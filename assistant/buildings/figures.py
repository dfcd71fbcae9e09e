"""Numbers as people and ledgers write them: ``1,200``, ``1.2万``, ``两千``, ``两三千``, ``65-85``, ``500起``.

Everything is a ``Span``: a single figure is a span whose ends are equal. A text that cannot be read is None, never guessed.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

import cn2an

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

_ARABIC = r"\d+(?:\.\d+)?(?:\s?(?:百万|千万|亿|万|千|百|million(?![a-z])|[kw](?![a-z])))?"
_CHINESE = r"[零〇一二两三四五六七八九十百千万亿半]+"
NUMBER = rf"(?:{_ARABIC}|{_CHINESE})"
"""One number, with its multiplier, in text that went through ``normalise``."""

RANGE_MARK = r"(?:-|~|至|到|to(?![a-z]))"
"""What stands between the ends of a range."""


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


def normalise(text: str) -> str:
    """Full-width to half-width (``㎡`` becomes ``m2``), lower case, one kind of dash, no thousands separators."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"[—–―−〜]+", "-", text)
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text).strip()


def read_number(text: str) -> Decimal | None:
    """A single number: ``1200``, ``1.2万``, ``800k``, ``一百二十``, ``一万五``, ``半``; None for what is none, or beyond all figures."""
    number = _number(text.strip())
    return number if number is not None and number < _BEYOND else None


def _number(text: str) -> Decimal | None:
    if text == "半":
        return Decimal("0.5")
    arabic = re.fullmatch(r"(\d+(?:\.\d+)?)\s?([^\d\s]*)", text)
    if arabic:
        multiplier = _MULTIPLIERS.get(arabic[2])
        return None if multiplier is None else Decimal(arabic[1]) * multiplier
    if not re.fullmatch(_CHINESE, text) or "半" in text:
        return None
    try:
        return Decimal(str(cn2an.cn2an(text, "smart")))
    except ValueError:
        return None


def read_span(text: str) -> Span | None:
    """A number, an approximate pair (``两三千``) or a range (``65-85``, ``3-5万``), nothing before or behind it."""
    text = text.strip()
    ends = re.fullmatch(rf"({NUMBER})\s*{RANGE_MARK}\s*({NUMBER})", text)
    if ends:
        return span_between(ends[1], ends[2])
    pair = re.fullmatch(r"([一二两三四五六七八])([二三四五六七八九])(十|百|千|万|十万|百万|千万)?", text)
    if pair and _CHINESE_DIGITS[pair[1]] < _CHINESE_DIGITS[pair[2]]:
        unit = Decimal(str(cn2an.cn2an(f"一{pair[3]}", "smart"))) if pair[3] else Decimal(1)
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


def _tidy(number: Decimal) -> Decimal:
    """Without trailing zeros and exponent, at most four decimals."""
    number = number.quantize(Decimal("0.0001")).normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral() else number


def show_number(number: Decimal) -> str:
    """As people write it: ``83333.33``, ``1200``."""
    return f"{_tidy(number.quantize(Decimal('0.01'))):f}"
