"""Sign-on by a provider: what a real one says is taken, what a wrong or hostile one says is not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import select

from assistant.accounts.tables import ExternalIdentityRow
from assistant.api.app import create_app
from assistant.api.sign_on import HANDOVER_COOKIE
from assistant.audit.tables import AuditRow
from assistant.records import Role
from assistant.retrieval.embedding import Embedder
from assistant.sections.service import AccountSettings, OidcSettings
from assistant.settings import Settings
from assistant.wiring import Services, build_services
from tests.api.conftest import UNLIMITED
from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, Claims, Provider, providing

PASSWORD = "laptop-river-2026"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with providing() as provider:
        provider.person |= {"groups": ["bureau-staff", "dept-industry"]}
        yield provider


def settings_for(provider: Provider, folder: Path, **changes: object) -> Settings:
    oidc = OidcSettings(
        issuer=provider.issuer,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        roles={"bureau-staff": "staff", "bureau-it": "admin"},
        departments={"dept-industry": "产业科"},
        **changes,
    )
    needed = AccountSettings(second_factor=frozenset({"staff", "admin"}))
    return Settings(data_dir=folder / "data", oidc=oidc, limits=UNLIMITED, accounts=needed)


@pytest.fixture
def services(provider: Provider, embedder: Embedder, tmp_path: Path) -> Iterator[Services]:
    services = build_services(settings_for(provider, tmp_path), embedder)
    yield services
    services.close()


@pytest.fixture
def browser(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services), follow_redirects=False) as client:
        yield client


def sent_out(browser: TestClient) -> str:
    """The address at the provider to which the browser is sent."""
    response = browser.get("/auth/oidc/login")
    assert response.status_code == 302, response.text
    return response.headers["location"]


def come_back(browser: TestClient, at_provider: str) -> httpx.Response:
    """What the callback answers once the provider has signed the person in."""
    back = urlsplit(httpx.get(at_provider).headers["location"])
    return browser.get(f"{back.path}?{back.query}")


def sign_on(browser: TestClient) -> dict[str, object]:
    response = come_back(browser, sent_out(browser))
    assert (response.status_code, response.headers["location"]) == (303, "http://testserver/"), response.text
    code = browser.cookies[HANDOVER_COOKIE]
    return browser.post("/api/login/handover", json={"code": code}).raise_for_status().json()


def bearer(token: object) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_the_first_sign_on_makes_the_account_with_role_and_department(browser: TestClient, provider: Provider) -> None:
    login = sign_on(browser)
    me = browser.get("/api/me", headers=bearer(login["token"])).json()
    assert (me["name"], me["role"], me["groups"]) == ("wang.fang", "staff", ["产业科"])
    assert not login["must_enrol"]  # the second factor is the provider's matter
    (asked,) = provider.asked
    assert asked["code_challenge_method"] == "S256"
    assert {"state", "nonce", "code_challenge"} <= asked.keys()


def test_role_and_departments_follow_the_provider(browser: TestClient, services: Services, provider: Provider) -> None:
    first = sign_on(browser)
    provider.person = {"sub": "u-1", "preferred_username": "renamed", "groups": ["bureau-staff", "bureau-it"]}
    again = sign_on(browser)
    for token in (first["token"], again["token"]):
        me = browser.get("/api/me", headers=bearer(token)).json()
        assert (me["name"], me["role"], me["groups"]) == ("wang.fang", "admin", [])
    with services.database.session() as session:
        events = list(session.scalars(select(AuditRow.event)))
    assert {"account", "role", "sign_in"} <= set(map(str, events))


def test_people_of_no_known_group_are_turned_away(browser: TestClient, services: Services, provider: Provider) -> None:
    provider.person = {"sub": "u-2", "preferred_username": "stranger", "groups": ["canteen"]}
    response = come_back(browser, sent_out(browser))
    assert response.status_code == 403 and "没有使用慧招的权限" in response.text
    assert not services.accounts.list_users()


def test_groups_may_stand_in_the_user_info(browser: TestClient, provider: Provider) -> None:
    provider.person = {"sub": "u-3"}
    provider.told = {"preferred_username": "li.na", "groups": ["bureau-it"]}
    assert sign_on(browser)["role"] == "admin"


def test_user_info_of_somebody_else_is_not_believed(browser: TestClient, provider: Provider) -> None:
    provider.person = {"sub": "u-4", "preferred_username": "he"}
    provider.told = {"sub": "u-5", "groups": ["bureau-it"]}
    assert come_back(browser, sent_out(browser)).status_code == 403


def test_a_local_account_of_the_same_name_is_not_taken_over(
    browser: TestClient, services: Services, provider: Provider
) -> None:
    services.accounts.add("wang.fang", PASSWORD, Role.ADMIN)
    response = come_back(browser, sent_out(browser))
    assert response.status_code == 409 and "huizhao users link wang.fang u-1" in response.text
    services.accounts.link("wang.fang", provider.issuer, "u-1")
    assert sign_on(browser)["name"] == "wang.fang"
    assert len(services.accounts.list_users()) == 1


def test_a_local_account_is_linked_where_the_provider_vouches_for_names(
    provider: Provider, embedder: Embedder, tmp_path: Path
) -> None:
    services = build_services(settings_for(provider, tmp_path, link_by_name=True), embedder)
    services.accounts.add("wang.fang", PASSWORD, Role.STAFF)
    with TestClient(create_app(services), follow_redirects=False) as browser:
        assert sign_on(browser)["name"] == "wang.fang"
    with services.database.session() as session:
        assert list(session.scalars(select(ExternalIdentityRow.subject))) == ["u-1"]
    services.close()


def test_a_disabled_account_stays_out(browser: TestClient, services: Services) -> None:
    token = sign_on(browser)["token"]
    services.accounts.disable("wang.fang")
    assert browser.get("/api/me", headers=bearer(token)).status_code == 401
    assert come_back(browser, sent_out(browser)).status_code == 403


def other_key(provider: Provider) -> None:
    provider.signed_with = RSAKey.generate_key(2048, {"kid": "one"})


def signed_with_the_secret(provider: Provider) -> None:
    provider.signed_with, provider.algorithm = OctKey.import_key(CLIENT_SECRET * 2), "HS256"


def bend(**changes: object) -> object:
    def bent(claims: Claims) -> Claims:
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def do(provider: Provider) -> None:
        provider.bent = bent

    return do


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(bend(iss="https://elsewhere.example"), id="issuer"),
        pytest.param(bend(aud="another-client"), id="audience"),
        pytest.param(bend(exp=int(time.time()) - 3600), id="expired"),
        pytest.param(bend(exp=None), id="no-expiry"),
        pytest.param(bend(nonce="of-another-sign-on"), id="nonce-of-another-sign-on"),
        pytest.param(bend(nonce=None), id="no-nonce"),
        pytest.param(bend(sub=None), id="nobody"),
        pytest.param(other_key, id="key-of-somebody-else"),
        pytest.param(signed_with_the_secret, id="signed-with-the-shared-secret"),
    ],
)
def test_what_a_wrong_token_says_is_not_taken(
    browser: TestClient, services: Services, provider: Provider, wrong: object
) -> None:
    wrong(provider)  # type: ignore[operator]  # a function of the cases above
    response = come_back(browser, sent_out(browser))
    assert response.status_code == 401, response.text
    assert HANDOVER_COOKIE not in browser.cookies
    assert not services.accounts.list_users()


def test_a_discovery_document_of_another_issuer_is_not_followed(browser: TestClient, provider: Provider) -> None:
    provider.stated_issuer = "https://elsewhere.example"
    assert browser.get("/auth/oidc/login").status_code == 401
    assert not provider.asked


def test_an_answer_that_this_browser_did_not_ask_for_is_not_taken(services: Services, browser: TestClient) -> None:
    begun = sent_out(browser)
    with TestClient(create_app(services), follow_redirects=False) as other:
        assert come_back(other, begun).status_code == 401


def test_an_answer_counts_once(browser: TestClient) -> None:
    back = urlsplit(httpx.get(sent_out(browser)).headers["location"])
    assert browser.get(f"{back.path}?{back.query}").status_code == 303
    assert browser.get(f"{back.path}?{back.query}").status_code == 401


def test_another_state_is_not_taken(browser: TestClient) -> None:
    back = urlsplit(httpx.get(sent_out(browser)).headers["location"])
    code = parse_qs(back.query)["code"][0]
    assert browser.get(back.path, params={"code": code, "state": "guessed"}).status_code == 401


def test_the_login_is_handed_over_once_and_only_as_such(browser: TestClient) -> None:
    assert come_back(browser, sent_out(browser)).status_code == 303
    code = browser.cookies[HANDOVER_COOKIE]
    assert browser.get("/api/me", headers=bearer(code)).status_code == 401
    assert browser.post("/api/login/handover", json={"code": code}).status_code == 200
    assert browser.post("/api/login/handover", json={"code": code}).status_code == 401


def test_local_accounts_sign_in_beside_it(browser: TestClient, services: Services) -> None:
    services.accounts.add("keshang", PASSWORD, Role.INVESTOR)
    assert browser.post("/api/login", json={"username": "keshang", "password": PASSWORD}).status_code == 200
    assert browser.get("/api/login/ways").json() == {"provider": "统一身份认证", "address": "/auth/oidc/login"}


def test_signing_out_leads_to_the_provider(browser: TestClient, provider: Provider) -> None:
    where = urlsplit(browser.get("/auth/oidc/logout").headers["location"])
    assert f"{where.scheme}://{where.netloc}{where.path}" == f"{provider.issuer}/leave"
    assert parse_qs(where.query)["post_logout_redirect_uri"] == ["http://testserver/"]


def test_a_provider_that_is_away_is_said_in_words(embedder: Embedder, tmp_path: Path) -> None:
    oidc = OidcSettings(issuer="http://127.0.0.1:9", client_id=CLIENT_ID, default_role="investor")
    services = build_services(Settings(data_dir=tmp_path / "data", oidc=oidc), embedder)
    with TestClient(create_app(services), follow_redirects=False) as browser:
        response = browser.get("/auth/oidc/login")
    assert response.status_code == 401 and "暂时不可用" in response.text
    services.close()
