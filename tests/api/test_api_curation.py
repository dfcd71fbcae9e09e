"""The loop over HTTP: what was not answered, standard answers and their end, documents to get, cases, feedback, figures."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.answerer import Answerer
from assistant.answers import Answer
from assistant.conversations.service import Exchange
from assistant.records import Hit, Intent, Principal, Role
from assistant.retrieval.embedding import Embedder
from assistant.workdays import today
from tests.api.conftest import POLICY, World, opened

RENT = "总部企业租用办公用房补贴多少"
ANSWER = "新设立的总部企业租用办公用房自用的，按实际租金的百分之五十给予补贴，每年最高二百万元，期限三年[1]。"
CLAUSE = {"address": "《云汀区支持总部企业租用办公用房办法》第二条"}
STANDARD = {"question": RENT, "text": ANSWER, "sources": [CLAUSE], "phrasings": ["总部企业租房能补多少钱"]}
BASE = "/api/curation"


@pytest.fixture
def bureau(prepared: Path, embedder: Embedder, tmp_path: Path) -> Iterator[World]:
    """A deployment in which ``colleague`` may approve."""
    with opened(prepared, tmp_path / "data", embedder) as running:
        running.services.accounts.set_may_approve("colleague", True)
        yield running


def call(world: World, method: str, path: str, who: str = "admin", **more: object):
    return world.client.request(method, path, headers=world.headers[who], **more)


def record(
    world: World,
    question: str,
    role: Role = Role.INVESTOR,
    conversation: str | None = None,
    *,
    refused: bool = False,
    withheld: int = 0,
    intent: Intent = Intent.POLICY,
    hits: tuple[Hit, ...] = (),
):
    """A stored question and what was answered."""
    answer = Answer("没有找到。" if refused else "有。", refused, intent, withheld=withheld)
    exchange = Exchange(question, question, today(), answer, hits)
    return world.services.conversations.record(exchange, Principal(role), conversation)


def answerer_of(world: World) -> Answerer:
    """The real one, where the deployment's own is scripted."""
    services = world.services
    return Answerer(
        services.retriever, services.reader, services.row_matcher, services.clause_finder, None, services.settings,
        services.curation.standards,
    )  # fmt: skip


def told(world: World, question: str, role: Role = Role.INVESTOR, as_of: date | None = None) -> Answer:
    return answerer_of(world).answer(question, Principal(role), as_of, now=today())


def approved(world: World, **changes: object) -> int:
    """A standard answer that the administrator wrote and a colleague approved."""
    written = call(world, "POST", f"{BASE}/standard-answers", json=STANDARD | changes)
    assert written.status_code == 201, written.text
    number = written.json()["id"]
    shown = call(world, "POST", f"{BASE}/standard-answers/{number}/approve", "colleague")
    assert shown.status_code == 200, shown.text
    assert shown.json()["shown"] is True
    return number


def read_again(world: World, text: str) -> None:
    """The same document with other words."""
    document = world.documents["public"]
    name = world.services.library.get(document, Principal(Role.ADMIN)).info.name
    file = world.services.settings.data_dir.parent / "again.md"
    file.write_text(text, encoding="utf-8")
    options = {"clearance": "public", "kind": "policy"}
    (outcome,) = world.services.ingestor.ingest([file], names={file: name}, options=options).files
    assert (outcome.status, outcome.document_id) == ("read", document)


def upload(world: World, name: str, text: str) -> None:
    parts = [("files", (name, text.encode()))]
    call(world, "POST", "/api/documents?wait=true", files=parts, data={"clearance": "public", "kind": "policy"})


