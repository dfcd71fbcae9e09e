"""The API's routes of evaluation. Each raises ApiProblem."""

from assistant.contract.evaluation import EvaluationDetail, EvaluationResults, EvaluationRun, EvaluationRuns
from ui.client import ApiClient

_RUNS = "/api/evaluation/runs"


async def runs(api: ApiClient, limit: int) -> EvaluationRuns:
    """The latest runs."""
    return await api.read(EvaluationRuns, "GET", _RUNS, params={"limit": str(limit)})


async def start(api: ApiClient, suite: str = "", cases: str | None = None) -> EvaluationRun:
    """Ask a suite, or without ``cases`` what was kept."""
    return await api.read(EvaluationRun, "POST", _RUNS, json={"suite": suite, "cases": cases})


async def run(api: ApiClient, number: int) -> EvaluationDetail:
    """One run."""
    return await api.read(EvaluationDetail, "GET", f"{_RUNS}/{number}")


async def results(api: ApiClient, number: int, only: str, limit: int, offset: int) -> EvaluationResults:
    """A page of a run's results."""
    params = {"only": only, "limit": str(limit), "offset": str(offset)}
    return await api.read(EvaluationResults, "GET", f"{_RUNS}/{number}/results", params=params)


async def stop(api: ApiClient, number: int) -> None:
    """Ask no more."""
    await api.call("POST", f"{_RUNS}/{number}/stop")


async def remove(api: ApiClient, number: int) -> None:
    """Forget a run."""
    await api.call("DELETE", f"{_RUNS}/{number}")
