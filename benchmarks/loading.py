"""A corpus in the product's own store: the same tables, keyword index and collections that ingestion fills."""

import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.database import Database
from assistant.documents.drafting import ChunkDrafter
from assistant.documents.keywords import index_document
from assistant.documents.new_document import document_id
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.records import ChunkKind, Clearance, DocumentKind, Passage, Place
from assistant.retrieval.chunk_store import ChunkStore
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.keywords.index import KeywordIndex
from assistant.settings import Settings
from benchmarks.corpus import CorpusLine, digest_of
from ingest.chunking.pieces import Piece, cut_to_fit

_CHUNKS_AT_ONCE = 4096
_CORPUS_IDS = "corpus_ids.json"  # written last: a folder without it is unfinished


@dataclass(frozen=True)
class LoadedCorpus:
    """An open store that holds a corpus; ``corpus_ids`` maps chunk ids to corpus lines."""

    database: Database
    store: ChunkStore
    keyword_index: KeywordIndex
    corpus_ids: Mapping[str, str]

    def close(self) -> None:
        self.store.close()
        self.database.close()


def load_corpus(lines: Sequence[CorpusLine], embedder: Embedder, cache: Path) -> LoadedCorpus:
    """Open the corpus's store in the cache folder; build it there when it is missing or unfinished."""
    folder = cache / f"store-{embedder.fingerprint}-{digest_of(lines)}"
    known = folder / _CORPUS_IDS
    if not known.exists():
        shutil.rmtree(folder, ignore_errors=True)
    settings = Settings(data_dir=folder)
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(settings.resolved_database_url)
    database.migrate()
    store = ChunkStore(settings)
    store.check_fingerprint(embedder.fingerprint)
    keyword_index = KeywordIndex()
    if not known.exists():
        corpus_ids = _fill(lines, embedder, database, store, keyword_index)
        known.write_text(json.dumps(corpus_ids), encoding="utf-8")
    return LoadedCorpus(database, store, keyword_index, json.loads(known.read_text(encoding="utf-8")))


def _fill(
    lines: Sequence[CorpusLine], embedder: Embedder, database: Database, store: ChunkStore, keyword_index: KeywordIndex
) -> dict[str, str]:
    drafter = ChunkDrafter(embedder)
    corpus_ids: dict[str, str] = {}
    waiting: list[tuple[DocumentRow, list[ChunkRow]]] = []
    for title, articles in _documents(lines):
        document, rows, ids = _rows(title, articles, drafter)
        corpus_ids.update(ids)
        waiting.append((document, rows))
        if sum(len(rows) for _, rows in waiting) >= _CHUNKS_AT_ONCE:
            _write(waiting, embedder, database, store, keyword_index)
            print(f"loaded {len(corpus_ids)} chunks", file=sys.stderr)
            waiting = []
    _write(waiting, embedder, database, store, keyword_index)
    return corpus_ids


def _documents(lines: Sequence[CorpusLine]) -> Iterator[tuple[str, list[CorpusLine]]]:
    documents: dict[str, list[CorpusLine]] = {}
    for line in lines:
        documents.setdefault(line.document_title, []).append(line)
    yield from documents.items()


def _rows(
    title: str, articles: Sequence[CorpusLine], drafter: ChunkDrafter
) -> tuple[DocumentRow, list[ChunkRow], dict[str, str]]:
    passages: list[Passage] = []
    owners: list[str] = []
    start = 0
    for line in articles:
        cut = passages_of(line, start, drafter.fits)
        passages += cut
        owners += [line.id] * len(cut)
        start = cut[-1].place.end + 1 if cut else start
    text = "\n".join(passage.text for passage in passages)
    document = DocumentRow(
        id=document_id(title),
        name=title,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        size_bytes=len(text.encode()),
        media_type="text/plain",
        kind=DocumentKind.POLICY,
        clearance=Clearance.PUBLIC,
        title=title,
        text=text,
    )
    rows = drafter.rows(document.id, passages, title)
    return document, rows, {row.id: owner for row, owner in zip(rows, owners, strict=True)}


def _write(
    documents: Sequence[tuple[DocumentRow, list[ChunkRow]]],
    embedder: Embedder,
    database: Database,
    store: ChunkStore,
    keyword_index: KeywordIndex,
) -> None:
    chunks = [row for _, rows in documents for row in rows]
    vectors = embedder.embed_documents([row.embedded_text for row in chunks])
    store.add(Clearance.PUBLIC, [row.vector_id for row in chunks], vectors)
    with database.session() as session:
        for document, rows in documents:
            session.add(document)
            session.flush()
            session.add_all(rows)
            session.flush()
            index_document(session, keyword_index, document, rows)


def passages_of(line: CorpusLine, start: int, fits: Callable[[str], bool]) -> list[Passage]:
    """The line as ingestion would cut an article that begins at ``start``: whole, or in parts that fit the model's window."""
    text = f"{line.clause}　{line.text}" if line.clause else line.text
    parts = cut_to_fit(Piece(text, start, start + len(text)), fits)
    return [
        Passage(
            kind=ChunkKind.CLAUSE if line.clause else ChunkKind.SECTION,
            text=part.text,
            locator=line.clause,
            place=Place(part.start, part.end),
            heading=line.heading,
            clause=line.clause or None,
            part=number,
            parts=len(parts),
        )
        for number, part in enumerate(parts, start=1)
    ]
