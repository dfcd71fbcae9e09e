"""The published benchmark over the sample district does not fall behind its figures (docs/benchmarks.md)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from assistant.evaluation.figures import Figure, figures_of
from assistant.evaluation.running import AnswersQuestions, run_suite
from assistant.evaluation.suite import read_suite
from assistant.settings import ChatModelSettings
from assistant.wiring import Services, build_services
from tests.examples import SAME_EACH_TIME
from ui.chat.texts import example_questions
from ui.session import Language

SUITES = Path(__file__).parent / "suites"
GUIDE = Path(__file__).parents[1] / "docs" / "guide-investor.md"
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def answerer(district: Services) -> Iterator[AnswersQuestions]:
    """The product without a language model, whatever the environment says."""
    settings = district.settings.model_copy(update={"llm": ChatModelSettings()})
    services = build_services(settings, district.embedder)
    yield services.evaluations.answerer()
    services.close()


@pytest.fixture(scope="module")
def figures(answerer: AnswersQuestions) -> Mapping[str, Figure]:
    """Of every third question of both parts together; of all where HUIZHAO_TEST_EXAMPLES is set."""
    cases = [*read_suite(SUITES / "district.jsonl"), *read_suite(SUITES / "district_held_out.jsonl")]
    return figures_of(run_suite(cases[:: 3 if SAME_EACH_TIME else 1], answerer, DAY))


def test_the_benchmark_is_as_large_as_it_says() -> None:
    parts = [read_suite(SUITES / name) for name in ("district.jsonl", "district_held_out.jsonl")]
    assert [len(part) for part in parts] == [317, 60]
    assert len({case.id for part in parts for case in part}) == 377


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("passed", 0.88),
        ("clause_hit_at_5", 0.89),
        ("contains", 0.91),
        ("row_completeness", 0.85),
        ("refusal", 0.87),
    ],
)
def test_no_figure_falls(figures: Mapping[str, Figure], name: str, least: float) -> None:
    assert figures[name].value >= least


@pytest.mark.parametrize(("name", "most"), [("false_refusal", 0.06), ("expired_trap", 0.1), ("leak", 0.0)])
def test_no_fault_grows(figures: Mapping[str, Figure], name: str, most: float) -> None:
    assert figures[name].value <= most


def test_every_question_that_the_front_page_and_the_guide_propose_is_answered_rightly(
    answerer: AnswersQuestions,
) -> None:
    cases = read_suite(SUITES / "examples.jsonl")
    asked = {case.question for case in cases}
    shown = {
        question for role in ("investor", "staff") for kind in Language for question in example_questions(role, kind)
    }
    guide = GUIDE.read_text(encoding="utf-8")
    table = "".join(line for line in guide.splitlines() if line.startswith("| "))
    proposed = shown | set(re.findall("“([^“”]+)”", table))
    assert asked >= proposed
    assert all(question in guide for question in asked - shown)
    results = run_suite(cases, answerer, DAY)
    failed = [(item.case.question, check) for item in results for check in item.checks if not check.passed]
    assert not failed