ROUTES = [
    ("GET", f"{BASE}/unanswered", None),
    ("POST", f"{BASE}/unanswered/dismiss", {"message_ids": []}),
    ("POST", f"{BASE}/unanswered/put-back", {"message_ids": []}),
    ("GET", f"{BASE}/standard-answers", None),
    ("POST", f"{BASE}/standard-answers", STANDARD),
    ("GET", f"{BASE}/standard-answers/1", None),
    ("PUT", f"{BASE}/standard-answers/1", STANDARD),
    ("POST", f"{BASE}/standard-answers/1/approve", None),
    ("POST", f"{BASE}/standard-answers/1/retire", {}),
    ("GET", f"{BASE}/standard-answers/1/events", None),
    ("GET", f"{BASE}/missing", None),
    ("POST", f"{BASE}/missing", {"title": "细则"}),
    ("PATCH", f"{BASE}/missing/1", {}),
    ("GET", f"{BASE}/cases", None),
    ("GET", f"{BASE}/cases.jsonl", None),
    ("POST", f"{BASE}/cases", {"question": "问"}),
    ("DELETE", f"{BASE}/cases/1", None),
    ("GET", f"{BASE}/feedback", None),
    ("POST", f"{BASE}/feedback/x/close", {}),
    ("POST", f"{BASE}/feedback/x/reopen", None),
    ("GET", "/api/usage", None),
    ("GET", "/api/usage.csv", None),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
def test_others_are_turned_away(world: World, method: str, path: str, body: object) -> None:
    assert call(world, method, path, "anonymous", json=body).status_code == 401
    for who in ("investor", "staff"):
        assert call(world, method, path, who, json=body).status_code == 403
    responses = world.client.get("/openapi.json").json()["paths"]
    template = path.replace("/1", "/{number}").replace("/x/", "/{message_id}/")
    assert {"401", "403"} <= set(responses[template][method.lower()]["responses"])


def test_an_approver_is_a_curator_but_does_not_see_the_figures(bureau: World) -> None:
    assert call(bureau, "GET", f"{BASE}/unanswered", "colleague").status_code == 200
    assert call(bureau, "GET", "/api/usage", "colleague").status_code == 403


def test_what_was_not_answered_is_put_together_and_counted(bureau: World) -> None:
    clause = bureau.chunks("public")[1]
    first = record(bureau, "人才公寓怎么申请", refused=True, hits=(Hit(clause, 1.0),))
    record(bureau, "怎么申请人才公寓", Role.STAFF, refused=True)
    liked = record(bureau, "人才公寓怎样申请？我的电话13800138000")
    bureau.services.conversations.feedback(liked.message_id, Principal(), "down", "没说清楚")
    record(bureau, "总部企业购房补贴多少", withheld=2)
    record(bureau, "你好", refused=True, intent=Intent.SMALL_TALK)
    record(bureau, "红烧肉怎么做", refused=True, intent=Intent.OUT_OF_SCOPE)
    record(bureau, RENT)
    found = call(bureau, "GET", f"{BASE}/unanswered").json()
    assert (found["total"], found["questions"]) == (2, 4)
    homes, purchase = found["clusters"]
    assert homes["signals"] == {"refused": 2, "disliked": 1}
    assert homes["roles"] == {"investor": 2, "staff": 1}
    assert (homes["count"], homes["days"], homes["first_on"]) == (3, 1, str(today()))
    assert homes["comments"] == ["没说清楚"]
    assert "13800138000" not in json.dumps(homes, ensure_ascii=False)
    assert [(one["chunk_id"], one["label"], one["times"]) for one in homes["found"]] == [
        (clause.id, clause.citation, 1)
    ]
    assert first.message_id in homes["message_ids"]
    assert purchase["signals"] == {"withheld": 1}
    with_others = call(bureau, "GET", f"{BASE}/unanswered?off_topic=true").json()
    assert with_others["total"] == 3
    assert call(bureau, "GET", f"{BASE}/unanswered?signal=withheld").json()["questions"] == 1
    assert call(bureau, "GET", f"{BASE}/unanswered?role=staff").json()["questions"] == 1


def test_a_question_asked_again_in_other_words_waits(bureau: World) -> None:
    first = record(bureau, "人才公寓怎么申请")
    record(bureau, "怎样申请人才公寓", conversation=first.conversation_id)
    record(bureau, "500平米的写字楼租金多少", conversation=first.conversation_id)
    record(bureau, "800平米的写字楼租金多少", conversation=first.conversation_id)
    (cluster,) = call(bureau, "GET", f"{BASE}/unanswered").json()["clusters"]
    assert (cluster["message_ids"], cluster["signals"]) == ([first.message_id], {"asked_again": 1})


def test_what_was_decided_is_listed_again_when_it_is_asked_anew(bureau: World) -> None:
    ids = [record(bureau, "人才公寓怎么申请", refused=True).message_id]
    assert call(bureau, "POST", f"{BASE}/unanswered/dismiss", json={"message_ids": [*ids, "gone"]}).json() == {
        "count": 1
    }
    assert call(bureau, "GET", f"{BASE}/unanswered").json()["total"] == 0
    anew = record(bureau, "人才公寓怎么申请", refused=True).message_id
    (cluster,) = call(bureau, "GET", f"{BASE}/unanswered").json()["clusters"]
    assert cluster["message_ids"] == [anew]
    assert call(bureau, "POST", f"{BASE}/unanswered/put-back", json={"message_ids": ids}).status_code == 204
    (cluster,) = call(bureau, "GET", f"{BASE}/unanswered").json()["clusters"]
    assert cluster["message_ids"] == [*ids, anew]


def test_a_standard_answer_needs_a_second_person(bureau: World) -> None:
    asked = record(bureau, RENT, refused=True)
    new = STANDARD | {"message_ids": [asked.message_id]}
    written = call(bureau, "POST", f"{BASE}/standard-answers", json=new).json()
    assert (written["state"], written["shown"], written["own"]) == ("draft", False, True)
    assert written["sources"][0]["clause"] == "第二条"
    assert call(bureau, "GET", f"{BASE}/unanswered").json()["total"] == 0
    assert told(bureau, RENT).standard is None
    path = f"{BASE}/standard-answers/{written['id']}"
    assert call(bureau, "POST", f"{path}/approve").status_code == 403
    assert call(bureau, "POST", f"{path}/approve", "colleague").json()["shown"] is True
    assert call(bureau, "POST", f"{path}/approve", "colleague").status_code == 409
    answer = told(bureau, RENT)
    assert answer.standard is not None
    assert answer.standard.id == written["id"]
    assert answer.text == ANSWER
    assert answer.citations[0].clause == "第二条"
    assert "标准答复" in answer.notice
    events = call(bureau, "GET", f"{path}/events").json()
    assert [(event["action"], event["by"]) for event in events] == [("approve", "colleague"), ("write", "admin")]


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        pytest.param("总部企业租用办公用房，补贴多少？", True, id="stops"),
        pytest.param("總部企業租用辦公用房補貼多少", True, id="traditional"),
        pytest.param("总部企业租房能补多少钱", True, id="another-phrasing"),
        pytest.param("请问总部企业租用办公用房的补贴是多少", True, id="politely"),
        pytest.param("总部企业购买办公用房补贴多少", False, id="another-matter"),
        pytest.param("总部企业租用厂房补贴多少", False, id="another-object"),
        pytest.param("总部企业租用办公用房补贴多少年", False, id="asks-for-a-period"),
        pytest.param("总部企业租用办公用房补贴找谁申请", False, id="asks-whom"),
        pytest.param("总部企业没有租用办公用房补贴多少", False, id="denied"),
        pytest.param("2019年总部企业租用办公用房补贴多少", False, id="of-another-year"),
        pytest.param("租用办公用房补贴多少", False, id="less-said"),
    ],
)
def test_it_is_told_for_its_phrasings_alone(phrased: World, question: str, shown: bool) -> None:
    assert (told(phrased, question).standard is not None) is shown


