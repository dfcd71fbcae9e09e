"""Figures over listed rows: sums by groups, how a figure is spread, rows side by side with their history."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, Field

from assistant.api.schemas.base import Day, Request
from assistant.api.schemas.listings import Need, RowView
from assistant.buildings import requirements
from assistant.buildings.columns import Field as Column
from assistant.buildings.ledgers.history import Observation
from assistant.buildings.presenting.need_form import ConditionBody, bodies_of
from assistant.buildings.requirements import Operation, Requirement
from assistant.buildings.search import distribution as spread
from assistant.buildings.search.aggregates import Group
from assistant.contract.listings import Bin, ComparedField, Distribution, FigureOfGroup, FigureThen


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


class AggregateResponse(BaseModel):
    """合计、平均或计数。total 是 groups 的组数，rows 是所有组的记录数。"""

    operation: Operation
    field: str
    unit: str
    by: str
    conditions: tuple[ConditionBody, ...]
    groups: tuple[FigureOfGroup, ...]
    total: int
    rows: int

    @classmethod
    def of(cls, requirement: Requirement, groups: Iterable[Group], english: bool) -> "AggregateResponse":
        wanted = requirement.aggregate
        if wanted is None:
            raise ValueError("the requirement asks for no aggregate")
        views = tuple(
            FigureOfGroup(
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


class CompareResponse(BaseModel):
    """并排比较。history 与 rows 同序。unknown_names 是台账里没有的名称。"""

    rows: tuple[RowView, ...]
    fields: tuple[ComparedField, ...]
    history: tuple[tuple[FigureThen, ...], ...]
    unknown_names: tuple[str, ...]


def distribution_of(field: Column, found: spread.Distribution, english: bool) -> Distribution:
    """How a figure of this field is spread."""
    return Distribution(
        field=field.name,
        unit=requirements.unit_of(field, english).strip(),
        bins=tuple(Bin.model_validate(item) for item in found.bins),
        counted=found.counted,
        uncounted=found.uncounted,
    )


def points_of(observations: Iterable[Observation]) -> tuple[FigureThen, ...]:
    """Each figure of each observation."""
    return tuple(
        FigureThen(
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
