"""A run as one JSON document and as a page to read."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from assistant.evaluation.checking import CaseResult
from assistant.evaluation.comparing import Comparison
from assistant.evaluation.figures import Figure, figures_of, passed_by_tag
from assistant.evaluation.suite import Expectation

TITLES = {
    "passed": "全部要求都满足",
    "clause_hit_at_1": "首条出处即所指条款",
    "clause_hit_at_5": "前五条出处含所指条款",
    "row_completeness": "应列的行列出的比例",
    "row_exactness": "行不多不少",
    "contains": "应说的内容说到",
    "not_contains": "不该说的没有说",
    "refusal": "该拒答的拒答",
    "false_refusal": "误拒答（越低越好）",
    "expired_trap": "误用失效规定（越低越好）",
    "leak": "内部资料泄露（越低越好）",
    "model_written": "问了语言模型的：由它写成",
    "model_fallback": "问了语言模型的：改为摘引",
    "model_refused": "问了语言模型的：拒答",
    "model_withheld": "问了语言模型的：有句子被扣下",
    "model_wrong": "由它写成而不符合要求（越低越好）",
    "plan_answered": "请语言模型换说法再查的：作了答",
    "plan_wrong": "换说法再查后作了答而不符合要求（越低越好）",
    "latency_p50_ms": "用时中位数",
    "latency_p95_ms": "用时 95 分位",
}
CHECK_TITLES = {
    "refused": "是否拒答",
    "citations": "出处",
    "rows": "行",
    "contains": "内容",
    "not_contains": "不该有的内容",
    "in_force": "效力",
    "leak": "权限",
}
_EXPECTED = {
    "refused": "拒答",
    "answered": "不拒答",
    "citations": "引用其中之一：",
    "rows": "列出且只列出",
    "row_count": "列出的行数",
    "contains": "说到",
    "not_contains": "不说",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """One thing that was expected: its ``kind`` (a key of the words above) and which."""

    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a suite. ``day`` is the day asked about where a case names none; ``model`` the language model, "" for none."""

    suite: str
    day: date
    model: str
    machine: str
    results: tuple[CaseResult, ...]

    @property
    def failures(self) -> tuple[CaseResult, ...]:
        return tuple(result for result in self.results if not result.passed)


def run_to_json(run: Run, comparison: Comparison | None = None) -> dict[str, object]:
    """The run as JSON values; a later run can be compared with it."""
    document: dict[str, object] = {
        "suite": run.suite,
        "as_of": run.day.isoformat(),
        "model": run.model,
        "machine": run.machine,
        "questions": len(run.results),
        "figures": {name: _rounded(figure) for name, figure in figures_of(run.results).items()},
        "groups": {name: _rounded(figure) for name, figure in passed_by_tag(run.results).items()},
        "failures": [_result_json(result) for result in run.failures],
        "results": {result.case.id: result.passed for result in run.results},
    }
    if comparison is not None:
        document["comparison"] = asdict(comparison)
    return document


def run_to_markdown(run: Run, comparison: Comparison | None = None) -> str:
    """The run as a page in Chinese: figures, classes, what changed, every failure."""
    model = run.model or "未配置，摘引原文"
    lines = [
        f"# 评测报告：{run.suite}",
        "",
        f"{len(run.results)} 个问题，{len(run.failures)} 个不符合要求；按 {run.day.isoformat()} 的有效规定；语言模型：{model}；{run.machine}。",
        "",
        "| 指标 | 结果 | 95% 区间 | 问题数 |",
        "| --- | --- | --- | --- |",
    ]
    figures = figures_of(run.results)
    lines += [_figure_line(title, name, figures[name]) for name, title in TITLES.items() if name in figures]
    lines += ["", "| 类别 | 符合要求 | 95% 区间 | 问题数 |", "| --- | --- | --- | --- |"]
    lines += [_figure_line(tag, "", figure) for tag, figure in passed_by_tag(run.results).items()]
    if comparison is not None:
        lines += ["", *_comparison_lines(comparison)]
    if run.failures:
        lines += ["", "## 不符合要求的问题", ""]
        for result in run.failures:
            lines += _failure_lines(result)
    return "\n".join(lines) + "\n"


def expectations_of(expect: Expectation) -> tuple[Expected, ...]:
    """What was expected, thing by thing."""
    told = []
    if expect.refused is not None:
        told.append(Expected("refused" if expect.refused else "answered"))
    if expect.citations:
        told.append(Expected("citations", "、".join(f"《{one.document}》{one.clause}" for one in expect.citations)))
    if expect.rows is not None:
        told.append(Expected("rows", _names(expect.rows)))
    if expect.row_count is not None:
        told.append(Expected("row_count", str(expect.row_count)))
    if expect.contains:
        told.append(Expected("contains", _names(expect.contains)))
    if expect.not_contains:
        told.append(Expected("not_contains", _names(expect.not_contains)))
    return tuple(told)


def _figure_line(title: str, name: str, figure: Figure) -> str:
    unit = _milliseconds if name.endswith("_ms") else _percent
    return f"| {title} | {unit(figure.value)} | {unit(figure.low)}–{unit(figure.high)} | {figure.of} |"


def _comparison_lines(comparison: Comparison) -> list[str]:
    lines = ["## 与上一次相比", "", "| 指标 | 上一次 | 这一次 |", "| --- | --- | --- |"]
    for change in comparison.changes:
        unit = _milliseconds if change.name.endswith("_ms") else _percent
        lines.append(
            f"| {TITLES.get(change.name, change.name)} | {unit(change.earlier)} | {unit(change.value)}{_note(change.settled)} |"
        )
    lines += [
        "",
        f"新符合 {len(comparison.newly_passed)} 个：{_names(comparison.newly_passed)}",
        f"新不符合 {len(comparison.newly_failed)} 个：{_names(comparison.newly_failed)}",
        f"两次结果不同的问题若只凭偶然，这样的偏向出现的概率是 {comparison.chance:.3f}。",
    ]
    return lines


def _failure_lines(result: CaseResult) -> list[str]:
    case = result.case
    lines = [f"- **{case.id}**（{case.role}）{' → '.join((*case.history, case.question))}"]
    wanted = (f"{_EXPECTED[one.kind]} {one.detail}".strip() for one in expectations_of(case.expect))
    lines += [f"  - 要求：{'；'.join(wanted)}"]
    lines += [
        f"  - {CHECK_TITLES.get(check.name, check.name)}：{check.detail}" for check in result.checks if not check.passed
    ]
    return [*lines, f"  - 回答：{_short(result.said)}"]


def _result_json(result: CaseResult) -> dict[str, object]:
    return {
        "id": result.case.id,
        "question": result.case.question,
        "role": result.case.role,
        "refused": result.refused,
        "failed": [{"check": check.name, "detail": check.detail} for check in result.checks if not check.passed],
        "cited": list(result.cited),
        "text": result.said,
        "milliseconds": round(result.milliseconds, 1),
    }


def _rounded(figure: Figure) -> dict[str, float | int]:
    return {
        "value": round(figure.value, 4),
        "low": round(figure.low, 4),
        "high": round(figure.high, 4),
        "of": figure.of,
    }


def _names(ids: Sequence[str]) -> str:
    return "、".join(ids) or "无"


def _note(settled: bool) -> str:
    return "" if settled else "（差别在误差之内）"


def _percent(value: float) -> str:
    return f"{value * 100:.1f}%"


def _milliseconds(value: float) -> str:
    return f"{value:.0f} ms"


def _short(text: str, length: int = 160) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[:length]}……"
