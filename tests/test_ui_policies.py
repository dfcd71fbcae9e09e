"""The policies page in a real browser, over the real API and the sample district."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, chromium, log_in, needs_chromium, opened, overflows
from tests.conftest import LiveServer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]
CURRENT = "云汀区支持楼宇经济高质量发展若干政策"
REPEALED = "云汀区促进楼宇经济发展办法"
INTERNAL = "工作规程"
ARTICLE_8 = ".is-article:has(> .hz-line > .hz-words:text-is('第八条'))"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    with opened(browser, live_server.base_url) as page:
        page.set_default_timeout(20_000)
        page.click(".hz-nav [data-page=policies]")
        page.wait_for_selector(".hz-policies li")
        yield page


def read(page: Page, title: str) -> None:
    page.click(f".hz-policies .hz-link >> text={title}")
    expect(page.locator(".hz-reader h2")).to_have_text(title)


def test_a_status_and_a_kind_narrow_the_list(page: Page) -> None:
    page.click(".hz-facet[data-value=已废止]")
    expect(page.locator(".hz-policies li")).to_have_count(1)
    expect(page.locator(".hz-policies .hz-badge")).to_have_text("已废止")
    page.click(".hz-facet[data-value=已废止]")
    page.click(".hz-more-facets summary")
    page.click(".hz-facet[data-value=措施]")
    expect(page.locator(".hz-policies .hz-link").first).to_contain_text("措施")
    page.fill("#search-policies input, #search-policies textarea", "外商")
    expect(page.locator(".hz-policies li")).to_have_count(1)


def test_what_is_paid_for_and_an_industry_narrow_the_list(page: Page) -> None:
    page.click(".hz-facet[data-value=租金和用房]")
    expect(page.locator(".hz-facet[data-value=租金和用房]")).to_have_attribute("aria-pressed", "true")
    page.click(".hz-facet[data-value=生物医药]")
    expect(page.locator(".hz-policies li")).to_have_count(1)
    expect(page.locator(".hz-policies .hz-link").first).to_contain_text("生物医药")
    page.set_viewport_size(PHONE)
    assert not overflows(page)


def test_how_to_apply_stands_above_a_policy_with_its_sources(page: Page) -> None:
    read(page, CURRENT)
    page.click(".hz-reader [data-act=apply]")
    card = page.locator(".hz-applying")
    expect(card).to_contain_text("每年3月发布申报通知")
    expect(card).to_contain_text("0999-5550125")
    card.locator("a", has_text="第二十条").first.click()
    expect(page.locator(".hz-node.is-reached")).to_contain_text("政策兑现实行年度集中申报")


def test_on_an_earlier_day_a_repealed_policy_was_in_force(page: Page) -> None:
    page.fill("#policies-as-of input", "2023-06-01")
    page.press("#policies-as-of input", "Enter")
    expect(page.locator(".hz-count")).to_contain_text("2023-06-01")
    item = page.locator(".hz-policies li", has_text=REPEALED).first
    expect(item.locator(".hz-badge")).to_have_text("现行有效")


def test_a_repealed_policy_says_so_and_leads_to_its_successor(page: Page) -> None:
    read(page, REPEALED)
    banner = page.locator(".hz-reader .hz-problem")
    expect(banner).to_contain_text("不可引为现行依据")
    banner.locator(".hz-link").click()
    expect(page.locator(".hz-reader h2")).to_have_text(CURRENT)
    expect(page.locator(".hz-reader .hz-problem")).to_have_count(0)


def test_the_structure_leads_to_a_clause_and_a_reference_opens_in_place(page: Page) -> None:
    read(page, CURRENT)
    page.locator(".hz-structure .hz-link", has_text="第八条").first.click()
    article = page.locator(ARTICLE_8)
    expect(article).to_be_in_viewport()
    expect(article.locator(".hz-target").first).to_be_hidden()
    article.locator("summary", has_text="第七条").click()
    expect(article.locator(".hz-target").first).to_contain_text("第七条 新引进企业租用办公用房")


def test_a_clause_is_copied_with_its_citation_and_without_what_is_open_in_it(page: Page) -> None:
    page.evaluate(
        "window.isSecureContext && (navigator.clipboard.writeText = text => { window.copied = text; return Promise.resolve(); })"
    )
    read(page, CURRENT)
    article = page.locator(ARTICLE_8)
    article.locator("summary").first.click()
    article.locator("[data-local=clause]").first.click()
    copied = page.evaluate("window.copied")
    assert copied.startswith(f"《{CURRENT}》（云政规〔2025〕3号）第八条\n第八条\n符合第七条规定条件的企业")
    assert "新引进企业租用办公用房面积" not in copied


def test_words_are_found_inside_a_document(page: Page) -> None:
    read(page, CURRENT)
    page.fill("#find-inside input, #find-inside textarea", "不得同时享受")
    page.press("#find-inside input, #find-inside textarea", "Enter")
    page.locator(".hz-found .hz-link").first.click()
    expect(page.locator(".is-reached")).to_contain_text("不得同时享受")


def test_what_staff_read_is_gone_after_signing_out(page: Page, live_server: LiveServer) -> None:
    expect(page.locator(".hz-policies li", has_text=INTERNAL)).to_have_count(0)
    log_in(page, *live_server.accounts["staff"])
    page.locator(".hz-policies .hz-link", has_text=INTERNAL).click()
    expect(page.locator(".hz-reader h2")).to_contain_text(INTERNAL)
    page.click("[data-act=logout]")
    page.click(".hz-nav [data-page=policies]")
    page.wait_for_selector(".hz-policies li")
    assert INTERNAL not in page.content()


def test_the_page_speaks_english_and_fits_a_phone(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, live_server.base_url, PHONE) as page:
        page.set_default_timeout(20_000)
        page.click("[data-act=language]")
        expect(page.locator(".hz-nav [data-page=policies]")).to_have_text("Policies")
        page.click(".hz-nav [data-page=policies]")
        expect(page.locator(".hz-policies .hz-badge").first).to_have_text("In force")
        assert not overflows(page)
        read(page, CURRENT)
        expect(page.locator(".hz-structure summary")).to_have_text("Structure")
        assert not overflows(page)


def test_two_versions_are_compared_word_by_word_and_downloaded(page: Page) -> None:
    read(page, CURRENT)
    page.click(".hz-related [data-page=comparison]")
    expect(page.locator(".hz-tabs [aria-current]")).to_have_text(
        "新旧对照", timeout=30_000
    )  # the first comparison loads its libraries
    head = page.locator(".hz-pair.is-head > div")
    expect(head.first).to_contain_text(REPEALED)
    expect(head.last).to_contain_text(CURRENT)
    changed = page.locator(".hz-pair[data-change=修改]")
    expect(changed.first.locator("del").first).to_be_visible()
    expect(changed.first.locator("ins").first).to_be_visible()
    counts = page.locator(".hz-facet[data-act=only] small").all_inner_texts()
    assert page.locator(".hz-pair:not(.is-head)").count() == sum(map(int, counts[2:]))
    page.click(".hz-facet[data-change=新增]")
    expect(page.locator(".hz-pair:not(.is-head)")).to_have_count(int(counts[3]))
    with page.expect_download() as download:
        page.click("[data-local=download]")
    assert download.value.suggested_filename == f"{CURRENT}新旧对照表.docx"


def test_the_comparison_offers_what_was_replaced(page: Page) -> None:
    page.click(".hz-tabs [data-page=comparison]")
    page.locator("[data-act=pair]", has_text=REPEALED).click()
    expect(page.locator(".hz-pair.is-head")).to_contain_text(CURRENT, timeout=30_000)
    expect(page.locator("#compare-old input")).to_have_value(re.compile(REPEALED))
