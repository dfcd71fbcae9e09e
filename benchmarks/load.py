"""How many people one deployment serves: closed-loop users of a real server, each asking again as soon as it is answered.

python -m benchmarks.load --data FOLDER [--workers 1 2] [--users 1 100] [--seconds 60] [--database URL] [--json]
    A copy of the data folder is served by ``huizhao serve``, with nobody limited, once for each number of processes.
python -m benchmarks.load --address http://host:8000 [http://host:8001 …] …
    Servers that run already; their limits have to be off (HUIZHAO_LIMITS__QUESTIONS_PER_MINUTE=0 and the like).

Beside the users one visitor opens the page again and again, and one searches: what others wait for under load. Ratios between the rows of
one run can be trusted further than the figures, which are the machine's of that hour.
"""

import argparse
import asyncio
import itertools
import json
import os
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
    "总部企业租用办公用房有什么补贴？",
    "2000平方米以上的写字楼有哪些？",
    "有哪些投资机会还没有截止？",
    "高新技术企业认定后有什么奖励？",
    "租金补贴最高多少？",
    "滨江街道有没有可以分割的楼层？",
    "人才公寓怎么申请？",
    "红烧肉怎么做？",
)
_START_S = 300
_UNLIMITED = {
    f"HUIZHAO_LIMITS__{name}_PER_MINUTE": "0" for name in ("QUESTIONS", "SEARCHES", "LOGINS", "FILES", "PAGE_UPLOADS")
}
_PAGE_EVERY_S = 1.0


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
    memory_mb: int | None


def main() -> None:
    """Print a line for each run, or one JSON document."""
    options = _options()
    loads: list[Load] = []
    for workers in [len(options.address)] if options.address else options.workers:
        with _servers(options, workers) as (addresses, memory_mb):
            asyncio.run(_run(addresses, 2, options.warm_up_s))
            for users in options.users:
                loads.append(_measured(addresses, workers, users, options.seconds, memory_mb))
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
    parser.add_argument("--warm-up-s", type=float, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.data and not options.address:
        parser.error("--data or --address")
    return options


@contextmanager
def _servers(options: argparse.Namespace, workers: int) -> Iterator[tuple[list[str], Callable[[], int | None]]]:
    """Addresses, and what tells the memory of their processes."""
    if options.address:
        yield options.address, lambda: None
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
            yield addresses, lambda: _memory_mb(server.pid)
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


def _memory_mb(process: int) -> int:
    """Resident memory of a process and its children."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    pages = [int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in (process, *children)]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") >> 20


def _measured(
    addresses: Sequence[str], workers: int, users: int, seconds: float, memory_mb: Callable[[], int | None]
) -> Load:
    answers, pages, searches, errors = asyncio.run(_run(addresses, users, seconds))
    return Load(
        workers=workers,
        users=users,
        seconds=seconds,
        answers_per_second=round(len(answers) / seconds, 2),
        errors=errors,
        answers=latency_of(answers),
        page=latency_of(pages) if pages else None,
        search=latency_of(searches) if searches else None,
        memory_mb=memory_mb(),
    )


async def _run(
    addresses: Sequence[str], users: int, seconds: float
) -> tuple[list[float], list[float], list[float], int]:
    """Milliseconds of answers, pages and searches, and how many failed."""
    answers: list[float] = []
    pages: list[float] = []
    searches: list[float] = []
    failed: list[str] = []
    until = time.monotonic() + seconds

    async def use(
        at: int, ask: Callable[[httpx.AsyncClient, str], Awaitable[httpx.Response]], times: list[float], pause_s: float
    ) -> None:
        turns = itertools.cycle(QUESTIONS[at % len(QUESTIONS) :] + QUESTIONS[: at % len(QUESTIONS)])
        async with httpx.AsyncClient(base_url=addresses[at % len(addresses)], timeout=120) as client:
            while time.monotonic() < until:
                started = time.monotonic()
                try:
                    (await ask(client, next(turns))).raise_for_status()
                except httpx.HTTPError as error:
                    failed.append(repr(error))
                    await asyncio.sleep(0.2)
                else:
                    times.append((time.monotonic() - started) * 1000)
                await asyncio.sleep(pause_s)

    work = [use(at, _ask, answers, 0) for at in range(users)]
    beside = [use(0, _open_page, pages, _PAGE_EVERY_S), use(0, _search, searches, _PAGE_EVERY_S)]
    await asyncio.gather(*work, *beside)
    return answers, pages, searches, len(failed)


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
        f"{load.errors} errors, {load.memory_mb} MB"
    )


if __name__ == "__main__":
    main()
