"""The whole search: dense and keyword, fused, perhaps reranked, the access rule before anything leaves."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

import numpy as np
from sqlalchemy.orm import Session

from assistant import access
from assistant.database import Database
from assistant.documents.reading import chunks_by_number, chunks_by_vector_id
from assistant.records import Chunk, ChunkKind, DocumentKind, Hit, Principal, SearchResult
from assistant.retrieval.chunk_store import ChunkStore
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.keyword_index import KeywordIndex
from assistant.retrieval.merging import merge_for_reading
from assistant.retrieval.ranking import fuse_rankings
from assistant.retrieval.reranking import Reranker
from assistant.settings import RetrievalSettings

Mode = Literal["fused", "dense", "keyword"]
_DEEPER = 4
_DEEPEST = 2000
_QUESTION_CACHE = 1024


@dataclass(frozen=True, slots=True)
class Filter:
    """Which chunks a search is about; None means any."""

    chunk_kinds: frozenset[ChunkKind] | None = None
    document_kinds: frozenset[DocumentKind] | None = None
    document_ids: frozenset[str] | None = None

    def admits(self, chunk: Chunk) -> bool:
        """Whether a chunk is of the wanted kinds and documents."""
        return (
            (self.chunk_kinds is None or chunk.passage.kind in self.chunk_kinds)
            and (self.document_kinds is None or chunk.document.kind in self.document_kinds)
            and (self.document_ids is None or chunk.document.id in self.document_ids)
        )


@dataclass(slots=True)
class _Candidates:
    """Chunks of one search with the score that each ranking gave them."""

    dense: dict[str, float]
    keyword: dict[str, float]
    chunks: dict[str, Chunk]
    exhausted: bool


class Retriever:
    """Finds the passages that answer a question."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        store: ChunkStore,
        keyword_index: KeywordIndex,
        settings: RetrievalSettings,
    ) -> None:
        self.database = database
        self.embedder = embedder
        self.store = store
        self.keyword_index = keyword_index
        self.settings = settings
        self._reranker = Reranker(settings.reranker) if settings.reranker else None
        self._embed_question = lru_cache(maxsize=_QUESTION_CACHE)(embedder.embed_query)

    def search(
        self,
        query: str,
        principal: Principal,
        as_of: date,
        k: int = 8,
        chunk_kinds: frozenset[ChunkKind] | None = None,
        document_kinds: frozenset[DocumentKind] | None = None,
        document_ids: frozenset[str] | None = None,
        mode: Mode = "fused",
    ) -> SearchResult:
        """The k best hits in force on the day, and what matched but is not in force on it, apart.

        The stores are asked without filters and the rules are applied to what they give; when too little survives they are
        asked again, deeper.
        """
        self.store.check_fingerprint(self.embedder.fingerprint)
        started = time.perf_counter()
        wanted = Filter(chunk_kinds, document_kinds, document_ids)
        vector = self._embed_question(query) if mode != "keyword" else np.zeros(0, dtype=np.float32)
        embedded = time.perf_counter()
        depth = max(self.settings.candidates, k)
        with self.database.session() as session:
            while True:
                candidates = self._candidates(session, query, vector, principal, depth, mode)
                hits, lapsed = self._ranked(query, candidates, wanted, principal, as_of)
                if len(hits) >= k or candidates.exhausted or depth >= _DEEPEST:
                    break
                depth = min(depth * _DEEPER, _DEEPEST)
            found = time.perf_counter()
            reading = merge_for_reading(session, hits[:k])
        ended = time.perf_counter()
        return SearchResult(
            hits=tuple(reading),
            lapsed=tuple(lapsed[:k]),
            timings_ms={
                "embed": (embedded - started) * 1000,
                "search": (found - embedded) * 1000,
                "merge": (ended - found) * 1000,
            },
        )

    def _candidates(
        self, session: Session, query: str, vector: np.ndarray, principal: Principal, depth: int, mode: Mode
    ) -> _Candidates:
        dense: dict[str, float] = {}
        keyword: dict[int, float] = {}
        exhausted = True
        for clearance in access.clearances_of(principal):
            if mode != "keyword":
                neighbours = self.store.nearest(clearance, vector, depth)
                dense.update((neighbour.vector_id, neighbour.similarity) for neighbour in neighbours)
                exhausted &= len(neighbours) < depth
            if mode != "dense":
                matches = self.keyword_index.search(session, clearance, query, depth)
                keyword.update((match.number, match.score) for match in matches)
                exhausted &= len(matches) < depth
        by_vector = chunks_by_vector_id(session, list(dense))
        by_number = chunks_by_number(session, list(keyword))
        chunks = {chunk.id: chunk for chunk in (*by_vector.values(), *by_number.values())}
        return _Candidates(
            dense={chunk.id: dense[vector_id] for vector_id, chunk in by_vector.items()},
            keyword={chunk.id: keyword[number] for number, chunk in by_number.items()},
            chunks={key: chunk for key, chunk in chunks.items() if access.visible(principal, chunk)},
            exhausted=exhausted,
        )

    def _ranked(
        self, query: str, candidates: _Candidates, wanted: Filter, principal: Principal, as_of: date
    ) -> tuple[list[Hit], list[Hit]]:
        rankings = [
            sorted((key for key in scores if key in candidates.chunks), key=lambda key: -scores[key])
            for scores in (candidates.dense, candidates.keyword)
        ]
        weights = (self.settings.dense_weight, self.settings.keyword_weight)
        fused = fuse_rankings(rankings, weights, self.settings.fusion_k)
        hits: list[Hit] = []
        lapsed: list[Hit] = []
        for key, score in fused:
            chunk = candidates.chunks[key]
            if not wanted.admits(chunk):
                continue
            hit = Hit(chunk, score, candidates.dense.get(key), candidates.keyword.get(key))
            (hits if access.in_force(chunk.document, as_of) else lapsed).append(hit)
        return self._reranked(query, hits), lapsed

    def _reranked(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        if self._reranker is None:
            return list(hits)
        first = hits[: self.settings.rerank_candidates]
        scores = self._reranker.scores(query, [hit.chunk.passage.text for hit in first])
        best = sorted(zip(first, scores, strict=True), key=lambda pair: -pair[1])
        return [
            *(replace(hit, score=1.0 + 1.0 / rank) for rank, (hit, _) in enumerate(best, start=1)),
            *hits[self.settings.rerank_candidates :],
        ]
