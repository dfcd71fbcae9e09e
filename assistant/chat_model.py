"""The only door to a language model: any OpenAI-compatible server, through LangChain's chat model.

Its libraries take two seconds to import, so they are imported where a model is configured and not by everybody who knows its type.
"""

import queue
import re
import threading
import time
from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from assistant.errors import ChatModelError, ChatModelRefused, ChatModelTimedOut
from assistant.settings import ChatModelSettings

_TRIES = 1
_SERVER_ERRORS = 500
_NO_SCHEMAS = frozenset({400, 404, 415, 422, 501})
"""Statuses with which servers answer a request for structured output that they do not offer."""
_Record = TypeVar("_Record", bound=BaseModel)
_Messages = list[tuple[str, str]]  # who speaks, and what


class ChatModel:
    """Streams a model's answer within time limits."""

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
            extra_body={"max_tokens": settings.max_tokens},
            timeout=settings.timeout_s,
            max_retries=_TRIES,
        )
        self._takes_schemas = True

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

    def check(self) -> None:
        """Ask for one word. Raises ChatModelError when that fails."""
        self.complete("", "回复“好”。")

    def complete(self, system: str, question: str) -> str:
        """The whole answer. Raises ChatModelTimedOut, ChatModelRefused or ChatModelError."""
        return "".join(self.stream(system, question))

    def structured(self, system: str, question: str, schema: type[_Record], timeout_s: float) -> _Record:
        """The answer as a record of ``schema``, by the server's structured output; a server that knows none is asked for JSON in words.

        Raises ChatModelTimedOut after ``timeout_s`` in all, ChatModelRefused or ChatModelError, also when the answer is no such record.
        """
        answers: queue.Queue[_Record | ChatModelError] = queue.Queue()
        # The client's own limit starts anew with every byte and every try.
        threading.Thread(
            target=self._read_record, args=(_messages(system, question), schema, answers), daemon=True
        ).start()
        try:
            answer = answers.get(timeout=timeout_s)
        except queue.Empty as error:
            raise ChatModelTimedOut("语言模型没有在规定时间内回答") from error
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

    def stream(self, system: str, question: str) -> Iterator[str]:
        """Pieces of the answer as they come.

        Raises ChatModelTimedOut when the first piece or the whole takes too long, ChatModelRefused when the server will not, and
        ChatModelError when it cannot.
        """
        pieces: queue.Queue[str | Exception | None] = queue.Queue()
        stopped = threading.Event()
        # The client's own time limit starts anew with every piece; a server that drips would never end.
        reader = threading.Thread(target=self._read, args=(_messages(system, question), pieces, stopped), daemon=True)
        reader.start()
        deadline = time.monotonic() + self._settings.timeout_s
        patience = self._settings.first_token_timeout_s
        try:
            while True:
                left = min(deadline - time.monotonic(), patience)
                piece = self._next(pieces, left)
                if piece is None:
                    return
                patience = self._settings.timeout_s
                yield piece
        finally:
            stopped.set()

    def _next(self, pieces: "queue.Queue[str | Exception | None]", seconds: float) -> str | None:
        try:
            piece = pieces.get(timeout=max(seconds, 0.001))
        except queue.Empty as error:
            raise ChatModelTimedOut("语言模型没有在规定时间内回答") from error
        if isinstance(piece, Exception):
            raise piece
        return piece

    def _read(
        self,
        messages: _Messages,
        pieces: "queue.Queue[str | Exception | None]",
        stopped: threading.Event,
    ) -> None:
        try:
            for chunk in self._client.stream(messages):
                if stopped.is_set():
                    return
                if chunk.text:
                    pieces.put(chunk.text)
            pieces.put(None)
        except Exception as error:  # noqa: BLE001 - a server that talks nonsense breaks the client in many ways
            pieces.put(_as_chat_model_error(error))


def _messages(system: str, question: str) -> _Messages:
    return [*([("system", system)] if system else []), ("human", question)]


def _as_chat_model_error(error: Exception) -> ChatModelError:
    """What went wrong, as users may read it."""
    import openai

    match error:
        case ChatModelError():
            return error
        case openai.APITimeoutError():
            return ChatModelTimedOut("语言模型没有在规定时间内回答")
        case openai.APIStatusError():
            return _of_status(error.status_code)
        case openai.OpenAIError():
            return ChatModelError("连不上语言模型服务")
        case _:
            return ChatModelError(f"语言模型服务的回应无法理解（{type(error).__name__}）")


def _of_status(status: int) -> ChatModelError:
    """The error that an HTTP status stands for."""
    if status >= _SERVER_ERRORS:
        return ChatModelError(f"语言模型服务出错（{status}）")
    return ChatModelRefused(f"语言模型服务拒绝了请求（{status}），请检查地址、密钥、模型名和余额")
