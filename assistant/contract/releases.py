"""What waits for a second person before everybody may read it."""

from datetime import datetime

from assistant.contract.message import Message


class WaitingRelease(Message):
    """A document, or a column (``header``) of the ledgers of a ``layout`` (the document is one of them), that somebody wants to be public.
    ``is_own``: the caller asked for it, so somebody else decides."""

    id: int
    document_id: str
    document: str
    layout: str
    header: str
    asked_by: str
    asked_at: datetime
    is_own: bool


class WaitingReleases(Message):
    """The releases that wait, the oldest first; ``second_person``: whether each release needs one, by the installation's setting."""

    releases: tuple[WaitingRelease, ...]
    second_person: bool
