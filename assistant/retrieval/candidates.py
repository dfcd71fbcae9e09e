"""The passages that a search chooses from: what the vectors and the keyword index name, read from the record."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import access
from assistant.documents.reading import chunks_by_number, chunks_by_vector_id, vector_ids_among
from assistant.documents.seeing import closed_documents, seen_by
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.records import Chunk, ChunkKind, Clearance, DocumentInfo, DocumentKind, Principal
from assistant.retrieval.chunk_store import ChunkStore, Neighbour

_WIDER = 4
_FEW = 2000  # so many vectors are compared one by one within a few milliseconds


@dataclass(frozen=True, slots=True)
class Filter:
    """Which chunks a search is about; None means any."""

    chunk_kinds: frozenset[ChunkKind] | None = None
    document_kinds: frozenset[DocumentKind] | None = None
    document_ids: frozenset[str] | None = None

    def admits(self, chunk: Chunk) -> bool:
        """Whether a chunk is of the wanted kinds and documents."""
        return (
            (self.chunk_kinds is None or chunk.passage.kind in self.chunk_kinds)
            and (self.document_kinds is None or chunk.document.kind in self.document_kinds)
            and (self.document_ids is None or chunk.document.id in self.document_ids)
        )

    @property
    def admits_all(self) -> bool:
        return self.chunk_kinds is None and self.document_kinds is None and self.document_ids is None


@dataclass(frozen=True, slots=True)
class FewChunks:
    """The only chunks that a narrow filter admits: they are compared one by one, and none can be missed."""

    numbers: tuple[int, ...]
    vector_ids: tuple[str, ...]


@dataclass(slots=True)
class Candidates:
    """Chunks of one search with the score that each ranking gave them. ``beside`` are the cosines of those that only the keyword index
    found, ``sentences`` those of each one's nearest sentence; ``exhausted``: there are no more, however deep one asks."""

    dense: dict[str, float] = field(default_factory=dict)
    keyword: dict[str, float] = field(default_factory=dict)
    beside: dict[str, float] = field(default_factory=dict)
    sentences: dict[str, float] = field(default_factory=dict)
    chunks: dict[str, Chunk] = field(default_factory=dict)
    exhausted: bool = True


def few_admitted(session: Session, wanted: Filter, principal: Principal) -> FewChunks | None:
    """What a narrow filter admits of the documents that the caller may see; None for one that admits many."""
    if wanted.admits_all:
        return None
    query = select(ChunkRow.number, ChunkRow.vector_id).join(DocumentRow).where(seen_by(principal))
    if not access.may_see(principal, Clearance.INTERNAL):
        query = query.where(ChunkRow.restricted.is_(False))
    elif closed := closed_documents(session, principal):
        query = query.where(ChunkRow.restricted.is_(False) | DocumentRow.id.not_in(sorted(closed)))
    if wanted.chunk_kinds is not None:
        query = query.where(ChunkRow.kind.in_(wanted.chunk_kinds))
    if wanted.document_kinds is not None:
        query = query.where(DocumentRow.kind.in_(wanted.document_kinds))
    if wanted.document_ids is not None:
        query = query.where(DocumentRow.id.in_(wanted.document_ids))
    rows = session.execute(query.limit(_FEW + 1)).all()
    if len(rows) > _FEW:
        return None
    return FewChunks(tuple(number for number, _ in rows), tuple(vector_id for _, vector_id in rows))


def nearest_of(
    store: ChunkStore, clearance: Clearance, vector: np.ndarray, vector_ids: Sequence[str], k: int
) -> list[Neighbour]:
    """The k nearest of these vectors, compared one by one; best first."""
    found = store.find(clearance, vector_ids)
    if not found:
        return []
    similarities = np.stack(list(found.values())) @ vector
    best = np.argsort(-similarities, kind="stable")[:k]
    ids = list(found)
    return [Neighbour(ids[index], float(similarities[index])) for index in best]


def nearest_open(
    session: Session, store: ChunkStore, clearance: Clearance, vector: np.ndarray, k: int, closed: frozenset[str]
) -> list[Neighbour]:
    """The k nearest vectors of this clearance, best first, as if the ``closed`` documents' internal passages were not there: however many of
    them lie nearer, they take nobody's place."""
    asked = k
    while True:
        neighbours = store.nearest(clearance, vector, asked)
        if not closed or clearance is Clearance.PUBLIC:
            return neighbours
        kept = vector_ids_among(session, [neighbour.vector_id for neighbour in neighbours], closed)
        shown = [neighbour for neighbour in neighbours if neighbour.vector_id not in kept]
        if len(shown) >= k or len(neighbours) < asked:
            return shown[:k]
        asked *= _WIDER


class ChunkReader:
    """Reads chunks and documents of one search from the record, each once, however often the search goes deeper."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._documents: dict[str, DocumentInfo] = {}
        self._by_vector: dict[str, Chunk] = {}
        self._by_number: dict[int, Chunk] = {}
        self._asked_vectors: set[str] = set()
        self._asked_numbers: set[int] = set()

    def by_vector_id(self, scores: dict[str, float]) -> dict[str, Chunk]:
        """Chunks by vector id. A vector whose chunk is gone is left out: it answers nothing."""
        fresh = [vector_id for vector_id in scores if vector_id not in self._asked_vectors]
        self._asked_vectors.update(fresh)
        self._by_vector.update(chunks_by_vector_id(self._session, fresh, self._documents))
        return {vector_id: self._by_vector[vector_id] for vector_id in scores if vector_id in self._by_vector}

    def by_number(self, scores: dict[int, float]) -> dict[int, Chunk]:
        """Chunks by row number."""
        fresh = [number for number in scores if number not in self._asked_numbers]
        self._asked_numbers.update(fresh)
        self._by_number.update(chunks_by_number(self._session, fresh, self._documents))
        return {number: self._by_number[number] for number in scores if number in self._by_number}
