"""What belongs to a complaint: its trail, its like, the versions of its reply; and the channels."""

from datetime import datetime

from pydantic import BaseModel

from assistant.complaints.letters.editing import body_of
from assistant.complaints.letters.reply_records import Draft
from assistant.complaints.records import (
    Action,
    AuditEntry,
    ReplyVersion,
    SimilarComplaint,
)
from assistant.contract.complaints import Channel
from assistant.sections.complaints import ChannelSettings


class TrailEntry(BaseModel):
    """A line of the trail."""

    number: int
    at: datetime
    by: str
    action: Action
    action_label: str
    from_label: str
    to_label: str
    note: str

    @classmethod
    def of(cls, entry: AuditEntry) -> "TrailEntry":
        return cls(
            number=entry.number,
            at=entry.at,
            by=entry.by,
            action=entry.action,
            action_label=entry.action.label,
            from_label=entry.from_state.label if entry.from_state else "",
            to_label=entry.to_state.label if entry.to_state else "",
            note=entry.note,
        )


class Trail(BaseModel):
    """What happened to a complaint, oldest first."""

    entries: tuple[TrailEntry, ...]


class SimilarEntry(BaseModel):
    """An earlier complaint that resembles one."""

    id: int
    number: str
    subject: str
    complainant: str
    state_label: str
    received_at: datetime
    similarity: float
    same_party: bool

    @classmethod
    def of(cls, found: SimilarComplaint) -> "SimilarEntry":
        complaint = found.complaint
        return cls(
            id=complaint.id,
            number=complaint.number,
            subject=complaint.subject,
            complainant=complaint.complainant,
            state_label=complaint.state.label,
            received_at=complaint.received_at,
            similarity=found.similarity,
            same_party=found.same_party,
        )


class SimilarList(BaseModel):
    """Most alike first."""

    complaints: tuple[SimilarEntry, ...]


class ReplyEntry(BaseModel):
    """A version of the reply."""

    number: int
    draft: Draft
    text: str
    body: str
    saved_at: datetime
    saved_by: str
    digest: str
    remark: str
    approved_at: datetime | None
    approved_by: str

    @classmethod
    def of(cls, version: ReplyVersion) -> "ReplyEntry":
        return cls(
            number=version.number,
            draft=version.draft,
            text=letter_text(version.draft),
            body=body_of(version.draft),
            saved_at=version.saved_at,
            saved_by=version.saved_by,
            digest=version.digest,
            remark=version.remark,
            approved_at=version.approved_at,
            approved_by=version.approved_by,
        )


class ReplyList(BaseModel):
    """All versions, oldest first."""

    versions: tuple[ReplyEntry, ...]


def letter_text(draft: Draft) -> str:
    """The letter as plain text, without what is for staff only."""
    lines = [draft.title, f"{draft.addressee}：" if draft.addressee else "", *(one.text for one in draft.paragraphs)]
    dated = f"{draft.dated.year}年{draft.dated.month}月{draft.dated.day}日" if draft.dated else ""
    return "\n\n".join(line for line in (*lines, draft.signature, dated) if line)


def channel_of(key: str, channel: ChannelSettings) -> Channel:
    """A way in as the settings describe it."""
    return Channel(
        key=key,
        label=channel.label,
        acceptance=channel.acceptance.basis if channel.acceptance else "",
        conclusion=channel.conclusion.basis,
    )
