"""Tools by name: what a language model, another program or MCP may call, each as a route with its own typed body and result."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter

from assistant.api.dependencies import CurrentPrincipal, CurrentServices
from assistant.api.limiting import COUNTED_SEARCH
from assistant.api.schemas.tools import ToolEntry, ToolsResponse
from assistant.tools.tool import Tool
from assistant.tools.toolbox import TOOLS, tool_named

router = APIRouter(prefix="/api/tools", tags=["工具"], dependencies=[COUNTED_SEARCH])


@router.get("", summary="工具列表")
def list_tools() -> ToolsResponse:
    """每个工具的名称、用途、参数和结果的 JSON Schema。"""
    return ToolsResponse(tools=tuple(ToolEntry.of(tool) for tool in TOOLS.values()))


def _door_of(tool: Tool[Any, Any]) -> Callable[..., Any]:
    """The route's function, whose annotations describe the tool to /docs."""
    arguments_type = tool.arguments

    def call(arguments: arguments_type, principal: CurrentPrincipal, services: CurrentServices) -> Any:  # type: ignore[valid-type]  # noqa: ANN401 - classes chosen when the app starts
        return services.toolbox.use(tool, arguments, principal)

    return call


for _tool in TOOLS.values():
    router.post(
        f"/{_tool.name}",
        summary=_tool.title,
        description=_tool.both_languages,
        operation_id=_tool.name,
        response_model=_tool.result,
    )(_door_of(_tool))


@router.post("/{name}", include_in_schema=False)
def unknown_tool(name: str) -> None:
    """Says which tools there are."""
    tool_named(name)
