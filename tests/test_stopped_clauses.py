"""A clause that another document stopped is called what it is at every door, although its own document is in force."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from assistant.access import document_status_on
from assistant.answering.framing import chunk_standing
from assistant.api.app import create_app
from assistant.api.schemas.benefits import benefit_of
from assistant.cli import app
from assistant.complaints.intake.matters import Matter, load_catalogue
from assistant.complaints.letters.outdated import outdated_replies
from assistant.complaints.letters.reply_records import (
    Analysis,
    BearingClause,
    Draft,
    Paragraph,
    ParagraphKind,
    Remit,
    RemitDecision,
)
from assistant.complaints.records import Complaint, NewComplaint, State
from assistant.conversations.outdated import outdated_answers
from assistant.incentives.worksheets.json_form import quote_of
from assistant.policies.clauses import ClauseLookup
from assistant.policies.repeals import Repeal
from assistant.records import Principal, Role, Status
from assistant.replying.checking import ConcernKind, DraftCheck
from assistant.replying.clauses import BearingClauses
from assistant.replying.matching import MatterFinder
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.langchain_interfaces import HuizhaoRetriever
from assistant.settings import Settings
from assistant.wiring import Services, build_services
from assistant.workdays import BEIJING

BEFORE, AFTER = date(2025, 11, 30), date(2026, 6, 1)
STAFF = Principal(Role.STAFF, 1, "招商专员")
ADDRESS = "《云湾区家政服务业奖励办法》第七条"
MEASURES = """# 云湾区家政服务业奖励办法

云湾政规〔2022〕4号

第一条 为促进家政服务业发展，制定本办法。

第六条 员工制家政企业享受第七条规定的补贴的，应当提供租赁合同。

第七条 家政企业租用培训基地的，按照基地实际租金的20%给予补贴，每年最高不超过10万元。

第八条 本办法自2023年1月1日起施行，有效期至2028年12月31日。
"""
NOTICE = """# 关于停止执行《云湾区家政服务业奖励办法》有关条款的通知

一、《云湾区家政服务业奖励办法》（云湾政规〔2022〕4号）第7条停止执行。

