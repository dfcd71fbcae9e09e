"""Questions to ledgers of four bureaus that the reader was not written for, asked through the product: files ingested, staff asking.

``suites/strange_ledgers.yaml`` holds the ledgers, ``suites/strange_needs.jsonl`` the questions, both made up, with the rows that a person
would pick: ``rows`` exactly these fit, ``order`` exactly these in this order, ``first`` the row or rows that come first, ``figure`` stands
in the answer, ``missing`` is told to have no column, ``assumed`` is said with an assumption, ``before`` was asked just before.
``held_out`` questions are those whose failures nobody looked at while the reader was written.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from openpyxl import Workbook

from assistant.buildings.matching import RowMatcher
from assistant.records import DocumentKind, Principal, Role
from assistant.wiring import Services

SUITES = Path(__file__).parent / "suites"
AS_OF = date(2026, 11, 30)
STAFF = Principal(Role.STAFF, 1, "李")


@dataclass(frozen=True)
class Asked:
    """One question with what is expected of its answer."""

    id: str
    ledger: str
    question: str
    held_out: bool
    before: str = ""
    rows: tuple[str, ...] | None = None
    order: tuple[str, ...] | None = None
    first: tuple[str, ...] | None = None
    figure: str = ""
    missing: str = ""
    assumed: str = ""


@dataclass(frozen=True)
class Strange:
    """A ledger's file and the line of its sheet in which each row stands, by the row's key."""

    path: Path
    lines: dict[int, str]


@dataclass(frozen=True)
class Answered:
    """What came back: the rows that fit, in their order, and the answer's sentence ("" for none)."""

    rows: tuple[str, ...]
    summary: str


def questions() -> list[Asked]:
    """All questions in the order of the file."""
    lines = (SUITES / "strange_needs.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Asked(**{name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(line).items()})
        for line in lines
    ]


def write_ledgers(folder: Path) -> dict[str, Strange]:
    """The four workbooks, by the names that the questions use."""
    made: dict[str, Strange] = {}
    for name, ledger in yaml.safe_load((SUITES / "strange_ledgers.yaml").read_text(encoding="utf-8")).items():
        book = Workbook()
        page = book.active
        page.title = ledger["sheet"]
        for line in (*ledger["above"], ledger["head"], *ledger["rows"].values()):
            page.append(line)
        first = len(ledger["above"]) + 2
        path = folder / ledger["file"]
        book.save(path)
        made[name] = Strange(path, {first + place: key for place, key in enumerate(ledger["rows"])})
    return made


def kind_of(ledger: str) -> DocumentKind:
    """What a ledger lists."""
    return DocumentKind.OPPORTUNITY if ledger == "opportunity" else DocumentKind.LISTING


def ingest(services: Services, ledger: Strange, kind: DocumentKind) -> None:
    """The file taken in as a public ledger of that kind."""
    report = services.ingestor.ingest([ledger.path], options={"clearance": "public", "kind": kind.value})
    (outcome,) = report.files
    assert outcome.status == "read", outcome.reason


def ask(matcher: RowMatcher, ledger: Strange, asked: Asked, principal: Principal = STAFF) -> Answered:
    """What the tables answer."""
    kind = kind_of(asked.ledger)
    previous = ""
    if asked.before:
        before = matcher.answer(asked.before, principal, AS_OF, kind)
        previous = before.standalone if before is not None else ""
    answer = matcher.answer(asked.question, principal, AS_OF, kind, previous)
    if answer is None:
        return Answered((), "")
    match = matcher.match(asked.question, principal, AS_OF, kind, previous)
    places = [item.row.chunk.passage.place.row for item in match.fitting]
    return Answered(tuple(ledger.lines[place] for place in places if place is not None), answer.summary)


def is_exact(asked: Asked, answered: Answered) -> bool:
    """Whether the answer is all that was expected, and no more."""
    fitting = answered.rows
    return bool(
        answered.summary
        and (asked.rows is None or set(fitting) == set(asked.rows))
        and (asked.order is None or [row for row in fitting if row in asked.order] == list(asked.order) == list(fitting[: len(asked.order)]))
        and (asked.first is None or fitting[: len(asked.first)] == asked.first)
        and (not asked.figure or _says_figure(answered.summary, asked.figure))
        and (not asked.missing or re.search(rf"没有[“「]?{asked.missing}", answered.summary))
        and (not asked.assumed or ("假设" in answered.summary and asked.assumed in answered.summary))
    )  # fmt: skip


def _says_figure(text: str, figure: str) -> bool:
    return bool(re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d]|\.\d)", text.replace(",", "")))