@pytest.fixture(scope="module")
def phrased(prepared: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened(prepared, tmp_path_factory.mktemp("phrased") / "data", embedder) as running:
        running.services.accounts.set_may_approve("colleague", True)
        approved(running)
        yield running


def test_another_day_gets_no_standard_answer(phrased: World) -> None:
    assert told(phrased, RENT, as_of=date(2025, 1, 1)).standard is None


def _expire(world: World) -> None:
    changed = {"valid_to": "2025-12-31"}
    call(world, "PATCH", f"/api/documents/{world.documents['public']}", json=changed)


def _delete(world: World) -> None:
    call(world, "DELETE", f"/api/documents/{world.documents['public']}")


def _hide(world: World) -> None:
    call(world, "PATCH", f"/api/documents/{world.documents['public']}", json={"clearance": "internal"})


def _edit(world: World) -> None:
    read_again(world, POLICY.replace("百分之五十", "百分之四十"))


def _twin(world: World) -> None:
    upload(world, "租金补贴办法（新）.md", POLICY.replace("百分之五十", "百分之四十"))


def _repeal(world: World) -> None:
    text = (
        "# 云汀区促进总部经济办法\n\n第一条 总部企业租房按面积补贴。\n\n第二条 本办法自2026年1月1日起施行。"
        "《云汀区支持总部企业租用办公用房办法》（云政规〔2024〕3号）同时废止。\n"
    )
    upload(world, "新办法.md", text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(_expire, "已失效", id="expired"),
        pytest.param(_repeal, "已废止", id="repealed"),
        pytest.param(_delete, "删除", id="deleted"),
        pytest.param(_edit, "改动", id="edited"),
        pytest.param(_hide, "内部资料", id="made-internal"),
        pytest.param(_twin, "已被修订", id="read-in-anew"),
    ],
)
def test_it_ends_with_the_clause_that_it_rests_on(bureau: World, change, said: str) -> None:
    number = approved(bureau)
    change(bureau)
    assert told(bureau, RENT).standard is None
    listed = call(bureau, "GET", f"{BASE}/standard-answers").json()
    assert listed["review"] == 1
    (first,) = listed["answers"]
    assert (first["id"], first["state"], first["shown"]) == (number, "approved", False)
    assert said in first["problems"][0]


