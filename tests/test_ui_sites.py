"""The 选址 page in a real browser over the real routes: sentence, chips and form are one, and every figure opens its row."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl
import pdfplumber
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from assistant.api.dependencies import principal_of
from assistant.api.errors import add_error_handlers
from assistant.api.limiting import Limits
from assistant.api.routes import documents, listings
from assistant.buildings.matching import RowMatcher
from assistant.documents.office_conversion import conversion_turns
from assistant.documents.viewer import Viewer
from assistant.files import open_files
from assistant.incentives.proposing import Proposals
from assistant.incentives.store import BenefitRules
from assistant.policies.clauses import ClauseFinder
from assistant.records import Principal
from assistant.sections.service import LimitSettings
from assistant.settings import Settings
from assistant.turns import Turns
from tests.api.conftest import UNLIMITED
from tests.browser import PHONE, chromium, needs_chromium, opened, overflows
from tests.buildings_ledgers import LEDGERS, database_with
from tests.serving import serving
from ui.app import build_page

pytestmark = [
    pytest.mark.browser,
    needs_chromium,
]
expect.set_options(timeout=30_000)
UNDER_PINS = """() => {
  const boxes = (selector) => [...document.querySelectorAll(selector)].map((one) => [one.textContent, one.getBoundingClientRect()]);
  return boxes(".hz-map-name").filter(([, name]) => boxes(".hz-pin span").some(([, pin]) =>
    name.left < pin.right - 1 && pin.left < name.right - 1 && name.top < pin.bottom - 1 && pin.top < name.bottom - 1)).map(([words]) => words);
}"""
"""Names of streets that stand under a price or a cluster."""
SQUARE = [[104.0, 30.5], [104.1, 30.5], [104.1, 30.6], [104.0, 30.6], [104.0, 30.5]]


@dataclass
class PageServices:
    """The services that the page's routes use."""

    row_matcher: RowMatcher
    viewer: Viewer
    clause_finder: ClauseFinder
    settings: Settings
    conversions: Turns
    proposals: Proposals


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("sites")
    database = database_with(folder, *LEDGERS)
    feature = {"properties": {"name": "锦湖街道"}, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}}
    (folder / "outlines.geojson").write_text(json.dumps({"features": [feature]}), encoding="utf-8")
    app, settings = FastAPI(), Settings(data_dir=folder)
    app.state.services = PageServices(
        RowMatcher(database),
        Viewer(database),
        ClauseFinder(database),
        settings,
        conversion_turns(LimitSettings()),
        Proposals(BenefitRules(database), open_files(settings), settings),
    )
    app.state.limits = Limits(UNLIMITED)
    app.dependency_overrides[principal_of] = lambda: Principal()
    add_error_handlers(app)
    app.include_router(listings.router)
    app.include_router(documents.router)
    with serving(build_page(app)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address) as page:
        page.set_default_timeout(30_000)
        page.click("[data-page=sites]")
        page.wait_for_selector(".hz-sites tbody tr")
        yield page


def say(page: Page, sentence: str) -> None:
    page.fill("#need textarea", sentence)
    page.keyboard.press("Enter")


def chips(page: Page) -> list[str]:
    return [chip.removesuffix("×").strip() for chip in page.locator(".hz-need").all_inner_texts()]


def test_a_sentence_becomes_chips_and_rows_with_reasons(page: Page) -> None:
    say(page, "500平左右的甲级写字楼，租金80以内，最好靠近地铁")
    expect(page.locator(".hz-need")).to_have_count(5)
    expect(page.locator(".hz-count")).to_contain_text("满足 2 处，需核实 1 处，共 3 处，列出第 1–3 处")
    expect(page.locator(".hz-sites tbody tr").nth(2)).to_contain_text("租金“面议”")


def test_a_removed_chip_widens_the_search_and_empties_its_field(page: Page) -> None:
    say(page, "租金30以内的甲级写字楼")
    expect(page.locator(".hz-need")).to_have_count(3)
    page.click("#site-filters button")
    expect(page.get_by_label("租金不高于 元/㎡·月")).to_have_value("30")
    page.locator(".hz-need", has_text="租金").get_by_role("button").click()
    expect(page.locator(".hz-need")).to_have_count(2)
    expect(page.get_by_label("租金不高于 元/㎡·月")).to_have_value("")


def test_the_form_sets_a_chip_and_a_follow_up_refines_it(page: Page) -> None:
    say(page, "写字楼")
    expect(page.locator(".hz-need")).to_have_count(1)
    page.click("#site-filters button")
    page.get_by_label("租金不高于 元/㎡·月").fill("60")
    page.click("#apply-filters")
    expect(page.locator(".hz-need")).to_have_count(2)
    say(page, "只看东渡街道的")
    expect(page.locator(".hz-need")).to_have_count(3)
    assert set(chips(page)) == {"类型：写字楼", "租金不高于 60 元/㎡·月", "位置：东渡街道"}


def test_what_no_ledger_has_a_column_for_is_told_once_and_is_no_chip(page: Page) -> None:
    say(page, "2015年以后建成的写字楼")
    expect(page.locator(".hz-need")).to_have_count(1)
    assert chips(page) == ["类型：写字楼"]
    expect(page.locator("#sites-main")).to_contain_text("台账没有“建成时间”一栏，没有作为条件")


def test_where_nothing_fits_one_click_relaxes_the_condition(page: Page) -> None:
    say(page, "租金40以内、空置5000平以上、甲级的写字楼，锦湖街道")
    expect(page.locator(".hz-near")).to_be_visible()
    page.locator(".hz-ways button").first.click()
    expect(page.locator(".hz-count")).to_contain_text("满足 1 处")


