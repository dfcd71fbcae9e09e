"""What the record holds of a document: its row, facts, passages, outline, listed rows and benefits, written in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.audit.chain import add_line
from assistant.audit.events import Event
from assistant.audit.word_notes import WordWatch
from assistant.buildings.headers.mapping import ColumnMapper
from assistant.buildings.ledgers.recording import record_listings
from assistant.database import Database, utc_now
from assistant.database.server import hold_changes
from assistant.documents.drafting import ChunkDrafter, vector_id
from assistant.documents.keywords import index_document
from assistant.documents.likeness import sketch_of
from assistant.documents.linking import relink
from assistant.documents.metadata import (
    VALIDITY_FIELDS,
    apply_values,
    check_values,
    effective_values,
    validity_facts,
)
from assistant.documents.new_document import NewDocument, document_id
from assistant.documents.reading import fact_of, fact_row
from assistant.documents.tables import ChunkRow, DocumentRow, FactRow, PageLineRow
from assistant.documents.vectors import mark_changed
from assistant.errors import NotFound
from assistant.incentives.recording import record_benefits
from assistant.policies.tables import replace_outline
from assistant.policies.validity import IssueDays
from assistant.records import Clearance, DocumentKind, Fact
from assistant.retrieval.keywords.index import KeywordIndex
from assistant.retrieval.sentence_store import forget_sentences


class DocumentRecorder:
    """Writes documents into the record; the library sees to files and vectors."""

    def __init__(
        self,
        database: Database,
        keyword_index: KeywordIndex,
        drafter: ChunkDrafter,
        mapper: ColumnMapper,
        trial_term_years: int,
        words: WordWatch,
    ) -> None:
        self.database = database
        self.keyword_index = keyword_index
        self.mapper = mapper
        self.trial_term_years = trial_term_years
        self._drafter = drafter
        self._words = words

    def resolve(self, document: NewDocument) -> tuple[dict[str, str], list[ChunkRow]]:
        """The values that hold of a document, with what administrators corrected, and the rows of its passages."""
        with self.database.session() as session:
            kept = session.scalars(
                select(FactRow).where(FactRow.document_id == document_id(document.name), FactRow.origin == "admin")
            )
            corrections = [fact_of(fact) for fact in kept]
        values = effective_values([*document.facts, *corrections])
        check_values(values)
        title = values.get("title") or Path(document.name).stem
        return values, self._drafter.rows(document_id(document.name), document.passages, title)

    def replace(
        self, session: Session, document: NewDocument, values: Mapping[str, str], chunks: Sequence[ChunkRow]
    ) -> None:
        """Write a document over its old self; corrections of administrators stay."""
        row = session.get(DocumentRow, document_id(document.name))
        before = row.clearance if row is not None else None
        if row is None:
            row = DocumentRow(id=document_id(document.name), name=document.name)
            session.add(row)
        else:
            self.keyword_index.remove(session, row.id)
            session.execute(delete(ChunkRow).where(ChunkRow.document_id == row.id))
            session.execute(delete(PageLineRow).where(PageLineRow.document_id == row.id))
            session.execute(delete(FactRow).where(FactRow.document_id == row.id, FactRow.origin != "admin"))
        row.origin = document.origin
        if row.sha256 != document.sha256:
            row.arrived_at = utc_now()
        row.sha256 = document.sha256
        row.size_bytes = document.size_bytes
        row.media_type = document.media_type
        row.text = document.text
        row.sketch = sketch_of(document.text)
        row.page_count = document.page_count
        row.ocr_pages = list(document.ocr_pages)
        row.empty_pages = list(document.empty_pages)
        row.warnings = list(document.warnings)
        row.recipe = document.recipe
        row.has_restricted = document.hidden or any(chunk.restricted for chunk in chunks)
        row.repeals = [asdict(repeal) for repeal in document.repeals]
        row.extensions = [asdict(extension) for extension in document.extensions]
        row.ingested_at = utc_now()
        apply_values(row, values)
        session.flush()
        for fact in document.facts:
            session.merge(fact_row(row.id, fact))
        session.add_all(chunks)
        replace_outline(session, row.id, document.outline)
        session.add_all(
            PageLineRow(document_id=row.id, page=page, lines=[list(line) for line in lines])
            for page, lines in document.lines.items()
        )
        session.flush()
        index_document(session, self.keyword_index, row, chunks)
        record_listings(session, row, self.mapper, document.tables)
        record_benefits(session, row.id)
        relink(session)
        mark_changed(session)
        add_line(session, Event.INGEST, row.name, {"document_id": row.id, "clearance": row.clearance})
        self._note_release(session, row, before)

    def set_facts(self, document: str, origin: str, facts: Sequence[Fact], *, replace_origin: bool = False) -> None:
        """Change what one origin says of a document, with all that follows from it. Raises InvalidInput, NotFound."""
        with self.database.session() as session:
            hold_changes(session)
            row = session.get(DocumentRow, document)
            if row is None:
                raise NotFound("没有这份文件，可能已被删除")
            if replace_origin:
                session.execute(delete(FactRow).where(FactRow.document_id == row.id, FactRow.origin == origin))
            for fact in facts:
                session.merge(fact_row(row.id, fact))
            session.flush()
            values = self._read_again(session, row)
            check_values(values)
            self.keyword_index.remove(session, row.id)
            old_title, before = row.title, row.clearance
            apply_values(row, values)
            chunks = list(session.scalars(select(ChunkRow).where(ChunkRow.document_id == row.id)))
            if row.title != old_title:
                forget_sentences(session, row.id)
                for chunk in chunks:
                    chunk.embedded_text = self._drafter.embedded_text(
                        row.title, chunk.heading, chunk.clause, chunk.text
                    )
                    chunk.vector_id = vector_id(chunk.id, chunk.embedded_text)
            session.flush()
            index_document(session, self.keyword_index, row, chunks)
            record_listings(session, row, self.mapper)
            relink(session)
            mark_changed(session)
            if origin == "admin":
                add_line(session, Event.CORRECT, row.name, {fact.field: fact.value for fact in facts})
            self._note_release(session, row, before)

    def _read_again(self, session: Session, row: DocumentRow) -> dict[str, str]:
        """The values after a change; of a policy its text is read again where another day of issue now resolves 自印发之日起."""
        stored = list(session.scalars(select(FactRow).where(FactRow.document_id == row.id)))
        values = effective_values(map(fact_of, stored))
        issued_on = values.get("issued_on", "")
        if (
            issued_on == (row.issued_on.isoformat() if row.issued_on else "")
            or values.get("kind") != DocumentKind.POLICY
        ):
            return values
        check_values(values)
        issued = IssueDays(written=date.fromisoformat(issued_on) if issued_on else None)
        for fact in stored:
            if fact.origin == "text" and fact.field in VALIDITY_FIELDS:
                session.delete(fact)
        session.flush()
        for read in validity_facts(row.text, issued, values.get("title", ""), self.trial_term_years):
            session.add(fact_row(row.id, read))
        session.flush()
        return effective_values(map(fact_of, session.scalars(select(FactRow).where(FactRow.document_id == row.id))))

    def _note_release(self, session: Session, row: DocumentRow, before: Clearance | None) -> None:
        if before is not None and row.clearance is not before:
            add_line(session, Event.RELEASE, row.name, {"document_id": row.id, "from": before, "to": row.clearance})
        if row.clearance is Clearance.PUBLIC:
            self._words.note_title(session, row.title, row.name)
