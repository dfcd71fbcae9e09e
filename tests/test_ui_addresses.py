"""Addresses, reloads, lost connections and many tabs, in a real browser over the real API and the sample district."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, ask, chromium, log_in, needs_chromium, opened, overflows, wait_for_answer
from tests.conftest import LiveServer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]
RENT_QUESTION = "新引进企业的租金补贴标准是多少？"
INTERNAL_QUESTION = "“一事一议”项目的租金谈判底价是多少？"
POLICY = "云汀区支持楼宇经济高质量发展若干政策"
TEXT = "我公司申请的租金补贴已满六个月没有到账，请说明原因并明确拨付时间。"
_TABS = 8  # more than the connections that a browser opens to one host


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


def came_back(page: Page, address: str) -> None:
    """Open an address in this tab and wait until the page is there."""
    page.goto(address)
    page.wait_for_selector("#hz-first", state="detached")


def api(live_server: LiveServer, who: str = "") -> httpx.Client:
    headers = {}
    if who:
        name, password = live_server.accounts[who]
        body = {"username": name, "password": password}
        token = httpx.post(f"{live_server.base_url}/api/login", json=body).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=live_server.base_url, headers=headers, timeout=60)


def policy_id(live_server: LiveServer) -> str:
    with api(live_server) as client:
        found = client.get("/api/policies", params={"q": POLICY}).json()["policies"]
    return str(next(item["source_id"] for item in found if item["document"] == POLICY))


def answer_shown(page: Page) -> None:
    page.wait_for_selector(".hz-exchange:last-child .hz-answer:not(.is-pending) .hz-chip")


def test_a_document_and_its_clause_have_an_address(page: Page, live_server: LiveServer) -> None:
    address = f"{live_server.base_url}/p/{policy_id(live_server)}"
    came_back(page, f"{address}#第八条")
    expect(page.locator(".hz-reader h2")).to_have_text(POLICY)
    expect(page.locator("[data-place='第八条']")).to_be_in_viewport()
    expect(page).to_have_title(f"{POLICY} · 慧招")
    page.reload()
    expect(page.locator("[data-place='第八条']")).to_be_in_viewport()
    page.locator(".hz-structure [data-local=go]").first.click()
    expect(page).not_to_have_url(re.compile("%E7%AC%AC%E5%85%AB%E6%9D%A1$"))


def test_back_and_forward_lead_through_what_was_seen(page: Page) -> None:
    page.click(".hz-nav [data-page=policies]")
    page.locator(".hz-policies .hz-link").first.click()
    expect(page).to_have_url(re.compile(r"/p/\w+"))
    title = page.locator(".hz-reader h2").inner_text()
    page.click(".hz-nav [data-page=opportunities]")
    expect(page).to_have_url(re.compile("/opportunities$"))
    page.locator("#opportunity-cards [data-act=show]").first.click()
    expect(page).to_have_url(re.compile("/o/"))
    page.go_back()
    expect(page.locator("#opportunity-panel")).not_to_be_visible()
    page.go_back()
    reader = page.locator("#policies:not(.is-away) .hz-reader h2")
    expect(reader).to_have_text(title)
    page.go_back()
    expect(page.locator(".hz-policies li").first).to_be_visible()
    page.go_back()
    expect(page.locator(".hz-welcome")).to_be_visible()
    page.go_forward()
    page.go_forward()  # faster than the server answers
    expect(reader).to_have_text(title)
    expect(page).to_have_url(re.compile(r"/p/\w+"))


def test_a_building_is_opened_by_its_address_and_stays_after_a_reload(page: Page) -> None:
    page.click(".hz-nav [data-page=sites]")
    page.locator("#site-result [data-act=show]").first.click()
    name = page.locator("#site-source h3").inner_text()
    expect(page).to_have_url(re.compile("/b/"))
    page.reload()
    expect(page.locator("#site-source h3")).to_have_text(name)


def test_an_address_tells_previews_what_it_shows(live_server: LiveServer) -> None:
    read = httpx.get(f"{live_server.base_url}/p/{policy_id(live_server)}").text
    assert f"<title>{POLICY} · 慧招</title>" in read
    assert f'<meta property="og:title" content="{POLICY} · 慧招" />' in read
    assert "第八条" in read
    for page in ("/", "/?page=nowhere", "/sites", "/search?q=租金"):
        answer = httpx.get(f"{live_server.base_url}{page}")
        assert answer.status_code == 200
        assert "Click to try out the app" not in answer.text
        assert "Gradio" not in re.findall(r'<meta property="og:title" content="([^"]*)"', answer.text)
    assert httpx.get(f"{live_server.base_url}/p/0000000000000000").status_code == 404


def test_no_address_shows_more_than_the_reader_may_see(page: Page, live_server: LiveServer) -> None:
    with api(live_server, "staff") as staff:
        hits = staff.get("/api/search", params={"q": "一事一议 租金谈判底价", "k": 10}).json()["hits"]
        asked = staff.post("/api/chat", json={"question": INTERNAL_QUESTION}).json()
        address = staff.post("/api/answers", json={"message_id": asked["message_id"]}).json()["path"]
    internal = next(hit for hit in hits if hit["clearance"] == "internal")
    for path in (f"/p/{internal['source_id']}", address):
        assert internal["document"] not in httpx.get(f"{live_server.base_url}{path}").text
        came_back(page, f"{live_server.base_url}{path}")
        assert internal["document"] not in page.inner_text("body")
    expect(page.locator("#shared-answer .hz-problem")).to_contain_text("登录工作人员账号")
    log_in(page, *live_server.accounts["staff"])
    expect(page.locator("#shared-answer h2")).to_have_text(INTERNAL_QUESTION)
    page.click("[data-act=logout]")
    expect(page.locator(".hz-welcome")).to_be_visible()
    assert INTERNAL_QUESTION not in page.content()


def test_an_answer_is_shared_with_its_sources_as_it_was(page: Page, browser: Browser, live_server: LiveServer) -> None:
    ask(page, RENT_QUESTION)
    answer_shown(page)
    words = page.locator(".hz-text").inner_text()
    page.click("[data-act=publish]")
    path = page.locator(".hz-address input").get_attribute("data-path")
    other = page.context.new_page()
    other.goto(f"{live_server.base_url}{path}")
    expect(other.locator("#shared-answer h2")).to_have_text(RENT_QUESTION, timeout=60_000)
    assert other.locator("#shared-answer .hz-text").inner_text() == words
    other.locator("#shared-answer .hz-chip").first.click()
    expect(other.locator("#shared-source h3")).to_be_visible()
    other.close()
    assert httpx.get(f"{live_server.base_url}{path}x").status_code == 404


def test_a_search_has_an_address(page: Page, live_server: LiveServer) -> None:
    came_back(page, f"{live_server.base_url}/search?q=租金补贴")
    expect(page.locator(".hz-hits li").first).to_contain_text("租金")
    expect(page.locator("#search-words textarea, #search-words input")).to_have_value("租金补贴")
    page.locator(".hz-hits a.hz-link").first.click()
    expect(page.locator(".hz-reader")).to_be_visible()
    page.go_back()
    expect(page.locator(".hz-hits li").first).to_be_visible()


def test_a_conversation_and_a_half_typed_question_survive_a_lost_connection(page: Page) -> None:
    ask(page, RENT_QUESTION)
    answer_shown(page)
    page.fill("#question textarea", "那购房补助")
    page.context.set_offline(True)
    try:
        page.locator(".hz-nav [data-page=policies]").click()
        expect(page.locator("body")).to_contain_text("正在重新连接")
    finally:
        page.evaluate("window.before = true")
        page.context.set_offline(False)
    page.wait_for_function("!window.before && !document.getElementById('hz-first')")
    expect(page.locator(".hz-question")).to_contain_text(RENT_QUESTION)
    expect(page.locator("#question textarea")).to_have_value("那购房补助")
    page.press("#question textarea", "Enter")
    expect(page.locator(".hz-question")).to_have_count(2)
    wait_for_answer(page)


def test_a_complaint_that_is_being_written_comes_back(page: Page) -> None:
    page.click(".hz-nav [data-page=filing]")
    page.fill("#complaint-text textarea", TEXT)
    page.fill("#complainant input, #complainant textarea", "澜州示例科技有限公司")
    page.click(".hz-nav [data-page=policies]")
    page.click(".hz-nav [data-page=filing]")  # before the other page is there
    expect(page.locator("#filing")).to_be_visible()
    expect(page).to_have_url(re.compile("/filing$"))
    expect(page.locator("#complaint-text textarea")).to_have_value(TEXT)
    page.reload()
    expect(page.locator("#complaint-text textarea")).to_have_value(TEXT)
    page.click("#file-complaint")
    number = page.locator(".hz-filed h2").inner_text()
    page.reload()
    expect(page.locator(".hz-filed h2")).to_have_text(number)
    expect(page.locator("#complaint-text textarea")).to_have_value("")


def test_steps_reloads_and_an_expired_session_leave_the_letter_as_typed(page: Page, live_server: LiveServer) -> None:
    with api(live_server) as client:
        client.post("/api/complaints", json={"text": TEXT})
    log_in(page, *live_server.accounts["staff"])
    page.click(".hz-nav [data-page=desk]")
    page.locator(".hz-queue button").first.click()
    expect(page).to_have_url(re.compile(r"/c/\d+$"))
    address = page.url
    letter = page.locator("#letter-body textarea")
    letter.fill("你公司来函收悉。正在核实。")
    page.click("#steps [data-step=accept]")
    expect(page.locator(".hz-case-head h2")).to_contain_text("受理中")
    expect(letter).to_have_value("你公司来函收悉。正在核实。")
    page.reload()
    expect(letter).to_have_value("你公司来函收悉。正在核实。")
    # The token ends while the letter is open: whoever signs in again finds the case and the letter.
    page.evaluate("""() => {
        const kept = Object.keys(localStorage).find((name) => name === "huizhao-session");
        localStorage.removeItem(kept);
    }""")
    came_back(page, address)
    expect(page.locator("#desk")).not_to_be_visible()
    log_in(page, *live_server.accounts["staff"])
    expect(page).to_have_url(address)
    expect(letter).to_have_value("你公司来函收悉。正在核实。")
    page.click("#save-version")
    expect(page.locator("#reply-head")).to_contain_text("第 1 版")
    page.reload()
    expect(letter).to_have_value("你公司来函收悉。正在核实。")
    letter.fill("另一种写法")
    page.click("[data-act=logout]")
    expect(page.locator("[data-act=login]")).to_be_visible()
    assert page.evaluate("JSON.stringify(sessionStorage)").find("另一种写法") < 0


def test_the_outcome_of_an_upload_is_found_again(page: Page, live_server: LiveServer, tmp_path: Path) -> None:
    file = tmp_path / "云汀区断线测试办法.txt"
    file.write_text("云汀区断线测试办法\n\n第一条 白鹭孵化器每平方米补贴17元。\n", encoding="utf-8")
    log_in(page, *live_server.accounts["admin"])
    page.click("[data-page=library]")
    page.click("#open-upload")
    page.set_input_files("#upload-files input[type=file]", [str(file)])
    page.wait_for_selector("#upload-files >> text=云汀区断线测试办法")
    page.click("#start-upload")
    page.wait_for_selector(".hz-import")
    page.wait_for_function("history.state?.kept?.job")
    page.reload()
    expect(page.locator(".hz-outcomes .is-good")).to_have_count(1, timeout=60_000)


def test_eight_tabs_answer_over_plain_http(page: Page, live_server: LiveServer) -> None:
    tabs = [page.context.new_page() for _ in range(_TABS)]
    for tab in tabs:
        tab.goto(f"{live_server.base_url}/policies")
        tab.wait_for_selector(".hz-policies li", timeout=60_000)
    tabs[-1].locator(".hz-policies .hz-link").first.click()
    expect(tabs[-1].locator(".hz-reader h2")).to_be_visible()
    for tab in tabs:
        tab.close()


def test_a_phone_opens_addresses_without_scrolling_sideways(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, f"{live_server.base_url}/search?q=租金补贴", PHONE) as page:
        expect(page.locator(".hz-hits li").first).to_be_visible(timeout=30_000)
        assert not overflows(page)
        page.goto(f"{live_server.base_url}/p/{policy_id(live_server)}#第八条")
        expect(page.locator("[data-place='第八条']")).to_be_in_viewport(timeout=30_000)
        assert not overflows(page)
