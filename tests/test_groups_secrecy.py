"""What is kept to a department comes out of no tool for other staff, and changes nothing that they are told: no count, score, date or sum.

Two libraries are compared: one holds what is kept to a department beside everything else, the other was never given it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from assistant.buildings.ledgers.tables import ListingRow
from assistant.documents.tables import ChunkRow
from assistant.records import Principal, Role
from assistant.retrieval.embedding import Embedder
from assistant.settings import Settings
from assistant.tools.toolbox import TOOLS
from assistant.wiring import Services, build_services
from tests.ledger_books import write_book
from tests.test_planted_secrets import INTERNAL_ROWS, PUBLIC_HEADER, PUBLIC_ROWS, bodies
from tests.test_planted_secrets import SECRETS as IN_LEDGERS
from tests.test_tools_secrecy import INTERNAL, OPPORTUNITIES, PUBLIC, SECRETS, WORDS, leaked, told
from tests.test_tools_secrecy import World as Planted

DEPARTMENT = "产业一科"
OUTSIDER = Principal(Role.STAFF, 7, "zhaoshang", groups=frozenset({"投资促进科"}))
NOWHERE = Principal(Role.STAFF, 8, "xinren")
INSIDER = Principal(Role.STAFF, 9, "chanye", groups=frozenset({DEPARTMENT}))
ADMIN = Principal(Role.ADMIN, 1, "admin")
SHARED = {
    "洽谈守则.md": """# 云岫区招商洽谈守则

云岫办〔2024〕5号

第一条 洽谈重点企业应当两人以上，租金补贴按公开办法执行。

