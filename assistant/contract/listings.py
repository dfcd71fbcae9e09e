"""Listed rows one by one, figures over them, and the map they stand on."""

from datetime import date
from decimal import Decimal

from assistant.contract.message import Message
from assistant.records import DocumentKind


class Figure(Message):
    """A figure read from a cell, both ends inclusive; a missing end is open (``500起``)."""

    low: Decimal | None
    high: Decimal | None
    unit: str


class ListingCell(Message):
    """A cell as the ledger writes it, and the place of it: ``cell`` is B7 in a spreadsheet, "" elsewhere. ``field`` is "" for an extra
    column; ``restricted`` cells are sent to staff alone."""

    field: str
    label: str
    header: str
    text: str
    unit: str
    cell: str
    restricted: bool


class ListingCard(Message):
    """A row as lists show it. ``texts`` are the originals by field, with the header's unit; ``source_id`` and ``chunk_id`` open its source."""

    id: str
    kind: DocumentKind
    name: str
    texts: dict[str, str]
    figures: dict[str, Figure]
    dates: dict[str, date]
    categories: tuple[str, ...]
    over: bool
    stale: bool
    source_id: str
    chunk_id: str
    document: str
    sheet: str
    row: int | None


class HistoryEntry(Message):
    """What one edition said on a day; ``cells`` names the cell of each figure."""

    observed_on: date
    source_id: str
    document: str
    sheet: str
    row: int | None
    status: str
    figures: dict[str, Figure]
    cells: dict[str, str]


class Listing(ListingCard):
    """One listing with all its cells and its history. ``replaced``: a newer edition of the ledger stands in its place."""

    photo: str
    cells: tuple[ListingCell, ...]
    history: tuple[HistoryEntry, ...]
    replaced: bool
    delisted_on: date | None


class OpportunityList(Message):
    """One page of opportunities; ``total`` counts all that fit, ``expired`` those of them that are over."""

    opportunities: tuple[ListingCard, ...] = ()
    total: int = 0
    expired: int = 0
    topics: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


class FigureOfGroup(Message):
    """一组的数：counted 条记入，uncounted 条未列明或不是确数。sources 是出处。"""

    name: str
    figure: Decimal | None
    size: int
    counted: int
    uncounted: int
    sources: tuple[str, ...]


class Bin(Message):
    """一段：下限不小于 low、小于 high 的有 rows 条。"""

    low: Decimal
    high: Decimal
    rows: int


class Distribution(Message):
    """满足全部条件的记录按一个数分段计数；uncounted 条没有这个数。"""

    field: str = ""
    unit: str = ""
    bins: tuple[Bin, ...] = ()
    counted: int = 0
    uncounted: int = 0


class ComparedField(Message):
    """一行比较：同一字段在各条记录上的原文，same 表示完全一样。"""

    field: str
    label: str
    texts: tuple[str, ...]
    same: bool


class FigureThen(Message):
    """历史上的一个数和它的出处。"""

    day: date
    field: str
    low: Decimal | None
    high: Decimal | None
    document: str
    cell: str


class Outline(Message):
    """地图上的一个街道：名称和各环的（经度，纬度）。"""

    name: str
    rings: tuple[tuple[tuple[float, float], ...], ...]


class Outlines(Message):
    """地图底图；没有配置轮廓文件时 outlines 为空，没有配置瓦片服务时 tiles 为空。"""

    outlines: tuple[Outline, ...] = ()
    tiles: str = ""
    attribution: str = ""
