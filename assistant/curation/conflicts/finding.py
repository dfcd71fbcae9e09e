"""Looks for held sentences that speak of the matter of a new one and give another figure: every sentence's vector is stored already, so this
reads each once, in blocks, and embeds nothing."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.curation.conflicts.statements import (
    LEAST_LIKENESS,
    Statement,
    comparable,
    differing,
    statements_of,
)
from assistant.documents.reading import to_chunks
from assistant.documents.tables import ChunkRow, DocumentRow, FactRow
from assistant.records import ChunkKind, DocumentKind

_KINDS = (DocumentKind.POLICY, DocumentKind.GUIDE, DocumentKind.REPORT, DocumentKind.OTHER)
_OWN_FACTS = ("valid_from", "valid_to", "edition_from", "issued_on")
_BLOCK = 500  # passages
_MOST_OF_A_PAIR = 20
Stored = Callable[[Sequence[str]], Mapping[str, np.ndarray]]
"""The vectors of what stands above a passage and of its sentences, shape (1 + sentences, dimensions), by the passage's id."""


@dataclass(frozen=True, slots=True)
class Found:
    """Two statements of one matter. ``figures`` are the values that differ, the newer document's first; ``likeness`` is their cosine."""

    newer: Statement
    older: Statement
    figures: tuple[tuple[str, str], ...]
    likeness: float


def find_conflicts(
    session: Session, stored: Stored, document_ids: Collection[str], told: Callable[[int], None] = lambda done: None
) -> tuple[Found, ...]:
    """What the documents state otherwise than another held one, the most alike first and at most so many of two documents. ``told`` hears how
    many statements were read."""
    own = _own_words(session)
    asked = [one for block in _statements(session, stored, own, document_ids) for one in block]
    if not asked:
        return ()
    vectors = np.stack([one.vector for one in asked])
    order = dict(session.execute(select(DocumentRow.id, DocumentRow.ingested_at)).all())
    found: dict[tuple[str, str], list[Found]] = defaultdict(list)
    seen: set[frozenset[tuple[str, str]]] = set()
    done = 0
    for block in _statements(session, stored, own, None):
        done += len(block)
        told(done)
        if not block:
            continue
        likeness = vectors @ np.stack([one.vector for one in block]).T
        for first, second in zip(*np.nonzero(likeness >= LEAST_LIKENESS), strict=True):
            one, other = asked[first], block[second]
            pair = frozenset({(one.chunk.id, one.sentence), (other.chunk.id, other.sentence)})
            if pair in seen or not comparable(one.chunk, other.chunk):
                continue
            seen.add(pair)
            newer, older = sorted((one, other), key=lambda item: order[item.chunk.document.id], reverse=True)
            if figures := differing(newer, older):
                documents = (newer.chunk.document.id, older.chunk.document.id)
                found[documents].append(Found(newer, older, figures, float(likeness[first, second])))
    kept = (sorted(of_two, key=lambda one: -one.likeness)[:_MOST_OF_A_PAIR] for of_two in found.values())
    return tuple(sorted((one for some in kept for one in some), key=lambda one: -one.likeness))


def _statements(
    session: Session, stored: Stored, own: Mapping[str, Sequence[str]], document_ids: Collection[str] | None
) -> Iterator[list[Statement]]:
    """The statements of the passages in running text, in blocks; None: of all documents."""
    query = (
        select(ChunkRow.number, ChunkRow.document_id)
        .join(DocumentRow, DocumentRow.id == ChunkRow.document_id)
        .where(ChunkRow.kind != ChunkKind.ROW, DocumentRow.kind.in_(_KINDS))
    )
    numbers = [
        number
        for number, document_id in session.execute(query.order_by(ChunkRow.number))
        if document_ids is None or document_id in document_ids
    ]
    for start in range(0, len(numbers), _BLOCK):
        rows = session.scalars(select(ChunkRow).where(ChunkRow.number.in_(numbers[start : start + _BLOCK]))).all()
        vectors = stored([row.id for row in rows])
        yield [
            statement
            for chunk in to_chunks(session, rows)
            if chunk.id in vectors
            for statement in statements_of(chunk, vectors[chunk.id], own.get(chunk.document.id, ()))
        ]


def _own_words(session: Session) -> dict[str, list[str]]:
    """The words from which each document's own days were read."""
    found: dict[str, list[str]] = defaultdict(list)
    query = select(FactRow.document_id, FactRow.evidence).where(
        FactRow.field.in_(_OWN_FACTS), FactRow.origin == "text", FactRow.evidence != ""
    )
    for document_id, evidence in session.execute(query):
        found[document_id].append(evidence)
    return found
