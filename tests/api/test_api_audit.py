"""What happens at the API is in the audit, and administrators alone read it."""

from __future__ import annotations

import io
import json

import pytest
from fastapi import Response
from fastapi.responses import FileResponse
from fastapi.routing import APIRoute

from assistant.api.app import ROUTERS
from assistant.api.noting import NOTED_EXPORT, NOTED_READING
from assistant.audit.events import Event
from assistant.audit.log import AuditFilter, AuditLine
from tests.api.conftest import PASSWORD, World


def lines(world: World, event: Event) -> list[AuditLine]:
    return list(world.services.audit.lines(AuditFilter(event=event)))


@pytest.mark.parametrize(
    "path", ["/api/audit", "/api/audit/verify", "/api/audit/export.csv", "/api/audit/export.jsonl"]
)
@pytest.mark.parametrize(("who", "status"), [("anonymous", 401), ("investor", 403), ("staff", 403), ("admin", 200)])
def test_administrators_alone_read_it(world: World, path: str, who: str, status: int) -> None:
    assert world.client.get(path, headers=world.headers[who]).status_code == status


def test_signing_in_and_out_from_an_address_with_its_request(own_world: World) -> None:
    def sign_in(password: str) -> object:
        body = {"username": "staff", "password": password}
        return own_world.client.post("/api/login", json=body, headers={"X-Request-ID": "sign-in-0001"})

    sign_in("wrong")
    token = sign_in(PASSWORD).json()["token"]  # type: ignore[attr-defined]
    own_world.client.post("/api/logout", headers={"Authorization": f"Bearer {token}"})
    (failed,) = lines(own_world, Event.SIGN_IN_FAILED)
    assert (failed.subject, failed.call_id, failed.address, failed.door) == (
        "staff",
        "sign-in-0001",
        "testclient",
        "api",
    )
    assert lines(own_world, Event.SIGN_IN)[-1].by == "staff"
    assert lines(own_world, Event.SIGN_OUT)[-1].by == "staff"


def test_internal_originals_are_noted_and_public_ones_are_not(own_world: World) -> None:
    for document in ("public", "internal", "ledger"):
        path = f"/api/documents/{own_world.documents[document]}/original"
        assert own_world.client.get(path, headers=own_world.headers["staff"]).status_code == 200
        own_world.client.get(path)
    noted = lines(own_world, Event.READ_ORIGINAL)
    assert [(line.by, line.subject.rpartition("/")[2]) for line in noted] == [
        ("staff", "内部口径.md"),
        ("staff", "楼宇台账.csv"),
    ]


def test_exports_of_accounts_are_noted(own_world: World) -> None:
    body = {"sentence": "写字楼"}
    for who in ("anonymous", "investor", "staff"):
        assert own_world.client.post("/api/listings/export.xlsx", json=body, headers=own_world.headers[who]).is_success
    assert [(line.by, line.role) for line in lines(own_world, Event.EXPORT)] == [
        ("investor", "investor"),
        ("staff", "staff"),
    ]


NOTED_ELSEWHERE = {
    "/api/documents/{document_id}/original": "where it is internal, by the route",
    "/api/documents/{document_id}/pages/{page}.png": "where it is internal, by the route",
    "/api/listings/{listing_id}/photo": "public",
    "/api/complaints/query/letter.{kind}": "by whoever filed it, with a code and without an account",
    "/api/complaints/due.ics": "by a program, every few minutes; neither names nor matters",
    "/api/listings/outlines": "public",
    "/metrics": "figures",
}


def test_every_route_that_hands_out_a_file_notes_it() -> None:
    """By what its signature depends on, so that the next one is not forgotten."""
    noting = {NOTED_EXPORT.dependency, NOTED_READING.dependency}
    silent = {
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        and route.response_class in (Response, FileResponse)
        and not noting & {part.call for part in route.dependant.dependencies}
    }
    assert silent <= NOTED_ELSEWHERE.keys()


def test_uploads_releases_corrections_and_deletions(own_world: World) -> None:
    admin = own_world.headers["admin"]
    uploaded = own_world.client.post(
        "/api/documents?wait=true",
        files=[("files", ("新办法.md", io.BytesIO("# 新办法\n\n第一条 给予补贴。\n".encode()), "text/markdown"))],
        headers={**admin, "X-Request-ID": "upload-00001"},
    )
    assert uploaded.json()["state"] == "done", uploaded.text
    document = uploaded.json()["report"]["files"][0]["document_id"]
    path = f"/api/documents/{document}"
    assert own_world.client.patch(path, json={"clearance": "public"}, headers=admin).is_success
    assert own_world.client.patch(path, json={"issuer": "本局"}, headers=admin).is_success
    assert own_world.client.delete(path, headers=admin).status_code == 204
    ingested = lines(own_world, Event.INGEST)[-1]
    assert (ingested.by, ingested.door, ingested.call_id) == ("admin", "job", "upload-00001")
    assert ingested.detail["clearance"] == "internal"
    (released,) = lines(own_world, Event.RELEASE)
    assert (released.by, released.detail["from"], released.detail["to"]) == ("admin", "internal", "public")
    assert lines(own_world, Event.CORRECT)[-1].detail == {"issuer": "本局"}
    assert lines(own_world, Event.DELETE)[-1].detail["document_id"] == document


def test_the_list_is_filtered_and_paged(own_world: World) -> None:
    admin = own_world.headers["admin"]
    found = own_world.client.get("/api/audit", params={"event": "sign_in", "limit": 2}, headers=admin).json()
    assert found["total"] == len(own_world.headers) - 1
    assert len(found["lines"]) == 2
    assert found["lines"][0]["number"] > found["lines"][1]["number"]
    assert found["events"]["sign_in"] == found["lines"][0]["label"] == "登录"
    nothing = own_world.client.get("/api/audit", params={"until": "2020-01-01"}, headers=admin).json()
    assert nothing["total"] == 0
    assert own_world.client.get("/api/audit?event=nothing", headers=admin).status_code == 422


def test_an_export_is_itself_noted_and_the_chain_is_whole(own_world: World) -> None:
    admin = own_world.headers["admin"]
    exported = own_world.client.get("/api/audit/export.jsonl", headers=admin)
    last = json.loads(exported.text.splitlines()[-1])
    assert (last["event"], last["subject"], last["by"]) == ("export", "/api/audit/export.jsonl", "admin")
    verified = own_world.client.get("/api/audit/verify", headers=admin).json()
    assert verified["whole"]
    assert verified["last"] == last["number"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("a1b2c3d4-e5f6", True, id="usable"),
        pytest.param("short", False, id="too-short"),
        pytest.param("x" * 65, False, id="too-long"),
        pytest.param('"; drop table', False, id="other-characters"),
    ],
)
def test_every_response_names_its_request(world: World, given: str, kept: bool) -> None:
    for path in ("/healthz", "/api/nothing", "/api/documents/x"):
        named = world.client.get(path, headers={"X-Request-ID": given}).headers["x-request-id"]
        assert (named == given) is kept
        assert len(named) >= 8
