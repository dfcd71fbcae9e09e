"""What the API's routes of complaints send."""

from collections.abc import Mapping
from datetime import date, datetime

from pydantic import Field

from ui.contract import Message


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


class Channel(Message):
    """A way in and what its clocks promise."""

    key: str
    label: str
    acceptance: str = ""
    conclusion: str = ""


class ChannelList(Message):
    """The channels there are."""

    channels: tuple[Channel, ...] = ()


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


class Clause(Message):
    """A clause that a paragraph quotes."""

    label: str
    quote: str = ""
    chunk_id: str = ""
    status_today: str = ""
    status_then: str | None = None


class Paragraph(Message):
    """A paragraph of the reply."""

    text: str
    demand: int | None = None
    clauses: tuple[Clause, ...] = ()


class OpenPoint(Message):
    """What staff must settle before the letter goes out."""

    text: str


class Draft(Message):
    """A reply."""

    title: str = ""
    addressee: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    signature: str = ""
    dated: date | None = None
    open_points: tuple[OpenPoint, ...] = ()

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Each quoted clause once."""
        found = {(one.label, one.quote): one for paragraph in self.paragraphs for one in paragraph.clauses}
        return tuple(found.values())


class Version(Message):
    """A version of the reply; ``body`` is its text to edit."""

    number: int
    draft: Draft
    body: str = ""
    saved_at: datetime
    saved_by: str = ""
    digest: str = ""
    remark: str = ""
    approved_at: datetime | None = None
    approved_by: str = ""


class Versions(Message):
    """All versions, oldest first."""

    versions: tuple[Version, ...] = ()


class Demand(Message):
    """One thing that is asked for, with the clauses that bear on it."""

    number: int
    text: str
    clauses: tuple[Clause, ...] = ()


class Fact(Message):
    """Something the complainant states."""

    kind: str
    text: str


class RemitDecision(Message):
    """Whether the bureau is the one to deal with it, as a proposal."""

    remit: str
    reason: str = ""
    go_to: str = ""


class Risk(Message):
    """A word that calls for care."""

    word: str
    kind: str = ""


class SimilarCase(Message):
    """An earlier, answered complaint and how it was answered."""

    complaint_id: int
    number: str
    subject: str = ""
    answered_how: str = ""


class Analysis(Message):
    """What a complaint says and what bears on it."""

    party: str = ""
    category: str = ""
    facts: tuple[Fact, ...] = ()
    demands: tuple[Demand, ...] = ()
    remit: RemitDecision
    risks: tuple[Risk, ...] = ()
    similar: tuple[SimilarCase, ...] = ()
    made_by: str = "rules"


class Concern(Message):
    """Something to settle before the letter goes out."""

    text: str
    paragraph: int | None = None
    blocking: bool = False


class Check(Message):
    """What is to be settled in the latest version."""

    concerns: tuple[Concern, ...] = ()
    ready: bool = True


class Piece(Message):
    """A piece of two letters: ``kept``, ``deleted`` or ``inserted``."""

    kind: str
    text: str


class Differences(Message):
    """Two versions word by word."""

    pieces: tuple[Piece, ...] = ()


class TrailLine(Message):
    """Who did what when."""

    at: datetime
    by: str
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


class OnTime(Message):
    """How many ended clocks were met in time."""

    ended: int = 0
    in_time: int = 0
    rate: float | None = None


class Month(Message):
    """What came in and went out in a month."""

    month: str
    received: int = 0
    answered: int = 0


class Figures(Message):
    """The desk's figures."""

    total: int = 0
    open: int = 0
    overdue: int = 0
    due_soon: int = 0
    acceptance: OnTime = OnTime()
    conclusion: OnTime = OnTime()
    median_days: float | None = None
    by_month: tuple[Month, ...] = ()
    by_channel: Mapping[str, int] = Field(default_factory=dict)
    by_category: Mapping[str, int] = Field(default_factory=dict)
    by_state: Mapping[str, int] = Field(default_factory=dict)


class CalendarAddress(Message):
    """Where a calendar program subscribes."""

    path: str


class Rights(Message):
    """What the account may do beyond its role."""

    may_approve: bool = False