def test_a_figure_opens_its_row_in_the_ledger(page: Page) -> None:
    say(page, "锦湖国际中心")
    expect(page.locator(".hz-sites tbody tr")).to_have_count(1)
    page.locator(".hz-sites tbody .hz-link", has_text="110").click()
    expect(page.locator("#site-source")).to_contain_text("锦湖国际中心")


def test_marked_rows_are_compared(page: Page) -> None:
    page.locator(".hz-pick[aria-pressed=false]").nth(0).click()
    expect(page.locator(".hz-pick[aria-pressed=true]")).to_have_count(1)
    page.locator(".hz-pick[aria-pressed=false]").nth(0).click()
    expect(page.locator(".hz-pick[aria-pressed=true]")).to_have_count(2)
    page.click("[data-view=compare]")
    expect(page.locator(".hz-compare thead th")).to_have_count(3)
    expect(page.locator(".hz-compare .is-different").first).to_be_visible()


def test_the_map_and_the_charts_are_drawn_from_the_rows(page: Page) -> None:
    say(page, "写字楼")
    expect(page.locator(".hz-need")).to_have_count(1)
    page.click("[data-view=charts]")
    expect(page.locator(".hz-site-bars").first).to_contain_text("35,000 ㎡")
    page.click("[data-view=map]")
    expect(page.locator(".hz-map .hz-map-name")).to_have_text("锦湖街道 3")
    expect(page.locator(".hz-map-list li")).to_have_count(page.locator(".hz-map-list [data-act=show]").count())
    page.locator(".leaflet-control-zoom-in").click()
    expect(page.locator(".hz-map[data-drawn]")).to_be_visible()
    assert page.evaluate(UNDER_PINS) == []
    page.locator(".hz-map-streets [data-name=锦湖街道]").click()
    expect(page.locator(".hz-need")).to_have_count(2)
    assert "位置：锦湖街道" in chips(page)


def test_a_head_puts_the_list_in_order_and_back(page: Page) -> None:
    rent = page.locator(".hz-sites th", has_text="租金")
    rows = page.locator(".hz-sites tbody tr td:first-child")
    before = rows.all_inner_texts()
    for order in ("ascending", "descending", "none"):
        rent.get_by_role("button").click()
        expect(rent).to_have_attribute("aria-sort", order)
    assert rows.all_inner_texts() == before


def test_a_kept_search_comes_back_and_tells_what_is_new(page: Page) -> None:
    say(page, "租金100以内的写字楼")
    expect(page.locator(".hz-need")).to_have_count(2)
    page.locator("[data-local=keepSearch]").click()
    kept = page.locator(".hz-kept-search")
    expect(kept).to_have_count(1)
    page.evaluate(  # as if one of the rows had come later
        """() => {
            const searches = JSON.parse(localStorage.getItem("huizhao-searches"));
            searches[0].ids.pop();
            localStorage.setItem("huizhao-searches", JSON.stringify(searches));
        }"""
    )
    page.reload()
    expect(kept).to_contain_text("新增 1 处")
    expect(page.locator(".hz-nav [data-page=sites]")).to_have_attribute("data-added", "1")
    page.locator("[data-act=clear]").click()
    expect(page.locator(".hz-need")).to_have_count(0)
    kept.get_by_role("button").first.click()
    expect(page.locator(".hz-need")).to_have_count(2)
    expect(kept).not_to_contain_text("新增")
    kept.get_by_role("button").last.click()
    expect(kept).to_have_count(0)


def fetched(page: Page, file: str, folder: Path) -> Path:
    with page.expect_download(timeout=90_000) as download:
        page.locator(f"[data-href='api/listings/{file}']").click()
    download.value.save_as(folder / file)
    return folder / file


def test_a_phone_compares_four_and_takes_files_with_reasons_sources_and_days(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size(PHONE)
    say(page, "租金100以内的写字楼")
    expect(page.locator(".hz-need")).to_have_count(2)
    for number in range(1, 5):
        page.locator(".hz-pick[aria-pressed=false]").first.click()
        expect(page.locator(".hz-pick[aria-pressed=true]")).to_have_count(number)
    assert not overflows(page)
    page.click("[data-view=compare]")
    expect(page.locator(".hz-compare thead th")).to_have_count(5)
    assert not overflows(page)
    page.locator(".hz-compare thead .hz-pick").last.click()
    expect(page.locator(".hz-compare thead th")).to_have_count(4)

    sheet = openpyxl.load_workbook(fetched(page, "export.xlsx", tmp_path)).active
    exported = "\n".join(str(value) for line in sheet.iter_rows(values_only=True) for value in line if value)
    word = docx.Document(str(fetched(page, "proposal.docx", tmp_path)))
    written = "\n".join(paragraph.text for paragraph in word.paragraphs)
    files = [exported, written]
    if shutil.which("soffice"):
        with pdfplumber.open(fetched(page, "proposal.pdf", tmp_path)) as pdf:
            files.append("".join(shown.extract_text() for shown in pdf.pages))
    for text in files:
        assert "租金不高于 100 元/㎡·月" in text  # the reason
        assert "空置台账" in text  # the source
        assert re.search(r"2026-\d\d-\d\d", text)  # the day of verification
    assert written.count("出处：") == 3
    page.click("[data-view=cards]")
    expect(page.locator(".hz-site-cards article").first).to_be_visible()
    assert not overflows(page)
