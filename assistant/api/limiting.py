"""How often somebody may ask, so that one caller's flood leaves the machine to the others. Staff are not counted.

Kept in memory: each process of a deployment counts for itself. What must hold across processes and restarts - passwords, query codes,
filings - is counted in the database (``accounts/attempts.py``).
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import Annotated, TypeVar, cast

import anyio
import anyio.to_thread
from fastapi import Depends, Request

from assistant.access import may_handle_complaints
from assistant.api.dependencies import CurrentPrincipal, address_of, caller_of
from assistant.errors import Busy, TooManyRequests
from assistant.settings import LimitSettings

_MOST_CALLERS = 50_000
_MINUTE_S = 60.0
_Result = TypeVar("_Result")


class Work(StrEnum):
    """What is counted apart from each other; the value is what it is called."""

    LOGINS = "登录"
    QUESTIONS = "提问"
    SEARCHES = "查询"
    FILES = "导出和提交文件"
    PAGE_UPLOADS = "上传文件"


class Rate:
    """So many a minute for each caller, all of them at once if they like: a bucket that fills again steadily.

    Source: the virtual scheduling form of the Generic Cell Rate Algorithm, ITU-T I.371, annex A.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval_s = _MINUTE_S / per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._full_again_at: OrderedDict[str, float] = OrderedDict()

    def take(self, caller: str) -> float:
        """Count a request; returns 0, or in how many seconds it may be made instead."""
        with self._lock:
            now = self._clock()
            full_again_at = max(self._full_again_at.get(caller, now), now) + self._interval_s
            wait_s = full_again_at - now - _MINUTE_S
            if wait_s > 1e-6:
                return wait_s
            self._full_again_at[caller] = full_again_at
            self._full_again_at.move_to_end(caller)
            if len(self._full_again_at) > _MOST_CALLERS:
                self._full_again_at.popitem(last=False)
            return 0.0


class Limits:
    """The rates of one app; a rate of 0 in the settings counts nothing."""

    def __init__(self, settings: LimitSettings) -> None:
        per_minute = {
            Work.LOGINS: settings.logins_per_minute,
            Work.QUESTIONS: settings.questions_per_minute,
            Work.SEARCHES: settings.searches_per_minute,
            Work.FILES: settings.files_per_minute,
            Work.PAGE_UPLOADS: settings.page_uploads_per_minute,
        }
        self._rates: Mapping[Work, Rate] = {work: Rate(number) for work, number in per_minute.items() if number}

    def count(self, work: Work, caller: str) -> None:
        """Count a piece of work. Raises TooManyRequests."""
        wait_s = self._rates[work].take(caller) if work in self._rates else 0.0
        if wait_s:
            seconds = math.ceil(wait_s)
            raise TooManyRequests(f"{work}太频繁，请 {seconds} 秒后再试", seconds)


class Lane:
    """Threads of its own for work that may hang, so that all else goes on; and how much of it may wait."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._limiter = anyio.CapacityLimiter(at_once)
        self._most_waiting = waiting

    def waiting(self) -> int:
        """How many wait now."""
        return self._limiter.statistics().tasks_waiting

    def running(self) -> int:
        """How many are at work now."""
        return self._limiter.statistics().borrowed_tokens

    async def admit(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        """Do what begins a piece of work in a thread of the lane. Raises Busy where too many wait."""
        if self.waiting() >= self._most_waiting:
            raise Busy("现在提问的人较多，请过一会儿再试")
        return await self.run(work, *arguments)

    async def run(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        """Go on with what was admitted."""
        return await anyio.to_thread.run_sync(partial(work, *arguments), limiter=self._limiter)


class Counter:
    """Counts what the caller of one request has done, for routes that see only from its body what it is."""

    def __init__(
        self, request: Request, principal: CurrentPrincipal, caller: Annotated[str, Depends(caller_of)]
    ) -> None:
        self._limits = cast(Limits, request.app.state.limits)
        self._is_counted = not may_handle_complaints(principal)
        self._caller = caller

    def count(self, work: Work) -> None:
        """Raises TooManyRequests."""
        if self._is_counted:
            self._limits.count(work, self._caller)


CurrentCounter = Annotated[Counter, Depends()]


def _counting(work: Work) -> Callable[[CurrentCounter], None]:
    def count(counter: CurrentCounter) -> None:
        counter.count(work)

    return count


def _count_login(request: Request) -> None:
    """By the address alone: who somebody is, is what they are about to say."""
    limits = cast(Limits, request.app.state.limits)
    limits.count(Work.LOGINS, f"address {address_of(request)}")


def lane_of(request: Request) -> Lane:
    """The lane in which questions are answered."""
    return cast(Lane, request.app.state.questions)


QuestionLane = Annotated[Lane, Depends(lane_of)]
COUNTED_LOGIN = Depends(_count_login)
COUNTED_QUESTION = Depends(_counting(Work.QUESTIONS))
COUNTED_SEARCH = Depends(_counting(Work.SEARCHES))
COUNTED_FILE = Depends(_counting(Work.FILES))
"""For the ``dependencies`` of routers and routes: a request that comes too often is answered with 429."""
