"""The phrasings of approved standard answers, by their words and by their meaning, read anew after each change."""

import hashlib
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import func, select

from assistant.contract.curation import AnswerState
from assistant.curation.question_vectors import QuestionEncoder, read_vector
from assistant.curation.standard_records import NearPhrasing
from assistant.curation.tables import CurationEventRow, StandardAnswerRow, StandardPhrasingRow
from assistant.database import Database
from assistant.text.simplified import simplified

_NEAREST = 3


def phrasing_key(question: str) -> str:
    """The digest of a question's letters, figures and characters: width, case, stops, spaces and traditional forms do not count."""
    text = unicodedata.normalize("NFKC", simplified(question)).casefold()
    return hashlib.sha256("".join(character for character in text if character.isalnum()).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Table:
    """``vectors`` has the shape (phrasings, dimensions), row for row with ``texts`` and ``answers``."""

    version: tuple[int, int]
    by_key: Mapping[str, int]
    texts: tuple[str, ...]
    answers: tuple[int, ...]
    vectors: np.ndarray


class Phrasings:
    """Finds approved answers by a question. Threads may share it."""

    def __init__(self, database: Database, encoder: QuestionEncoder) -> None:
        self._database = database
        self._encoder = encoder
        self._lock = threading.Lock()
        self._table: _Table | None = None

    def exact(self, question: str) -> int | None:
        """The answer that has these very words as a phrasing."""
        return self._current().by_key.get(phrasing_key(question))

    def near(self, question: str, least: float) -> tuple[NearPhrasing, ...]:
        """Phrasings whose cosine with the question is ``least`` or more, the nearest first."""
        table = self._current()
        if not table.texts:
            return ()
        likeness = table.vectors @ self._encoder.vector(question)
        order = [int(at) for at in np.argsort(-likeness, kind="stable")[:_NEAREST] if likeness[at] >= least]
        return tuple(NearPhrasing(table.answers[at], table.texts[at], float(likeness[at])) for at in order)

    def _current(self) -> _Table:
        """The table of now: every change of an answer leaves an event."""
        with self._database.session() as session:
            number, count = session.execute(
                select(func.max(CurationEventRow.number), func.count(CurationEventRow.number))
            ).one()
        version = (number or 0, count)
        table = self._table
        if table is None or table.version != version:
            with self._lock:
                table = (
                    self._table if self._table is not None and self._table.version == version else self._read(version)
                )
                self._table = table
        return table

    def _read(self, version: tuple[int, int]) -> _Table:
        query = (
            select(StandardPhrasingRow)
            .join(StandardAnswerRow, StandardAnswerRow.id == StandardPhrasingRow.answer_id)
            .where(StandardAnswerRow.state == AnswerState.APPROVED)
            .order_by(StandardPhrasingRow.id)
        )
        with self._database.session() as session:
            rows = session.scalars(query).all()
            for row in rows:
                if row.model != self._encoder.model:
                    row.model, row.vector = self._encoder.model, self._encoder.stored(row.text)
        return _Table(
            version=version,
            by_key={row.key: row.answer_id for row in reversed(rows)},
            texts=tuple(row.text for row in rows),
            answers=tuple(row.answer_id for row in rows),
            vectors=np.stack([read_vector(row.vector) for row in rows]) if rows else np.zeros((0, 0), dtype=np.float32),
        )
