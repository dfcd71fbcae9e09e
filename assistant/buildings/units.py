"""Quantities with their units: areas in ㎡, rents in 元/㎡·月, heights in m, loads in t/㎡, money in 元, days.

The unit is looked for in the cell first and in its header then. A cell that cannot be read is None, never guessed; its
original text is kept by whoever called. Conversions: 1 亩 = 666.67 ㎡; a rent per day becomes one per month by 365/12 days;
1 t/㎡ = 9.80665 kN/㎡; 1 sq ft = 0.092903 ㎡.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache, lru_cache

from assistant.text.bounds import DOWNWARDS, UPWARDS, Bound, bound_words
from assistant.text.days import YEAR
from assistant.text.figures import (
    NUMBER,
    RANGE_MARK,
    Span,
    joined_digits,
    normalise,
    read_number,
    read_span,
    span_between,
    with_percent_signs,
)
from assistant.text.units import PER, UnitTable, spelled, table_of

DAYS_PER_MONTH = Decimal(365) / Decimal(12)

M2_PER_MU = Decimal("666.67")

Reader = Callable[[str, str], Span | None]
"""Reads a cell's text, given its header."""

AREA_UNITS = table_of("area")
LENGTH_UNITS = table_of("length")
LOAD_UNITS = tuple(
    (rf"{unit}\s?(?:{PER}|per )?\s?{spelled('㎡', spoken=True)}?", one) for unit, one in table_of("weight")
)
CRANE_UNITS = table_of("weight")
POWER_UNITS = table_of("power")
MONEY_UNITS = table_of("money")
COUNT_UNITS = table_of("things")
PERCENT_UNITS = table_of("share")
MONTH_UNITS = table_of("time")
YEAR_UNITS = tuple((pattern, Decimal(1)) for pattern, _ in table_of("年"))
DEGREE_UNITS = table_of("degree")

_PLAIN = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,15})?")
_BLANKS = frozenset(
    {"", "-", "--", "/", "\\", "n/a", "na", "无数据", "待补充", "不详", "未知", "待核实", "待定", "暂缺", "?"}
)
_APPROXIMATELY = rf"(?:{bound_words('before', Bound.ABOUT)}|共计?|合计|总计|总数)?\s*"
_OPEN_ABOVE = f"{bound_words('behind', *UPWARDS)}|起租"
_OPEN_BELOW = bound_words("behind", *DOWNWARDS)
_AT_LEAST = bound_words("before", *UPWARDS)
_AT_MOST = bound_words("before", *DOWNWARDS)
SAYS_NONE = frozenset({"无", "没有", "否", "×", "不可", "不含", "不带"})
"""Texts that say that there is none."""

_SQUARE = re.compile(r"(?<=[(/])方(?=[)/]|$)")
"""``元/方/月`` of a header: what trade calls a square metre."""

_SIDE_REMARK = f"{bound_words('behind', Bound.ABOUT)}|余|可谈|可议|面谈|以内可谈"


def is_blank(text: str) -> bool:
    """Whether a cell says nothing. ``无`` says something: there is none."""
    return normalise(text) in _BLANKS


@lru_cache(maxsize=4096)
def find_unit(text: str, units: UnitTable) -> Decimal | None:
    """The factor of the first unit (in the table's order) that stands in the text."""
    return next((factor for pattern, factor in units if re.search(pattern, text)), None)


def read_quantity(text: str, header: str, units: UnitTable, default: Decimal | None = None) -> Span | None:
    """One quantity or range that fills the cell; remarks in brackets are left aside.

    ``default`` is the factor where neither the cell nor the header names a unit; None: such a cell is not read.
    """
    if _PLAIN.fullmatch(text):  # most cells of a large ledger
        factor = find_unit(_unit_text(header), units)
        factor = default if factor is None else factor
        return None if factor is None else Span(Decimal(text), Decimal(text)).scaled(factor)
    found = _quantity_in(units).fullmatch(without_remarks(joined_digits(text)))
    if not found:
        return None
    own = found["high_unit"] or found["low_unit"]
    factor = find_unit(own, units) if own else find_unit(_unit_text(header, found["low"], found["high"]), units)
    factor = default if factor is None else factor
    if factor is None or (found["bound"] and found["high"]):
        return None
    if found["high"] and found["low_unit"] and found["low_unit"] != found["high_unit"]:
        return _range_in_two_units(found["low"], found["low_unit"], found["high"], found["high_unit"], units)
    span = span_between(found["low"], found["high"]) if found["high"] else read_span(found["low"])
    return None if span is None else _opened(span.scaled(factor), found["bound"] or found["open"] or "")


@cache
def _quantity_in(units: UnitTable) -> re.Pattern[str]:
    unit = "|".join(pattern for pattern, _ in units)
    return re.compile(
        rf"(?P<bound>{_AT_LEAST}|{_AT_MOST})?\s*{_APPROXIMATELY}(?P<low>{NUMBER})\s*(?P<low_unit>{unit})?\s*"
        rf"(?:{RANGE_MARK}\s*(?P<high>{NUMBER})\s*(?P<high_unit>{unit})?)?\s*"
        rf"(?P<open>{_OPEN_ABOVE}|{_OPEN_BELOW}|{_SIDE_REMARK})?"
    )


