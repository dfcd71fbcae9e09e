"""Asking over HTTP: as JSON, as events, within a conversation, and when the asker goes away."""

import json
from datetime import date

import httpx
import pytest
from sqlalchemy import func, select

from assistant.conversations.answer_json import answer_from_json
from assistant.conversations.tables import MessageRow
from assistant.records import Role
from tests.api.conftest import PASSWORD, World
from tests.serving import serving

QUESTION = "总部企业租用办公用房有什么补贴"
ANSWER_FIELDS = {
    "choices", "steps", "standard", "wanted", "text", "refused", "intent", "citations", "related", "table", "notice", "withheld", "model", "timings_ms",
    "conversation_id", "message_id",
}  # fmt: skip
CITATION_FIELDS = {
    "number", "label", "document", "clause", "page", "sheet", "row", "quote", "clearance", "valid_from", "valid_to",
    "status", "source_id", "chunk_id",
}  # fmt: skip


def events_of(text: str) -> list[tuple[str, dict]]:
    """Server-sent events as (name, data)."""
    found = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def stored(world: World, message_id: str) -> MessageRow:
    with world.services.database.session() as session:
        return session.scalars(select(MessageRow).where(MessageRow.id == message_id)).one()


def test_an_answer_has_the_agreed_shape(world: World) -> None:
    response = world.ask(QUESTION)
    assert response.status_code == 200
    answer = response.json()
    assert set(answer) == ANSWER_FIELDS
    assert set(answer["citations"][0]) == CITATION_FIELDS
    cited = answer["citations"][0]
    assert (cited["number"], cited["clause"], cited["clearance"]) == (1, "第二条", "public")
    assert (cited["valid_from"], cited["valid_to"], cited["status"]) == ("2024-04-01", "2099-03-31", "现行有效")
    assert answer["timings_ms"] == {"search": 1.5}


def test_a_citation_opens_in_its_context(world: World) -> None:
    cited = world.ask(QUESTION).json()["citations"][0]
    shown = world.client.get(f"/api/chunks/{cited['chunk_id']}").json()
    assert shown["chunk"]["label"] == cited["label"]
    assert shown["document"]["id"] == cited["source_id"]
    assert cited["quote"] in shown["before"] + shown["quote"] + shown["after"]
    assert "第一条" in shown["before"]


def test_events_tell_the_answer_as_it_is_made(world: World) -> None:
    headers = {"Accept": "text/event-stream"}
    response = world.client.post("/api/chat", json={"question": QUESTION}, headers=headers)
    assert response.headers["content-type"].startswith("text/event-stream")
    *sentences, (last, answer) = events_of(response.text)
    assert {name for name, _ in sentences} == {"sentence"}
    assert last == "answer"
    assert "".join(sentence["text"] for _, sentence in sentences) == answer["text"]
    assert [cited for _, sentence in sentences for cited in sentence["citations"]] == answer["citations"]
    assert set(answer) == ANSWER_FIELDS
    assert response.text.isascii()


@pytest.mark.parametrize(
    ("question", "code", "sentences"),
    [
        pytest.param("语言模型超时", "chat_model_timed_out", 0, id="expected"),
        pytest.param(f"{QUESTION}崩溃", "internal_error", 1, id="unexpected"),
    ],
)
def test_a_failure_while_streaming_is_an_event(world: World, question: str, code: str, sentences: int) -> None:
    headers = {"Accept": "text/event-stream"}
    response = world.client.post("/api/chat", json={"question": question}, headers=headers)
    *before, (name, data) = events_of(response.text)
    assert (name, data["error"]["code"], len(before)) == ("error", code, sentences)
    assert "secret detail" not in response.text


def test_every_answer_is_stored_with_what_was_retrieved(world: World) -> None:
    told = world.ask(QUESTION, "staff", as_of="2025-01-01").json()
    row = stored(world, told["message_id"])
    assert (row.question, row.standalone_question) == (QUESTION, f"独立：{QUESTION}")
    assert (row.role, row.as_of, row.refused) == (Role.STAFF, date(2025, 1, 1), False)
    assert row.text == told["text"]
    assert [hit["chunk_id"] for hit in row.hits] == [cited["chunk_id"] for cited in told["citations"]]
    assert all(hit["score"] > 0 for hit in row.hits)
    assert row.timings == {"search": 1.5}
    assert answer_from_json(row.answer).citations[0].label == told["citations"][0]["label"]


@pytest.mark.parametrize("who", ["anonymous", "investor"])
def test_a_conversation_goes_on_where_it_was(world: World, who: str) -> None:
    first = world.ask(QUESTION, who).json()
    second = world.ask("那期限呢", who, conversation_id=first["conversation_id"]).json()
    assert second["conversation_id"] == first["conversation_id"]
    (turn,) = world.answerer.calls[-1].history
    assert (turn.question, turn.standalone_question, turn.answer) == (QUESTION, f"独立：{QUESTION}", first["text"])
    assert turn.cited_chunk_ids == tuple(cited["chunk_id"] for cited in first["citations"])
    assert set(turn.cited_document_ids) == {cited["source_id"] for cited in first["citations"]}
    shown = world.client.get(f"/api/conversations/{first['conversation_id']}", headers=world.headers[who]).json()
    assert [item["question"] for item in shown["exchanges"]] == [QUESTION, "那期限呢"]
    assert shown["exchanges"][0]["answer"] == {
        name: value for name, value in first.items() if name not in ("conversation_id", "message_id")
    }
    assert shown["title"] == QUESTION


