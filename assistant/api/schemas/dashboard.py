"""What staff watch of ledgers, every figure with its rows."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from assistant.buildings.columns import Field as ListingField
from assistant.buildings.ledgers.dashboard import Dashboard, GoneEntry, VacancyGroup
from assistant.buildings.rows import ListedRow


class SourceRow(BaseModel):
    """A row behind a figure, and the cell that the figure stands in."""

    id: str
    name: str
    text: str
    verified_on: date | None
    cell: str
    document: str
    sheet: str
    source_id: str
    chunk_id: str

    @classmethod
    def of(cls, row: ListedRow, field: ListingField) -> "SourceRow":
        place = row.chunk.passage.place
        cell = next((cell for cell in row.cells if cell.field is field and not cell.restricted), None)
        return cls(
            id=row.id,
            name=row.name,
            text=row.shown.get(field, ""),
            verified_on=row.dates.get(ListingField.VERIFIED_ON),
            cell=f"{cell.column}{place.row}" if cell and cell.column and place.row is not None else "",
            document=row.chunk.document.title,
            sheet=place.sheet or "",
            source_id=row.chunk.document.id,
            chunk_id=row.chunk.id,
        )


class VacancyEntry(BaseModel):
    """Vacancy of a street, a grade, or all; ``rows`` are what was added, ``unknown`` counts rows without an exact figure."""

    name: str
    vacant_m2: Decimal
    total_m2: Decimal
    percent: Decimal | None
    unknown: int
    rows: tuple[SourceRow, ...]

    @classmethod
    def of(cls, group: VacancyGroup) -> "VacancyEntry":
        return cls(
            name=group.name,
            vacant_m2=group.vacant_m2,
            total_m2=group.total_m2,
            percent=group.percent,
            unknown=len(group.unknown),
            rows=tuple(SourceRow.of(row, _offered_field(row)) for row in group.counted),
        )


class DashboardResponse(BaseModel):
    """What staff watch."""

    as_of: date
    stale_days: int
    listings: int
    whole: VacancyEntry
    by_street: tuple[VacancyEntry, ...]
    by_grade: tuple[VacancyEntry, ...]
    stale: tuple[SourceRow, ...]
    unverified: int
    gone: tuple[GoneEntry, ...]
    warnings: int
    near_names: int

    @classmethod
    def of(cls, found: Dashboard, today: date, stale_days: int, warnings: int, near_names: int) -> "DashboardResponse":
        return cls(
            as_of=today,
            stale_days=stale_days,
            listings=found.listings,
            whole=VacancyEntry.of(found.whole),
            by_street=tuple(VacancyEntry.of(group) for group in found.by_street),
            by_grade=tuple(VacancyEntry.of(group) for group in found.by_grade),
            stale=tuple(SourceRow.of(row, ListingField.VERIFIED_ON) for row in found.stale),
            unverified=found.unverified,
            gone=found.gone,
            warnings=warnings,
            near_names=near_names,
        )


def _offered_field(row: ListedRow) -> ListingField:
    """The field that the offered area was read from."""
    if ListingField.VACANT_AREA_M2 in row.columns:
        return ListingField.VACANT_AREA_M2
    return ListingField.LAND_AREA_M2 if ListingField.LAND_AREA_M2 in row.spans else ListingField.TOTAL_AREA_M2
