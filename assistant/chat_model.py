"""The only door to a language model: any OpenAI-compatible server, through LangChain's chat model.

Its libraries take two seconds to import, so they are imported where a model is configured and not by everybody who knows its type.
"""

import queue
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from assistant.errors import ChatModelCutOff, ChatModelError, ChatModelOverflowed, ChatModelRefused, ChatModelTimedOut
from assistant.settings import ChatModelSettings
from assistant.text.thinking import Thoughts

_SERVER_ERRORS = 500
_NO_SCHEMAS = frozenset({400, 404, 415, 422, 501})
"""Statuses with which servers answer a request for structured output that they do not offer."""
_OVERFLOW_STATUSES = frozenset({400, 413})
_OVERFLOW = re.compile(
    r"context|maximum.{0,30}(?:length|token)|too (?:long|many tokens)|exceed|上下文|过长|超出|超过", re.IGNORECASE
)
_WAITING_PIECES = 256
_LONGEST_PIECES_PER_TOKEN = 6
"""Characters for each permitted token from which a server is taken to ignore the limit: a token of English holds about four."""
_FAILURES, _REST_S = 2, 30.0
"""Failures in a row after which the model is not asked for a while, and how long."""
_SURE_FAILURES = frozenset({401, 402, 403, 404, 429})
"""Statuses after which asking again at once is no use."""
_LATE = "语言模型没有在规定时间内回答"
_Record = TypeVar("_Record", bound=BaseModel)
_Messages = list[tuple[str, str]]  # who speaks, and what


@dataclass(frozen=True, slots=True)
class _Piece:
    """What came of the answer: words, "" for a sign of life; ``finish`` is the reason that the server gives for its end."""

    text: str
    finish: str = ""


_Pieces = queue.Queue[_Piece | Exception | None]


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
        self._takes_schemas = True
        self._thinks_unmarked = False
        self._breaker = _Breaker()

    @classmethod
    def from_settings(cls, settings: ChatModelSettings) -> "ChatModel | None":
        """The configured model, None when none is configured."""
        return cls(settings) if settings.base_url and settings.model else None

    @property
    def name(self) -> str:
        """The model's name, as answers tell it."""
        return self._settings.model

    def describe(self) -> str:
        """Model and server, for people."""
        return f"{self._settings.model}（{self._settings.base_url}）"

    def failures(self) -> Mapping[str, int]:
        """How often it failed since the start, by the name of the error."""
        return dict(self._breaker.counts)

    def check(self) -> None:
        """Ask for one word. Raises ChatModelError when that fails."""
        self.complete("", "回复“好”。")

    def complete(self, system: str, question: str) -> str:
        """The whole answer, without what the model thought. Raises as ``stream`` does; an answer that was cut off is none."""
        pieces: list[str] = []
        for piece in self._within_limits(_messages(system, question), pieces.clear):
            pieces.append(piece)
        return "".join(pieces)

    def stream(self, system: str, question: str) -> Iterator[str]:
        """Pieces of the answer as they come, without what the model thought.

        Raises ChatModelTimedOut when the server falls silent or the whole takes too long, ChatModelOverflowed when the question is longer
        than the model's window, ChatModelCutOff when the answer ended at its greatest length, ChatModelRefused when the server will not, and
        ChatModelError when it cannot.
        """
        return self._within_limits(_messages(system, question), self._thought_aloud)

    def structured(self, system: str, question: str, schema: type[_Record], timeout_s: float) -> _Record:
        """The answer as a record of ``schema``, by the server's structured output; a server that knows none is asked for JSON in words.

        Raises ChatModelTimedOut after ``timeout_s`` in all, ChatModelRefused or ChatModelError, also when the answer is no such record.
        """
        self._breaker.let_through()
        answers: queue.Queue[_Record | ChatModelError] = queue.Queue()
        # The client's own limit starts anew with every byte and every try.
        threading.Thread(
            target=self._read_record, args=(_messages(system, question), schema, answers), daemon=True
        ).start()
        with self._breaker:
            try:
                answer = answers.get(timeout=timeout_s)
            except queue.Empty as error:
                raise ChatModelTimedOut(_LATE) from error
            if isinstance(answer, ChatModelError):
                raise answer
        return answer

    def _read_record(
        self, messages: _Messages, schema: type[_Record], answers: "queue.Queue[_Record | ChatModelError]"
    ) -> None:
        try:
            answers.put(self._record(messages, schema))
        except Exception as error:  # noqa: BLE001 - a server that talks nonsense breaks the client in many ways
            answers.put(_as_chat_model_error(error))

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

    def _within_limits(self, messages: _Messages, on_unmarked: Callable[[], None]) -> Iterator[str]:
        """Visible pieces; ``on_unmarked`` is called when all of them turn out to have been thought."""
        self._breaker.let_through()
        with self._breaker:
            yield from self._visible(messages, on_unmarked)

    def _visible(self, messages: _Messages, on_unmarked: Callable[[], None]) -> Iterator[str]:
        pieces: _Pieces = queue.Queue(_WAITING_PIECES)
        stopped = threading.Event()
        # The client's own time limit starts anew with every piece; a server that drips would never end.
        threading.Thread(target=self._read, args=(messages, pieces, stopped), daemon=True).start()
        thoughts, clock, shown = Thoughts(self._thinks_unmarked), _Clock(self._settings), 0
        finish = ""
        try:
            while (piece := clock.next_of(pieces)) is not None:
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
            _judge_end(finish, shown)
        finally:
            stopped.set()

    def _read(self, messages: _Messages, pieces: _Pieces, stopped: threading.Event) -> None:
        try:
            for chunk in self._client.stream(messages):
                if not _handed_over(
                    _Piece(chunk.text, chunk.response_metadata.get("finish_reason") or ""), pieces, stopped
                ):
                    return
            _handed_over(None, pieces, stopped)
        except Exception as error:  # noqa: BLE001 - a server that talks nonsense breaks the client in many ways
            _handed_over(_as_chat_model_error(error), pieces, stopped)


