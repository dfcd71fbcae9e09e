"""What public parts find: LangChain's recursive splitter with the public model and Chroma; BM25 over jieba's words; both joined."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import jieba
import numpy as np
from langchain_chroma import Chroma
from langchain_text_splitters import RecursiveCharacterTextSplitter
from rank_bm25 import BM25Okapi

from assistant.retrieval.embedding import Embedder
from assistant.retrieval.langchain_interfaces import LangChainEmbeddings
from benchmarks.corpus import CorpusLine, digest_of

_CHUNK_CHARACTERS, _OVERLAP_CHARACTERS = 750, 150
_ADD_AT_ONCE = 4096
_RRF_CONSTANT, _RRF_DEPTH = 60, 100
_splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK_CHARACTERS, chunk_overlap=_OVERLAP_CHARACTERS)


def page_content(line: CorpusLine) -> str:
    """A corpus line as the page of a document loader."""
    return f"{line.title}\n{line.text}"


def split(text: str) -> list[str]:
    """Overlapping pieces, at paragraph ends where possible."""
    return _splitter.split_text(text)


class _CutToWindow(LangChainEmbeddings):
    """Cuts what is longer than the model's window, as LangChain's HuggingFaceEmbeddings silently do."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return super().embed_documents([self._cut(text) for text in texts])

    def _cut(self, text: str) -> str:
        while self._embedder.count_tokens([text])[0] > self._embedder.max_tokens:
            text = text[: len(text) * 99 // 100]
        return text


class PlainPipeline:
    """Nearest pieces, one answer a corpus line."""

    def __init__(self, lines: Sequence[CorpusLine], embedder: Embedder, cache: Path) -> None:
        folder = cache / f"plain-{embedder.fingerprint}-{digest_of(lines)}"
        self._chroma = Chroma(
            collection_name="plain",
            embedding_function=_CutToWindow(embedder),
            persist_directory=str(folder),
            collection_metadata={"hnsw:space": "cosine"},
        )
        finished = folder / "finished"
        if not finished.exists():
            self._fill(lines)
            finished.touch()

    def count(self) -> int:
        """How many pieces there are."""
        return len(self._chroma.get(include=[])["ids"])

    def __call__(self, question: str, k: int) -> list[str]:
        """Ids of corpus lines, best first; pieces of one line count once."""
        found = self._chroma.similarity_search(question, k=k)
        return list(dict.fromkeys(str(document.metadata["corpus_id"]) for document in found))

    def _fill(self, lines: Sequence[CorpusLine]) -> None:
        pieces = [(line.id, number, piece) for line in lines for number, piece in enumerate(split(page_content(line)))]
        for start in range(0, len(pieces), _ADD_AT_ONCE):
            batch = pieces[start : start + _ADD_AT_ONCE]
            self._chroma.add_texts(
                [text for _, _, text in batch],
                metadatas=[{"corpus_id": corpus_id} for corpus_id, _, _ in batch],
                ids=[str(uuid.uuid5(uuid.NAMESPACE_OID, f"{corpus_id}\x1f{number}")) for corpus_id, number, _ in batch],
            )


class PlainWords:
    """BM25 over whole texts, with jieba's own dictionary."""

    def __init__(self, lines: Sequence[CorpusLine]) -> None:
        self._ids = [line.id for line in lines]
        self._index = BM25Okapi([jieba.lcut(page_content(line)) for line in lines])

    def __call__(self, question: str, k: int) -> list[str]:
        """Ids of corpus lines, best first."""
        scores = self._index.get_scores(jieba.lcut(question))
        return [self._ids[index] for index in np.argsort(-scores, kind="stable")[:k]]


class PlainEnsemble:
    """Both by reciprocal ranks of equal weight. Source: Cormack, Clarke and Büttcher, SIGIR 2009."""

    def __init__(self, plain: PlainPipeline, words: PlainWords) -> None:
        self._searches = (plain, words)

    def __call__(self, question: str, k: int) -> list[str]:
        """Ids of corpus lines, best first."""
        scores: defaultdict[str, float] = defaultdict(float)
        for search in self._searches:
            for rank, corpus_id in enumerate(search(question, max(k, _RRF_DEPTH)), start=1):
                scores[corpus_id] += 1 / (_RRF_CONSTANT + rank)
        return sorted(scores, key=lambda corpus_id: -scores[corpus_id])[:k]
