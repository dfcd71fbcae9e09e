"""The page on which an administrator confirms dates, in a real browser over the real API and the sample district."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import PHONE, chromium, log_in, needs_chromium, opened, overflows
from tests.conftest import LiveServer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def test_an_administrator_confirms_what_is_listed(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, live_server.base_url) as page:
        page.set_default_timeout(20_000)
        log_in(page, *live_server.accounts["admin"])
        page.click(".hz-nav [data-page=policies]")
        page.click("[data-page=validity]")
        page.wait_for_selector(".hz-validity li")
        before = page.locator(".hz-validity li").count()
        item = page.locator(".hz-validity li").last
        expect(item.locator("blockquote").first).to_be_visible()
        item.locator("[data-act=confirm]").click()
        expect(page.locator(".hz-validity li")).to_have_count(before - 1)
        page.set_viewport_size(PHONE)
        assert not overflows(page)


def test_others_have_no_such_page(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, live_server.base_url) as page:
        page.set_default_timeout(20_000)
        log_in(page, *live_server.accounts["staff"])
        page.click(".hz-nav [data-page=policies]")
        page.wait_for_selector(".hz-policies li")
        expect(page.locator("[data-page=validity]:visible")).to_have_count(0)
