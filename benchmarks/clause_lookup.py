"""Clauses by their address on a large store: how many questions that name a clause get it, and what the rest get instead.

``python -m benchmarks.clause_lookup [--laws PATH] [--questions PATH]``. The store holds the relational record only: no model is loaded. A question
counts when the article that stands at the address it names is the one expected; of laws held in several editions the one in force
today is right, and whether the expected text is that of an older edition is listed beside it.
"""

import argparse
import gzip
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TypedDict

from sqlalchemy import insert

from assistant.database import Database
from assistant.documents.new_document import document_id
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.documents.vectors import mark_changed
from assistant.policies.clause_messages import missing_lines
from assistant.policies.clauses import ClauseFinder
from assistant.policies.titles import plain_title
from assistant.policies.validity import IssueDays, read_validity
from assistant.records import ChunkKind, Clearance, DocumentKind, Principal
from assistant.workdays import today
from benchmarks.measuring import latency_of, machine, timed

_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_LAWS = _DATA / "laws_all_articles.jsonl.gz"
_QUESTIONS = _DATA / "clause_lookup.jsonl"


class LawArticle(TypedDict):
    """One line of the laws."""

    id: str
    law: str
    article: str
    heading: str
    text: str
    date: str


@dataclass(frozen=True, slots=True)
class AskedClause:
    """A question with the law and article that it names and the id of the edition that its answer was taken from ("" if not known)."""

    id: str
    text: str
    law: str
    article: str
    answer: str
    gold_id: str


@dataclass(frozen=True, slots=True)
class AnsweredClause:
    """What a question got. ``right``: the article named, of the law named; ``same_text``: worded as the expected answer."""

    asked: AskedClause
    held: bool
    right: bool
    same_text: bool
    got: str
    milliseconds: float


def read_laws(path: Path) -> Iterator[LawArticle]:
    """Lines of the laws, those of one edition together."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_questions(path: Path) -> list[AskedClause]:
    """The questions, each naming a law and an article."""
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [
        AskedClause(
            entry["id"], entry["question"], entry["law"], entry["article"], entry["answer"], entry.get("gold_id") or ""
        )
        for entry in lines
    ]


def fill(database: Database, articles: Iterator[LawArticle]) -> int:
    """Store every edition of every law as a document of clauses; returns how many documents."""
    count = 0
    with database.session() as session:
        for name, lines in groupby(articles, key=lambda article: article["id"].rsplit("#", 1)[0]):
            edition = list(lines)
            session.execute(insert(DocumentRow), [_document(name, edition)])
            session.execute(insert(ChunkRow), list(_chunks(document_id(name), edition)))
            count += 1
        mark_changed(session)
    return count


def ask(finder: ClauseFinder, asked: AskedClause, laws: frozenset[str], day: date) -> AnsweredClause:
    """Look up what a question names, as an investor would."""

    def look_up() -> tuple[str, str, str]:
        lookups = [finder.look_up(address, Principal(), day) for address in finder.read(asked.text, Principal())]
        if not lookups:
            return "no address was read", "", ""
        first = lookups[0]
        if first.document is None or not first.found:
            return "".join(missing_lines(lookups, day)), "", ""
        return f"{first.document.name}#{first.chunks[0].passage.clause}", plain_title(first.document.title), first.text

    (got, title, text), milliseconds = timed(look_up)
    right = title == plain_title(asked.law) and got.endswith(f"#{asked.article}")
    return AnsweredClause(
        asked, plain_title(asked.law) in laws, right, _letters(asked.answer) in _letters(text), got, milliseconds
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the store, ask, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--laws", type=Path, default=_LAWS)
    options.add_argument("--questions", type=Path, default=_QUESTIONS)
    chosen = options.parse_args(arguments)
    absent = [str(path) for path in (chosen.laws, chosen.questions) if not path.is_file()]
    if absent:
        print(f"skipped: {' and '.join(absent)} not there; this data is not part of the project")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/laws.db")
        database.migrate()
        documents, loading_ms = timed(lambda: fill(database, read_laws(chosen.laws)))
        finder = ClauseFinder(database)
        _, names_ms = timed(lambda: finder.read("", Principal()))
        laws = frozenset(plain_title(article["law"]) for article in read_laws(chosen.laws))
        answered = [ask(finder, asked, laws, today()) for asked in read_questions(chosen.questions)]
        database.close()
    print(
        f"{documents} editions loaded in {loading_ms / 1000:.0f} s, their names read in {names_ms:.0f} ms; {machine()}"
    )
    report(answered)
    return 0


def report(answered: Sequence[AnsweredClause]) -> None:
    """Shares, times, and every miss."""
    held = [item for item in answered if item.held]
    right = [item for item in held if item.right]
    same = sum(item.same_text for item in right)
    print(
        f"{len(answered)} questions, of {len(held)} the law is held: {len(right)} right ({len(right) / len(held):.1%})"
    )
    print(
        f"of these {same} are worded as the expected answer, {len(right) - same} are another edition's or differ in layout"
    )
    times = latency_of([item.milliseconds for item in answered])
    print(f"p50 {times.p50_ms} ms, p95 {times.p95_ms} ms a question")
    for item in answered:
        if not item.held:
            print(f"not held  {item.asked.id}  {item.asked.law}{item.asked.article}: {item.got}")
        elif not item.right:
            print(f"miss      {item.asked.id}  {item.asked.text}: {item.got}")
        elif not item.same_text:
            print(f"other text {item.asked.id}  expected {item.asked.gold_id or 'an edition not held'}, got {item.got}")


def _document(name: str, edition: Sequence[LawArticle]) -> dict[str, object]:
    text = "\n".join(_text(article) for article in edition)
    issued_on = date.fromisoformat(edition[0]["date"]) if edition[0]["date"] else None
    reading = read_validity(text, IssueDays(written=issued_on))
    started_on = reading.start.day if reading.start is not None else None
    return {
        "id": document_id(name),
        "name": name,
        "sha256": document_id(name),
        "size_bytes": len(text.encode()),
        "media_type": "text/plain",
        "kind": DocumentKind.POLICY,
        "clearance": Clearance.PUBLIC,
        "title": edition[0]["law"],
        "issued_on": issued_on,
        "valid_from": max(filter(None, (started_on, issued_on)), default=None),
        "text": text,
    }


def _chunks(document: str, edition: Sequence[LawArticle]) -> Iterator[dict[str, object]]:
    start = 0
    for ordinal, article in enumerate(edition):
        text = _text(article)
        yield {
            "id": f"{document}{ordinal:08d}",
            "vector_id": f"{document}{ordinal:08d}",
            "document_id": document,
            "ordinal": ordinal,
            "kind": ChunkKind.CLAUSE,
            "text": text,
            "embedded_text": "",
            "heading": article["heading"],
            "locator": article["article"],
            "clause": article["article"],
            "start": start,
            "end": start + len(text),
        }
        start += len(text) + 1


def _text(article: LawArticle) -> str:
    return f"{article['article']}　{article['text']}"


def _letters(text: str) -> str:
    """A text without the marks and spaces in which layouts differ."""
    return "".join(sign for sign in text if sign.isalnum())


if __name__ == "__main__":
    sys.exit(main())
