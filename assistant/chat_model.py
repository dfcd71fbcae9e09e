"""The only door to a language model: any OpenAI-compatible server, through LangChain's chat model.

Its libraries take two seconds to import, so they are imported where a model is configured and not by everybody who knows its type.
"""

import queue
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from assistant.calls.tracing import stage
from assistant.errors import ChatModelCutOff, ChatModelError, ChatModelOverflowed, ChatModelRefused, ChatModelTimedOut
from assistant.model_limits import LATE, Breaker, Clock, Pace, Piece, Pieces, Said, ToolCall, handed_over, judge_end
from assistant.settings import ChatModelSettings
from assistant.text.thinking import Thoughts

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage
    from openai import APIStatusError

_SERVER_ERRORS = 500
_NO_SCHEMAS = frozenset({400, 404, 415, 422, 501})
"""Statuses with which servers answer a request for structured output, or with tools, that they do not offer."""
_MOST_TOKENS_OF_A_TURN = 600
_OVERFLOW_STATUSES = frozenset({400, 413})
_OVERFLOW = re.compile(
    r"context|maximum.{0,30}(?:length|token)|too (?:long|many tokens)|exceed|上下文|过长|超出|超过", re.IGNORECASE
)
_WAITING_PIECES = 256
_LONGEST_PIECES_PER_TOKEN = 6
"""Characters for each permitted token from which a server is taken to ignore the limit: a token of English holds about four."""
_WELL_WITHIN = 0.7
_Record = TypeVar("_Record", bound=BaseModel)
_Messages = list[tuple[str, str]]  # who speaks, and what
_Answer = TypeVar("_Answer")


