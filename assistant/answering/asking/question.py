"""A question, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answering.asking.asks import Asks
from assistant.answering.asking.day_asked import AskedDay, with_day
from assistant.answering.evidence import QuestionWords
from assistant.records import DocumentKind, Intent, Principal, Turn
from assistant.retrieval.question_kinds import KindOfQuestion, QuestionKind

_INTENTS = {
    QuestionKind.LISTING: Intent.BUILDING,
    QuestionKind.OPPORTUNITY: Intent.OPPORTUNITY,
    QuestionKind.SMALL_TALK: Intent.SMALL_TALK,
    QuestionKind.OFF_TOPIC: Intent.OUT_OF_SCOPE,
}


@dataclass(frozen=True, slots=True)
class OtherReading:
    """A follow-up read in another way: ``query`` is what is looked for, in the given documents where there are any; ``standalone`` is the
    question on its own if this reading is the right one. ``first``: it goes before the others where it answers."""

    query: str
    standalone: str
    document_ids: frozenset[str] = frozenset()
    first: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. ``text`` is what the asker wrote, ``standalone`` the same on its own, without the day that it names (``asked``); ``asks`` are
    the single things asked, each behind ``before`` where that is needed to understand it. ``others`` are further ways to read a follow-up.
    ``as_of`` is the day whose rules are used, ``now`` the one on which is asked."""

    text: str
    standalone: str
    asks: Asks
    words: QuestionWords
    kind: KindOfQuestion
    principal: Principal
    as_of: date
    now: date
    history: Sequence[Turn]
    asked: AskedDay | None = None
    before: str = ""
    others: tuple[OtherReading, ...] = ()

    @property
    def english(self) -> bool:
        return self.words.english

    @property
    def recorded(self) -> str:
        """The question on its own as the conversation keeps it, with the day it asks about."""
        return with_day(self.asked, self.standalone) if self.asked is not None else self.standalone

    @property
    def likely_intent(self) -> Intent:
        """What it wants by examples alone: said of a question that nothing answers."""
        return _INTENTS.get(self.kind.likeliest, Intent.POLICY)


def intent_of(kind: DocumentKind) -> Intent:
    """The intent that an answer from a kind of document served."""
    return {
        DocumentKind.POLICY: Intent.POLICY,
        DocumentKind.LISTING: Intent.BUILDING,
        DocumentKind.OPPORTUNITY: Intent.OPPORTUNITY,
    }.get(kind, Intent.REPORT)
