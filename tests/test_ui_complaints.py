"""The complaints desk through the browser, from the investor's filing to the letter on the investor's disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, chromium, go, log_in, needs_chromium, opened, overflows
from tests.conftest import LiveServer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    needs_chromium,
]
TEXT = "我公司申请的租金补贴已满六个月没有到账，请说明原因并明确拨付时间。"
expect.set_options(timeout=20_000)  # the machine may be busy
BODY = "你公司来函收悉。\n经核实，你公司的申请已审核完毕，补贴按程序拨付。\n特此函复。"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def field(page: Page, elem_id: str, value: str) -> None:
    page.fill(f"#{elem_id} textarea, #{elem_id} input", value)


def test_from_filing_to_the_letter(browser: Browser, live_server: LiveServer, tmp_path: Path) -> None:
    with opened(browser, live_server.base_url) as page:
        page.set_default_timeout(20_000)
        go(page, "filing")
        field(page, "complaint-text", TEXT)
        field(page, "complainant", "澜州示例科技有限公司")
        evidence = tmp_path / "申请回执.txt"
        evidence.write_text("受理回执：2026年5月提交", encoding="utf-8")
        page.set_input_files("#complaint-files input[type=file]", str(evidence))
        expect(page.locator("#complaint-files")).to_contain_text("申请回执")
        page.click("#file-complaint")
        code = page.locator("#given-code").inner_text()
        number = page.locator(".hz-filed h2").inner_text().split()[0]
        expect(page.locator(".hz-filed")).to_contain_text("已登记")
        expect(page.locator(".hz-filed")).to_contain_text("申请回执.txt")

        log_in(page, *live_server.accounts["staff"])
        go(page, "desk")
        page.locator(".hz-queue button", has_text=number).click()
        expect(page.locator("#case-complaint")).to_contain_text(TEXT)
        page.click("#steps [data-step=accept]")
        expect(page.locator(".hz-case-head h2")).to_contain_text("受理中")
        page.click("#make-draft")
        expect(page.locator("#reply-head")).to_contain_text("第 1 版", timeout=60_000)
        expect(page.locator("#case-analysis .hz-demands li").first).to_be_visible()
        expect(page.locator("#reply-bases")).to_contain_text("送审前请处理")
        expect(page.locator("#case-analysis .hz-matters")).to_contain_text("奖补申报和拨付")
        page.locator("#case-analysis .hz-matters summary").click()
        page.locator("#case-analysis .hz-matters [data-key=arrears]").click()
        expect(page.locator("#case-analysis .hz-matters")).to_contain_text("人工选定")
        page.locator("#case-analysis .hz-matters [data-key='']").click()
        expect(page.locator("#case-analysis .hz-matters")).not_to_contain_text("人工选定")
        other = page.locator("#reply-bases [data-act=variant].hz-quiet").first
        chosen = re.compile(re.escape((other.get_attribute("title") or "")[:30]))
        other.click()
        expect(page.locator("#reply-head")).to_contain_text("第 2 版")
        expect(page.locator("#letter-body textarea")).to_have_value(chosen)
        page.locator("#letter-tools .hz-rewrite summary").click()
        page.locator("#letter-tools [data-act=rewrite]").first.click()
        expect(page.locator("#reply-head")).to_contain_text("第 3 版")
        expect(page.locator("#letter-body textarea")).to_have_value(chosen)
        field(page, "letter-title", "关于租金补贴诉求的复函")
        field(page, "letter-addressee", "澜州示例科技有限公司")
        field(page, "letter-body", BODY)
        page.click("#save-version")
        expect(page.locator("#reply-head")).to_contain_text("第 4 版")
        expect(page.locator("#reply-bases .hz-changes")).to_be_visible()
        page.click("#submit-version")
        expect(page.locator(".hz-case-head h2")).to_contain_text("审核")
        page.click("#recall-version")
        expect(page.locator(".hz-case-head h2")).to_contain_text("起草")
        page.click("#submit-version")
        expect(page.locator(".hz-case-head h2")).to_contain_text("审核")
        expect(page.locator("#approve-version")).to_be_hidden()

        page.click("[data-act=logout]")
        log_in(page, *live_server.accounts["approver"])
        go(page, "desk")
        page.locator(".hz-desk-tabs [data-state=review]").click()
        page.locator(".hz-queue button", has_text=number).click()
        expect(page.locator(".hz-standing")).to_contain_text("等您审批：第 4 版由 zhaoshang 送审")
        field(page, "review-note", "请写明拨付的依据")
        page.click("#return-version")
        expect(page.locator("#reply-head .hz-warning")).to_contain_text("请写明拨付的依据")

        page.click("[data-act=logout]")
        log_in(page, *live_server.accounts["staff"])
        go(page, "desk")
        page.locator(".hz-queue button", has_text=number).click()
        expect(page.locator("#reply-head .hz-warning")).to_contain_text("shenpi 于")
        page.click("#submit-version")
        expect(page.locator(".hz-case-head h2")).to_contain_text("审核")

        page.click("[data-act=logout]")
        log_in(page, *live_server.accounts["approver"])
        go(page, "desk")
        page.locator(".hz-desk-tabs [data-state=review]").click()
        page.locator(".hz-queue button", has_text=number).click()
        page.click("#approve-version")
        expect(page.locator("#reply-head")).to_contain_text("shenpi 批准")
        expect(page.locator(".hz-standing")).to_contain_text("已由 shenpi 批准")
        page.click("#steps [data-step=answer]")
        expect(page.locator(".hz-case-head h2")).to_contain_text("已答复")
        expect(page.locator(".hz-trail")).to_contain_text("批准")

        page.click("[data-act=logout]")
        go(page, "filing")
        field(page, "follow-number", number)
        field(page, "follow-code", code)
        page.click("#follow")
        expect(page.locator(".hz-filed .hz-reply")).to_contain_text("补贴按程序拨付")
        with page.expect_download() as download:
            page.click(".hz-filed [data-local=download][data-href$=docx]")
        path = tmp_path / "letter.docx"
        download.value.save_as(path)
    words = "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    assert "关于租金补贴诉求的复函" in words.replace("\n", "")
    assert "补贴按程序拨付。" in words and "特此函复。" in words


def test_the_desk_shows_queue_figures_and_register(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, live_server.base_url) as page:
        page.set_default_timeout(20_000)
        log_in(page, *live_server.accounts["staff"])
        go(page, "desk")
        expect(page.locator(".hz-queue li.is-overdue").first).to_be_visible()
        page.locator(".hz-desk-tabs [data-act=figures]").click()
        expect(page.locator(".hz-figures")).to_contain_text("按时办结")
        expect(page.locator(".hz-chart svg rect").first).to_be_visible()
        with page.expect_download() as download:
            page.click("[data-href='api/complaints/statistics.xlsx']")
        assert download.value.suggested_filename == "诉求统计.xlsx"
        page.locator(".hz-desk-tabs [data-act=filter]").first.click()
        page.click("#open-register")
        field(page, "register-text", "来电反映：园区班车取消，员工通勤不便。")
        field(page, "register-complainant", "澜州示例二公司")
        page.click("#register-submit")
        expect(page.get_by_text("请先选择诉求类别")).to_be_visible()
        page.locator("#register-channel label", has_text="企业诉求").first.click()
        page.click("#register-submit")
        expect(page.locator("#case-complaint")).to_contain_text("园区班车取消")
        page.locator("#correction > button").click()
        field(page, "correct-complainant", "澜州示例三公司")
        page.click("#correct-registration")
        expect(page.locator("#case-complaint")).to_contain_text("澜州示例三公司")
        expect(page.locator(".hz-trail")).to_contain_text("更正投诉人")


def test_nothing_sticks_out_on_a_phone(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, live_server.base_url, PHONE) as page:
        page.set_default_timeout(20_000)
        go(page, "filing")
        page.wait_for_timeout(300)
        assert not overflows(page), "filing"
        log_in(page, *live_server.accounts["staff"])
        go(page, "desk")
        page.wait_for_timeout(300)
        assert not overflows(page), "desk"
