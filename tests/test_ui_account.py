"""Signing in with a second factor and by a provider, in a real browser over the real API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.api.app import create_app
from assistant.records import Role
from assistant.retrieval.embedding import Embedder
from assistant.sections.service import AccountSettings, OidcSettings
from assistant.settings import Settings
from assistant.wiring import Services, build_services
from tests.api.conftest import UNLIMITED
from tests.browser import chromium, log_in, needs_chromium, opened
from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, providing
from tests.serving import serving
from ui.app import build_page

pytestmark = [
    pytest.mark.browser,
    needs_chromium,
]
PASSWORD = "laptop-river-2026"


@dataclass(frozen=True)
class World:
    services: Services
    provider: Provider
    address: str


@pytest.fixture(scope="module")
def world(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with providing() as provider:
        oidc = OidcSettings(
            issuer=provider.issuer,
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            label="市统一认证",
            default_role="staff",
        )
        settings = Settings(
            data_dir=tmp_path_factory.mktemp("account") / "data",
            oidc=oidc,
            limits=UNLIMITED,
            accounts=AccountSettings(second_factor=frozenset({"admin"})),
        )
        services = build_services(settings, embedder)
        services.accounts.add("zhang", PASSWORD, Role.STAFF)
        services.accounts.add("guanli", PASSWORD, Role.ADMIN)
        with serving(build_page(create_app(services))) as address:
            yield World(services, provider, address)
        services.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, world: World) -> Iterator[Page]:
    with opened(browser, world.address, provider=world.provider.issuer) as page:
        page.set_default_timeout(20_000)
        yield page


def enter(page: Page, name: str) -> None:
    page.click("[data-act=login]")
    page.fill("#username input, #username textarea", name)
    page.fill("#password input", PASSWORD)
    page.click("#log-in")


def set_up(page: Page) -> pyotp.TOTP:
    """Set up the second factor in the dialog that is open."""
    page.fill("#account-password input", PASSWORD)
    page.click("#begin-second-factor")
    expect(page.locator(".hz-qr")).to_be_visible()
    app = pyotp.TOTP(page.locator(".hz-enrolment code").inner_text())
    page.fill("#account-code input, #account-code textarea", app.now())
    page.click("#confirm-second-factor")
    expect(page.locator(".hz-codes li")).to_have_count(10)
    return app


def test_somebody_sets_up_a_second_factor_and_signs_in_with_it(page: Page, world: World) -> None:
    log_in(page, "zhang", PASSWORD)
    page.click("[data-act=account]")
    expect(page.locator("#account-state")).to_contain_text("未设置")
    set_up(page)
    recovery = page.locator(".hz-codes li").first.inner_text()
    page.click("#close-account")
    expect(page.locator("#account-screen")).to_be_hidden()
    page.click("[data-act=logout]")
    enter(page, "zhang")
    expect(page.locator("#login-problem")).to_contain_text("6 位数字")
    page.fill("#login-code input, #login-code textarea", recovery)
    page.click("#log-in")
    expect(page.locator(".hz-user")).to_contain_text("zhang")
    world.services.accounts.remove_second_factor("zhang")


def test_a_role_that_needs_it_is_led_to_it_first(page: Page, world: World) -> None:
    enter(page, "guanli")
    expect(page.locator("#account-result")).to_contain_text("先设置两步验证")
    expect(page.locator("[data-page=library]")).to_have_count(0)
    set_up(page)
    page.click("#close-account")
    expect(page.locator("#login-screen")).to_be_visible()
    world.services.accounts.remove_second_factor("guanli")


def test_the_password_is_changed_in_the_page(page: Page, world: World) -> None:
    world.services.accounts.add("gaimi", PASSWORD, Role.STAFF)
    log_in(page, "gaimi", PASSWORD)
    page.click("[data-act=account]")
    page.fill("#account-password input", "wrong-password-9")
    page.fill("#account-new-password input", "harbour-lantern-91")
    page.click("#change-password")
    expect(page.locator("#account-result")).to_contain_text("密码不正确")
    page.fill("#account-password input", PASSWORD)
    page.click("#change-password")
    expect(page.locator("[data-act=login]")).to_be_visible()
    assert world.services.accounts.login("gaimi", "harbour-lantern-91")


def test_signing_on_by_the_provider_comes_back_signed_in(page: Page, world: World) -> None:
    page.click("[data-act=login]")
    expect(page.locator("#login-provider a")).to_have_text("用市统一认证登录")
    page.click("#login-provider a")
    expect(page.locator(".hz-user")).to_contain_text("wang.fang")
    page.reload()
    expect(page.locator(".hz-user")).to_contain_text("wang.fang")
    page.click("[data-act=account]")
    expect(page.locator("#account-state a")).to_have_attribute("href", "/auth/oidc/logout")
    page.click("#sign-out-everywhere")
    expect(page.locator("[data-act=login]")).to_be_visible()
