"""What routes ask for. ``AdminUser`` in a route's signature *is* its permission check."""

import ipaddress
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.calls import current_call
from assistant.chat_service import ChatService
from assistant.errors import NotPermitted, NotSignedIn
from assistant.observing.metrics import Metrics
from assistant.records import Principal, Role
from assistant.wiring import Services

_bearer = HTTPBearer(auto_error=False, description="登录令牌（POST /api/login）或 API 令牌（huizhao users token）")


def services_of(request: Request) -> Services:
    """The services of this app."""
    return cast(Services, request.app.state.services)


CurrentServices = Annotated[Services, Depends(services_of)]


def metrics_of(request: Request) -> Metrics:
    """What this app counts."""
    return cast(Metrics, request.app.state.metrics)


CurrentMetrics = Annotated[Metrics, Depends(metrics_of)]


def chat_of(services: CurrentServices, metrics: CurrentMetrics) -> ChatService:
    """Asking and storing."""
    return ChatService(services.answerer, services.conversations, metrics.answered)


CurrentChat = Annotated[ChatService, Depends(chat_of)]


def token_of(request: Request) -> str:
    """The request's token, "" without one. Raises NotSignedIn for another scheme."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme and scheme.lower() != "bearer":
        raise NotSignedIn("请用 Authorization: Bearer 令牌 的方式登录")
    return token.strip()


def principal_of(
    request: Request,
    services: CurrentServices,
    _described: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Principal:
    """Whom the request's token stands for; without a token an anonymous investor.

    Raises NotSignedIn for a token that stands for nobody, on public routes too: the client should notice. ``_bearer`` only
    describes the scheme to /docs: it takes an unusable header for none.
    """
    token = token_of(request)
    principal = services.accounts.principal_of(token) if token else Principal()
    current_call().principal = principal
    return principal


def owner_of(
    request: Request,
    services: CurrentServices,
    _described: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> str:
    """The request's login token, also of an account that still has to set up its second factor: for managing the own account alone.

    Raises NotSignedIn without one, InvalidInput for an API token.
    """
    token = token_of(request)
    if not token:
        raise NotSignedIn("请先登录")
    current_call().principal = services.accounts.owner_of(token)
    return token


OwnLogin = Annotated[str, Depends(owner_of)]
CurrentPrincipal = Annotated[Principal, Depends(principal_of)]


def staff_of(principal: CurrentPrincipal) -> Principal:
    """Raises NotSignedIn without an account, NotPermitted for an investor."""
    if principal.user_id is None:
        raise NotSignedIn("请先登录")
    if principal.role is Role.INVESTOR:
        raise NotPermitted("只有工作人员可以这样做")
    return principal


def address_of(request: Request) -> str:
    """Where a request came from, "" when that is not known. One household has a whole /64 of IPv6 addresses: they count as one."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return host


StaffUser = Annotated[Principal, Depends(staff_of)]


def admin_of(principal: CurrentPrincipal) -> Principal:
    """Raises NotSignedIn without an account, NotPermitted for another role."""
    if principal.user_id is None:
        raise NotSignedIn("请先登录")
    if principal.role is not Role.ADMIN:
        raise NotPermitted("只有管理员可以这样做")
    return principal


def caller_of(request: Request, principal: CurrentPrincipal) -> str:
    """Who is counted and served as one: an account, or without one an address."""
    return f"account {principal.user_id}" if principal.user_id is not None else f"address {address_of(request)}"


Caller = Annotated[str, Depends(caller_of)]
AdminUser = Annotated[Principal, Depends(admin_of)]
