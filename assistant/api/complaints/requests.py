"""What the API takes about complaints."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field

from assistant.api.schemas.base import Day, Request, check_year
from assistant.complaints.letters.reply_records import Draft
from assistant.complaints.records import (
    Action,
    LinkKind,
)
from assistant.workdays import BEIJING


def _beijing(value: object) -> object:
    """A moment without a zone is Beijing's: forms send 2026-11-25T09:30."""
    if isinstance(value, str) and value.strip():
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError as error:
            raise ValueError("应为时间，写成 2026-11-25T09:30 这样") from error
        check_year(moment)
        return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)
    return value or None


Moment = Annotated[AwareDatetime | None, BeforeValidator(_beijing)]


class FilingRequest(Request):
    """A new complaint; as JSON, or as the fields of a form with ``files``. What staff alone may set is ignored from others."""

    text: str = ""
    subject: str = ""
    channel: str = ""
    complainant: str = ""
    contact: str = ""
    received_at: Moment = None


class StepRequest(Request):
    """One step: ``note`` is the reason, ``at`` when it happened (now if left out)."""

    action: Action
    note: str = ""
    days: int = Field(0, ge=0, le=1000)
    referred_to: str = ""
    at: Moment = None


class CorrectionRequest(Request):
    """What to correct; what is left out stays."""

    subject: str | None = None
    complainant: str | None = None
    contact: str | None = None
    channel: str | None = None
    category: str | None = None
    received_at: Moment = None


class SplitRequest(Request):
    """The texts of the matters."""

    parts: tuple[str, ...]


class LinkRequest(Request):
    """Another complaint, by number."""

    other: str
    kind: LinkKind


class SaveReply(Request):
    """A reply to keep as the next version: a whole ``draft``, or the letter as edited text (``body``: a paragraph a line), which
    keeps the sources of the latest version's paragraphs."""

    draft: Draft | None = None
    title: str = ""
    addressee: str = ""
    body: str = ""
    signature: str = ""
    dated: Day = None
    remark: str = ""


class NoteRequest(Request):
    """A remark, or the reason."""

    note: str = ""


class Inquiry(Request):
    """Number and query code of a complaint that was filed without an account."""

    number: str
    code: str
