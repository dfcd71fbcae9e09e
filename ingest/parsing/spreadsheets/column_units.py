"""What the bare numbers of a column are: units that lines around the table state for it (``单位：万元``, ``面积均以平方米计``, ``单位：面积 ㎡，
租金 元/㎡·月``), and days that a spreadsheet keeps as numbers (46388 is 2027-01-01)."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from assistant.buildings.columns import Field
from assistant.buildings.headers.header_claims import claim_of
from assistant.buildings.headers.header_lexicon import Mark, Measure
from assistant.buildings.headers.header_words import sense_of_header
from assistant.buildings.ledgers.header_units import unit_in_header
from assistant.text.units import PER, spelled
from ingest.chunking.table_units import is_rate
from ingest.stated_units import Stated, stated_in
from ingest.words import VOCABULARY, named

_COLUMNS = dict(named(VOCABULARY.columns))
_OF_EACH = re.compile(rf".*{PER}(?:{spelled('area', spoken=True)}|{spelled('time', spoken=True)})", re.IGNORECASE)
_OF_A_YEAR = re.compile(rf"{PER}{spelled('年')}$")
_UNITS_OF = {
    name: re.compile(rf"[十百千万亿]{{0,2}}{spelled(of, spoken=True)}", re.IGNORECASE)
    for name, of in (
        ("money", "money"),
        ("area", "area"),
        ("weight", "weight"),
        ("length", "length"),
        ("power", "power"),
        ("time", "个月"),
        ("things", "things"),
    )
}
"""What a unit measures, and so which columns it can be of where the line names none."""

_WITH_UNITS = frozenset({Measure.AREA, Measure.RENT, Measure.PRICE})
_WORDS_OF_MONEY = frozenset({"金额", "资金", "货币", "价格"})
_PART = "其中"
_DAY_ZERO = date(1899, 12, 30)
_OFFERED = frozenset({Field.VACANT_AREA_M2, Field.DIVISIBLE_FROM_M2})
_THINGS_OF_A_DAY = frozenset({Field.AVAILABLE_FROM.name, Field.COMPLETED_ON.name})
_FIRST, _LAST = 25_569, 73_050  # 1970 to 2099
_WRITTEN_DAY = re.compile(r"(?:19|20)\d{2}(?:\.?(?:0?[1-9]|1[0-2])(?:\.?\d{1,2})?)?")


def with_stated_units(header: Sequence[str], lines: Sequence[str]) -> tuple[str, ...]:
    """The header with each stated unit in brackets behind the names that have none of their own: ``投资额（万元）``."""
    stated = [found for line in lines for found in stated_in(line)]
    return tuple(_as_the_whole([_with_unit(name, stated) for name in header]))


def states_units(line: str) -> bool:
    """Whether a line states the unit of any column."""
    return any(True for _ in stated_in(line))


def _as_the_whole(header: Sequence[str]) -> Iterator[str]:
    """A part (其中：闲置) counts in the unit of the column that it is a part of, the last before it that is none."""
    unit = ""
    for name in header:
        own = unit_in_header(name)
        part = name.startswith(_PART)
        yield f"{name}（{unit}）" if part and unit and not own and not is_rate(name) else name
        unit = unit if part else own


def _with_unit(name: str, stated: Sequence[Stated]) -> str:
    if unit_in_header(name):
        return name
    for said in stated:
        named = any(word in name or _measures_the_same(word, name) for word in said.words)
        general = not said.words or bool(_WORDS_OF_MONEY.intersection(said.words))
        if named or ((general or _offers_area(said.unit, name)) and _can_be_of(said.unit, name)):
            return f"{name}（{said.unit}）"
    return name


def _measures_the_same(word: str, name: str) -> bool:
    """Whether a column holds what the word of a line names: 面积 tells of 总体量 too, 租金 of 报价区间."""
    stated, sense = sense_of_header(word), sense_of_header(name)
    alike = sense.measure is stated.measure or {sense.measure, stated.measure} == {Measure.RENT, Measure.PRICE}
    return (
        alike and stated.measure in _WITH_UNITS and not (stated.unknown or sense.unknown or sense.marks - {Mark.TOTAL})
    )


def _offers_area(unit: str, name: str) -> bool:
    """Whether a column without a word for it holds an area that is to be had: 最小可租, 剩余可招."""
    claim = claim_of(sense_of_header(name)) if _measures(unit) == "area" else None
    return claim is not None and claim.field in _OFFERED


def _can_be_of(unit: str, name: str) -> bool:
    of = _measures(unit)
    columns = _COLUMNS.get(of)
    said = (columns is not None and columns.search(name) is not None) or _offers_area(unit, name)
    return said and not is_rate(name)


def _measures(unit: str) -> str:
    unit = _OF_A_YEAR.sub("", unit)
    each = _OF_EACH.fullmatch(unit) is not None
    first = re.split(PER, unit)[0] if each else unit
    of = next((name for name, pattern in _UNITS_OF.items() if pattern.fullmatch(first)), "")
    if not each:
        return of
    return {"money": "rent", "weight": "load"}.get(of, "")


def columns_of_days(header: Sequence[str], rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """The columns whose headers say that they hold days, and nothing that is a figure (租用价格·布展日), and whose numbers can all be such."""
    return frozenset(
        at
        for at, name in enumerate(header)
        if _says_day(name)
        and {sense_of_header(part).measure for part in name.split("·")} <= {Measure.DAY, Measure.MANNER, None}
        and all(_can_be_day(row[at]) for row in rows if at < len(row))
    )


def _says_day(name: str) -> bool:
    """交付时间, and 最早可交付 or 竣工 without a word for the day."""
    sense = sense_of_header(name)
    return sense.measure is Measure.DAY or (sense.measure is None and sense.thing in _THINGS_OF_A_DAY)


def _can_be_day(text: str) -> bool:
    return not re.fullmatch(r"[\d,]+(?:\.\d+)?", text) or _day(text) != text or bool(_WRITTEN_DAY.fullmatch(text))


def with_days(values: Sequence[str], columns: frozenset[int]) -> tuple[str, ...]:
    """A row in which the serial numbers of those columns are days."""
    return tuple(_day(value) if at in columns else value for at, value in enumerate(values))


def _day(text: str) -> str:
    if not re.fullmatch(r"\d{5}(?:\.\d+)?", text) or not _FIRST <= float(text) < _LAST:
        return text
    return (_DAY_ZERO + timedelta(days=int(float(text)))).isoformat()
