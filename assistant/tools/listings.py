"""Listed rows - buildings and opportunities - found, counted and set side by side."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.buildings import requirements
from assistant.buildings.columns import Field as Column
from assistant.buildings.ledgers.cells import FIGURES
from assistant.buildings.presenting.need_form import ConditionBody, OrderBody, bodies_of, found_by, requirement_of
from assistant.buildings.presenting.requirement_form import field_named
from assistant.buildings.presenting.wording import aggregate_summary
from assistant.buildings.requirements import Aggregate, Operation, Requirement
from assistant.buildings.rows import Category
from assistant.buildings.search.comparing import compare_fields
from assistant.buildings.search.table import TEXT_FIELDS
from assistant.errors import InvalidInput
from assistant.records import DocumentKind, Principal
from assistant.request_values import LARGEST
from assistant.tools.listing_results import (
    ComparedValues,
    FigureGroup,
    FiguresWorkedOut,
    ListedRecord,
    RecordsCompared,
    RecordsMatched,
    past_figures,
)
from assistant.tools.sources import Source
from assistant.tools.tool import DatedArguments, Stores, Tool

Bound = Annotated[float | None, Field(ge=0, le=1e14, allow_inf_nan=False)]
Names = Annotated[tuple[Annotated[str, Field(max_length=100)], ...], Field(max_length=20)]
_SOURCES = 10


class SoughtRows(DatedArguments):
    """What is wanted, as a sentence, as conditions, or both: the sentence is then read as a follow-up on the conditions."""

    sentence: str = Field(
        "",
        max_length=500,
        description="一句话的需求，如“锦湖街道500平左右、租金80以下的写字楼” / the need in a sentence",
    )
    names: Names = Field((), description="只看这些名称的记录 / only rows of these names")
    conditions: tuple[ConditionBody, ...] = Field(
        (),
        max_length=30,
        description="其他条件；上一次结果里的 conditions 可以原样带回 / more conditions, as a result gave them",
    )
    order: OrderBody | None = Field(None, description="按哪个字段排序 / order by a field")
    language: Literal["zh", "en"] = Field("zh", description="说明用中文还是英文 / language of the explanations")

    @property
    def english(self) -> bool:
        return self.language == "en"

    def more_conditions(self) -> Iterator[ConditionBody]:
        """The conditions that have arguments of their own."""
        yield from ()

    def requirement(self, stores: Stores, principal: Principal, kind: DocumentKind) -> Requirement:
        """Raises InvalidInput for a condition that means nothing."""
        return requirement_of(
            stores.row_matcher,
            principal,
            self.day,
            kind,
            sentence=self.sentence,
            conditions=(*self.conditions, *self.more_conditions()),
            names=self.names,
            order=self.order,
        )


class SoughtPlaces(SoughtRows):
    """What place is wanted."""

    categories: tuple[Category, ...] = Field((), max_length=5, description="类型 / types of place")
    streets: Names = Field((), description="街道、商圈或园区 / sub-districts, business areas or parks")
    not_streets: Names = Field((), description="不要这些街道、商圈 / not there")
    grades: Names = Field((), description="楼宇级别，如 甲级 / grades")
    area_min_m2: Bound = Field(None, description="面积下限，㎡ / m²")
    area_max_m2: Bound = Field(None, description="面积上限，㎡ / m²")
    rent_min_yuan_per_m2_month: Bound = Field(None, description="租金下限，元/㎡·月")
    rent_max_yuan_per_m2_month: Bound = Field(None, description="租金上限，元/㎡·月")
    total_rent_max_yuan_per_month: Bound = Field(None, description="每月租金总额上限，元 / whole rent, yuan a month")
    near_metro: bool = Field(False, description="近地铁 / near the metro")
    metro_lines: Names = Field((), description="近哪条地铁线，如 2号线 / near these lines")

    def more_conditions(self) -> Iterator[ConditionBody]:
        yield from _texts("category", self.categories)
        yield from _texts("in_place", self.streets)
        yield from _texts("not_in_place", self.not_streets)
        yield from _texts("one_of", self.grades, Column.GRADE)
        yield from _range(Column.VACANT_AREA_M2, self.area_min_m2, self.area_max_m2)
        yield from _range(
            Column.RENT_YUAN_PER_M2_MONTH, self.rent_min_yuan_per_m2_month, self.rent_max_yuan_per_m2_month
        )
        if self.total_rent_max_yuan_per_month is not None:
            yield ConditionBody(type="budget", maximum=_decimal(self.total_rent_max_yuan_per_month))
        if self.near_metro or self.metro_lines:
            yield ConditionBody(type="near_metro", values=self.metro_lines)


class MatchListings(SoughtPlaces):
    """What place is wanted, and how many are to be listed."""

    limit: int = Field(10, ge=1, le=100, description="最多几条 / at most so many")
    offset: int = Field(0, ge=0, le=LARGEST, description="跳过前几条 / skip so many")


class ListOpportunities(SoughtRows):
    """Which opportunities."""

    topics: Names = Field((), description="类别、产业，如 数字经济 / categories")
    words: Names = Field((), description="内容里要提到的词 / words that the text must mention")
    investment_min_yuan: Bound = Field(None, description="投资规模下限，元 / yuan")
    investment_max_yuan: Bound = Field(None, description="投资规模上限，元 / yuan")
    open_only: bool = Field(False, description="只要还没有截止的 / only those still open")
    limit: int = Field(20, ge=1, le=100, description="最多几条 / at most so many")
    offset: int = Field(0, ge=0, le=LARGEST, description="跳过前几条 / skip so many")

    def more_conditions(self) -> Iterator[ConditionBody]:
        yield from _texts("one_of", self.topics, Column.TOPIC)
        for word in self.words:
            yield ConditionBody(type="mentions", values=(word,))
        yield from _range(Column.INVESTMENT_YUAN, self.investment_min_yuan, self.investment_max_yuan)
        if self.open_only:
            yield ConditionBody(type="open")


class AggregateListings(SoughtPlaces):
    """What figure of which rows."""

    kind: Literal["listing", "opportunity"] = Field("listing", description="listing 载体，opportunity 机会")
    operation: Operation | None = Field(
        None, description="count 计数、sum 合计、average 平均；句子里说了就不用写 / may be said in the sentence"
    )
    field: str = Field(
        "", max_length=60, description="统计哪个数，如 VACANT_AREA_M2、RENT_YUAN_PER_M2_MONTH；计数不用写 / the figure"
    )
    by: str = Field("", max_length=60, description="按什么分组，如 STREET、CATEGORY、GRADE；不写为合在一起 / group by")


class CompareListings(DatedArguments):
    """Which rows."""

    names: Names = Field((), max_length=10, description="名称，按要并排的次序 / names, in order")
    ids: Names = Field((), max_length=10, description="记录编号，来自其他工具的结果 / ids of rows from other results")
    kind: Literal["listing", "opportunity"] = Field("listing", description="listing 载体，opportunity 机会")


def match_listings(stores: Stores, asked: MatchListings, principal: Principal) -> RecordsMatched:
    """Raises InvalidInput for a condition that means nothing."""
    return _matched(stores, asked, principal, DocumentKind.LISTING, asked.limit, asked.offset)


def list_opportunities(stores: Stores, asked: ListOpportunities, principal: Principal) -> RecordsMatched:
    """Raises InvalidInput for a condition that means nothing."""
    return _matched(stores, asked, principal, DocumentKind.OPPORTUNITY, asked.limit, asked.offset)


def aggregate_listings(stores: Stores, asked: AggregateListings, principal: Principal) -> FiguresWorkedOut:
    """Raises InvalidInput where it is not told what is to be worked out."""
    requirement = asked.requirement(stores, principal, DocumentKind(asked.kind))
    if asked.operation is not None:
        field = field_named(asked.field, FIGURES) if asked.field else None
        by = field_named(asked.by, (*TEXT_FIELDS, Column.CATEGORY)) if asked.by else None
        requirement = replace(requirement, aggregate=Aggregate(asked.operation, field, by), order=None, limit=None)
    wanted = requirement.aggregate
    if wanted is None:
        raise InvalidInput(
            "没有写明要统计什么：请写 operation（count、sum、average），或者在句子里说，如“按街道统计空置面积”"
        )
    if wanted.field is None and wanted.operation is not Operation.COUNT:
        raise InvalidInput("合计、平均要写明 field，如 VACANT_AREA_M2")
    match = found_by(requirement, stores.row_matcher, principal, asked.day, 1)
    groups = stores.row_matcher.aggregate(requirement, principal, asked.day, _SOURCES)
    return FiguresWorkedOut(
        as_of=asked.day,
        summary=aggregate_summary(match, groups, asked.english),
        operation=wanted.operation,
        field=wanted.field.name if wanted.field else "",
        unit=requirements.unit_of(wanted.field, asked.english).strip() if wanted.field else "",
        by=wanted.by.name if wanted.by else "",
        conditions=bodies_of(requirement, asked.english),
        not_understood=requirement.not_understood,
        groups=tuple(
            FigureGroup(
                name=group.name,
                figure=group.figure,
                counted=group.counted,
                uncounted=group.uncounted,
                sources=tuple(Source.of_row(row, asked.day) for row in group.sources),
            )
            for group in groups
        ),
        rows=sum(group.size for group in groups),
        to_verify=match.to_verify_total,
    )


def compare_listings(stores: Stores, asked: CompareListings, principal: Principal) -> RecordsCompared:
    """Raises InvalidInput where nothing is named."""
    if not asked.names and not asked.ids:
        raise InvalidInput("请写出要比较的名称（names）或编号（ids）")
    matcher, kind = stores.row_matcher, DocumentKind(asked.kind)
    chosen = matcher.chosen(asked.names, asked.ids, principal, kind, asked.day)
    rows = [item.row for item in chosen.rows]
    return RecordsCompared(
        as_of=asked.day,
        records=tuple(ListedRecord.of(item, asked.day, english=False) for item in chosen.rows),
        fields=tuple(
            ComparedValues(field=line.field, label=line.label, texts=line.texts, same=line.same)
            for line in compare_fields(rows)
        ),
        history=tuple(tuple(past_figures(matcher.history(row, principal))) for row in rows),
        unknown_names=chosen.unknown_names,
    )


def _matched(
    stores: Stores, asked: SoughtRows, principal: Principal, kind: DocumentKind, limit: int, offset: int
) -> RecordsMatched:
    requirement = asked.requirement(stores, principal, kind)
    match = found_by(requirement, stores.row_matcher, principal, asked.day, limit, offset)
    return RecordsMatched.of(match, limit, asked.day, asked.english)


def _texts(
    kind: Literal["category", "in_place", "not_in_place", "one_of"],
    values: tuple[str, ...],
    field: Column | None = None,
) -> Iterator[ConditionBody]:
    if values:
        yield ConditionBody(type=kind, field=field.name if field else "", values=tuple(map(str, values)))


def _range(field: Column, low: float | None, high: float | None) -> Iterator[ConditionBody]:
    if low is not None or high is not None:
        yield ConditionBody(type="range", field=field.name, minimum=_decimal(low), maximum=_decimal(high))


def _decimal(figure: float | None) -> Decimal | None:
    """2000 of 2000.0: figures are shown to users."""
    if figure is None:
        return None
    return Decimal(int(figure)) if figure.is_integer() else Decimal(str(figure))


MATCH_LISTINGS = Tool(
    name="match_listings",
    title="找载体",
    description="按需求找写字楼、商铺、厂房、仓库、工业用地：说一句话，或写明面积、租金、街道等条件。比对全部记录，给出总数和每条记录逐个条件的结论；没有满足的时给出最接近的和怎样放宽。",
    english="Find offices, shops, factories, warehouses and land for a need, told in a sentence or as conditions with units. Every row is compared: totals, a verdict for each condition, near misses and how to relax.",
    arguments=MatchListings,
    result=RecordsMatched,
    work=match_listings,
)
AGGREGATE_LISTINGS = Tool(
    name="aggregate_listings",
    title="统计载体",
    description="对全部符合条件的载体或机会计数、合计、平均，可以按街道、类型、级别等分组；每个数有出处，没有列明的另外计数。",
    english="Count, sum or average over all rows that fit, as a whole or by sub-district, type, grade; each figure with its sources, rows without a figure counted apart.",
    arguments=AggregateListings,
    result=FiguresWorkedOut,
    work=aggregate_listings,
)
COMPARE_LISTINGS = Tool(
    name="compare_listings",
    title="比较载体",
    description="把几处载体或几个机会逐个字段并排，附各版台账里面积和租金的变化。",
    english="Set named places or opportunities side by side, field by field, with what earlier ledgers said.",
    arguments=CompareListings,
    result=RecordsCompared,
    work=compare_listings,
)
LIST_OPPORTUNITIES = Tool(
    name="list_opportunities",
    title="列出机会",
    description="列出投资合作机会：按类别、投资规模、内容里的词、是否截止筛选，给出总数。",
    english="List investment opportunities by category, size of investment, words and whether still open, with the total.",
    arguments=ListOpportunities,
    result=RecordsMatched,
    work=list_opportunities,
)
