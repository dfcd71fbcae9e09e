"""What held documents do to each other: repeal, replace, extend. Worked out anew after every change, whatever the order of reading."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from assistant.documents.metadata import effective_values
from assistant.documents.reading import fact_of
from assistant.documents.tables import DocumentRow, FactRow
from assistant.policies.succession import Edition, edition_starts, superseded_editions
from assistant.policies.validity import Repeal, RepealingDocument, apply_repeals
from assistant.records import Clearance, DocumentKind, Fact

_LINKED_FIELDS = ("valid_to", "edition_from")


def relink(session: Session) -> None:
    """Write to every document which other one ended it and when, and from when its own text holds."""
    rows = list(session.scalars(select(DocumentRow).options(defer(DocumentRow.text))))
    stated = _stated(session)
    editions = [_edition(row, stated.get(row.id, {})) for row in rows if row.kind is DocumentKind.POLICY]
    repealed, superseded = apply_repeals([_repealing(row) for row in rows]), superseded_editions(editions)
    starts = edition_starts(editions)
    for row in rows:
        ends = [end for end in (repealed.get(row.id), superseded.get(row.id)) if end is not None]
        row.repealed_on, row.repealed_by = min(ends, key=lambda end: end[0], default=(None, None))
        row.amended = row.id in superseded and superseded[row.id] == (row.repealed_on, row.repealed_by)
        row.edition_from = starts.get(row.id)


def _stated(session: Session) -> dict[str, dict[str, str]]:
    """What the facts give for the columns that relinking overwrites, by document: what follows from links must not pass for stated."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    for row in session.scalars(select(FactRow).where(FactRow.field.in_(_LINKED_FIELDS))):
        facts[row.document_id].append(fact_of(row))
    return {document_id: effective_values(found) for document_id, found in facts.items()}


def _edition(row: DocumentRow, stated: Mapping[str, str]) -> Edition:
    public = row.clearance is Clearance.PUBLIC
    own_start = stated.get("edition_from")
    edition_from = date.fromisoformat(own_start) if own_start else None
    return Edition(row.id, row.title, row.issuer, row.issued_on, row.valid_from, public, edition_from)


def _repealing(row: DocumentRow) -> RepealingDocument:
    return RepealingDocument(
        id=row.id,
        title=row.title,
        document_number=row.document_number,
        issued_on=row.issued_on,
        valid_from=row.valid_from,
        repeals=tuple(Repeal(**repeal) for repeal in row.repeals),
    )
