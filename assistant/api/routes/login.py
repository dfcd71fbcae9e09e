"""Signing in, and who one is."""

from fastapi import APIRouter, Request

from assistant.api.dependencies import CurrentPrincipal, CurrentServices, address_of
from assistant.api.limiting import COUNTED_LOGIN
from assistant.api.schemas.accounts import LoginRequest, LoginResponse, Me
from assistant.errors import NotSignedIn

router = APIRouter(prefix="/api", tags=["账号"])


@router.post("/login", summary="登录", dependencies=[COUNTED_LOGIN])
def log_in(login: LoginRequest, request: Request, services: CurrentServices) -> LoginResponse:
    """用账号和密码换取登录令牌。"""
    token = services.accounts.login(login.username, login.password, address_of(request))
    return LoginResponse(token=token.token, role=token.role, name=token.name, expires_at=token.expires_at)


@router.post("/logout", summary="退出", status_code=204)
def log_out(request: Request, _principal: CurrentPrincipal, services: CurrentServices) -> None:
    """当前的登录令牌立即失效，在别处也不能再用；同一账号的其他登录不受影响。"""
    token = request.headers.get("authorization", "").partition(" ")[2].strip()
    if not token:
        raise NotSignedIn("没有登录")
    services.accounts.log_out(token)


@router.get("/me", summary="我是谁")
def who_am_i(principal: CurrentPrincipal) -> Me:
    """当前令牌对应的账号和角色；没有令牌就是客商。"""
    return Me(name=principal.name, role=principal.role, may_approve=principal.may_approve)
