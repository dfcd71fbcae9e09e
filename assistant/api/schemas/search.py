"""What a search finds."""

from datetime import date

from pydantic import BaseModel

from assistant import access
from assistant.records import ChunkKind, Clearance, Hit, Status


class SearchHit(BaseModel):
    """A passage that a search found. ``score`` orders the hits of one search."""

    chunk_id: str
    source_id: str
    document: str
    label: str
    kind: ChunkKind
    heading: str
    clause: str | None
    text: str
    score: float
    page: int | None
    sheet: str | None
    row: int | None
    status: Status
    valid_from: date | None
    valid_to: date | None
    clearance: Clearance

    @classmethod
    def of(cls, hit: Hit, day: date) -> "SearchHit":
        chunk = hit.chunk
        place = chunk.passage.place
        return cls(
            chunk_id=chunk.id,
            source_id=chunk.document.id,
            document=chunk.document.title,
            label=chunk.citation,
            kind=chunk.passage.kind,
            heading=chunk.passage.heading,
            clause=chunk.passage.clause,
            text=hit.text,
            score=hit.score,
            page=place.page,
            sheet=place.sheet,
            row=place.row,
            status=access.chunk_status_on(chunk, day),
            valid_from=chunk.document.valid_from,
            valid_to=chunk.document.valid_to,
            clearance=chunk.clearance,
        )


class SearchResponse(BaseModel):
    """``hits`` are in force on the day asked about; ``lapsed`` matched but are not. ``notice`` says where something may be missing."""

    hits: tuple[SearchHit, ...]
    lapsed: tuple[SearchHit, ...]
    notice: str = ""
    timings_ms: dict[str, float]
