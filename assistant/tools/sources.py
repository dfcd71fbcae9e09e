"""Where what a tool returns stands: one shape for passages, clauses, rows and documents."""

from datetime import date

from pydantic import BaseModel, Field

from assistant import access
from assistant.buildings.rows import ListedRow
from assistant.errors import InvalidInput, NotFound
from assistant.incentives.records import Quote
from assistant.policies.clauses import ClauseFinder
from assistant.records import Chunk, Clearance, DocumentInfo, Principal, Status

_MOST_CANDIDATES = 8


class Source(BaseModel):
    """出处。quote 是原文，逐字；status 是所问那一天的效力。source_id 是文件编号，chunk_id 是原文片段编号（整份文件时为空）。"""

    label: str = Field(description="完整引用，如《办法》第八条 / the citation to show")
    document: str
    document_number: str
    clause: str | None
    page: int | None
    sheet: str | None
    row: int | None
    quote: str
    status: Status
    valid_from: date | None
    valid_to: date | None
    clearance: Clearance
    source_id: str
    chunk_id: str

    @classmethod
    def of_chunk(cls, chunk: Chunk, day: date, quote: str | None = None, part: str = "") -> "Source":
        """A passage; ``quote`` where less, or more, than its own text is meant, ``part`` what of the clause (第二款)."""
        info, place = chunk.document, chunk.passage.place
        return cls(
            label=f"{chunk.citation}{part}",
            document=info.title,
            document_number=info.document_number,
            clause=chunk.passage.clause,
            page=place.page,
            sheet=place.sheet,
            row=place.row,
            quote=chunk.passage.text if quote is None else quote,
            status=access.chunk_status_on(chunk, day),
            valid_from=info.valid_from,
            valid_to=info.valid_to,
            clearance=chunk.clearance,
            source_id=info.id,
            chunk_id=chunk.id,
        )

    @classmethod
    def of_row(cls, row: ListedRow, day: date) -> "Source":
        """A listed row: its cells as the caller may see them."""
        cells = "；".join(f"{cell.header}：{cell.text}" for cell in row.cells if cell.text.strip())
        return cls.of_chunk(row.chunk, day, cells)

    @classmethod
    def of_quote(cls, quote: Quote, chunk: Chunk, day: date) -> "Source":
        """Words of a clause."""
        return cls.of_chunk(chunk, day, quote.text)

    @classmethod
    def of_document(cls, info: DocumentInfo, day: date, clause: str | None = None, quote: str = "") -> "Source":
        """A document as a whole, or a clause of it without its passage."""
        return cls(
            label=f"《{info.title}》{clause or ''}",
            document=info.title,
            document_number=info.document_number,
            clause=clause,
            page=None,
            sheet=None,
            row=None,
            quote=quote,
            status=access.clause_status_on(info, clause, day),
            valid_from=info.valid_from,
            valid_to=info.valid_to,
            clearance=info.clearance,
            source_id=info.id,
            chunk_id="",
        )


def editions_called(finder: ClauseFinder, name: str, principal: Principal, day: date) -> tuple[DocumentInfo, ...]:
    """The document that is called so - by id, title, 文号, 简称 or abbreviation - and its other editions after it.

    Raises NotFound where none is, InvalidInput with the candidates where several are.
    """
    wanted = name.strip().strip("《》 ")
    if not wanted:
        raise InvalidInput("请写明是哪份文件：标题、文号或文件编号")
    meant = finder.meant(wanted, principal, day)
    if meant.candidates:
        listed = "、".join(f"《{info.title}》（{info.id}）" for info in meant.candidates[:_MOST_CANDIDATES])
        more = f"等 {len(meant.candidates)} 份" if len(meant.candidates) > _MOST_CANDIDATES else ""
        raise InvalidInput(f"“{wanted}”可以指多份文件，请写全标题或用编号指明一份：{listed}{more}")
    if not meant.editions:
        raise NotFound(f"资料库中没有“{wanted}”，请核对标题、文号或编号")
    return meant.editions


def document_called(finder: ClauseFinder, name: str, principal: Principal, day: date) -> DocumentInfo:
    """The edition to use on the day of the document that is called so. Raises like ``editions_called``."""
    return editions_called(finder, name, principal, day)[0]
