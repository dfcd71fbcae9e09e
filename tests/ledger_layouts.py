"""Ledgers made at random: records laid out as bureaus lay them out, under heads as bureaus write them, in units as they use them.

``made_ledgers`` draws a ``MadeLedger``; its grid, written to a file, must be read back to its records.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

from hypothesis import strategies as st
from openpyxl import Workbook

from assistant.buildings.columns import Field

F = Field
Grid = list[list[object]]
_NAMES = (
    "云岫大厦",
    "松涧中心",
    "梧桐汇",
    "澄江广场",
    "北岭一号楼",
    "望湖商务楼",
    "启元国际",
    "鹿鸣里",
    "海棠座",
    "金穗大厦",
    "银杏坊",
    "竹溪中心",
)
_STREETS = ("青溪街道", "白塔街道", "柳岸街道")
_STATES = ("空置", "部分空置", "在租")


@dataclass(frozen=True)
class Head:
    """A column of a made ledger: its head, what it holds, and how a value is written in its unit."""

    text: str
    field: Field | None
    write: Callable[[Decimal], object]
    draw: st.SearchStrategy[Decimal]
    shown: Callable[[Decimal], str]
    unit: str = ""


@dataclass(frozen=True)
class MadeRecord:
    """What a person reads of a row: fields with the values as ``ReadRecord.show`` gives them."""

    said: dict[Field, str]


@dataclass(frozen=True)
class MadeLedger:
    """A grid, the format of its file, and the records that were put into it."""

    layout: str
    format: str
    grid: Grid
    records: tuple[MadeRecord, ...]


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _times(factor: str) -> Callable[[Decimal], str]:
    return lambda value: _plain((value * Decimal(factor) / 12).quantize(Decimal("0.01"), ROUND_HALF_EVEN))


def _number(value: Decimal) -> object:
    return int(value) if value == value.to_integral_value() else float(value)


def _range(value: Decimal) -> object:
    return f"{_plain(value)}-{_plain(value + 5)}"


def _shown_range(value: Decimal) -> str:
    return f"{_plain(value)}-{_plain(value + 5)}"


_AREAS = st.integers(40, 90_000).map(Decimal)
_SMALL = st.integers(4, 30).map(Decimal)
_RENTS = st.integers(11, 160).map(Decimal)


def _areas(field: Field, names: Sequence[str]) -> list[Head]:
    found = []
    for name in names:
        found += [
            Head(f"{name}（㎡）", field, _number, _AREAS, _plain),
            Head(f"{name}(平方米)", field, _number, _AREAS, _plain),
            Head(name, field, lambda value: f"{_plain(value)}㎡", _AREAS, _plain),
            Head(name, field, lambda value: f"约{_plain(value)}平方米", _AREAS, _plain),
            Head(name, field, lambda value: f"{_plain(value)}㎡起", _AREAS, lambda value: f"{_plain(value)}-"),
            Head(f"{name}（万㎡）", field, lambda value: float(value / 10_000), _AREAS, _plain),
            Head(
                f"{name}（㎡）", field, lambda value: f"{_plain(value)}+800", _AREAS, lambda value: _plain(value + 800)
            ),
            Head(name, field, _number, _AREAS, _plain, unit="㎡"),
        ]
    return found


CHOICES: dict[Field, list[Head]] = {
    F.VACANT_AREA_M2: _areas(
        F.VACANT_AREA_M2, ("空置面积", "目前空置面积", "未出租面积", "剩余面积", "待租面积", "闲置建筑面积", "空余面积")
    ),
    F.BILLED_AREA_M2: _areas(F.BILLED_AREA_M2, ("计租面积", "收租面积", "计租建筑面积")),
    F.USABLE_AREA_M2: _areas(F.USABLE_AREA_M2, ("使用面积", "净使用面积")),
    F.INNER_AREA_M2: _areas(F.INNER_AREA_M2, ("套内面积", "套内建筑面积", "套内使用面积")),
    F.TOTAL_AREA_M2: _areas(F.TOTAL_AREA_M2, ("总建筑面积", "建筑面积", "总建面", "产证面积", "建筑总面积")),
    F.RENT_YUAN_PER_M2_MONTH: [
        *(Head(f"{name}（元/㎡·月）", F.RENT_YUAN_PER_M2_MONTH, _number, _RENTS, _plain) for name in ("租金", "挂牌租金", "参考租金", "租赁单价")),
        Head("月租金（元/平方米）", F.RENT_YUAN_PER_M2_MONTH, _number, _RENTS, _plain),
        Head("租金", F.RENT_YUAN_PER_M2_MONTH, lambda value: f"{_plain(value)}元/㎡/月", _RENTS, _plain),
        Head("租金（元/㎡·月）", F.RENT_YUAN_PER_M2_MONTH, _range, _RENTS, _shown_range),
        Head("租金（元/㎡·天）", F.RENT_YUAN_PER_M2_MONTH, lambda value: float(value / 40), _RENTS,
             lambda value: _times("365")(value / 40)),
        Head("租金", F.RENT_YUAN_PER_M2_MONTH, _number, _RENTS, _plain, unit="元/㎡·月"),
    ],
    F.FLOOR_HEIGHT_M: [
        Head(text, F.FLOOR_HEIGHT_M, write, _SMALL, _plain, unit)
        for text, write, unit in (
            ("层高（米）", _number, ""), ("净高(m)", _number, ""), ("层高", lambda value: f"{_plain(value)}米", ""), ("层高", _number, "米"),
        )
    ],
    F.FLOOR_LOAD_T_PER_M2: [
        Head("楼面荷载（吨/㎡）", F.FLOOR_LOAD_T_PER_M2, _number, _SMALL, _plain),
        Head("荷载（kg/㎡）", F.FLOOR_LOAD_T_PER_M2, lambda value: int(value * 1000), _SMALL, _plain),
        Head("地面承重", F.FLOOR_LOAD_T_PER_M2, lambda value: f"{_plain(value)}t/㎡", _SMALL, _plain),
    ],
    F.VACANCY_PERCENT: [
        Head("空置率", F.VACANCY_PERCENT, lambda value: f"{_plain(value)}%", _SMALL, _plain),
        Head("空置率（%）", F.VACANCY_PERCENT, _number, _SMALL, _plain),
    ],
    F.PROPERTY_FEE_YUAN_PER_M2_MONTH: [
        Head("物业费（元/㎡·月）", F.PROPERTY_FEE_YUAN_PER_M2_MONTH, _number, _SMALL, _plain),
        Head("物业管理费", F.PROPERTY_FEE_YUAN_PER_M2_MONTH, lambda value: f"{_plain(value)}元/㎡·月", _SMALL, _plain),
    ],
}  # fmt: skip
_DISTRACTORS = (
    Head("已出租面积（㎡）", None, _number, _AREAS, _plain),
    Head("自用面积（㎡）", None, _number, _AREAS, _plain),
    Head("成交租金（元/㎡·月）", None, _number, _RENTS, _plain),
    Head("欠租金额（万元）", None, _number, _SMALL, _plain),
    Head("租金到期日", None, lambda value: f"2027-{int(value) % 12 + 1:02d}-28", _SMALL, _plain),
    Head("税收（万元）", None, _number, _AREAS, _plain),
    Head("公摊面积（㎡）", None, _number, _SMALL, _plain),
    Head("上年空置面积（㎡）", None, _number, _AREAS, _plain),
    Head("备注", None, lambda value: "", _SMALL, _plain),
    Head("物业公司", None, lambda value: "某物业公司", _SMALL, _plain),
)
_NAME_HEADS = ("楼宇名称", "项目名称", "载体名称", "大厦名称", "名称", "楼盘名称", "物业名称", "楼宇（项目）名称")
_DAY_HEADS = ("核验时间", "更新日期", "信息核实时间")
LAYOUTS = (
    "plain", "title", "title_and_notes", "numbered", "two_line_header", "unit_line", "unit_note", "streets", "streets_with_sums",
    "sums_elsewhere", "continued", "two_below", "two_below_untitled", "two_below_no_gap", "two_beside", "two_beside_titled", "halves",
    "nested_groups", "unit_above", "unit_note_below", "transposed", "transposed_with_sections", "transposed_with_units", "card", "cards", "one_row", "preamble", "blank_rows",
)  # fmt: skip
FORMATS = (
    "xlsx",
    "xlsx",
    "xlsx-merged",
    "csv utf-8 ,",
    "csv gb18030 ,",
    "csv gb18030 ;",
    "csv utf-16-le ,",
    "csv utf-8-sig \t",
)
_ONE = frozenset({"card", "one_row"})
_PLAIN_UNITS = frozenset({"unit_line", "unit_note", "unit_above", "unit_note_below", "transposed_with_units"})


@st.composite
def _heads(draw: st.DrawFn, layout: str) -> list[Head]:
    fields = draw(st.lists(st.sampled_from(sorted(CHOICES, key=str)), min_size=2, max_size=5, unique=True))
    heads = []
    for field in fields:
        choices = [head for head in CHOICES[field] if layout in _PLAIN_UNITS or not head.unit]
        bare = [head for head in choices if head.unit]
        heads.append(draw(st.sampled_from(bare or choices)))
    heads += draw(st.lists(st.sampled_from(_DISTRACTORS), max_size=3, unique_by=lambda head: head.text))
    order = draw(st.permutations(heads))
    return list(order)


@st.composite
def made_ledgers(draw: st.DrawFn, layouts: Sequence[str] = LAYOUTS) -> MadeLedger:
    """A ledger with its records."""
    layout = draw(st.sampled_from(list(layouts)))
    first = draw(_tables(layout, _NAMES[:6]))
    second = draw(_tables(layout, _NAMES[6:])) if layout.startswith("two_be") else None
    grid, records = _laid_out(draw, layout, first, second)
    return MadeLedger(layout, draw(st.sampled_from(FORMATS)), grid, records)


@dataclass(frozen=True)
class _Table:
    heads: tuple[str, ...]
    units: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    records: tuple[MadeRecord, ...]


@st.composite
def _tables(draw: st.DrawFn, layout: str, names: Sequence[str]) -> _Table:
    heads = draw(_heads(layout))
    dated = draw(st.booleans())
    count = 1 if layout in _ONE else draw(st.integers(2, 6))
    called = draw(st.permutations(list(names)))[:count]
    rows, records = [], []
    for at, name in enumerate(called):
        values = [draw(head.draw) for head in heads]
        blank = [draw(st.integers(0, 9)) == 0 and at > 0 for _ in heads]
        # A line with a name and nothing else is the label of a group.
        blank[draw(st.sampled_from([index for index, head in enumerate(heads) if head.field is not None]))] = False
        row: list[object] = [name]
        said = {F.NAME: name}
        for head, value, empty in zip(heads, values, blank, strict=True):
            row.append("" if empty else head.write(value))
            if head.field is not None and not empty:
                said[head.field] = head.shown(value)
        if dated:
            row.append(46_300 + at)
            said[F.VERIFIED_ON] = f"2026-10-{5 + at:02d}"
        rows.append(tuple(row))
        records.append(MadeRecord(said))
    day = (draw(st.sampled_from(_DAY_HEADS)),) if dated else ()
    texts = (draw(st.sampled_from(_NAME_HEADS)), *(head.text for head in heads), *day)
    units = ("", *(head.unit for head in heads), *("" for _ in day))
    return _Table(texts, units, tuple(rows), tuple(records))


def _laid_out(
    draw: st.DrawFn, layout: str, first: _Table, second: _Table | None
) -> tuple[Grid, tuple[MadeRecord, ...]]:
    width = len(first.heads)
    title: list[object] = ["某区楼宇资源台账"]
    plain: Grid = [list(first.heads), *map(list, first.rows)]
    records = first.records
    match layout:
        case "plain" | "one_row":
            return plain, records
        case "title":
            return [title, *plain], records
        case "title_and_notes":
            return [title, *plain, ["合计", *[""] * (width - 2), 99], ["注：以上信息由各街道填报。"]], records
        case "numbered":
            rows = [[at, *row] for at, row in enumerate(first.rows, start=1)]
            return [title, ["序号", *first.heads], *rows], records
        case "two_line_header":
            upper = [*first.heads[:1], *("基本情况" for _ in first.heads[1:])]
            return [title, upper, [first.heads[0], *first.heads[1:]], *map(list, first.rows)], records
        case "unit_line":
            return [title, list(first.heads), list(first.units), *map(list, first.rows)], records
        case "unit_note":
            note = draw(
                st.sampled_from(("面积单位：㎡，另注除外；租金单位：元/㎡·月；层高单位：米", "单位：㎡、元/㎡·月、米"))
            )
            return [title, [note], *plain], records
        case "unit_note_below":
            return [title, *plain, ["注：面积单位均为平方米，租金单位为元/㎡·月，层高以米计。"]], records
        case "unit_above":
            upper = [
                "",
                *(
                    f"数据（{unit}）" if unit else head
                    for head, unit in zip(first.heads[1:], first.units[1:], strict=True)
                ),
            ]
            upper[0] = first.heads[0]
            return [title, upper, *plain], records
        case "nested_groups":
            return _nested(first)
        case "transposed_with_sections":
            lines = [list(line) for line in zip(*plain, strict=True)]
            return [title, lines[0], ["指标情况"], *lines[1:]], records
        case "streets" | "streets_with_sums":
            return _by_street(first, with_sums=layout == "streets_with_sums")
        case "sums_elsewhere":
            middle = ["", *(["小计"] if width > 2 else []), *[""] * (width - 2)]
            return [title, *plain, middle], records
        case "continued":
            half = max(1, len(first.rows) // 2)
            again: Grid = [["（续表）"], list(first.heads)]
            return [title, plain[0], *plain[1 : half + 1], *again, *plain[half + 1 :]], records
        case "transposed":
            return [title, *map(list, zip(*plain, strict=True))], records
        case "transposed_with_units":
            lines = [list(line) for line in zip(*plain, strict=True)]
            return [
                title,
                *([line[0], unit, *line[1:]] for line, unit in zip(lines, first.units, strict=True)),
            ], records
        case "card" | "cards":
            return [["楼宇信息卡"], *(line for row in first.rows for line in _card(first.heads, row))], records
        case "preamble":
            return [title, ["填报单位", "某街道办事处", "填报人", "某某"], [], *plain], records
        case "blank_rows":
            spaced = [line for row in first.rows for line in (list(row), [])]
            return [title, [], plain[0], *spaced], records
        case "halves":
            half = (len(first.rows) + 1) // 2
            left, right = first.rows[:half], [*first.rows[half:], *[("",) * width] * (half * 2 - len(first.rows))]
            joined = [[*a, *b] for a, b in zip(left, right, strict=True)]
            return [title, [*first.heads, *first.heads], *joined], records
        case _:
            assert second is not None
            return _two(layout, first, second)


def _by_street(table: _Table, *, with_sums: bool) -> tuple[Grid, tuple[MadeRecord, ...]]:
    grid: Grid = [["某区楼宇资源台账"], ["序号", *table.heads]]
    records: list[MadeRecord] = []
    half = (len(table.rows) + 1) // 2
    groups = ((0, half), (half, len(table.rows)))
    for street, (start, end) in zip(_STREETS, groups, strict=False):
        if start == end:
            continue
        grid.append(["", f"{street}小计", *[""] * (len(table.heads) - 2), 999_983] if with_sums else [street])
        for at in range(start, end):
            grid.append([at + 1, *table.rows[at]])
            records.append(MadeRecord({**table.records[at].said, F.STREET: street}))
    return grid, tuple(records)


def _nested(table: _Table) -> tuple[Grid, tuple[MadeRecord, ...]]:
    grid: Grid = [["某区楼宇资源台账"], ["序号", *table.heads]]
    records: list[MadeRecord] = []
    for at, row in enumerate(table.rows):
        if at in (0, 3):
            grid.append(["一、东部" if at == 0 else "二、西部"])
        if at in (0, 2, 4):
            grid.append([_STREETS[at // 2]])
        grid.append([at + 1, *row])
        if at != 3:
            records.append(MadeRecord({**table.records[at].said, F.STREET: _STREETS[at // 2]}))
        else:
            records.append(table.records[at])
    return grid, tuple(records)


def _card(heads: Sequence[str], row: Sequence[object]) -> Grid:
    cells = [cell for pair in zip(heads, row, strict=True) for cell in pair]
    return [list(cells[at : at + 4]) for at in range(0, len(cells), 4)]


def _two(layout: str, first: _Table, second: _Table) -> tuple[Grid, tuple[MadeRecord, ...]]:
    upper: Grid = [list(first.heads), *map(list, first.rows)]
    lower: Grid = [list(second.heads), *map(list, second.rows)]
    records = (*first.records, *second.records)
    match layout:
        case "two_below":
            return [["写字楼台账"], *upper, [], ["厂房台账"], *lower], records
        case "two_below_untitled":
            return [*upper, [], *lower], records
        case "two_below_no_gap":
            return [*upper, *lower], records
    width = len(first.heads)
    if layout == "two_beside_titled":
        upper, lower = [["写字楼台账"], *upper], [["厂房台账"], *lower]
    joined: Grid = []
    for at in range(max(len(upper), len(lower))):
        left = upper[at] if at < len(upper) else []
        right = lower[at] if at < len(lower) else []
        joined.append([*left, *[""] * (width - len(left)), "", *right])
    return joined, records


def write_ledger(folder: Path, made: MadeLedger) -> Path:
    """The ledger as a file of its format."""
    if made.format in ("xlsx", "xlsx-merged"):
        return write_xlsx(folder / "台账.xlsx", made.grid, merged=made.format == "xlsx-merged")
    _, encoding, mark = made.format.split(" ")
    return write_csv(folder / "台账.csv", made.grid, encoding, mark)


def write_xlsx(path: Path, grid: Grid, *, merged: bool = False) -> Path:
    """The grid as a workbook's only sheet; ``merged``: a line of one text is merged over the width, equal heads side by side are one."""
    book = Workbook()
    page = book.active
    width = max(map(len, grid))
    for number, row in enumerate(grid, start=1):
        page.append([None if value == "" else value for value in row])
        if merged and sum(value != "" for value in row) == 1:
            page.cell(number, 1).value = next(value for value in row if value != "")
            page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)
    book.save(path)
    return path


def write_csv(path: Path, grid: Grid, encoding: str, mark: str) -> Path:
    """The grid as text."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=mark).writerows(grid)
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path
