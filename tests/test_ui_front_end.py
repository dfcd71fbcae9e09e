"""What the browser is told beforehand to fetch of Gradio: all that the page needs, and nothing that is not there."""

from pathlib import Path

import gradio as gr
import httpx
import pytest
from playwright.sync_api import Browser

from tests.browser import CHROMIUM, chromium
from tests.conftest import LiveServer
from ui.front_end import front_end

ASSETS = Path(gr.__file__).parent / "templates" / "frontend" / "assets"


def test_it_is_found_in_gradios_build() -> None:
    parts = front_end(["html", "textbox", "button"])
    assert {name.split("-")[0] for name in parts.scripts} >= {"Index", "Blocks", "core", "HTML"}
    assert parts.styles
    assert all((ASSETS / name).is_file() for name in (*parts.scripts, *parts.styles))


def test_more_kinds_of_components_need_more() -> None:
    assert set(front_end(["html"]).scripts) < set(front_end(["html", "file", "dropdown"]).scripts)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed (apt-get install chromium)")
def test_a_first_visit_is_small(live_server: LiveServer) -> None:
    """Requests and bytes on the way to a page that can be used; nothing is fetched twice, nothing is fetched that was not named."""
    with chromium() as browser:
        asked, size = first_visit(browser, live_server.base_url)
    assert len(asked) <= 60, asked
    assert len(set(asked)) == len(asked)
    assert size <= 400 * 1024


def first_visit(browser: Browser, address: str) -> tuple[list[str], int]:
    """Addresses that a visitor with an empty cache asks for, and the bytes that come."""
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/queue/" not in request.url else None)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto(address)
    page.wait_for_selector("#question textarea", timeout=60_000)
    page.wait_for_selector("#hz-first", state="detached", timeout=60_000)
    page.wait_for_timeout(500)
    context.close()
    return asked, sum(sizes)


@pytest.mark.slow
def test_the_head_names_them(live_server: LiveServer) -> None:
    page = httpx.get(live_server.base_url).text
    together = page.split('<link rel="stylesheet" href="assets/together')[1].split('"')[0]
    assert 'rel="modulepreload" crossorigin href="assets/' in page
    sheet = httpx.get(f"{live_server.base_url}/assets/together{together}")
    assert sheet.status_code == 200 and "immutable" in sheet.headers["cache-control"]
