"""The tools as an MCP server, whatever carries its messages."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

import mcp_types as types
from anyio import to_thread
from mcp.server.caching import CacheHint
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.shared.exceptions import MCPError
from pydantic import BaseModel

from assistant import __version__
from assistant.errors import HuizhaoError
from assistant.records import Principal
from assistant.tools.tool import Tool
from assistant.tools.toolbox import TOOLS, Toolbox

log = logging.getLogger(__name__)

Context = ServerRequestContext[Any, Any]
AskedBy = Callable[[Context], Principal]
"""Whose request a call is. May raise an error of 慧招, which the client is then told."""

_INSTRUCTIONS = """慧招：一个区招商部门的政策、载体台账、投资机会和指南，只读。回答要引用工具返回的出处（source.label），并说明效力（source.status）；\
已失效、已废止、未施行的不能当作现行规定。金额为元，面积为㎡，租金为元/㎡·月。
Huizhao: policies, building ledgers, opportunities and guides of a district's investment bureau, read-only. Cite source.label and state \
source.status; what is not in force is not current law. Amounts in yuan, areas in m², rents in yuan/m²/month."""
_HOUR_MS = 3_600_000


def build_server(toolbox: Toolbox, asked_by: AskedBy) -> Server[Any]:
    """A server of the tools; it holds nothing between calls."""

    async def call(context: Context, asked: types.CallToolRequestParams) -> types.CallToolResult:
        tool = TOOLS.get(asked.name)
        if tool is None:
            raise MCPError(code=types.INVALID_PARAMS, message=f"没有“{asked.name}”这个工具")
        try:
            principal = await to_thread.run_sync(
                asked_by, context
            )  # it may ask the database how often this caller came
            found = await to_thread.run_sync(toolbox.call, tool.name, asked.arguments or {}, principal)
        except HuizhaoError as error:
            return types.CallToolResult(content=[types.TextContent(type="text", text=str(error))], is_error=True)
        except Exception as error:  # the boundary to another program: what it was is logged, not told
            reference = secrets.token_hex(4)
            log.exception("unexpected error in %s, reference %s", tool.name, reference)
            message = f"服务出现意外错误，请稍后再试；如仍不行，请把编号 {reference} 告诉管理员"
            raise MCPError(code=types.INTERNAL_ERROR, message=message) from error
        return _result(found)

    return Server(
        "huizhao",
        title="慧招",
        version=__version__,
        instructions=_INSTRUCTIONS,
        cache_hints={"tools/list": CacheHint(ttl_ms=_HOUR_MS, scope="public")},
        get_tool_input_schema=lambda name: TOOLS[name].input_schema if name in TOOLS else None,
        on_list_tools=_list,
        on_call_tool=call,
    )


async def _list(_: Context, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
    return types.ListToolsResult(tools=[_described(tool) for tool in TOOLS.values()])


def _described(tool: Tool[Any, Any]) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.both_languages,
        input_schema=dict(tool.input_schema),
        output_schema=dict(tool.output_schema),
        annotations=types.ToolAnnotations(
            title=tool.title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


def _result(found: BaseModel) -> types.CallToolResult:
    """The result as an object, and as text for clients that read nothing else."""
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=found.model_dump_json())],
        structured_content=found.model_dump(mode="json"),
    )
