"""The API's routes about the installation. Each raises ApiProblem."""

from urllib.parse import quote

from ui.admin.system_contract import AccountItem, Accounts, Audit, Chain, Parts, TokenMade, Tokens
from ui.client import ApiClient

_ACCOUNTS = "/api/accounts"


def _address(name: str) -> str:
    return f"{_ACCOUNTS}/{quote(name, safe='')}"


async def accounts(api: ApiClient) -> Accounts:
    """All accounts."""
    return await api.read(Accounts, "GET", _ACCOUNTS)


async def add_account(api: ApiClient, name: str, role: str, password: str) -> AccountItem:
    """A new account."""
    return await api.read(
        AccountItem, "POST", _ACCOUNTS, json={"name": name, "role": role or None, "password": password}
    )


async def change_account(api: ApiClient, name: str, changes: dict[str, object]) -> None:
    """Role, rights, or whether it is disabled."""
    await api.call("PATCH", _address(name), json=changes)


async def set_password(api: ApiClient, name: str, password: str) -> None:
    """Its logins end."""
    await api.call("PUT", f"{_address(name)}/password", json={"password": password})


async def sign_out(api: ApiClient, name: str) -> None:
    """Its logins end, wherever they are."""
    await api.call("POST", f"{_address(name)}/sign-out")


async def tokens(api: ApiClient, name: str) -> Tokens:
    """An account's tokens."""
    return await api.read(Tokens, "GET", f"{_address(name)}/tokens")


async def add_token(api: ApiClient, name: str, label: str) -> TokenMade:
    """A new token, told this once."""
    return await api.read(TokenMade, "POST", f"{_address(name)}/tokens", json={"label": label})


async def revoke_token(api: ApiClient, number: int) -> None:
    """Void at once."""
    await api.call("DELETE", f"{_ACCOUNTS}/tokens/{number}")


async def audit(api: ApiClient, event: str, by: str, text: str, limit: int, offset: int) -> Audit:
    """One page of the audit; an empty filter filters nothing."""
    given = {"event": event, "by": by, "q": text}
    params = {"limit": str(limit), "offset": str(offset)} | {name: value for name, value in given.items() if value}
    return await api.read(Audit, "GET", "/api/audit", params=params)


async def chain(api: ApiClient) -> Chain:
    """Whether the audit is whole."""
    return await api.read(Chain, "GET", "/api/audit/verify")


async def parts(api: ApiClient) -> Parts:
    """How each part of the installation is."""
    return await api.read(Parts, "GET", "/api/installation")
