"""The library: the one writer of documents, chunks, keyword index and vectors."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import select

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
from assistant.documents.keywords import chunk_clearance, index_missing, lacks_documents
from assistant.documents.linking import relink
from assistant.documents.metadata import check_values
from assistant.documents.new_document import NewDocument
from assistant.documents.recording import DocumentRecorder
from assistant.documents.tables import ChunkRow, DocumentRow, StoreFactRow
from assistant.documents.vectors import VectorSynchroniser, mark_changed
from assistant.errors import NotFound, StoreUnavailable, WriterBusy
from assistant.files import Files
from assistant.records import ChunkKind, Clearance, DocumentKind, Fact, Principal, TableHeader
from assistant.retrieval.chunk_store import ChunkStore
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.keywords.index import KeywordIndex
from assistant.retrieval.sentence_store import SentenceStore


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
        self._drafter = ChunkDrafter(embedder)
        self._recorder = DocumentRecorder(
            database, keyword_index, self._drafter, self.mapper, trial_term_years, words or WordWatch()
        )
        self.vectors = VectorSynchroniser(database, embedder, store, data_dir / "writer.lock", sentences)

    def put(self, documents: Sequence[NewDocument]) -> None:
        """Store documents, each replacing its old self in one step.

        Vectors are written first: until the record names them they answer nothing, and from then on they are there. Vectors of
        the old self stay, answering nothing, until the caller reconciles at the end. The caller holds the writer's place.
        """
        drafts = [(document, *self._recorder.resolve(document)) for document in documents]
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
                self._recorder.replace(session, document, values, rows)

    def correct(self, document_id: str, changes: Mapping[str, str], by: Principal) -> DocumentDetail:
        """Correct metadata without reading the file again; an empty value clears a field.

        Raises InvalidInput for an unusable value, NotFound for an unknown document.
        """
        check_values(changes)
        evidence = f"{by.name} {utc_now():%Y-%m-%d %H:%M}"
        facts = tuple(Fact(k, v, "admin", evidence) for k, v in changes.items())
        self._recorder.set_facts(document_id, "admin", facts)
        self.vectors.reconcile_if_free()
        return self.get(document_id, by)

    def describe(self, document_id: str, origin: str, facts: Sequence[Fact]) -> None:
        """Replace what one origin (``manifest``, ``option``) says of a stored document."""
        self._recorder.set_facts(document_id, origin, facts, replace_origin=True)
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
