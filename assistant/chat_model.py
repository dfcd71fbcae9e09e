"""The only door to a language model: any OpenAI-compatible server, through LangChain's chat model."""

import queue
import threading
import time
from collections.abc import Iterator, Sequence

import openai
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI

from assistant.errors import ChatModelError, ChatModelRefused, ChatModelTimedOut
from assistant.settings import ChatModelSettings

_TRIES = 1
_SERVER_ERRORS = 500


class ChatModel:
    """Streams a model's answer within time limits."""

    def __init__(self, settings: ChatModelSettings) -> None:
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

    def stream(self, system: str, question: str) -> Iterator[str]:
        """Pieces of the answer as they come.

        Raises ChatModelTimedOut when the first piece or the whole takes too long, ChatModelRefused when the server will not, and
        ChatModelError when it cannot.
        """
        messages: list[BaseMessage] = [SystemMessage(system)] if system else []
        messages.append(HumanMessage(question))
        pieces: queue.Queue[str | Exception | None] = queue.Queue()
        stopped = threading.Event()
        # The client's own time limit starts anew with every piece; a server that drips would never end.
        reader = threading.Thread(target=self._read, args=(messages, pieces, stopped), daemon=True)
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
        messages: Sequence[BaseMessage],
        pieces: "queue.Queue[str | Exception | None]",
        stopped: threading.Event,
    ) -> None:
        try:
            for chunk in self._client.stream(list(messages)):
                if stopped.is_set():
                    return
                if chunk.text:
                    pieces.put(chunk.text)
            pieces.put(None)
        except openai.APITimeoutError:
            pieces.put(ChatModelTimedOut("语言模型没有在规定时间内回答"))
        except openai.APIStatusError as error:
            pieces.put(_of_status(error.status_code))
        except openai.OpenAIError:
            pieces.put(ChatModelError("连不上语言模型服务"))
        except Exception as error:  # noqa: BLE001 - a server that talks nonsense breaks the client in many ways
            pieces.put(ChatModelError(f"语言模型服务的回应无法理解（{type(error).__name__}）"))


def _of_status(status: int) -> ChatModelError:
    """The error that an HTTP status stands for."""
    if status >= _SERVER_ERRORS:
        return ChatModelError(f"语言模型服务出错（{status}）")
    return ChatModelRefused(f"语言模型服务拒绝了请求（{status}），请检查地址、密钥、模型名和余额")
