"""What answers are made of: citations, tables, steps, the turns of a conversation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from assistant.records import Clearance, Intent, Status


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered source of an answer; ``quote`` stands verbatim in the cited passage."""

    number: int
    label: str
    document: str
    clause: str | None
    page: int | None
    sheet: str | None
    row: int | None
    quote: str
    clearance: Clearance
    valid_from: date | None
    valid_to: date | None
    status: Status
    source_id: str
    chunk_id: str


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """Rows of an answer; ``total`` counts all matching rows, of which ``rows`` may show only the first.

    Where each row is a thing of its own, ``places`` holds its address in the page (``b/…`` a building, ``o/…`` an opportunity, ``p/…#…`` a clause)
    and ``sources`` the number of the citation that it comes from, 0 where none was given. ``verdicts`` names the column that tells whether it fits.
    Where each column is one, as in a comparison, ``heads`` holds their addresses, "" for the others.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    places: tuple[str, ...] = ()
    sources: tuple[int, ...] = ()
    verdicts: str = ""
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A whole question to ask instead of one that does not say what it is about, and what it names."""

    question: str
    source_id: str
    chunk_id: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something done to find an answer. ``tool`` is the name of the tool that does the same, ``asked`` what was looked for, ``found`` how many
    passages or rows came of it, ``sure`` the reader's probability that one of them answers (None where nothing is read)."""

    tool: str
    asked: str
    found: int
    sure: float | None = None


@dataclass(frozen=True, slots=True)
class StandardMark:
    """The standard answer that was given, and the day in Beijing on which it was approved."""

    id: int
    approved_on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user gets. ``text`` carries [n] marks that refer to ``citations``. ``notice`` tells of a fallback, an expired source or
    withheld sentences ("" if none). ``withheld`` counts model sentences that failed the grounding check. ``related`` quotes, under a refusal,
    what is nearest; it is no answer. ``choices`` are there where the question is asked back. ``steps`` tell how it was looked for. ``standard``
    is set where people wrote it and approved it beforehand. ``wanted`` names what the asker may add, so that more can be told."""

    text: str
    refused: bool
    intent: Intent
    citations: tuple[Citation, ...] = ()
    related: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    steps: tuple[Step, ...] = ()
    table: AnswerTable | None = None
    notice: str = ""
    withheld: int = 0
    model: str = ""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    standard: StandardMark | None = None
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation: what was asked, how it was understood alone, and what was answered."""

    question: str
    standalone_question: str
    answer: str
    intent: Intent
    cited_chunk_ids: tuple[str, ...] = ()
    cited_document_ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, question: str, standalone_question: str, answer: Answer) -> "Turn":
        """The exchange that ended in an answer."""
        chunks = tuple(citation.chunk_id for citation in answer.citations)
        documents = tuple(dict.fromkeys(citation.source_id for citation in answer.citations))
        return cls(question, standalone_question, answer.text, answer.intent, chunks, documents)
