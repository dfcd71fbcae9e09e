"""机会 and 台账看板 in a real browser: filters, cards, figures down to the row they stand in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.api.app import create_app
from assistant.plugins import mount_page
from assistant.records import Role
from assistant.wiring import Services
from tests.browser import PHONE, chromium, log_in, needs_chromium, opened, overflows
from tests.conftest import LiveServer
from tests.ledger_books import NOVEMBER, OCTOBER, write_book
from tests.serving import serving

pytestmark = needs_chromium
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
    expect(first.locator("td[data-label=街道]")).to_have_text(
        "未列明", timeout=_WAIT_MS
    )  # a factory list has no sub-districts
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
    page.fill("#need textarea", "超甲级写字楼")
    page.keyboard.press("Enter")
    expect(page.locator(".hz-count")).to_contain_text("共 2 处", timeout=_WAIT_MS)
    page.click("[data-view=cards]")
    expect(page.locator(".hz-photo img[src^='blob:']")).to_have_count(2, timeout=_WAIT_MS)


def test_staff_see_vacancy_with_the_rows_that_were_added(page: Page, live_server: LiveServer) -> None:
    log_in(page, *live_server.accounts["staff"])
    goto(page, "ledgers")
    first = page.locator(".hz-vacancies summary").first
    expect(first).to_contain_text("望澜街道", timeout=_WAIT_MS)
    first.click()
    page.locator(".hz-addends .hz-link").first.click()
    expect(page.locator("#ledger-panel")).to_contain_text("商务楼宇", timeout=_WAIT_MS)
    assert not page.locator("#ledger-columns [data-act=column]").count()  # corrections are an administrator's


def test_an_administrator_mends_what_the_board_shows(
    browser: Browser, make_services: Callable[..., Services], tmp_path: Path
) -> None:
    services = make_services()
    services.accounts.add("guanli", "guanli-lanting-89", Role.ADMIN)
    write_book(tmp_path / "2026年10月.xlsx", OCTOBER, title="锦湖区楼宇台账（2026年10月）")
    november = [*NOVEMBER, ("旧仓商务楼", "旧仓街1号", "东渡街道", "丙级", 8000, 800, "26", "21", "2026-06-15")]
    write_book(tmp_path / "2026年11月.xlsx", november, title="锦湖区楼宇台账（2026年11月）")
    services.ingestor.ingest(
        [tmp_path / "2026年10月.xlsx", tmp_path / "2026年11月.xlsx"], options={"clearance": "public"}
    )
    with serving(mount_page(create_app(services))) as address, opened(browser, address) as page:
        page.set_default_timeout(_WAIT_MS)
        log_in(page, "guanli", "guanli-lanting-89")
        goto(page, "ledgers")
        board, panel = page.locator("#ledger-figures"), page.locator("#ledger-panel")
        board.locator("[data-act=listing]", has_text="F5").click()
        expect(panel).to_contain_text("云栖科创园", timeout=_WAIT_MS)
        expect(panel.locator(".hz-row")).to_contain_text("底价")  # staff see what only they may see
        board.locator(".hz-link", has_text="I6").click()  # the stale row's 核验时间
        expect(panel).to_contain_text("旧仓商务楼", timeout=_WAIT_MS)

        board.locator("[data-act=decide][data-decision=same]").first.click()
        expect(board).to_contain_text("没有待确认的名称", timeout=_WAIT_MS)

        stale = board.locator("tr", has_text="旧仓商务楼")
        stale.locator("[data-act=column]").click()
        expect(page.locator("#column-editor")).to_contain_text("更正“核验时间”", timeout=_WAIT_MS)
        page.locator("#close-column").click()
        expect(page.locator("#column-editor")).to_be_hidden(timeout=_WAIT_MS)
        board.locator("tr", has_text="三千多").locator("[data-act=column]").click()
        field = page.locator("#column-field input")
        expect(field).to_have_value("空置面积", timeout=_WAIT_MS)
        field.click()
        page.locator("#column-field").get_by_role("option", name="标准层面积").click()
        page.locator("#save-column").click()
        expect(page.locator("#ledger-columns")).to_contain_text("已更正", timeout=_WAIT_MS)
        expect(page.locator("#column-editor")).to_be_hidden(timeout=_WAIT_MS)


def test_the_dashboard_is_not_an_investors(page: Page) -> None:
    assert not page.locator(".hz-nav button[data-page=ledgers]").count()


def test_both_pages_fit_a_phone(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, live_server.base_url, PHONE) as page:
        log_in(page, *live_server.accounts["staff"])
        for name, shown in (("opportunities", ".hz-card"), ("ledgers", ".hz-tiles")):
            goto(page, name)
            expect(page.locator(shown).first).to_be_visible(timeout=_WAIT_MS)
            assert not overflows(page)


def test_cells_to_mend_are_shown_page_by_page(
    browser: Browser, make_services: Callable[..., Services], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.ledgers.page.WARNINGS", 2)
    services = make_services()
    services.accounts.add("zhuanyuan", "zhuanyuan-lanting-89", Role.STAFF)
    unreadable = [
        (f"{number}号楼", f"湖滨路{number}号", "锦湖街道", "乙级", 9000, f"{number}栋空", "50", "40", "2026-11-01")
        for number in range(1, 6)
    ]
    write_book(tmp_path / "2026年11月.xlsx", unreadable, title="锦湖区楼宇台账（2026年11月）")
    services.ingestor.ingest([tmp_path / "2026年11月.xlsx"], options={"clearance": "public"})
    with serving(mount_page(create_app(services))) as address, opened(browser, address) as page:
        page.set_default_timeout(_WAIT_MS)
        log_in(page, "zhuanyuan", "zhuanyuan-lanting-89")
        goto(page, "ledgers")
        board = page.locator("#ledger-figures")
        shown = board.locator(".hz-count").nth(1)
        expect(shown).to_have_text("共 5 个，列出第 1–2 个", timeout=_WAIT_MS)
        board.locator("[data-act=turn]").last.click()
        expect(shown).to_have_text("共 5 个，列出第 3–4 个", timeout=_WAIT_MS)
        board.locator("[data-act=turn]").last.click()
        expect(shown).to_have_text("共 5 个，列出第 5–5 个", timeout=_WAIT_MS)
        expect(board).to_contain_text("5栋空")
        expect(board.locator("[data-act=turn]").last).to_be_disabled()
