"""Signing in, and who one is."""

from fastapi import APIRouter, Request

from assistant.api.dependencies import CurrentPrincipal, CurrentServices, address_of
from assistant.api.schemas.accounts import LoginRequest, LoginResponse, Me

router = APIRouter(prefix="/api", tags=["账号"])


@router.post("/login", summary="登录")
def log_in(login: LoginRequest, request: Request, services: CurrentServices) -> LoginResponse:
    """用账号和密码换取登录令牌。"""
    token = services.accounts.login(login.username, login.password, address_of(request))
    return LoginResponse(token=token.token, role=token.role, name=token.name, expires_at=token.expires_at)


@router.get("/me", summary="我是谁")
def who_am_i(principal: CurrentPrincipal) -> Me:
    """当前令牌对应的账号和角色；没有令牌就是客商。"""
    return Me(name=principal.name, role=principal.role, may_approve=principal.may_approve)
