"""What staff watch of ledgers, every figure with its rows."""

from datetime import date

from assistant.buildings.columns import Field as ListingField
from assistant.buildings.ledgers import dashboard as watched
from assistant.buildings.rows import ListedRow
from assistant.contract.ledgers import Dashboard, SourceRow, Vacancy


def dashboard_of(found: watched.Dashboard, today: date, stale_days: int, warnings: int, near_names: int) -> Dashboard:
    """The state of the ledgers with what waits for a person."""
    return Dashboard(
        as_of=today,
        stale_days=stale_days,
        listings=found.listings,
        whole=_vacancy(found.whole),
        by_street=tuple(map(_vacancy, found.by_street)),
        by_grade=tuple(map(_vacancy, found.by_grade)),
        stale=tuple(_source(row, ListingField.VERIFIED_ON) for row in found.stale),
        unverified=found.unverified,
        gone=found.gone,
        warnings=warnings,
        near_names=near_names,
    )


def _source(row: ListedRow, field: ListingField) -> SourceRow:
    place = row.chunk.passage.place
    cell = next((cell for cell in row.cells if cell.field is field and not cell.restricted), None)
    return SourceRow(
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


def _vacancy(group: watched.VacancyGroup) -> Vacancy:
    return Vacancy(
        name=group.name,
        vacant_m2=group.vacant_m2,
        total_m2=group.total_m2,
        percent=group.percent,
        unknown=len(group.unknown),
        rows=tuple(_source(row, _offered_field(row)) for row in group.counted),
    )


def _offered_field(row: ListedRow) -> ListingField:
    """The field that the offered area was read from."""
    if ListingField.VACANT_AREA_M2 in row.columns:
        return ListingField.VACANT_AREA_M2
    return ListingField.LAND_AREA_M2 if ListingField.LAND_AREA_M2 in row.spans else ListingField.TOTAL_AREA_M2
