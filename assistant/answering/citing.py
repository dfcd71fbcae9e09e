"""Numbered citations of one answer."""

from datetime import date

from assistant.access import chunk_status_on
from assistant.records import Chunk, Citation


class CitationList:
    """Gives each quotation a number, from 1 in the order of first use. One passage may be cited with several quotations."""

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        self._citations: dict[tuple[str, str], Citation] = {}
        self._announced = 0

    def cite(self, chunk: Chunk, quote: str) -> int:
        """The number of this quotation, which stands verbatim in the chunk."""
        key = (chunk.id, quote)
        if key not in self._citations:
            self._citations[key] = citation_of(chunk, quote, len(self._citations) + 1, self._as_of)
        return self._citations[key].number

    def on(self, day: date) -> "CitationList":
        """The same list, to cite passages by their validity on another day."""
        other = CitationList(day)
        other._citations = self._citations
        return other

    def take_new(self) -> tuple[Citation, ...]:
        """The citations that were added since the last call."""
        new = self.all[self._announced :]
        self._announced = len(self._citations)
        return new

    @property
    def all(self) -> tuple[Citation, ...]:
        return tuple(self._citations.values())


def citation_of(chunk: Chunk, quote: str, number: int, as_of: date) -> Citation:
    """A chunk as the source of a claim on a day."""
    document, place = chunk.document, chunk.passage.place
    return Citation(
        number=number,
        label=chunk.citation,
        document=document.title,
        clause=chunk.passage.clause,
        page=place.page,
        sheet=place.sheet,
        row=place.row,
        quote=quote,
        clearance=chunk.clearance,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        status=chunk_status_on(chunk, as_of),
        source_id=document.id,
        chunk_id=chunk.id,
    )
