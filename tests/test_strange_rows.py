"""Ledgers and questions by another hand: floors of buildings below merged heads, workshops with dates told roughly. An investor asks.

``suites/strange_rows.yaml`` holds the sheets as they stand, ``strange_rows.jsonl`` the questions: ``rows`` exactly these (``ordered``: in this order),
``figure`` or ``text`` stands in the answer, ``none``: no row fits, or the ledger does not tell. ``wrong`` marks what is still answered otherwise.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook

from assistant.buildings.matching import RowMatcher
from assistant.buildings.presenting.presenting import RowAnswer
from assistant.records import DocumentKind, Principal
from assistant.retrieval.embedding import Embedder
from assistant.settings import Settings
from assistant.wiring import build_services

SUITES = Path(__file__).parent / "suites"
LEDGERS = yaml.safe_load((SUITES / "strange_rows.yaml").read_text(encoding="utf-8"))
QUESTIONS = [json.loads(line) for line in (SUITES / "strange_rows.jsonl").read_text(encoding="utf-8").splitlines()]


@dataclass(frozen=True)
class Asked:
    """One bureau's rows, and what each is called where it is shown, by its address in the page."""

    matcher: RowMatcher
    day: date
    called: Mapping[str, str]

    def answer(self, question: str) -> RowAnswer | None:
        return self.matcher.answer(question, Principal(), self.day, DocumentKind.LISTING)

    def rows(self, answer: RowAnswer) -> list[str]:
        places = answer.table.places or tuple(filter(None, answer.table.heads))
        return [] if answer.unmet else [self.called[place] for place in places]


@pytest.fixture(scope="module")
def bureaus(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Asked]]:
    folder: Path = tmp_path_factory.mktemp("strange-rows")
    found, stores = {}, []
    for name, ledger in LEDGERS.items():
        book = Workbook()
        page = book.active
        page.title = ledger["sheet"]
        for line in ledger["lines"]:
            page.append(line)
        for area in ledger["merged"]:
            page.merge_cells(area)
        book.save(path := folder / f"{name}.xlsx")
        services = build_services(Settings(data_dir=folder / name), embedder)
        stores.append(services)
        report = services.ingestor.ingest([path], options={"clearance": "public", "kind": DocumentKind.LISTING.value})
        assert [outcome.status for outcome in report.files] == ["read"]
        matcher = RowMatcher(services.database, 50)
        found[name] = Asked(matcher, ledger["day"], _called(matcher, ledger))
    yield found
    for services in stores:
        services.close()


def _called(matcher: RowMatcher, ledger: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for item in matcher.match("全部清单", Principal(), ledger["day"]).possible:
        floor = "" if ledger["sheet"] == "载体情况" else f" {item.row.cells[2].text}"
        found[f"b/{item.row.id}"] = item.row.name + floor
    return found


def is_exact(asked: Asked, question: Mapping[str, Any]) -> bool:
    answer = asked.answer(question["question"])
    if question.get("none"):
        return answer is None or answer.unmet or "未列明" in answer.summary
    if answer is None:
        return False
    text = f"{answer.summary} {answer.summary_english}".replace(",", "")
    rows, wanted = asked.rows(answer), question.get("rows")
    figure = question.get("figure")
    return (
        (wanted is None or (rows == wanted if question.get("ordered") else sorted(rows) == sorted(wanted)))
        and (figure is None or bool(re.search(rf"(?<![\d.]){re.escape(figure)}(?!\d|\.\d)", text)))
        and question.get("text", "") in text
    )


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_a_strangers_question_is_answered_exactly_unless_it_is_known_not_to_be(
    bureaus: Mapping[str, Asked], question: Mapping[str, Any]
) -> None:
    assert is_exact(bureaus[question["ledger"]], question) is not question.get("wrong", False)


@pytest.mark.parametrize(
    ("ledger", "question", "said"),
    [
        pytest.param("floors", "东桥国际3层的租金", "东桥国际，租金：1.8", id="a-cell-of-a-floor"),
        pytest.param("workshops", "How much bigger is 精密车间D区 than A3栋?", "1300", id="english-difference"),
        pytest.param(
            "workshops", "Which warehouse has the most power supply and how many kVA?", "1250", id="english-most"
        ),
    ],
)
def test_what_is_asked_goes_with_any_rows(bureaus: Mapping[str, Asked], ledger: str, question: str, said: str) -> None:
    answer = bureaus[ledger].answer(question)
    assert answer is not None and said in f"{answer.summary} {answer.summary_english}".replace(",", "")
