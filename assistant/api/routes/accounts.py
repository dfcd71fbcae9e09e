"""Accounts and their tokens: for administrators. Nobody can shut himself out here; ``huizhao users`` can, at the machine itself."""

from typing import Annotated

from fastapi import APIRouter, Path

from assistant.accounts.users import LONGEST_NAME
from assistant.api.dependencies import AdminUser, CurrentServices
from assistant.api.schemas.account_list import (
    AccountChange,
    AccountItem,
    AccountList,
    GivenPassword,
    NewAccount,
    NewToken,
    TokenItem,
    TokenList,
    TokenMade,
)
from assistant.api.schemas.base import Id
from assistant.errors import Conflict
from assistant.records import Role

router = APIRouter(prefix="/api/accounts", tags=["账号"])
Name = Annotated[str, Path(max_length=LONGEST_NAME, description="账号")]


@router.get("", summary="账号列表")
def list_accounts(_: AdminUser, services: CurrentServices) -> AccountList:
    """全部账号，按名称排列。"""
    return AccountList(accounts=tuple(AccountItem.of(user) for user in services.accounts.list_users()))


@router.post("", summary="新建账号", status_code=201)
def add_account(new: NewAccount, _: AdminUser, services: CurrentServices) -> AccountItem:
    """身份：investor 客商，staff 工作人员，admin 管理员。"""
    return AccountItem.of(services.accounts.add(new.name, new.password, new.role))


@router.patch("/{name}", summary="更改账号")
def change_account(name: Name, change: AccountChange, admin: AdminUser, services: CurrentServices) -> AccountItem:
    """只改给出的几项，从该账号的下一次请求起生效；停用后登录和访问令牌立即失效。不能停用自己或改自己的身份。"""
    accounts = services.accounts
    account = accounts.account_called(name)
    if account.id == admin.user_id and (change.disabled or change.role not in (None, Role.ADMIN)):
        raise Conflict("不能停用自己的账号或取消自己的管理员身份，请由另一位管理员操作")
    if change.role is not None:
        accounts.set_role(name, change.role)
    if change.may_approve is not None:
        accounts.set_may_approve(name, change.may_approve)
    if change.may_curate is not None:
        accounts.set_may_curate(name, change.may_curate)
    if change.disabled is not None:
        (accounts.disable if change.disabled else accounts.enable)(name)
    return AccountItem.of(accounts.account_called(name))


@router.put("/{name}/password", summary="重设密码", status_code=204)
def set_password(name: Name, new: GivenPassword, _: AdminUser, services: CurrentServices) -> None:
    """该账号的所有登录立即失效，访问令牌照旧。"""
    services.accounts.set_password(name, new.password)


@router.post("/{name}/sign-out", summary="退出全部登录", status_code=204)
def sign_out(name: Name, _: AdminUser, services: CurrentServices) -> None:
    """该账号在所有地方的登录和日历地址立即失效，访问令牌照旧。"""
    services.accounts.sign_out_everywhere(name)


@router.get("/{name}/tokens", summary="访问令牌")
def list_tokens(name: Name, _: AdminUser, services: CurrentServices) -> TokenList:
    """该账号的访问令牌，不含令牌本身。"""
    return TokenList(tokens=tuple(TokenItem.of(token) for token in services.accounts.list_api_tokens(name)))


@router.post("/{name}/tokens", summary="新建访问令牌", status_code=201)
def add_token(name: Name, new: NewToken, _: AdminUser, services: CurrentServices) -> TokenMade:
    """给程序用的令牌，只在这里显示一次。"""
    return TokenMade(token=services.accounts.create_api_token(name, new.label))


@router.delete("/tokens/{token_id}", summary="作废访问令牌", status_code=204)
def revoke_token(token_id: Id, _: AdminUser, services: CurrentServices) -> None:
    """立即失效。"""
    services.accounts.revoke(token_id)
