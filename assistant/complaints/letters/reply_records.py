"""What is known of a complaint's contents, and what is answered: typed, whoever worked it out (rules or a language model).

Spans are character offsets into the complaint's text. Everything here is stored as JSON and read back as the same record.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the complaint's text: ``text[start:end]``."""

    start: int
    end: int


class FactKind(StrEnum):
    """What a stated fact is."""

    DATE = "date"
    AMOUNT = "amount"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class StatedFact:
    """Something the complainant states. ``value`` is normalised: YYYY-MM-DD for a date, yuan for an amount, "" for an event."""

    kind: FactKind
    text: str
    span: Span
    value: str = ""


@dataclass(frozen=True, slots=True)
class BearingClause:
    """A clause that bears on a demand, as it stood on the day of the facts and as it stands today.

    ``quote`` is verbatim from the passage ``chunk_id``. ``status_then`` is None where no day of the facts is known. ``nearness`` is how near
    what it rules is to what is asked and told, 1 for one that the letter names.
    """

    chunk_id: str
    source_id: str
    label: str
    quote: str
    status_today: str
    status_then: str | None = None
    then: date | None = None
    nearness: float = 1.0


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that is asked for, with the clauses that bear on it, the key of the matter that it falls under, and that of the ``office`` that it is
    clearly for; "" where it may be the bureau's own."""

    number: int
    text: str
    span: Span
    clauses: tuple[BearingClause, ...] = ()
    matter: str = ""
    office: str = ""


class Remit(StrEnum):
    """Whether the bureau is the one to deal with it."""

    OWN = "own"
    PARTLY = "partly"
    OTHER_DEPARTMENT = "other_department"
    CIVIL_DISPUTE = "civil_dispute"
    PENDING_CASE = "pending_case"
    UNCLEAR = "unclear"

    @property
    def label(self) -> str:
        """As users read it."""
        return _REMIT_LABELS[self]


_REMIT_LABELS = {
    Remit.OWN: "本局职责",
    Remit.PARTLY: "部分属于本局职责",
    Remit.OTHER_DEPARTMENT: "其他部门职责",
    Remit.CIVIL_DISPUTE: "民事纠纷",
    Remit.PENDING_CASE: "已进入诉讼、仲裁或者复议",
    Remit.UNCLEAR: "有待明确",
}


@dataclass(frozen=True, slots=True)
class RemitDecision:
    """A proposal, for staff to decide. ``go_to`` says where to turn instead ("" within the remit); ``basis`` why; ``own_affair`` that it is
    about a contract or an act of the bureau itself, ``leads`` that the bureau answers whatever no other office is named for."""

    remit: Remit
    reason: str
    go_to: str = ""
    basis: str = ""
    own_affair: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True)
class RiskWord:
    """A word that calls for care (集体上访、媒体、诉讼 …), with what kind of risk it tells of."""

    word: str
    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """An earlier, answered complaint on a like matter and how it was answered."""

    complaint_id: int
    number: str
    subject: str
    similarity: float
    answered_how: str


@dataclass(frozen=True, slots=True)
class FoundMatter:
    """A matter of the catalogue that the letter is about. ``score`` is about 1 for a sure one; ``reason`` is for staff to read."""

    key: str
    name: str
    score: float
    reason: str
    by_staff: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """What a public body promised the complainant, as the letter tells it: ``when`` as written, "" where no day is told."""

    who: str
    what: str
    when: str
    span: Span


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a complaint says and what bears on it. ``made_by`` is ``rules`` or the language model's name.

    ``category`` is the main matter's name. ``warnings`` are what staff must heed before anything else; ``parts`` propose a split, one
    matter each; ``sources`` are the papers that the letter names; ``told`` what it tells, in the third person. ``client`` is for whom a
    lawyer writes, ``you`` how the answer speaks to the complainant; ``own_acts`` are its sentences about what the bureau itself did or
    alone can answer.
    """

    party: str
    category: str
    facts: tuple[StatedFact, ...]
    demands: tuple[Demand, ...]
    remit: RemitDecision
    risks: tuple[RiskWord, ...] = ()
    similar: tuple[SimilarCase, ...] = ()
    language: str = "zh"
    abusive: bool = False
    made_by: str = "rules"
    matters: tuple[FoundMatter, ...] = ()
    promises: tuple[Promise, ...] = ()
    sources: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    confidential: bool = False
    foreign: bool = False
    client: str = ""
    you: str = ""
    own_acts: tuple[str, ...] = ()

    @property
    def by_model(self) -> bool:
        """Whether a language model wrote words in it."""
        return self.made_by not in _NOT_MODELS


_NOT_MODELS = frozenset({"staff", "rules"})


class ParagraphKind(StrEnum):
    """What a paragraph of the reply does."""

    OPENING = "opening"
    HEADING = "heading"
    FINDING = "finding"
    RULE = "rule"
    CONCLUSION = "conclusion"
    NEXT_STEP = "next_step"
    CLOSING = "closing"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Variant:
    """A conclusion to choose from: its name (支持, 转办 …) and its text, also in English where the letter has an English version."""

    name: str
    text: str
    english: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the letter. ``demand`` is the number of the demand it answers; ``clauses`` are the clauses it quotes; ``variants`` are
    what may stand here instead, ``english`` what it says in the English version."""

    kind: ParagraphKind
    text: str
    demand: int | None = None
    clauses: tuple[BearingClause, ...] = ()
    variants: tuple[Variant, ...] = ()
    english: str = ""


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something staff must settle before the letter goes out; never part of the letter."""

    text: str
    demand: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An official reply. ``open_points`` and the paragraphs' ``clauses`` are for the staff-only page; the letter is the rest."""

    title: str
    addressee: str
    paragraphs: tuple[Paragraph, ...]
    signature: str
    dated: date | None
    contact: str = ""
    document_number: str = ""
    open_points: tuple[OpenPoint, ...] = ()
    english: str = ""
    made_by: str = "staff"

    @property
    def by_model(self) -> bool:
        """Whether a language model wrote words in it; whoever edits them later changes nothing of that."""
        return self.made_by not in _NOT_MODELS
