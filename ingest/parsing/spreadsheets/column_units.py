"""What the bare numbers of a column are: units that lines around the table state for it (``单位：万元``, ``面积均以平方米计``, ``单位：面积 ㎡，
租金 元/㎡·月``), and days that a spreadsheet keeps as numbers (46388 is 2027-01-01)."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from assistant.buildings.columns import Field
from assistant.buildings.headers.header_sense import Measure
from assistant.buildings.headers.header_words import sense_of_header
from assistant.buildings.ledgers.cells import unit_in_header

_AREA = r"(?:㎡|m2|M2|m²|平方米|平米)"
_UNIT = rf"[万亿]?元(?:/(?:{_AREA}|亩))?(?:[/·.](?:月|天|日|年))?|万?{_AREA}|亩|公顷|米|m|吨/{_AREA}|吨|t|kVA|KVA|千伏安|个月|个"
_KINDS: tuple[tuple[str, str], ...] = (
    (rf"[万亿]?元/(?:{_AREA}|亩).*|元/(?:月|天|日)", r"租金|物业费|物管费|管理费|单价|底价|报价|租价"),
    (r"[万亿]?元(?:[/·.]年)?", r"投资|金额|资金|产值|税|营收|收入|产出|造价|总价|租金|保证金|押金|预算"),
    (rf"万?{_AREA}|亩|公顷", r"面积|建面|占地|体量"),
    (rf"吨/{_AREA}", r"荷载|承重|载荷"),
    (r"吨|t", r"行车|吊车|起重"),
    (r"米|m", r"层高|净高|檐高|高度|面宽|进深"),
    (r"kVA|KVA|千伏安", r"供电|电力|配电|变压器|用电"),
    (r"个月", r"免租|租期"),
    (r"个", r"车位"),
)
"""Which columns a unit can be of where the line names none."""

_STATED = re.compile(
    r"(?P<words>[\u4e00-\u9fff、]{0,8}?)(?:计量|计价|数量)?单位\s*(?:均|都|统一|一律)?\s*[:：为是]\s*"
    r"(?P<rest>[^。]+?)(?=[\s，,；;]+[\u4e00-\u9fff、]{0,8}?单位\s*[:：]|。|$)"
)
_COUNTED_IN = re.compile(
    rf"(?P<words>[\u4e00-\u9fff、]{{2,8}}?)(?:均|都|统一|一律)?[以按用](?P<rest>{_UNIT})(?:计算?|填报|填写|为单位)"
)
_PIECE = re.compile(rf"(?P<words>[\u4e00-\u9fff、]*?)(?:单位)?\s*[:：为]?\s*(?P<unit>{_UNIT})\s*(?:[（(].*)?")
_WORDS_OF_MONEY = frozenset({"金额", "资金", "货币", "价格"})
_DAY_ZERO = date(1899, 12, 30)
_THINGS_OF_A_DAY = frozenset({Field.AVAILABLE_FROM.name, Field.COMPLETED_ON.name})
_FIRST, _LAST = 25_569, 73_050  # 1970 to 2099
_WRITTEN_DAY = re.compile(r"(?:19|20)\d{2}(?:\.?(?:0?[1-9]|1[0-2])(?:\.?\d{1,2})?)?")


def with_stated_units(header: Sequence[str], lines: Sequence[str]) -> tuple[str, ...]:
    """The header with each stated unit in brackets behind the names that have none of their own: ``投资额（万元）``."""
    stated = [found for line in lines for found in _stated_in(line)]
    return tuple(_with_unit(name, stated) for name in header)


def _stated_in(line: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Words of columns (none: those that the unit can be of) and their unit."""
    for found in _STATED.finditer(line):
        for piece in re.split(r"[，,；;]|、(?=[万亿㎡平元亩米吨])", found["rest"].strip(" （）()")):
            read = _PIECE.fullmatch(piece.strip(" ）)"))
            if read:
                yield _columns_in(read["words"] or found["words"]), read["unit"]
    for found in _COUNTED_IN.finditer(line):
        yield _columns_in(found["words"]), found["rest"]


def _columns_in(words: str) -> tuple[str, ...]:
    plain = re.sub(r"^(?:本表|表中|表内|以上|所有|各类|注|除注明外|另注除外)+|(?:均|都)$", "", words)
    return tuple(word for word in re.split(r"[、和及]", plain) if word)


def _with_unit(name: str, stated: Sequence[tuple[tuple[str, ...], str]]) -> str:
    if unit_in_header(name):
        return name
    for words, unit in stated:
        named = any(word in name for word in words)
        general = not words or bool(_WORDS_OF_MONEY.intersection(words))
        if named or (general and _can_be_of(unit, name)):
            return f"{name}（{unit}）"
    return name


def _can_be_of(unit: str, name: str) -> bool:
    columns = next((columns for pattern, columns in _KINDS if re.fullmatch(pattern, unit)), "")
    return bool(columns) and re.search(columns, name) is not None and not re.search(r"率|比例|占比|%", name)


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