def test_after_a_look_it_is_shown_again(bureau: World) -> None:
    number = approved(bureau)
    read_again(bureau, POLICY.replace("百分之五十", "百分之四十"))
    path = f"{BASE}/standard-answers/{number}"
    anew = STANDARD | {"text": ANSWER.replace("五十", "四十")}
    assert call(bureau, "PUT", path, "colleague", json=anew).json()["state"] == "draft"
    assert told(bureau, RENT).standard is None
    assert call(bureau, "POST", f"{path}/approve", "colleague").status_code == 403
    assert call(bureau, "POST", f"{path}/approve").status_code == 200
    assert "百分之四十" in told(bureau, RENT).text


def test_an_edit_elsewhere_in_the_document_leaves_it(bureau: World) -> None:
    approved(bureau)
    read_again(bureau, POLICY.replace("为支持总部企业发展", "为了支持总部企业发展"))
    assert told(bureau, RENT).standard is not None


def test_what_rests_on_internal_documents_is_for_staff(bureau: World) -> None:
    inner = {"question": "租金补贴的洽谈底线是多少", "text": "洽谈底线为百分之七十[1]。", "phrasings": []}
    sources = [{"chunk_id": bureau.chunks("internal")[0].id}]
    refused = call(bureau, "POST", f"{BASE}/standard-answers", json=inner | {"sources": sources})
    assert refused.status_code == 400
    assert "仅工作人员" in refused.json()["error"]["message"]
    approved(bureau, **inner, sources=sources, audience="internal")
    assert told(bureau, inner["question"], Role.STAFF).standard is not None
    hidden = told(bureau, inner["question"])
    assert hidden.standard is None
    assert "百分之七十" not in hidden.text
    approved(bureau, audience="internal")
    assert told(bureau, RENT).standard is None


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        pytest.param({"sources": [{"address": "《没有的办法》第九条"}]}, 400, "没有找到", id="no-such-clause"),
        pytest.param({"sources": [CLAUSE | {"quote": "百分之九十"}]}, 400, "一字不差", id="words-not-there"),
        pytest.param({"sources": []}, 400, "依据", id="no-source"),
        pytest.param({"text": "有补贴[2]。"}, 400, "[2]", id="mark-without-source"),
        pytest.param({"text": "  "}, 400, "答复", id="no-text"),
        pytest.param({"question": " "}, 400, "问题", id="no-question"),
        pytest.param({"question": "？？"}, 400, "问题", id="nothing-but-stops"),
    ],
)
def test_what_is_unusable_is_said(bureau: World, changes: dict[str, object], status: int, said: str) -> None:
    answer = call(bureau, "POST", f"{BASE}/standard-answers", json=STANDARD | changes)
    assert answer.status_code == status
    assert said in answer.json()["error"]["message"]


def test_a_phrasing_belongs_to_one_answer(bureau: World) -> None:
    number = approved(bureau)
    again = call(bureau, "POST", f"{BASE}/standard-answers", json=STANDARD | {"question": f"{RENT}？"})
    assert again.status_code == 409
    assert (
        call(bureau, "POST", f"{BASE}/standard-answers/{number}/retire", json={"note": "并入新的"}).status_code == 200
    )
    assert told(bureau, RENT).standard is None
    assert call(bureau, "POST", f"{BASE}/standard-answers", json=STANDARD).status_code == 201


def test_the_approver_is_told_what_the_sources_do_not_hold(bureau: World) -> None:
    wrong = STANDARD | {"text": "每年最高五百万元[1]。期限三年[1]。"}
    number = call(bureau, "POST", f"{BASE}/standard-answers", json=wrong).json()["id"]
    objections = call(bureau, "GET", f"{BASE}/standard-answers/{number}", "colleague").json()["objections"]
    assert any("五百万元" in one for one in objections)


