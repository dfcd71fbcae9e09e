"""BM25 over words: of every term the chunks that hold it, in blocks that are summed in this process.

It lives in the record's own database and changes in the same transaction, so the two cannot disagree. What is stored are counts and lengths:
the weights follow from them and from the totals at the time of the question, so that a document changes its own blocks alone.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from pathlib import Path
from typing import cast

import numpy as np
from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from assistant.records import Clearance
from assistant.retrieval.keywords.blocks import MOST_COUNTED, POSTING, Postings, read_blocks, rewrite
from assistant.retrieval.keywords.scoring import best, bm25
from assistant.retrieval.keywords.tables import LONGEST_TERM, KeywordDocumentRow, KeywordTermRow, KeywordTotalRow
from assistant.retrieval.segmentation import segmenter

_MOST_POSTINGS = 400_000
"""A question's time is that of the postings of its words; beyond so many, the words that stand in the most chunks are left out."""
_TERMS_AT_ONCE = 500
_TERMS = cast(Table, KeywordTermRow.__table__)
_NUMBER = np.dtype("<i4")


@dataclass(frozen=True, slots=True)
class KeywordMatch:
    """A chunk that holds words of the question, by its row number; ``score`` is BM25, higher is better."""

    number: int
    score: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Chunks that a search is to know nothing of: their row numbers, and how many words they have together."""

    numbers: np.ndarray
    words: int

    def __bool__(self) -> bool:
        return len(self.numbers) > 0


NOTHING_LEFT_OUT = LeftOut(np.empty(0, _NUMBER), 0)


class KeywordIndex:
    """Adds, removes and finds chunks by their words; the caller's session is the transaction. Threads may share it."""

    def __init__(self, user_dictionary: Path | None = None) -> None:
        self._segmenter = segmenter()
        if user_dictionary is not None:
            self._segmenter.learn(user_dictionary)

    def add(self, session: Session, document_id: str, entries: Mapping[Clearance, Sequence[tuple[int, str]]]) -> None:
        """Index a document's chunks, all of them at once: (row number, text) by clearance. The index must not know the document yet."""
        totals = _held_totals(session)
        for clearance in Clearance:
            self._add(session, document_id, totals[clearance], entries.get(clearance, ()))
        session.flush()

    def remove(self, session: Session, document_id: str) -> None:
        """Forget a document's chunks; one that is not there is no error."""
        totals = _held_totals(session)
        known = select(KeywordDocumentRow).where(KeywordDocumentRow.document_id == document_id)
        for row in session.scalars(known).all():
            terms = np.frombuffer(row.terms, _NUMBER)
            numbers = np.frombuffer(row.numbers, _NUMBER)
            _count(session, terms, rewrite(session, terms, numbers))
            totals[row.clearance].chunks -= len(numbers)
            totals[row.clearance].words -= row.words
            session.delete(row)
        session.flush()

    def left_out(self, session: Session, clearance: Clearance, document_ids: Collection[str]) -> LeftOut:
        """The chunks of this clearance of some documents."""
        if not document_ids:
            return NOTHING_LEFT_OUT
        columns = select(KeywordDocumentRow.numbers, KeywordDocumentRow.words)
        rows = session.execute(
            columns.where(
                KeywordDocumentRow.clearance == clearance, KeywordDocumentRow.document_id.in_(sorted(document_ids))
            )
        ).all()
        numbers = [np.frombuffer(held, _NUMBER) for held, _ in rows]
        return LeftOut(np.concatenate(numbers), sum(words for _, words in rows)) if rows else NOTHING_LEFT_OUT

    def search(
        self,
        session: Session,
        clearance: Clearance,
        query: str,
        k: int,
        among: Sequence[int] | None = None,
        without: LeftOut = NOTHING_LEFT_OUT,
    ) -> list[KeywordMatch]:
        """The k chunks with the highest BM25, best first; ``among`` limits them to some row numbers. Scores are those of an index that
        never had the chunks left out: no count of words, chunks or lengths tells of them."""
        terms = self._telling_terms(session, clearance, query)
        total = session.get(KeywordTotalRow, clearance)
        if not terms or total is None:
            return []
        postings = read_blocks(session, list(terms))
        chunks, words = total.chunks - len(without.numbers), total.words - without.words
        if without:
            hidden = np.isin(postings.records["number"], without.numbers)
            terms = _less(terms, postings.terms[hidden])
            postings = Postings(postings.terms[~hidden], postings.records[~hidden])
        if among is not None:
            admitted = np.isin(postings.records["number"], np.asarray(among, _NUMBER))
            postings = Postings(postings.terms[admitted], postings.records[admitted])
        if not len(postings.terms):
            return []
        numbers, scores = bm25(postings, terms, chunks, words)
        return [KeywordMatch(number, score) for number, score in best(numbers, scores, k)]

    def count(self, session: Session, clearance: Clearance) -> int:
        """How many chunks a clearance has."""
        total = session.get(KeywordTotalRow, clearance)
        return 0 if total is None else total.chunks

    def document_frequencies(
        self, session: Session, clearance: Clearance, words: Sequence[str], without: LeftOut = NOTHING_LEFT_OUT
    ) -> dict[str, int]:
        """In how many chunks, but those left out, each word stands; words that stand in none are left out."""
        found = _known_terms(session, clearance, words)
        counts = {key: chunks for key, _, chunks in found}
        if without and counts:
            postings = read_blocks(session, list(counts))
            counts = _less(counts, postings.terms[np.isin(postings.records["number"], without.numbers)])
        known = {term: counts[key] for key, term, _ in found if key in counts}
        return {word: known[word[:LONGEST_TERM]] for word in words if word[:LONGEST_TERM] in known}

    def query_words(self, query: str) -> list[str]:
        """The words by which a question is looked up."""
        return self._segmenter.query_words(query)

    def _telling_terms(self, session: Session, clearance: Clearance, query: str) -> dict[int, int]:
        """The question's words that are known: ids of their terms, and in how many chunks each stands; the rarest first, as many as can
        be read in time."""
        known = sorted(_known_terms(session, clearance, self._segmenter.query_words(query)), key=lambda term: term[2])
        so_far = accumulate(chunks for _, _, chunks in known)
        affordable = sum(1 for _ in takewhile(lambda postings: postings <= _MOST_POSTINGS, so_far))
        return {key: chunks for key, _, chunks in known[: max(affordable, 1)]}

    def _add(
        self, session: Session, document_id: str, total: KeywordTotalRow, entries: Sequence[tuple[int, str]]
    ) -> None:
        if not entries:
            return
        cut = [
            (number, [word[:LONGEST_TERM] for word in self._segmenter.index_words(text)]) for number, text in entries
        ]
        counted = [(number, min(len(words), MOST_COUNTED), Counter(words)) for number, words in cut]
        ids = _term_ids(
            session, total.clearance, list(dict.fromkeys(word for _, _, counts in counted for word in counts))
        )
        terms = np.fromiter((ids[word] for _, _, counts in counted for word in counts), np.int64)
        records = np.array(
            [(number, length, count) for number, length, counts in counted for count in counts.values()], POSTING
        )
        numbers = np.asarray([number for number, _ in entries], _NUMBER)
        touched = np.unique(terms)
        _count(session, touched, rewrite(session, touched, numbers, Postings(terms, records)))
        words = sum(length for _, length, _ in counted)
        total.chunks += len(entries)
        total.words += words
        session.add(
            KeywordDocumentRow(
                document_id=document_id,
                clearance=total.clearance,
                words=words,
                numbers=numbers.tobytes(),
                terms=touched.astype(_NUMBER).tobytes(),
            )
        )


