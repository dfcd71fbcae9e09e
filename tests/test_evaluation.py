"""The evaluation harness: what a suite may say, how answers are judged, what the figures mean."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.events import AnswerComplete, AnswerEvent
from assistant.answers import Answer, AnswerTable, Citation, Step, Turn
from assistant.errors import InvalidInput
from assistant.evaluation.calibration import calibrate
from assistant.evaluation.checking import CaseResult, check_answer
from assistant.evaluation.comparing import compare, read_earlier, sign_test
from assistant.evaluation.figures import figures_of, resampled, wilson
from assistant.evaluation.report import Run, run_to_json, run_to_markdown
from assistant.evaluation.running import run_suite
from assistant.evaluation.suite import Case, Expectation, ExpectedSource, read_suite
from assistant.records import Clearance, Intent, Principal, Role, Status

DAY = date(2026, 11, 23)


def citation(document: str = "楼宇政策", clause: str | None = "第八条", **changes: object) -> Citation:
    values: dict[str, object] = {
        **{"number": 1, "label": f"《{document}》{clause or ''}", "document": document, "clause": clause, "page": None},
        **{"sheet": None, "row": None, "quote": "…", "clearance": Clearance.PUBLIC, "valid_from": None},
        **{"valid_to": None, "status": Status.IN_FORCE, "source_id": "d", "chunk_id": "c", **changes},
    }
    return Citation(**values)  # type: ignore[arg-type]


def answer(text: str = "按照30%给予补贴 [1]", refused: bool = False, **changes: object) -> Answer:
    return Answer(text=text, refused=refused, intent=Intent.POLICY, **changes)  # type: ignore[arg-type]


def case(role: Role = Role.INVESTOR, tags: tuple[str, ...] = ("policy",), **expect: object) -> Case:
    return Case("policy-01", "问题", Expectation(**expect), role=role, tags=tags)  # type: ignore[arg-type]


def table(*names: str, total: int | None = None) -> AnswerTable:
    return AnswerTable(("楼宇", "租金"), tuple((name, "58") for name in names), total or len(names))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("{", "第 2 行：不是有效的 JSON", id="not-json"),
        pytest.param('{"id": "a", "expect": {"refused": true}}', "第 2 行：question 没有填写", id="no-question"),
        pytest.param(
            '{"id": "a", "question": "问", "expect": {}}', "第 2 行：expect 里没有要求", id="nothing-expected"
        ),
        pytest.param(
            '{"id": "a", "question": "问", "expect": {"contain": ["x"]}}', "expect.contain 没有这一项", id="misspelt"
        ),
        pytest.param(
            '{"id": "a", "question": "问", "role": "boss", "expect": {"refused": true}}', "role 应为", id="role"
        ),
        pytest.param(
            '{"id": "a", "question": "问", "as_of": "明天", "expect": {"refused": true}}', "YYYY-MM-DD", id="day"
        ),
        pytest.param(
            '{"id": "ok", "question": "问", "expect": {"refused": true}}', "与第 1 行重复", id="same-id-twice"
        ),
        pytest.param(
            '{"id": "a", "question": "问", "expect": {"refused": true, "contains": ["x"]}}',
            "只留一种",
            id="refusal-with-content",
        ),
    ],
)
def test_a_bad_line_is_named_with_what_to_do(tmp_path: Path, line: str, said: str) -> None:
    suite = tmp_path / "suite.jsonl"
    suite.write_text('{"id": "ok", "question": "问", "expect": {"refused": true}}\n' + line, encoding="utf-8")
    with pytest.raises(InvalidInput, match=said):
        read_suite(suite)


def test_a_suite_that_is_missing_or_empty_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="没有问题"):
        read_suite(tmp_path / "empty.jsonl")
    with pytest.raises(InvalidInput, match="读不了"):
        read_suite(tmp_path / "none.jsonl")


def test_a_citation_may_be_written_in_one(tmp_path: Path) -> None:
    line = {"id": "p-1", "question": "问", "history": ["先问"], "expect": {"citations": ["《办法》第八条第二款"]}}
    (tmp_path / "s.jsonl").write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    (read,) = read_suite(tmp_path / "s.jsonl")
    assert read.expect.citations == (ExpectedSource("《办法》", "第八条"),)
    assert (read.history, read.tags, read.role) == (("先问",), ("p",), Role.INVESTOR)


@pytest.mark.parametrize(
    ("expected", "given", "passes"),
    [
        pytest.param({"contains": ("30 %",)}, answer(), True, id="spaces-and-width-do-not-matter"),
        pytest.param({"contains": ("40%",)}, answer(), False, id="another-figure"),
        pytest.param({"not_contains": ("30%",)}, answer(), False, id="what-must-not-be-said"),
        pytest.param({"refused": True}, answer(), False, id="answered-though-a-refusal-is-expected"),
        pytest.param({"contains": ("30%",)}, answer(refused=True), False, id="refused-though-content-is-expected"),
        pytest.param(
            {"citations": (ExpectedSource("楼宇", "第8条"),)},
            answer(citations=(citation(),)),
            True,
            id="clause-in-other-numerals",
        ),
        pytest.param(
            {"citations": (ExpectedSource("楼宇", "第九条"),)},
            answer(citations=(citation(),)),
            False,
            id="another-clause",
        ),
        pytest.param(
            {"contains": ("30%",)},
            answer(citations=(citation(status=Status.REPEALED),)),
            False,
            id="a-dead-source-that-is-not-said-to-be-dead",
        ),
        pytest.param(
            {"contains": ("30%",)},
            answer("30%，已废止 [1]", citations=(citation(status=Status.REPEALED),)),
            True,
            id="a-dead-source-that-is-said-to-be-dead",
        ),
        pytest.param(
            {"contains": ("30%",)},
            answer(citations=(citation(clearance=Clearance.INTERNAL),)),
            False,
            id="an-internal-source-for-an-investor",
        ),
        pytest.param({"row_count": 12}, answer(table=table("甲", total=12)), True, id="only-how-many"),
    ],
)
def test_an_answer_is_judged_by_all_that_is_expected(expected: dict[str, object], given: Answer, passes: bool) -> None:
    assert check_answer(case(**expected), given, 1.0).passed is passes


def test_staff_may_be_shown_what_is_internal() -> None:
    given = answer(citations=(citation(clearance=Clearance.INTERNAL),))
    assert check_answer(case(Role.STAFF, contains=("30%",)), given, 1.0).passed


@pytest.mark.parametrize(
    ("given", "recall", "exact"),
    [
        pytest.param(table("甲楼", "乙楼"), 1.0, True, id="just-these"),
        pytest.param(table("甲楼"), 0.5, False, id="one-missing"),
        pytest.param(table("甲楼", "乙楼", "丙楼"), 1.0, False, id="one-too-many"),
        pytest.param(table("甲楼", "乙楼", total=9), 1.0, False, id="more-than-listed"),
        pytest.param(None, 0.0, False, id="no-table"),
    ],
)
def test_rows_are_complete_and_exact_apart(given: AnswerTable | None, recall: float, exact: bool) -> None:
    result = check_answer(case(rows=("甲楼", "乙楼")), answer(table=given), 1.0)
    assert (result.row_recall, result.rows_exact) == (recall, exact)


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_wilsons_interval_holds_the_share_and_stays_a_share(counts: tuple[int, int]) -> None:
    figure = wilson(*counts)
    assert 0 <= figure.low <= figure.value + 1e-12
    assert figure.value - 1e-12 <= figure.high <= 1


def test_wilsons_interval_is_the_published_one() -> None:
    figure = wilson(8, 10)
    assert (round(figure.low, 3), round(figure.high, 3)) == (0.490, 0.943)


def test_a_resampled_interval_is_repeatable_and_holds_the_value() -> None:
    values = [0.0, 0.5, 1.0, 1.0, 1.0]
    first, second = (resampled(values, lambda sample: float(sample.mean())) for _ in range(2))
    assert first == second
    assert first.low <= first.value == 0.7 <= first.high


def test_traps_are_counted_whatever_class_a_question_is_of() -> None:
    dead = check_answer(case(contains=("30%",)), answer(citations=(citation(status=Status.EXPIRED),)), 1.0)
    fell = check_answer(case(tags=("near", "expired"), refused=True), answer(), 1.0)
    leak = check_answer(case(tags=("internal",), not_contains=("30%",)), answer(text="可给到30%"), 1.0)
    beside = check_answer(case(tags=("internal",), refused=True), answer(), 1.0)
    figures = figures_of([dead, fell, leak, beside])
    assert (figures["expired_trap"].value, figures["expired_trap"].of) == (1.0, 2)
    assert figures["leak"].value == pytest.approx(1 / 4), "an answer out of public documents is no leak"
    assert (figures["refusal"].value, figures["false_refusal"].value) == (0.0, 0.0)


def test_what_a_language_model_wrote_is_told_apart_from_what_was_quoted_in_its_stead() -> None:
    asked = {"model": 900.0}
    written = check_answer(case(contains=("30%",)), answer(model="m", timings_ms=asked, withheld=2), 1)
    wrong = check_answer(case(contains=("50%",)), answer(model="m", timings_ms=asked), 1)
    quoted = check_answer(case(contains=("30%",)), answer(timings_ms=asked), 1)
    refused = check_answer(case(refused=True), answer(refused=True, timings_ms=asked), 1)
    rows = check_answer(case(contains=("30%",)), answer(), 1)
    figures = figures_of([written, wrong, quoted, refused, rows])
    names = ("model_written", "model_fallback", "model_refused", "model_withheld", "model_wrong")
    assert [(figures[name].value, figures[name].of) for name in names] == [
        (0.5, 4),
        (0.25, 4),
        (0.25, 4),
        (0.25, 4),
        (0.5, 2),
    ]
    assert "model_written" not in figures_of([rows])


def test_what_a_planned_search_gained_is_told() -> None:
    planned = {"plan": 700.0}
    right = check_answer(case(contains=("30%",)), answer(timings_ms=planned), 1)
    wrong = check_answer(case(contains=("50%",)), answer(timings_ms=planned), 1)
    refused = check_answer(case(refused=True), answer(refused=True, timings_ms=planned), 1)
    figures = figures_of([right, wrong, refused, check_answer(case(contains=("30%",)), answer(), 1)])
    assert figures["plan_answered"].value == pytest.approx(2 / 3)
    assert (figures["plan_wrong"].value, figures["plan_wrong"].of) == (0.5, 2)


class Echo:
    """Answers with the question, and with how many turns came before it."""

    def stream(
        self, question: str, principal: Principal, as_of: date | None = None, history: Sequence[Turn] = ()
    ) -> Iterator[AnswerEvent]:
        yield AnswerComplete(answer(f"{question}{len(history)}{principal.role}{as_of}"), question)


def test_questions_before_are_asked_before_and_each_case_has_its_own_day_and_role() -> None:
    first = Case("a-1", "丙", Expectation(contains=("丙2staff2024-05-01",)), ("甲", "乙"), Role.STAFF, date(2024, 5, 1))
    second = Case("a-2", "丁", Expectation(contains=(f"丁0investor{DAY}",)))
    done: list[int] = []
    assert [item.passed for item in run_suite([first, second], Echo(), DAY, done.append)] == [True, True]
    assert done == [1, 2]


def test_a_run_can_be_compared_with_an_earlier_one(tmp_path: Path) -> None:
    passed = check_answer(case(contains=("30%",)), answer(), 10.0)
    failed = check_answer(case(contains=("40%",)), answer(), 10.0)
    before = Run("s.jsonl", DAY, "", "机器", (failed,))
    saved = tmp_path / "before.json"
    saved.write_text(json.dumps(run_to_json(before), ensure_ascii=False), encoding="utf-8")
    now = Run("s.jsonl", DAY, "", "机器", (passed,))
    found = compare(read_earlier(saved), figures_of(now.results), {"policy-01": True, "new-1": False})
    assert (found.newly_passed, found.newly_failed, found.chance) == (("policy-01",), (), 1.0)
    assert {change.name: (change.earlier, change.value) for change in found.changes}["contains"] == (0.0, 1.0)
    assert "新符合 1 个：policy-01" in run_to_markdown(now, found)
    assert "缺 40%" in run_to_markdown(before)


@pytest.mark.parametrize("content", ["{}", "不是 JSON"])
def test_a_file_that_is_no_earlier_run_says_so(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput, match="不是一次评测的结果"):
        read_earlier(tmp_path / "x.json")


@pytest.mark.parametrize(
    ("better", "worse", "chance"),
    [
        pytest.param(0, 0, 1.0, id="nothing-changed"),
        pytest.param(5, 5, 1.0, id="even"),
        pytest.param(10, 0, 2 / 1024, id="all-better"),
    ],
)
def test_the_sign_test_gives_the_chance_of_so_uneven_a_split(better: int, worse: int, chance: float) -> None:
    assert sign_test(better, worse) == pytest.approx(chance)


def read_results(held: Sequence[float], missing: Sequence[float], elsewhere: int = 0) -> list[CaseResult]:
    """Results of questions whose answer the library holds, and of such whose answer it does not, by the reader's probability."""
    judged = [(case(refused=False), probability) for probability in held]
    judged += [(case(refused=True), probability) for probability in missing]
    steps = [(one, (Step("search_passages", "问", 3, probability),)) for one, probability in judged]
    steps += [(case(refused=False), (Step("match_listings", "问", 3),))] * elsewhere
    return [check_answer(one, answer(steps=taken), 1.0) for one, taken in steps]


