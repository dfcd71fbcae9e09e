"""An answer while it is being made."""

from dataclasses import dataclass, field, replace
from datetime import date

from assistant.answering.asking.question import Question
from assistant.answering.checking.citing import CitationList
from assistant.answering.extractive import Quoting
from assistant.answering.neighbours import Neighbours
from assistant.answers import Answer, AnswerTable, Choice, Citation, StandardMark, Step
from assistant.records import Hit, Intent


@dataclass(slots=True)
class Draft:
    """What an answer to ``question`` has so far. ``left_open`` is what the language model said that the passages do not say."""

    question: Question
    citations: CitationList
    neighbours: Neighbours
    intent: Intent | None = None
    refused: bool = False
    addressed: bool = False
    asks_validity: bool = False
    table: AnswerTable | None = None
    related: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    left_open: tuple[str, ...] = ()
    notices: list[str] = field(default_factory=list)
    withheld: int = 0
    model: str = ""
    hits: tuple[Hit, ...] = ()
    steps: list[Step] = field(default_factory=list)
    standard: StandardMark | None = None
    wanted: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)

    def turn_to(self, day: date) -> None:
        """Use the rules of another day."""
        self.question = replace(self.question, as_of=day)
        self.citations = CitationList(day)

    def quoting(self) -> Quoting:
        question = self.question
        return Quoting(question.words, self.neighbours, self.citations, question.as_of, question.now)

    def finished(self, text: str) -> Answer:
        return Answer(
            text=text,
            refused=self.refused,
            intent=self.intent or self.question.likely_intent,
            citations=self.citations.all,
            related=self.related,
            choices=self.choices,
            steps=tuple(dict.fromkeys(self.steps)),
            table=self.table,
            notice="\n".join(dict.fromkeys(notice for notice in self.notices if notice)),
            withheld=self.withheld,
            model=self.model,
            standard=self.standard,
            wanted=self.wanted,
            timings_ms={name: round(value, 1) for name, value in self.timings_ms.items()},
        )
