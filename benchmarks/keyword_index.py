"""How well and how fast the keyword index alone finds what answers a question, and what a changed document costs it.

    python -m benchmarks.keyword_index [--corpus A.jsonl] [--database URL] [--json]

No model is loaded and nothing is embedded. The index is built in a database of its own: a temporary SQLite file, or an empty one of
``--database``. Quality is printed where the corpus holds the answers. Progress goes to standard error.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np
from sqlalchemy import text

from assistant.database import Database
from assistant.documents.new_document import document_id
from assistant.documents.tables import DocumentRow
from assistant.records import Clearance, DocumentKind
from assistant.retrieval.keywords.index import KeywordIndex, indexed_text
from benchmarks.corpus import CorpusLine, Question, read_corpus, read_questions
from benchmarks.measuring import Latency, RankingQuality, latency_of, machine, quality_of, timed
from benchmarks.retrieval import DATA

_DEPTH = 100
_SHOWN = 60  # chunks that the retriever asks for
_QUESTIONS = 400
_CHUNKS_AT_ONCE = 2000
_UPDATED = 500  # chunks of the document that is indexed anew
_UPDATES = 5


@dataclass(frozen=True, slots=True)
class Report:
    """One run. ``searches_a_second`` by number of threads; ``update`` is of a document of ``update_chunks`` chunks, cutting of words included."""

    machine: str
    database: str
    chunks: int
    build_seconds: float
    megabytes: float | None
    search: Latency
    quality: RankingQuality | None
    searches_a_second: dict[int, float]
    update_chunks: int
    update: Latency


class Corpus:
    """Lines of a corpus as documents of an index; the chunks are numbered from 1 in their order."""

    def __init__(self, lines: Sequence[CorpusLine], database: Database) -> None:
        self.database = database
        self.index = KeywordIndex()
        self._ids = {number: line.id for number, line in enumerate(lines, start=1)}
        self._documents: dict[str, list[tuple[int, str]]] = {}
        for number, line in enumerate(lines, start=1):
            said = indexed_text("", line.document_title, line.heading, line.clause, f"{line.clause}　{line.text}")
            self._documents.setdefault(line.document_title, []).append((number, said))

    def build(self) -> None:
        """Index every document, as many at once as an upgrade does."""
        waiting: list[str] = []
        for title in self._documents:
            waiting.append(title)
            if sum(len(self._documents[one]) for one in waiting) >= _CHUNKS_AT_ONCE:
                self._put(waiting)
                waiting = []
        self._put(waiting)

    def search(self, question: str, k: int) -> list[str]:
        """Ids of corpus lines, best first."""
        with self.database.session() as session:
            matches = self.index.search(session, Clearance.PUBLIC, question, k)
        return [self._ids[match.number] for match in matches]

    def near(self, chunks: int) -> str:
        """The title of a document of about so many chunks."""
        return min(self._documents, key=lambda title: abs(len(self._documents[title]) - chunks))

    def size_of(self, title: str) -> int:
        return len(self._documents[title])

    def update(self, title: str) -> None:
        """Index a document anew, in one transaction."""
        with self.database.session() as session:
            self.index.remove(session, document_id(title))
            self.index.add(session, document_id(title), {Clearance.PUBLIC: self._documents[title]})

    def megabytes(self) -> float | None:
        """The size of a SQLite file that holds nothing else."""
        if self.database.engine.dialect.name != "sqlite":
            return None
        with self.database.engine.connect() as connection:
            pages, size = (connection.scalar(text(f"PRAGMA {name}")) for name in ("page_count", "page_size"))
        return round(pages * size / 1e6, 1)

    def _put(self, titles: Sequence[str]) -> None:
        with self.database.session() as session:
            session.add_all(_document(title) for title in titles)
            session.flush()
            for title in titles:
                self.index.add(session, document_id(title), {Clearance.PUBLIC: self._documents[title]})
        print(f"indexed {sum(len(self._documents[title]) for title in titles)} chunks", file=sys.stderr)


def _document(title: str) -> DocumentRow:
    key = document_id(title)
    return DocumentRow(
        id=key,
        name=key,
        sha256=key,
        size_bytes=0,
        media_type="text/plain",
        kind=DocumentKind.POLICY,
        clearance=Clearance.PUBLIC,
        title="",
        text="",
    )


def measure(
    corpus: Corpus, lines: Sequence[CorpusLine], questions: Sequence[Question], threads: Sequence[int]
) -> Report:
    """Build, then ask, then change."""
    _, building = timed(corpus.build)
    asked = [question.text for question in questions]
    for question in asked[:20]:
        corpus.search(question, _SHOWN)
    latency = latency_of([timed(partial(corpus.search, question, _SHOWN))[1] for question in asked])
    known = {line.id for line in lines}
    quality = None
    if all(question.answers <= known for question in questions):
        rankings = [corpus.search(question, _DEPTH) for question in asked]
        quality = quality_of(rankings, [question.answers for question in questions])
    title = corpus.near(_UPDATED)
    return Report(
        machine=machine(),
        database=corpus.database.engine.dialect.name,
        chunks=len(lines),
        build_seconds=round(building / 1000, 1),
        megabytes=corpus.megabytes(),
        search=latency,
        quality=quality,
        searches_a_second={count: _throughput(corpus, asked, count) for count in threads},
        update_chunks=corpus.size_of(title),
        update=latency_of([timed(partial(corpus.update, title))[1] for _ in range(_UPDATES)]),
    )


def _throughput(corpus: Corpus, questions: Sequence[str], threads: int) -> float:
    started = perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda question: corpus.search(question, _SHOWN), questions))
    return round(len(questions) / (perf_counter() - started), 1)


def table(report: Report) -> str:
    """The report in Markdown."""
    rows = [
        ("machine", report.machine),
        ("database", report.database),
        ("chunks", str(report.chunks)),
        ("built in, s", str(report.build_seconds)),
        ("size, MB", "-" if report.megabytes is None else str(report.megabytes)),
        ("search p50 · p95, ms", f"{report.search.p50_ms} · {report.search.p95_ms}"),
        *((f"searches a second, {count} threads", str(rate)) for count, rate in report.searches_a_second.items()),
        (f"update of {report.update_chunks} chunks, p50 · max, ms", f"{report.update.p50_ms} · {report.update.max_ms}"),
        *((name, f"{value:.3f}") for name, value in (asdict(report.quality) if report.quality else {}).items()),
    ]
    return "\n".join(["| measure | value |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows)])


def main() -> None:
    """Print the table, or one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=DATA / "stard" / "articles.jsonl")
    parser.add_argument("--questions", type=Path, default=DATA / "stard" / "questions.jsonl")
    parser.add_argument("--qrels", type=Path, default=DATA / "stard" / "qrels.tsv")
    parser.add_argument("--database", default="", help="SQLAlchemy URL of an empty database")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--limit-questions", type=int, default=_QUESTIONS)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    for path in (arguments.corpus, arguments.questions, arguments.qrels):
        if not path.is_file():
            parser.error(f"no file {path}; name one with --corpus, --questions, --qrels")
    lines = read_corpus(arguments.corpus)
    questions = read_questions(arguments.questions, arguments.qrels)
    drawn = np.random.default_rng(0).permutation(len(questions))[: arguments.limit_questions]
    with tempfile.TemporaryDirectory() as folder:
        database = Database(arguments.database or f"sqlite:///{folder}/index.db")
        database.migrate()
        report = measure(Corpus(lines, database), lines, [questions[at] for at in sorted(drawn)], arguments.threads)
        database.close()
    print(json.dumps(asdict(report), ensure_ascii=False) if arguments.json else table(report))


if __name__ == "__main__":
    main()