第二条 本守则自2024年1月1日起施行，有效期至2028年12月31日。
""",
}


@dataclass(frozen=True)
class World:
    kept: Planted
    without: Services


@pytest.fixture(scope="module")
def world(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("departments")
    kept = build_services(Settings(data_dir=folder / "kept"), embedder)
    without = build_services(Settings(data_dir=folder / "without"), embedder)
    for name, text in (*PUBLIC.items(), *SHARED.items(), *INTERNAL.items()):
        (folder / name).write_text(text, encoding="utf-8")
    ledger = write_book(folder / "公开台账.xlsx", PUBLIC_ROWS, PUBLIC_HEADER)
    for services in (kept, without):
        for name in PUBLIC:
            take_in(services, folder / name, "policy", clearance="public")
        for name in SHARED:
            take_in(services, folder / name, "policy")
        take_in(services, ledger, "listing", clearance="public", groups=DEPARTMENT)
    for name in INTERNAL:
        take_in(kept, folder / name, "policy", groups=DEPARTMENT)
    take_in(kept, write_book(folder / "内部台账.xlsx", INTERNAL_ROWS, PUBLIC_HEADER), "listing", groups=DEPARTMENT)
    header, *rows = OPPORTUNITIES
    book = write_book(folder / "内部机会.xlsx", rows, [str(cell) for cell in header], sheet="机会")
    take_in(kept, book, "opportunity", groups=DEPARTMENT)
    with kept.database.session() as session:
        ids = (
            *session.scalars(select(ChunkRow.id)),
            *session.scalars(select(ChunkRow.document_id).distinct()),
            *session.scalars(select(ListingRow.id)),
        )
    shown = {info.id for info in kept.library.all(NOWHERE)}
    secret = frozenset(info.id for info in kept.library.all(ADMIN)) - shown
    assert len(secret) == len(INTERNAL) + 2
    yield World(Planted(kept, ids, secret), without)
    kept.close()
    without.close()


def take_in(services: Services, path: Path, kind: str, **options: str) -> None:
    (outcome,) = services.ingestor.ingest([path], options={"kind": kind, **options}).files
    assert outcome.status == "read", outcome.reason


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data(), name=st.sampled_from(sorted(TOOLS)), who=st.sampled_from((OUTSIDER, NOWHERE)))
def test_no_tool_tells_other_staff_what_is_kept_to_a_department(
    world: World, data: st.DataObject, name: str, who: Principal
) -> None:
    schema = dict(TOOLS[name].input_schema)
    texts = st.sampled_from((*WORDS, *world.kept.ids))
    arguments = data.draw(bodies(schema, schema.get("$defs", {}), texts), label="arguments")
    assert not leaked(world.kept, told(world.kept.services, name, arguments, who), str(arguments))


QUESTIONS = (
    pytest.param("search_passages", {"query": "洽谈底线是百分之几", "limit": 50}, id="search"),
    pytest.param("search_passages", {"query": "租金补贴", "limit": 3}, id="search-for-what-both-say"),
    pytest.param("search_passages", {"query": "苍梧专班", "limit": 3}, id="search-for-a-word-of-the-department"),
    pytest.param("list_documents", {}, id="all-documents"),
    pytest.param("list_documents", {"words": "仓储"}, id="repealed-by-what-is-kept"),
    pytest.param("read_document", {"document": "云岫密〔2024〕17号"}, id="document"),
    pytest.param("validity_of", {"document": "云岫区仓储物流扶持办法"}, id="validity"),
    pytest.param("validity_of", {"document": "《云岫区仓储物流扶持办法》第一条"}, id="validity-of-a-clause"),
    pytest.param("validity_of", {"document": "云岫规〔2024〕2号"}, id="extended-by-what-is-kept"),
    pytest.param("compare_versions", {"new": "云岫区仓储物流扶持办法"}, id="versions"),
    pytest.param("match_listings", {"sentence": "1000平以上的写字楼", "limit": 100}, id="rows"),
    pytest.param("match_listings", {"sentence": "底价最低的写字楼"}, id="by-a-restricted-column"),
    pytest.param("match_listings", {"sentence": "内部备注有绝密的写字楼"}, id="by-a-column-that-waits"),
    pytest.param("aggregate_listings", {"operation": "sum", "field": "VACANT_AREA_M2"}, id="sum"),
    pytest.param("aggregate_listings", {"operation": "count", "by": "STREET"}, id="counted"),
    pytest.param("list_opportunities", {}, id="opportunities"),
    pytest.param("list_benefits", {}, id="benefits"),
)


@pytest.mark.parametrize(("name", "arguments"), QUESTIONS)
@pytest.mark.parametrize("who", [pytest.param(OUTSIDER, id="other-department"), pytest.param(NOWHERE, id="none")])
def test_other_staff_are_told_what_they_would_be_told_without_it(
    world: World, name: str, arguments: dict[str, Any], who: Principal
) -> None:
    answer = told(world.kept.services, name, arguments, who)
    assert not leaked(world.kept, answer, str(arguments))
    assert answer == told(world.without, name, arguments, who)


@pytest.mark.parametrize("who", [pytest.param(INSIDER, id="department"), pytest.param(ADMIN, id="administrator")])
def test_the_department_and_administrators_see_it(world: World, who: Principal) -> None:
    kept = world.kept
    search = {"query": "洽谈底线是百分之几", "limit": 50}
    assert leaked(kept, told(kept.services, "search_passages", search, who), "")
    assert leaked(kept, told(kept.services, "match_listings", {"limit": 100}, who), "")
    assert '"figure":"18777"' in told(
        kept.services, "aggregate_listings", {"operation": "sum", "field": "VACANT_AREA_M2"}, who
    )


def test_the_restricted_columns_of_a_public_ledger_are_for_its_department(world: World) -> None:
    kept = world.kept.services
    question = {"names": ["星河大厦", "东渡中心"]}
    assert any(secret in told(kept, "compare_listings", question, INSIDER) for secret in IN_LEDGERS)
    assert not any(secret in told(kept, "compare_listings", question, OUTSIDER) for secret in SECRETS)


def test_answers_and_their_weights_do_not_change_either(world: World) -> None:
    for question in ("租金补贴是多少", "仓储企业有什么奖励", "苍梧专班是做什么的", "星河大厦的底价是多少"):
        found = [
            services.answerer.answer(question, OUTSIDER, as_of=None)
            for services in (world.kept.services, world.without)
        ]
        assert found[0].text == found[1].text
        assert not leaked(world.kept, repr(found[0]), question)


def test_flooding_by_what_is_kept_hides_nothing(world: World, tmp_path: Path) -> None:
    """However many passages of a department lie nearer to a question, the others' passages are found as before."""
    services = world.kept.services
    before = told(services, "search_passages", {"query": "云岫区招商洽谈守则两人以上", "limit": 5}, OUTSIDER)
    clauses = "\n\n".join(f"第{number}条 洽谈重点企业应当两人以上，编号{number}。" for number in range(1, 400))
    (tmp_path / "洪水.md").write_text(f"# 云岫区招商洽谈守则补充\n\n{clauses}\n", encoding="utf-8")
    take_in(services, tmp_path / "洪水.md", "policy", groups=DEPARTMENT)
    try:
        assert (
            told(services, "search_passages", {"query": "云岫区招商洽谈守则两人以上", "limit": 5}, OUTSIDER) == before
        )
    finally:
        (flood,) = [info for info in services.library.all(ADMIN) if info.title == "云岫区招商洽谈守则补充"]
        services.library.delete(flood.id)


def test_a_document_moves_between_departments_at_once(world: World) -> None:
    services = world.kept.services
    (rules,) = [info for info in services.library.all(ADMIN) if info.title == "云岫区招商洽谈守则"]
    question = {"document": "云岫区招商洽谈守则"}
    open_to_all = told(services, "read_document", question, OUTSIDER)
    services.correct_document(rules.id, {"groups": "投资促进科、产业一科"}, by=ADMIN)
    assert told(services, "read_document", question, OUTSIDER) == open_to_all
    services.correct_document(rules.id, {"groups": DEPARTMENT}, by=ADMIN)
    assert told(services, "read_document", question, OUTSIDER) != open_to_all
    services.correct_document(rules.id, {"groups": ""}, by=ADMIN)
    assert told(services, "read_document", question, NOWHERE) == open_to_all
