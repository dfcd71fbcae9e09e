"""Signing in; accounts and tokens as administrators see them."""

from dataclasses import asdict
from datetime import datetime

from pydantic import BaseModel

from assistant.accounts.service import AccountState, LoginToken
from assistant.api.schemas.base import Request
from assistant.records import Role


class LoginRequest(Request):
    """Name and password; ``code`` of the second factor where the account has one."""

    username: str
    password: str
    code: str = ""


class Handover(Request):
    """What the browser got when it came back from the provider."""

    code: str


class LoginWays(BaseModel):
    """What the button for the provider says and where it leads; "" where there is none."""

    provider: str
    address: str


class LoginResponse(BaseModel):
    """A token to send as ``Authorization: Bearer …``; ``must_enrol``: good for setting up the second factor alone."""

    token: str
    role: Role
    name: str
    expires_at: datetime
    must_enrol: bool = False

    @classmethod
    def of(cls, token: LoginToken) -> "LoginResponse":
        return cls(
            token=token.token,
            role=token.role,
            name=token.name,
            expires_at=token.expires_at,
            must_enrol=token.must_enrol,
        )


class Me(BaseModel):
    """Whom the API takes the caller for. ``may_approve`` replies to complaints that others drafted, ``may_curate`` what was not answered;
    ``groups`` are the departments."""

    name: str
    role: Role
    may_approve: bool = False
    may_curate: bool = False
    groups: tuple[str, ...] = ()


class OpenLogin(BaseModel):
    """A login that is open; ``own`` is the one that asks."""

    id: str
    via: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    own: bool


class AccountResponse(BaseModel):
    """The own account. ``needed``: the role asks for a second factor."""

    name: str
    role: Role
    groups: tuple[str, ...]
    second_factor: bool
    needed: bool
    recovery_codes: int
    logins: tuple[OpenLogin, ...]

    @classmethod
    def of(cls, state: AccountState) -> "AccountResponse":
        return cls(
            name=state.user.name,
            role=state.user.role,
            groups=tuple(sorted(state.user.groups)),
            second_factor=state.second_factor,
            needed=state.needed,
            recovery_codes=state.recovery_codes,
            logins=tuple(OpenLogin.model_validate(asdict(login)) for login in state.logins),
        )


class EnrolmentResponse(BaseModel):
    """What to show an authenticator app: a picture (SVG), or the secret to type."""

    secret: str
    uri: str
    qr_svg: str


class CodeRequest(Request):
    """A code that the authenticator app shows."""

    code: str


class RecoveryCodes(BaseModel):
    """Codes for when the authenticator app is lost, each good once; shown this once."""

    codes: tuple[str, ...]


class OwnerCheck(Request):
    """Password, and the code of the second factor where there is one: asked again before an account is changed."""

    password: str
    code: str = ""


class NewPassword(OwnerCheck):
    """The password to have from now on."""

    new_password: str
