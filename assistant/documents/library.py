"""The library: the one writer of documents, chunks, keyword index and vectors."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.audit.chain import add_line
from assistant.audit.events import Event
from assistant.audit.word_notes import WordWatch
from assistant.buildings.headers.mapping import LISTED_KINDS, ColumnMapper, corrections_of, layout_of
from assistant.buildings.headers.release_marks import Restriction
from assistant.buildings.ledgers.editions import entries_of, place_in_time
from assistant.buildings.ledgers.ledger_tables import LedgerRow
from assistant.buildings.ledgers.photos import keep_photos, photo_folder
from assistant.buildings.ledgers.recording import record_listings
from assistant.database import Database, utc_now
from assistant.database.server import hold_changes
from assistant.documents.catalogue import Catalogue, DocumentDetail, original_key
from assistant.documents.drafting import ChunkDrafter, vector_id
from assistant.documents.keywords import chunk_clearance, index_document, index_missing, lacks_documents
from assistant.documents.likeness import sketch_of
from assistant.documents.linking import relink
from assistant.documents.metadata import apply_values, check_values, effective_values
from assistant.documents.reading import fact_of, fact_row
from assistant.documents.tables import ChunkRow, DocumentRow, FactRow, PageLineRow, StoreFactRow
from assistant.documents.validity_facts import VALIDITY_FIELDS, validity_facts
from assistant.documents.vectors import VectorSynchroniser, mark_changed
from assistant.errors import NotFound, StoreUnavailable, WriterBusy
from assistant.files import Files
from assistant.incentives.recording import record_benefits
from assistant.policies.extensions import Extension
from assistant.policies.outline import OutlineNode
from assistant.policies.outline_store import replace_outline
from assistant.policies.repeals import Repeal
from assistant.policies.validity import IssueDays
from assistant.records import ChunkKind, Clearance, DocumentKind, Fact, Passage, Principal, TableHeader
from assistant.retrieval.chunk_store import ChunkStore
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.keywords.index import KeywordIndex
from assistant.retrieval.sentence_store import SentenceStore, forget_sentences


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document as ingestion hands it over. ``original`` is copied into the data folder; ``lines`` maps a page to its printed lines,
    each (start, end, x0, y0, x1, y1); ``outline`` is its tree; ``tables`` are the columns of its tables, in order;
    ``hidden``: the original shows what was not read (a hidden sheet, row, column, slide or text, a comment, a tracked change)."""

    name: str
    original: Path
    sha256: str
    size_bytes: int
    media_type: str
    text: str
    facts: tuple[Fact, ...]
    passages: tuple[Passage, ...]
    recipe: str
    origin: str = ""
    page_count: int = 0
    ocr_pages: tuple[int, ...] = ()
    empty_pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    repeals: tuple[Repeal, ...] = ()
    outline: tuple[OutlineNode, ...] = ()
    extensions: tuple[Extension, ...] = ()
    lines: Mapping[int, Sequence[tuple[float, ...]]] = field(default_factory=dict)
    tables: tuple[TableHeader, ...] = ()
    hidden: bool = False


