"""What is internal comes out of no tool for an investor, whatever is asked: random arguments, drawn from each tool's own schema."""

from __future__ import annotations

import re
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
from assistant.errors import HuizhaoError
from assistant.incentives.tables import BenefitRuleRow
from assistant.records import Principal, Role
from assistant.retrieval.embedding import Embedder
from assistant.settings import Settings
from assistant.tools.toolbox import TOOLS
from assistant.wiring import Services, build_services
from tests.ledger_books import write_book
from tests.test_planted_secrets import INTERNAL_ROWS, PUBLIC_HEADER, PUBLIC_ROWS, bodies
from tests.test_planted_secrets import SECRETS as IN_LEDGERS

ANYBODY = Principal()
INVESTOR = Principal(Role.INVESTOR, 5, "keshang")
STAFF = Principal(Role.STAFF, 7, "zhaoshang")
PUBLIC = {
    "楼宇办法2021.md": """# 云岫区支持楼宇经济办法

云岫规〔2021〕6号

第一条 本办法适用于在本区登记注册的企业。

第二条 企业租用办公用房的，按照实际租金的20%给予补贴，每年最高不超过50万元。

第三条 本办法自2021年5月1日起施行，有效期至2024年4月30日。
""",
    "楼宇办法2024.md": """# 云岫区支持楼宇经济办法

云岫规〔2024〕2号

第一条 本办法适用于在本区登记注册的企业。

第二条 企业租用办公用房的，按照实际租金的30%给予补贴，每年最高不超过100万元，具体办理按有关规程执行。

第三条 制造业企业年产值首次突破5亿元的，给予50万元奖励。

第四条 本办法自2024年5月1日起施行，有效期至2027年4月30日。《云岫区支持楼宇经济办法》（云岫规〔2021〕6号）同时废止。
""",
    "仓储办法.md": """# 云岫区仓储物流扶持办法

云岫规〔2023〕1号

第一条 仓储企业年营业收入首次突破1亿元的，给予20万元奖励。

第二条 本办法自2023年3月1日起施行，有效期至2028年2月29日。
""",
}
INTERNAL = {
    "绛河.md": """# 云岫区招商洽谈绛河规程

云岫密〔2024〕17号

第一条 重点企业租金补贴的洽谈底线为百分之七十三，绛河项目给予落户奖励4321万元。

第二条 《云岫区仓储物流扶持办法》第一条不再执行，由苍梧专班另行商定。

第三条 本规程自2024年6月1日起施行，有效期至2026年12月31日。《云岫区仓储物流扶持办法》（云岫规〔2023〕1号）同时废止。
""",
    "延长通知.md": """# 关于延长云岫区支持楼宇经济办法有效期的绛河通知

云岫密〔2025〕9号

经研究，《云岫区支持楼宇经济办法》（云岫规〔2024〕2号）有效期延长至2029年12月31日，苍梧专班不得外传。
""",
}
OPPORTUNITIES = (
    ("序号", "类别", "项目名称", "项目内容", "投资规模（万元）", "截止时间"),
    (1, "数字经济", "太乙算力专线", "绛河项目配套，只谈意向", 8765, "2027-06-30"),
)
SECRETS = (*IN_LEDGERS, "绛河", "苍梧", "太乙算力", "云岫密", "4321", "七十三", "8765")


@dataclass(frozen=True)
class World:
    services: Services
    ids: tuple[str, ...]
    secret_ids: frozenset[str]