def read_quantities(text: str, header: str, units: UnitTable, default: Decimal | None = None) -> Span | None:
    """Like ``read_quantity``, but a cell that lists several quantities of its own unit (``首层6米，二层以上4.5米``) is read as the
    span from the smallest to the largest."""
    single = read_quantity(text, header, units, default)
    if single is not None:
        return single
    unit = "|".join(pattern for pattern, _ in units)
    figures = [
        read_quantity(match[0], "", units)
        for match in re.finditer(rf"{NUMBER}\s*(?:{RANGE_MARK}\s*{NUMBER}\s*)?(?:{unit})", normalise(text))
    ]
    lows = [figure.low for figure in figures if figure is not None and figure.low is not None]
    highs = [figure.high for figure in figures if figure is not None and figure.high is not None]
    return Span(min(lows), max(highs)) if lows and len(lows) == len(figures) else None


def read_area_m2(text: str, header: str) -> Span | None:
    """An area in ㎡. Without a unit in the cell or the header it is not read."""
    return read_quantity(text, header, AREA_UNITS)


def read_rent(text: str, header: str, area_m2: Decimal | None = None) -> Span | None:
    """A rent in 元/㎡·月, both ends before tax and property fee as the ledger states them.

    Per day: x 365/12; per year: / 12; a total (元/月, 万元/年) is divided by ``area_m2`` and not read without it.
    """
    if _PLAIN.fullmatch(text):
        factor = rent_factor(_unit_text(header), area_m2)
        return None if factor is None else Span(Decimal(text), Decimal(text)).scaled(factor)
    text = re.sub(r"^[¥￥]\s*", "", without_remarks(text))
    found = re.match(rf"{_APPROXIMATELY}({NUMBER})\s*(?:{RANGE_MARK}\s*({NUMBER}))?\s*({_OPEN_ABOVE})?", text)
    if not found:
        return None
    span = span_between(found[1], found[2]) if found[2] else read_span(found[1])
    rest = text[found.end() :].strip()
    open_end = found[3] or next(iter(re.findall(rf"(?:{_OPEN_ABOVE})$", rest)), "")
    rest = re.sub(rf"(?:{_OPEN_ABOVE}|{_SIDE_REMARK})$", "", rest)
    unit = rest or _unit_text(header, found[1], found[2])
    factor = rent_factor(unit, area_m2)
    if span is None or factor is None or (rest and not re.fullmatch(_RENT_UNIT, rest)):
        return None
    return _opened(span.scaled(factor), open_end)


_MONEY = "|".join(unit for unit, _ in MONEY_UNITS)
_RENT_UNIT = rf"(?:{_MONEY})?{spelled('money', spoken=True)}?(?:\s|[()]|{PER}|{spelled('㎡', 'time', spoken=True)})*"


@lru_cache(maxsize=4096)
def is_rent_unit(text: str) -> bool:
    """Whether a text is a unit of rents and nothing else: ``元/平/月``, ``万元/年``, but not ``元/工位/月``."""
    plain = normalise(text)
    return len(plain) > 1 and bool(re.fullmatch(_RENT_UNIT, plain)) and rent_factor(plain, Decimal(1)) is not None


@lru_cache(maxsize=4096)
def rent_factor(unit: str, area_m2: Decimal | None = None) -> Decimal | None:
    """What one of this unit is in 元/㎡·月; None where the period, or the area that a total needs, is not known."""
    unit = re.sub(f"{YEAR}{spelled('年')}", "", unit)  # 2026年租金 is no rent for a year
    periods = {
        name
        for name, pattern in (
            ("day", rf"{spelled('天', spoken=True)}|/d(?![a-z])"),
            ("month", spelled("个月", spoken=True)),
            ("year", rf"{spelled('年', spoken=True)}|annum|annual"),
        )
        if re.search(pattern, unit)
    }
    if len(periods) != 1:
        return None
    factor = {"day": DAYS_PER_MONTH, "month": Decimal(1), "year": 1 / Decimal(12)}[periods.pop()]
    if "万" in unit:
        factor *= 10_000
    if (area := find_unit(unit.replace("万元", "元"), AREA_UNITS)) is not None:
        return factor / area
    return factor / area_m2 if area_m2 else None


def asks_for_the_whole(header: str) -> bool:
    """Whether a header's unit is that of the rent of a whole place: ``元/月`` without an area."""
    unit = _unit_text(header)
    return rent_factor(unit) is None and rent_factor(unit, Decimal(1)) is not None


def read_crane_t(text: str, header: str) -> Span | None:
    """Lifting capacity in t; ``5t×2`` is two cranes of 5 t, so 5; ``无`` is 0."""
    text = re.sub(r"(?:x|×|\*)\s?\d+\s?(?:台|部)?|\d+\s?(?:台|部)", "", without_remarks(text))
    return Span(Decimal(0), Decimal(0)) if text in SAYS_NONE else read_quantities(text, header, CRANE_UNITS)


