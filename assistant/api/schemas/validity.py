"""The queue of dates and links that an administrator should look at."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from assistant.api.schemas.base import Request
from assistant.api.schemas.documents import DocumentSummary
from assistant.documents.confirmations import Confirmation
from assistant.policies.confirmation import DATE_SUBJECTS, NEED_NAMES, ORIGIN_NAMES, QueueItem
from assistant.records import Confidence


class StatedValue(BaseModel):
    """What one source says of a date."""

    value: str
    origin: str
    origin_name: str
    evidence: str
    confidence: Confidence
    working: str


class QueueEntry(BaseModel):
    """One thing to look at: why (``need`` for programs, ``need_name`` and ``remark`` for people), what counts now, and who says what.

    ``correctable``: a date, to be corrected with PATCH /api/documents/{id}; links follow from titles and numbers.
    """

    document: DocumentSummary
    subject: str
    need: Literal["conflict", "missing", "ambiguous", "unsure", "expiring", "not_held", "part_only", "twin"]
    need_name: str
    value: str
    remark: str
    evidence: str
    confidence: Confidence
    correctable: bool
    stated: tuple[StatedValue, ...]

    @classmethod
    def of(cls, item: QueueItem) -> "QueueEntry":
        stated = tuple(
            StatedValue(
                value=fact.value,
                origin=fact.origin,
                origin_name=ORIGIN_NAMES[fact.origin],
                evidence=fact.evidence,
                confidence=fact.confidence,
                working=fact.working,
            )
            for fact in item.facts
        )
        return cls.model_validate(
            {
                "document": DocumentSummary.of(item.info),
                "subject": item.subject,
                "need": item.need.name.lower(),
                "need_name": NEED_NAMES[item.need],
                "value": item.value,
                "remark": item.remark,
                "evidence": item.evidence,
                "confidence": item.confidence,
                "correctable": item.subject in DATE_SUBJECTS,
                "stated": stated,
            }
        )


class ValidityQueue(BaseModel):
    """One page of the queue, the most needed first; ``total`` counts all, ``counts`` them by need."""

    items: tuple[QueueEntry, ...]
    total: int
    counts: dict[str, int]


class ConfirmRequest(Request):
    """That a value is right as it was shown; "" that there is none."""

    document_id: str
    subject: str
    value: str


class ConfirmationResponse(BaseModel):
    """Who confirmed what, and when."""

    subject: str
    value: str
    confirmed_by: str
    confirmed_at: datetime

    @classmethod
    def of(cls, confirmation: Confirmation) -> "ConfirmationResponse":
        return cls(
            subject=confirmation.subject,
            value=confirmation.value,
            confirmed_by=confirmation.confirmed_by,
            confirmed_at=confirmation.confirmed_at,
        )
