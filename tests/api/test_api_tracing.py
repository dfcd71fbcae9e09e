"""Traces tell where the time of a request goes, and nothing of who asked for what."""

import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant.api.app import create_app
from assistant.calls.tracing import spans_to, stage, tracing
from assistant.retrieval.embedding import Embedder
from assistant.sections.service import TracingSettings
from assistant.settings import Settings
from assistant.wiring import Services, build_services

SECRETS = ("总部企业租金补贴", "zhangsan@example.com", "198.51.100.7", "Mozilla")


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


def served(services: Services, spans: InMemorySpanExporter, stream: bool) -> list[ReadableSpan]:
    client = TestClient(create_app(services), client=("198.51.100.7", 50000), raise_server_exceptions=False)
    headers = {"Accept": "text/event-stream" if stream else "application/json", "User-Agent": "Mozilla"}
    with spans_to(SimpleSpanProcessor(spans)):
        asked = {"question": "总部企业租金补贴怎么申请？我的邮箱是 zhangsan@example.com"}
        assert client.post("/api/chat", json=asked, headers=headers).status_code == 200
        assert client.get("/api/search?q=总部企业租金补贴", headers=headers).status_code == 200
        assert client.get("/没有/zhangsan@example.com").status_code == 404
    return list(spans.get_finished_spans())


@pytest.fixture(scope="module")
def services(prepared: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("traced") / "data"
    shutil.copytree(prepared, folder)
    services = build_services(Settings(data_dir=folder), embedder)
    yield services
    services.close()


@pytest.mark.parametrize("stream", [False, True], ids=["json", "stream"])
def test_stages_belong_to_their_request_and_hold_nothing_personal(
    services: Services, spans: InMemorySpanExporter, stream: bool
) -> None:
    made = served(services, spans, stream)
    chat, search, unknown = (span for span in made if span.parent is None)
    assert (chat.name, search.name, unknown.name) == ("POST /api/chat", "GET /api/search", "GET")
    assert chat.attributes is not None and chat.attributes["http.response.status_code"] == 200
    within = {span.name for span in made if span.context.trace_id == chat.context.trace_id}
    assert {"understand", "passages", "search", "read", "record"} <= within
    told = "\n".join(span.to_json() for span in made)
    assert not [secret for secret in SECRETS if secret in told or secret in told.encode().decode("unicode_escape")]


def test_an_error_is_told_by_its_type_alone(spans: InMemorySpanExporter) -> None:
    with spans_to(SimpleSpanProcessor(spans)), pytest.raises(ValueError), stage("read"):
        raise ValueError("张三的问题")
    (span,) = spans.get_finished_spans()
    assert (span.status.description, len(span.events), span.status.is_ok) == ("ValueError", 0, False)


def test_nothing_is_traced_unless_a_collector_is_named(spans: InMemorySpanExporter) -> None:
    assert TracingSettings().endpoint == ""
    with stage("read") as span:
        assert not span.is_recording()


class StuckExporter(SpanExporter):
    """Of a collector that takes what it is sent and does not answer until it is let go."""

    def __init__(self) -> None:
        self.taken, self.released = threading.Event(), threading.Event()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.taken.set()
        self.released.wait()
        return SpanExportResult.SUCCESS


def test_a_collector_that_does_not_answer_holds_up_nobody() -> None:
    collector = StuckExporter()
    with spans_to(BatchSpanProcessor(collector, max_export_batch_size=1)):
        for _ in range(3):
            with stage("read"):
                pass
        collector.taken.wait()
        for _ in range(100):
            with stage("read"):
                pass
        assert not collector.released.is_set()
        collector.released.set()


def test_a_collector_that_is_away_is_no_error() -> None:
    with tracing("http://127.0.0.1:9"), stage("read") as span:
        assert span.is_recording()
    with stage("read") as span:
        assert not span.is_recording()
