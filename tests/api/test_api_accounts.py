"""Accounts and their tokens over the API, and how the installation is: administrators alone."""

from __future__ import annotations

import pytest

from assistant.audit.events import Event
from assistant.audit.log import AuditFilter
from tests.api.conftest import World

NEW = {"name": "Xiao.Wang", "password": "green-lantern-4471", "role": "staff"}


@pytest.mark.parametrize("who", ["anonymous", "investor", "staff"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/accounts", None),
        ("POST", "/api/accounts", NEW),
        ("PATCH", "/api/accounts/staff", {"role": "admin"}),
        ("PUT", "/api/accounts/admin/password", {"password": "green-lantern-4471"}),
        ("POST", "/api/accounts/admin/sign-out", None),
        ("GET", "/api/accounts/admin/tokens", None),
        ("POST", "/api/accounts/admin/tokens", {"label": "x"}),
        ("DELETE", "/api/accounts/tokens/1", None),
        ("GET", "/api/installation", None),
    ],
)
def test_others_are_turned_away(world: World, who: str, method: str, path: str, body: object) -> None:
    answer = world.client.request(method, path, json=body, headers=world.headers[who])
    assert answer.status_code == (401 if who == "anonymous" else 403)


def test_an_account_is_made_used_changed_and_disabled(own_world: World) -> None:
    client, admin = own_world.client, own_world.headers["admin"]
    assert client.post("/api/accounts", json=NEW, headers=admin).json()["name"] == "xiao.wang"
    assert client.post("/api/accounts", json=NEW, headers=admin).status_code == 409
    weak = {**NEW, "name": "other", "password": "12345678"}
    assert client.post("/api/accounts", json=weak, headers=admin).status_code in (400, 422)

    def sign_in(password: str) -> dict[str, str]:
        body = {"username": "xiao.wang", "password": password}
        return {"Authorization": f"Bearer {client.post('/api/login', json=body).json()['token']}"}

    first = sign_in(NEW["password"])
    assert client.get("/api/me", headers=first).json()["role"] == "staff"
    path = "/api/accounts/xiao.wang"
    changed = client.patch(path, json={"may_approve": True}, headers=admin).json()
    assert (changed["role"], changed["may_approve"]) == ("staff", True)
    assert client.get("/api/me", headers=first).json()["may_approve"] is True
    assert client.put(f"{path}/password", json={"password": "blue-lantern-9982"}, headers=admin).status_code == 204
    assert client.get("/api/me", headers=first).status_code == 401
    second = sign_in("blue-lantern-9982")
    assert client.post(f"{path}/sign-out", headers=admin).status_code == 204
    assert client.get("/api/me", headers=second).status_code == 401
    second = sign_in("blue-lantern-9982")
    assert client.patch(path, json={"disabled": True}, headers=admin).json()["disabled"] is True
    assert client.get("/api/me", headers=second).status_code == 401
    assert client.patch(path, json={"disabled": False}, headers=admin).json()["disabled"] is False
    changes = [line.detail for line in own_world.services.audit.lines(AuditFilter(event=Event.ACCOUNT, by="admin"))]
    assert changes == [{"change": "add", "role": "staff"}, {"change": "disable"}, {"change": "enable"}]


def test_a_token_is_told_once_and_void_when_revoked(own_world: World) -> None:
    client, admin = own_world.client, own_world.headers["admin"]
    token = client.post("/api/accounts/staff/tokens", json={"label": "报表"}, headers=admin).json()["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/me", headers=bearer).json()["name"] == "staff"
    listed = client.get("/api/accounts/staff/tokens", headers=admin)
    (kept,) = [one for one in listed.json()["tokens"] if one["label"] == "报表"]
    assert token not in listed.text
    assert kept["last_used_at"]
    assert client.delete(f"/api/accounts/tokens/{kept['id']}", headers=admin).status_code == 204
    assert client.get("/api/me", headers=bearer).status_code == 401
    assert client.delete("/api/accounts/tokens/99999999", headers=admin).status_code == 404


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": "staff"}])
def test_nobody_shuts_himself_out(own_world: World, change: dict[str, object]) -> None:
    answer = own_world.client.patch("/api/accounts/admin", json=change, headers=own_world.headers["admin"])
    assert answer.status_code == 409
    assert "另一位管理员" in answer.json()["error"]["message"]
    assert own_world.client.get("/api/me", headers=own_world.headers["admin"]).json()["role"] == "admin"


@pytest.mark.parametrize("right", ["may_approve", "may_curate"])
def test_an_investor_has_no_right_of_staff(own_world: World, right: str) -> None:
    path, admin = "/api/accounts/investor", own_world.headers["admin"]
    assert own_world.client.patch(path, json={right: True}, headers=admin).status_code in (400, 422)
    assert own_world.client.patch("/api/accounts/nobody", json={}, headers=admin).status_code == 404


def test_the_installation_tells_of_each_part(world: World) -> None:
    parts = world.client.get("/api/installation", headers=world.headers["admin"]).json()["parts"]
    states = {part["part"]: part["state"] for part in parts}
    assert states["资料库"] == "正常"
    assert states["语言模型"] == "未启用"
    assert all(part["remedy"] for part in parts if part["state"] == "有问题")
