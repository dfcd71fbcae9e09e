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


def test_a_building_opens_with_its_figures_over_time_and_is_compared_with_others(page: Page) -> None:
    goto(page, "sites")
    first = page.locator(".hz-sites tbody tr").first
    expect(first.locator("td").nth(1)).to_have_text("未列明", timeout=_WAIT_MS)  # a factory list has no sub-districts
    assert not first.locator(".hz-badge").count()  # nothing was asked, so nothing is met
    page.fill("#need textarea", "汀洲街道的甲级写字楼")
    page.keyboard.press("Enter")
    expect(page.locator(".hz-count")).to_contain_text("满足 4 处", timeout=_WAIT_MS)
    page.get_by_role("button", name="汀洲中心A座").click()
    panel = page.locator("#site-source")
    expect(panel.locator(".hz-trend svg[role=img]")).to_have_count(2, timeout=_WAIT_MS)
    expect(panel.locator(".hz-trend tbody").first).to_contain_text("2026-10-289,860")
    page.wait_for_timeout(1000)  # the panel has just appeared: its buttons are wired when the browser has mounted it
    panel.locator("[data-act=source]").click()
    expect(panel).to_contain_text("工作表“商务楼宇”第 6 行", timeout=_WAIT_MS)
    panel.locator(".hz-close").click()
    for number in range(1, 4):
        page.locator(".hz-pick[aria-pressed=false]").first.click()
        expect(page.locator(".hz-pick[aria-pressed=true]")).to_have_count(number, timeout=_WAIT_MS)
    page.click("[data-view=compare]")
    expect(page.locator(".hz-compare thead th")).to_have_count(4, timeout=_WAIT_MS)
    expect(page.locator(".hz-compare tbody")).to_contain_text("高岚 0999-5550201")
    expect(page.locator(".hz-trend").first.locator("polyline")).to_have_count(3)


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
