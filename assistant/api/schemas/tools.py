"""What the list of tools says."""

from typing import Any

from pydantic import BaseModel

from assistant.tools.tool import Tool


class ToolEntry(BaseModel):
    """一个工具：POST /api/tools/{name}，参数和结果见两份 JSON Schema。"""

    name: str
    title: str
    description: str
    english: str
    input_schema: dict[str, Any]
    output_schema: dict[str, Any]

    @classmethod
    def of(cls, tool: Tool[Any, Any]) -> "ToolEntry":
        return cls(
            name=tool.name,
            title=tool.title,
            description=tool.description,
            english=tool.english,
            input_schema=dict(tool.input_schema),
            output_schema=dict(tool.output_schema),
        )


class ToolsResponse(BaseModel):
    """全部工具。"""

    tools: tuple[ToolEntry, ...]
