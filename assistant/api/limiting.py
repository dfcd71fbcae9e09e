"""How often somebody may ask, so that one caller's flood leaves the machine to the others. Staff are not counted.

Where several processes serve the same callers they count together (``rates/``). What must hold across restarts too - passwords, query
codes, filings - is counted in the database (``accounts/attempts.py``).
"""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from typing import Annotated, TypeVar, cast

import anyio
import anyio.to_thread
from fastapi import Depends, Request

from assistant.access import may_handle_complaints
from assistant.api.dependencies import CurrentPrincipal, address_of, caller_of
from assistant.errors import Busy, ShuttingDown, TooManyRequests
from assistant.rates.service import OwnRate, Rate
from assistant.sections.service import LimitSettings
from assistant.settings import Settings
from assistant.turns import processors

_Result = TypeVar("_Result")
_A_PROCESSOR, _WAITING_FOR_OTHERS = 4, 32


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


def questions_at_once(settings: Settings) -> int:
    """How many questions one process answers at a time.

    Where all is computed here, more than the processors can work on would take turns and be ready late together, and the pages with them;
    where other servers do a part, most of the time is waiting.
    """
    if settings.limits.questions_at_once:
        return settings.limits.questions_at_once
    elsewhere = (
        settings.llm.base_url,
        settings.embedding.base_url,
        settings.retrieval.reranker_url,
        settings.chroma_url,
        settings.database_url,
    )
    return _WAITING_FOR_OTHERS if any(elsewhere) else _A_PROCESSOR * (settings.server.processors or processors())


class Lane:
    """Threads of its own for work that may hang, so that all else goes on; and how much of it may wait.

    What is admitted waits once, for its first piece, in the order of coming. To go on with it takes threads apart: an answer of ten sentences
    would else stand at the end of the queue ten times.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._limiter = anyio.CapacityLimiter(at_once)
        self._going_on = anyio.CapacityLimiter(at_once)
        self._threads = anyio.CapacityLimiter(math.inf)  # the two above say how many
        self._most_waiting = waiting
        self._under_way: set[anyio.CancelScope] = set()
        self.has_ended = False

    def end(self) -> None:
        """The service stops: nobody's turn comes any more, and what is not finished is given up, each with ShuttingDown."""
        self.has_ended = True
        for scope in tuple(self._under_way):
            scope.cancel()

    def waiting(self) -> int:
        """How many wait now."""
        return sum(limiter.statistics().tasks_waiting for limiter in (self._limiter, self._going_on))

    def running(self) -> int:
        """How many are at work now."""
        return sum(limiter.statistics().borrowed_tokens for limiter in (self._limiter, self._going_on))

    async def admit(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        """Do what prepares a piece of work, which takes next to no time. Raises Busy where too many wait, ShuttingDown."""
        if self.waiting() >= self._most_waiting:
            raise Busy("现在提问的人较多，请过一会儿再试")
        return await self.go_on(work, *arguments)

    async def run(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        """Do what was admitted, or its first piece, when its turn comes. Raises ShuttingDown."""
        return await self._in_turn(self._limiter, partial(work, *arguments))

    async def go_on(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        """Do the next piece of what had its turn. Raises ShuttingDown."""
        return await self._in_turn(self._going_on, partial(work, *arguments))

    async def _in_turn(self, limiter: anyio.CapacityLimiter, work: Callable[[], _Result]) -> _Result:
        """Whoever goes away leaves the queue; what has begun is waited for all the same, as its thread goes on, but not beyond the end."""
        with self._until_the_end(shield=False):
            async with limiter:
                with self._until_the_end(shield=True):
                    return await anyio.to_thread.run_sync(work, limiter=self._threads, abandon_on_cancel=True)
        raise ShuttingDown("服务正在重启，这个问题没有答完：请过一会儿再问一次")

    @contextmanager
    def _until_the_end(self, *, shield: bool) -> Iterator[None]:
        with anyio.CancelScope(shield=shield) as scope:
            if self.has_ended:
                scope.cancel()
            self._under_way.add(scope)
            try:
                yield
            finally:
                self._under_way.discard(scope)


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