class ChatModel:
    """Streams a model's answer within time limits. After failures it rests: it is not asked, and says so at once."""

    def __init__(self, settings: ChatModelSettings) -> None:
        from langchain_openai import ChatOpenAI

        self._settings = settings
        self._client = ChatOpenAI(
            base_url=settings.base_url,
            model=settings.model,
            # Local servers want no key, but the client insists on one.
            api_key=settings.api_key if settings.api_key.get_secret_value() else "none",
            temperature=settings.temperature,
            # The older name of the limit: servers other than OpenAI's own rarely know the newer one.
            extra_body={"max_tokens": settings.max_tokens + settings.thinking_tokens, **settings.extra_body},
            timeout=max(settings.timeout_s, settings.thinking_timeout_s),
            max_retries=0,  # quoting stands ready: waiting for a second try is no use to who asks
        )
        self._takes_schemas = self._takes_tools = True
        self._thinks_unmarked = False
        self._breaker, self._turns_breaker = Breaker(), Breaker()
        self._pace = Pace()

    @classmethod
    def from_settings(cls, settings: ChatModelSettings) -> "ChatModel | None":
        """The configured model, None when none is configured."""
        return cls(settings) if settings.base_url and settings.model else None

    @property
    def name(self) -> str:
        """The model's name, as answers tell it."""
        return self._settings.model

    @property
    def takes_tools(self) -> bool:
        """Whether its server has not refused tools so far."""
        return self._takes_tools

    @property
    def room(self) -> int | None:
        """Characters of a prompt that its server, as fast as it was last, reads well within the time for the first word; None while nothing
        is known of it."""
        return self._pace.characters_in(self._settings.first_token_timeout_s * _WELL_WITHIN)

    def reads_in(self, characters: int, seconds: float) -> bool:
        """Whether nothing speaks against its having read a prompt of this length, and begun to write, in so many seconds."""
        read = self._pace.characters_in(seconds)
        return read is None or characters <= read

    def describe(self) -> str:
        """Model and server, for people."""
        return f"{self._settings.model}（{self._settings.base_url}）"

    def failures(self) -> Mapping[str, int]:
        """How often it failed since the start, by the name of the error."""
        return dict(self._breaker.counts + self._turns_breaker.counts)

    @property
    def trouble(self) -> str:
        """Why answers do without it at present, "" where they do not."""
        return self._breaker.trouble

    def check(self) -> None:
        """Ask for one word. Raises ChatModelError when that fails."""
        self.complete("", "回复“好”。")

    def complete(self, system: str, question: str) -> str:
        """The whole answer, without what the model thought. Raises as ``stream`` does; an answer that was cut off is none."""
        pieces: list[str] = []
        for piece in self._within_limits(_messages(system, question), pieces.clear):
            pieces.append(piece)
        return "".join(pieces)

    def stream(self, system: str, question: str, spent_s: float = 0.0) -> Iterator[str]:
        """Pieces of the answer as they come, without what the model thought. ``spent_s`` of the time for the whole are gone already.

        Raises ChatModelTimedOut when the server falls silent or the whole takes too long, ChatModelOverflowed when the question is longer
        than the model's window, ChatModelCutOff when the answer ended at its greatest length, ChatModelRefused when the server will not, and
        ChatModelError when it cannot.
        """
        return self._within_limits(_messages(system, question), self._thought_aloud, spent_s)

    def structured(self, system: str, question: str, schema: type[_Record], timeout_s: float) -> _Record:
        """The answer as a record of ``schema``, by the server's structured output; a server that knows none is asked for JSON in words.

        Raises ChatModelTimedOut after ``timeout_s`` in all, ChatModelRefused or ChatModelError, also when the answer is no such record.
        """
        self._breaker.let_through()
        with self._breaker, stage("model"):
            return _in_time(lambda: self._record(_messages(system, question), schema), timeout_s)

    def turn(
        self,
        messages: Sequence[Mapping[str, Any]],
        timeout_s: float,
        tools: Sequence[Mapping[str, Any]] = (),
        schema: Mapping[str, Any] | None = None,
    ) -> Said:
        """The model's next turn in a conversation of OpenAI-shaped messages: calls of the given tools, else words, by the JSON schema where the
        server takes one. A server that takes neither is asked without.

        Failures here let no answer rest: what is wanted early, or with tools, says little of a server. Raises as ``structured`` does,
        ChatModelCutOff for a turn that ended at its greatest length, and at once while the model rests.
        """
        self._breaker.let_through()
        self._turns_breaker.let_through()
        with self._turns_breaker:
            return _in_time(lambda: self._turn(messages, timeout_s, tools, schema), timeout_s)

    def _turn(
        self,
        messages: Sequence[Mapping[str, Any]],
        timeout_s: float,
        tools: Sequence[Mapping[str, Any]],
        schema: Mapping[str, Any] | None,
    ) -> Said:
        import openai

        tokens = min(self._settings.max_tokens, _MOST_TOKENS_OF_A_TURN) + self._settings.thinking_tokens
        # A server that serves one request at a time is freed by the client's own limit.
        limits = {"timeout": timeout_s, "extra_body": {"max_tokens": tokens, **self._settings.extra_body}}
        said = [dict(message) for message in messages]
        if tools and self._takes_tools:
            try:
                return _said(self._client.bind(tools=[*tools], **limits).invoke(said))
            except openai.APIStatusError as error:
                if error.status_code not in _NO_SCHEMAS:
                    raise
                self._takes_tools = _is_overflow(error)
        if schema is not None and self._takes_schemas:
            wanted = {"name": "answer", "schema": dict(schema), "strict": True}
            try:
                form = {"type": "json_schema", "json_schema": wanted}
                return _said(self._client.bind(response_format=form, **limits).invoke(said))
            except openai.APIStatusError as error:
                if error.status_code not in _NO_SCHEMAS or _is_overflow(error):
                    raise
                self._takes_schemas = False
        return _said(self._client.bind(**limits).invoke(said))

    def _record(self, messages: _Messages, schema: type[_Record]) -> _Record:
        import openai

        if self._takes_schemas:
            try:
                found = self._client.with_structured_output(schema, method="json_schema").invoke(messages)
                return schema.model_validate(found)
            except openai.APIStatusError as error:
                if error.status_code not in _NO_SCHEMAS:
                    raise
                self._takes_schemas = False
            except ValidationError:
                pass  # a server that overlooks the schema may still write JSON among other words
        said = self._client.invoke(messages).text
        written = re.search(r"\{.*\}", said.rpartition("</think>")[2], re.DOTALL)
        return schema.model_validate_json(written[0] if written else "")

    def _thought_aloud(self) -> None:
        """What was passed on so far was thought, not said: next time it will be held back."""
        raise ChatModelError("语言模型把思考过程写进了回答")

    def _within_limits(
        self, messages: _Messages, on_unmarked: Callable[[], None], spent_s: float = 0.0
    ) -> Iterator[str]:
        """Visible pieces; ``on_unmarked`` is called when all of them turn out to have been thought."""
        self._breaker.let_through()
        with self._breaker, stage("model", within=False):
            yield from self._visible(messages, on_unmarked, Clock(self._settings, spent_s))

    def _visible(self, messages: _Messages, on_unmarked: Callable[[], None], clock: Clock) -> Iterator[str]:
        pieces: Pieces = queue.Queue(_WAITING_PIECES)
        stopped = threading.Event()
        # The client's own time limit starts anew with every piece; a server that drips would never end.
        threading.Thread(target=self._read, args=(messages, pieces, stopped), daemon=True).start()
        thoughts, shown = Thoughts(self._thinks_unmarked), 0
        finish, length = "", sum(len(text) for _, text in messages)
        try:
            while (piece := self._pace.next_of(pieces, clock, length)) is not None:
                finish = piece.finish or finish
                text = thoughts.without(piece.text)
                if thoughts.were_unmarked and not self._thinks_unmarked:
                    self._thinks_unmarked = True
                    on_unmarked()
                clock.tell(visible=bool(text.strip()), thinking=thoughts.inside or not piece.text)
                shown += len(text)
                if text:
                    yield text
                if shown > self._settings.max_tokens * _LONGEST_PIECES_PER_TOKEN:
                    raise ChatModelCutOff("语言模型写个不停")
            if rest := thoughts.rest():
                shown += len(rest)
                yield rest
            judge_end(finish, shown)
        finally:
            stopped.set()

    def _read(self, messages: _Messages, pieces: Pieces, stopped: threading.Event) -> None:
        try:
            for chunk in self._client.stream(messages):
                if not handed_over(
                    Piece(chunk.text, chunk.response_metadata.get("finish_reason") or ""), pieces, stopped
                ):
                    return
            handed_over(None, pieces, stopped)
        except Exception as error:  # noqa: BLE001 - a server that talks nonsense breaks the client in many ways
            handed_over(_as_chat_model_error(error), pieces, stopped)


