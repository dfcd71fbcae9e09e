"""One row of a ledger or list as a typed record: fields, figures in their units, days, the original text beside them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from assistant.buildings import units
from assistant.buildings.columns import DATE_FIELDS, Field, field_of
from assistant.buildings.figures import Span
from assistant.records import Cell, Chunk, DocumentKind


class Category(StrEnum):
    """What a listed row offers. The value is the label shown to users."""

    OFFICE = "写字楼"
    SHOP = "商铺"
    FACTORY = "厂房"
    WAREHOUSE = "仓库"
    LAND = "工业用地"


CATEGORY_WORDS: Mapping[Category, str] = {
    Category.LAND: r"用地|土地|地块|宗地",
    Category.WAREHOUSE: r"仓库|仓储|库房|冷库",
    Category.FACTORY: r"厂房|工厂|车间",
    Category.SHOP: r"商铺|底商|门面|铺面|店铺|商业|沿街|临街|铺位",
    Category.OFFICE: r"写字楼|办公|商务楼|楼宇|总部|孵化",
}
"""Words that tell a row's category in its type cell, its sheet, its table's caption or its document's title."""

_CLOSED = re.compile(r"已?(?:截止|结束|关闭|完成|终止|撤回|签约|落地)|停止征集")
_TAKEN = re.compile(r"已(?:出?租|售|签约|满)|满租|租满|售罄|停租|暂停招商")
_LOW_END = re.compile(r"最低|下限|起价|起始|低值")
_HIGH_END = re.compile(r"最高|上限|高值")


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One record of a ledger or list, as the caller may see it.

    ``texts`` holds the original text of every cell that says something, by field, ``shown`` the same with the unit from the header where the cell is a bare number; ``spans`` and ``dates`` what could be read from it,
    in the field's unit (``units.py``). ``columns`` are the fields for which the ledger has a column at all: a field in ``columns``
    that is missing in ``texts`` was left blank. ``cells`` are all cells, extra columns included, in the ledger's order.
    """

    chunks: tuple[Chunk, ...]
    cells: tuple[Cell, ...]
    columns: frozenset[Field]
    texts: Mapping[Field, str]
    shown: Mapping[Field, str]
    spans: Mapping[Field, Span]
    dates: Mapping[Field, date]
    categories: frozenset[Category]
    search_text: str = field(repr=False)

    @property
    def chunk(self) -> Chunk:
        """The passage that stands for the row."""
        return self.chunks[0]

    @property
    def kind(self) -> DocumentKind:
        return self.chunk.document.kind

    @property
    def name(self) -> str:
        """What the row is called; its address or place in the ledger where it has no name."""
        return self.texts.get(Field.NAME) or self.texts.get(Field.ADDRESS) or self.chunk.passage.locator

    @property
    def offered_area_m2(self) -> Span | None:
        """What can be had: the vacant area. A ledger without such a column lists units that are offered whole."""
        if Field.VACANT_AREA_M2 in self.columns:
            return self.spans.get(Field.VACANT_AREA_M2)
        return self.spans.get(Field.LAND_AREA_M2) or self.spans.get(Field.TOTAL_AREA_M2)

    def span(self, wanted: Field) -> Span | None:
        """The figure of a field. The vacancy rate falls back to 100 - occupancy, then to vacant / total area."""
        if wanted is Field.VACANCY_PERCENT:
            return self.spans.get(wanted) or self._computed_vacancy_percent()
        return self.spans.get(wanted)

    def _computed_vacancy_percent(self) -> Span | None:
        occupancy = self.spans.get(Field.OCCUPANCY_PERCENT)
        if occupancy is not None and occupancy.exact is not None:
            return Span(100 - occupancy.exact, 100 - occupancy.exact)
        vacant, total = (self.spans.get(item) for item in (Field.VACANT_AREA_M2, Field.TOTAL_AREA_M2))
        if vacant is None or total is None or vacant.exact is None or not total.exact:
            return None
        return Span(vacant.exact, vacant.exact).scaled(Decimal(100) / total.exact)

    def closed_on(self, day: date) -> bool:
        """Whether nothing is to be had: an opportunity past its deadline, a place that is let, or the status says so."""
        status = self.texts.get(Field.STATUS, "")
        if self.kind is DocumentKind.OPPORTUNITY:
            deadline = self.dates.get(Field.DEADLINE)
            return (deadline is not None and deadline < day) or bool(_CLOSED.search(status))
        vacant = self.spans.get(Field.VACANT_AREA_M2)
        return (vacant is not None and vacant.high == 0) or bool(_TAKEN.search(status))

    def chunk_for(self, fields: Iterable[Field]) -> Chunk:
        """The passage of the row that holds most of the given fields' cells (a long row has several)."""
        wanted = frozenset(fields)
        return max(
            self.chunks,
            key=lambda chunk: sum(
                field_meant(cell.header, self.kind) in wanted and not units.is_blank(cell.value)
                for cell in chunk.passage.cells
            ),
        )


