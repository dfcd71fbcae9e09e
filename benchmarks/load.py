"""How many people one deployment serves: closed-loop users of a real server, each asking again as soon as it is answered.

python -m benchmarks.load --data FOLDER [--workers 1 2] [--users 1 100] [--seconds 60] [--pause-s 0] [--fresh] [--database URL] [--json]
    A copy of the data folder is served by ``huizhao serve``, with nobody limited, once for each number of processes. Users read an answer
    for ``--pause-s`` seconds, half of it to one and a half, before they ask again. ``--fresh``: no question is asked twice.
python -m benchmarks.load --address http://host:8000 [http://host:8001 …] …
    Servers that run already; their limits have to be off (HUIZHAO_LIMITS__QUESTIONS_PER_MINUTE=0 and the like).

Beside the users one visitor opens the page again and again, and one searches: what others wait for under load. Ratios between the rows of
one run can be trusted further than the figures, which are the machine's of that hour; processor time an answer is the machine's own, whatever
else it does: so many processors by so many seconds is the most that it answers.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from benchmarks.measuring import Latency, latency_of, machine

QUESTIONS = (
    "总部企业租用{n}平方米办公用房有什么补贴？",
    "{n}平方米以上的写字楼有哪些？",
    "投资{n}万元，有哪些机会还没有截止？",
    "营业收入{n}万元的高新技术企业认定后有什么奖励？",
    "租{n}平方米，租金补贴最高多少？",
    "滨江街道有没有可以分割出{n}平方米的楼层？",
    "公司有{n}个人，人才公寓怎么申请？",
    "红烧肉{n}克怎么做？",
)
_START_S = 300
_UNLIMITED = {
    f"HUIZHAO_LIMITS__{name}_PER_MINUTE": "0" for name in ("QUESTIONS", "SEARCHES", "LOGINS", "FILES", "PAGE_UPLOADS")
} | {"HUIZHAO_LIMITS__PROOF_FROM_WAITING": "0"}
_PAGE_EVERY_S = 1.0
_USUAL = 1000
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Load:
    """One run. ``answers`` are what users waited for; ``page`` is opening the web page meanwhile, ``search`` a search."""

    workers: int
    users: int
    seconds: float
    answers_per_second: float
    errors: int
    answers: Latency
    page: Latency | None
    search: Latency | None
    processor_ms_per_answer: float | None
    memory_mb_before: int | None
    memory_mb: int | None
    load_average: float


class Processes:
    """A server's process and its children, as the system counts them."""

    def __init__(self, main: int) -> None:
        self._main = main

    def _all(self) -> list[int]:
        children = Path(f"/proc/{self._main}/task/{self._main}/children").read_text().split()
        return [self._main, *map(int, children)]

    def memory_mb(self) -> int:
        """Resident."""
        pages = [int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in self._all()]
        return sum(pages) * os.sysconf("SC_PAGE_SIZE") >> 20

    def processor_s(self) -> float:
        """Since they started."""
        fields = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in self._all()]
        return sum(int(own[11]) + int(own[12]) for own in fields) / _TICKS_A_SECOND


def main() -> None:
    """Print a line for each run, or one JSON document."""
    options = _options()
    loads: list[Load] = []
    for workers in [len(options.address)] if options.address else options.workers:
        with _servers(options, workers) as (addresses, processes):
            asyncio.run(Run(addresses, options.warm_up_s).by(2))
            for users in options.users:
                run = Run(addresses, options.seconds, options.pause_s, options.fresh)
                loads.append(_measured(run, workers, users, processes))
                if not options.json:
                    print(_line(loads[-1]), flush=True)
    if options.json:
        print(json.dumps({"machine": machine(), "loads": [asdict(load) for load in loads]}, ensure_ascii=False))
    else:
        print(machine())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a data folder with documents; it is copied")
    parser.add_argument("--database", default="", help="the record of that folder on a server; it is used as it is")
    parser.add_argument("--address", nargs="*", default=[])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--users", type=int, nargs="+", default=[1, 100])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause-s", type=float, default=0)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--warm-up-s", type=float, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.data and not options.address:
        parser.error("--data or --address")
    return options


