"""What is internal does not exist for investors: by list, search, chat, guessed id, or anybody else's conversation."""

import pytest

from assistant.jobs.queue import Asked, Queue
from assistant.records import Clearance, Principal, Role
from tests.api.conftest import World

OUTSIDERS = ["anonymous", "investor"]
INSIDERS = ["staff", "admin"]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_an_investor_cannot_tell_an_internal_document_from_none(world: World, who: str) -> None:
    internal, unknown = world.documents["internal"], "0" * 16
    chunk = world.chunks("internal")[0].id
    for address, stranger in (
        (f"/api/documents/{internal}", f"/api/documents/{unknown}"),
        (f"/api/documents/{internal}/original", f"/api/documents/{unknown}/original"),
        (f"/api/documents/{internal}/pages/1.png", f"/api/documents/{unknown}/pages/1.png"),
        (f"/api/chunks/{chunk}", f"/api/chunks/{'0' * 24}"),
    ):
        refused, missing = (world.client.get(path, headers=world.headers[who]) for path in (address, stranger))
        assert refused.status_code == missing.status_code == 404, address
        assert refused.json() == missing.json()
        assert refused.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("who", INSIDERS)
def test_staff_reach_internal_documents(world: World, who: str) -> None:
    internal, chunk = world.documents["internal"], world.chunks("internal")[0].id
    for address in (f"/api/documents/{internal}", f"/api/documents/{internal}/original", f"/api/chunks/{chunk}"):
        assert world.client.get(address, headers=world.headers[who]).status_code == 200


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("query", ["", "?clearance=internal", "?q=内部", "?kind=policy&limit=500"])
def test_lists_do_not_count_what_is_internal(world: World, who: str, query: str) -> None:
    listed = world.client.get(f"/api/documents{query}", headers=world.headers[who]).json()
    assert world.documents["internal"] not in {document["id"] for document in listed["documents"]}
    assert listed["total"] == len(listed["documents"])
    assert all(document["clearance"] == "public" for document in listed["documents"])


def test_staff_see_the_whole_list(world: World) -> None:
    listed = world.client.get("/api/documents", headers=world.headers["staff"]).json()
    assert {document["id"] for document in listed["documents"]} >= set(world.documents.values())


@pytest.mark.parametrize("who", OUTSIDERS)
def test_search_and_chat_of_an_investor_stay_public(world: World, who: str) -> None:
    question = "总部企业租金补贴的洽谈底线"
    for chunk in world.chunks("internal"):
        question += chunk.passage.text[:20]
    found = world.client.get("/api/search", params={"q": question, "k": 50}, headers=world.headers[who]).json()
    told = world.ask(question, who).json()
    cited = [*found["hits"], *found["lapsed"], *told["citations"]]
    assert found["hits"]
    assert {item["clearance"] for item in cited} == {"public"}
    assert world.documents["internal"] not in {item["source_id"] for item in cited}
    assert "百分之七十" not in str(found) + str(told["citations"]) + told["text"].replace(question, "")


def test_staff_find_the_internal_clause(world: World) -> None:
    found = world.client.get("/api/search", params={"q": "洽谈底线"}, headers=world.headers["staff"]).json()
    assert world.documents["internal"] in {hit["source_id"] for hit in found["hits"]}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_restricted_columns_of_a_public_ledger_stay_inside(world: World, who: str) -> None:
    headers, ledger = world.headers[who], world.documents["ledger"]
    restricted = [chunk for chunk in world.chunks("ledger") if chunk.clearance is Clearance.INTERNAL]
    open_rows = [chunk for chunk in world.chunks("ledger") if chunk.clearance is Clearance.PUBLIC]
    assert restricted
    assert open_rows
    for chunk in restricted:
        assert world.client.get(f"/api/chunks/{chunk.id}", headers=headers).status_code == 404
    shown = world.client.get(f"/api/chunks/{open_rows[0].id}", headers=headers)
    assert shown.status_code == 200
    assert "底价" not in shown.text
    assert shown.json()["may_open_original"] is False
    assert world.client.get(f"/api/documents/{ledger}/original", headers=headers).status_code == 404
    assert world.client.get(f"/api/documents/{ledger}/original", headers=world.headers["staff"]).status_code == 200
    detail = world.client.get(f"/api/documents/{ledger}", headers=headers).json()
    assert detail["may_open_original"] is False
    assert "底价" not in str(detail)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_how_a_document_was_read_is_for_staff(world: World, who: str) -> None:
    address = f"/api/documents/{world.documents['public']}"
    outside, inside = (world.client.get(address, headers=world.headers[name]).json() for name in (who, "staff"))
    assert (outside["facts"], outside["chunks"], outside["size_bytes"]) == ([], {}, 0)
    assert inside["chunks"]["clause"] == 3
    assert inside["facts"]
    assert "sha256" not in outside
    assert "sha256" not in inside


ADMIN_ONLY = [
    pytest.param("POST", "/api/documents", id="upload"),
    pytest.param("PATCH", "/api/documents/{public}", id="correct"),
    pytest.param("DELETE", "/api/documents/{public}", id="delete"),
    pytest.param("DELETE", "/api/documents/{internal}", id="delete-internal"),
    pytest.param("GET", "/api/jobs/{job}", id="job"),
    pytest.param("GET", "/api/jobs/unknown", id="unknown-job"),
]


