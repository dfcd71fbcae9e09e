"""Matching needs against many listed rows: ``python -m benchmarks.listings [--rows 20000 200000] [--rounds 5] [--json]``.

Made-up rows (``listed_store.py``) in ledgers of 10,000, kept in the cache folder. A match is timed as the API does it for a sentence:
reading it, counting every row, reading and judging the first ten, nearest misses and ways out where nothing fits. The first question
after a change of the store, which reads what the rows say, is told apart. Wall time depends on what else the machine does; the time of
the thread itself (``cpu``) does so less.
"""

import argparse
import json
import resource
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from time import perf_counter, thread_time

import platformdirs

from assistant.buildings.matching import RowMatcher
from assistant.buildings.requirements import Requirement
from assistant.records import DocumentKind, Principal
from benchmarks.listed_store import AS_OF, open_store
from benchmarks.measuring import Latency, latency_of, machine

NEEDS: Mapping[str, Sequence[str]] = {
    "simple": (
        "想租个两百平左右的办公室",
        "租金80以内的写字楼",
        "供电800kVA以上，两三千平的厂房",
        "停车位200个以上的甲级写字楼",
        "第12商圈的商铺，100平以内",
        "所有乙级写字楼",
    ),
    "several conditions": (
        "甲级写字楼，不要毛坯，500平左右",
        "地铁2号线附近的写字楼，租金60到80",
        "第3街道的写字楼，300到500平，最好有停车位",
        "预算一年一百万以内，300平写字楼",
        "层高8米以上、荷载3吨、带10吨行车的厂房",
        "明年3月前能入驻的写字楼，精装修",
        "厂房或者仓库都行，5000平左右，租金20以内",
        "office about 500 sqm under 80 yuan near metro line 2",
    ),
    "words of cells": (
        "适合生物医药的厂房，1000平以上",
        "适合餐饮的商铺，租金150以内",
        "适合金融总部的甲级写字楼",
        "能做冷链食品的仓库，5000平以上",
    ),
    "in order": ("最便宜的三个仓库", "空置面积最大的五栋写字楼", "租金最低的甲级写字楼"),
    "any type": ("面积500平以内，租金50以下", "第3街道300平以内的"),
    "nothing fits": (
        "第7街道还有没有丙级写字楼，租金20以内",
        "租金低于5元的写字楼，一万平以上",
        "上海的写字楼，租金20以内，一万平以上，甲级",
        "租金30以内的商铺，800平以上",
    ),
}
"""Sentences by kind; every kind is as often asked as it has sentences."""
FIGURES = ("有多少栋甲级写字楼", "全区写字楼空置面积合计", "按街道统计写字楼空置面积", "厂房平均租金")

_PAGE = 10
_CACHE = Path(platformdirs.user_cache_dir("huizhao")) / "benchmarks"


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of several runs, by the clock and of the thread's own work."""

    wall: Latency
    cpu: Latency


class _Watch:
    """Times work and keeps the times by name."""

    def __init__(self) -> None:
        self._times: dict[str, list[tuple[float, float]]] = {}

    def time(self, name: str, work: Callable[[], object]) -> None:
        """Run the work once and keep its times."""
        wall, own = perf_counter(), thread_time()
        work()
        self._times.setdefault(name, []).append(((perf_counter() - wall) * 1000, (thread_time() - own) * 1000))

    def timing(self, names: Sequence[str]) -> Timing:
        """The times kept under these names, together."""
        times = [one for name in names for one in self._times[name]]
        return Timing(latency_of([wall for wall, _ in times]), latency_of([own for _, own in times]))


@dataclass(frozen=True, slots=True)
class Report:
    """One store. ``match`` takes all sentences together, ``kinds`` each kind of work alone, ``found`` how many rows fit and how many are to
    be verified; ``peak_memory_mb`` is that of the process so far."""

    rows: int
    first: Timing
    match: Timing
    kinds: Mapping[str, Timing]
    sentences: Mapping[str, Timing]
    found: Mapping[str, str]
    peak_memory_mb: int


