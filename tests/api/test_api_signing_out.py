"""Signing out ends the login token itself, not only what one browser remembers of it."""

from __future__ import annotations

import pytest

from assistant.api.app import create_app
from assistant.plugins import mount_page
from tests.api.conftest import PASSWORD, World
from tests.page_queue import PageQueue
from tests.serving import serving


def status_of(world: World, token: str) -> int:
    return world.client.get("/api/me", headers={"Authorization": f"Bearer {token}"}).status_code


def test_signing_out_on_the_page_ends_the_token_everywhere(own_world: World) -> None:
    token, elsewhere = (own_world.services.accounts.login("staff", PASSWORD).token for _ in range(2))
    session = {"token": token, "name": "staff", "role": "staff", "language": "zh"}
    with serving(mount_page(create_app(own_world.services))) as address:
        assert status_of(own_world, token) == 200
        assert PageQueue(address).click("header", {}, session, event="logout")["success"]
    assert status_of(own_world, token) == 401
    assert status_of(own_world, elsewhere) == 200


def test_the_api_ends_the_token_that_asks(own_world: World) -> None:
    headers = own_world.headers["staff"]
    assert own_world.client.post("/api/logout", headers=headers).status_code == 204
    assert own_world.client.post("/api/logout", headers=headers).status_code == 401
    assert own_world.client.get("/api/documents", headers=headers).status_code == 401


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer"}, {"Authorization": "Bearer nobody"}], ids=str)
def test_who_is_not_signed_in_cannot_sign_out(world: World, headers: dict[str, str]) -> None:
    assert world.client.post("/api/logout", headers=headers).status_code == 401
