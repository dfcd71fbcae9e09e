"""Figures over listed rows: sums by groups, how a figure is spread, rows side by side with their history."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

from assistant.api.schemas.base import Day, Request
from assistant.api.schemas.listings import Need, RowView
from assistant.buildings import requirements
from assistant.buildings.columns import Field as Column
from assistant.buildings.ledgers.history import Observation
from assistant.buildings.presenting.need_form import ConditionBody, bodies_of
from assistant.buildings.requirements import Operation, Requirement
from assistant.buildings.search.aggregates import Group
from assistant.buildings.search.distribution import Distribution


class AggregateRequest(Need):
    """一次统计：用一句话（“按街道统计写字楼空置面积”），或写明 operation、field、by。"""

    operation: Operation | None = None
    field: str = ""
    by: str = ""


class DistributionRequest(Need):
    """一个数的分布：按每条记录的下限分段计数。"""

    field: str = "RENT_YUAN_PER_M2_MONTH"
    bins: int = Field(8, ge=2, le=50, description="大约分几段；段宽取整")


class CompareRequest(Request):
    """并排比较：名称或编号。"""

    names: tuple[str, ...] = Field((), max_length=10)
    ids: tuple[str, ...] = Field((), max_length=10)
    kind: Literal["listing", "opportunity"] = "listing"
    as_of: Day = None


class GroupView(BaseModel):
    """一组的数：counted 条记入，uncounted 条未列明或不是确数。sources 是出处。"""

    name: str
    figure: Decimal | None
    size: int
    counted: int
    uncounted: int
    sources: tuple[str, ...]


class AggregateResponse(BaseModel):
    """合计、平均或计数。total 是 groups 的组数，rows 是所有组的记录数。"""

    operation: Operation
    field: str
    unit: str
    by: str
    conditions: tuple[ConditionBody, ...]
    groups: tuple[GroupView, ...]
    total: int
    rows: int

    @classmethod
    def of(cls, requirement: Requirement, groups: Iterable[Group], english: bool) -> "AggregateResponse":
        wanted = requirement.aggregate
        if wanted is None:
            raise ValueError("the requirement asks for no aggregate")
        views = tuple(
            GroupView(
                name=group.name,
                figure=group.figure,
                size=group.size,
                counted=group.counted,
                uncounted=group.uncounted,
                sources=tuple(row.chunk.id for row in group.sources),
            )
            for group in groups
        )
        return cls(
            operation=wanted.operation,
            field=wanted.field.name if wanted.field else "",
            unit=requirements.unit_of(wanted.field, english).strip() if wanted.field else "",
            by=wanted.by.name if wanted.by else "",
            conditions=bodies_of(requirement, english),
            groups=views,
            total=len(views),
            rows=sum(view.size for view in views),
        )


class BinView(BaseModel):
    """一段：下限不小于 low、小于 high 的有 rows 条。"""

    low: Decimal
    high: Decimal
    rows: int


class DistributionResponse(BaseModel):
    """满足全部条件的记录按一个数分段计数；uncounted 条没有这个数。"""

    field: str
    unit: str
    bins: tuple[BinView, ...]
    counted: int
    uncounted: int

    @classmethod
    def of(cls, field: Column, found: Distribution, english: bool) -> "DistributionResponse":
        return cls(
            field=field.name,
            unit=requirements.unit_of(field, english).strip(),
            bins=tuple(BinView(low=item.low, high=item.high, rows=item.rows) for item in found.bins),
            counted=found.counted,
            uncounted=found.uncounted,
        )


class PointView(BaseModel):
    """历史上的一个数和它的出处。"""

    day: date
    field: str
    low: Decimal | None
    high: Decimal | None
    document: str
    cell: str


class ComparedField(BaseModel):
    """一行比较：同一字段在各条记录上的原文，same 表示完全一样。"""

    field: str
    label: str
    texts: tuple[str, ...]
    same: bool


class CompareResponse(BaseModel):
    """并排比较。history 与 rows 同序。unknown_names 是台账里没有的名称。"""

    rows: tuple[RowView, ...]
    fields: tuple[ComparedField, ...]
    history: tuple[tuple[PointView, ...], ...]
    unknown_names: tuple[str, ...]


def points_of(observations: Iterable[Observation]) -> tuple[PointView, ...]:
    """Each figure of each observation."""
    return tuple(
        PointView(
            day=one.observed_on,
            field=field.name,
            low=span.low,
            high=span.high,
            document=one.document,
            cell=one.cells.get(field, ""),
        )
        for one in observations
        for field, span in one.figures.items()
    )
