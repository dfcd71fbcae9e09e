"""How to apply for what a policy grants: when, with what, where, and whom to ask."""

from datetime import date
from enum import StrEnum

from assistant.contract.message import Message
from assistant.contract.worksheets import Quote


class ApplyingPart(StrEnum):
    """What has to be known to apply."""

    WINDOW = "window"
    PAPERS = "papers"
    OFFICE = "office"
    TELEPHONE = "telephone"


class AppliedQuote(Quote):
    """Words that tell it. ``own``: they stand in the policy itself, else in a guide or a notice, issued on the day given."""

    own: bool
    issued_on: date | None


class ToldPart(Message):
    """A part and what tells it; without quotes nothing that is held does."""

    part: ApplyingPart
    quotes: tuple[AppliedQuote, ...]


class Applying(Message):
    """The card of one benefit, or of a whole policy (``benefit`` empty)."""

    source_id: str
    document: str
    benefit: str
    as_of: date
    parts: tuple[ToldPart, ...]
