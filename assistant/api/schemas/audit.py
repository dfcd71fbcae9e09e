"""The audit as administrators read it."""

from datetime import datetime

from pydantic import BaseModel

from assistant.audit.events import Event
from assistant.audit.log import AuditLine, Chain


class AuditEntry(BaseModel):
    """A line. ``label`` is what the event is called; ``digest`` binds it to the line before."""

    number: int
    at: datetime
    event: Event
    label: str
    by: str
    by_id: int | None
    role: str
    door: str
    address: str
    call_id: str
    subject: str
    detail: dict[str, str]
    digest: str

    @classmethod
    def of(cls, line: AuditLine) -> "AuditEntry":
        return cls(
            number=line.number,
            at=line.at,
            event=line.event,
            label=line.event.label,
            by=line.by,
            by_id=line.by_id,
            role=line.role,
            door=line.door,
            address=line.address,
            call_id=line.call_id,
            subject=line.subject,
            detail=dict(line.detail),
            digest=line.digest,
        )


class AuditList(BaseModel):
    """Lines, the latest first; ``total`` counts all that fit the filters, ``events`` are what can be filtered by."""

    lines: tuple[AuditEntry, ...]
    total: int
    events: dict[Event, str]


class ChainResponse(BaseModel):
    """Both ends of the chain and what is wrong with it."""

    first: int
    last: int
    digest: str
    whole: bool
    problems: tuple[str, ...]

    @classmethod
    def of(cls, chain: Chain) -> "ChainResponse":
        return cls(
            first=chain.first,
            last=chain.last,
            digest=chain.digest,
            whole=not chain.problems,
            problems=chain.problems,
        )