二、本通知自2025年12月1日起施行。
"""


@dataclass(frozen=True)
class Stopped:
    """The services over both documents, and where they lie."""

    services: Services
    folder: Path

    @property
    def clause(self) -> ClauseLookup:
        return self.services.clause_finder.look_up_all(ADDRESS, Principal(), AFTER)[0]

    def get(self, path: str, **params: str) -> object:
        with TestClient(create_app(self.services)) as client:
            response = client.get(path, params=params)
            assert response.status_code == 200, response.text
            return response.json()


@pytest.fixture(scope="module")
def stopped(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stopped]:
    folder = tmp_path_factory.mktemp("stopped")
    for name, text in (("办法.md", MEASURES), ("通知.md", NOTICE)):
        (folder / name).write_text(text, encoding="utf-8")
    services = build_services(Settings(data_dir=folder / "data"), embedder)
    services.ingestor.ingest(
        [folder / "办法.md", folder / "通知.md"], options={"clearance": "public", "kind": "policy"}
    )
    yield Stopped(services, folder)
    services.close()


def bearing_clauses(stopped: Stopped) -> tuple[BearingClauses, Matter]:
    catalogue = load_catalogue()
    retriever = stopped.services.retriever
    matters = MatterFinder(retriever.embedder, catalogue)
    return BearingClauses(retriever, stopped.services.clause_finder, matters), catalogue.of("subsidy")


def bearing(stopped: Stopped) -> BearingClause:
    chunk = stopped.clause.chunks[0]
    return BearingClause(chunk.id, chunk.document.id, chunk.citation, chunk.passage.text, Status.IN_FORCE)


def test_its_document_is_in_force(stopped: Stopped) -> None:
    assert document_status_on(stopped.clause.chunks[0].document, AFTER) is Status.IN_FORCE


@pytest.mark.parametrize(
    ("clauses", "ended"),
    [
        pytest.param("第五条、第六条第二款", ("第五条",), id="parts-of-articles-are-left-to-people"),
        pytest.param("第五条至第七条、第十条", ("第五条", "第六条", "第七条", "第十条"), id="a-range-is-written-out"),
        pytest.param("第7条和第12条", ("第七条", "第十二条"), id="figures-as-well-as-numerals"),
        pytest.param("第一百二十一条之一", ("第一百二十一条之一",), id="inserted"),
    ],
)
def test_the_labels_of_ended_clauses_are_those_of_stored_ones(clauses: str, ended: tuple[str, ...]) -> None:
    assert Repeal("甲办法", "", "", clauses).ended_clauses == ended


@pytest.mark.parametrize(("day", "status"), [(BEFORE, "现行有效"), (AFTER, "已废止")], ids=["before", "after"])
class TestEveryDoorSaysSo:
    def test_clauses_api(self, stopped: Stopped, day: date, status: str) -> None:
        found = stopped.get("/api/clauses", address=ADDRESS, as_of=day.isoformat())
        assert found["clauses"][0]["status"] == status  # type: ignore[index]

    def test_references_in_the_clauses_api(self, stopped: Stopped, day: date, status: str) -> None:
        found = stopped.get("/api/clauses", address=ADDRESS.replace("第七条", "第六条"), as_of=day.isoformat())
        entry = found["clauses"][0]  # type: ignore[index]
        assert entry["status"] == "现行有效"
        assert [one["targets"][0]["status"] for one in entry["references"]] == [status]

    def test_references_in_the_tree_of_a_policy(self, stopped: Stopped, day: date, status: str) -> None:
        document = stopped.clause.chunks[0].document.id
        tree = stopped.get(f"/api/policies/{document}/tree", as_of=day.isoformat())
        nodes = list(tree["nodes"])  # type: ignore[index]
        for node in nodes:  # grows while it is gone through: each node's children follow
            nodes += node["children"]
        targets = [target for node in nodes for one in node["references"] for target in one["targets"]]
        statuses = [target["status"] for target in targets if target["address"] == ADDRESS]
        assert statuses == [status]

    def test_search_api(self, stopped: Stopped, day: date, status: str) -> None:
        found = stopped.get("/api/search", q="租用培训基地给多少补贴", as_of=day.isoformat())
        hits = found["hits" if status == "现行有效" else "lapsed"]  # type: ignore[index]
        assert [hit["status"] for hit in hits if hit["clause"] == "第七条"] == [status]

    def test_command_line(
        self, stopped: Stopped, day: date, status: str, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HUIZHAO_DATA_DIR", str(stopped.folder / "data"))
        monkeypatch.setattr("assistant.wiring.load_embedder", lambda settings: embedder)
        shown = CliRunner().invoke(app, ["clause", ADDRESS, "--as-of", day.isoformat()])
        assert f"第七条（{status}）" in shown.stdout
        printed = CliRunner().invoke(app, ["clause", ADDRESS, "--as-of", day.isoformat(), "--json"])
        assert json.loads(printed.stdout)["status"] == status

    def test_worksheet_json(self, stopped: Stopped, day: date, status: str) -> None:
        book = stopped.services.benefit_rules.book(Principal())
        rules = [stored for stored in book.rules if stored.rule.source.clause == "第七条"]
        assert rules
        for stored in rules:
            quote, chunk = stored.rule.source, book.chunks.get(stored.rule.source.chunk_id)
            assert quote_of(quote, stored.document, chunk, day).status == status
            assert quote_of(quote, stored.document, None, day).status == status

    def test_clauses_that_bear_on_a_complaint(self, stopped: Stopped, day: date, status: str) -> None:
        clauses, subsidy = bearing_clauses(stopped)
        found = clauses.of(f"请按照{ADDRESS}发放租金补贴。", "", subsidy, day, BEFORE)
        named = [clause for clause in found if clause.label == ADDRESS]
        assert [(clause.status_today, clause.status_then) for clause in named] == [(status, "现行有效")]

    def test_clauses_that_held_when_the_facts_happened(self, stopped: Stopped, day: date, status: str) -> None:
        clauses, subsidy = bearing_clauses(stopped)
        found = clauses.of("家政企业租用培训基地的租金补贴没有发放。", "", subsidy, day, BEFORE)
        named = [clause for clause in found if clause.label == ADDRESS]
        assert [(clause.status_today, clause.status_then) for clause in named] == [(status, "现行有效")]

    @pytest.mark.parametrize("quoted", [True, False], ids=["quoted", "only-named"])
    def test_the_last_check_of_a_letter(self, stopped: Stopped, day: date, status: str, quoted: bool) -> None:
        clause = bearing(stopped)
        paragraph = Paragraph(
            ParagraphKind.RULE,
            f"根据{ADDRESS}规定：“{clause.quote}”" if quoted else f"根据{ADDRESS}办理。",
            1,
            (clause,) if quoted else (),
        )
        moment = datetime(2026, 1, 5, 9, 0, tzinfo=BEIJING)
        complaint = Complaint(
            1, "云湾诉〔2026〕1号", "bureau", "补贴", "补贴。", "某公司", "", moment, moment, "登记员", State.REGISTERED
        )
        draft = Draft("复函", "某公司", (paragraph,), "某局", day)
        check = DraftCheck(stopped.services.database, stopped.services.clause_finder)
        concerns = check.check(complaint, Analysis("某公司", "", (), (), RemitDecision(Remit.OWN, "")), draft, day)
        lapsed = [concern.text for concern in concerns if concern.kind is ConcernKind.NOT_IN_FORCE]
        wanted = f"{ADDRESS}（{status}）：如引用旧规定，请在文中说明当时有效"
        assert lapsed == ([] if status == "现行有效" else [wanted])

    def test_answers_and_replies_that_quoted_it_are_outdated(self, stopped: Stopped, day: date, status: str) -> None:
        services, clause = stopped.services, bearing(stopped)
        desk, principal = services.complaints, STAFF
        filed = desk.desk.add(NewComplaint("租金补贴没有到账。", "bureau"), (), principal).complaint
        paragraph = Paragraph(ParagraphKind.RULE, f"根据规定，“{clause.quote}”", 1, (clause,))
        desk.replies.save(filed.id, Draft("复函", "某公司", (paragraph,), "某局", day), principal)
        lapsed = {reply.lapsed for reply in outdated_replies(services.database, clause.source_id, principal, day)}
        assert lapsed == (set() if status == "现行有效" else {(ADDRESS,)})
        assert outdated_answers(services.database, clause.source_id, principal, day) == ()

    def test_chains_of_others_get_it_only_while_it_holds(self, stopped: Stopped, day: date, status: str) -> None:
        retriever = HuizhaoRetriever(retriever=stopped.services.retriever, as_of=day)
        found = [
            one.metadata["status"] for one in retriever.invoke("培训基地租金补贴") if one.metadata["clause"] == "第七条"
        ]
        assert found == (["现行有效"] if status == "现行有效" else [])


def test_the_list_of_benefits_calls_it_stopped(stopped: Stopped) -> None:
    rules = [benefit_of(stored) for stored in stopped.services.benefit_rules.list(STAFF)]
    assert {rule.status for rule in rules if rule.clause == "第七条"} == {Status.REPEALED}


def test_what_held_on_an_earlier_day_is_said_to_be_stopped_by_now(stopped: Stopped) -> None:
    standing = chunk_standing(stopped.clause.chunks[0], BEFORE, english=False, now=AFTER)
    assert "2025年11月30日时有效，本条已于2025年12月1日停止执行" in standing
