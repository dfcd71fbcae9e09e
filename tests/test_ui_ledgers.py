"""机会 and 台账看板 in a real browser: filters, cards, figures down to the row they stand in."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import CHROMIUM, PHONE, chromium, log_in, opened, overflows
from tests.conftest import LiveServer

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium at /usr/bin/chromium")
_WAIT_MS = 30_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    with opened(browser, live_server.base_url) as shown:
        shown.set_default_timeout(_WAIT_MS)
        yield shown


def goto(page: Page, name: str) -> None:
    page.locator(f".hz-nav button[data-page={name}]").click()


def test_an_investor_narrows_opportunities_and_opens_the_row(page: Page) -> None:
    goto(page, "opportunities")
    count = page.locator("#opportunity-cards .hz-count")
    expect(count).to_contain_text("共 35 项", timeout=_WAIT_MS)
    page.locator("#least input, #least textarea").first.fill("10")
    expect(count).to_contain_text("共 2 项", timeout=_WAIT_MS)
    page.locator(".hz-card-open").first.click()
    panel = page.locator("#opportunity-panel")
    expect(panel).to_contain_text("E3", timeout=_WAIT_MS)
    page.wait_for_timeout(1000)  # the panel has just appeared: its buttons are wired when the browser has mounted it
    panel.locator("[data-act=source]").click()
    expect(panel).to_contain_text("工作表“机会清单”第 3 行", timeout=_WAIT_MS)


def test_staff_see_vacancy_with_the_rows_that_were_added(page: Page, live_server: LiveServer) -> None:
    log_in(page, *live_server.accounts["staff"])
    goto(page, "ledgers")
    first = page.locator(".hz-vacancies summary").first
    expect(first).to_contain_text("望澜街道", timeout=_WAIT_MS)
    first.click()
    page.locator(".hz-addends .hz-link").first.click()
    expect(page.locator("#ledger-panel")).to_contain_text("商务楼宇", timeout=_WAIT_MS)
    assert not page.locator("#ledger-columns [data-act=column]").count()  # corrections are an administrator's


def test_the_dashboard_is_not_an_investors(page: Page) -> None:
    assert not page.locator(".hz-nav button[data-page=ledgers]").count()


def test_both_pages_fit_a_phone(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, live_server.base_url, PHONE) as page:
        log_in(page, *live_server.accounts["staff"])
        for name, shown in (("opportunities", ".hz-card"), ("ledgers", ".hz-tiles")):
            goto(page, name)
            expect(page.locator(shown).first).to_be_visible(timeout=_WAIT_MS)
            assert not overflows(page)
