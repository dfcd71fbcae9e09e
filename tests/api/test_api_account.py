"""The own account over HTTP: second factor, password, logins; departments at upload and afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.records import Role
from assistant.retrieval.embedding import Embedder
from assistant.sections.service import AccountSettings
from assistant.settings import Settings
from assistant.wiring import Services, build_services
from tests.api.conftest import INTERNAL, UNLIMITED

PASSWORD = "laptop-river-2026"
NEW_PASSWORD = "harbour-lantern-91"


@pytest.fixture
def services(embedder: Embedder, tmp_path: Path) -> Iterator[Services]:
    needed = AccountSettings(second_factor=frozenset({"admin"}))
    services = build_services(Settings(data_dir=tmp_path / "data", limits=UNLIMITED, accounts=needed), embedder)
    services.accounts.add("zhang", PASSWORD, Role.STAFF)
    yield services
    services.close()


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services)) as client:
        yield client


def log_in(client: TestClient, name: str, password: str = PASSWORD, code: str = "") -> dict[str, object]:
    body = {"username": name, "password": password, "code": code}
    return client.post("/api/login", json=body).raise_for_status().json()


def headers(login: dict[str, object]) -> dict[str, str]:
    return {"Authorization": f"Bearer {login['token']}"}


def code_of(error: object) -> tuple[int, str]:
    return error.status_code, error.json()["error"]["code"]  # type: ignore[attr-defined]  # a response


def test_a_second_factor_is_set_up_and_taken_away(client: TestClient) -> None:
    mine = headers(log_in(client, "zhang"))
    assert code_of(client.post("/api/account/second-factor", json={"password": "wrong"}, headers=mine)) == (
        401,
        "not_signed_in",
    )
    begun = client.post("/api/account/second-factor", json={"password": PASSWORD}, headers=mine).json()
    assert begun["uri"].startswith("otpauth://totp/") and begun["qr_svg"].startswith("<svg")
    app = pyotp.TOTP(begun["secret"])
    wrong = {"code": "000000" if app.now() != "000000" else "000001"}
    assert code_of(client.post("/api/account/second-factor/confirm", json=wrong, headers=mine))[0] == 400
    codes = client.post("/api/account/second-factor/confirm", json={"code": app.now()}, headers=mine).json()["codes"]
    state = client.get("/api/account", headers=mine).json()
    assert (state["second_factor"], state["recovery_codes"], len(state["logins"])) == (True, len(codes), 1)
    refused = client.post("/api/login", json={"username": "zhang", "password": PASSWORD})
    assert code_of(refused) == (401, "second_factor_needed")
    again = headers(log_in(client, "zhang", code=codes[0]))
    removed = {"password": PASSWORD, "code": codes[1]}
    assert client.post("/api/account/second-factor/remove", json=removed, headers=again).status_code == 204
    assert client.get("/api/account", headers=again).status_code == 401
    assert not log_in(client, "zhang")["must_enrol"]


def test_a_role_that_needs_it_can_do_nothing_else_before(client: TestClient, services: Services) -> None:
    services.accounts.add("guanli", PASSWORD, Role.ADMIN)
    login = log_in(client, "guanli")
    mine = headers(login)
    assert login["must_enrol"]
    for path in ("/api/me", "/api/documents", "/api/audit", "/api/search?q=办法"):
        assert code_of(client.get(path, headers=mine)) == (403, "second_factor_missing"), path
    begun = client.post("/api/account/second-factor", json={"password": PASSWORD}, headers=mine).json()
    confirmed = {"code": pyotp.TOTP(begun["secret"]).now()}
    assert client.post("/api/account/second-factor/confirm", json=confirmed, headers=mine).status_code == 200
    assert client.get("/api/audit", headers=mine).status_code == 200


def test_a_password_is_changed_by_who_knows_it(client: TestClient) -> None:
    mine = headers(log_in(client, "zhang"))
    weak = {"password": PASSWORD, "new_password": "zhang12345"}
    assert code_of(client.post("/api/account/password", json=weak, headers=mine))[0] == 400
    changed = {"password": PASSWORD, "new_password": NEW_PASSWORD}
    assert client.post("/api/account/password", json=changed, headers=mine).status_code == 204
    assert client.get("/api/me", headers=mine).status_code == 401
    assert log_in(client, "zhang", NEW_PASSWORD)


def test_all_logins_end_at_once(client: TestClient) -> None:
    one, other = (headers(log_in(client, "zhang")) for _ in range(2))
    assert client.post("/api/account/sign-out-everywhere", headers=one).status_code == 204
    assert {client.get("/api/me", headers=mine).status_code for mine in (one, other)} == {401}


def test_programs_do_not_change_accounts(client: TestClient, services: Services) -> None:
    token = {"Authorization": f"Bearer {services.accounts.create_api_token('zhang', '程序')}"}
    assert client.get("/api/me", headers=token).status_code == 200
    assert client.get("/api/account", headers=token).status_code == 400
    assert client.get("/api/account").status_code == 401


def test_departments_are_given_at_upload_and_changed_afterwards(client: TestClient, services: Services) -> None:
    services.accounts.add("guanli", PASSWORD, Role.ADMIN)
    admin = {"Authorization": f"Bearer {services.accounts.create_api_token('guanli', '程序')}"}
    staff = headers(log_in(client, "zhang"))
    files = {"files": ("口径.md", INTERNAL.encode(), "text/markdown")}
    uploaded = client.post(
        "/api/documents?wait=true", files=files, data={"groups": "产业科、投资促进科"}, headers=admin
    ).json()
    (outcome,) = uploaded["report"]["files"]
    path = f"/api/documents/{outcome['document_id']}"
    assert client.get(path, headers=admin).json()["groups"] == ["产业科", "投资促进科"]
    assert client.get(path, headers=staff).status_code == 404
    assert client.get("/api/documents", headers=staff).json()["total"] == 0
    services.accounts.set_groups("zhang", frozenset({"产业科"}))
    assert client.get(path, headers=staff).json()["groups"] == ["产业科", "投资促进科"]
    assert client.get("/api/me", headers=staff).json()["groups"] == ["产业科"]
    client.patch(path, json={"groups": "投资促进科"}, headers=admin).raise_for_status()
    assert client.get(path, headers=staff).status_code == 404
    client.patch(path, json={"groups": ""}, headers=admin).raise_for_status()
    assert client.get(path, headers=staff).json()["groups"] == []
    bad = client.patch(path, json={"groups": "产业<科>"}, headers=admin)
    assert bad.status_code == 400 and "部门名称" in bad.json()["error"]["message"]
