"""Keeps Chroma, and the vectors of single sentences, in step with the relational store, which is the record.

Every change of the record first marks the vectors dirty, in the same transaction; only a finished reconciliation marks them clean.
A process killed in between leaves the mark, and the next one mends the difference.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from assistant.database import Database
from assistant.database.server import ServerWriter, hold_changes
from assistant.documents.tables import ChunkRow, DocumentRow, StoreFactRow
from assistant.errors import WriterBusy
from assistant.records import Clearance
from assistant.retrieval.chunk_store import ChunkStore
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.sentence_store import SentenceStore

_EMBED_BATCH = 1024
_FEW = 1000
"""Passages whose sentences are embedded while somebody waits for a change, or for the service to start."""
_DIRTY = "vectors_dirty"
_GENERATION = "generation"


def mark_changed(session: Session) -> None:
    """In the transaction of a change: vectors need looking at, and readers' caches are stale."""
    hold_changes(session)
    _set(session, _DIRTY, "1")
    row = session.get(StoreFactRow, _GENERATION, populate_existing=True)
    _set(session, _GENERATION, str(int(row.value) + 1 if row else 1))


def _set(session: Session, name: str, value: str) -> None:
    row = session.get(StoreFactRow, name)
    if row is None:
        session.add(StoreFactRow(name=name, value=value))
    else:
        row.value = value


def effective_clearance_is(clearance: Clearance) -> ColumnElement[bool]:
    """The clearance rule of ``Chunk.clearance`` as a query over chunks joined with documents."""
    if clearance is Clearance.PUBLIC:
        return and_(DocumentRow.clearance == Clearance.PUBLIC, ChunkRow.restricted.is_(False))
    return or_(DocumentRow.clearance == Clearance.INTERNAL, ChunkRow.restricted.is_(True))


def wanted_ids(session: Session, clearance: Clearance) -> set[str]:
    """The ids of the vectors that the record names for a clearance."""
    query = select(ChunkRow.vector_id).join(DocumentRow).where(effective_clearance_is(clearance))
    return set(session.scalars(query))


def is_dirty(session: Session) -> bool:
    """Whether a change was made after which no reconciliation was finished."""
    row = session.get(StoreFactRow, _DIRTY)
    return row is not None and row.value == "1"


class VectorSynchroniser:
    """Adds what Chroma lacks and removes what the record no longer holds."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        store: ChunkStore,
        lock_path: Path,
        sentences: SentenceStore | None = None,
    ) -> None:
        self.database = database
        self.sentences = sentences
        self.embedder = embedder
        self.store = store
        on_file = database.engine.dialect.name == "sqlite"
        self._place = FileWriter(lock_path) if on_file else ServerWriter(database.engine)

    def writing(self, wait_seconds: float = 0) -> AbstractContextManager[None]:
        """Hold the one writer's place. Raises WriterBusy when another process has it."""
        return self._place.held(wait_seconds)

    def add(self, clearance: Clearance, vector_ids: Sequence[str], texts: Sequence[str]) -> None:
        """Embed and store ahead of the record: ids that the record does not name yet answer nothing."""
        if vector_ids:
            self.store.check_fingerprint(self.embedder.fingerprint)
            self.store.add(clearance, list(vector_ids), self.embedder.embed_documents(texts))

    def is_dirty(self) -> bool:
        with self.database.session() as session:
            return is_dirty(session)

    def reconcile(
        self, progress: Callable[[int, int], None] | None = None, most_sentences: int | None = None
    ) -> tuple[int, int]:
        """Make Chroma hold exactly the record's vectors, and every sentence have one; returns how many were added to and removed from Chroma.

        Where sentences of more than ``most_sentences`` passages have none, they are left to the next ingestion. The caller holds the writer's place. A change made meanwhile leaves the store dirty for the next reconciliation.
        """
        self.store.check_fingerprint(self.embedder.fingerprint)  # a store that was told of no model would start anew
        with self.database.session() as session:
            generation = session.get(StoreFactRow, _GENERATION)
            seen = generation.value if generation else "0"
        added = removed = 0
        held = {clearance: self.store.vector_ids(clearance) for clearance in Clearance}
        for clearance, present in held.items():
            wanted = self._wanted(clearance)
            missing = sorted(wanted - present)
            for batch in _batches(missing):
                self._restore(clearance, batch, held)
                added += len(batch)
                if progress:
                    progress(added, len(missing))
        for clearance, present in held.items():
            stale = sorted(present - self._wanted(clearance))
            if stale:
                self.store.remove(clearance, stale)
                removed += len(stale)
        self.fill_sentences(progress, most_sentences)
        with self.database.session() as session:
            hold_changes(session)
            generation = session.get(StoreFactRow, _GENERATION)
            if (generation.value if generation else "0") == seen:
                _set(session, _DIRTY, "0")
        return added, removed

    def fill_sentences(self, progress: Callable[[int, int], None] | None = None, at_most: int | None = None) -> None:
        """Give every sentence that has none its vector, unless more than ``at_most`` passages lack them. The caller holds the writer's place."""
        if self.sentences is not None:
            self.sentences.fill(progress, at_most)

    def reconcile_if_free(self) -> None:
        """Reconcile now unless another process is writing: that one will see the mark when it ends."""
        try:
            with self.writing():
                self.reconcile(most_sentences=_FEW)
        except WriterBusy:
            return

    def _wanted(self, clearance: Clearance) -> set[str]:
        with self.database.session() as session:
            return wanted_ids(session, clearance)

    def _restore(self, clearance: Clearance, vector_ids: Sequence[str], held: Mapping[Clearance, set[str]]) -> None:
        """Add vectors from the other collection where a release moved them, else embed them."""
        other = Clearance.INTERNAL if clearance is Clearance.PUBLIC else Clearance.PUBLIC
        movable = [vector_id for vector_id in vector_ids if vector_id in held[other]]
        if movable:
            self.store.add(clearance, movable, np.asarray(self.store.get(other, movable), dtype=np.float32))
        unknown = sorted(set(vector_ids) - set(movable))
        with self.database.session() as session:
            query = select(ChunkRow.vector_id, ChunkRow.embedded_text).where(ChunkRow.vector_id.in_(unknown))
            texts = dict(session.execute(query).all())
        self.add(clearance, list(texts), list(texts.values()))


class FileWriter:
    """The one writer's place in a data folder: a locked file. A thread that has it may enter again."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(path)

    @contextmanager
    def held(self, wait_seconds: float) -> Iterator[None]:
        """Raises WriterBusy when another process or thread has the place for longer than this."""
        try:
            self._lock.acquire(timeout=wait_seconds)
        except Timeout as error:
            raise WriterBusy("另一个进程正在写入资料库，请等它结束后再试") from error
        try:
            yield
        finally:
            self._lock.release()


def _batches(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), _EMBED_BATCH):
        yield items[start : start + _EMBED_BATCH]
