"""What the API sends of complaints: as whoever filed one sees it, as the desk handles it."""

from collections.abc import Mapping
from datetime import date, datetime

from pydantic import Field

from assistant.contract.message import Message


class Deadline(Message):
    """A clock as it stands today."""

    kind: str
    due: date | None = None
    days_left: int | None = None
    total_days: int = 0
    unit: str = ""
    basis: str = ""
    estimated: bool = False
    paused: bool = False
    met_on: date | None = None
    overdue: bool = False


class Attachment(Message):
    """A file that came with a complaint."""

    id: int
    name: str
    size_bytes: int = 0
    remark: str = ""


class Filed(Message):
    """A complaint as whoever filed it sees it."""

    id: int
    number: str
    subject: str
    text: str = ""
    channel_label: str = ""
    state_label: str = ""
    is_open: bool = True
    received_at: datetime
    deadlines: tuple[Deadline, ...] = ()
    asked_for: str = ""
    referred_to: str = ""
    answered_at: datetime | None = None
    reply: str = ""
    attachments: tuple[Attachment, ...] = ()
    query_code: str = ""


class FiledList(Message):
    """The caller's own complaints."""

    complaints: tuple[Filed, ...] = ()


class Summary(Message):
    """A complaint in the queue."""

    id: int
    number: str
    subject: str
    channel: str = ""
    channel_label: str = ""
    complainant: str = ""
    category: str = ""
    state: str
    state_label: str = ""
    received_at: datetime
    urgency: str = "running"
    urgency_label: str = ""
    due: date | None = None
    days_left: int | None = None
    unit: str = ""
    due_for: str | None = None
    estimated: bool = False


class Queue(Message):
    """The queue, the most pressing first; ``counts`` by urgency."""

    complaints: tuple[Summary, ...] = ()
    total: int = 0
    counts: Mapping[str, int] = Field(default_factory=dict)


class Link(Message):
    """Another complaint that belongs to this one."""

    kind: str
    id: int
    number: str
    subject: str = ""


class Case(Summary):
    """A whole case."""

    text: str = ""
    contact: str = ""
    registered_by: str = ""
    filed_online: bool = False
    referred_to: str = ""
    deadlines: tuple[Deadline, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    links: tuple[Link, ...] = ()
    actions: tuple[str, ...] = ()


class TrailLine(Message):
    """Who did what when."""

    at: datetime
    by: str
    action: str = ""
    action_label: str
    from_label: str = ""
    to_label: str = ""
    note: str = ""


class Trail(Message):
    """What happened to a complaint, oldest first."""

    entries: tuple[TrailLine, ...] = ()


class Similar(Message):
    """An earlier complaint that resembles one."""

    id: int
    number: str
    subject: str = ""
    state_label: str = ""
    similarity: float = 0.0
    same_party: bool = False


class SimilarList(Message):
    """Most alike first."""

    complaints: tuple[Similar, ...] = ()


class Rights(Message):
    """What the account may do beyond its role."""

    may_approve: bool = False