def test_a_missing_document_has_an_owner_and_a_state(bureau: World) -> None:
    asked = record(bureau, "人才公寓怎么申请", refused=True)
    new = {"title": "人才公寓申请办法", "owner": "staff", "message_ids": [asked.message_id]}
    added = call(bureau, "POST", f"{BASE}/missing", json=new).json()
    assert (added["owner"], added["state"], added["made_by"]) == ("staff", "open", "admin")
    assert call(bureau, "GET", f"{BASE}/unanswered").json()["total"] == 0
    path = f"{BASE}/missing/{added['id']}"
    for owner in ("investor", "nobody"):
        assert call(bureau, "PATCH", path, json={"owner": owner}).status_code == 400
    changed = call(bureau, "PATCH", path, "colleague", json={"state": "requested", "note": "已发函区住建局"}).json()
    assert (changed["state"], changed["note"], changed["owner"]) == ("requested", "已发函区住建局", "staff")
    listed = call(bureau, "GET", f"{BASE}/missing").json()
    assert [one["id"] for one in listed["documents"]] == [added["id"]]
    assert "investor" not in listed["owners"]
    assert call(bureau, "PATCH", f"{BASE}/missing/99", json={}).status_code == 404


def test_what_was_answerable_becomes_a_case(bureau: World) -> None:
    asked = record(bureau, RENT, refused=True)
    new = {"question": RENT, "sources": [CLAUSE], "message_ids": [asked.message_id]}
    case = call(bureau, "POST", f"{BASE}/cases", json=new).json()
    assert [(one["document"], one["clause"]) for one in case["sources"]] == [
        ("云汀区支持总部企业租用办公用房办法", "第二条")
    ]
    call(bureau, "POST", f"{BASE}/cases", json={"question": "明天下雨吗"})
    lines = call(bureau, "GET", f"{BASE}/cases.jsonl").text.splitlines()
    assert [json.loads(line)["expect"].get("refused") for line in lines] == [None, True]
    assert call(bureau, "GET", f"{BASE}/unanswered").json()["total"] == 0
    assert call(bureau, "DELETE", f"{BASE}/cases/{case['id']}").status_code == 204
    assert call(bureau, "DELETE", f"{BASE}/cases/{case['id']}").status_code == 404


def test_feedback_is_read_and_closed_until_it_is_given_anew(bureau: World) -> None:
    asked = record(bureau, RENT)
    rate = bureau.services.conversations.feedback
    rate(asked.message_id, Principal(), "down", "金额不对，请回电13800138000")
    (item,) = call(bureau, "GET", f"{BASE}/feedback").json()["items"]
    assert (item["question"], item["rating"]) == (RENT, "down")
    assert "13800138000" not in item["comment"]
    assert "金额不对" in item["comment"]
    path = f"{BASE}/feedback/{asked.message_id}"
    closed = call(bureau, "POST", f"{path}/close", json={"note": "已更正文件日期"}).json()
    assert (closed["closed_by"], closed["closing_note"]) == ("admin", "已更正文件日期")
    assert call(bureau, "GET", f"{BASE}/feedback").json()["total"] == 0
    assert call(bureau, "GET", f"{BASE}/feedback?closed=true&rating=down").json()["total"] == 1
    assert call(bureau, "POST", f"{path}/reopen").json()["closed_at"] is None
    call(bureau, "POST", f"{path}/close", json={})
    rate(asked.message_id, Principal(), "down", "还是不对")
    assert call(bureau, "GET", f"{BASE}/feedback").json()["open"] == 1
    assert call(bureau, "POST", f"{BASE}/feedback/none/close", json={}).status_code == 404


def test_the_figures_of_use(bureau: World) -> None:
    bureau.ask("总部企业租金补贴")
    record(bureau, "人才公寓怎么申请", refused=True)
    record(bureau, "你好", intent=Intent.SMALL_TALK)
    figures = call(bureau, "GET", "/api/usage").json()
    assert figures["questions"] == 3
    assert figures["refused_share"] == 0.5
    assert len(figures["days"]) == 30
    assert figures["days"][-1] == {
        "day": str(today()), "questions": 3, "refused": 1, "liked": 0, "disliked": 0, "standard": 0,
    }  # fmt: skip
    cited = {one["document_id"]: one for one in figures["cited"]}
    assert bureau.documents["public"] in cited
    assert cited[bureau.documents["public"]]["clauses"]
    never = {one["document_id"] for one in figures["never_cited"]}
    assert never.isdisjoint(cited)
    assert never | cited.keys() == set(bureau.documents.values())
    assert call(bureau, "GET", "/api/usage?since=2026-02-01&until=2026-01-01").status_code == 400
    assert call(bureau, "GET", "/api/usage?since=2020-01-01&until=2026-01-01").status_code == 400


