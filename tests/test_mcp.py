"""MCP by its official client: over HTTP against a served app, in the protocol of today and of yesterday, and over standard input and output."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import httpx2
import jsonschema
import mcp_types as types
import pytest
from fastapi.testclient import TestClient
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from assistant.api.app import create_app
from assistant.records import Principal, Role
from assistant.sections.service import LimitSettings, ServerSettings
from assistant.tools.toolbox import TOOLS, Toolbox
from assistant.wiring import Services
from tests.conftest import ACCOUNTS, REPOSITORY, LiveServer
from tests.serving import serving

MODES = (pytest.param("auto", id="stateless-protocol"), pytest.param("legacy", id="with-a-handshake"))
DAY = "2026-11-30"
PING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"Accept": "application/json, text/event-stream"}


def public(server: LiveServer, mode: str) -> Client:
    return Client(f"{server.base_url}/mcp/public", mode=mode)


@asynccontextmanager
async def signed_in(url: str, token: str, mode: str = "auto") -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(headers=headers) as carrier,
        Client(streamable_http_client(f"{url}/mcp", http_client=carrier), mode=mode) as client,
    ):
        yield client


def token_of(server: LiveServer, who: str) -> str:
    name, password = ACCOUNTS[who]
    return server.services.accounts.login(name, password).token


def run(work: Callable[[], Awaitable[Any]]) -> Any:
    return asyncio.run(work())  # type: ignore[arg-type]


def text_of(result: types.CallToolResult) -> str:
    (block,) = result.content
    assert isinstance(block, types.TextContent)
    return block.text


@pytest.mark.parametrize("mode", MODES)
class TestOverHttp:
    def test_tools_are_offered_read_only_with_schemas_of_both_ends(self, live_server: LiveServer, mode: str) -> None:
        async def work() -> list[types.Tool]:
            async with public(live_server, mode) as client:
                return (await client.list_tools()).tools

        tools = run(work)
        assert [tool.name for tool in tools] == list(TOOLS) and len(tools) <= 12
        for tool in tools:
            jsonschema.Draft202012Validator.check_schema(tool.input_schema)
            jsonschema.Draft202012Validator.check_schema(tool.output_schema)
            assert tool.annotations and tool.annotations.read_only_hint and not tool.annotations.open_world_hint
            assert tool.title and tool.description and tool.input_schema["type"] == "object"

    def test_every_tool_answers_with_a_result_that_fits_its_schema(self, live_server: LiveServer, mode: str) -> None:
        """The client itself refuses one that does not."""
        calls: dict[str, dict[str, Any]] = {
            "search_passages": {"query": "总部企业租金补贴"},
            "read_clause": {"address": "《云汀区促进总部经济发展办法》第九条"},
            "read_document": {"document": "云汀区促进总部经济发展办法"},
            "list_documents": {"kind": "policy"},
            "match_listings": {"sentence": "租金80以下的写字楼"},
            "aggregate_listings": {"operation": "sum", "field": "VACANT_AREA_M2", "by": "STREET"},
            "compare_listings": {"names": ["湾畔国际商务港"]},
            "list_opportunities": {"topics": ["数字经济"]},
            "work_out_benefits": {"sentence": "生物医药企业，租用2000平米，租金60元每平米每月"},
            "list_benefits": {"theme": "租金"},
            "compare_versions": {"new": "云汀区支持楼宇经济高质量发展若干政策"},
            "validity_of": {"document": "云汀区促进楼宇经济发展办法"},
        }
        assert set(calls) == set(TOOLS)

        async def work() -> dict[str, types.CallToolResult]:
            async with public(live_server, mode) as client:
                return {
                    name: await client.call_tool(name, {"as_of": DAY, **arguments}) for name, arguments in calls.items()
                }

        for name, result in run(work).items():
            assert not result.is_error, (name, text_of(result))
            jsonschema.validate(result.structured_content, dict(TOOLS[name].output_schema))
            assert result.structured_content["as_of"] == DAY
            assert text_of(result).startswith("{")

    def test_what_is_wrong_is_told_to_the_model(self, live_server: LiveServer, mode: str) -> None:
        async def work() -> tuple[types.CallToolResult, types.CallToolResult]:
            async with public(live_server, mode) as client:
                return (
                    await client.call_tool("search_passages", {"query": "租金", "limit": 0}),
                    await client.call_tool("read_document", {"document": "没有这份文件"}),
                )

        bad, unknown = run(work)
        assert bad.is_error and text_of(bad) == "请求有误：limit 不能小于 1"
        assert unknown.is_error and "资料库中没有“没有这份文件”" in text_of(unknown)

    def test_an_unknown_tool_is_an_error_of_the_protocol(self, live_server: LiveServer, mode: str) -> None:
        async def work() -> None:
            async with public(live_server, mode) as client:
                with pytest.raises(MCPError, match="没有“drop_tables”这个工具"):
                    await client.call_tool("drop_tables", {})

        run(work)

    @pytest.mark.parametrize(("who", "sees"), [("investor", False), ("staff", True)])
    def test_an_account_sees_what_its_role_sees(self, live_server: LiveServer, mode: str, who: str, sees: bool) -> None:
        async def work() -> tuple[int, int]:
            async with signed_in(live_server.base_url, token_of(live_server, who), mode) as client:
                own = await client.call_tool("list_documents", {})
            async with public(live_server, mode) as client:
                anybody = await client.call_tool("list_documents", {})
            return own.structured_content["total"], anybody.structured_content["total"]

        own, anybody = run(work)
        assert (own > anybody) is sees


class TestTheDoor:
    def test_an_account_is_asked_for_a_token(self, live_server: LiveServer) -> None:
        for headers in ({}, {"Authorization": "Bearer hz_unknown"}, {"Authorization": "Basic YTpi"}):
            answer = httpx.post(f"{live_server.base_url}/mcp", json=PING, headers={**ACCEPT, **headers})
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"] == "Bearer"
            assert answer.json()["error"]["code"] == "not_signed_in"

    @pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
    @pytest.mark.parametrize("path", ["/mcp", "/mcp/public"])
    def test_nothing_but_post_is_answered(self, live_server: LiveServer, method: str, path: str) -> None:
        """A stream that is held open for nothing would only be a burden; the page at / must not answer either."""
        answer = httpx.request(method, f"{live_server.base_url}{path}", headers={"Accept": "text/event-stream"})
        assert answer.status_code == 405 and answer.headers["Allow"] == "POST"

    def test_a_page_elsewhere_is_turned_away(self, live_server: LiveServer) -> None:
        address = f"{live_server.base_url}/mcp/public"
        answer = httpx.post(address, json=PING, headers={**ACCEPT, "Origin": "https://elsewhere.example"})
        assert answer.status_code == 403 and "ALLOWED_ORIGINS" in answer.json()["error"]["message"]

    def test_a_page_that_is_allowed_is_not(self, make_services: Callable[..., Services]) -> None:
        services = make_services(server=ServerSettings(allowed_origins=("https://page.example",)))
        with TestClient(create_app(services)) as client:
            headers = {**ACCEPT, "Origin": "https://page.example"}
            answer = client.post("/mcp/public", json=PING, headers=headers)
            assert answer.status_code == 200 and len(answer.json()["result"]["tools"]) == len(TOOLS)

    def test_a_large_body_is_turned_away(self, live_server: LiveServer) -> None:
        answer = httpx.post(f"{live_server.base_url}/mcp/public", content=b" " * 1_100_000, headers=ACCEPT)
        assert answer.status_code == 413

    def test_an_app_may_start_again(self, make_services: Callable[..., Services]) -> None:
        app = create_app(make_services())
        for _ in range(2):
            with TestClient(app) as client:
                assert client.post("/mcp/public", json=PING, headers=ACCEPT).status_code == 200

    def test_calls_are_counted_like_searches_and_staff_are_not(self, make_services: Callable[..., Services]) -> None:
        services = make_services(limits=LimitSettings(searches_per_minute=3))
        services.accounts.add("zhang", "long-password-1", Role.STAFF)
        token = services.accounts.login("zhang", "long-password-1").token

        async def work(url: str) -> tuple[list[types.CallToolResult], list[types.CallToolResult]]:
            async with Client(f"{url}/mcp/public") as client:
                anybody = [await client.call_tool("list_documents", {}) for _ in range(4)]
            async with signed_in(url, token) as client:
                return anybody, [await client.call_tool("list_documents", {}) for _ in range(4)]

        with serving(create_app(services)) as url:
            anybody, staff = asyncio.run(work(url))
        assert [result.is_error for result in anybody] == [False, False, False, True]
        assert text_of(anybody[3]).startswith("查询太频繁，请 ")
        assert not any(result.is_error for result in staff)

    @pytest.mark.parametrize("mode", MODES)
    def test_an_unexpected_error_tells_nothing_but_a_reference(
        self, make_services: Callable[..., Services], mode: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        class Broken(Toolbox):
            def call(self, name: str, given: object, principal: Principal) -> Any:
                raise RuntimeError("secret detail of the machine")

        services = replace(make_services(), toolbox=Broken.__new__(Broken))

        async def work(url: str) -> str:
            async with Client(f"{url}/mcp/public", mode=mode) as client:
                with pytest.raises(MCPError, match=r"请把编号 [0-9a-f]{8} 告诉管理员") as told:
                    await client.call_tool("list_documents", {})
                return str(told.value)

        with serving(create_app(services)) as url:
            assert "secret" not in asyncio.run(work(url))
        assert "secret detail" in caplog.text


@pytest.fixture(scope="module")
def data_dir(district_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stdio") / "data"
    shutil.copytree(district_folder, folder)
    return folder


class TestOverStandardInputAndOutput:
    def totals(self, data_dir: Path, mode: str, *options: str) -> tuple[int, str]:
        program = StdioServerParameters(
            command=sys.executable,
            args=["-m", "assistant", "mcp", *options],
            env={**os.environ, "HUIZHAO_DATA_DIR": str(data_dir)},
            cwd=REPOSITORY,
        )

        async def work() -> tuple[int, str]:
            async with Client(program, mode=mode, read_timeout_seconds=120) as client:
                assert len((await client.list_tools()).tools) == len(TOOLS)
                listed = await client.call_tool("list_documents", {})
                found = await client.call_tool("search_passages", {"query": "总部企业租金补贴", "as_of": DAY})
                return listed.structured_content["total"], text_of(found)

        return asyncio.run(work())

    @pytest.mark.parametrize("mode", MODES)
    def test_a_client_starts_it_as_its_own_program(self, data_dir: Path, mode: str, district: Services) -> None:
        total, found = self.totals(data_dir, mode)
        assert total == len(district.library.all(Principal()))
        assert "《云汀区促进总部经济发展办法》第九条" in found

    def test_whoever_starts_it_says_as_whom(self, data_dir: Path, district: Services) -> None:
        total, _ = self.totals(data_dir, "auto", "--role", "staff")
        assert total == len(district.library.all(Principal(Role.STAFF)))
