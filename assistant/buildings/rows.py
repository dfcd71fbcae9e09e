"""One row of a ledger or list as a typed record: fields, figures in their units, days, the original text beside them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import islice

from assistant.buildings import units
from assistant.buildings.columns import AnyField, Column, Field
from assistant.buildings.own_cells import column_of_header, is_silent, read_own_figure
from assistant.buildings.qualifiers import stated
from assistant.records import Cell, Chunk, DocumentKind
from assistant.text.figures import Span


class Category(StrEnum):
    """What a listed row offers. The value is the label shown to users."""

    OFFICE = "写字楼"
    SHOP = "商铺"
    FACTORY = "厂房"
    WAREHOUSE = "仓库"
    LAND = "工业用地"


CATEGORY_WORDS: Mapping[Category, str] = {
    Category.LAND: r"用地|土地|地块|宗地",
    Category.WAREHOUSE: r"仓|库房|冷库|[\u4e00-\u9fff]库(?=$|[、,，/（(])",
    Category.FACTORY: r"厂房|工厂|车间|工业上楼|工业楼宇|标厂",
    Category.SHOP: r"商铺|底商|门面|铺面|店铺|商业|沿街|临街|铺位",
    Category.OFFICE: r"写字楼|办公|商务楼|楼宇|总部|孵化",
}
"""Words that tell a row's category in its type cell, its sheet, its table's caption or its document's title."""

