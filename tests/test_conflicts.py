"""Held texts that speak of one matter and give different figures, and what a release changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.contract.conflicts import ConflictState
from assistant.curation.basis import SourceWanted
from assistant.curation.conflicts.statements import comparable, differing, statements_of
from assistant.curation.effects import effects_of_release
from assistant.curation.evaluation_cases import NewCase
from assistant.curation.standard_answers import NewStandardAnswer
from assistant.errors import NotFound
from assistant.records import (
    Chunk,
    ChunkKind,
    Clearance,
    DocumentInfo,
    DocumentKind,
    Passage,
    Place,
    Principal,
    Role,
)
from assistant.wiring import Services

DAY = date(2026, 11, 23)
ADMIN = Principal(Role.ADMIN, 1, "admin")
OLD = """# 云汀区楼宇租金补贴办法

云政规〔2024〕3号

第一条 租用甲级写字楼办公的企业，按实际租金的30%给予补贴，每年最高不超过100万元。

第二条 本办法自2024年1月1日起施行，有效期至2029年12月31日。
"""
NEW = """# 云汀区促进楼宇招商若干措施

云政规〔2026〕8号

第一条 租用甲级写字楼办公的企业，按实际租金的50%给予补贴，每年最高不超过100万元。

第二条 组织产业沙龙的，每场补助2万元。

第三条 本措施自2026年1月1日起施行，有效期至2028年12月31日。
"""
ENDING = """# 云汀区楼宇经济新政

云政规〔2026〕9号

第一条 对在楼宇内新设研发机构的企业给予一次性奖励50万元。

第二条 本政策自2026年12月1日起施行。《云汀区楼宇租金补贴办法》（云政规〔2024〕3号）同时废止。
"""


def chunk(text: str, *, document: str = "甲", title: str = "甲办法", kind: DocumentKind = DocumentKind.POLICY) -> Chunk:
    info = DocumentInfo(
        id=document,
        name=f"{document}.md",
        title=title,
        kind=kind,
        clearance=Clearance.PUBLIC,
        media_type="text/markdown",
    )
    passage = Passage(ChunkKind.CLAUSE, text, "第一条", Place(0, len(text)), clause="第一条")
    return Chunk(document, info, 0, passage)


def stated(text: str, own: Sequence[str] = ()) -> list[object]:
    sentences = [one for one in text.split("。") if one]
    return [one.figures for one in statements_of(chunk(text), np.ones((1 + len(sentences), 2)), own)]


@pytest.mark.parametrize(
    ("one", "other", "figures"),
    [
        pytest.param("按租金30%补贴。", "按租金50%补贴。", (("30%", "50%"),), id="rate"),
        pytest.param("最高不超过100万元。", "最高一百万元。", (), id="same-figure-written-otherwise"),
        pytest.param(
            "补贴30%，最高100万元。", "补贴30%，最高80万元。", (("≤1000000元", "≤800000元"),), id="one-of-two"
        ),
        pytest.param("每平方米最高30元。", "每平方米30元。", (), id="at-most-is-the-same-figure"),
        pytest.param("每人补贴500元。", "补贴600元。", (), id="per-head-is-another-measure"),
        pytest.param("分别给予10万元、20万元。", "给予20万元、30万元。", (), id="a-value-in-common"),
    ],
)
def test_figures_differ_where_a_measure_has_no_value_in_common(
    one: str, other: str, figures: tuple[tuple[str, str], ...]
) -> None:
    (first,), (second,) = (list(statements_of(chunk(text), np.ones((2, 2)), ())) for text in (one, other))
    assert differing(first, second) == figures


def test_a_sentence_about_the_document_itself_states_nothing() -> None:
    term = "本办法自2024年1月1日起施行，有效期5年。"
    assert stated(term, [f"第二条　{term}"]) == []
    assert len(stated(term)) == 1
    assert stated("为促进发展，制定本办法。") == []


def test_two_titles_are_compared_and_two_reports_are_not() -> None:
    one = chunk("按30%补贴。")
    assert comparable(one, chunk("按50%补贴。", document="乙", title="乙措施"))
    assert not comparable(one, chunk("按50%补贴。", document="乙", title="甲办法"))
    assert not comparable(one, one)
    reports = [chunk("引资3亿元。", document=name, title=name, kind=DocumentKind.REPORT) for name in "丙丁"]
    assert not comparable(*reports)


@pytest.fixture
def bureau(make_services: Callable[..., Services], tmp_path: Path) -> Services:
    """Two documents that disagree, and one, internal, that ends the first."""
    services = make_services()
    files = {"old.md": OLD, "new.md": NEW, "ending.md": ENDING}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    public = [tmp_path / "old.md", tmp_path / "new.md"]
    services.ingestor.ingest(public, options={"clearance": "public", "kind": "policy"})
    services.ingestor.ingest([tmp_path / "ending.md"], options={"clearance": "internal", "kind": "policy"})
    return services


def by_title(services: Services, word: str) -> str:
    return next(one.id for one in services.library.list(ADMIN, limit=10)[0] if word in one.title)


def test_what_disagrees_waits_for_a_person_and_what_changes_is_foretold(bureau: Services, tmp_path: Path) -> None:
    conflicts = bureau.curation.conflicts
    assert conflicts.look() == 1
    assert conflicts.look() == 0
    (conflict,) = conflicts.list(ADMIN, date(2026, 2, 1))
    assert conflict.figures == (("50%", "30%"),)
    assert {conflict.newer.chunk.document.title, conflict.older.chunk.document.title} == {
        "云汀区楼宇租金补贴办法",
        "云汀区促进楼宇招商若干措施",
    }
    decided = conflicts.decide(conflict.id, ConflictState.APART, "对象不同", ADMIN, DAY)
    assert (decided.decided_by, conflicts.list(ADMIN, DAY)) == ("admin", ())
    (tmp_path / "new.md").write_text(NEW.replace("2万元", "3万元"), encoding="utf-8")
    bureau.ingestor.ingest([tmp_path / "new.md"], options={"clearance": "public", "kind": "policy"})
    assert conflicts.look() == 0
    assert [one.state for one in conflicts.list(ADMIN, DAY, None)] == [ConflictState.APART]
    with pytest.raises(NotFound):
        conflicts.decide(99, ConflictState.APART, "", ADMIN, DAY)

    ending = by_title(bureau, "新政")
    source = (SourceWanted(address="《云汀区楼宇租金补贴办法》第一条"),)
    answer = NewStandardAnswer("租写字楼补多少", "按实际租金的30%给予补贴[1]。", source)
    bureau.curation.standards.write(answer, ADMIN, DAY)
    bureau.curation.cases.add(NewCase("租金补几成", source), ADMIN, DAY)
    effects = effects_of_release(bureau.database, ending, ADMIN, DAY)
    assert [(one.document, one.clauses, one.on.isoformat()) for one in effects.ended] == [
        ("云汀区楼宇租金补贴办法", (), "2026-12-01")
    ]
    assert [one.name for one in effects.standards] == ["租写字楼补多少"]
    assert [one.name for one in effects.cases] == ["租金补几成"]
    assert len(effects.rules) == 1
    assert (effects.replies, effects.answers_in_all) == ((), 0)
    held = bureau.library.get(ending, ADMIN).info
    assert held.clearance is Clearance.INTERNAL
    assert effects_of_release(bureau.database, by_title(bureau, "招商若干"), ADMIN, DAY).ended == ()
    outsider = replace(ADMIN, role=Role.STAFF, may_approve=True)
    assert effects_of_release(bureau.database, ending, outsider, DAY).document_id == ending
