"""What tools say of listed rows."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from assistant.buildings import requirements
from assistant.buildings.columns import Field as Column
from assistant.buildings.ledgers.header_units import with_unit
from assistant.buildings.ledgers.history import Observation
from assistant.buildings.presenting.need_form import ConditionBody, bodies_of
from assistant.buildings.presenting.wording import match_summary, relaxation_text
from assistant.buildings.requirements import Operation
from assistant.buildings.rows import Category, ListedRow
from assistant.buildings.search.ranking import JudgedRow, RowMatch
from assistant.buildings.text_rules import Verdict
from assistant.tools.sources import Source

_NEAR_MISSES = 5


class RecordCheck(BaseModel):
    """一个条件在一条记录上的结论：满足、未知（需核实）、不满足。wish 是“最好……”的条件，只影响排序。"""

    condition: str
    verdict: Verdict
    reason: str
    wish: bool


class RecordValue(BaseModel):
    """一个单元格：field 是字段名（表里自有的列为空），text 是原文连同单位，cell 是原表的单元格。"""

    field: str
    label: str
    text: str
    cell: str

    @classmethod
    def all_of(cls, row: ListedRow, english: bool) -> "tuple[RecordValue, ...]":
        """Of each cell of a row that is not empty."""
        line = row.chunk.passage.place.row
        return tuple(
            cls(
                field=cell.field.name if cell.field else "",
                label=requirements.label(cell.field, english) if cell.field else cell.header,
                text=with_unit(cell.text, cell.header),
                cell=f"{cell.column}{line}" if cell.column and line else "",
            )
            for cell in row.cells
            if cell.text.strip()
        )


class ListedRecord(BaseModel):
    """一条记录。verdict 是各条件合起来的结论；closed 表示已租、无空置或已截止。"""

    id: str
    name: str
    verdict: Verdict
    closed: bool
    checks: tuple[RecordCheck, ...]
    values: tuple[RecordValue, ...]
    categories: tuple[Category, ...]
    verified_on: date | None
    source: Source

    @classmethod
    def of(cls, item: JudgedRow, day: date, english: bool) -> "ListedRecord":
        row = item.row
        judged = [(check, False) for check in item.checks] + [(check, True) for check in item.wishes]
        return cls(
            id=row.id,
            name=row.name,
            verdict=item.verdict,
            closed=item.closed,
            checks=tuple(
                RecordCheck(
                    condition=requirements.describe(check.condition, english),
                    verdict=check.verdict,
                    reason=check.reason_english if english else check.reason,
                    wish=wish,
                )
                for check, wish in judged
            ),
            values=RecordValue.all_of(row, english),
            categories=tuple(sorted(row.categories)),
            verified_on=row.dates.get(Column.VERIFIED_ON),
            source=Source.of_row(row, day),
        )


class Way(BaseModel):
    """放宽一个条件能多出几条。relaxed 是放宽后的条件，为空表示去掉。"""

    text: str
    gained: int
    condition: ConditionBody
    relaxed: ConditionBody | None

    @classmethod
    def all_of(cls, match: RowMatch, english: bool) -> "tuple[Way, ...]":
        """The ways out of a match, those that gain most first."""
        return tuple(
            cls(
                text=relaxation_text(item, english),
                gained=item.gained,
                condition=ConditionBody.of(item.condition, english=english),
                relaxed=ConditionBody.of(item.relaxed, english=english) if item.relaxed else None,
            )
            for item in match.relaxations
        )


class RecordsMatched(BaseModel):
    """total = fitting + to_verify，是全部条数；records 是其中一页，先满足的、后需核实的。一条也没有时 near_misses 最接近，ways 是放宽的办法。

    conditions 是听懂的条件，not_understood、unclear 没有作为条件，unknown_names 是台账里没有的名称。
    """

    as_of: date
    summary: str
    conditions: tuple[ConditionBody, ...]
    not_understood: tuple[str, ...]
    unclear: tuple[str, ...]
    unknown_names: tuple[str, ...]
    total: int
    fitting: int
    to_verify: int
    compared: int
    records: tuple[ListedRecord, ...]
    near_misses: tuple[ListedRecord, ...]
    ways: tuple[Way, ...]

    @classmethod
    def of(cls, match: RowMatch, limit: int, day: date, english: bool) -> "RecordsMatched":
        requirement, shown = match.requirement, match.possible[:limit]
        return cls(
            as_of=day,
            summary=match_summary(match, shown or match.near_misses[:3], english),
            conditions=bodies_of(requirement, english),
            not_understood=requirement.not_understood,
            unclear=requirement.unclear,
            unknown_names=requirement.unknown_names,
            total=match.total,
            fitting=match.fitting_total,
            to_verify=match.to_verify_total,
            compared=match.compared,
            records=tuple(ListedRecord.of(item, day, english) for item in shown),
            near_misses=tuple(ListedRecord.of(item, day, english) for item in match.near_misses[:_NEAR_MISSES]),
            ways=Way.all_of(match, english),
        )


class FigureGroup(BaseModel):
    """一组的数：counted 条记入，uncounted 条没有列明或不是确数。sources 是出处，合在一起时最多 10 条，分组时是最大的一条。"""

    name: str
    figure: Decimal | None
    counted: int
    uncounted: int
    sources: tuple[Source, ...]


class FiguresWorkedOut(BaseModel):
    """统计结果。field、by 是字段名，unit 是单位；to_verify 条是否符合条件需核实，没有计入。"""

    as_of: date
    summary: str
    operation: Operation
    field: str
    unit: str
    by: str
    conditions: tuple[ConditionBody, ...]
    not_understood: tuple[str, ...]
    groups: tuple[FigureGroup, ...]
    rows: int
    to_verify: int


class ComparedValues(BaseModel):
    """一个字段在各条记录上的原文，与 records 同序，没有列明的为空；same 表示完全一样。"""

    field: str
    label: str
    texts: tuple[str, ...]
    same: bool


class PastFigure(BaseModel):
    """台账某一版里的一个数。"""

    day: date
    field: str
    low: Decimal | None
    high: Decimal | None
    document: str
    cell: str


class RecordsCompared(BaseModel):
    """并排比较。history 与 records 同序，是各版台账说过的面积和租金。unknown_names 是台账里没有的名称。"""

    as_of: date
    records: tuple[ListedRecord, ...]
    fields: tuple[ComparedValues, ...]
    history: tuple[tuple[PastFigure, ...], ...]
    unknown_names: tuple[str, ...]


def past_figures(observations: Iterable[Observation]) -> Iterator[PastFigure]:
    """Each figure that the ledgers' editions told, oldest first."""
    for one in observations:
        for field, span in one.figures.items():
            yield PastFigure(
                day=one.observed_on,
                field=field.name,
                low=span.low,
                high=span.high,
                document=one.document,
                cell=one.cells.get(field, ""),
            )
