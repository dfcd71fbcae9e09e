"""How often somebody may ask, so that one caller's flood leaves the machine to the others. Staff are not counted.

Where several processes serve the same callers they count together (``rates/``). What must hold across restarts too - passwords, query
codes, filings - is counted in the database (``accounts/attempts.py``).
"""

import math
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
from assistant.rates.service import OwnRate, Rate
from assistant.sections.service import LimitSettings

_Result = TypeVar("_Result")


class Work(StrEnum):
    """What is counted apart from each other; the value is what it is called."""

    LOGINS = "登录"
    QUESTIONS = "提问"
    SEARCHES = "查询"
    FILES = "导出和提交文件"
    PAGE_UPLOADS = "上传文件"


def _counted_here(_: str, per_minute: int) -> Rate:
    return OwnRate(per_minute)


class Limits:
    """The rates of one app; a rate of 0 in the settings counts nothing. ``make`` makes a rate of so many a minute for a kind of work."""

    def __init__(self, settings: LimitSettings, make: Callable[[str, int], Rate] = _counted_here) -> None:
        per_minute = {
            Work.LOGINS: settings.logins_per_minute,
            Work.QUESTIONS: settings.questions_per_minute,
            Work.SEARCHES: settings.searches_per_minute,
            Work.FILES: settings.files_per_minute,
            Work.PAGE_UPLOADS: settings.page_uploads_per_minute,
        }
        self._rates: Mapping[Work, Rate] = {work: make(work, number) for work, number in per_minute.items() if number}

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
