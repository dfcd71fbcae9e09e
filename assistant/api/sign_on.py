"""Sign-on by an OpenID Connect provider: out to it and back, with state, nonce and PKCE. The page then exchanges a cookie for a login token.

The code that stands for the login travels in a cookie, never in an address: nobody can send somebody else a link that signs them in.
"""

import html
import logging
from typing import cast

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from fastapi import FastAPI
from joserfc.errors import JoseError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from assistant.accounts.external import identity_of
from assistant.accounts.service import Accounts
from assistant.api.errors import STATUS_AND_CODE
from assistant.errors import HuizhaoError, NotSignedIn
from assistant.sections.service import OidcSettings

log = logging.getLogger(__name__)

PATH = "/auth/oidc"
HANDOVER_COOKIE = "huizhao-handover"
_HANDOVER_S = 60
_ON_THE_WAY_S = 600  # how long somebody may take at the provider
_LEEWAY_S = 60  # between the provider's clock and ours
_SIGNED_BY_A_KEY_PAIR = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
_AWAY = "统一身份认证暂时不可用，请稍后再试，或用本系统的账号登录"
_NOT_DONE = "统一身份认证没有通过，请重新登录"


def add_sign_on(app: FastAPI, accounts: Accounts, settings: OidcSettings) -> None:
    """Serve ``/auth/oidc/login``, ``/callback`` and ``/logout`` where a provider is set."""
    if not settings.issuer:
        return
    door = SignOn(accounts, settings)
    routes = [
        Route("/login", door.begin, name="login"),
        Route("/callback", door.come_back, name="callback"),
        Route("/logout", door.leave, name="logout"),
    ]
    session = Middleware(
        SessionMiddleware,
        secret_key=accounts.signer.derived_key("oidc"),
        session_cookie="huizhao-sign-on",
        max_age=_ON_THE_WAY_S,
        path=PATH,
        same_site="lax",
        https_only=settings.redirect_url.startswith("https:"),
    )
    app.mount(PATH, Starlette(routes=routes, middleware=[session], exception_handlers={HuizhaoError: _told}))


class SignOn:
    """The way to one provider and back."""

    def __init__(self, accounts: Accounts, settings: OidcSettings) -> None:
        self._accounts = accounts
        self._settings = settings
        registry = OAuth()
        registry.register(
            "provider",
            client_id=settings.client_id,
            client_secret=settings.client_secret.get_secret_value(),
            server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": " ".join(settings.scopes),
                "code_challenge_method": "S256",
                "timeout": settings.timeout_s,
            },
        )
        self._provider: StarletteOAuth2App = registry.provider

    async def begin(self, request: Request) -> Response:
        """Send the browser to the provider."""
        await self._check_metadata()
        back = self._settings.redirect_url or str(request.url_for("callback"))
        try:
            return cast(Response, await self._provider.authorize_redirect(request, back))
        except (OAuthError, httpx2.HTTPError, RuntimeError) as error:
            raise _failed(error, _AWAY) from error

    async def come_back(self, request: Request) -> Response:
        """Verify what the provider says and hand the login over to the page."""
        await self._check_metadata()
        claims = await self._claims(request)
        identity = identity_of(claims, self._settings)
        link_by_name = self._settings.link_by_name
        code = await run_in_threadpool(self._accounts.sign_in_externally, identity, link_by_name=link_by_name)
        response = RedirectResponse(self._home(request), status_code=303)
        secure = request.url.scheme == "https" or self._settings.redirect_url.startswith("https:")
        response.set_cookie(
            HANDOVER_COOKIE, code, max_age=_HANDOVER_S, path="/", httponly=True, secure=secure, samesite="lax"
        )
        return response

    async def leave(self, request: Request) -> Response:
        """Sign out at the provider too, where it offers that."""
        metadata = await self._check_metadata()
        if not metadata.get("end_session_endpoint"):
            return RedirectResponse(self._home(request), status_code=303)
        return cast(
            Response,
            await self._provider.logout_redirect(request, self._home(request), client_id=self._settings.client_id),
        )

    async def _claims(self, request: Request) -> dict[str, object]:
        expected = {
            "iss": {"essential": True, "value": self._settings.issuer},
            "aud": {"essential": True, "value": self._settings.client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
            "nonce": {"essential": True},
        }
        try:
            token = await self._provider.authorize_access_token(request, claims_options=expected, leeway=_LEEWAY_S)
            if "userinfo" not in token:
                raise NotSignedIn(_NOT_DONE)
            claims = dict(token["userinfo"])
            if self._settings.groups_claim in claims and self._settings.name_claim in claims:
                return claims
            told = await self._provider.userinfo(token=token) if await self._tells_more() else {}
        except (OAuthError, JoseError, httpx2.HTTPError, RuntimeError, ValueError, KeyError) as error:
            raise _failed(error, _AWAY if isinstance(error, httpx2.HTTPError) else _NOT_DONE) from error
        # What the second source says is believed only of the same person, and never over what is signed.
        return dict(told) | claims if told.get("sub") == claims["sub"] else claims

    async def _tells_more(self) -> bool:
        return bool((await self._check_metadata()).get("userinfo_endpoint"))

    async def _check_metadata(self) -> dict[str, object]:
        """The provider's own description. Raises NotSignedIn where it cannot be read or is another's."""
        try:
            metadata: dict[str, object] = await self._provider.load_server_metadata()
        except (OAuthError, httpx2.HTTPError, RuntimeError, ValueError) as error:
            raise _failed(error, _AWAY) from error
        if metadata.get("issuer") != self._settings.issuer:
            log.error("the provider's discovery document names another issuer than HUIZHAO_OIDC__ISSUER")
            raise NotSignedIn(_AWAY)
        stated = cast(list[str], metadata.get("id_token_signing_alg_values_supported") or ["RS256"])
        metadata["id_token_signing_alg_values_supported"] = [name for name in stated if name in _SIGNED_BY_A_KEY_PAIR]
        return metadata

    def _home(self, request: Request) -> str:
        """The page's address, as the browser knows it."""
        back = self._settings.redirect_url or str(request.url_for("callback"))
        return back.removesuffix(f"{PATH}/callback") + "/"


def _failed(error: Exception, words: str) -> NotSignedIn:
    """What is shown; what happened is for the log: it tells strangers nothing."""
    log.warning("sign-on failed: %s: %s", type(error).__name__, error)
    return NotSignedIn(words)


async def _told(_: Request, error: Exception) -> Response:
    status = STATUS_AND_CODE[type(error)][0] if isinstance(error, HuizhaoError) else 500
    page = (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>登录没有完成</title>'
        f'<p>{html.escape(str(error))}</p><p><a href="/">返回慧招</a></p></html>'
    )
    return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})
