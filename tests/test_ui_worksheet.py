"""政策测算 and 条目核实 in a real browser, against the real API over the sample district."""

import io
import re
from collections.abc import Iterator

import httpx
import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESKTOP, PHONE, chromium, watch
from tests.conftest import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SITUATION = "2025年3月在本区注册的外资生物医药企业，实缴1000万，在柳汐医药港租1500平，每平每月60元，员工35人，签三年合同，入驻8个月"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def opened(page: Page, server: LiveServer, name: str) -> None:
    watch(page)
    page.goto(server.base_url)
    page.click(".hz-nav button[data-page=policies]")
    page.click(f".hz-tabs button[data-page={name}]")


def signed_in(page: Page, server: LiveServer, who: str) -> None:
    name, password = server.accounts[who]
    page.goto(server.base_url)
    page.click("[data-act=login]")
    fields = page.locator("#login-dialog input, #login-dialog textarea")
    fields.nth(0).fill(name)
    fields.nth(1).fill(password)
    fields.nth(1).press("Enter")
    expect(page.locator("[data-act=logout]")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("size", [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")])
def test_a_sentence_becomes_a_worksheet_with_its_sources(
    browser: Browser, live_server: LiveServer, size: dict[str, int]
) -> None:
    page = browser.new_page(viewport=size)  # type: ignore[arg-type]
    elsewhere: list[str] = []
    page.on(
        "request",
        lambda request: (
            None
            if live_server.base_url in request.url or request.url.startswith(("data:", "blob:"))
            else elsewhere.append(request.url)
        ),
    )
    opened(page, live_server, "worksheet")
    page.fill("#ws-sentence textarea", SITUATION)
    page.click("#ws-submit")
    first = page.locator(".ws-line").first
    expect(first).to_contain_text("3 年共 1,890,000 元", timeout=60_000)
    expect(first).to_contain_text("1,500㎡ × 35 元/㎡·月 × 12 月 = 630,000 元/年")
    expect(page.locator(".ws-totals .is-certain")).to_contain_text("1,890,000")
    expect(page.locator("#ws-result")).to_contain_text("不重复享受")
    first.locator(".ws-cite").first.click()
    expect(page.locator("#ws-source")).to_contain_text("前三年按照实际租金的60%给予补贴", timeout=30_000)
    page.click("#ws-source [data-act=close]")  # on a phone it covers the sheet
    first.locator("[data-act=apply]").click()
    expect(page.locator("#ws-source .hz-applying")).to_contain_text("窗口和平台", timeout=30_000)
    expect(page.locator("#ws-source .hz-applying a").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert elsewhere == []


def test_the_workbook_is_downloaded_and_the_form_counts(browser: Browser, live_server: LiveServer) -> None:
    page = browser.new_page(viewport=DESKTOP)
    opened(page, live_server, "worksheet")
    page.fill("#ws-sentence textarea", "专精特新企业，租金50元/㎡·月")
    page.click("#ws-more button")
    page.get_by_label("租用面积（㎡）").fill("600")
    page.click("#ws-submit")
    expect(page.locator(".ws-line").first).to_contain_text("2 年共 115,200 元", timeout=60_000)
    with page.expect_download() as download:
        page.click("#ws-download")
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert "政策测算" in book.sheetnames


def test_staff_confirm_and_correct_rules_and_investors_have_no_such_page(
    browser: Browser, live_server: LiveServer
) -> None:
    page = browser.new_page(viewport=DESKTOP)
    opened(page, live_server, "worksheet")
    expect(page.locator("button[data-page=benefits]")).to_have_count(0)
    signed_in(page, live_server, "staff")
    page.click(".hz-nav button[data-page=policies]")
    page.click(".hz-tabs button[data-page=benefits]")
    rule = page.locator(".bn-rule", has_text="重新认定奖励")
    expect(rule).to_be_visible(timeout=60_000)
    rule.locator("[data-act=correct]").click()
    expect(page.locator("#bn-editor")).to_contain_text("重新认定奖励", timeout=30_000)
    page.get_by_label("金额（元）").fill("120000")
    page.get_by_role("button", name="保存并确认").click()
    expect(rule).to_have_count(0, timeout=30_000)
    token = httpx.post(
        f"{live_server.base_url}/api/login",
        json=dict(zip(("username", "password"), live_server.accounts["staff"], strict=True)),
    ).json()["token"]
    listed = httpx.get(
        f"{live_server.base_url}/api/benefits",
        params={"state": "confirmed"},
        headers={"Authorization": f"Bearer {token}"},
    ).json()["benefits"]
    changed = next(item for item in listed if item["name"] == "重新认定奖励")
    assert (changed["tiers"][0]["formula"], changed["corrected"]) == ("12万元", True)
    assert re.fullmatch(r"zhaoshang", changed["decided_by"])
