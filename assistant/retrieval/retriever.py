"""The whole search: dense and keyword, fused, perhaps reranked, the access rule before anything leaves."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Literal

import numpy as np
from sqlalchemy.orm import Session

from assistant import access
from assistant.database import Database
from assistant.documents.reading import vector_ids_of
from assistant.documents.seeing import closed_documents
from assistant.errors import ModelUnavailable, StoreAway, StoreUnavailable
from assistant.records import Chunk, ChunkKind, Clearance, DocumentKind, Hit, Principal, SearchResult
from assistant.retrieval.candidates import (
    Candidates,
    ChunkReader,
    FewChunks,
    Filter,
    few_admitted,
    nearest_of,
    nearest_open,
)
from assistant.retrieval.chunk_store import ChunkStore
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.everyday import with_official_words
from assistant.retrieval.exact_names import ExactNames
from assistant.retrieval.keywords.index import NOTHING_LEFT_OUT, KeywordIndex, LeftOut
from assistant.retrieval.merging import one_hit_a_clause, with_reading_text
from assistant.retrieval.ranking import blend
from assistant.retrieval.sentence_store import SentenceStore
from assistant.retrieval.servers.reranking import load_reranker
from assistant.settings import RetrievalSettings
from assistant.text.simplified import simplified

Mode = Literal["fused", "dense", "keyword"]
_DEEPER = 4
_DEEPEST = 2000
_QUESTION_CACHE = 1024


class Stopwatch:
    """Adds up the time of named stages that follow each other, some of them repeatedly."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self._seconds: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """The stage that ends now began when the one before it ended."""
        now = time.perf_counter()
        self._seconds[stage] = self._seconds.get(stage, 0.0) + now - self._last
        self._last = now

    def timings_ms(self) -> dict[str, float]:
        """Milliseconds of each stage, and their ``total``."""
        timings = {stage: seconds * 1000 for stage, seconds in self._seconds.items()}
        return {**timings, "total": (self._last - self._started) * 1000}


class Retriever:
    """Finds the passages that answer a question. Threads may share it."""

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        store: ChunkStore,
        keyword_index: KeywordIndex,
        settings: RetrievalSettings,
        sentences: SentenceStore | None = None,
    ) -> None:
        """``sentences`` orders what is found by the nearest sentence; None: by whole passages alone."""
        self.database = database
        self.sentences = sentences
        self.embedder = embedder
        self.store = store
        self.keyword_index = keyword_index
        self.settings = settings
        self._reranker = load_reranker(settings)
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

        The stores are asked without filters and the rules are applied to what they give; when too little survives they are asked
        again, deeper. A filter that admits few chunks has all of them compared. A query in traditional characters is read in simplified ones.
        While the Chroma server is away words alone are looked for. Raises EmbeddingModelChanged.
        """
        try:
            return self._search(query, principal, as_of, k, chunk_kinds, document_kinds, document_ids, mode)
        except StoreAway:
            return self._search(query, principal, as_of, k, chunk_kinds, document_kinds, document_ids, "keyword")

    @property
    def by_words_alone(self) -> bool:
        """Whether the Chroma server was away just now."""
        return self.store.is_away

    def _search(
        self,
        query: str,
        principal: Principal,
        as_of: date,
        k: int,
        chunk_kinds: frozenset[ChunkKind] | None,
        document_kinds: frozenset[DocumentKind] | None,
        document_ids: frozenset[str] | None,
        mode: Mode,
    ) -> SearchResult:
        self.store.check_fingerprint(self.embedder.fingerprint)
        query = simplified(query)
        wanted = Filter(chunk_kinds, document_kinds, document_ids)
        watch = Stopwatch()
        vector = self._embed_question(query) if mode != "keyword" and query.strip() else None
        watch.lap("embed")
        depth = max(self.settings.candidates, k)
        with self.database.session() as session:
            reader = ChunkReader(session)
            few = few_admitted(session, wanted, principal)
            while True:
                found = self._candidates(session, reader, query, vector, principal, depth, few, mode, watch)
                hits, lapsed = self._ranked(query, found, wanted, as_of, mode)
                watch.lap("rank")
                if len(hits) >= k or found.exhausted or depth >= _DEEPEST:
                    break
                depth = min(depth * _DEEPER, _DEEPEST)
            reading = with_reading_text(session, hits[:k])
            watch.lap("merge")
        return SearchResult(hits=tuple(reading), lapsed=tuple(lapsed[:k]), timings_ms=watch.timings_ms())

    def similarities(self, question: str, chunks: Sequence[Chunk]) -> dict[str, float]:
        """The cosine of each chunk, however it was found, with a question, by chunk id; a chunk without a vector has none, nor has any while the
        Chroma server is away."""
        with self.database.session() as session, suppress(StoreAway):
            return self._cosines(session, self._embed_question(simplified(question)), chunks)
        return {}

    def _candidates(
        self,
        session: Session,
        reader: ChunkReader,
        query: str,
        vector: np.ndarray | None,
        principal: Principal,
        depth: int,
        few: FewChunks | None,
        mode: Mode,
        watch: Stopwatch,
    ) -> Candidates:
        found = Candidates()
        closed = closed_documents(session, principal)
        similarities: dict[str, float] = {}
        matches: dict[int, float] = {}
        for clearance in access.clearances_of(principal):
            if vector is not None:
                if few is None:
                    neighbours = nearest_open(session, self.store, clearance, vector, depth, closed)
                else:
                    neighbours = nearest_of(self.store, clearance, vector, few.vector_ids, depth)
                similarities.update((neighbour.vector_id, neighbour.similarity) for neighbour in neighbours)
                found.exhausted &= len(neighbours) < depth
                watch.lap("dense")
            if mode != "dense":
                among = None if few is None else few.numbers
                words = with_official_words(query) if mode == "fused" else query
                without = self._left_out(session, clearance, closed)
                matched = self.keyword_index.search(session, clearance, words, depth, among, without)
                matches.update((match.number, match.score) for match in matched)
                found.exhausted &= len(matched) < depth
                watch.lap("keyword")
        if vector is not None and matches and not similarities:
            self._check_not_empty(principal)
        for vector_id, chunk in reader.by_vector_id(similarities).items():
            found.dense[chunk.id] = similarities[vector_id]
            found.chunks[chunk.id] = chunk
        for number, chunk in reader.by_number(matches).items():
            found.keyword[chunk.id] = matches[number]
            found.chunks[chunk.id] = chunk
        found.chunks = {key: chunk for key, chunk in found.chunks.items() if access.visible(principal, chunk)}
        if vector is not None and mode == "fused":
            beside = [found.chunks[key] for key in found.keyword if key not in found.dense and key in found.chunks]
            found.beside = self._cosines(session, vector, beside)
        watch.lap("read")
        if vector is not None and mode == "fused" and self.sentences is not None:
            found.sentences = self.sentences.nearest_sentences(session, query, list(found.chunks))
            watch.lap("sentences")
        return found

    def _left_out(self, session: Session, clearance: Clearance, closed: frozenset[str]) -> LeftOut:
        return (
            NOTHING_LEFT_OUT
            if clearance is Clearance.PUBLIC
            else self.keyword_index.left_out(session, clearance, closed)
        )

    def word_counts(self, principal: Principal, words: Sequence[str]) -> tuple[dict[str, int], int]:
        """In how many passages that the caller may see each word stands, and how many passages these are."""
        counts: dict[str, int] = {}
        total = 0
        with self.database.session() as session:
            closed = closed_documents(session, principal)
            for clearance in access.clearances_of(principal):
                without = self._left_out(session, clearance, closed)
                total += self.keyword_index.count(session, clearance) - len(without.numbers)
                for word, count in self.keyword_index.document_frequencies(session, clearance, words, without).items():
                    counts[word] = counts.get(word, 0) + count
        return counts, total

    def _check_not_empty(self, principal: Principal) -> None:
        """Raises StoreUnavailable where there are words in the record and no vectors at all."""
        if not any(self.store.count(clearance) for clearance in access.clearances_of(principal)):
            raise StoreUnavailable("向量库是空的，资料库里却有内容：请执行 huizhao reembed 重算")

    def _cosines(self, session: Session, vector: np.ndarray, chunks: Sequence[Chunk]) -> dict[str, float]:
        """The cosines of chunks that only the keyword index found: meaning is to count for them too."""
        ids = vector_ids_of(session, [chunk.id for chunk in chunks])
        cosines: dict[str, float] = {}
        for clearance in {chunk.clearance for chunk in chunks}:
            here = [ids[chunk.id] for chunk in chunks if chunk.clearance is clearance and chunk.id in ids]
            vectors = self.store.find(clearance, here) if here else {}
            cosines |= {
                chunk.id: float(vectors[ids[chunk.id]] @ vector) for chunk in chunks if ids.get(chunk.id) in vectors
            }
        return cosines

    def _ranked(
        self, query: str, found: Candidates, wanted: Filter, as_of: date, mode: Mode
    ) -> tuple[list[Hit], list[Hit]]:
        """Hits in force on the day and hits that are not, each best first, one a clause."""
        literal = ExactNames(query).shares(found.chunks) if mode == "fused" else {}
        blended = blend(
            found.dense | found.beside,
            found.keyword,
            literal,
            sentences=found.sentences,
            sentence_weight=self.settings.sentence_weight,
            keyword_weight=self.settings.keyword_weight,
            exact_weight=self.settings.exact_weight,
            nearest=found.dense,
        )
        hits: list[Hit] = []
        lapsed: list[Hit] = []
        for key, score in blended:
            if key not in found.chunks:
                continue
            chunk = found.chunks[key]
            if wanted.admits(chunk):
                similarity = found.dense.get(key, found.beside.get(key))
                hit = Hit(chunk, score, similarity, found.keyword.get(key))
                (hits if access.chunk_in_force(chunk, as_of) else lapsed).append(hit)
        return one_hit_a_clause(self._reranked(query, hits)), one_hit_a_clause(lapsed)

    def _reranked(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        if self._reranker is None:
            return list(hits)
        first = hits[: self.settings.rerank_candidates]
        try:
            scores = self._reranker.scores(query, [hit.chunk.passage.text for hit in first])
        except ModelUnavailable:
            return list(hits)
        best = sorted(zip(first, scores, strict=True), key=lambda pair: -pair[1])
        return [
            *(replace(hit, score=hits[0].score + 1.0 / rank) for rank, (hit, _) in enumerate(best, start=1)),
            *hits[self.settings.rerank_candidates :],
        ]
