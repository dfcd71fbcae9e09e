"""The whole product through the browser: the real API over the sample district, the page in front of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import docx
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
HOSTILE_POLICY = """云汀区测试补贴办法

第一条 为检验页面，制定本办法。

第二条 蓝鲸孵化器入驻企业按照每月每平方米13元给予补贴。<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>

第三条 本办法自2026年1月1日起施行，有效期3年。
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    with opened(browser, live_server.base_url) as page:
        page.set_default_timeout(20_000)
        yield page


def _as_staff(live_server: LiveServer) -> httpx.Client:
    name, password = live_server.accounts["staff"]
    body = {"username": name, "password": password}
    token = httpx.post(f"{live_server.base_url}/api/login", json=body).json()["token"]
    return httpx.Client(base_url=live_server.base_url, headers={"Authorization": f"Bearer {token}"}, timeout=60)


def test_an_investor_asks_and_checks_the_cited_clause(page: Page) -> None:
    ask(page, RENT_QUESTION)
    wait_for_answer(page)
    expect(page.locator(".hz-answer")).to_contain_text("租金补贴")
    chip = page.locator(".hz-chip").first
    expect(chip).to_contain_text("《")
    chip.click()
    expect(page.locator("#citation mark, #citation .hz-row").first).to_be_visible()
    expect(page.locator("#citation .hz-badges")).to_contain_text("现行有效")


def test_a_building_question_is_answered_with_a_table_and_its_total(page: Page) -> None:
    ask(page, "空置1000平方米以上的甲级写字楼有哪些？")
    wait_for_answer(page)
    expect(page.locator(".hz-answer caption")).to_contain_text("共")
    page.locator(".hz-chip").first.click()
    expect(page.locator("#citation tr.is-cited")).to_have_count(1)


def test_an_answer_of_rows_goes_on_where_it_stands_and_is_taken_away(page: Page, tmp_path: Path) -> None:
    question = "租金100元以内的写字楼有哪些？"
    ask(page, question)
    wait_for_answer(page)
    rows = page.locator(".hz-answer .hz-table tbody tr")
    listed = rows.count()
    page.locator("[data-act=more]").click()
    expect(rows).not_to_have_count(listed)
    expect(page.locator("[data-act=more]")).to_have_count(0)
    expect(rows.first.locator("td").first).to_contain_text("符合")
    page.locator(".hz-edit").click()
    expect(page.locator("#question textarea")).to_have_value(question)
    page.locator(".hz-files-menu summary").click()
    with page.expect_download(timeout=60_000) as download:
        page.locator(".hz-files-menu [data-href*='docx?message_id']").click()
    download.value.save_as(tmp_path / "answer.docx")
    words = "\n".join(paragraph.text for paragraph in docx.Document(str(tmp_path / "answer.docx")).paragraphs)
    assert "[1]" in words and "商务楼宇" in words
    expect(page.locator(".hz-next button").first).to_contain_text("比较一下")
    name = rows.first.locator("a.hz-name")
    building = name.inner_text()
    name.click()
    expect(page.locator("#site-source h3")).to_have_text(building)
    assert "/b/" in page.url
    page.locator("#site-source [data-page=filing]").click()  # what is asked about it goes to staff
    expect(page.locator("#complaint-text textarea")).to_have_value(re.compile(re.escape(f"我想了解“{building}”")))


def test_a_worksheet_answer_is_short_first_and_asks_for_what_is_missing(page: Page) -> None:
    ask(page, "我们是外地来的软件企业，租了800平方米办公室，能拿多少补贴？")
    wait_for_answer(page)
    reasons = page.locator(".hz-fold").first
    expect(reasons.locator("p").first).not_to_be_visible()
    expect(page.locator(".hz-text a.hz-name").first).to_contain_text("《")
    page.locator(".hz-wanted button", has_text="租金").first.click()
    expect(page.locator("#question textarea")).to_have_value("租金：")
    assert len(page.locator("#thread").inner_html()) < 60_000
    assert " 0 元" not in page.locator(".hz-answer").inner_text()


