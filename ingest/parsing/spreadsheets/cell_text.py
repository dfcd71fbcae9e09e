"""Spreadsheet values as a person sees them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_BRACKETED = re.compile(r"\[(?:\$([^\]-]*)[^\]]*|[^\]]*)\]")
_PADDING = re.compile(r"[_*].")
_DIGITS = re.compile(r"[#0?,]*[#0?](?:[#0?,]*)(?:\.[#0?]*)?,*")
_ASIDE_FIRST = 0xE000
_TEXT_SECTION = 3  # after those of positive and negative numbers and of nought
_SIGNIFICANT_DIGITS = 15  # as many as a spreadsheet program keeps
_INSERTED_POINT = re.compile(r"[!\\]\.(?=0)")  # 0!.0,"万": a point set into the digits of a whole number


def shown(value: object, number_format: str = "General") -> str:
    """A cell's text under its number format: dates as YYYY-MM-DD (or YYYY-MM where the format shows no day), percents as percents,
    thousands as the format has them, no binary noise in decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date):
        return _date(value, number_format)
    if isinstance(value, int | float):
        return _number(value, number_format)
    return str(value).strip()


def is_blanked(value: object, number_format: str) -> bool:
    """Whether a value's section of its number format is empty (``;;;``), so that its cell looks empty. A nought that is blanked is no
    secret: it says that there is nothing."""
    sections = number_format.split(";")
    if isinstance(value, str):
        return len(sections) > _TEXT_SECTION and not sections[_TEXT_SECTION].strip() and bool(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | float | datetime | date) or len(sections) < _TEXT_SECTION:
        return False
    negative = isinstance(value, int | float) and value < 0
    return bool(value) and not sections[int(negative)].strip()


def _date(value: datetime | date, number_format: str) -> str:
    letters = re.sub(_QUOTED, "", number_format).lower()
    if "y" in letters and "d" not in letters and "h" not in letters:
        return value.strftime("%Y-%m") if "m" in letters else value.strftime("%Y")
    if isinstance(value, datetime) and value.time() != time():
        return value.strftime("%Y-%m-%d %H:%M")
    return value.strftime("%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A section of a number format: text before and after, and how the digits between are written, after division by 10**shift.

    ``decimals`` is None where the program chooses (General).
    """

    before: str = ""
    after: str = ""
    decimals: int | None = None
    whole_digits: int = 1
    thousands: bool = False
    shift: int = 0
    percent: bool = False


def _number(value: int | float, number_format: str) -> str:
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return ""
    sections = number_format.split(";")
    negative_section = exact < 0 and len(sections) > 1 and bool(sections[1].strip())
    pattern = _pattern(sections[1] if negative_section else sections[0])
    size = _digits(abs(exact), pattern)
    sign = "-" if exact < 0 and any(mark in "123456789" for mark in size) else ""
    return f"{sign}{pattern.before}{size}{'%' if pattern.percent else ''}{pattern.after}"


def _digits(size: Decimal, pattern: _Pattern) -> str:
    if pattern.decimals is None:
        return format(Decimal(f"{size:.{_SIGNIFICANT_DIGITS}g}").normalize(), "f")
    scaled = (size * (100 if pattern.percent else 1)).scaleb(-pattern.shift)
    rounded = scaled.quantize(Decimal(1).scaleb(-pattern.decimals), rounding=ROUND_HALF_UP)
    whole, point, fraction = format(rounded, ",f" if pattern.thousands else "f").partition(".")
    return f"{whole.zfill(pattern.whole_digits)}{point}{fraction}"


@lru_cache(maxsize=256)
def _pattern(section: str) -> _Pattern:
    """The section's pattern. Fractions and scientific notation are shown plainly."""
    section, inserted = _INSERTED_POINT.subn(".", section)
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(next((part for part in match.groups() if part), ""))
        return chr(_ASIDE_FIRST + len(literals) - 1)

    # Literals are set aside as single private characters, so that no sign in them counts as a part of the pattern.
    bare = _PADDING.sub("", _BRACKETED.sub(keep, _QUOTED.sub(keep, section)))
    digits = re.search("general", bare, re.IGNORECASE) or _DIGITS.search(bare)
    if digits is None or re.search(r"[/@]|[eE][+-]", bare):
        return _Pattern()

    def text(part: str) -> str:
        filled = re.sub("[\ue000-\ue0ff]", lambda match: literals[ord(match[0]) - _ASIDE_FIRST], part)
        return re.sub(r"[%()\-+]", "", filled).strip()  # the sign is the caller's

    before, after = text(bare[: digits.start()]), text(bare[digits.end() :])
    if digits[0].lower() == "general":
        return _Pattern(before, after)
    whole, _, fraction = digits[0].rstrip(",").partition(".")
    return _Pattern(
        before,
        after,
        decimals=len(fraction),
        whole_digits=whole.count("0"),
        thousands="," in whole,
        shift=3 * (len(digits[0]) - len(digits[0].rstrip(","))) + (len(fraction) if inserted else 0),
        percent="%" in bare,
    )


def without_line_breaks(text: str) -> str:
    """A name broken into lines to fit its column: joined, with a space only between words of an alphabet."""
    return re.sub(r"\s+", " ", re.sub(r"(?<![A-Za-z0-9])\s*\n\s*|\s*\n\s*(?![A-Za-z0-9])", "", text)).strip()
