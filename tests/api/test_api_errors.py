"""Errors have one shape, a place in one table, and tell nothing of the machine."""

import logging
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from assistant import errors
from assistant.api.app import create_app
from assistant.api.errors import STATUS_AND_CODE, error_response
from assistant.api.middleware import BodyLimit
from tests.api.conftest import World


def subclasses(kind: type[errors.HuizhaoError]) -> set[type[errors.HuizhaoError]]:
    return {kind}.union(*(subclasses(sub) for sub in kind.__subclasses__()))


def test_every_error_has_its_status_and_code() -> None:
    declared = {kind for kind in subclasses(errors.HuizhaoError) if kind.__module__ == errors.__name__}
    assert set(STATUS_AND_CODE) == declared
    assert all(400 <= status < 600 for status, _ in STATUS_AND_CODE.values())


def test_codes_are_told_apart() -> None:
    codes = [code for _, code in STATUS_AND_CODE.values()]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("kind", STATUS_AND_CODE, ids=lambda kind: kind.__name__)
def test_an_error_is_answered_in_the_one_shape(kind: type[errors.HuizhaoError]) -> None:
    response = error_response(kind("请稍后再试"))
    status, code = STATUS_AND_CODE[kind]
    assert response.status_code == status
    assert response.body.decode() == f'{{"error":{{"code":"{code}","message":"请稍后再试"}}}}'


@pytest.mark.parametrize(
    ("method", "path", "body", "says"),
    [
        pytest.param("POST", "/api/chat", b"{", "请求内容 不是有效的 JSON", id="broken-json"),
        pytest.param("POST", "/api/chat", b"[]", "应为 JSON 对象", id="not-an-object"),
        pytest.param("POST", "/api/chat", b"{}", "question 没有填写", id="missing-field"),
        pytest.param("POST", "/api/chat", b'{"question": 7}', "question 应为文字", id="wrong-type"),
        pytest.param("POST", "/api/chat", b'{"question": "x", "asof": ""}', "asof 没有这一项", id="misspelt-field"),
        pytest.param(
            "POST", "/api/chat", b'{"question": "x", "as_of": "2024-13-01"}', "as_of 不是有效的日期", id="no-such-month"
        ),
        pytest.param("POST", "/api/chat", b'{"question": "x", "as_of": 86400}', "2024-04-01 这样", id="timestamp"),
        pytest.param("GET", "/api/search?q=x&k=999", b"", "k 不能大于 50", id="too-many"),
        pytest.param("GET", "/api/search?q=x&k=x", b"", "k 应为整数", id="no-number"),
        pytest.param("GET", "/api/search?q=x&kind=para", b"", "'clause', 'row'、'section' 之一", id="unknown-kind"),
        pytest.param("GET", "/api/search?q=x&as_of=2024/1/1", b"", "2024-04-01 这样", id="other-date-format"),
        pytest.param("GET", "/api/search", b"", "q 没有填写", id="missing-parameter"),
        pytest.param("POST", "/api/feedback", b'{"message_id": "x", "rating": "ok"}', "'up'、'down' 之一", id="rating"),
    ],
)
def test_an_unusable_request_is_told_in_chinese(world: World, method: str, path: str, body: bytes, says: str) -> None:
    headers = {"Content-Type": "application/json"} if body else {}
    response = world.client.request(method, path, content=body, headers=headers)
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "invalid_input"
    assert says in response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("question", "says"),
    [
        pytest.param("", "请输入问题", id="empty"),
        pytest.param(" \n　", "请输入问题", id="blank"),
        pytest.param("问" * 2001, "最多 2000 字，现在有 2001 字", id="too-long"),
    ],
)
def test_an_unusable_question_is_refused(world: World, question: str, says: str) -> None:
    for headers in ({}, {"Accept": "text/event-stream"}):
        response = world.client.post("/api/chat", json={"question": question}, headers=headers)
        assert response.status_code == 400
        assert says in response.json()["error"]["message"]