def test_a_follow_up_keeps_its_conversation_after_signing_in_and_reloading(page: Page, live_server: LiveServer) -> None:
    log_in(page, *live_server.accounts["staff"])
    ask(page, RENT_QUESTION)
    wait_for_answer(page)
    ask(page, "购房补助呢？")
    wait_for_answer(page)
    page.reload()
    page.locator(".hz-open").first.click()
    expect(page.locator(".hz-question")).to_contain_text([RENT_QUESTION, "购房补助呢？"])


def test_an_administrator_uploads_a_file_and_asks_about_it(page: Page, live_server: LiveServer, tmp_path: Path) -> None:
    file = tmp_path / "云汀区测试补贴办法.txt"
    file.write_text(HOSTILE_POLICY, encoding="utf-8")
    log_in(page, *live_server.accounts["admin"])
    page.click("[data-page=library]")
    page.click("#open-upload")
    page.set_input_files("#upload-files input[type=file]", [str(file)])
    page.wait_for_selector("#upload-files >> text=云汀区测试补贴办法")
    page.check("#upload-clearance input[value=public]")
    page.click("#start-upload")
    expect(page.locator(".hz-outcomes .is-good")).to_have_count(1, timeout=60_000)
    page.click("[data-page=consult]")
    ask(page, "蓝鲸孵化器入驻企业的补贴是多少？")
    wait_for_answer(page)
    expect(page.locator(".hz-answer")).to_contain_text("13元")
    page.locator(".hz-chip").first.click()
    expect(page.locator("#citation mark")).to_contain_text("onerror")
    assert page.evaluate("window.hacked") is None


def test_an_investor_reaches_no_internal_material_by_the_page(page: Page, live_server: LiveServer) -> None:
    with _as_staff(live_server) as staff:
        hits = staff.get("/api/search", params={"q": "一事一议 租金谈判底价", "k": 10}).json()["hits"]
    internal = [hit for hit in hits if hit["clearance"] == "internal"]
    assert internal
    ask(page, INTERNAL_QUESTION)
    wait_for_answer(page)
    assert "48元" not in page.inner_text("#thread")
    assert "一事一议”工作规程" not in page.inner_text(".hz-exchange .hz-answer")
    expect(page.locator("[data-page=library]")).to_have_count(0)
    # Guessed ids: straight at the API, and through a button that the page never offered.
    chunk_id, document_id = internal[0]["chunk_id"], internal[0]["source_id"]
    for address in (
        f"/api/chunks/{chunk_id}",
        f"/api/documents/{document_id}",
        f"/api/documents/{document_id}/original",
    ):
        assert page.evaluate("address => fetch(address).then(response => response.status)", address) == 404
    page.evaluate(
        """id => {
            const button = document.createElement('button');
            Object.assign(button.dataset, { act: 'preview', document: id });
            document.querySelector('#documents [id^=html-]').append(button);
            button.click();
        }""",
        document_id,
    )
    expect(page.locator("#document")).to_contain_text("无权查看")
    assert internal[0]["document"] not in page.inner_text("#document")


def test_staff_see_internal_material_and_it_is_marked(page: Page, live_server: LiveServer) -> None:
    log_in(page, *live_server.accounts["staff"])
    ask(page, INTERNAL_QUESTION)
    wait_for_answer(page)
    expect(page.locator(".hz-answer")).to_contain_text("48元")
    expect(page.locator(".hz-chip .is-internal").first).to_be_visible()
    page.click("[data-act=logout]")
    expect(page.locator("[data-act=login]")).to_be_visible()
    assert "48元" not in page.content()