def test_questions_without_a_conversation_know_nothing_of_each_other(world: World) -> None:
    conversations = {world.ask(QUESTION, "investor").json()["conversation_id"] for _ in range(2)}
    assert len(conversations) == 2
    assert world.answerer.calls[-1].history == ()


def test_an_account_lists_and_deletes_its_conversations(world: World) -> None:
    older, newer = (world.ask(question, "colleague").json() for question in (QUESTION, "问" * 50))
    headers = world.headers["colleague"]
    listed = world.client.get("/api/conversations", headers=headers).json()["conversations"]
    assert [item["id"] for item in listed[:2]] == [newer["conversation_id"], older["conversation_id"]]
    assert listed[0]["title"] == "问" * 39 + "…"
    address = f"/api/conversations/{older['conversation_id']}"
    assert world.client.delete(address, headers=headers).status_code == 204
    assert world.client.get(address, headers=headers).status_code == 404
    with world.services.database.session() as session:
        kept = select(func.count()).select_from(MessageRow).where(MessageRow.id == older["message_id"])
        assert session.scalar(kept) == 0


def test_feedback_is_kept_and_can_be_changed(world: World) -> None:
    told = world.ask(QUESTION, "investor").json()
    headers = world.headers["investor"]
    for rating, comment in (("down", "没说期限"), ("up", "")):
        body = {"message_id": told["message_id"], "rating": rating, "comment": comment}
        assert world.client.post("/api/feedback", json=body, headers=headers).status_code == 204
        shown = world.client.get(f"/api/conversations/{told['conversation_id']}", headers=headers).json()
        assert (shown["exchanges"][0]["rating"], shown["exchanges"][0]["comment"]) == (rating, comment)
    too_long = {"message_id": told["message_id"], "rating": "up", "comment": "长" * 1001}
    assert world.client.post("/api/feedback", json=too_long, headers=headers).status_code == 400


def test_an_anonymous_asker_can_rate(world: World) -> None:
    told = world.ask(QUESTION).json()
    body = {"message_id": told["message_id"], "rating": "up"}
    assert world.client.post("/api/feedback", json=body).status_code == 204


def test_the_day_asked_about_is_passed_on(world: World) -> None:
    world.ask(QUESTION, as_of="2023-12-31")
    assert world.answerer.calls[-1].as_of == date(2023, 12, 31)
    found = world.client.get("/api/search", params={"q": QUESTION, "as_of": "2023-12-31"}).json()
    policy = world.documents["public"]
    assert policy not in {hit["source_id"] for hit in found["hits"]}
    assert {hit["status"] for hit in found["lapsed"] if hit["source_id"] == policy} == {"未施行"}


def test_a_reader_who_leaves_stops_the_answer(own_world: World) -> None:
    question = f"慢慢说{QUESTION}"
    with serving(own_world.client.app, started=True) as base_url, httpx.Client(base_url=base_url) as client:
        body, headers = {"question": question}, {"Accept": "text/event-stream"}
        with client.stream("POST", "/api/chat", json=body, headers=headers) as response:
            first = next(line for line in response.iter_lines() if line.startswith("data:"))
        assert "text" in first
        for _ in range(5):  # by then the server has seen that the reader is gone
            assert client.get("/healthz").status_code == 200
        own_world.answerer.proceed.set()
        assert own_world.answerer.abandoned.wait(60)
    with own_world.services.database.session() as session:
        assert session.scalar(select(func.count()).select_from(MessageRow)) == 0


def test_login_gives_a_token_and_limits_guessing(own_world: World) -> None:
    client = own_world.client
    good = client.post("/api/login", json={"username": " STAFF ", "password": PASSWORD}).json()
    assert (good["name"], good["role"]) == ("staff", "staff")
    assert good["expires_at"].endswith("Z")
    me = client.get("/api/me", headers={"Authorization": f"Bearer {good['token']}"}).json()
    assert me == {"name": "staff", "role": "staff", "may_approve": False, "may_curate": False, "groups": []}
    assert client.get("/api/me").json() == {
        "name": "",
        "role": "investor",
        "may_approve": False,
        "may_curate": False,
        "groups": [],
    }
    statuses = [
        client.post("/api/login", json={"username": "staff", "password": "wrong"}).status_code for _ in range(6)
    ]
    assert statuses == [401] * 5 + [429]
    limited = client.post("/api/login", json={"username": "staff", "password": PASSWORD})
    assert limited.headers["retry-after"] == "900"
    assert client.get("/api/me", headers={"Authorization": f"Bearer {good['token']}"}).status_code == 200