@pytest.mark.parametrize("table", ["days", "documents", "clauses", "never"])
def test_the_figures_open_in_a_spreadsheet(bureau: World, table: str) -> None:
    bureau.ask("总部企业租金补贴")
    call(bureau, "PATCH", f"/api/documents/{bureau.documents['bulletin']}", json={"title": "=HYPERLINK(1)"})
    answer = call(bureau, "GET", f"/api/usage.csv?table={table}")
    assert answer.text.startswith("\ufeff")
    head, *rows = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
    assert rows
    assert all(len(row) == len(head) for row in rows)
    assert not [cell for row in rows for cell in row if cell.startswith("=")]


def test_the_first_sentence_is_timed(phrased: World) -> None:
    timings = told(phrased, "总部企业租金补贴标准").timings_ms
    assert 0 < timings["first_sentence"] <= timings["total"]


def test_kept_cases_are_asked_in_the_background_and_the_result_is_exported(bureau: World) -> None:
    runs = "/api/evaluation/runs"
    bureau.services.evaluations.answerer = lambda: bureau.services.answerer
    assert call(bureau, "POST", runs, json={}).status_code == 400
    assert call(bureau, "POST", f"{BASE}/cases", json={"question": RENT, "sources": [CLAUSE]}).status_code == 201
    assert call(bureau, "POST", runs, "colleague", json={}).status_code == 403
    started = call(bureau, "POST", runs, json={"as_of": "2026-11-23"})
    number = started.json()["id"]
    assert (started.status_code, started.json()["suite"], started.json()["total"]) == (202, "收下的评测题", 1)
    until = time.monotonic() + 60
    while (run := call(bureau, "GET", f"{runs}/{number}").json())["run"]["state"] in ("waiting", "running"):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert (run["run"]["state"], run["run"]["done"], run["before"]) == ("done", 1, None)
    (result,) = call(bureau, "GET", f"{runs}/{number}/results", params={"only": "all"}).json()["results"]
    assert (result["question"], result["expected"][0]["kind"], bool(result["text"])) == (RENT, "citations", True)
    exported = call(bureau, "GET", f"{runs}/{number}/report.json").json()
    assert exported["results"] == {"bureau-0001": result["passed"]}
    assert "# 评测报告：收下的评测题" in call(bureau, "GET", f"{runs}/{number}/report.md").text
    listed = call(bureau, "GET", runs).json()
    assert (listed["total"], listed["cases"]) == (1, 1)
    assert call(bureau, "DELETE", f"{runs}/{number}").status_code == 204
    assert call(bureau, "GET", f"{runs}/{number}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", f"{BASE}/unanswered", 200, id="unanswered"),
        pytest.param("GET", f"{BASE}/standard-answers", 200, id="standard-answers"),
        pytest.param("GET", f"{BASE}/missing", 200, id="missing"),
        pytest.param("GET", f"{BASE}/synonyms", 200, id="synonyms"),
        pytest.param("GET", f"{BASE}/feedback", 200, id="feedback"),
        pytest.param("GET", f"{BASE}/conflicts", 200, id="conflicts"),
        pytest.param("GET", f"{BASE}/releases", 403, id="releases"),
        pytest.param("POST", f"{BASE}/releases/1", 403, id="a-release"),
        pytest.param("GET", "/api/accounts", 403, id="accounts"),
        pytest.param("GET", "/api/audit", 403, id="audit"),
        pytest.param("GET", "/api/usage", 403, id="usage"),
        pytest.param("GET", "/api/installation", 403, id="settings"),
        pytest.param("GET", "/api/evaluation/runs", 403, id="evaluation"),
        pytest.param("DELETE", f"{BASE}/releases/1", 403, id="a-withdrawal"),
    ],
)
def test_whoever_looks_after_questions_has_that_alone(curators: World, method: str, path: str, status: int) -> None:
    body = {"released": True} if method == "POST" else None
    assert call(curators, method, path, "colleague", json=body).status_code == status


@pytest.fixture(scope="module")
def curators(prepared: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A deployment in which ``colleague`` looks after questions and approves nothing."""
    with opened(prepared, tmp_path_factory.mktemp("curators") / "data", embedder) as running:
        running.services.accounts.set_may_curate("colleague", True)
        yield running


def test_the_second_person_of_a_standard_answer_may_be_a_curator(curators: World) -> None:
    number = call(curators, "POST", f"{BASE}/standard-answers", json=STANDARD).json()["id"]
    approved = call(curators, "POST", f"{BASE}/standard-answers/{number}/approve", "colleague")
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
