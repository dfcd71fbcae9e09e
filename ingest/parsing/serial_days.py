"""Days that a spreadsheet keeps as numbers (46388 is 2027-01-01) and shows as such where the cell's format does not say that it is a day."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from assistant.buildings.header_sense import Measure
from assistant.buildings.header_words import sense_of_header

_DAY_ZERO = date(1899, 12, 30)
_FIRST, _LAST = 25_569, 73_050  # 1970 to 2099


def columns_of_days(header: Sequence[str]) -> frozenset[int]:
    """The columns whose headers say that they hold days."""
    return frozenset(at for at, name in enumerate(header) if sense_of_header(name).measure is Measure.DAY)


def with_days(values: Sequence[str], columns: frozenset[int]) -> tuple[str, ...]:
    """A row in which the serial numbers of those columns are days."""
    return tuple(_day(value) if at in columns else value for at, value in enumerate(values))


def _day(text: str) -> str:
    if not re.fullmatch(r"\d{5}(?:\.\d+)?", text) or not _FIRST <= float(text) < _LAST:
        return text
    return (_DAY_ZERO + timedelta(days=int(float(text)))).isoformat()
