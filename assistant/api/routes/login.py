"""Signing in, and who one is."""

from fastapi import APIRouter, Request

from assistant.api.dependencies import CurrentPrincipal, CurrentServices, OwnLogin, address_of
from assistant.api.limiting import COUNTED_LOGIN
from assistant.api.schemas.accounts import Handover, LoginRequest, LoginResponse, LoginWays, Me
from assistant.api.sign_on import PATH

router = APIRouter(prefix="/api", tags=["账号"])


@router.post("/login", summary="登录", dependencies=[COUNTED_LOGIN])
def log_in(login: LoginRequest, request: Request, services: CurrentServices) -> LoginResponse:
    """用账号和密码换取登录令牌。设置了两步验证的账号还要 `code`（验证器上的 6 位数字或一个恢复码）：没有时返回 401 `second_factor_needed`。
    `must_enrol` 为 true 的令牌只能用来设置两步验证。"""
    token = services.accounts.login(login.username, login.password, address_of(request), login.code)
    return LoginResponse.of(token)


@router.post("/login/handover", summary="完成统一身份认证的登录", dependencies=[COUNTED_LOGIN])
def hand_over(handover: Handover, request: Request, services: CurrentServices) -> LoginResponse:
    """网页用从统一身份认证回来时得到的一次性代码换取登录令牌；一分钟内有效，只能用一次。"""
    return LoginResponse.of(services.accounts.hand_over(handover.code, address_of(request)))


@router.get("/login/ways", summary="可以怎样登录")
def ways_to_log_in(services: CurrentServices) -> LoginWays:
    """除了账号和密码，是否还能用统一身份认证。"""
    oidc = services.settings.oidc
    return LoginWays(provider=oidc.label if oidc.issuer else "", address=f"{PATH}/login" if oidc.issuer else "")


@router.post("/logout", summary="退出", status_code=204)
def log_out(token: OwnLogin, services: CurrentServices) -> None:
    """当前的登录令牌立即失效，在别处也不能再用；同一账号的其他登录不受影响。"""
    services.accounts.log_out(token)


@router.get("/me", summary="我是谁")
def who_am_i(principal: CurrentPrincipal) -> Me:
    """当前令牌对应的账号和角色；没有令牌就是客商。"""
    return Me(
        name=principal.name,
        role=principal.role,
        may_approve=principal.may_approve,
        may_curate=principal.may_curate,
        groups=tuple(sorted(principal.groups)),
    )
