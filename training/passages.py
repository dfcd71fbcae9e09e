"""The passages of the texts, cut as 慧招 cuts them: what the reader meets in use is what it is trained on."""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from sqlalchemy import select

from assistant.documents.reading import to_chunks
from assistant.documents.tables import ChunkRow
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.reader import Readable, readable
from assistant.settings import RetrievalSettings, Settings
from assistant.wiring import build_services
from training.lines import REPOSITORY, document_path

KEPT = REPOSITORY / "build" / "passages"


class _NoVectors:
    """An Embedder that only counts: for training, passages are cut and not searched."""

    def __init__(self, encoder: BertEncoder) -> None:
        self._encoder = encoder
        self.fingerprint = "none"
        self.dimensions = 2
        self.max_tokens = encoder.window - 8

    def embed_documents(self, texts: Sequence[str]) -> np.ndarray:
        return np.tile(np.float32([1, 0]), (len(texts), 1))

    def embed_query(self, text: str) -> np.ndarray:
        return np.float32([1, 0])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._encoder.count_tokens(texts)


def passages_of(documents: Iterable[str], encoder: BertEncoder) -> dict[str, list[Readable]]:
    """The passages of each text, each once. What was cut before is read from ``build/passages``."""
    paths = {document: path for document in documents if (path := document_path(document))}
    kept = {document: KEPT / f"{_digest(path)}.json" for document, path in paths.items()}
    missing = {paths[document].resolve(): document for document, file in kept.items() if not file.is_file()}
    if missing:
        KEPT.mkdir(parents=True, exist_ok=True)
        for document, passages in _cut(missing, encoder).items():
            kept[document].write_text(json.dumps([[one.above, *one.sentences] for one in passages], ensure_ascii=False))
    return {
        document: [Readable(above, tuple(sentences)) for above, *sentences in json.loads(file.read_text())]
        for document, file in kept.items()
        if file.is_file()
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.name.encode() + path.read_bytes()).hexdigest()[:20]


def _cut(names: dict[Path, str], encoder: BertEncoder) -> dict[str, list[Readable]]:
    passages: dict[str, list[Readable]] = {}
    with tempfile.TemporaryDirectory() as folder:
        services = build_services(
            Settings(data_dir=Path(folder), retrieval=RetrievalSettings(sentences=False)), _NoVectors(encoder)
        )
        try:
            services.ingestor.ingest(list(names), options={"clearance": "public"}, names=names)
            with services.database.session() as session:
                rows = list(session.scalars(select(ChunkRow).order_by(ChunkRow.document_id, ChunkRow.ordinal)))
                for chunk in to_chunks(session, rows):
                    found = passages.setdefault(chunk.document.name, [])
                    passage = readable(chunk)
                    if passage not in found:
                        found.append(passage)
        finally:
            services.close()
    return passages
