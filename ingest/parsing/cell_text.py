"""Spreadsheet values as a person sees them."""

from datetime import date, datetime, time
from decimal import Decimal


def shown(value: object, number_format: str = "General") -> str:
    """A cell's text under its number format: dates as YYYY-MM-DD, percents as percents, no binary noise in decimals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, number_format)
    return str(value).strip()


def _number(value: int | float, number_format: str) -> str:
    plain = number_format.split(";")[0]
    decimals = _decimals(plain)
    if "%" in plain:
        return f"{_rounded(Decimal(repr(value)) * 100, decimals if decimals is not None else 0)}%"
    exact = Decimal(repr(value))
    if decimals is not None and "General" not in plain and any(mark in plain for mark in "0#"):
        text = _rounded(exact, decimals)
        return f"{Decimal(text):,}" if "," in plain else text
    normal = round(exact, 10).normalize()
    return format(normal, "f")


def _decimals(number_format: str) -> int | None:
    if "." not in number_format:
        return 0 if any(mark in number_format for mark in "0#") else None
    return sum(mark in "0#" for mark in number_format.split(".")[1])


def _rounded(value: Decimal, decimals: int) -> str:
    return format(round(value, decimals) if decimals else value.to_integral_value(), "f")
