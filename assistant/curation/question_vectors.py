"""Vectors of questions, each computed once: by whoever looks first, with the encoder that the search asks with."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.curation.tables import QuestionVectorRow
from assistant.database import Database
from assistant.text.simplified import simplified

_IN_BATCH = 500
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class QuestionEncoder:
    """``embed`` gives a question's unit-length float32 vector, shape (dimensions,); ``model`` names what made it, 32 characters at most."""

    embed: Callable[[str], np.ndarray]
    model: str

    def vector(self, question: str) -> np.ndarray:
        """Traditional characters and simplified ones are one question."""
        return self.embed(simplified(question))

    def stored(self, question: str) -> bytes:
        """The vector as rows keep it."""
        return self.vector(question).astype("<f2").tobytes()


def read_vector(stored: bytes) -> np.ndarray:
    """A kept vector, float32, shape (dimensions,)."""
    return np.frombuffer(stored, dtype="<f2").astype(np.float32)


def message_vectors(
    database: Database, encoder: QuestionEncoder, questions: Mapping[str, str]
) -> dict[str, np.ndarray]:
    """The vectors of messages' questions by the message's id; those that nobody computed yet are computed and kept."""
    with database.session() as session:
        found = _kept(session, encoder.model, tuple(questions))
    missing = [message_id for message_id in questions if message_id not in found]
    for batch in batches(missing):
        computed = {message_id: encoder.stored(questions[message_id]) for message_id in batch}
        with database.session() as session:
            for message_id, vector in computed.items():
                session.merge(QuestionVectorRow(message_id=message_id, model=encoder.model, vector=vector))
        found |= {message_id: read_vector(vector) for message_id, vector in computed.items()}
    return found


def batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """Below SQLite's limit on bound variables of old builds."""
    for start in range(0, len(items), _IN_BATCH):
        yield items[start : start + _IN_BATCH]


def _kept(session: Session, model: str, message_ids: Sequence[str]) -> dict[str, np.ndarray]:
    return {
        row.message_id: read_vector(row.vector)
        for batch in batches(message_ids)
        for row in session.scalars(
            select(QuestionVectorRow).where(QuestionVectorRow.message_id.in_(batch), QuestionVectorRow.model == model)
        )
    }