def _in_time(ask: Callable[[], _Answer], timeout_s: float) -> _Answer:
    """What is asked for, in a thread of its own: the client's own limit starts anew with every byte and every try."""
    answers: queue.Queue[tuple[_Answer] | ChatModelError] = queue.Queue()

    def work() -> None:
        try:
            answers.put((ask(),))
        except Exception as error:  # noqa: BLE001 - a server that talks nonsense breaks the client in many ways
            answers.put(_as_chat_model_error(error))

    threading.Thread(target=work, daemon=True).start()
    try:
        answer = answers.get(timeout=timeout_s)
    except queue.Empty as error:
        raise ChatModelTimedOut(LATE) from error
    if isinstance(answer, ChatModelError):
        raise answer
    return answer[0]


def _said(message: "AIMessage") -> Said:
    """What a turn says, without what was thought. Raises for an end that is none."""
    thoughts = Thoughts()
    text = (thoughts.without(message.text) + thoughts.rest()).strip()
    calls = (
        *(ToolCall(str(call["id"] or ""), call["name"], call["args"]) for call in message.tool_calls),
        *(ToolCall(str(call["id"] or ""), call["name"] or "", None) for call in message.invalid_tool_calls),
    )
    judge_end(message.response_metadata.get("finish_reason") or "", len(text) + len(calls))
    return Said(text, calls)


def _is_overflow(error: "APIStatusError") -> bool:
    return error.status_code in _OVERFLOW_STATUSES and _OVERFLOW.search(str(error)) is not None


def _messages(system: str, question: str) -> _Messages:
    return [*([("system", system)] if system else []), ("human", question)]


def _as_chat_model_error(error: Exception) -> ChatModelError:
    """What went wrong, as those who run the product may read it."""
    import openai

    match error:
        case ChatModelError():
            return error
        case openai.APITimeoutError():
            return ChatModelTimedOut(LATE)
        case openai.APIStatusError():
            return _of_status(error.status_code, str(error))
        case openai.LengthFinishReasonError():
            return ChatModelCutOff("语言模型的回答到了长度上限")
        case openai.ContentFilterFinishReasonError():
            return ChatModelRefused("语言模型服务按它的内容规则中断了回答")
        case openai.APIConnectionError():
            return ChatModelError("连不上语言模型服务，或者连接断了")
        case openai.OpenAIError():
            return ChatModelError("语言模型服务中途出错")
        case _:
            return ChatModelError(f"语言模型服务的回应无法理解（{type(error).__name__}）")


def _of_status(status: int, message: str) -> ChatModelError:
    """The error that an HTTP status stands for."""
    if status >= _SERVER_ERRORS:
        return ChatModelError(f"语言模型服务出错（{status}）")
    if status in _OVERFLOW_STATUSES and _OVERFLOW.search(message):
        return ChatModelOverflowed("问题和资料超过了语言模型能读的长度")
    refused = ChatModelRefused(f"语言模型服务拒绝了请求（{status}），请检查地址、密钥、模型名和余额")
    refused.status = status
    return refused