def test_an_unanswerable_question_is_refused_plainly(page: Page) -> None:
    ask(page, "深圳前海的企业所得税优惠税率是多少？")
    wait_for_answer(page)
    expect(page.locator(".hz-answer.is-refused")).to_be_visible()
    expect(page.locator(".hz-answer .hz-text a.hz-name").first).to_have_attribute("href", re.compile("^p/.+#"))


def test_an_english_question_gets_an_english_frame(page: Page) -> None:
    page.click("[data-act=language]")
    ask(page, "How much is the rent subsidy for newly attracted companies?")
    wait_for_answer(page)
    expect(page.locator(".hz-chip").first).to_be_visible()


def test_a_phone_shows_real_answers_without_sideways_scrolling(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, live_server.base_url, PHONE) as page:
        ask(page, "空置1000平方米以上的甲级写字楼有哪些？")
        wait_for_answer(page)
        page.locator(".hz-chip").first.click()
        page.wait_for_selector("#citation .hz-viewer-body h3")
        assert not overflows(page)


def test_an_answer_from_rows_goes_on_where_sites_are_chosen(page: Page) -> None:
    ask(page, "空置1000平方米以上的甲级写字楼有哪些？")
    wait_for_answer(page)
    page.click(".hz-doors a[href^='/sites']")
    expect(page.locator("#sites .hz-chips-line")).to_contain_text("1000", timeout=30_000)
    expect(page.locator("#sites .hz-chips-line")).to_contain_text("甲级")


def test_an_answer_about_benefits_goes_on_in_the_worksheet(page: Page) -> None:
    sentence = "我们是专精特新企业，租了600平，每平每月50元，能拿多少补贴？"
    ask(page, sentence)
    wait_for_answer(page)
    page.click(".hz-doors a[href^='/worksheet']")
    expect(page.locator("#ws-sentence textarea")).to_have_value(sentence, timeout=30_000)


def test_what_is_asked_back_is_chosen_by_a_click(page: Page) -> None:
    ask(page, "这个政策什么时候到期？")
    wait_for_answer(page)
    choice = page.locator(".hz-answer .hz-examples button").first
    question = choice.text_content() or ""
    choice.click()
    page.wait_for_selector(".hz-exchange[data-number='2'] .hz-answer:not(.is-pending)")
    expect(page.locator(".hz-exchange[data-number='2'] .hz-question")).to_contain_text(question)
    page.click(".hz-exchange[data-number='2'] .hz-steps summary")
    expect(page.locator(".hz-exchange[data-number='2'] .hz-steps li").first).to_be_visible()


def test_an_accounts_searches_follow_it_and_one_session_ends_without_the_other(
    page: Page, browser: Browser, live_server: LiveServer
) -> None:
    def at_sites(page: Page) -> None:
        log_in(page, *live_server.accounts["staff"])
        page.click(".hz-nav [data-page=sites]")
        page.wait_for_selector(".hz-sites tbody tr")

    at_sites(page)
    page.fill("#need textarea", "租金70以内的甲级写字楼")
    page.keyboard.press("Enter")
    expect(page.locator(".hz-need")).not_to_have_count(0)
    page.locator("[data-local=keepSearch]").click()
    kept = page.locator(".hz-kept-search")
    expect(kept).to_have_count(1)
    title = kept.get_by_role("button").first.inner_text()
    elsewhere = browser.new_context(locale="zh-CN")
    try:
        other = elsewhere.new_page()
        other.set_default_timeout(20_000)
        other.goto(live_server.base_url)
        other.wait_for_selector(".hz-conversations", state="attached")
        at_sites(other)
        expect(other.locator(".hz-kept-search")).to_contain_text(title)
        other.click("[data-act=logout]")
        expect(other.locator("[data-act=login]")).to_be_visible()
        expect(other.locator(".hz-kept-search")).to_have_count(0)
    finally:
        elsewhere.close()
    page.reload()
    expect(page.locator(".hz-user")).to_be_visible()
    expect(kept).to_contain_text(title)
    kept.get_by_role("button").last.click()
    expect(kept).to_have_count(0)