@pytest.mark.parametrize("path", ["/api/nothing", "/api/", "/v1/embeddings", "/api/documents/x/y/z"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_address_is_an_error_that_programs_can_read(world: World, method: str, path: str) -> None:
    response = world.client.request(method, path)
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


def test_an_unexpected_error_shows_only_a_reference(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        response = world.ask("崩溃")
    assert response.status_code == 500
    error = response.json()["error"]
    assert error["code"] == "internal_error"
    assert "secret detail" not in response.text
    assert "Traceback" not in response.text
    reference = error["message"].split("编号 ")[1].split(" ")[0]
    assert any(reference in record.getMessage() and record.exc_info for record in caplog.records)


def test_every_response_keeps_browsers_careful(world: World) -> None:
    for path in ("/api/me", "/api/nothing", "/healthz", "/docs", "/api/documents/x"):
        headers = world.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"


def test_what_programs_read_runs_nothing_as_a_page(world: World) -> None:
    for path in ("/api/me", "/api/nothing", "/v1/models", "/healthz"):
        assert world.client.get(path).headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'self'"
    documentation = world.client.get("/docs").headers["content-security-policy"]
    assert "default-src 'self'" in documentation and "script-src 'self' 'unsafe-inline'" in documentation
    assert (
        "'unsafe-inline'"
        not in world.client.get("/robots.txt").headers["content-security-policy"].split("style-src")[0]
    )


def test_a_browser_that_came_by_tls_stays_there(world: World) -> None:
    assert "strict-transport-security" not in world.client.get("/api/me").headers
    secure = TestClient(world.client.app, base_url="https://zhaoshang.example.gov.cn")
    assert secure.get("/api/me").headers["strict-transport-security"] == "max-age=31536000"


def test_pages_elsewhere_may_not_call_the_api_by_default(world: World) -> None:
    headers = world.client.get("/api/me", headers={"Origin": "https://elsewhere.example"}).headers
    assert "access-control-allow-origin" not in headers


def test_allowed_pages_may_call_the_api(world: World) -> None:
    server = world.services.settings.server.model_copy(update={"allowed_origins": ("https://www.example.gov.cn",)})
    settings = world.services.settings.model_copy(update={"server": server})
    client = TestClient(create_app(replace(world.services, settings=settings)))
    for origin, allowed in (("https://www.example.gov.cn", True), ("https://elsewhere.example", False)):
        headers = client.get("/api/me", headers={"Origin": origin}).headers
        assert (headers.get("access-control-allow-origin") == origin) is allowed


def test_a_large_body_is_refused_before_it_is_read(world: World) -> None:
    response = world.client.post("/api/chat", json={"question": "问" * 600_000})
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_large"
    assert "1 MB" in response.json()["error"]["message"]


def test_a_large_body_of_unknown_length_is_cut_off(world: World) -> None:
    sent = 0

    def body():
        nonlocal sent
        yield b'{"question": "'
        for _ in range(64):
            sent += 1
            yield b"x" * 65536
        yield b'"}'

    response = world.client.post("/api/chat", content=body(), headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_large"


@pytest.mark.parametrize(
    ("path", "content_type", "mebibytes"),
    [
        pytest.param("/api/documents", "multipart/form-data; boundary=x", 101, id="upload"),
        pytest.param("/api/complaints/7/attachments", "multipart/form-data; boundary=x", 101, id="attachments"),
        pytest.param("/api/complaints", "application/json", 1, id="json-where-files-are-taken"),
        pytest.param("/api/documents/x", "multipart/form-data; boundary=x", 1, id="no-files-here"),
        pytest.param("/v1/chat/completions", "application/json", 1, id="openai"),
        pytest.param("/gradio_api/upload", "multipart/form-data; boundary=x", 101, id="page"),
    ],
)
def test_files_may_be_larger_than_json(path: str, content_type: str, mebibytes: int) -> None:
    limit = BodyLimit(None, upload_mb=100, silence_s=30)  # type: ignore[arg-type]
    assert limit._limit_of(path, content_type)[0] == mebibytes << 20


def test_every_route_documents_the_errors_it_may_answer_with(world: World) -> None:
    schema = world.client.get("/openapi.json").json()
    shapes = {"/retrieval": "DifyErrorBody"}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            for status in ("400", "401", "404", "405", "422", "429", "503", "507"):
                content = operation["responses"][status]["content"]["application/json"]["schema"]
                expected = f"#/components/schemas/{shapes.get(path, 'ErrorBody')}"
                assert content == {"$ref": expected}, (method, path, status)
    assert "HTTPValidationError" not in schema["components"]["schemas"]
