"""One question of a conversation: earlier turns in, the answer out and stored. The doors (API, command line) call this."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assistant.answering.events import AnswerComplete, AnswerEvent, SentenceReady
from assistant.answers import Answer, Turn
from assistant.calls.tracing import stage, tell
from assistant.conversations.service import Channel, Conversations, Exchange
from assistant.errors import InvalidInput
from assistant.records import Principal
from assistant.workdays import today

LONGEST_QUESTION = 2000  # characters


class AnswersQuestions(Protocol):
    """What is needed of the answerer."""

    def stream(
        self,
        question: str,
        principal: Principal,
        as_of: date | None = None,
        history: Sequence[Turn] = (),
        now: date | None = None,
    ) -> Iterator[AnswerEvent]:
        """Sentences as they are ready, then the whole answer."""
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer and where it was stored."""

    answer: Answer
    conversation_id: str
    message_id: str


ReplyEvent = SentenceReady | Reply


class ChatService:
    """Joins answering with the stored conversations."""

    def __init__(
        self,
        answerer: AnswersQuestions,
        conversations: Conversations,
        observe: Callable[[Answer], None] = lambda _: None,
    ) -> None:
        """``observe`` is told every answer, before it is stored."""
        self._observe = observe
        self._answerer = answerer
        self._conversations = conversations

    def ask(
        self,
        question: str,
        principal: Principal,
        conversation_id: str | None = None,
        as_of: date | None = None,
    ) -> Reply:
        """The whole answer, stored. Raises InvalidInput, NotFound for a conversation that is not the caller's."""
        return whole(self.stream(question, principal, conversation_id, as_of))

    def stream(
        self,
        question: str,
        principal: Principal,
        conversation_id: str | None = None,
        as_of: date | None = None,
    ) -> Iterator[ReplyEvent]:
        """Sentences as they are ready, then the Reply. An answer that nobody waits for to its end is not stored.

        Raises what ``ask`` raises, before the first event.
        """
        asked = checked_question(question)
        history = self._conversations.history(conversation_id, principal) if conversation_id else ()
        return self._events(asked, principal, as_of, history, conversation_id, "chat")

    def stream_after(
        self, question: str, principal: Principal, history: Sequence[Turn], as_of: date | None = None
    ) -> Iterator[ReplyEvent]:
        """The same for clients that keep the conversation themselves and send it with each question."""
        return self._events(checked_question(question), principal, as_of, history, None, "openai")

    def _events(
        self,
        question: str,
        principal: Principal,
        as_of: date | None,
        history: Sequence[Turn],
        conversation_id: str | None,
        channel: Channel,
    ) -> Iterator[ReplyEvent]:
        for event in self._answerer.stream(question, principal, as_of=as_of, history=history, now=today()):
            if not isinstance(event, AnswerComplete):
                yield event
                continue
            self._observe(event.answer)
            _tell_of(event.answer)
            exchange = Exchange(
                question=event.question or question,
                standalone_question=event.standalone_question,
                as_of=event.as_of or as_of or today(),
                answer=event.answer,
                hits=event.hits,
            )
            with stage("record"):
                stored = self._conversations.record(exchange, principal, conversation_id, channel)
            yield Reply(event.answer, stored.conversation_id, stored.message_id)


def _tell_of(answer: Answer) -> None:
    tell(
        intent=answer.intent.value,
        refused=answer.refused,
        withheld=answer.withheld,
        citations=len(answer.citations),
        by_model=bool(answer.model),
    )


def whole(events: Iterator[ReplyEvent]) -> Reply:
    """The Reply at the end of the events."""
    for event in events:
        if isinstance(event, Reply):
            return event
    raise AssertionError("the answerer ended without an answer")


def checked_question(question: str) -> str:
    """The question without blanks around it. Raises InvalidInput when it is empty or too long."""
    asked = question.strip()
    if not asked:
        raise InvalidInput("请输入问题")
    if len(asked) > LONGEST_QUESTION:
        raise InvalidInput(f"问题太长：最多 {LONGEST_QUESTION} 字，现在有 {len(asked)} 字，请缩短或分开提问")
    return asked