def document_id(name: str) -> str:
    """A document's stable id: a changed file keeps it."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


class Library(Catalogue):
    """Reads and changes of what 慧招 knows. Every change is one transaction of the record; Chroma follows."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        store: ChunkStore,
        keyword_index: KeywordIndex,
        data_dir: Path,
        files: Files,
        mapper: ColumnMapper | None = None,
        trial_term_years: int = 0,
        sentences: SentenceStore | None = None,
        words: WordWatch | None = None,
    ) -> None:
        """``mapper`` tells what the columns of ledgers hold; None: by the built-in lists of names alone. ``sentences`` keeps the vectors of
        single sentences; None: they are not kept."""
        super().__init__(database, files)
        self.embedder = embedder
        self.store = store
        self.keyword_index = keyword_index
        self.mapper = mapper or ColumnMapper()
        self.trial_term_years = trial_term_years
        self._words = words or WordWatch()
        self._drafter = ChunkDrafter(embedder)
        self.vectors = VectorSynchroniser(database, embedder, store, data_dir / "writer.lock", sentences)

    def put(self, documents: Sequence[NewDocument]) -> None:
        """Store documents, each replacing its old self in one step.

        Vectors are written first: until the record names them they answer nothing, and from then on they are there. Vectors of
        the old self stay, answering nothing, until the caller reconciles at the end. The caller holds the writer's place.
        """
        drafts = [(document, *self._resolve(document)) for document in documents]
        for clearance in Clearance:
            rows = [
                row
                for _, values, rows in drafts
                for row in rows
                if chunk_clearance(Clearance(values.get("clearance") or Clearance.INTERNAL), row) is clearance
            ]
            fresh = self._not_stored(rows)
            self.vectors.add(clearance, [row.vector_id for row in fresh], [row.embedded_text for row in fresh])
        for document, values, rows in drafts:
            self._keep_original(document)
            with self.database.session() as session:
                hold_changes(session)
                self._replace(session, document, values, rows)

    def correct(self, document_id: str, changes: Mapping[str, str], by: Principal) -> DocumentDetail:
        """Correct metadata without reading the file again; an empty value clears a field.

        Raises InvalidInput for an unusable value, NotFound for an unknown document.
        """
        check_values(changes)
        evidence = f"{by.name} {utc_now():%Y-%m-%d %H:%M}"
        self._set_facts(document_id, "admin", tuple(Fact(k, v, "admin", evidence) for k, v in changes.items()))
        self.vectors.reconcile_if_free()
        return self.get(document_id, by)

    def describe(self, document_id: str, origin: str, facts: Sequence[Fact]) -> None:
        """Replace what one origin (``manifest``, ``option``) says of a stored document."""
        self._set_facts(document_id, origin, facts, replace_origin=True)
        self.vectors.reconcile_if_free()

    def delete(self, document_id: str) -> None:
        """Forget a document: it answers nothing from this moment. Raises NotFound."""
        with self.database.session() as session:
            hold_changes(session)
            row = session.get(DocumentRow, document_id)
            if row is None:
                raise NotFound("没有这份文件，可能已被删除")
            sha256, name = row.sha256, row.name
            self.keyword_index.remove(session, row.id)
            entries = entries_of(session, row.id)
            session.delete(row)
            mark_changed(session)
            place_in_time(session, entries)
            relink(session)
            shared = session.scalar(select(DocumentRow.id).where(DocumentRow.sha256 == sha256).limit(1))
            add_line(session, Event.DELETE, name, {"document_id": document_id, "sha256": sha256})
        self.files.remove_folder(photo_folder(document_id))
        if shared is None:
            self.files.remove(original_key(sha256, name))
        self.vectors.reconcile_if_free()

    def keep_photos(self, document_id: str) -> tuple[str, ...]:
        """Keep the photos beside a stored ledger that its rows name; returns what is wrong with those that cannot be kept."""
        with self.database.session() as session:
            return keep_photos(session, document_id, self.files)

    def reconcile(self) -> tuple[int, int]:
        """Mend whatever an interrupted process left; cheap when nothing is marked."""
        if not self.vectors.is_dirty():
            return 0, 0
        with self.vectors.writing():
            return self.vectors.reconcile()

    def mend(self) -> None:
        """The same where another process may be writing: that one reconciles when it ends."""
        if self.vectors.is_dirty():
            self.vectors.reconcile_if_free()

    def check_vectors(self) -> None:
        """Raises StoreUnavailable where there are passages and not one vector: no question could be answered."""
        if any(self.store.count(clearance) for clearance in Clearance):
            return
        with self.database.session() as session:
            if session.scalar(select(ChunkRow.vector_id).limit(1)) is not None:
                raise StoreUnavailable("向量库是空的，资料库里却有内容：请执行 huizhao reembed 重算，再启动")

    def record_missing_listings(self) -> None:
        """Type the rows of ledgers that were stored before there were typed tables."""
        listed = select(LedgerRow.document_id)
        stored = select(ChunkRow.document_id).where(ChunkRow.kind == ChunkKind.ROW)
        query = select(DocumentRow).where(
            DocumentRow.kind.in_(LISTED_KINDS), DocumentRow.id.in_(stored), DocumentRow.id.not_in(listed)
        )
        with self.database.session() as session:
            for row in session.scalars(query).all():
                record_listings(session, row, self.mapper)

    def index_missing_keywords(self) -> None:
        """Index the words of documents that were stored under another form of the index, unless another process is writing."""
        if not lacks_documents(self.database):
            return
        try:
            with self.vectors.writing():
                index_missing(self.database, self.keyword_index)
        except WriterBusy:
            return

    def retype(self, document_ids: Sequence[str]) -> None:
        """Type the stored rows of these documents anew, as their columns are mapped now."""
        with self.database.session() as session:
            hold_changes(session)
            for document in document_ids:
                record_listings(session, session.get_one(DocumentRow, document), self.mapper)
            mark_changed(session)
        self.vectors.reconcile_if_free()

    def reembed(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Embed everything anew with the configured model; returns how many passages."""
        with self.vectors.writing():
            with self.database.session() as session:
                titles = dict(session.execute(select(DocumentRow.id, DocumentRow.title)).all())
                for row in session.scalars(select(ChunkRow)):
                    row.embedded_text = self._drafter.embedded_text(
                        titles[row.document_id], row.heading, row.clause, row.text
                    )
                    row.vector_id = vector_id(row.id, row.embedded_text)
                mark_changed(session)
            self.store.reset(self.embedder.fingerprint)
            return self.vectors.reconcile(progress)[0]

    def generation(self) -> int:
        """Grows with every change of the record, in whichever process."""
        with self.database.session() as session:
            row = session.get(StoreFactRow, "generation")
            return int(row.value) if row else 0

    def fits(self, text: str) -> bool:
        """Whether a passage's text, with room for title and headings, fits the model's window."""
        return self._drafter.fits(text)

    def restriction(
        self,
        table: TableHeader,
        rows: Sequence[Sequence[str]],
        kind: DocumentKind,
        released: frozenset[str],
        document_id: str,
    ) -> Restriction:
        """What of a document's table only staff may see; ``released`` are the headers that whoever published it released."""
        with self.database.session() as session:
            corrections = corrections_of(session, layout_of(table, document_id))
            return self.mapper.restriction(table, rows, kind, corrections, released)

    def _resolve(self, document: NewDocument) -> tuple[dict[str, str], list[ChunkRow]]:
        with self.database.session() as session:
            kept = session.scalars(
                select(FactRow).where(FactRow.document_id == document_id(document.name), FactRow.origin == "admin")
            )
            corrections = [fact_of(fact) for fact in kept]
        values = effective_values([*document.facts, *corrections])
        check_values(values)
        title = values.get("title") or Path(document.name).stem
        return values, self._drafter.rows(document_id(document.name), document.passages, title)

    def _not_stored(self, rows: Sequence[ChunkRow]) -> list[ChunkRow]:
        with self.database.session() as session:
            ids = {row.document_id for row in rows}
            query = select(ChunkRow.vector_id).where(ChunkRow.document_id.in_(ids))
            stored = set(session.scalars(query))
        return [row for row in rows if row.vector_id not in stored]

    def _keep_original(self, document: NewDocument) -> None:
        key = original_key(document.sha256, document.name)
        if not self.files.exists(key):
            self.files.put(key, document.original)

    def _replace(
        self, session: Session, document: NewDocument, values: Mapping[str, str], chunks: Sequence[ChunkRow]
    ) -> None:
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

    def _set_facts(self, document_id: str, origin: str, facts: Sequence[Fact], *, replace_origin: bool = False) -> None:
        with self.database.session() as session:
            hold_changes(session)
            row = session.get(DocumentRow, document_id)
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