class _Clock:
    """The time limits of one answer: of silence, of thinking before the first word, and of the whole from there."""

    def __init__(self, settings: ChatModelSettings) -> None:
        self._settings = settings
        self._deadline = time.monotonic() + settings.timeout_s
        self._thinking = self._writing = False
        self._signs = 0

    def next_of(self, pieces: _Pieces) -> _Piece | None:
        """The next piece, None at the end. Raises ChatModelTimedOut, also while pieces wait, and what the reading thread met."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise ChatModelTimedOut(_LATE)
        try:
            piece = pieces.get(timeout=min(left, self._settings.first_token_timeout_s))
        except queue.Empty as error:
            raise ChatModelTimedOut(_LATE) from error
        if isinstance(piece, Exception):
            raise piece
        return piece

    def tell(self, *, visible: bool, thinking: bool) -> None:
        """What came just now. The first sign of life is often sent before anything was computed, and is no thought."""
        self._signs += 1
        if visible and not self._writing:
            self._writing = True
            if self._thinking:
                self._deadline = time.monotonic() + self._settings.timeout_s
        elif thinking and self._signs > 1 and not self._thinking and not self._writing:
            self._thinking = True
            self._deadline += self._settings.thinking_timeout_s - self._settings.timeout_s


class _Breaker:
    """Lets a model rest that failed again and again. Used as a context, it sees how a call ended. Threads may share it."""

    def __init__(self) -> None:
        self._failures = 0
        self._resting_until = 0.0
        self.counts: Counter[str] = Counter()

    def let_through(self) -> None:
        """Raises ChatModelError while the model rests; after that it may be tried once more."""
        left = self._resting_until - time.monotonic()
        if left > 0:
            raise ChatModelError(f"语言模型刚才出错，{left:.0f} 秒内不再问它")

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ChatModelError):
            self.counts[type(error).__name__] += 1
        if error is None or (isinstance(error, ChatModelError) and not error.serious):
            self._failures = 0
        elif isinstance(error, ChatModelError):
            self._failures += 1
            if self._failures >= _FAILURES or getattr(error, "status", 0) in _SURE_FAILURES:
                self._resting_until = time.monotonic() + _REST_S


def _handed_over(piece: "_Piece | Exception | None", pieces: _Pieces, stopped: threading.Event) -> bool:
    """Wait until somebody takes the piece; False when nobody will."""
    while not stopped.is_set():
        try:
            pieces.put(piece, timeout=0.2)
        except queue.Full:
            continue
        return True
    return False


def _judge_end(finish: str, shown: int) -> None:
    """Raise for an end that is none, by the server's own word for it."""
    if finish == "length":
        raise ChatModelCutOff("语言模型的回答到了长度上限")
    if finish == "content_filter":
        raise ChatModelRefused("语言模型服务按它的内容规则中断了回答")
    if not shown:
        nothing = ChatModelError("语言模型没有写出内容")
        nothing.serious = False
        raise nothing


def _messages(system: str, question: str) -> _Messages:
    return [*([("system", system)] if system else []), ("human", question)]


def _as_chat_model_error(error: Exception) -> ChatModelError:
    """What went wrong, as those who run the product may read it."""
    import openai

    match error:
        case ChatModelError():
            return error
        case openai.APITimeoutError():
            return ChatModelTimedOut(_LATE)
        case openai.APIStatusError():
            return _of_status(error.status_code, str(error))
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
