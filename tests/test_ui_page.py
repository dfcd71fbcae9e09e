"""The page in a real browser over a scripted API: what it shows while, when and although things happen."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, ask, chromium, log_in, needs_chromium, opened, overflows, wait_for_answer
from tests.scripted_api import ACCOUNTS, HOSTILE, scripted_api
from tests.serving import serving
from ui.app import build_page

pytestmark = [
    pytest.mark.browser,
    needs_chromium,
]
QUESTION = "新设立的总部企业有哪些补贴？"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[FastAPI, str]]:
    api = scripted_api()
    with serving(build_page(api)) as address:
        yield api, address


@pytest.fixture
def api(served: tuple[FastAPI, str]) -> FastAPI:
    """The scripted API as it is at its start."""
    served[0].state.reset()
    return served[0]


@pytest.fixture
def address(api: FastAPI, served: tuple[FastAPI, str]) -> str:
    return served[1]


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address) as page:
        page.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        yield page


def test_the_api_keeps_its_routes_beside_the_page(address: str) -> None:
    assert httpx.get(f"{address}/healthz").json() == {"status": "ok"}
    assert httpx.get(f"{address}/docs").status_code == 200
    assert httpx.get(f"{address}/api/me").json()["role"] == "investor"
    favicon = httpx.get(f"{address}/favicon.ico")
    assert favicon.headers["content-type"].startswith("image/svg")


def test_gradios_own_api_offers_no_way_in(address: str) -> None:
    assert httpx.get(f"{address}/gradio_api/info").json()["named_endpoints"] == {}


def test_the_page_bears_the_products_name_and_no_one_elses(page: Page) -> None:
    expect(page).to_have_title("慧招")
    assert "gradio" not in page.inner_text("body").lower()


def test_first_sentence_shows_while_the_rest_is_written(page: Page, api: FastAPI) -> None:
    api.state.held = True
    ask(page, QUESTION)
    page.wait_for_selector(".hz-answer.is-pending .hz-text p")
    assert "每年最高 200 万元" in page.inner_text(".hz-text")
    assert "不再适用" not in page.inner_text(".hz-text")
    api.state.held = False
    wait_for_answer(page)
    assert "不再适用" in page.inner_text(".hz-text")


def test_while_many_wait_the_browser_proves_work_before_it_asks(page: Page, api: FastAPI) -> None:
    ask(page, QUESTION)
    wait_for_answer(page)
    assert api.state.proofs == [""]
    api.state.pressed = True
    ask(page, QUESTION)
    wait_for_answer(page)
    solved = json.loads(base64.b64decode(api.state.proofs[-1]))
    assert solved["number"] == 4321 and solved["signature"] == "ab"


def test_an_answer_can_be_stopped_and_the_next_question_asked(page: Page, api: FastAPI) -> None:
    api.state.held = True
    ask(page, QUESTION)
    page.wait_for_selector(".hz-answer.is-pending .hz-text p")
    page.click("#question .stop-button")
    expect(page.locator(".hz-problem")).to_have_text("已停止作答。")
    assert api.state.answers == 0
    api.state.held = False
    ask(page, "深圳前海的税率")
    wait_for_answer(page)
    expect(page.locator(".hz-exchange:last-child .is-refused")).to_be_visible()


def test_the_newest_question_stands_at_the_top(page: Page) -> None:
    for number in (1, 2, 3):
        ask(page, QUESTION)
        wait_for_answer(page)
        question = page.locator(f".hz-exchange[data-number='{number}'] .hz-question")
        expect(question).to_be_in_viewport()
        page.wait_for_timeout(600)  # the scrolling is smooth
        box = question.bounding_box()
        assert box is not None
        assert box["y"] < 120


def test_a_citation_opens_with_its_place_validity_and_marked_page(page: Page) -> None:
    page.click(".hz-examples button >> nth=1")
    wait_for_answer(page)
    page.click(".hz-chip >> nth=0")
    expect(page.locator("#citation mark")).to_contain_text("第八条 新设立的总部企业")
    viewer = page.locator("#citation")
    expect(viewer).to_contain_text("现行有效")
    expect(viewer).to_contain_text("2024-03-20")
    expect(viewer).to_contain_text("第 3 页，共 7 页")
    page.wait_for_selector(".hz-page")
    page.click("#citation >> text=下一页")
    expect(viewer.locator(".hz-pages")).to_contain_text("第 4 页，共 7 页")
    page.click(".hz-chip >> nth=2")
    expect(viewer).to_contain_text("已废止")
    page.click("#citation .hz-close")
    expect(page.locator("#citation")).to_be_hidden()


def test_a_row_is_shown_among_its_neighbours_and_the_total_is_told(page: Page) -> None:
    ask(page, "哪些写字楼空置超过1000平方米")
    wait_for_answer(page)
    expect(page.locator(".hz-answer caption")).to_have_text("共 12 条，列出 5 条")
    page.click(".hz-mark")
    expect(page.locator("#citation tr.is-cited")).to_contain_text("云汀金融广场")
    expect(page.locator("#citation tbody tr")).to_have_count(5)


def test_feedback_carries_rating_and_comment(page: Page, api: FastAPI) -> None:
    ask(page, QUESTION)
    wait_for_answer(page)
    page.click("[data-rating=down]")
    page.fill(".hz-comment textarea", "没有说明申请材料")
    page.click(".hz-comment button")
    expect(page.locator(".hz-thanks")).to_be_visible()
    assert [(item["rating"], item["comment"]) for item in api.state.feedback] == [
        ("down", ""),
        ("down", "没有说明申请材料"),
    ]


def test_text_of_documents_never_becomes_markup(page: Page) -> None:
    ask(page, f"恶意 {HOSTILE}")
    wait_for_answer(page)
    page.click(".hz-chip")
    page.wait_for_selector("#citation mark")
    log_in(page, *ACCOUNTS["admin"])
    page.click("[data-page=library]")
    page.click(".hz-documents tr:last-child .hz-link")
    page.wait_for_selector(".hz-metadata")
    page.click("#delete-document")
    page.wait_for_selector("#confirm-delete .hz-problem")
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x]").count() == 0


def test_a_wrong_password_is_told_and_a_good_one_survives_a_reload(page: Page) -> None:
    page.click("[data-act=login]")
    page.fill("#username textarea, #username input", "wangfang")
    page.fill("#password input", "wrong")
    page.press("#password input", "Enter")
    expect(page.locator("#login-problem")).to_contain_text("用户名或密码不正确")
    page.fill("#password input", ACCOUNTS["staff"][1])
    page.click("#log-in")
    expect(page.locator(".hz-user")).to_contain_text("王芳")
    expect(page.locator(".hz-user")).to_contain_text("工作人员")
    page.reload()
    expect(page.locator(".hz-user")).to_contain_text("王芳")
    page.click("[data-act=logout]")
    expect(page.locator("[data-act=login]")).to_be_visible()
    expect(page.locator("[data-page=library]")).to_have_count(0)


def test_signing_out_in_one_tab_signs_out_in_the_others(page: Page, address: str) -> None:
    log_in(page, *ACCOUNTS["staff"])
    page.evaluate("window.notReloaded = true")
    other = page.context.new_page()
    other.goto(address)
    expect(other.locator(".hz-user")).to_contain_text("王芳", timeout=30_000)
    assert page.evaluate("window.notReloaded"), "another tab of the same account changes nothing"
    page.click("[data-act=logout]")
    expect(other.locator("[data-act=login]")).to_be_visible(timeout=30_000)
    expect(other.locator("[data-page=library]")).to_have_count(0)
    other.close()


def test_stored_conversations_can_be_reopened_and_deleted(page: Page) -> None:
    log_in(page, *ACCOUNTS["staff"])
    page.click(".hz-open >> text=总部企业租金补贴")
    expect(page.locator(".hz-question")).to_contain_text("总部企业租金补贴")
    page.on("dialog", lambda dialog: dialog.accept())
    page.hover(".hz-conversations li >> nth=0")
    page.click(".hz-remove >> nth=0")
    expect(page.locator(".hz-open")).to_have_count(1)
    expect(page.locator(".hz-exchange")).to_have_count(0)


def test_staff_search_and_preview_but_do_not_change(page: Page) -> None:
    log_in(page, *ACCOUNTS["staff"])
    page.click("[data-page=library]")
    expect(page.locator(".hz-documents tbody tr")).to_have_count(5)
    page.fill("#search-documents textarea, #search-documents input", "台账")
    expect(page.locator(".hz-documents tbody tr")).to_have_count(1)
    page.fill("#search-documents textarea, #search-documents input", "")
    page.click(".hz-link >> nth=0")
    expect(page.locator(".hz-metadata")).to_contain_text("第二十六条 本措施自2024年3月20日起施行")
    expect(page.locator("#open-upload")).to_have_count(0)
    expect(page.locator("#edit-document")).to_have_count(0)


def test_an_administrator_uploads_corrects_and_deletes(page: Page, api: FastAPI, tmp_path: Path) -> None:
    file = tmp_path / "总部办法.md"
    file.write_text("# 办法", encoding="utf-8")
    log_in(page, *ACCOUNTS["admin"])
    page.click("[data-page=library]")
    page.click("#open-upload")
    page.set_input_files("#upload-files input[type=file]", [str(file)])
    page.wait_for_selector("#upload-files >> text=总部办法")
    page.check("#upload-clearance input[value=public]")
    page.click("#start-upload")
    expect(page.locator(".hz-outcomes li")).to_have_count(3)
    expect(page.locator(".hz-outcomes")).to_contain_text("文件已加密，请先解除密码再上传")
    assert api.state.options == {"clearance": "public"}
    assert api.state.uploaded == ["总部办法.md"]

    page.click(".hz-link >> nth=0")
    page.click("#preview-as-investor")
    seen = page.locator("#investor-preview")
    expect(seen).to_contain_text("改为公开后，客商会看到")
    expect(seen).to_contain_text("12 段，另有 3 段只给工作人员")
    expect(seen).to_contain_text("原件不给客商")
    expect(seen).to_contain_text("公开后会看到 2 种值")
    assert seen.locator("img, script").count() == 0
    page.click("#investor-preview button")
    expect(seen).to_be_hidden()
    page.click("#edit-document")
    page.fill("#edit-document_number textarea, #edit-document_number input", "云汀政规〔2024〕4号")
    page.click("#save-document")
    expect(page.locator(".hz-metadata")).to_contain_text("云汀政规〔2024〕4号")
    page.click("#delete-document")
    page.click("#confirm-delete-button")
    expect(page.locator(".hz-documents tbody tr")).to_have_count(4)
    expect(page.locator("#detail")).to_be_hidden()


def test_an_original_is_downloaded_with_the_users_token(page: Page) -> None:
    ask(page, QUESTION)
    wait_for_answer(page)
    page.click(".hz-chip >> nth=0")
    with page.expect_download() as download:
        page.click("[data-local=original]")
    assert download.value.suggested_filename == "总部企业办法.pdf"


def test_english_replaces_every_chinese_label(page: Page) -> None:
    page.click("[data-act=language]")
    expect(page.locator(".hz-welcome h2")).to_have_text("Welcome. What would you like to know?")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.click("[data-act=login]")
    words = page.inner_text("body").replace("中文", "")
    assert not [letter for letter in words if "\u4e00" <= letter <= "\u9fff"]
    page.reload()
    expect(page.locator(".hz-brand h1")).to_have_text("Huizhao")


def test_a_phone_needs_no_sideways_scrolling(browser: Browser, address: str) -> None:
    with opened(browser, address, PHONE) as page:
        for question in (QUESTION, "哪些写字楼空置超过1000平方米"):
            ask(page, question)
            wait_for_answer(page)
            assert not overflows(page)
        page.click(".hz-exchange:last-child .hz-chip")
        page.wait_for_selector(".hz-row")
        assert not overflows(page)
        page.click("#citation .hz-close")
        box = page.locator("#question textarea").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < PHONE["height"]


def test_the_page_can_stand_before_an_api_elsewhere(browser: Browser, address: str) -> None:
    with serving(build_page(FastAPI(), base_url=address)) as elsewhere, opened(browser, elsewhere) as page:
        ask(page, QUESTION)
        wait_for_answer(page)
        expect(page.locator(".hz-chip")).to_have_count(3)


def test_failures_are_told_in_plain_chinese(page: Page, api: FastAPI) -> None:
    ask(page, "出错")
    wait_for_answer(page)
    expect(page.locator(".hz-exchange:last-child .hz-problem")).to_have_text("向量模型无法加载，请联系管理员")
    api.state.down = True
    ask(page, QUESTION)
    wait_for_answer(page)
    expect(page.locator(".hz-exchange:last-child .hz-problem")).to_contain_text("服务返回了无法识别的内容")


def test_an_expired_token_signs_out_and_says_so(page: Page, api: FastAPI) -> None:
    log_in(page, *ACCOUNTS["staff"])
    api.state.expired = True
    ask(page, QUESTION)
    wait_for_answer(page)
    expect(page.locator(".hz-problem")).to_contain_text("登录已过期，请重新登录")
    expect(page.locator("[data-act=login]")).to_be_visible()