_CLOSED = re.compile(r"已?(?:截止|结束|关闭|完成|终止|撤回|签约|落地)|停止征集|暂缓|搁置|中止")
_TAKEN = re.compile(r"已(?:出?租|售|签|满)|满租|租满|售罄|租罄|清盘|清零|停租|暂停招商")
_VACANT = re.compile(r"(?<![不没无])空|闲置|[待可在招]租|[待在可]招|现房|vacant|available", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListedCell:
    """A cell of a listed row as the ledger writes it. ``field`` is None for an extra column; a restricted cell is for staff only."""

    field: Field | None
    header: str
    text: str
    unit: str = ""
    column: str = ""
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One record of a ledger or list, as the caller may see it.

    ``id`` names it in the API. ``texts`` holds the original text of every cell that says something, by field, ``shown`` the same with
    the unit from the header where the cell is a bare number; ``spans`` and ``dates`` what could be read from it, in the field's unit
    (``units.py``). ``columns`` are the fields for which the ledger has a column at all: a field in ``columns`` that is missing in
    ``texts`` was left blank. ``cells`` are all cells, extra columns included, in the ledger's order. ``closed`` is what the row's own
    status or vacancy says.
    """

    id: str
    number: int
    entry_number: int
    chunks: tuple[Chunk, ...]
    cells: tuple[ListedCell, ...]
    columns: frozenset[Field]
    texts: Mapping[Field, str]
    shown: Mapping[Field, str]
    spans: Mapping[Field, Span]
    dates: Mapping[Field, date]
    categories: frozenset[Category]
    closed: bool
    offered_area_m2: Span | None
    search_text: str = field(repr=False)
    own_columns: frozenset[Column] = frozenset()
    longitude: Decimal | None = None
    latitude: Decimal | None = None

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

    def span(self, wanted: AnyField) -> Span | None:
        """The figure of a field or own column. A vacancy rate that no cell tells is computed (``vacancy_percent``)."""
        if isinstance(wanted, Column):
            text = self.own_text(wanted)
            return read_own_figure(text, wanted.unit) if text else None
        return self.spans.get(wanted)

    def has(self, column: Column) -> bool:
        """Whether the row's ledger has that column, as far as the caller may see."""
        return column in self.own_columns

    def own_text(self, column: Column) -> str:
        """What the row's ledger says in a column of its own, "" where it has none or left it blank."""
        said = (cell.text for cell in self.cells if column_of_header(cell.header) == column)
        return next((text for text in said if not is_silent(text)), "")

    def show(self, wanted: AnyField) -> str:
        """The cell of a field or own column as users read it, "" where it says nothing."""
        if isinstance(wanted, Column):
            text = self.own_text(wanted)
            return f"{text} {wanted.unit}" if text and wanted.unit and text[-1].isdigit() else text
        return self.shown.get(wanted, "")

    def show_size(self) -> str:
        """What is to be had as users read it: the vacant area, of a ledger without it the area of what is offered whole."""
        if Field.VACANT_AREA_M2 in self.columns:
            return self.show(Field.VACANT_AREA_M2)
        shown = (
            self.show(field)
            for field in (Field.LAND_AREA_M2, *_OWN_AREAS)
            if self.spans.get(field) == self.offered_area_m2
        )
        return next(filter(None, shown), "")

    def closed_on(self, day: date) -> bool:
        """Whether nothing is to be had: an opportunity past its deadline, a place that is let, or the status says so."""
        deadline = self.dates.get(Field.DEADLINE)
        return self.closed or (self.kind is DocumentKind.OPPORTUNITY and deadline is not None and deadline < day)

    def chunk_for(self, fields: Iterable[AnyField]) -> Chunk:
        """The passage of the row that holds most of the given fields' cells (a long row has several)."""
        wanted = frozenset(fields)
        headers = {
            cell.header for cell in self.cells if cell.field in wanted or column_of_header(cell.header) in wanted
        }
        return max(
            self.chunks,
            key=lambda chunk: sum(
                cell.header in headers and not units.is_blank(cell.value) for cell in chunk.passage.cells
            ),
        )


_OWN_AREAS = (Field.TOTAL_AREA_M2, Field.BILLED_AREA_M2, Field.INNER_AREA_M2, Field.USABLE_AREA_M2)


def offered_area(
    spans: Mapping[Field, Span], columns: frozenset[Field], categories: frozenset[Category] = frozenset()
) -> Span | None:
    """What can be had: the vacant area. A ledger without such a column lists units that are offered whole: land by its own area, a
    building by its floor area, whatever land it stands on; a room by the area that its rent is asked for, or what is inside its walls."""
    if Field.VACANT_AREA_M2 in columns or Field.VACANT_AREA_M2 in spans:
        return spans.get(Field.VACANT_AREA_M2)
    land, floor = spans.get(Field.LAND_AREA_M2), next((spans[field] for field in _OWN_AREAS if field in spans), None)
    return (land or floor) if Category.LAND in categories or not categories else (floor or land)


def vacancy_percent(spans: Mapping[Field, Span]) -> Span | None:
    """The vacancy rate: as the ledger tells it, else 100 - occupancy, else vacant / total area."""
    if Field.VACANCY_PERCENT in spans:
        return spans[Field.VACANCY_PERCENT]
    occupancy = spans.get(Field.OCCUPANCY_PERCENT)
    if occupancy is not None and occupancy.exact is not None:
        return Span(100 - occupancy.exact, 100 - occupancy.exact)
    vacant, total = (spans.get(item) for item in (Field.VACANT_AREA_M2, Field.TOTAL_AREA_M2))
    if vacant is None or total is None or vacant.exact is None or not total.exact:
        return None
    return Span(vacant.exact, vacant.exact).scaled(Decimal(100) / total.exact)


def is_closed(kind: DocumentKind, status: str, spans: Mapping[Field, Span]) -> bool:
    """Whether the row itself says that nothing is to be had: by its status, or by a vacancy of nothing."""
    status = stated(status)
    if kind is DocumentKind.OPPORTUNITY:
        return bool(_CLOSED.search(status))
    vacant = spans.get(Field.VACANT_AREA_M2)
    return (vacant is not None and vacant.high == 0) or says_let(status)


def says_let(text: str) -> bool:
    """Whether a text says that all of a place is let or sold: a status, or what stands where its vacant area should."""
    return bool(_TAKEN.search(text))


def says_vacant(text: str) -> bool:
    """Whether a status says that the place is to be had: ``空置``, ``招租中``."""
    return bool(_VACANT.search(text)) and not says_let(text)


def categories_of(
    type_text: str, sheet: str, caption: str, title: str, name: str, group: str = ""
) -> frozenset[Category]:
    """From the row's own type, else the ``group`` that it stands in (``一、写字楼``), its sheet, caption or document's title; a shared sheet
    (``厂房仓库``) is told apart by the name. A row with a type of its own that no word tells (堆场) is not all that a shared title counts up."""
    typed = stated(type_text)
    for text in (typed, group, sheet, caption, title):
        found = _categories_in(text)
        if len(found) > 1:
            return (_categories_in(name) & found) or (frozenset() if typed and text is not typed else found)
        if found:
            return found
    return _categories_in(name)


def category_words_in(text: str) -> bool:
    """Whether a text names a kind of place."""
    return bool(_categories_in(text))


def _categories_in(text: str) -> frozenset[Category]:
    found = frozenset(category for category, words in CATEGORY_WORDS.items() if re.search(words, text))
    return frozenset({Category.LAND}) if Category.LAND in found else found


_SUMS = ("合计", "总计", "小计", "共计", "本页合计")


def is_total(cells: Iterable[Cell]) -> bool:
    """Whether a row is a ledger's own total, which is no record."""
    said = islice((cell.value.strip() for cell in cells if not units.is_blank(cell.value)), 2)
    return any("".join(value.split()).startswith(_SUMS) for value in said)
