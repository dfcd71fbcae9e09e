"""The published benchmark over the sample district does not fall behind its figures (docs/benchmarks.md)."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from assistant.evaluation.figures import Figure, figures_of
from assistant.evaluation.running import run_suite
from assistant.evaluation.suite import read_suite
from assistant.settings import ChatModelSettings
from assistant.wiring import Services, build_services

SUITES = Path(__file__).parent / "suites"
DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def figures(district: Services) -> Mapping[str, Figure]:
    """Both parts together, without a language model whatever the environment says."""
    settings = district.settings.model_copy(update={"llm": ChatModelSettings()})
    services = build_services(settings, district.embedder)
    cases = [*read_suite(SUITES / "district.jsonl"), *read_suite(SUITES / "district_held_out.jsonl")]
    found = figures_of(run_suite(cases, services.evaluations.answerer(), DAY))
    services.close()
    return found


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
