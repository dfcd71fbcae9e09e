"""The queue of dates that need a look, over HTTP."""

from tests.api.conftest import World

UNDATED = "# 云汀区仓储物流扶持办法\n\n第一条 新建高标准仓库的，每平方米补助一百二十元。\n\n第二条 本办法由区商务局负责解释。\n"


def test_only_administrators_see_and_confirm(world: World) -> None:
    assert world.client.get("/api/validity/queue").status_code == 401
    assert world.client.get("/api/validity/queue", headers=world.headers["staff"]).status_code == 403
    body = {"document_id": "x", "subject": "valid_from", "value": ""}
    assert world.client.post("/api/validity/confirm", json=body, headers=world.headers["staff"]).status_code == 403
    assert world.client.post("/api/validity/confirm", json=body, headers=world.headers["admin"]).status_code == 404


def test_a_missing_date_is_listed_confirmed_and_kept(own_world: World) -> None:
    client, admin = own_world.client, own_world.headers["admin"]
    parts = [("files", ("仓储办法.md", UNDATED.encode()))]
    client.post("/api/documents?wait=true", files=parts, data={"kind": "policy"}, headers=admin)
    queue = client.get("/api/validity/queue", headers=admin).json()
    assert queue["total"] == sum(queue["counts"].values())
    (item,) = [one for one in queue["items"] if one["document"]["name"] == "仓储办法.md"]
    assert (item["need"], item["subject"], item["value"]) == ("missing", "valid_from", "")
    said = {"document_id": item["document"]["id"], "subject": item["subject"], "value": item["value"]}
    assert client.post("/api/validity/confirm", json=said | {"value": "2020-01-01"}, headers=admin).status_code == 409
    confirmed = client.post("/api/validity/confirm", json=said, headers=admin)
    assert confirmed.status_code == 200
    assert client.get("/api/validity/queue", headers=admin).json()["total"] == queue["total"] - 1
    kept = client.get(f"/api/validity/{said['document_id']}/confirmations", headers=admin).json()
    assert [(one["subject"], one["confirmed_by"]) for one in kept] == [("valid_from", confirmed.json()["confirmed_by"])]
