"""A question, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answering.asking.asks import Asks
from assistant.answering.asking.day_asked import AskedDay, with_day
from assistant.answering.conversation.about_answer import AboutAnswer
from assistant.answering.conversation.among import Among
from assistant.answering.evidence import QuestionWords
from assistant.answers import Turn
from assistant.records import DocumentKind, Intent, Principal
from assistant.retrieval.question_kinds import KindOfQuestion, QuestionKind

_INTENTS = {
    QuestionKind.LISTING: Intent.BUILDING,
    QuestionKind.OPPORTUNITY: Intent.OPPORTUNITY,
    QuestionKind.SMALL_TALK: Intent.SMALL_TALK,
    QuestionKind.OFF_TOPIC: Intent.OUT_OF_SCOPE,
}


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that may lean on the one before it: ``alone`` as it was asked, with its own telling words, and ``behind`` what it may lean on.
    ``leans`` is the probability that it does, 1.0 where rules know it. ``chunk_ids`` and ``document_ids`` are those that the last answer cited; ``procedure``: it
    asks what such a document says once for all that it grants."""

    alone: str
    behind: str
    words: QuestionWords
    leans: float
    chunk_ids: tuple[str, ...] = ()
    document_ids: frozenset[str] = frozenset()
    procedure: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. ``text`` is what the asker wrote, ``standalone`` the same on its own, without the day that it names (``asked``); ``asks`` are
    the single things asked, each behind ``before`` where that is needed to understand it. ``follow_up`` is set where it may lean on the one before it, ``about`` where it
    asks about the answer before it, ``among`` where what it means is among what that answer listed.
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
    follow_up: FollowUp | None = None
    about: AboutAnswer = AboutAnswer.OTHER
    among: Among | None = None

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
