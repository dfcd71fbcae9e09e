"""MCP over HTTP beside the API: ``/mcp`` for accounts, ``/mcp/public`` for anybody.

Stateless: every request stands alone, so several processes can serve one client. Browsers are let in only from the pages that
``HUIZHAO_SERVER__ALLOWED_ORIGINS`` names; other clients send no Origin.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import cast

from fastapi import FastAPI
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from assistant.access import may_handle_complaints
from assistant.api.dependencies import caller_of, services_of
from assistant.api.limiting import Limits, Work
from assistant.calls import current_call
from assistant.errors import NotPermitted, NotSignedIn
from assistant.mcp.server import Context, build_server
from assistant.records import Principal

PATHS = ("/mcp", "/mcp/public")
_PRINCIPAL = "huizhao.principal"
_LARGEST_BODY = 1 << 20


class McpDoor:
    """One address. ``public`` takes everybody for an investor without an account; else a token is asked for."""

    def __init__(self, *, public: bool) -> None:
        self.public = public
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def open(self, app: FastAPI) -> AsyncIterator[None]:
        """Serve until the app ends. A manager runs once; an app may start again."""

        def asked_by(context: Context) -> Principal:
            """Whom the request's token stands for; the call is counted like a search. Raises TooManyRequests."""
            request = cast(Request, context.request)
            principal: Principal = request.scope[_PRINCIPAL]
            current_call().principal = principal
            if not may_handle_complaints(principal):
                limits: Limits = app.state.limits
                limits.count(Work.SEARCHES, caller_of(request, principal))
            return principal

        self._manager = StreamableHTTPSessionManager(
            build_server(app.state.services.toolbox, asked_by),
            json_response=True,
            stateless=True,
            security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # see _check_origin
            max_request_body_size=_LARGEST_BODY,
        )
        async with self._manager.run():
            yield
        self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises what the app's error handlers answer: NotSignedIn, NotPermitted, 405 for all but POST."""
        request = Request(scope)
        if request.method != "POST":
            raise HTTPException(405, headers={"Allow": "POST"})
        _check_origin(request)
        scope[_PRINCIPAL] = Principal() if self.public else await run_in_threadpool(_principal_of, request)
        if self._manager is None:
            raise HTTPException(503, "服务正在启动，请稍后再试")
        await self._manager.handle_request(scope, receive, send)


def add_mcp(app: FastAPI) -> tuple[McpDoor, ...]:
    """Put both doors into the app; ``opened`` has to be part of its lifespan."""
    doors = tuple(McpDoor(public=path.endswith("public")) for path in PATHS)
    app.router.routes.extend(
        Route(path, endpoint=door, include_in_schema=False) for path, door in zip(PATHS, doors, strict=True)
    )
    return doors


@asynccontextmanager
async def opened(doors: tuple[McpDoor, ...], app: FastAPI) -> AsyncIterator[None]:
    """Both doors serve meanwhile."""
    async with AsyncExitStack() as stack:
        for door in doors:
            await stack.enter_async_context(door.open(app))
        yield


def _check_origin(request: Request) -> None:
    """A page elsewhere must not use a visitor's browser to reach a server in the visitor's network (DNS rebinding)."""
    origin = request.headers.get("origin")
    if origin and origin not in services_of(request).settings.server.allowed_origins:
        raise NotPermitted("浏览器里的网页要先由管理员列入 HUIZHAO_SERVER__ALLOWED_ORIGINS，才能使用这个接口")


def _principal_of(request: Request) -> Principal:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn("请带上 Authorization: Bearer 令牌；没有账号的，用 /mcp/public")
    return services_of(request).accounts.principal_of(token.strip())
