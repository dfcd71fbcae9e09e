"""Every page checked by axe-core (vendored, MPL-2.0): no serious finding; and what the keyboard does."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.records import DocumentKind, Principal
from tests.browser import DESKTOP, PHONE, ask, chromium, go, log_in, needs_chromium, opened, wait_for_answer
from tests.conftest import LiveServer
from ui.admin.pages import ADMIN_PAGES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]
RENTS = "云汀区支持楼宇经济"
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
_RUN = """async () => {
    const found = await axe.run(document, { resultTypes: ["violations"] });
    return JSON.stringify(found.violations.filter((one) => ["serious", "critical"].includes(one.impact))
        .map((one) => [one.id, one.nodes.slice(0, 4).map((node) => `${node.target} ${node.any[0]?.message ?? ""}`)]));
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    with opened(browser, live_server.base_url) as page:
        page.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        yield page


def findings(page: Page) -> list[object]:
    page.wait_for_selector("#hz-first", state="detached")
    page.wait_for_timeout(600)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: list[object] = json.loads(page.evaluate(_RUN))
    return found


LOOKS = {"desktop": (DESKTOP, 0), "phone with large letters": (PHONE, 2)}


def findings_in_each_look(page: Page) -> dict[str, object]:
    """By the look: the page as it is, without loading it anew."""
    found: dict[str, object] = {}
    for look, (viewport, size) in LOOKS.items():
        page.set_viewport_size(viewport)
        page.wait_for_selector("#hz-first", state="detached")
        page.locator(f"[data-look='size:{size}']").dispatch_event("click")
        shown = expect(page.locator("html"))
        (shown.to_have_class if size else shown.not_to_have_class)(re.compile("hz-larger"))
        if one := findings(page):
            found[look] = one
    return found


def test_no_page_of_an_investor_has_a_serious_finding(page: Page, live_server: LiveServer) -> None:
    found = {"start": findings_in_each_look(page)}
    for name in ("policies", "worksheet", "comparison", "sites", "opportunities", "filing"):
        go(page, name)
        found[name] = findings_in_each_look(page)
    assert not {name: one for name, one in found.items() if one}


def test_nothing_with_an_address_has_a_serious_finding(page: Page, live_server: LiveServer) -> None:
    """A search, a policy with how to apply, a building, an opportunity, an answer that was shared, the page for other sites."""
    found = {}
    ask(page, "空置1000平方米以上、每月每平方米70元以内的甲级写字楼有哪些？")
    wait_for_answer(page)
    found["answer"] = findings_in_each_look(page)
    building = page.locator(".hz-text a[href^='b/'], .hz-table a[href^='b/']").first.get_attribute("href")
    page.locator("[data-act=publish]").first.click()
    shared = page.locator("input[data-path]").first.get_attribute("data-path")
    policies = live_server.services.library.list(Principal(), kind=DocumentKind.POLICY)[0]
    policy = next(one.id for one in policies if one.title.startswith(RENTS))
    addresses = ("search?q=租金", f"p/{policy}", building, str(shared).lstrip("/"), "embed")
    for address in addresses:
        page.goto(f"{live_server.base_url}/{address}")
        if address.startswith("p/"):
            page.click("[data-act=apply]")
            page.wait_for_selector(".hz-applying")
        found[str(address)] = findings_in_each_look(page) if address != "embed" else findings(page)
    assert not {name: one for name, one in found.items() if one}


def test_dark_pages_and_large_letters_have_no_serious_finding(page: Page, live_server: LiveServer) -> None:
    page.locator("[data-look='theme:dark']").dispatch_event("click")
    log_in(page, *live_server.accounts["admin"])
    found = {}
    for name in ("sites", "policies", "library", "ledgers", "desk", "unanswered", "standards", "accounts", "consult"):
        go(page, name)
        found[name] = findings_in_each_look(page)
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 23, 32)"
    ask(page, "空置1000平方米以上、每月每平方米70元以内的甲级写字楼有哪些？")
    wait_for_answer(page)
    found["answer"] = findings_in_each_look(page)
    assert not {name: one for name, one in found.items() if one}


def test_the_reader_chooses_how_the_page_looks_and_it_stays(page: Page) -> None:
    page.locator(".hz-look summary").click()
    page.locator("[data-look='theme:dark']").click()
    page.locator("[data-look='size:2']").click()
    expect(page.locator("html")).to_have_class(re.compile("hz-dark.*hz-larger"))
    page.reload()
    expect(page.locator("html")).to_have_class(re.compile("hz-dark.*hz-larger"))
    expect(page.locator("body")).to_have_class(re.compile("dark"))
    expect(page.locator("[data-look='size:2']")).to_have_attribute("aria-pressed", "true")


def test_no_page_of_an_administrator_has_a_serious_finding(page: Page, live_server: LiveServer) -> None:
    log_in(page, *live_server.accounts["admin"])
    found = {}
    of_admin = (one.name for one in ADMIN_PAGES)
    for name in ("library", "ledgers", "desk", "policies", "validity", "benefits", *of_admin):
        go(page, name)
        found[name] = findings_in_each_look(page)
    assert not {name: one for name, one in found.items() if one}


def test_esc_closes_and_the_focus_comes_back(page: Page) -> None:
    page.click("[data-act=login]")
    expect(page.locator("#login-screen")).to_have_attribute("role", "dialog")
    expect(page.locator("#username input, #username textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#login-screen")).to_have_count(0)
    expect(page.locator("[data-act=login]")).to_be_focused()
    ask(page, "新引进企业的租金补贴标准是多少？")
    page.locator(".hz-chip").first.click()
    expect(page.locator("#citation h3")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#citation")).not_to_be_visible()


def test_the_keyboard_skips_the_header(page: Page) -> None:
    page.keyboard.press("Tab")
    page.locator(".hz-skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#consult")).to_be_focused()
