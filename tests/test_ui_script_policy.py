"""What a browser may run in our pages: the scripts that the server wrote into them, and nothing that came in otherwise."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import ConsoleMessage, Page

from tests.browser import ask, chromium, needs_chromium, opened, wait_for_answer
from tests.scripted_api import scripted_api
from tests.serving import serving
from ui.app import build_page

_NONCE = re.compile(r"script-src 'nonce-([\w-]{20,})'")
_SMUGGLED = """() => {
  window.ran = [];
  const place = document.body.appendChild(document.createElement("div"));
  place.innerHTML = '<img src="data:," onerror="window.ran.push(\\'attribute\\')"><a href="javascript:window.ran.push(\\'address\\')">x</a>';
  place.querySelector("a").click();
  document.body.insertAdjacentHTML("beforeend", '<iframe srcdoc="<script>parent.ran.push(\\'frame\\')</script>"></iframe>');
  place.appendChild(document.createRange().createContextualFragment("<script>window.ran.push('inline')</script>"));
}"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(build_page(scripted_api())) as address:
        yield address


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(build_page(scripted_api())) as client:
        yield client


@pytest.fixture
def refused(address: str) -> Iterator[tuple[Page, list[str]]]:
    """The page, and what its browser says it refused."""
    with chromium() as browser, opened(browser, address) as page:
        told: list[str] = []

        def note(message: ConsoleMessage) -> None:
            if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
                told.append(message.text)

        page.on("console", note)
        page.set_default_timeout(120_000)
        page.reload()
        page.wait_for_selector("#question textarea")
        page.wait_for_selector("#hz-first", state="detached")
        yield page, told


@pytest.mark.parametrize("path", ["/", "/embed", "/search?q=x"])
def test_each_answer_marks_its_own_scripts(client: TestClient, path: str) -> None:
    answers = [client.get(path) for _ in range(2)]
    nonces = [_NONCE.search(answer.headers["content-security-policy"]) for answer in answers]
    assert all(nonces) and nonces[0] and nonces[1] and nonces[0][1] != nonces[1][1]
    for answer, nonce in zip(answers, nonces, strict=True):
        assert nonce
        scripts = re.findall(r"<script\b[^>]*>", answer.text)
        assert scripts and all(f'nonce="{nonce[1]}"' in script for script in scripts)
        assert "'unsafe-inline'" not in answer.headers["content-security-policy"].split("script-src")[1].split(";")[0]
        assert not re.search(r"<[a-z]+\b[^>]*\son\w+=", answer.text.partition("<body")[0])


def test_what_a_page_shows_gets_no_mark(client: TestClient) -> None:
    """Words of an address stand in the first view: a script among them stays text."""
    answer = client.get("/search", params={"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in answer.text and "alert(1)" in answer.text


@pytest.mark.browser
@needs_chromium
def test_the_page_works_and_nothing_smuggled_runs(refused: tuple[Page, list[str]]) -> None:
    page, told = refused
    ask(page, "新设立的总部企业有哪些补贴？")
    wait_for_answer(page)
    page.click("[data-act=cite] >> nth=0")
    page.wait_for_selector("#citation .hz-source, #citation [data-act=close]")
    assert not told, told
    page.evaluate(_SMUGGLED)
    page.wait_for_timeout(500)
    ran = page.evaluate("window.ran")
    assert "attribute" not in ran and "address" not in ran and "frame" not in ran, ran
