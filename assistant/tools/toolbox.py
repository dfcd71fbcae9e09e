"""All tools by name, for those who call them by name: language models, MCP, HTTP, the command line."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from assistant.errors import NotFound
from assistant.records import Principal
from assistant.tools.benefits import LIST_BENEFITS, WORK_OUT_BENEFITS
from assistant.tools.clauses import READ_CLAUSE
from assistant.tools.documents import LIST_DOCUMENTS
from assistant.tools.listings import AGGREGATE_LISTINGS, COMPARE_LISTINGS, LIST_OPPORTUNITIES, MATCH_LISTINGS
from assistant.tools.passages import SEARCH_PASSAGES
from assistant.tools.reading import READ_DOCUMENT
from assistant.tools.tool import ArgumentsT, ResultT, Stores, Tool
from assistant.tools.versions import COMPARE_VERSIONS, VALIDITY_OF

TOOLS: Mapping[str, Tool[Any, Any]] = {
    tool.name: tool
    for tool in (
        SEARCH_PASSAGES,
        READ_CLAUSE,
        READ_DOCUMENT,
        LIST_DOCUMENTS,
        MATCH_LISTINGS,
        AGGREGATE_LISTINGS,
        COMPARE_LISTINGS,
        LIST_OPPORTUNITIES,
        WORK_OUT_BENEFITS,
        LIST_BENEFITS,
        COMPARE_VERSIONS,
        VALIDITY_OF,
    )
}


def tool_named(name: str) -> Tool[Any, Any]:
    """Raises NotFound that names those there are."""
    if name not in TOOLS:
        raise NotFound(f"没有“{name}”这个工具，可用的有：{'、'.join(TOOLS)}")
    return TOOLS[name]


def functions() -> Iterator[dict[str, Any]]:
    """The tools as an OpenAI-compatible server takes them in ``tools``."""
    for tool in TOOLS.values():
        yield {
            "type": "function",
            "function": {
                "name": tool.name,
                "description": tool.both_languages,
                "parameters": tool.input_schema,
            },
        }


class Toolbox:
    """The tools over given stores. Threads may share it."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def call(self, name: str, given: object, principal: Principal) -> BaseModel:
        """What a tool finds for arguments as decoded JSON, on behalf of whoever asks.

        Raises NotFound for an unknown tool, InvalidInput for unusable arguments, and what the tool itself raises.
        """
        tool: Tool[BaseModel, BaseModel] = tool_named(name)
        return self.use(tool, tool.read(given), principal)

    def use(self, tool: Tool[ArgumentsT, ResultT], arguments: ArgumentsT, principal: Principal) -> ResultT:
        """What a tool finds for arguments that are checked already."""
        return tool.work(self._stores, arguments, principal)
