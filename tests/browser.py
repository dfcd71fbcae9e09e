"""A real browser for tests of the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

CHROMIUM = next(filter(Path.exists, map(Path, ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium"))), None)
"""The shell draws no windows and loads a page with two thirds of the work."""

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (apt-get install chromium-headless-shell)")
DESKTOP: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_running: list[Browser] = []
_happened: list[str] = []


@contextmanager
def chromium() -> Iterator[Browser]:
    """Headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(_QUIET))
        _running.append(browser)
        try:
            yield browser
        finally:
            _running.remove(browser)
            browser.close()


def in_view() -> str:
    """What the pages of all running browsers show, and what went wrong on their way: for the report of a test that failed."""
    pages = (page for browser in _running for context in browser.contexts for page in context.pages)
    return "\n".join(("\n\n".join(page.inner_text("body")[:2_000] for page in pages), *_happened[-20:]))


def watch(page: Page) -> None:
    """Note what goes wrong on the page's way, for ``in_view``."""
    page.on("requestfailed", lambda request: _happened.append(f"{request.method} {request.url}: {request.failure}"))
    page.on("framenavigated", lambda frame: _happened.append(f"went to {frame.url}"))


@contextmanager
def opened(browser: Browser, address: str, viewport: ViewportSize = DESKTOP, *, provider: str = "") -> Iterator[Page]:
    """The page as a fresh visitor sees it. Afterwards it must have asked nothing of any other host, but of a ``provider`` of sign-on to
    which people are sent, and logged no error.

    Visits share the browser's cache, for speed, and nothing else.
    """
    context = browser.contexts[0] if browser.contexts else browser.new_context(locale="zh-CN", accept_downloads=True)
    page = context.new_page()
    watch(page)
    page.set_viewport_size(viewport)
    outside: list[str] = []
    errors: list[str] = []

    def note(url: str) -> None:
        own = {urlsplit(address).netloc, urlsplit(provider).netloc}
        if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc not in own:
            outside.append(url)

    page.on("request", lambda request: note(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    try:
        page.goto(address)
        page.wait_for_selector(".hz-conversations", state="attached", timeout=60_000)
        yield page
        assert not outside, f"the page asked other hosts: {outside}"
        assert not errors, f"the page's scripts failed: {errors}"
    finally:
        page.evaluate("localStorage.clear()")
        page.close()


def ask(page: Page, question: str) -> None:
    """Type a question and send it; returns when it stands in the thread."""
    before = page.locator(".hz-exchange").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(f".hz-exchange[data-number='{before + 1}']")


def wait_for_answer(page: Page, timeout_ms: float = 60_000) -> None:
    """Until the newest answer is complete."""
    page.wait_for_selector(".hz-exchange:last-child .hz-answer:not(.is-pending)", timeout=timeout_ms)


def log_in(page: Page, name: str, password: str) -> None:
    """Sign in and wait for the account's name in the header."""
    page.click("[data-act=login]")
    page.fill("#username input, #username textarea", name)
    page.fill("#password input", password)
    page.click("#log-in")
    page.wait_for_selector(".hz-user")


def go(page: Page, name: str) -> None:
    """Turn to a page by its button in the header, or by its tab where its group is in view; nothing is loaded anew."""
    page.click(f"#header [data-page={name}]")
    page.wait_for_selector(f"#{name}:not(.is-away), #admin-{name}:not(.is-away)")


def overflows(page: Page) -> bool:
    """Whether the page as a whole can be scrolled sideways."""
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth > window.innerWidth || document.body.scrollWidth > window.innerWidth"
        )
    )
