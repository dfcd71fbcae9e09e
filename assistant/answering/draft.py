"""An answer while it is being made."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.answering.citing import CitationList
from assistant.answering.day_asked import AskedDay, with_day
from assistant.answering.evidence import QuestionWords
from assistant.answering.extractive import Quoting
from assistant.answering.neighbours import Neighbours
from assistant.records import Answer, AnswerTable, Citation, Hit, Intent, Principal, Turn


@dataclass(slots=True)
class Draft:
    """An answer being made. ``as_of`` is the day whose rules are used, ``now`` the one on which is asked; ``asked`` the day that the question
    names, which ``standalone`` no longer holds; ``named`` the ids of documents that it names in 《》."""

    question: str
    standalone: str
    principal: Principal
    as_of: date
    words: QuestionWords
    citations: CitationList
    neighbours: Neighbours
    history: Sequence[Turn]
    now: date
    asked: AskedDay | None = None
    named: frozenset[str] = frozenset()
    intent: Intent | None = None
    refused: bool = False
    addressed: bool = False
    asks_validity: bool = False
    table: AnswerTable | None = None
    related: tuple[Citation, ...] = ()
    notices: list[str] = field(default_factory=list)
    withheld: int = 0
    model: str = ""
    hits: tuple[Hit, ...] = ()
    lapsed: tuple[Hit, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def english(self) -> bool:
        return self.words.english

    @property
    def recorded(self) -> str:
        """The question on its own as the conversation keeps it, with the day it asks about."""
        return with_day(self.asked, self.standalone) if self.asked is not None else self.standalone

    def turn_to(self, day: date) -> None:
        """Use the rules of another day."""
        self.as_of = day
        self.citations = CitationList(day)

    def quoting(self) -> Quoting:
        return Quoting(self.words, self.neighbours, self.citations, self.as_of, self.now)

    def finished(self, text: str) -> Answer:
        return Answer(
            text=text,
            refused=self.refused,
            intent=self.intent or Intent.OUT_OF_SCOPE,
            citations=self.citations.all,
            related=self.related,
            table=self.table,
            notice="\n".join(dict.fromkeys(notice for notice in self.notices if notice)),
            withheld=self.withheld,
            model=self.model,
            timings_ms={name: round(value, 1) for name, value in self.timings_ms.items()},
        )
