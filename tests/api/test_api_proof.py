"""While many wait, who has no account proves work first; nobody else, and never twice with the same proof."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import altcha
import pytest

from assistant.api.proof import PROOF, Proofs
from assistant.errors import ProofNeeded
from assistant.rates.service import OwnRate
from assistant.records import Principal, Role
from assistant.retrieval.embedding import Embedder
from assistant.sections.service import LimitSettings
from assistant.settings import Settings
from tests.api.conftest import UNLIMITED, World, opened

LIMITS = UNLIMITED.model_copy(update={"proof_from_waiting": 3, "proof_work": 1000})
FILED = {"text": "我公司申请的租金补贴没有到账，请核实。"}


@pytest.fixture
def pressed(prepared: Path, embedder: Embedder, tmp_path: Path) -> Iterator[tuple[World, list[int]]]:
    """A deployment, and how many wait in it."""
    with opened(prepared, tmp_path / "data", embedder, Settings(limits=LIMITS)) as world:
        waiting = [3]
        world.client.app.state.proofs._waiting = lambda: waiting[0]
        yield world, waiting


def solved(challenge: dict[str, object]) -> dict[str, object]:
    found = altcha.solve_challenge_v1(
        str(challenge["challenge"]), str(challenge["salt"]), "SHA-256", int(str(challenge["maxnumber"]))
    )
    assert found is not None
    kept = {name: value for name, value in challenge.items() if name != "maxnumber"}
    return {**kept, "number": found.number}


def header(solution: object) -> dict[str, str]:
    return {PROOF: base64.b64encode(json.dumps(solution).encode()).decode()}


def test_a_question_without_an_account_needs_one_proof_each(pressed: tuple[World, list[int]]) -> None:
    world, waiting = pressed
    asked = {"question": "总部企业租金补贴"}
    turned_away = world.client.post("/api/chat", json=asked)
    assert (turned_away.status_code, turned_away.json()["error"]["code"]) == (429, "proof_needed")
    assert turned_away.headers["Retry-After"] == "1"
    proof = header(solved(world.client.get("/api/proof").json()["challenge"]))
    assert world.client.post("/api/chat", json=asked, headers=proof).status_code == 200
    assert world.client.post("/api/chat", json=asked, headers=proof).status_code == 429
    assert world.ask("总部企业租金补贴", "investor").status_code == 200
    waiting[0] = 2
    assert world.client.get("/api/proof").json() == {"challenge": None}
    assert world.client.post("/api/chat", json=asked).status_code == 200


def test_complaints_and_programs_too_and_pages_not(pressed: tuple[World, list[int]]) -> None:
    world, _ = pressed
    spoken = {"model": "huizhao", "messages": [{"role": "user", "content": "租金补贴"}]}
    assert world.client.post("/v1/chat/completions", json=spoken).status_code == 429
    assert world.client.post("/api/complaints", json=FILED).status_code == 429
    assert world.client.post("/api/complaints", json=FILED, headers=world.headers["investor"]).status_code == 201
    proof = header(solved(world.client.get("/api/proof").json()["challenge"]))
    assert world.client.post("/api/complaints", json=FILED, headers=proof).status_code == 201
    assert world.client.get("/api/search", params={"q": "租金"}).status_code == 200


def proofs(key: str = "k", **settings: int) -> Proofs:
    limits = LimitSettings(**{"proof_from_waiting": 1, "proof_work": 1000} | settings)
    return Proofs(limits, lambda: key, lambda: 5, OwnRate(1))


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda one: {**one, "number": -1}, id="another-number"),
        pytest.param(lambda one: {**one, "number": "1"}, id="a-number-as-words"),
        pytest.param(lambda one: {**one, "salt": 1}, id="a-salt-that-is-none"),
        pytest.param(lambda one: {**one, "signature": "0" * 64}, id="signed-by-nobody"),
        pytest.param(lambda one: {**one, "algorithm": "SHA-1"}, id="an-easier-hash"),
        pytest.param(lambda one: {**one, "salt": one["salt"].replace("expires=", "expires=9")}, id="a-longer-life"),
        pytest.param(lambda one: [one], id="a-list"),
        pytest.param(lambda one: None, id="nothing"),
    ],
)
def test_what_is_no_proof_is_refused(harm: Callable[[dict[str, object]], object]) -> None:
    ours = proofs()
    with pytest.raises(ProofNeeded):
        ours.check(header(harm(solved(ours.challenge().model_dump())))[PROOF])


@pytest.mark.parametrize("given", ["", "x", "é" * 10, "A" * 4000, "bnVsbA=="])
def test_what_cannot_be_read_is_refused(given: str) -> None:
    with pytest.raises(ProofNeeded):
        proofs().check(given)


def test_a_proof_of_another_deployment_or_an_old_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = proofs(), proofs("another key")
    with pytest.raises(ProofNeeded):
        ours.check(header(solved(theirs.challenge().model_dump()))[PROOF])
    old = header(solved(ours.challenge().model_dump()))[PROOF]
    monkeypatch.setattr("altcha.v1.time.time", lambda: 4_000_000_000.0)
    with pytest.raises(ProofNeeded):
        ours.check(old)


@pytest.mark.parametrize(
    ("who", "wanted"),
    [(Principal(), True), (Principal(Role.INVESTOR, 1, "a"), False), (Principal(Role.STAFF, 2, "b"), False)],
)
def test_accounts_never_prove_anything(who: Principal, wanted: bool) -> None:
    assert proofs().wanted_of(who) is wanted
    assert not proofs(proof_from_waiting=0).wanted_of(who)
