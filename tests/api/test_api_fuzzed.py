"""Whatever is sent to whichever route by whomever, the server never answers with an error of its own.

``HUIZHAO_TEST_EXAMPLES=20`` draws so many of each kind anew instead of the same few; the number of requests is printed.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import cycle

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation

from assistant.documents.tables import ChunkRow
from assistant.incentives.tables import BenefitRuleRow
from assistant.retrieval.embedding import Embedder
from tests.api.conftest import World, opened
from tests.examples import SAME_EACH_TIME, examples

EXAMPLES = {role: examples(few) for role, few in {"anonymous": 1, "investor": 1, "staff": 1, "admin": 2}.items()}
"""For each route and mode: the same requests for all roles, of which most of others end at the door that an administrator goes through."""
_OF_A_REQUEST = ("method", "url", "headers", "params", "json", "data", "files", "cookies")
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
UNIVERSAL = settings(
    derandomize=SAME_EACH_TIME,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Fuzzed:
    """A deployment of one role with something of everything, to be treated badly."""

    who: str
    world: World
    known: Mapping[str, list[object]]


@pytest.fixture
def fuzzed(prepared: object, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Fuzzed]]:
    with ExitStack() as open_worlds:
        yield [
            Fuzzed(who, world, known(world))
            for who in EXAMPLES
            for world in [
                open_worlds.enter_context(opened(prepared, tmp_path_factory.mktemp(who) / "data", embedder))  # type: ignore[arg-type]
            ]
        ]


def known(fuzzed: World) -> Mapping[str, list[object]]:
    """What is there, by the name of the path's parameter: without it hardly a request would get past "not found"."""
    filed = fuzzed.client.post(
        "/api/complaints",
        data={"text": "我公司申请的租金补贴没有到账，请核实并尽快拨付。"},
        files=[("files", ("说明.txt", io.BytesIO("租金补贴没有到账".encode()), "text/plain"))],
        headers=fuzzed.headers["investor"],
    ).json()
    conversation = fuzzed.ask("总部企业租金补贴", "investor").json()
    listings = fuzzed.client.post("/api/listings/match", json={"sentence": "写字楼"}).json()["rows"]
    with fuzzed.services.database.session() as session:
        chunks = [row.id for row in session.query(ChunkRow).limit(5)]
        rules = [row.id for row in session.query(BenefitRuleRow).limit(3)]
    return {
        "document_id": list(fuzzed.documents.values()),
        "complaint_id": [filed["id"]],
        "attachment_id": [filed["attachments"][0]["id"]],
        "conversation_id": [conversation["conversation_id"]],
        "chunk_id": chunks,
        "listing_id": [row["id"] for row in listings],
        "rule_id": rules or ["x"],
        "kind": ["docx", "pdf"],
        "number": [1],
        "page": [1],
    }


@pytest.fixture(scope="module")
def described(world: World) -> list[tuple[APIOperation, GenerationMode, SearchStrategy[Case]]]:
    """What every route may be sent, right and wrong. Roles share it: making it takes as long as asking."""
    schema = schemathesis.openapi.from_dict(world.client.get("/openapi.json").json())
    operations = sorted((result.ok() for result in schema.get_all_operations()), key=_order)
    return [(one, mode, one.as_strategy(generation_mode=mode)) for one in operations for mode in MODES]


@pytest.mark.slow
def test_no_request_ends_in_an_error_500_or_an_undocumented_status(
    described: list[tuple[APIOperation, GenerationMode, SearchStrategy[Case]]], fuzzed: list[Fuzzed]
) -> None:
    assert len(described) > 100
    sent: Counter[int] = Counter()
    failures = [
        failure for operation, mode, cases in described for failure in _failures(operation, mode, cases, fuzzed, sent)
    ]
    print(f"{sent.total()} requests, answered with {dict(sorted(sent.items()))}")
    assert not failures, "\n".join(failures)


def _order(operation: APIOperation) -> tuple[bool, bool]:
    """What takes things away comes late, and the end of the session last: everything else is asked by whom it is said to be."""
    return operation.path in {"/api/logout", "/api/account/sign-out-everywhere"}, operation.method.lower() == "delete"


def _failures(
    operation: APIOperation, mode: GenerationMode, cases: SearchStrategy[Case], fuzzed: list[Fuzzed], sent: Counter[int]
) -> list[str]:
    """Of each role the first request to one route that was answered with an error of the server or a status that the documentation lacks.

    What is drawn is sent by all roles, each to its own deployment: drawing it takes longer than answering it.
    """
    found: dict[str, str] = {}
    real = cycle([True, True, False])
    asked: Counter[str] = Counter()

    @settings(UNIVERSAL, max_examples=max(EXAMPLES.values()))
    @given(case=cases)
    def ask(case: Case) -> None:
        drawn, given_ids_fit = case.path_parameters, bool(case.path_parameters) and next(real)
        for one in fuzzed:
            if asked[one.who] == EXAMPLES[one.who]:
                continue
            asked[one.who] += 1
            if given_ids_fit:
                case.path_parameters = {**drawn, **{name: one.known[name][0] for name in drawn if name in one.known}}
            told = _trouble(operation, case, one, sent)
            if told:
                found.setdefault(one.who, f"{one.who} {operation.label} {mode.value}: {case.as_curl_command()}\n{told}")

    with suppress(Unsatisfiable):  # a route that takes nothing cannot be sent something wrong
        ask()
    return list(found.values())


def _trouble(operation: APIOperation, case: Case, by: Fuzzed, answers: Counter[int]) -> str:
    """What was answered, where that is an error of the server or undocumented."""
    sent = case.as_transport_kwargs(base_url="http://testserver", headers=by.world.headers[by.who])
    prepared = requests.Request(**{name: sent[name] for name in _OF_A_REQUEST if name in sent}).prepare()
    response = by.world.client.request(
        prepared.method or "GET", prepared.url or "", content=prepared.body, headers=dict(prepared.headers)
    )
    answers[response.status_code] += 1
    # 503 says in words that a program is not installed here; "internal_error" may also come at the end of a stream.
    documented = str(response.status_code) in operation.definition.raw["responses"]
    wrong = response.status_code == 500 or b"internal_error" in response.content or not documented
    return f"{response.status_code} {response.text[:300]}" if wrong else ""
