"""Comparison through the API: who may compare what, and the Word file."""

import io

from docx import Document

from tests.api.conftest import World


def test_the_same_document_twice_is_refused(world: World) -> None:
    (policy,) = [item for item in world.client.get("/api/documents").json()["documents"] if item["kind"] == "policy"]
    answer = world.client.get("/api/comparison", params={"old": policy["id"], "new": policy["id"]})
    assert answer.status_code == 400
    assert "两份不同" in answer.json()["error"]["message"]


def test_an_internal_document_is_not_compared_for_an_investor(world: World) -> None:
    staff = world.headers["staff"]
    documents = world.client.get("/api/documents", headers=staff).json()["documents"]
    public, internal = (
        next(item["id"] for item in documents if item["kind"] == "policy" and item["clearance"] == clearance)
        for clearance in ("public", "internal")
    )
    wanted = {"old": public, "new": internal}
    assert world.client.get("/api/comparison", params=wanted).status_code == 404
    assert world.client.get("/api/comparison.docx", params=wanted).status_code == 404
    compared = world.client.get("/api/comparison", params=wanted, headers=staff).json()
    assert sum(compared["counts"].values()) == len(compared["pairs"])
    assert {pair["change"] for pair in compared["pairs"]} <= {"相同", "条号变更", "修改", "新增", "删除"}
    written = world.client.get("/api/comparison.docx", params=wanted, headers=staff)
    assert len(Document(io.BytesIO(written.content)).tables[0].rows) == len(compared["pairs"]) + 1


def test_outdated_answers_are_for_staff(world: World) -> None:
    policy = world.client.get("/api/documents").json()["documents"][0]["id"]
    path = f"/api/documents/{policy}/outdated-answers"
    assert world.client.get(path).status_code == 401
    assert world.client.get(path, headers=world.headers["investor"]).status_code == 403
    assert world.client.get(path, headers=world.headers["staff"]).json() == {"answers": [], "replies": []}
