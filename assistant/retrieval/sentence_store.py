"""Vectors of the single sentences of every passage: a search orders what it found by them, and the reader reads them.

A sentence that answers stands out alone and is lost in the vector of a long passage. The vectors lie in the record, one row a passage, and go
with it; they are computed where the vector store is brought in step (``documents/vectors.py``), so that a question costs one
embedding. A passage whose row is missing is found by its own vector, and read all the same.
"""

from collections.abc import Callable, Sequence

import numpy as np
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from assistant.database import Database
from assistant.documents.reading import to_chunks
from assistant.documents.tables import ChunkRow, SentenceVectorsRow
from assistant.retrieval.reader import SentenceVectors, readable

_TOGETHER = 128
_STORED = np.dtype("<f2")


class SentenceStore:
    """Keeps them. Threads may share it."""

    def __init__(self, database: Database, vectors: SentenceVectors, model: str) -> None:
        """``model`` names the encoder: rows of another one count as missing."""
        self._database = database
        self._vectors = vectors
        self._model = model

    def nearest_sentences(self, session: Session, question: str, chunk_ids: Sequence[str]) -> dict[str, float]:
        """The cosine of each passage's nearest sentence, by chunk id; passages that have none or no row are left out."""
        asked = self._vectors.question(question)
        found = self._read(session, chunk_ids)
        return {key: float((vectors[1:] @ asked).max()) for key, vectors in found.items() if len(vectors) > 1}

    def of(self, chunk_ids: Sequence[str]) -> dict[str, np.ndarray]:
        """The vectors of what stands above a passage and of its sentences, shape (1 + sentences, dimensions), by chunk id."""
        with self._database.session() as session:
            return self._read(session, chunk_ids)

    def fill(self, progress: Callable[[int, int], None] | None = None, at_most: int | None = None) -> int:
        """Compute what is missing; returns for how many passages. Where more than ``at_most`` are missing none is computed: that takes long and
        is the business of the next ingestion. The caller holds the writer's place."""
        with self._database.session() as session:
            numbers = without_vectors(session, self._model)
        if at_most is not None and len(numbers) > at_most:
            return 0
        for start in range(0, len(numbers), _TOGETHER):
            self._compute(numbers[start : start + _TOGETHER])
            if progress:
                progress(min(start + _TOGETHER, len(numbers)), len(numbers))
        return len(numbers)

    def _compute(self, numbers: Sequence[int]) -> None:
        with self._database.session() as session:
            rows = list(session.scalars(select(ChunkRow).where(ChunkRow.number.in_(numbers))))
            passages = {chunk.id: readable(chunk) for chunk in to_chunks(session, rows)}
        texts = [text for passage in passages.values() for text in (passage.above, *passage.sentences)]
        computed = self._vectors.computed(texts)
        with self._database.session() as session:
            held = set(session.scalars(select(ChunkRow.id).where(ChunkRow.id.in_(list(passages)))))
            session.execute(delete(SentenceVectorsRow).where(SentenceVectorsRow.chunk_id.in_(held)))
            for key, passage in passages.items():
                if key in held:  # else it was deleted meanwhile
                    vectors = np.stack([computed[text] for text in (passage.above, *passage.sentences)])
                    stored = vectors.astype(_STORED).tobytes()
                    session.add(SentenceVectorsRow(chunk_id=key, model=self._model, vectors=stored))

    def _read(self, session: Session, chunk_ids: Sequence[str]) -> dict[str, np.ndarray]:
        query = select(SentenceVectorsRow.chunk_id, SentenceVectorsRow.vectors).where(
            SentenceVectorsRow.chunk_id.in_(chunk_ids), SentenceVectorsRow.model == self._model
        )
        width = self._vectors.dimensions
        return {
            key: np.frombuffer(stored, _STORED).reshape(-1, width).astype(np.float32)
            for key, stored in session.execute(query)
        }


def without_vectors(session: Session, model: str) -> list[int]:
    """The numbers of the passages that have no vectors of this encoder, in order."""
    query = (
        select(ChunkRow.number)
        .outerjoin(SentenceVectorsRow, SentenceVectorsRow.chunk_id == ChunkRow.id)
        .where(or_(SentenceVectorsRow.chunk_id.is_(None), SentenceVectorsRow.model != model))
        .order_by(ChunkRow.number)
    )
    return list(session.scalars(query))


def forget_sentences(session: Session, document_id: str) -> None:
    """Drop the vectors of a document whose title changed: it stands above every passage."""
    chunks = select(ChunkRow.id).where(ChunkRow.document_id == document_id)
    session.execute(delete(SentenceVectorsRow).where(SentenceVectorsRow.chunk_id.in_(chunks)))