def read_count(text: str, header: str) -> Span | None:
    """A plain count: storeys, parking spaces; ``无`` is 0."""
    if normalise(text) in SAYS_NONE:
        return Span(Decimal(0), Decimal(0))
    return read_quantity(text, header, COUNT_UNITS, default=Decimal(1))


def read_money(text: str, header: str) -> Span | None:
    """A sum in 元; ``2.5亿`` means 元 though it does not say so."""
    return read_quantity(text, header, MONEY_UNITS, Decimal(1) if re.search(r"\d\s*[万亿]", text) else None)


def read_months(text: str, header: str) -> Span | None:
    """A length of time in months; ``无`` is 0. Without a unit in the cell or the header it is not read."""
    if normalise(text) in SAYS_NONE:
        return Span(Decimal(0), Decimal(0))
    return read_quantity(text, header, MONTH_UNITS)


def read_ratio(text: str, header: str) -> Span | None:
    """A plain number or range without a unit: ``2.0``, ``1.5-2.5``, ``≥1.2``, ``不低于1.2``, ``≤3``."""
    plain = normalise(text)
    bound = re.fullmatch(rf"(?:({_AT_LEAST})|({_AT_MOST}))\s*(.+)", plain)
    span = read_span(without_remarks(bound[3] if bound else plain))
    if span is None or not bound:
        return span
    return Span(span.low, None) if bound[1] else Span(None, span.high)


def read_degrees(text: str, header: str) -> Span | None:
    """A coordinate in decimal degrees."""
    return read_quantity(text, header, DEGREE_UNITS, default=Decimal(1))


def read_percent(text: str, header: str) -> Span | None:
    """A rate in percent; a bare fraction below 1 (``0.235``) is a share where no percent sign stands anywhere."""
    text = with_percent_signs(text)
    span = read_quantity(text, header, PERCENT_UNITS, default=Decimal(1))
    bare = "%" not in normalise(text + header)
    if span is not None and bare and span.high is not None and 0 < span.high < 1:
        return span.scaled(Decimal(100))
    return span


def read_distance_m(text: str, header: str) -> Span | None:
    """The distance named in a text like ``距2号线市民中心站300米``; a single one, or none."""
    unit = "|".join(pattern for pattern, _ in LENGTH_UNITS)
    matches = re.findall(rf"\d+(?:\.\d+)?\s*(?:{unit})", normalise(text))
    if not matches:
        return read_quantity(text, header, LENGTH_UNITS)
    spans = [span for match in matches if (span := read_quantity(match, "", LENGTH_UNITS))]
    return min(spans, key=lambda span: span.low or Decimal(0))


def read_metro_lines(text: str) -> frozenset[str]:
    """Lines named in a text: ``2号线``; ``2、4号线`` names two; ``line 2`` is the same as ``2号线``."""
    text = normalise(text)
    lines: set[str] = set()
    for match in re.finditer(
        r"((?:\d+|[一二三四五六七八九十]+)(?:\s?[、,/和及&]\s?(?:\d+|[一二三四五六七八九十]+))*)\s?号线", text
    ):
        for number in re.findall(r"\d+|[一二三四五六七八九十]+", match[1]):
            value = read_number(number)
            lines.add(f"{number if value is None else f'{value:f}'}号线")
    lines.update(f"{number}号线" for number in re.findall(r"(?<![a-z])line\s?(\d+)", text))
    return frozenset(lines)


@lru_cache(maxsize=16_384)
def without_remarks(text: str) -> str:
    """The text, normalised, without what stands in brackets."""
    return re.sub(r"\([^()]*\)", "", normalise(text)).strip()


@lru_cache(maxsize=16_384)
def _unit_text(header: str, *numbers: str | None) -> str:
    """A header to look for a unit in: a figure with its own multiplier (``1.2亿`` below ``投资（亿元）``) is not multiplied twice."""
    text = _SQUARE.sub("m2", normalise(header))
    multiplied = any(re.search(r"[百千万亿kw]|million", number) for number in numbers if number)
    return re.sub(r"[百千]?[万亿]", "", text) if multiplied else text


def _opened(span: Span, remark: str) -> Span:
    if remark and re.fullmatch(rf"{_OPEN_ABOVE}|{_AT_LEAST}", remark):
        return Span(span.low, None)
    if remark and re.fullmatch(rf"{_OPEN_BELOW}|{_AT_MOST}", remark):
        return Span(None, span.high)
    return span


def _range_in_two_units(low: str, low_unit: str, high: str, high_unit: str | None, units: UnitTable) -> Span | None:
    ends = (read_number(low), read_number(high))
    factors = (find_unit(low_unit, units), find_unit(high_unit or low_unit, units))
    if None in ends or None in factors:
        return None
    first, last = (Span(end, end).scaled(factor).low for end, factor in zip(ends, factors, strict=True) if factor)
    return Span(first, last) if first is not None and last is not None and first <= last else None
