"""Calls to a server that computes vectors or relevance: what is busy is asked again, what is too much is halved, what is wrong is told."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from assistant.errors import ModelUnavailable

log = logging.getLogger(__name__)

_LARGEST_BATCH = 64
_BUSY = frozenset({429, 500, 502, 503, 504})
_TOO_MUCH = frozenset({413, 422})
_LONGEST_WAIT_S = 30.0
_BACKING_OFF = wait_exponential(0.5, max=8)
_LOGGED = 300  # characters of what a server said
_Given = TypeVar("_Given")


@dataclass(frozen=True, slots=True)
class Wording:
    """What messages to operators call a server, and the settings that they are to look at. ``limit`` tells what to do about a long text."""

    service: str
    url: str
    model: str
    key: str
    shape: str
    limit: str


class TooMuch(Exception):
    """The server refuses a request for its size (413), or because a text or the number of texts does not suit it (422)."""


class _BusyError(Exception):
    """The server asks to come back later, after so many seconds where it says so."""

    def __init__(self, after_s: float) -> None:
        super().__init__(after_s)
        self.after_s = after_s


class ModelServer:
    """A client of one server. Threads may share it."""

    def __init__(self, wording: Wording, base_url: str, key: str, timeout_s: float, attempts: int) -> None:
        self.wording = wording
        self._timeout_s = timeout_s
        self._batch = _LARGEST_BATCH
        try:
            self._client = httpx.Client(
                base_url=base_url.rstrip("/") + "/",
                timeout=timeout_s,
                headers={"Authorization": f"Bearer {key}"} if key else {},
            )
        except httpx.InvalidURL as error:
            raise ModelUnavailable(f"{wording.service}的地址写得不对，请检查 {wording.url}") from error
        self._retrying = Retrying(
            retry=retry_if_exception_type((_BusyError, httpx.TransportError)),
            stop=stop_after_attempt(attempts),
            wait=_wait_s,
            reraise=True,
        )

    def post(self, path: str, body: Mapping[str, object]) -> object:
        """The JSON of the reply. Raises TooMuch, or ModelUnavailable when the server is busy, away or refuses."""
        service, url = self.wording.service, self.wording.url
        try:
            response = self._retrying.copy()(self._send, path, body)
        except _BusyError as error:
            raise ModelUnavailable(f"{service}繁忙，请稍后再试") from error
        except httpx.TimeoutException as error:
            raise ModelUnavailable(
                f"{service}没有在 {self._timeout_s:g} 秒内答复，请检查 {url} 的服务是否正常"
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ModelUnavailable(f"连不上{service}，请检查 {url} 和服务是否在运行") from error
        if response.is_error:
            log.warning("%s %s: %s", response.status_code, response.url, response.text[:_LOGGED])
        if response.status_code in _TOO_MUCH:
            raise TooMuch(response.status_code)
        if response.is_error:
            raise ModelUnavailable(
                f"{service}拒绝了请求（{response.status_code}），{self._remedy(response.status_code)}"
            )
        try:
            return response.json()
        except ValueError as error:
            raise self.malformed() from error

    def malformed(self) -> ModelUnavailable:
        """The error for a reply that is not of the agreed form."""
        return ModelUnavailable(
            f"{self.wording.service}的回应不是约定的格式，请检查 {self.wording.url} 和 {self.wording.shape}"
        )

    def in_batches(self, texts: Sequence[str], ask: Callable[[Sequence[str]], Sequence[_Given]]) -> list[_Given]:
        """What ``ask`` gives for each text, in their order; a batch that is too much is halved, and later ones are no larger.

        Raises ModelUnavailable where a single text is refused, and whatever ``ask`` raises.
        """
        given: list[_Given] = []
        while len(given) < len(texts):
            given += self._whole_or_halved(texts[len(given) : len(given) + self._batch], ask)
        return given

    def _whole_or_halved(
        self, texts: Sequence[str], ask: Callable[[Sequence[str]], Sequence[_Given]]
    ) -> Sequence[_Given]:
        try:
            return ask(texts)
        except TooMuch as refused:
            if len(texts) == 1:
                raise ModelUnavailable(
                    f"{self.wording.service}不接受其中一段内容（{refused}）：{self.wording.limit}；"
                    f"也可能请求的格式不对，请检查 {self.wording.shape}。服务的原话见日志"
                ) from refused
            half = (len(texts) + 1) // 2
            given = [*self._whole_or_halved(texts[:half], ask), *self._whole_or_halved(texts[half:], ask)]
            # Only now is it known that their number was too much, not one of them.
            self._batch = min(self._batch, half)
            return given

    def _send(self, path: str, body: Mapping[str, object]) -> httpx.Response:
        response = self._client.post(path, json=body)
        if response.status_code in _BUSY:
            raise _BusyError(_seconds(response.headers.get("Retry-After", "")))
        return response

    def _remedy(self, status: int) -> str:
        if status in (401, 403):
            return f"请检查 {self.wording.key}"
        if status in (404, 405):
            return f"没有这个地址或模型，请检查 {self.wording.url}、{self.wording.model} 和 {self.wording.shape}"
        return f"请检查 {self.wording.model}、{self.wording.key} 和 {self.wording.shape}，服务的原话见日志"


def _seconds(header: str) -> float:
    """Retry-After in seconds; 0 for none and for one that names a date."""
    return float(header) if header.strip().isdecimal() else 0.0


def _wait_s(state: RetryCallState) -> float:
    """As long as the server asks for, within reason, else longer each time."""
    error = state.outcome.exception() if state.outcome is not None else None
    asked_s = error.after_s if isinstance(error, _BusyError) else 0.0
    return max(_BACKING_OFF(state), min(asked_s, _LONGEST_WAIT_S))
