"""Accounts and tokens as administrators keep them."""

from datetime import datetime

from pydantic import BaseModel, Field

from assistant.accounts.registry import ApiToken
from assistant.accounts.users import User
from assistant.api.schemas.base import Request
from assistant.records import Role


class AccountItem(BaseModel):
    """An account."""

    name: str
    role: Role
    may_approve: bool
    may_curate: bool
    disabled: bool
    created_at: datetime

    @classmethod
    def of(cls, user: User) -> "AccountItem":
        return cls(
            name=user.name,
            role=user.role,
            may_approve=user.may_approve,
            may_curate=user.may_curate,
            disabled=user.disabled,
            created_at=user.created_at,
        )


class AccountList(BaseModel):
    """All accounts."""

    accounts: tuple[AccountItem, ...]


class NewAccount(Request):
    """What a new account needs."""

    name: str = Field(max_length=200)
    password: str = Field(max_length=1000)
    role: Role


class AccountChange(Request):
    """What is not given stays."""

    role: Role | None = None
    may_approve: bool | None = None
    may_curate: bool | None = None
    disabled: bool | None = None


class GivenPassword(Request):
    """The password from now on."""

    password: str = Field(max_length=1000)


class TokenItem(BaseModel):
    """A token for programs, without the token itself."""

    id: int
    label: str
    created_at: datetime
    last_used_at: datetime | None
    revoked: bool

    @classmethod
    def of(cls, token: ApiToken) -> "TokenItem":
        return cls(
            id=token.id,
            label=token.name,
            created_at=token.created_at,
            last_used_at=token.last_used_at,
            revoked=token.revoked,
        )


class TokenList(BaseModel):
    """An account's tokens, oldest first."""

    tokens: tuple[TokenItem, ...]


class NewToken(Request):
    """What a token is for."""

    label: str = Field(min_length=1, max_length=100)


class TokenMade(BaseModel):
    """A token that cannot be read again."""

    token: str
