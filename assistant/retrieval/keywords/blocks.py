"""Blocks of postings: read for a question, rewritten for a document."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from sqlalchemy import Row, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from assistant.retrieval.keywords.tables import KeywordBlockRow

POSTING = np.dtype([("number", "<i4"), ("length", "<u2"), ("count", "<u2")])
"""A chunk's number, how many words it has, and how often the term is among them."""
MOST_COUNTED = 65_535
BLOCK = 500
"""Postings: with eight bytes each, a block just fits into a page of SQLite."""
_TERMS_AT_ONCE = 500  # within SQLite's limit on bound variables of old builds
_BLOCKS = cast(Table, KeywordBlockRow.__table__)


@dataclass(frozen=True, slots=True)
class Postings:
    """Postings of several terms: ``terms[i]`` is the id of the term of ``records[i]``, a ``POSTING``."""

    terms: np.ndarray
    records: np.ndarray

    def of_terms(self, first: int, last: int) -> "Postings":
        """Those of the terms whose ids lie between the two, inclusive."""
        chosen = (self.terms >= first) & (self.terms <= last)
        return Postings(self.terms[chosen], self.records[chosen])


NOTHING = Postings(np.empty(0, np.int64), np.empty(0, POSTING))


def read_blocks(session: Session, term_ids: Sequence[int]) -> Postings:
    """All postings of some terms."""
    rows = session.execute(select(_BLOCKS.c.term_id, _BLOCKS.c.postings).where(_BLOCKS.c.term_id.in_(term_ids))).all()
    return _joined([term for term, _ in rows], [stored for _, stored in rows])


def rewrite(session: Session, terms: np.ndarray, numbers: np.ndarray, added: Postings = NOTHING) -> np.ndarray:
    """Put postings in, and take all others of the chunks with these ``numbers`` out of the blocks of ``terms`` (ids, ascending).

    Returns by how many postings each term grew, in the order of ``terms``. The caller keeps other writers away.
    """
    grown = [
        _rewrite_some(session, batch, numbers, added.of_terms(int(batch[0]), int(batch[-1])))
        for batch in np.split(terms, range(_TERMS_AT_ONCE, len(terms), _TERMS_AT_ONCE))
        if len(batch)
    ]
    return np.concatenate(grown) if grown else np.empty(0, np.int64)


def _rewrite_some(session: Session, terms: np.ndarray, numbers: np.ndarray, added: Postings) -> np.ndarray:
    stored = _blocks_around(session, terms.tolist(), int(numbers.min()), int(numbers.max()))
    held = _joined([row.term_id for row in stored], [row.postings for row in stored])
    stays = ~np.isin(held.records["number"], numbers)
    all_terms = np.concatenate([held.terms[stays], added.terms])
    records = np.concatenate([held.records[stays], added.records])
    order = np.lexsort((records["number"], all_terms))
    _store(session, stored, Postings(all_terms[order], records[order]))
    places = np.searchsorted(terms, added.terms), np.searchsorted(terms, held.terms[~stays])
    gained, lost = (np.bincount(place, minlength=len(terms)) for place in places)
    return cast(np.ndarray, gained - lost)


def _blocks_around(
    session: Session, terms: Sequence[int], low: int, high: int
) -> Sequence[Row[tuple[int, int, int, bytes]]]:
    """The blocks that begin among these chunks, and of each term the one before, which may reach into them, and the one after, which
    takes in what is left of a block."""
    here = select(_BLOCKS).where(_BLOCKS.c.term_id.in_(terms), _BLOCKS.c.first.between(low, high))
    found = list(session.execute(here).all())
    for edge, beyond in ((func.max, _BLOCKS.c.first < low), (func.min, _BLOCKS.c.first > high)):
        nearest = (
            select(_BLOCKS.c.term_id, edge(_BLOCKS.c.first).label("first"))
            .where(_BLOCKS.c.term_id.in_(terms), beyond)
            .group_by(_BLOCKS.c.term_id)
            .subquery()
        )
        same = (_BLOCKS.c.term_id == nearest.c.term_id) & (_BLOCKS.c.first == nearest.c.first)
        found += session.execute(select(_BLOCKS).join(nearest, same)).all()
    return found


def _store(session: Session, stored: Sequence[Row[tuple[int, int, int, bytes]]], postings: Postings) -> None:
    """Cut sorted postings into blocks; these take the place of the stored ones, of which those that are the same stay untouched."""
    before = {(row.term_id, row.first): row for row in stored}
    changed: list[dict[str, object]] = []
    fresh: list[dict[str, object]] = []
    for (term, first), content in _cut(postings):
        old = before.pop((term, first), None)
        if old is None:
            fresh.append({"term_id": term, "first": first, "postings": content})
        elif old.postings != content:
            changed.append({"block": old.id, "postings": content})
    if before:
        gone = [{"block": row.id} for row in before.values()]
        session.execute(delete(_BLOCKS).where(_BLOCKS.c.id == bindparam("block")), gone)
    if changed:
        session.execute(update(_BLOCKS).where(_BLOCKS.c.id == bindparam("block")), changed)
    if fresh:
        session.execute(insert(_BLOCKS), fresh)


def _cut(postings: Postings) -> list[tuple[tuple[int, int], bytes]]:
    """(term, number of the first chunk) and bytes of each block."""
    total = len(postings.terms)
    if not total:
        return []
    begins = np.flatnonzero(np.diff(postings.terms, prepend=postings.terms[0] - 1))
    places = np.arange(total) - np.repeat(begins, np.diff(begins, append=total))
    starts = np.flatnonzero(places % BLOCK == 0)
    keys = zip(postings.terms[starts].tolist(), postings.records["number"][starts].tolist(), strict=True)
    ends = [*starts[1:].tolist(), total]
    contents = (postings.records[start:end].tobytes() for start, end in zip(starts.tolist(), ends, strict=True))
    return list(zip(keys, contents, strict=True))


def _joined(terms: Sequence[int], contents: Sequence[bytes]) -> Postings:
    sizes = [len(content) // POSTING.itemsize for content in contents]
    records = np.frombuffer(b"".join(contents), POSTING)
    return Postings(np.repeat(np.asarray(terms, np.int64), sizes), records)