def test_the_threshold_refuses_most_of_what_is_missing_for_few_of_what_is_held() -> None:
    held = [0.30, *[0.6 + number / 100 for number in range(24)]]
    found = calibrate(read_results(held, [0.1, 0.2, 0.4, 0.5, 0.5, 0.5, 0.5, 0.5, 0.55, 0.9], elsewhere=2), 0.35, 0.04)
    assert found.recommended.value == 0.6
    assert found.recommended.wrongly_refused.value == pytest.approx(1 / 25)
    assert found.recommended.rightly_refused.value == pytest.approx(9 / 10)
    assert found.current.rightly_refused.value == pytest.approx(2 / 10)
    assert found.elsewhere == 2 and not found.kept


def test_a_threshold_that_cannot_be_bettered_is_kept() -> None:
    found = calibrate(read_results([0.7] * 20, [0.1] * 10), 0.35, 0.08)
    assert found.kept and found.recommended.value == 0.35


@given(
    st.lists(st.floats(0, 1), min_size=20, max_size=40),
    st.lists(st.floats(0, 1), min_size=10, max_size=20),
    st.floats(0, 0.3),
)
def test_no_more_is_refused_wrongly_than_was_allowed(held: list[float], missing: list[float], allowed: float) -> None:
    assert calibrate(read_results(held, missing), 0.35, allowed).recommended.wrongly_refused.value <= allowed + 1e-9


def test_too_few_questions_are_said() -> None:
    with pytest.raises(InvalidInput, match=r"应答的 3 个、应拒答的 2 个：至少要有应答的 20 个"):
        calibrate(read_results([0.7] * 3, [0.1] * 2), 0.35, 0.08)
