"""Clauses by their address, with the references in their text."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel

from assistant import access
from assistant.contract.policies import NamedDocument
from assistant.policies.clause_messages import edition_line, missing_lines
from assistant.policies.clauses import ClauseFinder, ClauseLookup, Outcome
from assistant.policies.references import ClauseReference, references_in
from assistant.records import Clearance, DocumentInfo, Principal, Status


def named_document(info: DocumentInfo, day: date) -> NamedDocument:
    """A document by its name, as it stands on a day."""
    return NamedDocument(
        source_id=info.id,
        document=info.title,
        document_number=info.document_number,
        status=access.document_status_on(info, day),
        first_day=access.first_day_of(info),
        valid_from=info.valid_from,
        valid_to=info.valid_to,
    )


class ReferenceTarget(BaseModel):
    """Where a reference leads, and the ``text`` there, to be shown in place; without, it leads nowhere that the caller may see."""

    address: str
    outcome: Outcome
    text: str
    document: str
    source_id: str | None
    chunk_ids: tuple[str, ...]
    status: Status | None

    @classmethod
    def of(cls, lookup: ClauseLookup, day: date) -> "ReferenceTarget":
        info = lookup.document
        title = info.title if info is not None else lookup.address.document
        return cls(
            address=f"《{title}》{lookup.address.clause}",
            outcome=lookup.outcome,
            text=lookup.text,
            document=title,
            source_id=info.id if info is not None else None,
            chunk_ids=tuple(chunk.id for chunk in lookup.chunks),
            status=lookup.status_on(day),
        )


class ReferenceEntry(BaseModel):
    """A reference in a clause's text: characters ``start`` to ``end`` of it. A range has several targets."""

    start: int
    end: int
    text: str
    targets: tuple[ReferenceTarget, ...]

    @classmethod
    def of(cls, reference: ClauseReference, text: str, day: date) -> "ReferenceEntry":
        return cls(
            start=reference.start,
            end=reference.end,
            text=text[reference.start : reference.end],
            targets=tuple(ReferenceTarget.of(lookup, day) for lookup in reference.targets),
        )


class ClauseEntry(BaseModel):
    """What stands at one address.

    ``text`` is what the address names (the whole article where the part does not exist), ``message`` says what is missing and what there is
    instead, ``edition`` which of several held editions was used. ``references`` count characters of ``text``.
    """

    address: str
    outcome: Outcome
    message: str
    edition: str
    text: str
    label: str
    clause: str | None
    heading: str
    document: str
    document_number: str
    source_id: str | None
    chunk_id: str | None
    chunk_ids: tuple[str, ...]
    page: int | None
    status: Status | None
    valid_from: date | None
    valid_to: date | None
    clearance: Clearance | None
    editions: tuple[NamedDocument, ...]
    candidates: tuple[NamedDocument, ...]
    references: tuple[ReferenceEntry, ...]

    @classmethod
    def of(cls, lookup: ClauseLookup, references: Sequence[ClauseReference], day: date) -> "ClauseEntry":
        info, first = lookup.document, lookup.chunks[0] if lookup.chunks else None
        title = info.title if info is not None else lookup.address.document
        return cls(
            address=f"《{title}》{lookup.address.clause}",
            outcome=lookup.outcome,
            message="".join(missing_lines([lookup], day)),
            edition=edition_line(lookup, day),
            text=lookup.text,
            label=f"{first.citation}{lookup.address.part if lookup.found else ''}" if first is not None else "",
            clause=first.passage.clause if first is not None else None,
            heading=first.passage.heading if first is not None else "",
            document=title,
            document_number=info.document_number if info is not None else "",
            source_id=info.id if info is not None else None,
            chunk_id=first.id if first is not None else None,
            chunk_ids=tuple(chunk.id for chunk in lookup.chunks),
            page=first.passage.place.page if first is not None else None,
            status=lookup.status_on(day),
            valid_from=info.valid_from if info is not None else None,
            valid_to=info.valid_to if info is not None else None,
            clearance=first.clearance if first is not None else None,
            editions=tuple(named_document(edition, day) for edition in lookup.editions),
            candidates=tuple(named_document(candidate, day) for candidate in lookup.candidates),
            references=tuple(ReferenceEntry.of(reference, lookup.text, day) for reference in references),
        )


class ClausesResponse(BaseModel):
    """One entry for each address named, in order."""

    clauses: tuple[ClauseEntry, ...]

    @classmethod
    def of(
        cls, lookups: Sequence[ClauseLookup], finder: ClauseFinder, principal: Principal, day: date
    ) -> "ClausesResponse":
        entries = []
        for lookup in lookups:
            references: tuple[ClauseReference, ...] = ()
            if lookup.document is not None and lookup.chunks:
                references = references_in(
                    lookup.text, lookup.chunks[0].passage.clause, lookup.document, finder, principal, day
                )
            entries.append(ClauseEntry.of(lookup, references, day))
        return cls(clauses=tuple(entries))