@contextmanager
def _servers(options: argparse.Namespace, workers: int) -> Iterator[tuple[list[str], Processes | None]]:
    """Addresses, and the processes behind them where they run here."""
    if options.address:
        yield options.address, None
        return
    with tempfile.TemporaryDirectory(prefix="huizhao-load-") as name:
        folder = Path(name) / "data"
        shutil.copytree(options.data, folder)
        port = _free_port()
        settings = {**os.environ, **_UNLIMITED, "HUIZHAO_DATA_DIR": str(folder), "HUIZHAO_LOG__LEVEL": "warning"}
        if options.database:
            settings["HUIZHAO_DATABASE_URL"] = options.database
        command = [sys.executable, "-m", "assistant", "serve", "--port", str(port), "--workers", str(workers)]
        server = subprocess.Popen(command, env=settings)
        addresses = [f"http://127.0.0.1:{port + number}" for number in range(workers)]
        try:
            for address in addresses:
                _wait_for(address, server)
            yield addresses, Processes(server.pid)
        finally:
            server.terminate()
            server.wait(60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            httpx.get(f"{address}/healthz", timeout=5).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.3)
        else:
            return
    raise SystemExit(f"{address} does not answer")


def _measured(run: "Run", workers: int, users: int, processes: Processes | None) -> Load:
    memory_mb = processes.memory_mb() if processes else None
    processor_s = processes.processor_s() if processes else 0.0
    asyncio.run(run.by(users))
    spent_s = processes.processor_s() - processor_s if processes else 0.0
    return Load(
        workers=workers,
        users=users,
        seconds=run.seconds,
        answers_per_second=round(len(run.answers) / run.seconds, 2),
        errors=len(run.failed),
        answers=latency_of(run.answers),
        page=latency_of(run.pages) if run.pages else None,
        search=latency_of(run.searches) if run.searches else None,
        processor_ms_per_answer=round(spent_s * 1000 / len(run.answers)) if processes else None,
        memory_mb_before=memory_mb,
        memory_mb=processes.memory_mb() if processes else None,
        load_average=round(os.getloadavg()[0], 1),
    )


class Run:
    """Users at work for so many seconds; the milliseconds of answers, pages and searches, and what failed."""

    def __init__(self, addresses: Sequence[str], seconds: float, pause_s: float = 0, fresh: bool = False) -> None:
        self.seconds = seconds
        self.answers: list[float] = []
        self.pages: list[float] = []
        self.searches: list[float] = []
        self.failed: list[str] = []
        self._addresses = addresses
        self._pause_s = pause_s
        self._numbers = itertools.count(_USUAL) if fresh else itertools.repeat(_USUAL)
        self._until = 0.0

    async def by(self, users: int) -> None:
        """Let so many ask, one open pages and one search."""
        self._until = time.monotonic() + self.seconds
        work = [self._use(at, _ask, self.answers, self._pause_s) for at in range(users)]
        beside = [
            self._use(0, _open_page, self.pages, _PAGE_EVERY_S),
            self._use(0, _search, self.searches, _PAGE_EVERY_S),
        ]
        await asyncio.gather(*work, *beside)

    async def _use(
        self,
        at: int,
        ask: Callable[[httpx.AsyncClient, str], Awaitable[httpx.Response]],
        times: list[float],
        pause_s: float,
    ) -> None:
        chance = random.Random(at)
        turns = itertools.cycle(QUESTIONS[at % len(QUESTIONS) :] + QUESTIONS[: at % len(QUESTIONS)])
        async with httpx.AsyncClient(base_url=self._addresses[at % len(self._addresses)], timeout=120) as client:
            await asyncio.sleep(chance.uniform(0, self._pause_s))
            while time.monotonic() < self._until:
                started = time.monotonic()
                try:
                    (await ask(client, next(turns).format(n=next(self._numbers)))).raise_for_status()
                except httpx.HTTPError as error:
                    self.failed.append(repr(error))
                    await asyncio.sleep(0.2)
                else:
                    times.append((time.monotonic() - started) * 1000)
                await asyncio.sleep(pause_s * chance.uniform(0.5, 1.5))


async def _ask(client: httpx.AsyncClient, question: str) -> httpx.Response:
    return await client.post("/api/chat", json={"question": question})


async def _open_page(client: httpx.AsyncClient, _: str) -> httpx.Response:
    (await client.get("/")).raise_for_status()
    return await client.get("/config")


async def _search(client: httpx.AsyncClient, question: str) -> httpx.Response:
    return await client.get("/api/search", params={"q": question})


def _line(load: Load) -> str:
    page = f"page p50 {load.page.p50_ms:.0f} p95 {load.page.p95_ms:.0f}" if load.page else "page -"
    search = f"search p50 {load.search.p50_ms:.0f} p95 {load.search.p95_ms:.0f}" if load.search else "search -"
    return (
        f"{load.workers} processes, {load.users} users: {load.answers_per_second:.1f} answers/s, "
        f"p50 {load.answers.p50_ms:.0f} p95 {load.answers.p95_ms:.0f} ms, {page}, {search}, "
        f"{load.errors} errors, {load.processor_ms_per_answer} ms of processor an answer, "
        f"{load.memory_mb_before} -> {load.memory_mb} MB, load {load.load_average}"
    )


if __name__ == "__main__":
    main()
