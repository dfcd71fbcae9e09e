"""What comes of asking a language model, and its limits: how long one answer may take, how it may end, and the rest after failures."""

import queue
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.errors import ChatModelCutOff, ChatModelError, ChatModelRefused, ChatModelTimedOut
from assistant.settings import ChatModelSettings

LATE = "语言模型没有在规定时间内回答"
_FAILURES, _REST_S, _LONGEST_REST_S = 2, 30.0, 480.0
"""Failures in a row after which the model is not asked for a while, how long, and how long at most: each further failure doubles it."""
_KNOWN, _NEW = 0.5, 0.5
"""How much of a server's pace is what was known of it, and how much is what was seen last."""
_SLOWER = 0.5
"""Of the pace at which a server would just have been in time: what is assumed of one that was not."""
_SURE_FAILURES = frozenset({401, 402, 403, 404, 429})
"""Statuses after which asking again at once is no use."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What came of the answer: words, "" for a sign of life; ``finish`` is the reason that the server gives for its end."""

    text: str
    finish: str = ""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that a model wants called. ``arguments`` are decoded JSON, None where they were none."""

    id: str
    name: str
    arguments: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of a conversation: words, and the tools to be called before the next."""

    text: str
    calls: tuple[ToolCall, ...] = ()


Pieces = queue.Queue[Piece | Exception | None]


class Clock:
    """The time limits of one answer: of silence, of thinking before the first word, and of the whole from there. ``spent_s`` of the whole
    are gone already. ``has_begun`` is whether the model has begun to think or to write."""

    def __init__(self, settings: ChatModelSettings, spent_s: float = 0.0) -> None:
        self._settings = settings
        self._whole_s = settings.timeout_s - spent_s
        self._started = time.monotonic()
        self._deadline = self._started + self._whole_s
        self._thinking = self._writing = False
        self._signs = 0
        self.has_begun = False

    def next_of(self, pieces: Pieces) -> Piece | None:
        """The next piece, None at the end. Raises ChatModelTimedOut, also while pieces wait, and what the reading thread met."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise ChatModelTimedOut(LATE)
        try:
            piece = pieces.get(timeout=min(left, self._settings.first_token_timeout_s))
        except queue.Empty as error:
            raise ChatModelTimedOut(LATE) from error
        if isinstance(piece, Exception):
            raise piece
        # The first sign of life is often sent before anything was computed.
        self.has_begun |= piece is not None and (bool(piece.text) or self._signs > 0)
        return piece

    @property
    def elapsed_s(self) -> float:
        """Seconds since the model was asked."""
        return time.monotonic() - self._started

    def tell(self, *, visible: bool, thinking: bool) -> None:
        """What came just now. The first sign of life is often sent before anything was computed, and is no thought."""
        self._signs += 1
        if visible and not self._writing:
            self._writing = True
            if self._thinking:
                self._deadline = time.monotonic() + self._whole_s
        elif thinking and self._signs > 1 and not self._thinking and not self._writing:
            self._thinking = True
            self._deadline += self._settings.thinking_timeout_s - self._whole_s


class Pace:
    """How many characters of a prompt a server reads in a second, as its first words tell. Threads may share it."""

    def __init__(self) -> None:
        self._per_s: float | None = None

    def next_of(self, pieces: Pieces, clock: Clock, characters: int) -> Piece | None:
        """The clock's next piece. How long the first took after a prompt of so many characters, or a silence instead of it, is learned from."""
        begun = clock.has_begun
        try:
            piece = clock.next_of(pieces)
        except ChatModelTimedOut:
            if not begun:
                self.tell(characters, clock.elapsed_s, in_time=False)
            raise
        if clock.has_begun and not begun:
            self.tell(characters, clock.elapsed_s, in_time=True)
        return piece

    def tell(self, characters: int, seconds: float, *, in_time: bool) -> None:
        """The first word came after so many seconds, or, not ``in_time``, had not come by then."""
        seen = characters / max(seconds, 1e-3)
        if not in_time:
            self._per_s = min(seen * _SLOWER, self._per_s or seen)
        elif self._per_s is None:
            self._per_s = seen
        else:
            self._per_s = _KNOWN * self._per_s + _NEW * seen

    def characters_in(self, seconds: float) -> int | None:
        """How long a prompt may be for its first word to come in so many seconds, None while nothing is known."""
        return None if self._per_s is None else int(self._per_s * seconds)


class Breaker:
    """Lets a model rest that failed again and again. Used as a context, it sees how a call ended. Threads may share it.

    ``counts`` tell how often which error came.
    """

    def __init__(self) -> None:
        self._failures = 0
        self._resting_until = 0.0
        self._last = ""
        self.counts: Counter[str] = Counter()

    def let_through(self) -> None:
        """Raises ChatModelError while the model rests; after that it may be tried once more."""
        if self.resting_s:
            raise ChatModelError(f"语言模型刚才出错，{self.resting_s:.0f} 秒内不再问它")

    @property
    def resting_s(self) -> float:
        """Seconds for which the model is not asked, 0 while it is."""
        return max(0.0, self._resting_until - time.monotonic())

    @property
    def trouble(self) -> str:
        """What is the matter since the model failed again and again, "" once it has answered."""
        if not self._resting_until:
            return ""
        again = f"{self.resting_s:.0f} 秒内不再问它" if self.resting_s else "下一个问题会再试"
        return f"{self._last}（连续 {self._failures} 次）：{again}，期间回答改为摘引原文"

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ChatModelError):
            self.counts[type(error).__name__] += 1
        if error is None or (isinstance(error, ChatModelError) and not error.serious):
            self._failures, self._resting_until = 0, 0.0
        elif isinstance(error, ChatModelError):
            self._failures += 1
            self._last = str(error)
            if self._failures >= _FAILURES or getattr(error, "status", 0) in _SURE_FAILURES:
                rest = _REST_S * 2.0 ** max(0, self._failures - _FAILURES)
                self._resting_until = time.monotonic() + min(rest, _LONGEST_REST_S)


def handed_over(piece: "Piece | Exception | None", pieces: Pieces, stopped: threading.Event) -> bool:
    """Wait until somebody takes the piece; False when nobody will."""
    while not stopped.is_set():
        try:
            pieces.put(piece, timeout=0.2)
        except queue.Full:
            continue
        return True
    return False


def judge_end(finish: str, shown: int) -> None:
    """Raise for an end that is none, by the server's own word for it."""
    if finish == "length":
        raise ChatModelCutOff("语言模型的回答到了长度上限")
    if finish == "content_filter":
        raise ChatModelRefused("语言模型服务按它的内容规则中断了回答")
    if not shown:
        called = finish in {"tool_calls", "function_call"}
        nothing = ChatModelError("语言模型要调用工具，没有写出回答" if called else "语言模型没有写出内容")
        nothing.serious = False
        raise nothing
