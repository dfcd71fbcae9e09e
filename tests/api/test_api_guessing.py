"""Guessing from many addresses is stopped, and the owner signs in all the same from where she did before."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from assistant.accounts.attempts import ATTEMPTS_FROM_ANYWHERE, ATTEMPTS_FROM_ONE_ADDRESS, Attempts
from assistant.api.app import create_app
from assistant.sections.service import ServerSettings
from tests.api.conftest import PASSWORD, World
from tests.api.test_api_addresses import served

HOME, ELSEWHERE = "203.0.113.7", "203.0.113.8"


@pytest.fixture
def address(own_world: World) -> Iterator[str]:
    with served(create_app(own_world.services), ServerSettings()) as address:
        yield address


def log_in(address: str, source: str, password: str, name: str = "staff") -> httpx.Response:
    body, headers = {"username": name, "password": password}, {"X-Forwarded-For": source}
    return httpx.post(f"{address}/api/login", json=body, headers=headers)


def guess_from_everywhere(world: World, name: str = "staff") -> None:
    """As many attempts as an account takes from all addresses, one from each; their passwords need no look."""
    attempts = Attempts(world.services.database)
    for number in range(ATTEMPTS_FROM_ANYWHERE):
        attempts.begin(name, f"198.51.100.{number}")


@pytest.mark.parametrize("name", ["staff", "nobody"])
def test_guesses_from_many_addresses_are_stopped(address: str, name: str) -> None:
    sources = (f"198.51.100.{number}" for number in range(ATTEMPTS_FROM_ANYWHERE + 1))
    tried = [log_in(address, source, "wrong-password", name).status_code for source in sources]
    assert tried == [401] * ATTEMPTS_FROM_ANYWHERE + [429]


def test_the_owner_signs_in_from_where_she_did_before(own_world: World, address: str) -> None:
    assert log_in(address, HOME, PASSWORD).status_code == 200
    guess_from_everywhere(own_world)
    assert log_in(address, HOME, "mistyped-once").status_code == 401
    assert log_in(address, HOME, PASSWORD).status_code == 200


def test_from_a_new_address_she_is_told_where_she_still_can(own_world: World, address: str) -> None:
    guess_from_everywhere(own_world)
    refused = log_in(address, ELSEWHERE, PASSWORD)
    assert refused.status_code == 429
    assert "登录过的网络" in refused.json()["error"]["message"]


def test_her_success_gives_the_guessers_no_fresh_start(own_world: World, address: str) -> None:
    log_in(address, HOME, PASSWORD)
    guess_from_everywhere(own_world)
    assert log_in(address, HOME, PASSWORD).status_code == 200
    assert log_in(address, "198.51.100.99", "wrong-password").status_code == 429


def test_from_where_she_signs_in_guessing_is_limited_as_everywhere(address: str) -> None:
    log_in(address, HOME, PASSWORD)
    tried = [log_in(address, HOME, "wrong-password").status_code for _ in range(ATTEMPTS_FROM_ONE_ADDRESS + 1)]
    assert tried == [401] * ATTEMPTS_FROM_ONE_ADDRESS + [429]


def test_an_address_is_known_for_the_account_that_signed_in_there_alone(own_world: World, address: str) -> None:
    log_in(address, HOME, PASSWORD, "colleague")
    guess_from_everywhere(own_world)
    assert log_in(address, HOME, PASSWORD).status_code == 429
