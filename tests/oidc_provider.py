"""A small OpenID Connect provider: authorization code with PKCE, signed tokens, user info, sign-out. Whoever asks is signed in as ``person``.

What it says can be bent (``bent``), as a provider that is wrong or hostile would.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from fastapi import FastAPI, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from tests.serving import serving

CLIENT_ID, CLIENT_SECRET = "huizhao", "a-secret-of-the-provider"
Claims = dict[str, object]


@dataclass
class Provider:
    """The provider's state. ``person`` are the claims of whoever signs on, ``told`` those that only the user info has."""

    issuer: str = ""
    person: Claims = field(default_factory=lambda: {"sub": "u-1", "preferred_username": "Wang.Fang"})
    told: Claims = field(default_factory=dict)
    bent: Callable[[Claims], Claims] = lambda claims: claims
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signed_with: RSAKey | ECKey | OctKey | None = None
    algorithm: str = "RS256"
    stated_issuer: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def providing() -> Iterator[Provider]:
    """The provider on a free port."""
    provider = Provider()
    with serving(_app(provider)) as address:
        provider.issuer = address
        yield provider


def _app(provider: Provider) -> FastAPI:
    app = FastAPI()

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Claims:
        issuer = provider.issuer
        return {
            "issuer": provider.stated_issuer or issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/keys",
            "end_session_endpoint": f"{issuer}/leave",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "code_challenge_methods_supported": ["S256"],
        }

    @app.get("/keys")
    def keys() -> Claims:
        return {"keys": [provider.key.as_dict(private=False)]}

    @app.get("/authorize")
    def authorize(request: Request) -> RedirectResponse:
        asked = dict(request.query_params)
        provider.asked.append(asked)
        code = secrets.token_urlsafe(16)
        provider.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    @app.post("/token")
    def token(
        request: Request,
        code: str = Form(),
        redirect_uri: str = Form(),
        code_verifier: str = Form(""),
        grant_type: str = Form(),
    ) -> JSONResponse:
        asked = provider.codes.pop(code, None)
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        digest = hashlib.sha256(code_verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            asked is None
            or grant_type != "authorization_code"
            or request.headers.get("authorization") != f"Basic {basic}"
            or asked["redirect_uri"] != redirect_uri
            or asked.get("code_challenge_method") != "S256"
            or asked.get("code_challenge") != challenge
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": provider.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce", ""),
            **provider.person,
        }
        key = provider.signed_with or provider.key
        header = {"alg": provider.algorithm, "kid": "one"}
        signed = jwt.encode(header, provider.bent(claims), key, algorithms=[provider.algorithm])
        access = f"for {claims['sub']}"
        return JSONResponse({"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed})

    @app.get("/userinfo")
    def userinfo() -> Claims:
        return {"sub": provider.person["sub"], **provider.told}

    return app
