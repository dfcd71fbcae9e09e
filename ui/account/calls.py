"""The API's routes of the own account. Each raises ApiProblem."""

from ui.account.contract import Enrolment, LoginWays, OwnAccount, RecoveryCodes
from ui.client import ApiClient
from ui.contract import Account


async def ways(api: ApiClient) -> LoginWays:
    """How one can sign in beside name and password."""
    return await api.read(LoginWays, "GET", "/api/login/ways")


async def hand_over(api: ApiClient, code: str) -> Account:
    """The login of somebody who comes back from the provider."""
    return await api.read(Account, "POST", "/api/login/handover", json={"code": code})


async def account(api: ApiClient) -> OwnAccount:
    """The own account and where it is signed in."""
    return await api.read(OwnAccount, "GET", "/api/account")


async def begin_second_factor(api: ApiClient, password: str) -> Enrolment:
    """What to show the authenticator app."""
    return await api.read(Enrolment, "POST", "/api/account/second-factor", json={"password": password})


async def confirm_second_factor(api: ApiClient, code: str) -> RecoveryCodes:
    """Turn it on."""
    return await api.read(RecoveryCodes, "POST", "/api/account/second-factor/confirm", json={"code": code})


async def remove_second_factor(api: ApiClient, password: str, code: str) -> None:
    """Turn it off; all logins end."""
    await api.call("POST", "/api/account/second-factor/remove", json={"password": password, "code": code})


async def change_password(api: ApiClient, password: str, code: str, new_password: str) -> None:
    """Another password; all logins end."""
    changed = {"password": password, "code": code, "new_password": new_password}
    await api.call("POST", "/api/account/password", json=changed)


async def sign_out_everywhere(api: ApiClient) -> None:
    """End all logins."""
    await api.call("POST", "/api/account/sign-out-everywhere")
