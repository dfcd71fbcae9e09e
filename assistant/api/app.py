"""The HTTP application over given services."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import APIRouter, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi_offline import FastAPIOffline

from assistant import __version__
from assistant.api.calls import Calls
from assistant.api.complaints import cases, drafts, filing, lists, replies
from assistant.api.curation import conflicts, evaluation, releases, standards, synonyms, unanswered, usage
from assistant.api.errors import add_error_handlers
from assistant.api.hours import each_hour
from assistant.api.limiting import Lane, Limits, questions_at_once
from assistant.api.middleware import BodyLimit, SecurityHeaders
from assistant.api.observing import Observing
from assistant.api.page_uploads import PageUploads
from assistant.api.proof import PROOF, SUBJECT, Proofs
from assistant.api.routes import (
    account,
    accounts,
    audit,
    benefits,
    chat,
    clauses,
    comparison,
    conversations,
    dify,
    documents,
    findings,
    health,
    installation,
    jobs,
    ledgers,
    listings,
    login,
    openai,
    policies,
    proof,
    search,
    searches,
    tools,
    validity,
    worksheet,
)
from assistant.api.schemas.errors import ERRORS
from assistant.api.sign_on import add_sign_on
from assistant.calls.tracing import tracing
from assistant.errors import NotFound
from assistant.mcp.door import add_mcp, opened
from assistant.observing.metrics import Metrics
from assistant.rates.service import OwnRate, SharedRates, is_shared
from assistant.sweeping import PAGE_UPLOADS
from assistant.wiring import Services

_DESCRIPTION = """招商知识问答：每一句都有出处。

没有令牌就是客商，只能看到公开资料；用 `POST /api/login` 换取令牌，或用 `huizhao users token` 建立 API 令牌，
放在请求头 `Authorization: Bearer 令牌`。出错时一律返回 `{"error": {"code", "message"}}`。"""
_MCP_HEADERS = ["MCP-Protocol-Version", "Mcp-Method", "Mcp-Name", "Mcp-Session-Id"]
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

ROUTERS = tuple(
    module.router
    for module in (
        login,
        account,
        chat,
        proof,
        search,
        searches,
        listings,
        clauses,
        findings,  # before the documents, whose address takes any name
        documents,
        policies,
        comparison,
        jobs,
        conversations,
        openai,
        dify,
        health,
        worksheet,
        benefits,
        lists,
        filing,
        cases,
        drafts,
        replies,
        ledgers,
        validity,
        tools,
        standards,
        synonyms,
        unanswered,
        conflicts,
        releases,
        usage,
        evaluation,
        audit,
        accounts,
        installation,
    )
)
"""All that the API offers, in the order of its documentation."""


def create_app(services: Services) -> FastAPI:
    """The API with its documentation at ``/docs``, which loads nothing from elsewhere.

    Whoever built the services closes them; what the app started itself (jobs) ends with it.
    """
    app = FastAPIOffline(
        title="慧招",
        version=__version__,
        description=_DESCRIPTION,
        redoc_url=None,
        responses=ERRORS,
        lifespan=_lifespan,
    )
    app.state.services = services
    limits = services.settings.limits
    shared = (
        SharedRates(services.database, services.settings) if is_shared(services.database, services.settings) else None
    )
    app.state.limits = Limits(limits, shared.rate) if shared is not None else Limits(limits)
    app.state.shared_rates = shared
    app.state.embed_origins = services.settings.server.embed_origins
    questions = app.state.questions = Lane(questions_at_once(services.settings), limits.questions_waiting)
    app.state.proofs = Proofs(
        limits,
        key=partial(services.accounts.signer.derived_key, "proof of work"),
        waiting=questions.waiting,
        once=shared.rate(SUBJECT, 1) if shared is not None else OwnRate(1),
    )
    queues = {
        "questions_running": questions.running,
        "questions_waiting": questions.waiting,
        "ingest": services.jobs.waiting,
    }
    app.state.metrics = Metrics(services, queues)
    add_error_handlers(app)
    server = services.settings.server
    app.add_middleware(BodyLimit, upload_mb=server.max_upload_mb, silence_s=server.body_timeout_s)
    app.add_middleware(PageUploads, folder=services.settings.data_dir / PAGE_UPLOADS, most_mb=limits.page_uploads_mb)
    app.add_middleware(SecurityHeaders)
    if server.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(server.allowed_origins),
            allow_methods=_METHODS,
            allow_headers=["Authorization", "Content-Type", "Accept", PROOF, *_MCP_HEADERS],
        )
    app.add_middleware(Observing, metrics=app.state.metrics)
    app.add_middleware(Calls, noted_address=services.audit.noted_address)
    for router in ROUTERS:
        app.include_router(router)
    app.include_router(_unknown_addresses)
    add_sign_on(app, services.accounts, services.settings.oidc)
    app.state.mcp_doors = add_mcp(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    traced = services.settings.tracing
    with tracing(traced.endpoint, traced.share):
        services.jobs.begin()
        async with opened(app.state.mcp_doors, app), each_hour(services, app.state.shared_rates):
            yield
        services.jobs.close()


_unknown_addresses = APIRouter(include_in_schema=False)


@_unknown_addresses.api_route("/api/{rest:path}", methods=_METHODS)
@_unknown_addresses.api_route("/v1/{rest:path}", methods=_METHODS)
def unknown_address(rest: str) -> None:
    """Programs get an error they can read, not the web page that is mounted at ``/``."""
    raise NotFound("没有这个接口，请查看 /docs")