@pytest.fixture(scope="module")
def world(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("tools-planted")
    services = build_services(Settings(data_dir=folder / "data"), embedder)
    for texts, clearance in ((PUBLIC, "public"), (INTERNAL, "internal")):
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
            take_in(services, folder / name, clearance, "policy")
    take_in(services, write_book(folder / "公开台账.xlsx", PUBLIC_ROWS, PUBLIC_HEADER), "public", "listing")
    take_in(services, write_book(folder / "内部台账.xlsx", INTERNAL_ROWS, PUBLIC_HEADER), "internal", "listing")
    header, *rows = OPPORTUNITIES
    book = write_book(folder / "内部机会.xlsx", rows, [str(cell) for cell in header], sheet="机会")
    take_in(services, book, "internal", "opportunity")
    with services.database.session() as session:
        ids = (
            *session.scalars(select(ChunkRow.id)),
            *session.scalars(select(ChunkRow.document_id).distinct()),
            *session.scalars(select(ListingRow.id)),
        )
    shown = {info.id for info in services.library.all(ANYBODY)}
    yield World(services, ids, frozenset(info.id for info in services.library.all(STAFF)) - shown)
    services.close()


def take_in(services: Services, path: Path, clearance: str, kind: str) -> None:
    (outcome,) = services.ingestor.ingest([path], options={"clearance": clearance, "kind": kind}).files
    assert outcome.status == "read", outcome.reason


def told(services: Services, name: str, arguments: object, principal: Principal) -> str:
    """Everything that a caller is told: the result, or why there is none."""
    try:
        return services.toolbox.call(name, arguments, principal).model_dump_json()
    except HuizhaoError as error:
        return str(error)


_MADE_BY_MACHINE = re.compile(
    r"[0-9a-f]{16,}|\d\.\d{4,}(?:e-?\d+)?"
)  # ids and scores: four digits of a secret stand in one by chance


def leaked(world: World, text: str, arguments: str) -> list[str]:
    """What is planted, and ids of what is internal, that stands in a text and was not in the arguments."""
    said = _MADE_BY_MACHINE.sub("", text)
    planted = [secret for secret in SECRETS if secret in said and secret not in arguments]
    return planted + [secret for secret in world.secret_ids if secret in text and secret not in arguments]


WORDS = (
    "云岫区支持楼宇经济办法", "2021年的云岫区支持楼宇经济办法", "《云岫区支持楼宇经济办法》第二条", "《云岫区仓储物流扶持办法》第一条", "云岫区仓储物流扶持办法",
    "洽谈规程", "云岫区招商洽谈绛河规程", "规程", "延长有效期的通知", "内部", "底线", "租金补贴", "落户奖励", "重点企业", "专班", "奖励", "底价", "产权人电话",
    "星河大厦", "东渡中心", "暗标七号楼", "写字楼", "锦湖街道", "底价最低的写字楼", "按街道统计底价", "VACANT_AREA_M2", "RENT_YUAN_PER_M2_MONTH", "STREET", "NAME",
    "算力", "数字经济", "投资八千万以上的", "制造业企业年产值6亿元", "租金每年200万元，面积2000平", "第二条", "全文",
)  # fmt: skip


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data(), name=st.sampled_from(sorted(TOOLS)), who=st.sampled_from((ANYBODY, INVESTOR)))
def test_no_tool_tells_an_investor_what_is_internal(
    world: World, data: st.DataObject, name: str, who: Principal
) -> None:
    schema = dict(TOOLS[name].input_schema)
    texts = st.sampled_from((*WORDS, *world.ids))
    arguments = data.draw(bodies(schema, schema.get("$defs", {}), texts), label="arguments")
    assert not leaked(world, told(world.services, name, arguments, who), str(arguments))


QUESTIONS = (
    pytest.param("search_passages", {"query": "洽谈底线是百分之几", "limit": 50}, True, id="search"),
    pytest.param("read_clause", {"address": "《云岫区招商洽谈规程》第一条"}, False, id="clause-of-what-is-internal"),
    pytest.param("read_clause", {"address": "云岫密〔2024〕17号第一条"}, True, id="clause-by-number"),
    pytest.param("read_document", {"document": "云岫密〔2024〕17号"}, True, id="document"),
    pytest.param("read_document", {"document": "公开台账"}, True, id="ledger-with-restricted-columns"),
    pytest.param("list_documents", {}, True, id="all-documents"),
    pytest.param("list_documents", {"expires_from": "2026-01-01", "expires_to": "2026-12-31"}, True, id="expiring"),
    pytest.param("list_documents", {"words": "仓储"}, None, id="replaced-by-what-is-internal"),
    pytest.param("match_listings", {"limit": 100}, True, id="rows"),
    pytest.param("match_listings", {"sentence": "底价最低的写字楼"}, True, id="by-a-restricted-column"),
    pytest.param("aggregate_listings", {"operation": "count", "by": "STREET"}, True, id="counted"),
    pytest.param("compare_listings", {"names": ["星河大厦", "东渡中心"]}, True, id="compared"),
    pytest.param("list_opportunities", {}, True, id="opportunities"),
    pytest.param("work_out_benefits", {"sentence": "租金每年200万元，租用2000平米办公"}, False, id="worksheet"),
    pytest.param("list_benefits", {}, True, id="benefits"),
    pytest.param("list_benefits", {"theme": "落户奖励"}, True, id="benefits-on-a-theme"),
    pytest.param("compare_versions", {"new": "云岫区仓储物流扶持办法"}, None, id="versions"),
    pytest.param("validity_of", {"document": "云岫区仓储物流扶持办法"}, None, id="validity"),
    pytest.param("validity_of", {"document": "《云岫区仓储物流扶持办法》第一条"}, None, id="validity-of-a-clause"),
)


@pytest.mark.parametrize(("name", "arguments", "staff_are_told"), QUESTIONS)
def test_what_staff_are_told_an_investor_is_not(
    world: World, name: str, arguments: dict[str, Any], staff_are_told: bool | None
) -> None:
    """None: whether what is internal bears on a public document at all is for others to test."""
    for who in (ANYBODY, INVESTOR):
        assert not leaked(world, told(world.services, name, arguments, who), str(arguments))
    if staff_are_told is not None:
        assert bool(leaked(world, told(world.services, name, arguments, STAFF), str(arguments))) is staff_are_told


def test_figures_do_not_depend_on_rows_that_are_internal(world: World) -> None:
    def figure(who: Principal) -> str:
        return told(world.services, "aggregate_listings", {"operation": "sum", "field": "VACANT_AREA_M2"}, who)

    assert '"figure":"18000"' in figure(ANYBODY)
    assert '"figure":"18777"' in figure(STAFF)


def test_benefits_of_an_internal_policy_are_held_at_all(world: World) -> None:
    with world.services.database.session() as session:
        assert session.scalars(select(BenefitRuleRow.id).where(BenefitRuleRow.document_id.in_(world.secret_ids))).all()
