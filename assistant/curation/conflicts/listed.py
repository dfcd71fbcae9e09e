"""The conflicts that wait for a person, and what was decided of them."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assistant.access import CURRENT, chunk_status_on, visible
from assistant.contract.conflicts import ConflictState
from assistant.curation.conflicts.finding import Found, Stored, find_conflicts
from assistant.curation.curators import check_curator
from assistant.curation.tables import CheckedDocumentRow, ConflictRow
from assistant.database import Database, utc_now
from assistant.documents.reading import to_chunks
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.errors import InvalidInput, NotFound
from assistant.records import Chunk, Principal, Status

_LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sentences, in its passage."""

    chunk: Chunk
    sentence: str
    status: Status


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sentences of one matter with different figures; the document of ``newer`` was read in later."""

    id: int
    newer: Side
    older: Side
    figures: tuple[tuple[str, str], ...]
    likeness: float
    state: ConflictState
    note: str
    found_at: datetime
    decided_by: str
    decided_at: datetime | None


class Conflicts:
    """Finds and lists them. What a caller may not see of either document is not listed."""

    def __init__(self, database: Database, stored: Stored | None) -> None:
        """``stored`` gives the vectors of sentences; None: none are kept, and nothing is found."""
        self._database = database
        self._stored = stored

    def look(self, told: Callable[[int], None] = lambda done: None) -> int:
        """Compare the documents that are new or were read anew since the last look with all held ones; how many conflicts wait that did not
        before. What was decided stays decided as long as both sentences stand."""
        if self._stored is None:
            return 0
        with self._database.session() as session:
            unchecked = _unchecked(session)
            found = find_conflicts(session, self._stored, unchecked, told) if unchecked else ()
        with self._database.session() as session:
            held = set(session.scalars(select(DocumentRow.id)))  # some may have been deleted meanwhile
            added = _keep(session, unchecked, [one for one in found if held.issuperset(_documents(one))])
            for document_id in held & unchecked.keys():
                session.merge(CheckedDocumentRow(document_id=document_id, read_at=unchecked[document_id]))
        return added

    def list(
        self, principal: Principal, day: date, state: ConflictState | None = ConflictState.OPEN, document_id: str = ""
    ) -> tuple[Conflict, ...]:
        """Those whose two texts hold on one day from today on, the most alike first; of one document where one is named.

        Raises NotSignedIn, NotPermitted as ``check_curator`` does.
        """
        check_curator(principal)
        query = select(ConflictRow).order_by(ConflictRow.likeness.desc(), ConflictRow.id)
        if state is not None:
            query = query.where(ConflictRow.state == state)
        if document_id:
            query = query.where(
                or_(ConflictRow.newer_document == document_id, ConflictRow.older_document == document_id)
            )
        with self._database.session() as session:
            rows = session.scalars(query).all()
            chunks = _chunks(session, rows)
        found = []
        for row in rows:
            newer, older = chunks.get(row.newer_chunk), chunks.get(row.older_chunk)
            if newer is None or older is None or not (visible(principal, newer) and visible(principal, older)):
                continue
            at = max([day, *(one.document.valid_from for one in (newer, older) if one.document.valid_from)])
            if state is ConflictState.OPEN and not all(chunk_status_on(one, at) in CURRENT for one in (newer, older)):
                continue
            found.append(_record(row, newer, older, day))
        return tuple(found)

    def decide(self, number: int, state: ConflictState, note: str, by: Principal, day: date) -> Conflict:
        """Say what it is; ``open`` lists it again. Raises NotFound, InvalidInput, and as ``list`` does."""
        check_curator(by)
        if len(note) > _LONGEST_NOTE:
            raise InvalidInput(f"说明太长：最多 {_LONGEST_NOTE} 字")
        with self._database.session() as session:
            row = session.get(ConflictRow, number)
            chunks = _chunks(session, [row]) if row is not None else {}
            if row is None or not (len(chunks) == 2 and all(visible(by, one) for one in chunks.values())):
                raise NotFound("没有这一处不一致，或者您无权查看")
            row.state, row.note = state, note.strip()
            row.decided_by = "" if state is ConflictState.OPEN else by.name
            row.decided_at = None if state is ConflictState.OPEN else utc_now()
        return _record(row, chunks[row.newer_chunk], chunks[row.older_chunk], day)


def _unchecked(session: Session) -> dict[str, datetime]:
    """The documents that were not compared since they were read, by id, with the time of their reading."""
    query = (
        select(DocumentRow.id, DocumentRow.ingested_at)
        .outerjoin(CheckedDocumentRow, CheckedDocumentRow.document_id == DocumentRow.id)
        .where(or_(CheckedDocumentRow.read_at.is_(None), CheckedDocumentRow.read_at != DocumentRow.ingested_at))
    )
    return dict(session.execute(query).all())


def _keep(session: Session, document_ids: Collection[str], found: Sequence[Found]) -> int:
    """Put what was found in the place of what is kept of these documents; how many are open that were not kept before."""
    kept = {
        row.key: row
        for row in session.scalars(select(ConflictRow))
        if row.newer_document in document_ids or row.older_document in document_ids
    }
    rows = {_key(one): one for one in found}
    for key in kept.keys() - rows.keys():
        session.delete(kept[key])
    added = 0
    for key, one in rows.items():
        row = kept.get(key)
        if row is None:
            row = ConflictRow(key=key, state=ConflictState.OPEN)
            session.add(row)
            added += 1
        row.newer_document, row.newer_chunk, row.newer_sentence = _place(one.newer.chunk, one.newer.sentence)
        row.older_document, row.older_chunk, row.older_sentence = _place(one.older.chunk, one.older.sentence)
        row.figures = [list(pair) for pair in one.figures]
        row.likeness = one.likeness
    return added


def _documents(found: Found) -> set[str]:
    return {found.newer.chunk.document.id, found.older.chunk.document.id}


def _key(found: Found) -> str:
    """The same two sentences of the same two documents are one conflict, whichever was read in last."""
    sides = sorted(f"{side.chunk.document.id}\n{side.sentence}" for side in (found.newer, found.older))
    return hashlib.sha256("\n\n".join(sides).encode()).hexdigest()[:32]


def _place(chunk: Chunk, sentence: str) -> tuple[str, str, str]:
    return chunk.document.id, chunk.id, sentence


def _chunks(session: Session, rows: Sequence[ConflictRow]) -> dict[str, Chunk]:
    ids = {chunk_id for row in rows for chunk_id in (row.newer_chunk, row.older_chunk)}
    found = session.scalars(select(ChunkRow).where(ChunkRow.id.in_(ids))).all()
    return {one.id: one for one in to_chunks(session, found)}


def _record(row: ConflictRow, newer: Chunk, older: Chunk, day: date) -> Conflict:
    return Conflict(
        id=row.id,
        newer=Side(newer, row.newer_sentence, chunk_status_on(newer, day)),
        older=Side(older, row.older_sentence, chunk_status_on(older, day)),
        figures=tuple((one, other) for one, other in row.figures),
        likeness=row.likeness,
        state=ConflictState(row.state),
        note=row.note,
        found_at=row.found_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
