"""What the API sends of replies to complaints: what a complaint says, the versions of the reply, what is to be settled."""

from datetime import date, datetime

from assistant.contract.message import Message


class Clause(Message):
    """A clause that a paragraph quotes."""

    label: str
    quote: str = ""
    chunk_id: str = ""
    status_today: str = ""
    status_then: str | None = None


class Variant(Message):
    """A conclusion to choose from."""

    name: str
    text: str = ""


class Paragraph(Message):
    """A paragraph of the reply; ``variants`` are what may stand here instead."""

    text: str
    kind: str = "text"
    variants: tuple[Variant, ...] = ()
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
    made_by: str = "staff"

    @property
    def by_model(self) -> bool:
        """Whether a language model wrote words in it."""
        return self.made_by not in ("staff", "rules")

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


class FoundMatter(Message):
    """What the letter is about, and why it is taken to be."""

    key: str
    name: str
    reason: str = ""
    by_staff: bool = False


class Matter(Message):
    """A matter of the catalogue."""

    key: str
    name: str


class MatterList(Message):
    """The catalogue."""

    matters: tuple[Matter, ...] = ()


class Promise(Message):
    """Who promised what when, as the letter tells it."""

    who: str = ""
    what: str = ""
    when: str = ""


class Analysis(Message):
    """What a complaint says and what bears on it."""

    matters: tuple[FoundMatter, ...] = ()
    promises: tuple[Promise, ...] = ()
    warnings: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    party: str = ""
    category: str = ""
    facts: tuple[Fact, ...] = ()
    demands: tuple[Demand, ...] = ()
    remit: RemitDecision
    risks: tuple[Risk, ...] = ()
    similar: tuple[SimilarCase, ...] = ()
    made_by: str = "rules"


class Phrase(Message):
    """A sentence of the bureau's own; ``source`` is the complaint whose reply said it last, "" for the bureau's file."""

    text: str
    source: str = ""
    uses: int = 0


class PhraseList(Message):
    """What may be put into the letter."""

    phrases: tuple[Phrase, ...] = ()


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
