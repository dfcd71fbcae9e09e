"""Counts every request and writes a line of it: the route, never the address that was asked for, which may hold what somebody looks for."""

import logging
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.calls import current_call
from assistant.calls.tracing import request_span
from assistant.observing.logs import fields
from assistant.observing.metrics import Metrics

log = logging.getLogger("huizhao.requests")
_UNHEARD = ("/healthz", "/readyz", "/metrics")
"""Asked every few seconds by machines: counted, not written."""


class Observing:
    """Plain ASGI: an answer that streams counts when it has ended."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with request_span(scope["method"]) as traced:
            try:
                await self.app(scope, receive, send_noted)
            finally:
                call = current_call()
                traced.ended(_route_of(scope), status, call.principal.role.value, call.id)
                self._note(scope, status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, duration_s: float) -> None:
        route = _route_of(scope)
        self.metrics.requested(route, scope["method"], status, duration_s)
        if route is not None and route not in _UNHEARD:
            told = fields(
                method=scope["method"],
                route=route,
                status=status,
                ms=round(duration_s * 1000, 1),
                role=current_call().principal.role.value,
            )
            log.info("request", extra=told)


def _route_of(scope: Scope) -> str | None:
    """The template of the route that answered, such as ``/api/documents/{document_id}``."""
    route: Any = scope.get("route")
    path = getattr(route, "path", None)
    return path if isinstance(path, str) and getattr(route, "include_in_schema", False) else None
