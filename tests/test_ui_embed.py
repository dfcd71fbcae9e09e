"""The small page in a frame of another site, and its bubble, in a real browser."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, chromium, needs_chromium, overflows
from tests.scripted_api import scripted_api
from tests.serving import serving
from ui.app import build_page

pytestmark = [
    pytest.mark.browser,
    needs_chromium,
]
QUESTION = "新设立的总部企业有哪些补贴？"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def sites() -> Iterator[tuple[str, str, str]]:
    """The assistant's address, that of a site which may show it, and that of one which may not."""
    allowed, other = FastAPI(), FastAPI()
    with serving(allowed) as allowed_address, serving(other) as other_address:
        api = scripted_api()
        api.state.embed_origins = (allowed_address,)
        with serving(build_page(api)) as address:
            html = f'<title>x</title><h1>招商网</h1><script src="{address}/embed.js" async></script>'
            for site in (allowed, other):
                site.add_api_route("/", lambda: HTMLResponse(html))
            yield address, allowed_address, other_address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    yield page
    page.close()


def test_one_line_puts_the_assistant_on_another_site(page: Page, sites: tuple[str, str, str]) -> None:
    page.goto(sites[1])
    bubble = page.locator("#huizhao-bubble")
    assert page.locator("iframe").count() == 0
    bubble.click()
    small = page.frame_locator("iframe")
    small.locator("textarea").fill(QUESTION)
    small.locator("textarea").press("Enter")
    expect(small.locator(".answer .sources li")).to_have_count(3)
    expect(small.locator(".answer sup a").first).to_have_attribute("href", "p/d1#%E7%AC%AC%E5%85%AB%E6%9D%A1")
    small.locator("textarea").press("Escape")
    expect(page.locator("iframe")).to_be_hidden()
    expect(bubble).to_have_attribute("aria-expanded", "false")


def test_a_site_that_is_not_named_cannot_show_it(page: Page, sites: tuple[str, str, str]) -> None:
    page.goto(sites[2])
    page.locator("#huizhao-bubble").click()
    page.wait_for_timeout(1_500)
    assert page.frame_locator("iframe").locator("textarea").count() == 0


def test_a_failed_question_is_not_lost(page: Page, sites: tuple[str, str, str]) -> None:
    page.goto(f"{sites[0]}/embed")
    page.context.set_offline(True)
    page.fill("textarea", QUESTION)
    page.press("textarea", "Enter")
    expect(page.locator(".problem")).to_be_visible()
    expect(page.locator("textarea")).to_have_value(QUESTION)
    page.context.set_offline(False)
    page.press("textarea", "Enter")
    expect(page.locator(".answer .sources li")).to_have_count(3)


def test_a_web_view_on_a_phone_does_not_scroll_sideways(page: Page, sites: tuple[str, str, str]) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{sites[0]}/embed")
    page.locator(".examples button").first.click()
    expect(page.locator(".answer table, .answer .sources").first).to_be_visible()
    assert not overflows(page)