def measure(rows: int, rounds: int, cache: Path) -> Report:
    """The times of all needs, each asked so many times in turn."""
    database = open_store(cache, rows)
    matcher, everyone, watch = RowMatcher(database), Principal(), _Watch()
    kinds = {kind: list(sentences) for kind, sentences in NEEDS.items()}
    sentences = [sentence for kind in kinds.values() for sentence in kind]
    found: dict[str, str] = {}

    def match(sentence: str) -> None:
        result = matcher.match(sentence, everyone, AS_OF, limit=_PAGE)
        found[sentence] = f"{result.fitting_total} + {result.to_verify_total}"

    watch.time("first question", lambda: match(sentences[0]))
    names = sorted(matcher.snapshot(everyone, DocumentKind.LISTING, AS_OF).vocabulary.whereabouts)[:: rows // 4][:4]
    offices = matcher.understand("甲级或乙级写字楼，租金100以内", everyone, AS_OF, DocumentKind.LISTING)
    last = matcher.find(offices, everyone, AS_OF, limit=_PAGE).total - _PAGE
    work: dict[str, Callable[[], object]] = {
        **{sentence: partial(match, sentence) for sentence in sentences},
        **{figure: partial(matcher.answer, figure, everyone, AS_OF, DocumentKind.LISTING) for figure in FIGURES},
        "four compared": partial(matcher.chosen, names, (), everyone, DocumentKind.LISTING, AS_OF),
        "the last page": partial(matcher.find, offices, everyone, AS_OF, _PAGE, last),
        "the first 500": partial(matcher.find, Requirement(), everyone, AS_OF, 500),
    }
    for _ in range(rounds):
        for name, one in work.items():
            watch.time(name, one)
    database.close()
    others = {"figures": FIGURES, **{name: (name,) for name in ("four compared", "the last page", "the first 500")}}
    return Report(
        rows=rows,
        first=watch.timing(["first question"]),
        match=watch.timing(sentences),
        kinds={kind: watch.timing(list(members)) for kind, members in (kinds | others).items()},
        sentences={sentence: watch.timing([sentence]) for sentence in (*sentences, *FIGURES)},
        found=found,
        peak_memory_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def _table(reports: Sequence[Report]) -> str:
    """Lines of a table: each kind with p50 · p95 · max, of the thread and by the clock, a pair of columns for each store."""
    heads = [f"{report.rows:,} rows: {what} p50 · p95 · max" for report in reports for what in ("cpu", "wall")]
    lines = [f"| ms | runs | {' | '.join(heads)} |", f"| --- | --- |{' --- |' * len(heads)}"]
    for kind in reports[0].kinds:
        lines.append(_line(kind, [report.kinds[kind] for report in reports]))
    lines.append(_line("match, all sentences", [report.match for report in reports]))
    lines.append(_line("first question after a change", [report.first for report in reports]))
    return "\n".join(lines)


def _line(label: str, timings: Sequence[Timing]) -> str:
    cells = [_shown(latency) for timing in timings for latency in (timing.cpu, timing.wall)]
    return f"| {label} | {timings[0].cpu.runs} | {' | '.join(cells)} |"


def _shown(latency: Latency) -> str:
    return f"{latency.p50_ms:.0f} · {latency.p95_ms:.0f} · {latency.max_ms:.0f}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Time matching against many listed rows.")
    parser.add_argument("--rows", type=int, nargs="+", default=[20_000, 200_000], help="sizes of the stores")
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is asked")
    parser.add_argument("--cache", type=Path, default=_CACHE, help="where the stores are kept")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    arguments = parser.parse_args()
    before = machine()
    reports = []
    for rows in arguments.rows:
        reports.append(measure(rows, arguments.rounds, arguments.cache))
        print(f"{rows} rows measured", file=sys.stderr)
    if arguments.json:
        document = {"machine": before, "machine_after": machine(), "stores": [asdict(report) for report in reports]}
        print(json.dumps(document, ensure_ascii=False))
        return
    print(f"{before}; at the end {machine()}\n\n{_table(reports)}\n")
    print(f"Peak memory {', '.join(f'{report.peak_memory_mb} MB' for report in reports)}.")


if __name__ == "__main__":
    main()