def indexed_text(document_number: str, title: str, heading: str, locator: str, text: str) -> str:
    """What a chunk is found by: its document's number and title, the headings above it and its own place beside its text."""
    return f"{document_number} {locator}\n{title} {heading}\n{text}"


def _less(counts: Mapping[int, int], terms: np.ndarray) -> dict[int, int]:
    """In how many chunks each term stands without those of these postings; terms that stand in none any more are left out."""
    hidden = Counter(terms.tolist())
    return {term: count - hidden[term] for term, count in counts.items() if count > hidden[term]}


def _held_totals(session: Session) -> dict[Clearance, KeywordTotalRow]:
    """The totals, held to the end of the transaction: one writer at a time changes the index."""
    query = select(KeywordTotalRow).order_by(KeywordTotalRow.clearance).with_for_update()
    totals = {row.clearance: row for row in session.scalars(query.execution_options(populate_existing=True))}
    for clearance in Clearance:
        if clearance not in totals:
            totals[clearance] = KeywordTotalRow(clearance=clearance, chunks=0, words=0)
            session.add(totals[clearance])
    return totals


def _known_terms(session: Session, clearance: Clearance, words: Sequence[str]) -> list[tuple[int, str, int]]:
    """(id, term, chunks that hold it) of the words that the index knows."""
    wanted = list(dict.fromkeys(word[:LONGEST_TERM] for word in words))
    found: list[tuple[int, str, int]] = []
    for start in range(0, len(wanted), _TERMS_AT_ONCE):
        query = select(_TERMS.c.id, _TERMS.c.term, _TERMS.c.chunks).where(
            _TERMS.c.clearance == clearance, _TERMS.c.term.in_(wanted[start : start + _TERMS_AT_ONCE])
        )
        found += [(key, term, chunks) for key, term, chunks in session.execute(query)]
    return found


def _term_ids(session: Session, clearance: Clearance, words: Sequence[str]) -> dict[str, int]:
    """The ids of words, which become known to the index where they are not."""
    ids = {term: key for key, term, _ in _known_terms(session, clearance, words)}
    unknown = [word for word in words if word not in ids]
    if unknown:
        session.execute(insert(_TERMS), [{"clearance": clearance, "term": word, "chunks": 0} for word in unknown])
        ids |= {term: key for key, term, _ in _known_terms(session, clearance, unknown)}
    return ids


def _count(session: Session, terms: np.ndarray, grown: np.ndarray) -> None:
    """Note by how many chunks each term grew, and forget those that stand in none any more."""
    changes = [{"key": key, "by": by} for key, by in zip(terms.tolist(), grown.tolist(), strict=True) if by]
    if changes:
        counted = update(_TERMS).where(_TERMS.c.id == bindparam("key")).values(chunks=_TERMS.c.chunks + bindparam("by"))
        session.execute(counted, changes)
    shrunk = [change["key"] for change in changes if change["by"] < 0]
    for start in range(0, len(shrunk), _TERMS_AT_ONCE):
        some = shrunk[start : start + _TERMS_AT_ONCE]
        session.execute(delete(_TERMS).where(_TERMS.c.id.in_(some), _TERMS.c.chunks == 0))
