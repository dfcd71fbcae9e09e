"""What held documents do to each other: repeal, replace, extend. Worked out anew after every change, whatever the order of reading."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from assistant.documents.metadata import effective_values
from assistant.documents.reading import fact_of
from assistant.documents.seeing import kept_to
from assistant.documents.tables import DocumentRow, FactRow
from assistant.documents.twins import copies
from assistant.policies.extensions import ExtendingDocument, Extension, apply_extensions
from assistant.policies.repeals import Repeal, RepealingDocument, apply_repeals, clause_ends
from assistant.policies.succession import Edition, edition_starts, superseded_editions
from assistant.records import Clearance, DocumentKind, Fact

_LINKED_FIELDS = ("valid_to", "edition_from")


def relink(session: Session) -> None:
    """Write to every document what other ones do to it: its end, that of single clauses, its extended term, the start of its own text."""
    rows = list(session.scalars(select(DocumentRow).options(defer(DocumentRow.text))))
    stated = _stated(session)
    documents = [repealing_document(row) for row in rows]
    alike, arrivals = copies(session, rows), _arrivals(rows)
    editions = [
        _edition(row, stated.get(row.id, {}), alike.get(row.id, frozenset()), arrivals[row.id])
        for row in rows
        if row.kind is DocumentKind.POLICY
    ]
    repealed, superseded = apply_repeals(documents), superseded_editions(editions)
    starts = edition_starts(editions)
    extended = apply_extensions(
        [
            _extending(row, document, stated.get(row.id, {}).get("valid_to"))
            for row, document in zip(rows, documents, strict=True)
        ]
    )
    corrected = _corrected_ends(session)
    ended_clauses: dict[str, list[dict[str, str]]] = defaultdict(list)
    public = {row.id for row in rows if row.clearance is Clearance.PUBLIC}
    for end in clause_ends(documents):
        if end.adjusted and end.document_id in public and end.by not in public:
            continue  # its words would be shown to those who may not see them
        ended_clauses[end.document_id].append(
            {"clause": end.clause, "ended_on": end.on.isoformat(), "ended_by": end.by, "adjusted": end.adjusted}
        )
    for row in rows:
        ends = [end for end in (repealed.get(row.id), superseded.get(row.id)) if end is not None]
        row.repealed_on, row.repealed_by = min(ends, key=lambda end: end[0], default=(None, None))
        row.amended = row.id in superseded and superseded[row.id] == (row.repealed_on, row.repealed_by)
        row.edition_from = starts.get(row.id)
        row.ended_clauses = ended_clauses[row.id]
        own_end = _day(stated.get(row.id, {}).get("valid_to"))
        # What an administrator wrote is the last word, also over a notice.
        extension = None if row.id in corrected else extended.get(row.id)
        row.valid_to, row.extended_by = extension or (own_end, None)


def _corrected_ends(session: Session) -> frozenset[str]:
    """Ids of the documents whose last day an administrator corrected."""
    query = select(FactRow.document_id).where(FactRow.field == "valid_to", FactRow.origin == "admin")
    return frozenset(session.scalars(query))


def _stated(session: Session) -> dict[str, dict[str, str]]:
    """What the facts give for the columns that relinking overwrites, by document: what follows from links must not pass for stated."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    for row in session.scalars(select(FactRow).where(FactRow.field.in_(_LINKED_FIELDS))):
        facts[row.document_id].append(fact_of(row))
    return {document_id: effective_values(found) for document_id, found in facts.items()}


def _arrivals(rows: Sequence[DocumentRow]) -> dict[str, int]:
    """The place of each document in the order in which they came."""
    in_order = sorted(rows, key=lambda row: (row.arrived_at or row.ingested_at, row.id))
    return {row.id: place for place, row in enumerate(in_order)}


def _edition(row: DocumentRow, stated: Mapping[str, str], alike: frozenset[str], arrived: int) -> Edition:
    public = row.clearance is Clearance.PUBLIC
    return Edition(
        row.id,
        row.title,
        row.issuer,
        row.issued_on,
        row.valid_from,
        public,
        _day(stated.get("edition_from")),
        kept_to(row),
        alike,
        arrived,
    )


def _extending(row: DocumentRow, document: RepealingDocument, stated_end: str | None) -> ExtendingDocument:
    extensions = tuple(Extension(**extension) for extension in row.extensions)
    return ExtendingDocument(document, _day(stated_end), row.clearance is Clearance.PUBLIC, extensions)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def repealing_document(row: DocumentRow) -> RepealingDocument:
    """A document with what it says it repeals."""
    return RepealingDocument(
        id=row.id,
        title=row.title,
        document_number=row.document_number,
        issued_on=row.issued_on,
        valid_from=row.valid_from,
        repeals=tuple(Repeal(**repeal) for repeal in row.repeals),
        kept_to=kept_to(row),
    )
