"""Answers that a change has made out of date."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from assistant.conversations.outdated import OutdatedAnswer as OutdatedAnswerRecord
from assistant.records import Role


class OutdatedAnswer(BaseModel):
    """One answer with the clauses whose words have changed and those that have lapsed."""

    message_id: str
    question: str
    role: Role
    answered_at: datetime
    changed: tuple[str, ...]
    lapsed: tuple[str, ...]


class OutdatedAnswers(BaseModel):
    """All of them, newest first."""

    answers: tuple[OutdatedAnswer, ...]

    @classmethod
    def of(cls, found: Sequence[OutdatedAnswerRecord]) -> "OutdatedAnswers":
        return cls(
            answers=tuple(
                OutdatedAnswer(
                    message_id=item.message_id,
                    question=item.question,
                    role=item.role,
                    answered_at=item.answered_at,
                    changed=item.changed,
                    lapsed=item.lapsed,
                )
                for item in found
            )
        )