def typed_row(chunks: Sequence[Chunk], columns: frozenset[Field]) -> ListedRow:
    """The record of one row from its passages, of which the first stands for it."""
    first = chunks[0]
    kind = first.document.kind
    cells = tuple(dict.fromkeys(cell for chunk in chunks for cell in chunk.passage.cells))
    by_field: defaultdict[Field, list[Cell]] = defaultdict(list)
    for cell in cells:
        meaning = field_meant(cell.header, kind)
        if meaning is not None and not units.is_blank(cell.value):
            by_field[meaning].append(cell)
    spans = {
        meaning: span
        for meaning, reader in _READERS.items()
        if meaning in by_field and (span := _combined(by_field[meaning], reader)) is not None
    }
    spans |= _rent_of(by_field, spans)
    if Field.METRO_DISTANCE_M not in spans and Field.METRO in by_field:
        distance = units.read_distance_m(by_field[Field.METRO][0].value, "")
        spans |= {Field.METRO_DISTANCE_M: distance} if distance else {}
    return ListedRow(
        chunks=tuple(chunks),
        cells=cells,
        columns=columns,
        texts={meaning: _text(found) for meaning, found in by_field.items()},
        shown={meaning: _with_unit(_text(found), found[0].header) for meaning, found in by_field.items()},
        spans=spans,
        dates={
            meaning: day
            for meaning in DATE_FIELDS & by_field.keys()
            if (day := units.read_date(by_field[meaning][0].value, end=meaning is Field.DEADLINE)) is not None
        },
        categories=_categories_of(first, _first_text(by_field, Field.CATEGORY), _first_text(by_field, Field.NAME)),
        search_text="\n".join(
            [cell.value for cell in cells]
            + [first.document.title, first.passage.heading, first.passage.place.sheet or ""]
        ).lower(),
    )


_READERS: Mapping[Field, units.Reader] = {
    Field.TOTAL_AREA_M2: units.read_area_m2,
    Field.VACANT_AREA_M2: units.read_area_m2,
    Field.DIVISIBLE_FROM_M2: units.read_area_m2,
    Field.FLOOR_AREA_M2: units.read_area_m2,
    Field.LAND_AREA_M2: units.read_area_m2,
    Field.VACANCY_PERCENT: units.read_percent,
    Field.OCCUPANCY_PERCENT: units.read_percent,
    Field.FLOOR_HEIGHT_M: lambda text, header: units.read_quantities(text, header, units.HEIGHT_UNITS),
    Field.FLOOR_LOAD_T_PER_M2: lambda text, header: units.read_quantities(text, header, units.LOAD_UNITS),
    Field.CRANE_T: units.read_crane_t,
    Field.POWER_KVA: lambda text, header: units.read_quantity(text, header, units.POWER_UNITS),
    Field.METRO_DISTANCE_M: units.read_distance_m,
    Field.PARKING: units.read_count,
    Field.INVESTMENT_YUAN: lambda text, header: units.read_quantity(text, header, units.MONEY_UNITS),
}


def _rent_of(cells: Mapping[Field, list[Cell]], spans: Mapping[Field, Span]) -> dict[Field, Span]:
    """The rent, totals divided by the one area that the row offers."""
    offered = spans.get(Field.VACANT_AREA_M2) or spans.get(Field.TOTAL_AREA_M2)
    area = offered.exact if offered else None
    rent = _combined(
        cells.get(Field.RENT_YUAN_PER_M2_MONTH, []), lambda text, header: units.read_rent(text, header, area)
    )
    return {Field.RENT_YUAN_PER_M2_MONTH: rent} if rent else {}


def _combined(cells: Sequence[Cell], reader: units.Reader) -> Span | None:
    """One figure from a field's cells: separate lowest and highest columns make a range, otherwise the first readable counts."""
    read = [(cell.header, span) for cell in cells if (span := reader(cell.value, cell.header)) is not None]
    low = next((span.low for header, span in read if _LOW_END.search(header)), None)
    high = next((span.high for header, span in read if _HIGH_END.search(header)), None)
    if low is not None and high is not None and low <= high:
        return Span(low, high)
    return read[0][1] if read else None


def _text(cells: Sequence[Cell]) -> str:
    """The original text; separate lowest and highest columns are both shown."""
    ends = [cell.value.strip() for cell in cells if _LOW_END.search(cell.header) or _HIGH_END.search(cell.header)]
    return "～".join(ends) if len(ends) == 2 else cells[0].value.strip()


def _with_unit(text: str, header: str) -> str:
    """``3200`` under ``空置面积（㎡）`` is shown as ``3200 ㎡``."""
    unit = re.search(r"[（(]([^（()）]*(?:㎡|m|M|平|亩|元|吨|t|kN|kVA|KVA|%|米|个|年)[^（()）]*)[)）]", header)
    unit = unit or re.search(r"·((?:万?元|㎡|万㎡)[^（()）]*)$", header)  # a second header line that is only the unit
    bare = re.fullmatch(r"约?[\d,.]+(?:\s*[-~～—–至]+\s*[\d,.]+)?(?:起|以上)?", text)
    return f"{text} {unit[1]}" if unit and bare else text


def _first_text(cells: Mapping[Field, list[Cell]], wanted: Field) -> str:
    return cells[wanted][0].value if wanted in cells else ""


def _categories_of(chunk: Chunk, type_text: str, name: str) -> frozenset[Category]:
    """From the row's own type, else its sheet, caption or document's title; a shared sheet (``厂房仓库``) is told apart by the name."""
    passage = chunk.passage
    for text in (type_text, passage.place.sheet or "", passage.heading, chunk.document.title):
        found = _categories_in(text)
        if len(found) > 1:
            return (_categories_in(name) & found) or found
        if found:
            return found
    return _categories_in(name)


def _categories_in(text: str) -> frozenset[Category]:
    found = frozenset(category for category, words in CATEGORY_WORDS.items() if re.search(words, text))
    return frozenset({Category.LAND}) if Category.LAND in found else found


@lru_cache(maxsize=4096)
def field_meant(header: str, kind: DocumentKind) -> Field | None:
    """``field_of``, remembered: a ledger repeats its headers in every row."""
    return field_of(header, kind)
