"""What a standard answer or a case rests on: clauses and passages as they read when they were cited, and whether they still stand."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.access import CURRENT, chunk_status_on, clause_in_force, covers, kept_to, visible
from assistant.curation.tables import StandardCitationRow
from assistant.documents.reading import documents_by_id, to_chunks
from assistant.documents.seeing import closed_documents
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.errors import InvalidInput
from assistant.policies.clauses import ClauseFinder
from assistant.records import Chunk, Clearance, Principal

MOST_SOURCES = 20


@dataclass(frozen=True, slots=True)
class SourceWanted:
    """A source as a curator names it: a passage by its id, or an ``address`` (《办法》第八条). ``quote`` stands verbatim in it; "" for all of it."""

    chunk_id: str = ""
    address: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage to rest on, the words quoted from it, and the digest of the clause that it is part of."""

    chunk: Chunk
    quote: str
    words_hash: str


@dataclass(frozen=True, slots=True)
class Basis:
    """A kept source as it stands: the passage that holds the quotation now, or why it cannot be shown any more ("" where it can)."""

    number: int
    label: str
    quote: str
    chunk: Chunk | None
    problem: str = ""


def resolve(
    session: Session, finder: ClauseFinder, wanted: Sequence[SourceWanted], by: Principal, day: date
) -> tuple[Source, ...]:
    """The passages named, in order, each once. Raises InvalidInput for what names nothing, for words that do not stand there, and for what is
    not in force on the day."""
    if not wanted or len(wanted) > MOST_SOURCES:
        raise InvalidInput(f"请写明依据的条款，最多 {MOST_SOURCES} 处")
    found = {
        (source.chunk.id, source.quote): source for one in wanted for source in _sources(session, finder, one, by, day)
    }
    for source in found.values():
        if (status := chunk_status_on(source.chunk, day)) not in CURRENT:
            raise InvalidInput(f"{source.chunk.citation}{status}，不能作为依据，请改用现行的条款")
    return tuple(found.values())


def standing(
    session: Session, rows: Sequence[StandardCitationRow], audience: Clearance, day: date
) -> tuple[Basis, ...]:
    """Each kept source as it stands on the day, for an answer that is meant for this audience."""
    return tuple(_stands(session, row, audience, day) for row in rows)


def rests_on_kept(session: Session, rows: Sequence[StandardCitationRow], by: Principal) -> bool:
    """Whether an answer quotes a document that is kept to groups which the caller is in none of."""
    return not closed_documents(session, by).isdisjoint(row.document_id for row in rows)


def words_hash(texts: Sequence[str]) -> str:
    """The digest of words, whatever white space is between them."""
    return hashlib.sha256("".join("".join(texts).split()).encode()).hexdigest()


def _sources(
    session: Session, finder: ClauseFinder, wanted: SourceWanted, by: Principal, day: date
) -> tuple[Source, ...]:
    if wanted.chunk_id:
        row = session.scalar(select(ChunkRow).where(ChunkRow.id == wanted.chunk_id))
        if row is None:
            raise InvalidInput("所选的依据已不在资料库中，请重新选择")
        chunks = to_chunks(session, [row])
        if not visible(by, chunks[0]):
            raise InvalidInput("所选的依据已不在资料库中，请重新选择")
    else:
        try:
            looked = [lookup for lookup in finder.look_up_all(wanted.address, by, day) if lookup.found]
        except InvalidInput as error:
            raise InvalidInput(f"依据“{wanted.address}”：{error}") from error
        if not looked:
            raise InvalidInput(f"没有找到“{wanted.address}”，请核对文件名和条号")
        chunks = [chunk for lookup in looked for chunk in lookup.chunks]
    return _quoting(session, chunks, wanted)


def _quoting(session: Session, chunks: Sequence[Chunk], wanted: SourceWanted) -> tuple[Source, ...]:
    quote = wanted.quote.strip()
    if quote:
        chunks = [chunk for chunk in chunks if quote in chunk.passage.text][:1]
        if not chunks:
            raise InvalidInput(f"依据中没有“{quote[:30]}”这句话，引文要与原文一字不差")
    return tuple(
        Source(
            chunk,
            quote or chunk.passage.text,
            words_hash(_words(session, chunk.document.id, chunk.passage.clause, chunk)),
        )
        for chunk in chunks
    )


def _words(session: Session, document_id: str, clause: str | None, chunk: Chunk) -> Sequence[str]:
    """The texts that the passage's clause consists of; its own where it is of none."""
    return [row.text for row in _of_clause(session, document_id, clause)] if clause else [chunk.passage.text]


def _of_clause(session: Session, document_id: str, clause: str) -> Sequence[ChunkRow]:
    query = select(ChunkRow).where(ChunkRow.document_id == document_id, ChunkRow.clause == clause)
    return session.scalars(query.order_by(ChunkRow.ordinal)).all()


def _stands(session: Session, row: StandardCitationRow, audience: Clearance, day: date) -> Basis:
    label = f"《{row.document}》{row.locator}"
    if row.document_id not in documents_by_id(session, [row.document_id]):
        return Basis(row.number, label, row.quote, None, f"《{row.document}》已从资料库删除")
    chunk, changed = _held(session, row)
    if chunk is None:
        return Basis(row.number, label, row.quote, None, f"{label}{changed}")
    status = chunk_status_on(chunk, day)
    problem = ""
    if status not in CURRENT:
        problem = f"{label}{status}"
    elif audience is Clearance.PUBLIC and chunk.clearance is Clearance.INTERNAL:
        problem = f"{label}是内部资料，不能作为对外答复的依据"
    elif _reads_otherwise(session, row, chunk, day):
        problem = f"后来又收有一份《{row.document}》，其中{row.clause}与所引的不同"
    return Basis(row.number, label, row.quote, chunk, problem)


def _reads_otherwise(session: Session, row: StandardCitationRow, chunk: Chunk, day: date) -> bool:
    """Whether a document of the same title that was read in later, and holds on the day, has the clause in other words or not at all."""
    if not row.clause:
        return False
    own = session.get_one(DocumentRow, row.document_id)
    later = select(DocumentRow.id).where(
        DocumentRow.title == chunk.document.title, DocumentRow.id != own.id, DocumentRow.ingested_at > own.ingested_at
    )
    others = documents_by_id(session, session.scalars(later).all())
    return any(
        words_hash([one.text for one in _of_clause(session, other.id, row.clause)]) != row.words_hash
        for other in others.values()
        if covers(kept_to(other), kept_to(chunk.document)) and clause_in_force(other, row.clause, day)
    )


def _held(session: Session, row: StandardCitationRow) -> tuple[Chunk | None, str]:
    """The passage that holds the quotation, where the clause reads as it did; else what happened to it."""
    if row.clause:
        rows = _of_clause(session, row.document_id, row.clause)
        same = bool(rows) and words_hash([one.text for one in rows]) == row.words_hash
    else:
        query = select(ChunkRow).where(ChunkRow.document_id == row.document_id, ChunkRow.locator == row.locator)
        rows = [one for one in session.scalars(query) if words_hash([one.text]) == row.words_hash]
        same = bool(rows)
    if not same:
        return None, "的文字已改动或已不在文件中"
    holding = next((one for one in rows if row.quote in one.text), None)
    if holding is None:
        return None, "中已没有所引的文字"
    return to_chunks(session, [holding])[0], ""
