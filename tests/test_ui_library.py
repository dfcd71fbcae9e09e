"""资料库 in a real browser over the sample district: put in order, and what was read of a document looked through."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, chromium, go, log_in, needs_chromium, opened, overflows
from tests.conftest import LiveServer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]
TITLES = ".hz-documents tbody td:first-child"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    with opened(browser, live_server.base_url) as page:
        page.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        log_in(page, *live_server.accounts["staff"])
        go(page, "library")
        page.wait_for_selector(TITLES)
        yield page


def test_a_head_puts_the_documents_in_order_and_back(page: Page) -> None:
    before = page.locator(TITLES).all_inner_texts()
    head = page.locator(".hz-documents th", has=page.locator("[data-sort=title]"))
    for order, shown in (("ascending", sorted(before)), ("descending", sorted(before)[::-1]), ("none", before)):
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", order)
        assert page.locator(TITLES).all_inner_texts() == shown


def test_what_was_read_of_a_document_is_looked_through(page: Page) -> None:
    page.fill("#search-documents textarea, #search-documents input", "商务楼宇台账.xlsx")
    expect(page.locator(TITLES)).to_have_count(1)
    page.locator(f"{TITLES} .hz-link").click()
    read = page.locator(".hz-as-read")
    read.locator("summary").click()
    expect(read.locator("th", has_text="楼宇名称").first).to_be_visible()
    expect(read).to_contain_text("前 5 行")
    page.set_viewport_size(PHONE)
    expect(read.locator("th", has_text="楼宇名称").first).to_be_visible()
    assert not overflows(page)
