"""What the browser is told beforehand to fetch of Gradio: all that the page needs, and nothing that is not there."""

import gzip
import json
import re
from pathlib import Path
from urllib.parse import unquote

import brotli
import gradio as gr
import httpx
import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser import chromium, needs_chromium
from tests.conftest import LiveServer
from ui.delivery.packing import packed_file, packed_page
from ui.front_end import FrontEnd, front_end

ASSETS = Path(gr.__file__).parent / "templates" / "frontend" / "assets"


def test_it_is_found_in_gradios_build() -> None:
    parts = front_end(["html", "textbox", "button"])
    assert {name.split("-")[0] for name in parts.scripts} >= {"Index", "Blocks", "core", "HTML"}
    assert parts.styles
    assert all((ASSETS / name).is_file() for name in (*parts.scripts, *parts.styles))


def test_more_kinds_of_components_need_more() -> None:
    assert set(front_end(["html"]).scripts) < set(front_end(["html", "file", "dropdown"]).scripts)


def test_small_modules_come_with_the_page_under_both_their_names() -> None:
    parts = front_end(["html", "textbox", "button", "file"])
    imports = json.loads(parts.import_map("/sub/"))["imports"]
    assert len(parts.inlined) > 10 and "<" not in parts.import_map("/")
    for name, text in parts.inlined.items():
        address = imports[f"/sub/assets/{name}"]
        assert address == imports[f"gradio/{name}"]
        assert unquote(address.partition(",")[2]).replace('"gradio/', '"./') == text
    elsewhere = [name for name, address in imports.items() if not address.startswith("data:")]
    assert all(imports[name] == f"/sub/assets/{name.removeprefix('gradio/')}" for name in elsewhere)
    assert set(parts.fetched).isdisjoint(parts.inlined)
    assert FrontEnd().import_map("/") == ""


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", ""), ("br;q=1", "br")]
)
def test_what_is_packed_is_read_again(accepted: str, encoding: str) -> None:
    content = "慧招".encode() * 500
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
    for pack in (packed_page, packed_file):
        packed, told = pack(content, accepted)
        assert (told, unpack(packed)) == (encoding, content)


@pytest.mark.browser
@pytest.mark.slow
@needs_chromium
def test_a_first_visit_is_small(live_server: LiveServer) -> None:
    """Requests and bytes on the way to a page that can be used; nothing is fetched twice, nothing is fetched that was not named."""
    with chromium() as browser:
        asked, size = first_visit(browser, live_server.base_url)
    assert len(asked) <= 30, asked
    assert len(set(asked)) == len(asked)
    assert size <= 400 * 1024


@pytest.mark.browser
@pytest.mark.slow
@needs_chromium
def test_a_question_is_typed_and_sent_before_the_page_is_there(live_server: LiveServer) -> None:
    question = "综合型总部企业有什么落户奖励？"
    with chromium() as browser:
        page = browser.new_page()
        held: list[Route] = []
        page.route(re.compile("/assets/core-"), lambda route: held.append(route))
        page.goto(live_server.base_url, wait_until="commit")
        page.fill("#hz-first textarea", question)
        page.press("#hz-first textarea", "Enter")
        expect(page.locator("#hz-first [role=status]")).to_be_visible()
        expect(page.locator("#question")).to_have_count(0)
        for route in held:
            route.continue_()
        expect(page.locator(".hz-exchange .hz-question")).to_contain_text(question, timeout=60_000)
        expect(page.locator("#question textarea")).to_have_value("")


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
    assert '<link rel="preload" as="style" href="theme.css?v=' in page
    assert page.index('type="importmap"') < page.index('rel="modulepreload"')
    module = page.split('rel="modulepreload" crossorigin href="')[1].split('"')[0]
    packed = httpx.get(f"{live_server.base_url}/{module}", headers={"Accept-Encoding": "br"})
    assert packed.headers["content-encoding"] == "br" and "immutable" in packed.headers["cache-control"]
    assert httpx.get(f"{live_server.base_url}/assets/no-12345678.js").status_code == 404