@pytest.mark.parametrize(("method", "path"), ADMIN_ONLY)
@pytest.mark.parametrize(("who", "status"), [("anonymous", 401), ("investor", 403), ("rival", 403), ("staff", 403)])
def test_only_administrators_change_the_library(world: World, method: str, path: str, who: str, status: int) -> None:
    job = Queue(world.services.database, "nobody").put("other", "other", Asked({}, Principal(Role.ADMIN, 1, "admin")))
    address = path.format(job=job, **world.documents)
    body = {"json": {"clearance": "public"}} if method == "PATCH" else {}
    response = world.client.request(method, address, headers=world.headers[who], **body)
    assert response.status_code == status
    assert world.client.get(f"/api/documents/{world.documents['public']}").status_code == 200


def test_a_role_in_the_request_changes_nothing(world: World) -> None:
    internal = world.documents["internal"]
    for request in (
        {"params": {"role": "admin"}},
        {"headers": {"X-Role": "admin", "Role": "staff"}},
        {"headers": {"Cookie": "role=admin; token=admin"}},
    ):
        assert world.client.get(f"/api/documents/{internal}", **request).status_code == 404
    told = world.client.post("/api/chat", json={"question": "洽谈底线", "role": "staff"})
    assert told.status_code == 422


@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param("Bearer nonsense", id="garbage"),
        pytest.param("Bearer hz_" + "A" * 43, id="unknown-api-token"),
        pytest.param("Basic Z3Vhbmxp", id="another-scheme"),
        pytest.param("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", id="unsigned"),
    ],
)
@pytest.mark.parametrize(
    "path", ["/api/me", "/api/search?q=补贴", "/api/documents", "/v1/models", "/api/conversations/x"]
)
def test_an_unusable_token_is_noticed_on_public_routes_too(world: World, path: str, authorization: str) -> None:
    response = world.client.get(path, headers={"Authorization": authorization})
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "not_signed_in"
    assert response.headers["www-authenticate"] == "Bearer"


def test_an_empty_token_is_no_token(world: World) -> None:
    assert world.client.get("/api/me", headers={"Authorization": "Bearer "}).json()["role"] == "investor"


STRANGERS = {
    "investor": ["anonymous", "rival", "staff", "admin"],
    "staff": ["anonymous", "investor", "colleague", "admin"],
    "anonymous": ["investor", "staff", "admin"],
}


@pytest.mark.parametrize("owner", STRANGERS)
def test_a_conversation_exists_only_for_its_owner(world: World, owner: str) -> None:
    told = world.ask("总部企业租金补贴", owner).json()
    conversation, message = told["conversation_id"], told["message_id"]
    address = f"/api/conversations/{conversation}"
    for stranger in STRANGERS[owner]:
        headers = world.headers[stranger]
        assert world.client.get(address, headers=headers).status_code == 404
        assert world.client.delete(address, headers=headers).status_code == 404
        assert world.ask("那第二款呢", stranger, conversation_id=conversation).status_code == 404
        rating = {"message_id": message, "rating": "down"}
        assert world.client.post("/api/feedback", json=rating, headers=headers).status_code == 404
        if stranger != "anonymous":
            listed = world.client.get("/api/conversations", headers=headers).json()["conversations"]
            assert conversation not in {item["id"] for item in listed}
    kept = world.client.get(address, headers=world.headers[owner]).json()
    assert [(item["message_id"], item["rating"]) for item in kept["exchanges"]] == [(message, None)]


def test_anonymous_conversations_cannot_be_listed(world: World) -> None:
    assert world.client.get("/api/conversations").status_code == 401


def test_a_lowered_role_hides_what_was_answered_before(own_world: World) -> None:
    inside = own_world.ask("洽谈底线", "staff").json()
    assert "internal" in {item["clearance"] for item in inside["citations"]}
    conversation = inside["conversation_id"]
    own_world.services.accounts.set_role("staff", Role.INVESTOR)
    shown = own_world.client.get(f"/api/conversations/{conversation}", headers=own_world.headers["staff"])
    assert shown.status_code == 200
    assert shown.json()["exchanges"] == []
    assert "百分之七十" not in shown.text
    assert own_world.ask("再说一遍", "staff", conversation_id=conversation).status_code == 200
    assert own_world.answerer.calls[-1].history == ()
    rating = {"message_id": inside["message_id"], "rating": "up"}
    response = own_world.client.post("/api/feedback", json=rating, headers=own_world.headers["staff"])
    assert response.status_code == 404


@pytest.mark.parametrize("how", ["made-internal", "deleted"])
def test_an_answer_from_a_withdrawn_document_is_not_shown_again(own_world: World, how: str) -> None:
    told = own_world.ask("总部企业租用办公用房补贴").json()
    public = own_world.documents["public"]
    assert public in {item["source_id"] for item in told["citations"]}
    inside = own_world.ask("总部企业租用办公用房补贴", "staff").json()
    admin = own_world.headers["admin"]
    if how == "deleted":
        assert own_world.client.delete(f"/api/documents/{public}", headers=admin).status_code == 204
    else:
        changed = own_world.client.patch(f"/api/documents/{public}", json={"clearance": "internal"}, headers=admin)
        assert changed.json()["clearance"] == "internal"
    shown = own_world.client.get(f"/api/conversations/{told['conversation_id']}").json()
    (exchange,) = shown["exchanges"]
    assert exchange["question"] == "总部企业租用办公用房补贴"
    assert "撤回" in exchange["answer"]["text"]
    assert exchange["answer"]["citations"] == []
    own_world.ask("那期限呢", conversation_id=told["conversation_id"])
    assert own_world.answerer.calls[-1].history == ()
    kept = own_world.client.get(f"/api/conversations/{inside['conversation_id']}", headers=own_world.headers["staff"])
    assert kept.json()["exchanges"][0]["answer"]["text"] == inside["text"]
    found = own_world.client.get("/api/search", params={"q": "总部企业租用办公用房补贴", "k": 50}).json()
    assert public not in {hit["source_id"] for hit in found["hits"]}
