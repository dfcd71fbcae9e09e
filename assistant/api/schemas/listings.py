"""Listed rows: what can be asked of them, and what comes back."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

from assistant.api.schemas.base import LARGEST, Day, Request
from assistant.buildings import requirements
from assistant.buildings.columns import DATE_FIELDS, UNITS
from assistant.buildings.columns import Field as Column
from assistant.buildings.ledgers.cells import FIGURES
from assistant.buildings.ledgers.photos import photo_address
from assistant.buildings.presenting.need_form import ConditionBody, OrderBody, Strength, bodies_of, order_of
from assistant.buildings.presenting.wording import match_summary
from assistant.buildings.search.ranking import JudgedRow, RowMatch
from assistant.buildings.text_rules import Verdict
from assistant.records import DocumentKind
from assistant.tools.listing_results import RecordValue, Way


class Need(Request):
    """要找什么：一句话、一组条件，或两者。两者都有时，像“再便宜一点的”这样的追问会在条件上修改，完整的新需求会取代条件。"""

    sentence: str = Field("", max_length=500)
    conditions: tuple[ConditionBody, ...] = Field((), max_length=50)
    names: tuple[str, ...] = Field((), max_length=20, description="只看这些名称的记录")
    order: OrderBody | None = None
    kind: Literal["listing", "opportunity"] = "listing"
    language: Literal["zh", "en"] = "zh"
    as_of: Day = None


class MatchRequest(Need):
    """一次查找。"""

    limit: int = Field(20, ge=1, le=500, description="每页几条")
    offset: int = Field(0, ge=0, le=LARGEST, description="从第几条开始")


class ProposalRequest(Need):
    """推荐书：ids 是选中的记录，空着就取最符合的几条。"""

    ids: tuple[str, ...] = Field((), max_length=20)
    limit: int = Field(5, ge=1, le=20)
    client: str = Field("", max_length=100, description="写给谁")


class CheckView(BaseModel):
    """一个条件在一条记录上的结论：met 满足，unknown 未知（需核实），failed 不满足。"""

    text: str
    strength: Strength
    verdict: Verdict
    reason: str


class RowView(BaseModel):
    """一条记录，每个数都能回到原表。"""

    id: str
    entry: int
    name: str
    verdict: Verdict
    closed: bool
    checks: tuple[CheckView, ...]
    values: tuple[RecordValue, ...]
    categories: tuple[str, ...]
    street: str
    rent_low: Decimal | None
    rent_high: Decimal | None
    area: Decimal | None
    longitude: Decimal | None
    latitude: Decimal | None
    photo: str = Field(description="照片的地址，没有则为空")
    verified_on: date | None
    chunk_id: str
    source_id: str
    document: str
    label: str
    sheet: str | None
    row: int | None

    @classmethod
    def of(cls, item: JudgedRow, english: bool = False, photo_hosts: Collection[str] = ()) -> "RowView":
        row, place, rent = item.row, item.row.chunk.passage.place, item.row.span(Column.RENT_YUAN_PER_M2_MONTH)
        area = row.offered_area_m2
        checks = [(check, "must") for check in item.checks] + [(check, "should") for check in item.wishes]
        return cls(
            id=row.id,
            entry=row.entry_number,
            name=row.name,
            verdict=item.verdict,
            closed=item.closed,
            checks=tuple(
                CheckView(
                    text=requirements.describe(check.condition, english),
                    strength="must" if strength == "must" else "should",
                    verdict=check.verdict,
                    reason=check.reason_english if english else check.reason,
                )
                for check, strength in checks
            ),
            values=RecordValue.all_of(row, english),
            categories=tuple(sorted(item.value for item in row.categories)),
            street=row.texts.get(Column.STREET, ""),
            rent_low=rent.low if rent else None,
            rent_high=rent.high if rent else None,
            area=(area.high if area.high is not None else area.low) if area else None,
            longitude=row.longitude,
            latitude=row.latitude,
            photo=photo_address(row, photo_hosts),
            verified_on=row.dates.get(Column.VERIFIED_ON),
            chunk_id=row.chunk.id,
            source_id=row.chunk.document.id,
            document=row.chunk.document.title,
            label=row.chunk.citation,
            sheet=place.sheet,
            row=place.row,
        )


class MatchResponse(BaseModel):
    """total = fitting_total + to_verify_total；rows 是其中一页，先满足的、后需核实的。"""

    conditions: tuple[ConditionBody, ...]
    names: tuple[str, ...]
    order: OrderBody | None
    not_understood: tuple[str, ...]
    missing: tuple[str, ...] = Field(description="台账里没有这一栏、没有作为条件的")
    assumed: tuple[str, ...] = Field(description="按经验推算、可以改的，如按人数推算的面积")
    unknown_names: tuple[str, ...]
    unclear: tuple[str, ...] = Field(description="没有说明每月还是每年的预算，没有作为条件，要问清楚")
    not_adopted: tuple[str, ...] = Field(description="语言模型理解出、但原话里没有依据、没有采用的")
    summary: str
    total: int
    fitting_total: int
    to_verify_total: int
    compared: int
    offset: int
    listed: int
    rows: tuple[RowView, ...]
    near_misses: tuple[RowView, ...]
    relaxations: tuple[Way, ...]

    @classmethod
    def of(
        cls, match: RowMatch, offset: int, limit: int, english: bool, photo_hosts: Collection[str]
    ) -> "MatchResponse":
        shown = match.possible[:limit]
        requirement = match.requirement
        return cls(
            conditions=bodies_of(requirement, english),
            names=requirement.names,
            order=order_of(requirement),
            not_understood=requirement.not_understood,
            missing=requirement.missing,
            assumed=requirement.assumed,
            unknown_names=requirement.unknown_names,
            unclear=requirement.unclear,
            not_adopted=requirement.not_adopted,
            summary=match_summary(match, shown or match.near_misses[:3], english),
            total=match.total,
            fitting_total=match.fitting_total,
            to_verify_total=match.to_verify_total,
            compared=match.compared,
            offset=offset,
            listed=len(shown),
            rows=tuple(RowView.of(item, english, photo_hosts) for item in shown),
            near_misses=tuple(RowView.of(item, english, photo_hosts) for item in match.near_misses),
            relaxations=Way.all_of(match, english),
        )


class ChoicesResponse(BaseModel):
    """筛选表单可选的值，都来自看得到的记录。"""

    kind: DocumentKind
    size: int
    categories: tuple[str, ...]
    streets: tuple[str, ...]
    business_areas: tuple[str, ...]
    grades: tuple[str, ...]
    fit_outs: tuple[str, ...]
    metro_lines: tuple[str, ...]
    figures: tuple[str, ...] = tuple(field.name for field in FIGURES)
    days: tuple[str, ...] = tuple(sorted(field.name for field in DATE_FIELDS))
    units: dict[str, str] = {field.name: unit for field, unit in UNITS.items()}
