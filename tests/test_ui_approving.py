"""What a second person is told and offered: releases to agree to, letters to approve."""

import re
from datetime import UTC, datetime

import pytest

from assistant.contract.releases import WaitingRelease, WaitingReleases
from ui.complaints.case_file import CaseFile
from ui.complaints.contract import Case, Rights, SimilarList, Trail
from ui.complaints.reply_contract import Draft, Version
from ui.rendering import render
from ui.session import Language


@pytest.mark.parametrize(("is_own", "offered"), [(True, {"look", "withdraw"}), (False, {"look", "release", "refuse"})])
def test_nobody_is_offered_to_agree_to_a_release_of_his_own(is_own: bool, offered: set[str]) -> None:
    asked = {
        "id": 3,
        "document_id": "7",
        "document": "《租金<补贴>办法》",
        "layout": "",
        "header": "",
        "asked_by": "甲",
    }
    waiting = WaitingRelease.model_validate(asked | {"asked_at": datetime(2026, 12, 1, tzinfo=UTC), "is_own": is_own})
    found = WaitingReleases(releases=(waiting,), second_person=True)
    html = render("admin/releases", Language.CHINESE, found=found, looked_at=None, preview="")
    assert set(re.findall(r'data-act="(\w+)"', html)) == offered
    assert "甲 于 2026-12-01 08:00 提出公开" in html and "租金&lt;补贴&gt;办法" in html


@pytest.mark.parametrize(
    ("state", "saved_by", "may_approve", "says"),
    [
        pytest.param("review", "甲", True, "等您审批：第 1 版由 甲 送审", id="to-decide"),
        pytest.param("review", "乙", True, "第 1 版是您保存的，要由另一位有审批权的同事批准", id="own"),
        pytest.param("review", "甲", False, "等有审批权的同事批准", id="waits"),
        pytest.param("approved", "甲", True, "已由 丙 批准", id="approved"),
        pytest.param("registered", "甲", True, "先在“办理”里点“受理”，再送审", id="not-accepted"),
        pytest.param("drafting", "甲", True, "", id="drafting"),
    ],
)
def test_the_head_of_a_case_says_whose_turn_it_is(state: str, saved_by: str, may_approve: bool, says: str) -> None:
    at = datetime(2026, 12, 1, tzinfo=UTC)
    case = Case(id=1, number="3号", subject="租金补贴", state=state, state_label="审核", received_at=at)
    version = Version(number=1, draft=Draft(), saved_at=at, saved_by=saved_by)
    if state == "approved":
        version = version.model_copy(update={"approved_by": "丙", "approved_at": at})
    rights = Rights(may_approve=may_approve)
    file = CaseFile(case, (version,), Trail(), SimilarList(), rights, reader="乙")
    html = render("complaints/case_head", Language.CHINESE, file=file)
    assert ("hz-standing" in html) is bool(says) and says in html
    assert file.may_decide is (state == "review" and may_approve and saved_by != "乙")
