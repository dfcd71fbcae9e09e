"""Refusal rates: how many unanswerable questions are refused, and how many answerable ones wrongly are.

    python -m benchmarks.refusal --suite benchmarks/refusal_questions.jsonl [--json]

asks the answerer over the data folder of the environment (``HUIZHAO_DATA_DIR``), without a language model. A suite line is
{"id", "question", "role", "expect": {"document", "clause", "contains", "refused"}}; the part of the id before the number is its class.
Odd and even lines are reported apart. Failures on both were looked at while rules were written: neither is held out.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from assistant.answers import Answer
from assistant.records import Principal, Role
from assistant.settings import load_settings
from assistant.wiring import build_services
from assistant.workdays import today


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what should come of it. ``document`` is a part of the title that must be cited, "" for none."""

    id: str
    question: str
    role: Role
    refused: bool
    document: str
    contains: tuple[str, ...]

    @property
    def group(self) -> str:
        return self.id.rpartition("-")[0]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one question. ``right`` is about refusing; ``right_source`` also about what was cited and said."""

    id: str
    group: str
    question: str
    expected_refusal: bool
    refused: bool
    right_source: bool
    cited: tuple[str, ...]
    milliseconds: float

    @property
    def right(self) -> bool:
        return self.refused == self.expected_refusal


def read_suite(path: Path) -> tuple[Case, ...]:
    """The cases of a suite file."""
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            record = json.loads(line)
            expect = record["expect"]
            cases.append(
                Case(
                    id=record["id"],
                    question=record["question"],
                    role=Role(record.get("role", Role.INVESTOR)),
                    refused=bool(expect["refused"]),
                    document=expect.get("document") or "",
                    contains=tuple(expect.get("contains") or ()),
                )
            )
    return tuple(cases)


def measured(case: Case, answer: Answer) -> Result:
    """An answer against what was expected."""
    rows = " ".join(" ".join(row) for row in answer.table.rows) if answer.table else ""
    said = f"{answer.text} {rows}".replace(" ", "").replace(",", "")
    cited = tuple(dict.fromkeys(citation.label for citation in answer.citations))
    sourced = any(case.document in citation.document for citation in answer.citations)
    complete = all(text.replace(" ", "").replace(",", "") in said for text in case.contains)
    return Result(
        id=case.id,
        group=case.group,
        question=case.question,
        expected_refusal=case.refused,
        refused=answer.refused,
        right_source=answer.refused if case.refused else sourced and complete and not answer.refused,
        cited=cited,
        milliseconds=float(answer.timings_ms.get("total", 0.0)),
    )


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of a set of results, None where the set holds no such question."""

    refused_of_unanswerable: float | None
    refused_of_answerable: float | None
    right_source_of_answerable: float | None
    unanswerable: int
    answerable: int


def rates(results: Sequence[Result]) -> Rates:
    """Refusal, false refusal, and answers from the right source."""
    unanswerable = [result for result in results if result.expected_refusal]
    answerable = [result for result in results if not result.expected_refusal]

    def share(hits: int, of: int) -> float | None:
        return round(hits / of, 4) if of else None

    return Rates(
        refused_of_unanswerable=share(sum(result.refused for result in unanswerable), len(unanswerable)),
        refused_of_answerable=share(sum(result.refused for result in answerable), len(answerable)),
        right_source_of_answerable=share(sum(result.right_source for result in answerable), len(answerable)),
        unanswerable=len(unanswerable),
        answerable=len(answerable),
    )


def run(suite: Path, as_of: date) -> tuple[Result, ...]:
    """Ask every question of a suite."""
    services = build_services(
        load_settings().model_copy(update={"llm": load_settings().llm.model_copy(update={"base_url": ""})})
    )
    results = []
    for case in read_suite(suite):
        results.append(measured(case, services.answerer.answer(case.question, Principal(role=case.role), as_of)))
    services.close()
    return tuple(results)


def main() -> None:
    """Print the rates, by class and half, and every wrong case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", type=Path, default=Path(__file__).with_name("refusal_questions.jsonl"))
    parser.add_argument("--as-of", type=date.fromisoformat, default=None)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    results = run(arguments.suite, arguments.as_of or today())
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.group].append(result)
    tables = {
        "all": rates(results),
        "odd lines": rates(results[::2]),
        "even lines": rates(results[1::2]),
        **{group: rates(members) for group, members in groups.items()},
    }
    wrong = [result for result in results if not (result.right and result.right_source)]
    if arguments.json:
        document = {
            "rates": {name: asdict(found) for name, found in tables.items()},
            "wrong": [asdict(item) for item in wrong],
        }
        print(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for name, found in tables.items():
        print(
            f"{name:24} unanswerable {found.unanswerable:4} refused {found.refused_of_unanswerable}"
            f"   answerable {found.answerable:4} refused {found.refused_of_answerable} right source {found.right_source_of_answerable}"
        )
    for result in wrong:
        print(
            f"{'refused' if result.refused else 'answered'}  {result.id}  {result.question}  {'; '.join(result.cited[:3])}"
        )


if __name__ == "__main__":
    main()
