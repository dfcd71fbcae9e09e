"""The own account: second factor, password, logins."""

from fastapi import APIRouter, Request

from assistant.api.dependencies import CurrentServices, OwnLogin, address_of
from assistant.api.limiting import COUNTED_LOGIN
from assistant.api.schemas.accounts import (
    AccountResponse,
    CodeRequest,
    EnrolmentResponse,
    NewPassword,
    OwnerCheck,
    RecoveryCodes,
)

router = APIRouter(prefix="/api/account", tags=["账号"])


@router.get("", summary="我的账号")
def get_account(token: OwnLogin, services: CurrentServices) -> AccountResponse:
    """账号、部门、两步验证和现在登录着的地方。"""
    return AccountResponse.of(services.accounts.state_of(token))


@router.post("/second-factor", summary="开始设置两步验证", dependencies=[COUNTED_LOGIN])
def begin_second_factor(
    check: OwnerCheck, request: Request, token: OwnLogin, services: CurrentServices
) -> EnrolmentResponse:
    """给验证器（手机上的身份验证器程序）扫的二维码和可以手工输入的密钥；用 `/confirm` 交回一个验证码之后才生效。"""
    accounts = services.accounts
    owner = accounts.owner_of(token)
    accounts.check_owner(owner.name, check.password, check.code, address_of(request))
    found = accounts.begin_second_factor(owner.name)
    return EnrolmentResponse(secret=found.secret, uri=found.uri, qr_svg=found.qr_svg)


@router.post("/second-factor/confirm", summary="确认两步验证", dependencies=[COUNTED_LOGIN])
def confirm_second_factor(confirmed: CodeRequest, token: OwnLogin, services: CurrentServices) -> RecoveryCodes:
    """交回验证器上显示的 6 位数字，两步验证生效；返回恢复码，只显示这一次，每个只能用一次。"""
    accounts = services.accounts
    return RecoveryCodes(codes=accounts.confirm_second_factor(accounts.owner_of(token).name, confirmed.code))


@router.post("/second-factor/remove", summary="取消两步验证", status_code=204, dependencies=[COUNTED_LOGIN])
def remove_second_factor(check: OwnerCheck, request: Request, token: OwnLogin, services: CurrentServices) -> None:
    """要再输入密码和验证码；取消后所有登录都退出。"""
    accounts = services.accounts
    owner = accounts.owner_of(token)
    accounts.check_owner(owner.name, check.password, check.code, address_of(request))
    accounts.remove_second_factor(owner.name)


@router.post("/password", summary="修改密码", status_code=204, dependencies=[COUNTED_LOGIN])
def change_password(change: NewPassword, request: Request, token: OwnLogin, services: CurrentServices) -> None:
    """要再输入现在的密码（有两步验证的还要验证码）；修改后所有登录都退出。"""
    accounts = services.accounts
    owner = accounts.owner_of(token)
    accounts.check_owner(owner.name, change.password, change.code, address_of(request))
    accounts.set_password(owner.name, change.new_password)


@router.post("/sign-out-everywhere", summary="退出全部登录", status_code=204)
def sign_out_everywhere(token: OwnLogin, services: CurrentServices) -> None:
    """这个账号在所有地方的登录和日历地址立即失效；访问令牌不受影响。"""
    accounts = services.accounts
    accounts.sign_out_everywhere(accounts.owner_of(token).name)
