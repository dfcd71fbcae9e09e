"""Clustering, phrasings and the lines that are exported: what needs neither model nor server."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.contract.curation import CaseSource, EvaluationCase
from assistant.curation.clustering import clusters_of, most_central
from assistant.curation.evaluation_cases import suite_line, training_lines
from assistant.curation.phrasings import phrasing_key
from assistant.evaluation.suite import ExpectedSource, read_suite
from assistant.records import Role
from training import lines

MADE = datetime(2026, 11, 30, tzinfo=UTC)
QUOTE = "第二条 租用办公用房的，补贴百分之五十。每年最高二百万元。"
SOURCE = CaseSource(document_id="0123456789abcdef", document="租金补贴办法", clause="第二条", quote=QUOTE)


def case_of(
    number: int, question: str, role: Role, sources: tuple[CaseSource, ...], history: tuple[str, ...] = ()
) -> EvaluationCase:
    return EvaluationCase(
        id=number, question=question, history=history, role=role, sources=sources, made_by="王芳", made_at=MADE
    )


def unit(*rows: list[float]) -> np.ndarray:
    vectors = np.array(rows, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_what_is_alike_is_put_together_in_the_order_of_asking() -> None:
    vectors = unit([1, 0], [0, 1], [1, 0.1], [0.1, 1], [1, -0.1])
    assert clusters_of(vectors, 0.9) == ((0, 2, 4), (1, 3))
    assert most_central(vectors, (0, 2, 4)) == 0


@given(
    st.lists(
        st.lists(st.floats(-1, 1), min_size=3, max_size=3).filter(lambda row: sum(map(abs, row)) > 0.1), max_size=20
    )
)
def test_every_question_is_in_one_group_and_twice_the_same(rows: list[list[float]]) -> None:
    vectors = unit(*rows) if rows else np.zeros((0, 3), dtype=np.float32)
    groups = clusters_of(vectors)
    assert sorted(number for group in groups for number in group) == list(range(len(rows)))
    assert groups == clusters_of(vectors)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("租房补贴多少？", " 租房 补贴多少", True, id="stops-and-spaces"),
        pytest.param("租房補貼多少", "租房补贴多少", True, id="traditional-characters"),
        pytest.param("ＣＡＭＩＣ怎么报", "camic怎么报", True, id="width-and-case"),
        pytest.param("租房补贴多少", "购房补贴多少", False, id="another-word"),
        pytest.param("2024年补贴多少", "2025年补贴多少", False, id="another-figure"),
    ],
)
def test_the_same_words_are_one_phrasing(one: str, other: str, same: bool) -> None:
    assert (phrasing_key(one) == phrasing_key(other)) is same


def test_a_case_becomes_a_line_of_a_suite(tmp_path: Path) -> None:
    answerable = case_of(3, "那租金呢", Role.STAFF, (SOURCE, SOURCE), ("总部企业有什么补贴",))
    refused = case_of(4, "明天下雨吗", Role.INVESTOR, ())
    suite = tmp_path / "suite.jsonl"
    suite.write_text("".join(json.dumps(suite_line(case)) + "\n" for case in (answerable, refused)), encoding="utf-8")
    first, second = read_suite(suite)
    assert first.expect.citations == (ExpectedSource("租金补贴办法", "第二条"),)
    assert (first.role, first.history) == (Role.STAFF, ("总部企业有什么补贴",))
    assert second.expect.refused is True


def test_a_case_becomes_a_line_that_the_reader_learns_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_of(3, "租金补多少", Role.INVESTOR, (SOURCE,))
    (line,) = training_lines([case])
    monkeypatch.setattr(lines, "_ROOTS", (tmp_path,))
    (tmp_path / str(line["doc"])).parent.mkdir()
    (tmp_path / str(line["doc"])).write_text(QUOTE, encoding="utf-8")
    own = tmp_path / "own.jsonl"
    own.write_text(json.dumps(line) + "\n", encoding="utf-8")
    (read,) = lines.read_records(own)
    assert (read.kind, read.question) == ("answerable", "租金补多少")
    assert read.sentences == ("第二条 租用办公用房的，补贴百分之五十。", "每年最高二百万元。")
