"""MCP over standard input and output: a client on this machine starts 慧招 as its own program."""

import anyio
from mcp.server.stdio import stdio_server

from assistant.mcp.server import build_server
from assistant.records import Principal
from assistant.tools.toolbox import Toolbox


def serve(toolbox: Toolbox, principal: Principal) -> None:
    """Answer until the client closes standard input; whoever starts the program decides as whom."""
    server = build_server(toolbox, lambda _: principal)

    async def talk() -> None:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    anyio.run(talk)
