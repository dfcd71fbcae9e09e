"""A small record of policies for tests of addresses: cut by the real chunking, without vectors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.database import Database
from assistant.documents.new_document import document_id
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.documents.vectors import mark_changed
from assistant.records import Clearance, DocumentKind, Passage, Place
from ingest.chunking.articles import chunk_articles
from ingest.chunking.units import read_units
from ingest.parsed import Paragraph


@dataclass(frozen=True)
class Policy:
    """A document as a test describes it; ``longest`` characters of a passage."""

    title: str
    body: str
    number: str = ""
    clearance: Clearance = Clearance.PUBLIC
    valid_from: date | None = date(2024, 4, 1)
    valid_to: date | None = None
    issuer: str = ""
    longest: int = 400


def put(database: Database, *policies: Policy) -> list[str]:
    """Store policies; returns their ids."""
    with database.session() as session:
        for policy in policies:
            row = _document(policy)
            session.add(row)
            session.flush()
            session.add_all(
                _chunk(row.id, ordinal, passage) for ordinal, passage in enumerate(_passages(policy, row.text))
            )
        mark_changed(session)
    return [_id(policy) for policy in policies]


def remove(database: Database, document: str) -> None:
    """Take a document out again."""
    with database.session() as session:
        session.delete(session.get_one(DocumentRow, document))
        mark_changed(session)


def _id(policy: Policy) -> str:
    return document_id(f"{policy.title}-{policy.valid_from}-{policy.issuer}")


def _document(policy: Policy) -> DocumentRow:
    return DocumentRow(
        id=_id(policy),
        name=_id(policy),
        sha256=_id(policy),
        size_bytes=len(policy.body),
        media_type="text/plain",
        kind=DocumentKind.POLICY,
        clearance=policy.clearance,
        title=policy.title,
        document_number=policy.number,
        issuer=policy.issuer,
        valid_from=policy.valid_from,
        valid_to=policy.valid_to,
        text=policy.body.strip(),
    )


def _passages(policy: Policy, text: str) -> list[Passage]:
    blocks: list[Paragraph] = []
    at = 0
    for line in text.splitlines():
        blocks.append(Paragraph(line, Place(at, at + len(line))))
        at += len(line) + 1
    units = read_units([block for block in blocks if block.text])
    return chunk_articles(units, policy.title, lambda part: len(part) <= policy.longest, 400)


def _chunk(document: str, ordinal: int, passage: Passage) -> ChunkRow:
    return ChunkRow(
        id=f"{document}{ordinal:04d}",
        vector_id=f"{document}{ordinal:04d}",
        document_id=document,
        ordinal=ordinal,
        kind=passage.kind,
        text=passage.text,
        embedded_text=passage.text,
        heading=passage.heading,
        locator=passage.locator,
        clause=passage.clause,
        part=passage.part,
        parts=passage.parts,
        start=passage.place.start,
        end=passage.place.end,
    )
