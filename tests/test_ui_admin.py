"""管理 in a real browser over the real API: from a question that was not answered to a standard answer that is told, and its end."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.answers import Answer
from assistant.contract.curation import StandardSource
from assistant.conversations.service import Exchange
from assistant.records import Intent, Principal, Role
from assistant.workdays import today
from tests.browser import PHONE, ask, chromium, log_in, needs_chromium, opened, overflows, wait_for_answer
from tests.conftest import LiveServer
from ui.admin.sources import source_lines, wanted_sources

OVERLAP = """() => {
  const seen = [...document.querySelectorAll(".hz-brand h1, .hz-brand p, .hz-nav button, .hz-account > *")]
    .filter((one) => one.offsetParent).map((one) => [one.textContent.trim(), one.getBoundingClientRect()]);
  return seen.filter(([, box], at) => at && box.left < seen[at - 1][1].right - 1 && box.top < seen[at - 1][1].top + 5).map(([words]) => words);
}"""
"""Words of the header that stand over those before them."""
RENT = "新引进企业的租金补贴标准是多少？"
PETS, PARKING = "人才公寓能不能养宠物", "总部企业能分到几个停车位"
TEXT = "人才安居的申请条件见实施办法[1]。"
TITLE = "云汀区人才安居实施办法（暂行）"


def test_sources_are_written_one_a_line() -> None:
    text = "《办法》第八条\n\n#c1 《台账》第3行\n《办法》第九条｜原句"
    assert wanted_sources(text) == [
        {"address": "《办法》第八条", "quote": ""},
        {"chunk_id": "c1", "quote": ""},
        {"address": "《办法》第九条", "quote": "原句"},
    ]
    kept = StandardSource(
        number=1,
        document_id="d1",
        document="办法",
        label="《办法》第八条",
        clause="第八条",
        quote="原句",
        chunk_id="c1",
        problem="",
        whole=False,
    )
    gone = kept.model_copy(update={"chunk_id": "", "whole": True})
    assert source_lines([kept, gone]) == "#c1 《办法》第八条｜原句\n《办法》第八条"
    assert wanted_sources(source_lines([kept])) == [{"chunk_id": "c1", "quote": "原句"}]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def refused(live_server: LiveServer, question: str, comment: str) -> None:
    """A question that was refused three times, once by staff; somebody was not content."""
    services = live_server.services
    hits = services.retriever.search(question, Principal(), today(), 3).hits
    for role in (Role.INVESTOR, Role.STAFF, Role.INVESTOR):
        exchange = Exchange(question, question, today(), Answer("没有找到。", True, Intent.POLICY), hits)
        recorded = services.conversations.record(exchange, Principal(role))
    services.conversations.feedback(recorded.message_id, Principal(), "down", comment)


def to_admin(page: Page, server: LiveServer, who: str, tab: str) -> None:
    page.set_default_timeout(20_000)
    log_in(page, *server.accounts[who])
    page.click(".hz-nav [data-page=unanswered]")
    page.click(f".hz-tabs [data-page={tab}]")


@pytest.mark.browser
@pytest.mark.slow
@needs_chromium
def test_a_question_becomes_a_standard_answer_and_ends_with_its_clause(
    browser: Browser, live_server: LiveServer
) -> None:
    refused(live_server, PETS, "想知道能不能养猫")
    with opened(browser, live_server.base_url) as page:
        to_admin(page, live_server, "admin", "unanswered")
        cluster = page.locator(".hz-cluster", has_text=PETS).first
        expect(cluster).to_contain_text("3 次")
        expect(cluster).to_contain_text("拒答 3")
        cluster.locator("summary").click()
        expect(cluster).to_contain_text("想知道能不能养猫")
        page.set_viewport_size(PHONE)
        assert not overflows(page)
        page.set_viewport_size({"width": 1366, "height": 768})
        cluster.locator("[data-act=write]").click()
        expect(
            page.locator("#unanswered-standard-question textarea, #unanswered-standard-question input")
        ).to_have_value(PETS)
        page.fill("#unanswered-standard-answer textarea", TEXT)
        page.locator("#unanswered-standard-about [data-act=quote]").first.click()
        expect(page.locator("#unanswered-standard-sources textarea")).to_have_value(re.compile(r"^#\w{24} 《"))
        page.fill("#unanswered-standard-sources textarea", f"《{TITLE}》第四条")
        page.click("#unanswered-standard-save")
        expect(page.locator(".hz-cluster", has_text=PETS)).to_have_count(0)
        page.click(".hz-tabs [data-page=standards]")
        own = page.locator(".hz-cluster.is-draft", has_text=PETS)
        expect(own).to_contain_text("等待另一个人核定")
        expect(own.locator("[data-act=approve]")).to_have_count(0)
    with opened(browser, live_server.base_url) as page:
        to_admin(page, live_server, "approver", "standards")
        expect(page.locator(".hz-tabs [data-page=usage]")).to_have_count(0)
        draft = page.locator(".hz-cluster.is-draft", has_text=PETS)
        draft.locator("[data-act=check]").click()
        expect(page.locator(".hz-cluster.is-draft .hz-notice, .hz-cluster.is-draft .hz-hint")).not_to_have_count(0)
        draft.locator("[data-act=approve]").click()
        expect(page.locator(".hz-cluster.is-approved", has_text=PETS)).to_be_visible()
    with opened(browser, live_server.base_url) as page:
        ask(page, PETS)
        wait_for_answer(page)
        answer = page.locator(".hz-exchange:last-child .hz-answer")
        expect(answer.locator(".hz-standard")).to_contain_text("标准答复")
        expect(answer).to_contain_text("人才安居的申请条件")
        services = live_server.services
        admin = Principal(Role.ADMIN)
        (document,) = [one for one in services.library.list(admin, limit=500)[0] if one.title == TITLE]
        services.library.correct(document.id, {"valid_to": date(2026, 1, 31).isoformat()}, admin)
        try:
            ask(page, PETS)
            wait_for_answer(page)
            expect(page.locator(".hz-exchange:last-child .hz-standard")).to_have_count(0)
            to_admin(page, live_server, "admin", "standards")
            review = page.locator(".hz-cluster.is-review", has_text=PETS)
            expect(review.locator(".hz-problem")).to_contain_text("已失效")
        finally:
            before = document.valid_to.isoformat() if document.valid_to else ""
            services.library.correct(document.id, {"valid_to": before}, admin)


@pytest.mark.browser
@pytest.mark.slow
@needs_chromium
def test_a_missing_document_and_a_case_are_noted_and_feedback_is_closed(
    browser: Browser, live_server: LiveServer
) -> None:
    refused(live_server, PARKING, "想知道有没有车位")
    with opened(browser, live_server.base_url) as page:
        to_admin(page, live_server, "admin", "unanswered")
        page.locator(".hz-cluster", has_text=PARKING).first.locator("[data-act=missing]").click()
        page.fill("#unanswered-missing-title textarea, #unanswered-missing-title input", "总部企业停车位分配办法")
        page.click("#unanswered-missing-save")
        expect(page.locator(".hz-cluster", has_text=PARKING)).to_have_count(0)
        page.click(".hz-tabs [data-page=missing]")
        expect(page.locator("#missing-list .hz-cluster", has_text="总部企业停车位分配办法").first).to_contain_text(
            "待办"
        )
        page.click(".hz-tabs [data-page=feedback]")
        item = page.locator("#feedback-list .hz-cluster", has_text="想知道有没有车位").first
        expect(item).to_be_visible()
        before = page.locator("#feedback-list .hz-cluster").count()
        item.locator("textarea").fill("已登记待补资料")
        item.locator("[data-act=close]").click()
        expect(page.locator("#feedback-list .hz-cluster")).to_have_count(before - 1)
        page.click(".hz-tabs [data-page=usage]")
        expect(page.locator(".hz-admin-figures")).to_contain_text("提问")
        with page.expect_download() as download:
            page.locator(".hz-panel [data-local=download]").first.click()
        assert download.value.suggested_filename == "usage-days.csv"
        page.set_viewport_size(PHONE)
        assert not overflows(page)


@pytest.mark.browser
@pytest.mark.slow
@needs_chromium
def test_accounts_are_kept_and_who_did_it_is_read(browser: Browser, live_server: LiveServer) -> None:
    with opened(browser, live_server.base_url) as page:
        to_admin(page, live_server, "admin", "accounts")
        page.click("#accounts-list [data-act=fresh]")
        page.fill("#accounts-name textarea, #accounts-name input", "lin.fang")
        page.fill("#accounts-password input", "quiet-harbour-5520")
        page.click("#accounts-save")
        card = page.locator("#accounts-list .hz-cluster", has=page.locator("h3", has_text="lin.fang"))
        expect(card).to_contain_text("工作人员")
        card.locator("[data-act=approver]").click()
        expect(card).to_contain_text("可审批")
        card.locator("[data-act=tokens]").click()
        card.locator("[data-act=token]").click()
        page.fill("#accounts-label textarea, #accounts-label input", "报表")
        page.click("#accounts-save")
        expect(page.locator(".hz-token")).to_contain_text("hz_")
        page.click("#accounts-cancel")
        expect(card).to_contain_text("报表")
        page.once("dialog", lambda dialog: dialog.accept())
        card.locator("[data-act=disable]").click()
        expect(card).to_contain_text("已停用")
        page.set_viewport_size(PHONE)
        assert not overflows(page)
        page.set_viewport_size({"width": 1366, "height": 768})
        page.click(".hz-tabs [data-page=audit]")
        page.locator("#audit-list .hz-comment textarea").fill("lin.fang")
        page.click("#audit-list [data-act=find]")
        expect(page.locator("#audit-list tbody tr").first).to_contain_text("变动：停用")
        page.click("#audit-list [data-act=verify]")
        expect(page.locator("#audit-list")).to_contain_text("没有改动或缺失")
        page.click(".hz-tabs [data-page=installation]")
        expect(page.locator("#installation-list")).to_contain_text("资料库", timeout=20_000)


@pytest.mark.browser
@pytest.mark.slow
@needs_chromium
def test_a_suite_is_asked_in_the_page_and_what_disagrees_is_decided(
    browser: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    cases = [{"id": f"rent-{share}", "question": RENT, "expect": {"contains": [share]}} for share in ("30%", "31%")]
    suite = tmp_path / "本局.jsonl"
    suite.write_text("\n".join(json.dumps(case) for case in cases), encoding="utf-8")
    with opened(browser, live_server.base_url) as page:
        to_admin(page, live_server, "admin", "evaluation")
        page.set_input_files("#evaluation-file input[type=file]", suite)
        page.click("#evaluation-start")
        listed = page.locator("#evaluation-list")
        expect(listed.locator(".hz-admin-figures")).to_contain_text("1 / 2")
        expect(listed.locator(".hz-cluster.is-review")).to_have_count(1)
        expect(listed.locator(".hz-problem")).to_contain_text("31%")
        page.click(".hz-tabs [data-page=conflicts]")
        open_ones = page.locator("#conflicts-list .hz-cluster")
        expect(open_ones.first).to_be_visible()
        before = open_ones.count()
        sentence = open_ones.first.locator("blockquote").first.inner_text()
        open_ones.first.locator("[data-state=apart]").click()
        expect(open_ones).to_have_count(before - 1)
        page.locator("#conflicts-list .hz-facet[data-state=apart]").click()
        decided = page.locator("#conflicts-list .hz-cluster", has_text=sentence).first
        expect(decided).to_contain_text(live_server.accounts["admin"][0])
        decided.locator("[data-state=open]").click()
        page.locator("[data-act=language]").click()
        expect(page.locator(".hz-nav")).to_contain_text("Manage")
        assert page.evaluate(OVERLAP) == []


@pytest.mark.browser
@pytest.mark.slow
@needs_chromium
def test_whoever_looks_after_questions_sees_those_pages_alone(browser: Browser, live_server: LiveServer) -> None:
    accounts = live_server.services.accounts
    with opened(browser, live_server.base_url) as page:
        to_admin(page, live_server, "admin", "accounts")
        card = page.locator("#accounts-list .hz-cluster", has=page.locator("h3", has_text="zhaoshang"))
        card.locator("[data-act=curator]").click()
        expect(card).to_contain_text("收回问答维护权")
    try:
        with opened(browser, live_server.base_url) as page:
            to_admin(page, live_server, "staff", "synonyms")
            tabs = page.locator(".hz-tabs [data-page]")
            shown = ["unanswered", "standards", "missing", "conflicts", "cases", "synonyms", "feedback"]
            assert [tab.get_attribute("data-page") for tab in tabs.all()] == shown
    finally:
        accounts.set_may_curate("zhaoshang", False)


@pytest.mark.browser
@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize("who", ["investor", "staff"])
def test_others_have_no_such_page(browser: Browser, live_server: LiveServer, who: str) -> None:
    with opened(browser, live_server.base_url) as page:
        page.set_default_timeout(20_000)
        log_in(page, *live_server.accounts[who])
        expect(page.locator(".hz-nav [data-page=unanswered]")).to_have_count(0)
