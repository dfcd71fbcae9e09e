"""Answers and replies that a change has made out of date."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from pydantic import BaseModel

from assistant.complaints.letters.outdated import OutdatedReply as OutdatedReplyRecord
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


class OutdatedReply(BaseModel):
    """The latest version of a reply to a complaint; ``answered_at`` once the letter went out."""

    complaint_id: int
    number: str
    subject: str
    version: int
    saved_at: datetime
    answered_at: datetime | None
    changed: tuple[str, ...]
    lapsed: tuple[str, ...]


class OutdatedAnswers(BaseModel):
    """All of them, newest first."""

    answers: tuple[OutdatedAnswer, ...]
    replies: tuple[OutdatedReply, ...]

    @classmethod
    def of(cls, answers: Sequence[OutdatedAnswerRecord], replies: Sequence[OutdatedReplyRecord]) -> "OutdatedAnswers":
        return cls(
            answers=tuple(OutdatedAnswer.model_validate(asdict(item)) for item in answers),
            replies=tuple(OutdatedReply.model_validate(asdict(item)) for item in replies),
        )
