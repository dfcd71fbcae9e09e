"""One answer against what was expected of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.asking.language import folded
from assistant.answers import Answer, Citation
from assistant.evaluation.suite import Case, ExpectedSource
from assistant.records import Clearance, Role, Status
from assistant.text.labels import parse_article_label

_FIRST_CITATIONS = 5
_DEAD = frozenset({Status.EXPIRED, Status.REPEALED, Status.AMENDED, Status.UPCOMING})
_SAYS_DEAD = ("失效", "废止", "修订", "尚未生效", "未施行", "expired", "repealed", "superseded", "not yet", "no longer")
_READS = frozenset({"search_passages", "own_word"})
_MARKS = str.maketrans("", "", "《》〈〉“”\"'，,。；;：:、（）()")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was expected, whether it came, and where not, what came instead."""

    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one question.

    ``first_hit`` is the rank of the first expected source among the citations, from 1 (None: not cited, or none was expected);
    ``row_recall`` the share of the expected rows that the table lists, ``rows_exact`` whether it lists just these. ``dead_source``: an
    answer rests on something not in force without saying so. ``leak``: an investor was shown what is internal. ``asked_model``: a language
    model was asked; ``written``: what it wrote was shown; ``withheld`` counts its sentences that the sources did not bear out; ``planned``: it was asked where else to look.
    ``held`` is the reader's probability that a passage answers, None where something else answered: rows, an address, a standard answer.
    """

    case: Case
    checks: tuple[Check, ...]
    refused: bool
    cited: tuple[str, ...]
    first_hit: int | None
    row_recall: float | None
    rows_exact: bool | None
    dead_source: bool
    leak: bool
    milliseconds: float
    said: str
    asked_model: bool = False
    written: bool = False
    withheld: int = 0
    planned: bool = False
    held: float | None = None

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)


def check_answer(case: Case, answer: Answer, milliseconds: float) -> CaseResult:
    """The answer judged by everything that the case expects, and by what no answer may do."""
    expect = case.expect
    shown = _shown(answer)
    recall, exact = _rows(case, answer)
    first_hit = _first_hit(expect.citations, answer.citations)
    leak = case.role is Role.INVESTOR and any(item.clearance is Clearance.INTERNAL for item in answer.citations)
    dead = _rests_on_dead_source(answer)
    checks = []
    if expect.refused is not None or expect.answered:
        wanted = bool(expect.refused)
        checks.append(Check("refused", answer.refused is wanted, "拒答了" if answer.refused else "没有拒答"))
    if expect.citations:
        checks.append(
            Check("citations", first_hit is not None, "、".join(_labels(answer)[:_FIRST_CITATIONS]) or "没有引用")
        )
    if exact is not None:
        checks.append(Check("rows", exact, _row_detail(answer)))
    if expect.contains:
        absent = [text for text in expect.contains if _plain(text) not in shown]
        checks.append(Check("contains", not absent, "缺 " + "、".join(absent)))
    if expect.not_contains:
        present = [text for text in expect.not_contains if _plain(text) in shown]
        checks.append(Check("not_contains", not present, "出现了 " + "、".join(present)))
    if dead:
        checks.append(Check("in_force", False, "引用了不在有效期内的出处而没有说明"))
    if leak:
        checks.append(Check("leak", False, "向客商引用了内部资料"))
    return CaseResult(
        case=case,
        checks=tuple(Check(item.name, item.passed, "" if item.passed else item.detail) for item in checks),
        refused=answer.refused,
        cited=_labels(answer),
        first_hit=first_hit,
        row_recall=recall,
        rows_exact=exact,
        dead_source=dead,
        leak=leak,
        milliseconds=milliseconds,
        said=answer.text,
        asked_model="model" in answer.timings_ms,
        written=bool(answer.model),
        withheld=answer.withheld,
        planned="plan" in answer.timings_ms,
        held=_held(answer),
    )


def _held(answer: Answer) -> float | None:
    by_reading = answer.table is None and all(step.tool in _READS for step in answer.steps)
    return max((step.sure for step in answer.steps if by_reading and step.sure is not None), default=None)


def meets(expected: ExpectedSource, citation: Citation) -> bool:
    """Whether a citation is of the expected document and clause."""
    if expected.clause and _label(expected.clause) != _label(citation.clause or ""):
        return False
    wanted = _plain(expected.document)
    return wanted in _plain(citation.document) or wanted in _plain(citation.label)


def _first_hit(expected: Sequence[ExpectedSource], citations: Sequence[Citation]) -> int | None:
    for rank, citation in enumerate(citations, start=1):
        if any(meets(source, citation) for source in expected):
            return rank
    return None


def _rows(case: Case, answer: Answer) -> tuple[float | None, bool | None]:
    """Share of the expected rows that are listed, and whether exactly these are."""
    expect = case.expect
    listed = answer.table.rows if answer.table else ()
    total = answer.table.total if answer.table else 0
    if expect.row_count is not None:
        return None, total == expect.row_count
    if expect.rows is None:
        return None, None
    left = [[_plain(cell) for cell in row] for row in listed]
    found = 0
    for name in map(_plain, expect.rows):
        row = next((row for row in left if name in row), None) or next(
            (row for row in left if any(name in cell for cell in row)), None
        )
        if row is not None:
            left.remove(row)
            found += 1
    recall = found / len(expect.rows) if expect.rows else 1.0
    return recall, found == len(expect.rows) and not left and total == len(expect.rows)


def _rests_on_dead_source(answer: Answer) -> bool:
    if answer.refused or not any(citation.status in _DEAD for citation in answer.citations):
        return False
    said = f"{answer.text}\n{answer.notice}".lower()
    return not any(word in said for word in _SAYS_DEAD)


def _shown(answer: Answer) -> str:
    """Everything that the asker reads, as it is compared."""
    rows = " ".join(" ".join(row) for row in answer.table.rows) if answer.table else ""
    return _plain(f"{answer.text} {rows} {answer.notice}")


def _row_detail(answer: Answer) -> str:
    if answer.table is None:
        return "没有表格"
    names = "、".join(row[0] if row else "" for row in answer.table.rows[:8])
    return f"共 {answer.table.total} 行：{names}"


def _labels(answer: Answer) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.label for citation in answer.citations))


def _label(clause: str) -> str:
    """第8条 and 第八条 are one."""
    try:
        return parse_article_label(clause).label
    except ValueError:
        return clause


def _plain(text: str) -> str:
    return folded(text).translate(_MARKS)
