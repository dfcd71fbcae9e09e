"""Replies: versions, a second person's approval, and a letter that stays as it was approved."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from assistant.complaints.desk import Step
from assistant.complaints.letters.editing import EditedLetter
from assistant.complaints.letters.replies import digest_of
from assistant.complaints.letters.reply_records import Draft, Paragraph, ParagraphKind, Variant
from assistant.complaints.reading import DRAFTS
from assistant.complaints.records import Action, NewComplaint, State
from assistant.errors import Conflict, InvalidInput, NotFound, NotPermitted
from assistant.records import Principal, Role
from tests.complaints_desk import DeskWorld, letter


@pytest.fixture
def accepted(desk_world: DeskWorld) -> int:
    complaint = desk_world.desk.add(NewComplaint("补贴没有到账，请核实。", "bureau"), (), desk_world.zhang).complaint
    return desk_world.desk.act(complaint.id, Step(Action.ACCEPT), desk_world.zhang).id


def test_a_second_person_approves_and_the_letter_goes_out(desk_world: DeskWorld, accepted: int) -> None:
    version = desk_world.replies.save(accepted, letter(), desk_world.zhang)
    assert desk_world.replies.submit(accepted, desk_world.zhang).state is State.REVIEW
    assert desk_world.replies.approve(accepted, desk_world.li).state is State.APPROVED
    approved = desk_world.replies.latest(accepted, desk_world.zhang)
    assert (approved.number, approved.digest, approved.approved_by) == (1, version.digest, "li")
    complaint = desk_world.desk.get(accepted, desk_world.zhang)
    assert desk_world.replies.sent(complaint) is None
    answered = desk_world.desk.act(accepted, Step(Action.ANSWER), desk_world.zhang)
    assert desk_world.replies.sent(answered) == approved


@pytest.mark.parametrize("who", ["li", "zhang"], ids=["own-draft", "no-right"])
def test_not_everybody_approves(desk_world: DeskWorld, accepted: int, who: str) -> None:
    desk_world.replies.save(accepted, letter(), desk_world.li)
    desk_world.replies.submit(accepted, desk_world.zhang)
    with pytest.raises(NotPermitted):
        desk_world.replies.approve(accepted, getattr(desk_world, who))
    assert desk_world.replies.approve(accepted, desk_world.wang).state is State.APPROVED


def test_an_administrator_without_the_right_does_not_approve(desk_world: DeskWorld, accepted: int) -> None:
    desk_world.replies.save(accepted, letter(), desk_world.zhang)
    desk_world.replies.submit(accepted, desk_world.zhang)
    for principal in (Principal(Role.ADMIN, 99, "guanli"), Principal(Role.STAFF, None, "命令行", may_approve=True)):
        with pytest.raises(NotPermitted, match="审批权"):
            desk_world.replies.approve(accepted, principal)


def test_only_what_is_under_review_is_approved(desk_world: DeskWorld, accepted: int) -> None:
    with pytest.raises(Conflict, match="还没有起草"):
        desk_world.replies.approve(accepted, desk_world.li)
    desk_world.replies.save(accepted, letter(), desk_world.zhang)
    with pytest.raises(Conflict, match="起草"):
        desk_world.replies.approve(accepted, desk_world.li)


def test_a_letter_that_nobody_signs_is_not_approved(desk_world: DeskWorld, accepted: int) -> None:
    desk_world.replies.save(accepted, replace(letter(), signature=""), desk_world.zhang)
    desk_world.replies.submit(accepted, desk_world.zhang)
    with pytest.raises(Conflict, match="HUIZHAO_LETTER__ISSUER"):
        desk_world.replies.approve(accepted, desk_world.li)


def test_a_letter_under_review_is_not_changed(desk_world: DeskWorld, accepted: int) -> None:
    desk_world.replies.save(accepted, letter(), desk_world.zhang)
    desk_world.replies.submit(accepted, desk_world.zhang)
    with pytest.raises(Conflict):
        desk_world.replies.save(accepted, letter("改动"), desk_world.zhang)
    desk_world.replies.send_back(accepted, "第二段请写明依据", desk_world.li)
    assert desk_world.replies.save(accepted, letter("改动"), desk_world.zhang).number == 2


def test_a_later_change_of_an_approved_letter_is_a_new_version(desk_world: DeskWorld, accepted: int) -> None:
    desk_world.replies.save(accepted, letter(), desk_world.zhang)
    desk_world.replies.submit(accepted, desk_world.zhang)
    desk_world.replies.approve(accepted, desk_world.li)
    before = desk_world.replies.latest(accepted, desk_world.zhang)
    with pytest.raises(Conflict):
        desk_world.replies.save(accepted, letter("改动"), desk_world.zhang)
    desk_world.desk.act(accepted, Step(Action.REOPEN, "金额写错"), desk_world.zhang)
    desk_world.replies.save(accepted, letter("改动"), desk_world.zhang)
    versions = desk_world.replies.versions(accepted, desk_world.zhang)
    assert versions[0] == before
    assert (versions[1].number, versions[1].approved_at) == (2, None)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE complaint_replies SET draft = '{}'", id="contents"),
        pytest.param("UPDATE complaint_replies SET digest = 'x'", id="hash"),
        pytest.param("UPDATE complaint_replies SET approved_by = 'zhang'", id="approver"),
    ],
)
def test_the_database_refuses_to_change_an_approved_version(
    desk_world: DeskWorld, accepted: int, statement: str
) -> None:
    desk_world.replies.save(accepted, letter(), desk_world.zhang)
    desk_world.replies.submit(accepted, desk_world.zhang)
    desk_world.replies.approve(accepted, desk_world.li)
    with pytest.raises(DatabaseError, match="does not change"), desk_world.database.session() as session:
        session.execute(text(statement))


def test_an_empty_letter_and_an_unknown_complaint_are_refused(desk_world: DeskWorld, accepted: int) -> None:
    with pytest.raises(InvalidInput, match="没有内容"):
        desk_world.replies.save(accepted, replace(letter(), paragraphs=()), desk_world.zhang)
    with pytest.raises(NotFound):
        desk_world.replies.save(999, letter(), desk_world.zhang)
    with pytest.raises(NotPermitted):
        desk_world.replies.save(accepted, letter(), desk_world.keshang)


def test_a_draft_may_be_prepared_before_the_decision(desk_world: DeskWorld) -> None:
    complaint = desk_world.desk.add(NewComplaint("补贴没有到账。", "foreign"), (), desk_world.zhang).complaint
    desk_world.replies.save(complaint.id, letter(), desk_world.zhang)
    assert desk_world.desk.get(complaint.id, desk_world.zhang).state is State.REGISTERED
    with pytest.raises(Conflict):
        desk_world.replies.submit(complaint.id, desk_world.zhang)


def test_the_hash_covers_the_whole_letter() -> None:
    assert digest_of(letter()) == digest_of(letter())
    assert digest_of(letter()) != digest_of(letter("经核实，补贴将按程序拨付！"))


def test_the_author_takes_a_version_back_from_review(desk_world: DeskWorld, accepted: int) -> None:
    desk_world.replies.save(accepted, letter(), desk_world.zhang)
    with pytest.raises(Conflict, match="撤回送审"):
        desk_world.replies.recall(accepted, desk_world.zhang)
    desk_world.replies.submit(accepted, desk_world.zhang)
    with pytest.raises(NotPermitted, match="只有起草人（zhang）"):
        desk_world.replies.recall(accepted, desk_world.li)
    assert desk_world.replies.recall(accepted, desk_world.zhang, "还要改一处").state is State.DRAFTING
    last = desk_world.desk.trail(accepted, desk_world.zhang)[-1]
    assert (last.action, last.note) == (Action.RECALL, "第 1 版；还要改一处")


def test_a_letter_with_open_blanks_is_not_submitted(desk_world: DeskWorld, accepted: int) -> None:
    draft = letter()
    blank = replace(draft, paragraphs=(replace(draft.paragraphs[0], text="经核查，【待核实：申报日期】。"),))
    desk_world.replies.save(accepted, blank, desk_world.zhang)
    with pytest.raises(Conflict, match="1 处待填写，不能送审：【待核实：申报日期】"):
        desk_world.replies.submit(accepted, desk_world.zhang)


def test_an_edited_letter_keeps_an_english_version_that_follows_it(desk_world: DeskWorld, accepted: int) -> None:
    variants = (
        Variant("支持", "据此，该项诉求符合上述规定，予以支持。", "Supported."),
        Variant("转办", "该事项由主管部门依照职责办理并答复。", "Passed on."),
    )
    paragraphs = (Paragraph(ParagraphKind.CONCLUSION, variants[0].text, variants=variants, english="Supported."),)
    draft = replace(letter(), paragraphs=paragraphs, english="Reply\nSupported.")
    desk_world.replies.save(accepted, draft, desk_world.zhang)
    edited = EditedLetter(draft.title, draft.addressee, "该事项由主管部门依照职责办理并直接答复。")
    assert "Passed on." in desk_world.replies.save_edited(accepted, edited, desk_world.zhang).draft.english


def test_a_letter_saved_before_there_were_variants_keeps_its_fingerprint() -> None:
    draft = Draft("关于某事的复函", "某公司", (Paragraph(ParagraphKind.TEXT, "已核实。"),), "某局", None)
    dumped = json.loads(json.dumps(DRAFTS.dump_python(draft, mode="json")))
    for name in ("variants", "english"):
        del dumped["paragraphs"][0][name]
    canonical = json.dumps(dumped, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert digest_of(draft) == hashlib.sha256(canonical.encode()).hexdigest()
