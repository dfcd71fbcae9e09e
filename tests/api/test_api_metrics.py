"""Numbers and log lines: they tell how things go, and nothing of anybody."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from assistant.api.app import create_app
from assistant.calls import Call, Door, begin, end
from assistant.chat_model import ChatModel
from assistant.errors import ChatModelError
from assistant.observing.logs import JsonLines, TextLines, _know_the_call, fields, serve_logs
from assistant.retrieval.embedding import Embedder
from assistant.sections.service import LogSettings, MetricsSettings, ServerSettings
from assistant.settings import ChatModelSettings, Settings
from tests.api.conftest import MANY_FILINGS, UNLIMITED, World, opened
from tests.api.test_api_addresses import served

TOKEN = "metrics-token-2026"
PHONE = "13912345678"


def local(world: World) -> TestClient:
    return TestClient(world.client.app, client=("127.0.0.1", 50000), raise_server_exceptions=False)


def read(client: TestClient, **headers: str) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels."""
    told = client.get("/metrics", headers=headers)
    assert told.status_code == 200, told.text
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(told.text)
        for sample in family.samples
    }


def test_questions_stages_requests_and_queues_are_counted(own_world: World) -> None:
    own_world.ask("总部企业租金补贴")
    own_world.ask("总部企业租金补贴", "staff")
    own_world.client.get("/api/documents/nothing")
    own_world.client.get("/wp-admin/setup.php")
    found = read(local(own_world))
    assert found["huizhao_questions_total", "policy", "false"] == 2
    assert found["huizhao_stage_seconds_count", "search"] == 2
    assert found["huizhao_requests_total", "POST", "/api/chat", "200"] == 2
    assert found["huizhao_requests_total", "GET", "/api/documents/{document_id}", "404"] == 1
    assert found["huizhao_request_seconds_count", "/api/chat"] == 2
    assert found["huizhao_queue_length", "ingest"] == 0
    assert found["huizhao_queue_length", "questions_running"] == 0
    assert found["huizhao_withheld_sentences_total",] == 0
    assert found["huizhao_free_disk_bytes",] > 0
    assert found["process_resident_memory_bytes",] > 0
    text = local(own_world).get("/metrics").text
    assert "wp-admin" not in text
    assert "租金" not in text


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        pytest.param("127.0.0.1", {}, 200, id="this-machine"),
        pytest.param("::1", {}, 200, id="this-machine-ipv6"),
        pytest.param("198.51.100.7", {}, 403, id="elsewhere"),
        pytest.param("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 403, id="a-proxy-on-this-machine"),
        pytest.param("127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 403, id="another-kind-of-proxy"),
        pytest.param("198.51.100.7", {"Authorization": f"Bearer {TOKEN}"}, 403, id="a-token-where-none-is-set"),
    ],
)
def test_without_a_token_this_machine_alone_reads_them(
    world: World, address: str, headers: dict[str, str], status: int
) -> None:
    client = TestClient(world.client.app, client=(address, 50000))
    assert client.get("/metrics", headers=headers).status_code == status


@pytest.fixture
def guarded(prepared: Path, embedder: Embedder, tmp_path: Path) -> Iterator[World]:
    settings = Settings(limits=UNLIMITED, complaints=MANY_FILINGS, metrics=MetricsSettings(token=TOKEN))  # type: ignore[arg-type]
    with opened(prepared, tmp_path / "data", embedder, settings) as running:
        yield running


@pytest.mark.parametrize(
    ("given", "status"),
    [
        pytest.param(f"Bearer {TOKEN}", 200, id="right"),
        pytest.param(f"Bearer {TOKEN}x", 403, id="wrong"),
        pytest.param("Bearer 令牌", 403, id="not-ascii"),
        pytest.param("", 403, id="none"),
    ],
)
def test_with_a_token_whoever_has_it_reads_them(guarded: World, given: str, status: int) -> None:
    headers = [(b"authorization", given.encode())] if given else []
    client = TestClient(guarded.client.app, client=("198.51.100.7", 50000))
    assert client.get("/metrics", headers=headers).status_code == status
    own = TestClient(guarded.client.app, client=("127.0.0.1", 50000))
    assert own.get("/metrics", headers=headers).status_code == status


def test_a_proxy_cannot_be_talked_into_it(own_world: World) -> None:
    with served(create_app(own_world.services), ServerSettings()) as address:
        assert httpx.get(f"{address}/metrics").status_code == 200
        for source in ("198.51.100.7", "127.0.0.1", "127.0.0.1, 198.51.100.7"):
            assert httpx.get(f"{address}/metrics", headers={"X-Forwarded-For": source}).status_code == 403


def test_a_model_that_fails_is_counted() -> None:
    model = ChatModel(ChatModelSettings(base_url="http://127.0.0.1:9/v1", model="m", timeout_s=2))
    for _ in range(3):
        with pytest.raises(ChatModelError):
            model.check()
    assert model.failures() == {"ChatModelError": 2}  # the third time it was not asked: it rests


def line(formatter: logging.Formatter, message: str, *, error: Exception | None = None, **values: object) -> str:
    record = logging.LogRecord("huizhao.x", logging.INFO, __file__, 1, message, (), None)
    record.__dict__.update(fields(**values))
    if error is not None:
        record.exc_info = (type(error), error, None)
    token = begin(Call(Door.API, id="abcd1234"))
    try:
        _know_the_call(record)
    finally:
        end(token)
    return formatter.format(record)


def test_a_line_of_json_holds_its_request_and_no_number_of_a_person() -> None:
    told = json.loads(line(JsonLines(), f"来电 {PHONE}", error=ValueError(f"邮箱 wang@example.com 电话 {PHONE}"), ms=3))
    assert told["request_id"] == "abcd1234"
    assert (told["level"], told["logger"], told["ms"]) == ("info", "huizhao.x", 3)
    assert told["message"] == "来电 【电话】"
    assert "【邮箱】" in told["error"]
    assert PHONE not in json.dumps(told)


def test_a_line_of_text_does_too() -> None:
    told = line(TextLines(), f"来电 {PHONE}", status=200)
    assert told.endswith("INFO huizhao.x [abcd1234] 来电 【电话】 status=200")


def test_a_request_is_written_by_its_route_alone(own_world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "huizhao.requests"):
        own_world.client.get("/api/search", params={"q": f"王小明 {PHONE}"}, headers=own_world.headers["staff"])
        own_world.client.get("/healthz")
    (record,) = [record for record in caplog.records if record.name == "huizhao.requests"]
    written = JsonLines().format(record)
    told = json.loads(written)
    assert (told["method"], told["route"], told["status"], told["role"]) == ("GET", "/api/search", 200, "staff")
    assert "王小明" not in written
    assert PHONE not in written


def test_what_libraries_say_of_each_request_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    try:
        serve_logs(LogSettings())
        for name in ("httpx", "httpx2"):
            logging.getLogger(name).info("HTTP Request: GET http://testserver/api/search?q=secret")
        logging.getLogger("huizhao.x").info("started")
    finally:
        root.handlers[:] = kept
        root.setLevel(level)
    told = capsys.readouterr().err
    assert "started" in told
    assert "secret" not in told
