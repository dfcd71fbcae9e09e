"""The register: numbers without gaps, allowed steps only, a trail that cannot be changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from assistant.complaints.changes import TRANSITIONS, actions_in, state_after
from assistant.complaints.desk import STEPS, Step
from assistant.complaints.intake.intake import ReadFile
from assistant.complaints.records import Action, Complaint, LinkKind, NewComplaint, State
from assistant.complaints.register import Correction
from assistant.complaints.tables import ComplaintRow
from assistant.database import utc_now
from assistant.errors import Conflict, HuizhaoError, InvalidInput, NotFound, NotPermitted
from tests.complaints_desk import ANONYMOUS, DeskWorld

TEXT = "我公司2025年3月迁入澜汀大厦，申请的租金补贴至今没有到账，请说明原因并尽快拨付。"


def add(desk_world: DeskWorld, body: str = TEXT, channel: str = "bureau", **more: object) -> Complaint:
    new = NewComplaint(text=body, channel=channel, **more)  # type: ignore[arg-type]
    return desk_world.desk.add(new, (), desk_world.zhang).complaint


def test_numbers_follow_each_other_and_carry_the_year(desk_world: DeskWorld) -> None:
    year = utc_now().year
    assert [add(desk_world).number for _ in range(3)] == [f"云投诉〔{year}〕{ordinal}号" for ordinal in (1, 2, 3)]


def test_a_failed_registration_uses_no_number(desk_world: DeskWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    add(desk_world)

    def full(_: bytes) -> str:
        raise InvalidInput("磁盘已满")

    with monkeypatch.context() as patched, pytest.raises(InvalidInput):
        patched.setattr(desk_world.desk.files, "keep", full)
        desk_world.desk.add(NewComplaint(TEXT, "bureau"), (ReadFile("a.txt", b"a", "text/plain"),), desk_world.zhang)
    assert add(desk_world).number.endswith("〕2号")
    assert desk_world.desk.trail_problems() == ()


def test_numbers_given_at_once_have_no_gap_and_no_double(desk_world: DeskWorld) -> None:
    def several(_: int) -> None:
        for _ in range(6):
            add(desk_world)

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(several, range(5)))
    with desk_world.database.session() as session:
        ordinals = sorted(row.ordinal for row in session.query(ComplaintRow))
    assert ordinals == list(range(1, 31))
    assert desk_world.desk.trail_problems() == ()


@pytest.mark.parametrize(
    "written",
    ["云投诉〔{year}〕1号", "云投诉[{year}]1号", "{year}-1", "{year}-001"],
    ids=["whole", "square", "short", "padded"],
)
def test_a_complaint_is_found_by_its_number(desk_world: DeskWorld, written: str) -> None:
    complaint = add(desk_world)
    assert desk_world.desk.get(written.format(year=utc_now().year), desk_world.zhang) == complaint


@pytest.mark.parametrize(
    ("new", "message"),
    [
        pytest.param(NewComplaint("  ", "bureau"), "没有诉求内容", id="empty"),
        pytest.param(NewComplaint(TEXT, "fax"), "没有渠道", id="unknown-channel"),
        pytest.param(
            NewComplaint(TEXT, "bureau", received_at=utc_now() + timedelta(days=1)), "不能晚于现在", id="future"
        ),
    ],
)
def test_an_unusable_complaint_is_refused(desk_world: DeskWorld, new: NewComplaint, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        desk_world.desk.add(new, (), desk_world.zhang)


@pytest.mark.parametrize("state", State, ids=str)
@pytest.mark.parametrize("action", TRANSITIONS, ids=str)
def test_only_what_the_table_lists_is_possible(action: Action, state: State) -> None:
    if action in actions_in(state):
        assert isinstance(state_after(action, state, State.ACCEPTED, "理由"), State)
    else:
        with pytest.raises(Conflict, match=state.label):
            state_after(action, state, None, "理由")


@pytest.mark.parametrize(
    "action", [action for action, transition in TRANSITIONS.items() if transition.needs_note], ids=str
)
def test_a_reason_is_asked_for(action: Action) -> None:
    with pytest.raises(InvalidInput, match="请写明"):
        state_after(action, min(TRANSITIONS[action].start), None, " ")


def test_every_state_can_be_reached_and_left_but_the_archive() -> None:
    reached = {transition.to for transition in TRANSITIONS.values()}
    assert set(State) - reached == {State.REGISTERED}
    for state in set(State) - {State.ARCHIVED}:
        assert (
            any(TRANSITIONS[action].to not in (None, state) for action in actions_in(state))
            or state is State.SUPPLEMENTING
        )


def test_a_case_runs_through_supplement_and_extension(desk_world: DeskWorld) -> None:
    complaint = add(desk_world, channel="foreign")
    for step, state in (
        (Step(Action.ACCEPT), State.ACCEPTED),
        (Step(Action.ASK_SUPPLEMENT, "请补充租赁合同"), State.SUPPLEMENTING),
        (Step(Action.RECEIVE_SUPPLEMENT), State.ACCEPTED),
        (Step(Action.EXTEND, "涉及三个部门", days=30), State.ACCEPTED),
    ):
        complaint = desk_world.desk.act(complaint.id, step, desk_world.zhang)
        assert complaint.state is state
    assert complaint.pauses[0].received_at is not None
    with pytest.raises(Conflict, match="最多延期 1 次"):
        desk_world.desk.act(complaint.id, Step(Action.EXTEND, "再延", days=10), desk_world.zhang)
    trail = desk_world.desk.trail(complaint.id, desk_world.zhang)
    assert [(line.by, line.action, line.to_state) for line in trail] == [
        ("zhang", Action.REGISTER, State.REGISTERED),
        ("zhang", Action.ACCEPT, State.ACCEPTED),
        ("zhang", Action.ASK_SUPPLEMENT, State.SUPPLEMENTING),
        ("zhang", Action.RECEIVE_SUPPLEMENT, State.ACCEPTED),
        ("zhang", Action.EXTEND, State.ACCEPTED),
    ]
    assert trail[-1].note == "延长 30 日；涉及三个部门"


@pytest.mark.parametrize(
    ("step", "message"),
    [
        pytest.param(Step(Action.EXTEND, "复杂", days=31), "1 至 30 日", id="too-long-an-extension"),
        pytest.param(Step(Action.REFER, "属于人社局"), "转给哪个部门", id="referral-to-nobody"),
        pytest.param(Step(Action.APPROVE), "不能这样办理", id="approval-is-elsewhere"),
    ],
)
def test_an_unusable_step_changes_nothing(desk_world: DeskWorld, step: Step, message: str) -> None:
    complaint = desk_world.desk.act(add(desk_world, channel="foreign").id, Step(Action.ACCEPT), desk_world.zhang)
    with pytest.raises(InvalidInput, match=message):
        desk_world.desk.act(complaint.id, step, desk_world.zhang)
    assert desk_world.desk.get(complaint.id, desk_world.zhang) == complaint
    assert len(desk_world.desk.trail(complaint.id, desk_world.zhang)) == 2


def test_a_change_whose_line_cannot_be_written_does_not_happen(
    desk_world: DeskWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint = add(desk_world)

    def unwritable(*_: object) -> str:
        raise RuntimeError

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr("assistant.complaints.trail._digest", unwritable)
        desk_world.desk.act(complaint.id, Step(Action.ACCEPT), desk_world.zhang)
    assert desk_world.desk.get(complaint.id, desk_world.zhang).state is State.REGISTERED


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE complaint_trail SET \"by\" = 'nobody'", id="update"),
        pytest.param("DELETE FROM complaint_trail", id="delete"),
    ],
)
def test_the_database_refuses_to_change_the_trail(desk_world: DeskWorld, statement: str) -> None:
    add(desk_world)
    with pytest.raises(DatabaseError, match="append-only"), desk_world.database.session() as session:
        session.execute(text(statement))


@pytest.mark.parametrize(
    ("tampering", "problem"),
    [
        pytest.param(
            "UPDATE complaint_trail SET \"by\" = 'nobody' WHERE number = 2", "第 2 条留痕与原来不一致", id="changed"
        ),
        pytest.param("DELETE FROM complaint_trail WHERE number = 1", "第 1 条留痕缺失", id="removed-inside"),
        pytest.param("DELETE FROM complaint_trail WHERE number = 3", "留痕末尾缺失", id="cut-off"),
        pytest.param("UPDATE complaint_trail_notes SET note = '无'", "说明被改动", id="note-changed"),
    ],
)
def test_tampering_behind_the_triggers_shows(desk_world: DeskWorld, tampering: str, problem: str) -> None:
    complaint = add(desk_world)
    desk_world.desk.act(complaint.id, Step(Action.REJECT, "属于民事纠纷"), desk_world.zhang)
    desk_world.desk.act(complaint.id, Step(Action.ARCHIVE), desk_world.zhang)
    assert desk_world.desk.trail_problems() == ()
    with desk_world.database.session() as session:
        on_server = desk_world.database.engine.dialect.name == "postgresql"
        for guard in (
            ("complaint_trail_no_change",) if on_server else ("complaint_trail_no_update", "complaint_trail_no_delete")
        ):
            session.execute(text(f"DROP TRIGGER {guard}{' ON complaint_trail' if on_server else ''}"))
        session.execute(text(tampering))
    assert any(problem in found for found in desk_world.desk.trail_problems())


def test_an_erased_note_leaves_the_trail_whole(desk_world: DeskWorld) -> None:
    complaint = add(desk_world)
    desk_world.desk.act(complaint.id, Step(Action.REJECT, "属于民事纠纷"), desk_world.zhang)
    with desk_world.database.session() as session:
        session.execute(text("DELETE FROM complaint_trail_notes"))
    assert desk_world.desk.trail_problems() == ()


def test_two_matters_become_two_linked_complaints(desk_world: DeskWorld) -> None:
    complaint = add(desk_world, "一是补贴没有到账；二是停车位不够。", complainant="澜州示例科技有限公司")
    first, second = desk_world.desk.split(complaint.id, ["补贴没有到账", "停车位不够"], desk_world.zhang)
    assert (first.id, first.text, first.subject) == (complaint.id, complaint.text, "补贴没有到账")
    assert (second.text, second.complainant, second.received_at) == (
        "停车位不够",
        "澜州示例科技有限公司",
        complaint.received_at,
    )
    assert [(link.kind, link.complaint_id, link.is_newer) for link in second.links] == [
        (LinkKind.SPLIT_FROM, first.id, False)
    ]
    assert [(link.kind, link.complaint_id, link.is_newer) for link in first.links] == [
        (LinkKind.SPLIT_FROM, second.id, True)
    ]


def test_the_same_text_and_the_same_party_are_shown(desk_world: DeskWorld) -> None:
    first = add(desk_world, complainant="澜州示例科技有限公司", contact="张先生 138-0000-0001")
    other_matter = add(desk_world, "厂区门口道路破损，请协调修复。", contact="13800000001")
    unrelated = add(desk_world, "希望了解人才公寓申请条件。", complainant="另一家公司")
    again = add(desk_world, TEXT.replace("尽快", "马上"), complainant="澜州示例科技 有限公司")
    found = desk_world.desk.similar(again.id, desk_world.zhang)
    assert [one.complaint.id for one in found] == [first.id]
    assert found[0].similarity > 0.8 and found[0].same_party
    assert [one.complaint.id for one in desk_world.desk.similar(other_matter.id, desk_world.zhang)] == [first.id]
    assert desk_world.desk.similar(unrelated.id, desk_world.zhang) == ()


def test_an_investor_sees_the_own_complaints_only(desk_world: DeskWorld) -> None:
    own = desk_world.desk.add(
        NewComplaint(TEXT, "bureau", filed_by=desk_world.keshang.user_id), (), desk_world.keshang
    ).complaint
    add(desk_world)
    assert [one.id for one in desk_world.desk.list(desk_world.keshang)] == [own.id]
    assert desk_world.desk.get(own.id, desk_world.keshang).id == own.id
    for stranger in (desk_world.other, ANONYMOUS):
        assert desk_world.desk.list(stranger) == ()
        with pytest.raises(NotFound):
            desk_world.desk.get(own.id, stranger)
    with pytest.raises(NotPermitted):
        desk_world.desk.act(own.id, Step(Action.ACCEPT), desk_world.keshang)
    assert desk_world.desk.act(own.id, Step(Action.WITHDRAW, "已经解决"), desk_world.keshang).state is State.WITHDRAWN


@pytest.mark.parametrize(
    "step", [Step(action, "理由", 5, "人社局") for action in sorted(STEPS)], ids=lambda step: step.action
)
def test_a_stranger_can_do_nothing_to_a_complaint(desk_world: DeskWorld, step: Step) -> None:
    complaint = add(desk_world)
    for stranger in (desk_world.other, ANONYMOUS):
        with pytest.raises((NotFound, NotPermitted)):
            desk_world.desk.act(complaint.id, step, stranger)


def test_number_and_code_open_a_complaint_filed_without_an_account(desk_world: DeskWorld) -> None:
    filed = desk_world.desk.add(NewComplaint(TEXT, "bureau"), (), ANONYMOUS, with_code=True)
    spaced = f" {filed.query_code[:5].lower()} {filed.query_code[5:]}"
    assert desk_world.desk.get_by_code(filed.complaint.number, spaced) == filed.complaint
    without_code = add(desk_world)
    for number, code in (
        (filed.complaint.number, "AAAAAAAAAA"),
        (without_code.number, ""),
        ("云投诉〔2020〕9号", filed.query_code),
        ("不是编号", filed.query_code),
    ):
        with pytest.raises(NotFound, match="编号或查询码不正确"):
            desk_world.desk.get_by_code(number, code)


def test_attachments_are_kept_under_their_hash(desk_world: DeskWorld) -> None:
    file = ReadFile("合同.txt", "租赁合同".encode(), "text/plain", "租赁合同")
    complaint = desk_world.desk.attach(add(desk_world).id, (file,), desk_world.zhang)
    kept = complaint.attachments[0]
    assert desk_world.desk.attachment(complaint.id, kept.id, desk_world.zhang) == (
        "合同.txt",
        "text/plain",
        file.content,
    )
    assert (desk_world.settings.complaint_files_dir / kept.sha256[:2] / kept.sha256).read_bytes() == file.content
    with pytest.raises(NotFound):
        desk_world.desk.attachment(complaint.id, kept.id, desk_world.keshang)


def test_a_correction_names_the_fields_not_their_contents(desk_world: DeskWorld) -> None:
    complaint = add(desk_world, contact="13800000001")
    corrected = desk_world.desk.correct(
        complaint.id, Correction(contact="13900000002", channel="foreign"), desk_world.zhang
    )
    assert (corrected.contact, corrected.channel) == ("13900000002", "foreign")
    assert desk_world.desk.trail(complaint.id, desk_world.zhang)[-1].note == "更正联系方式、渠道"
    with pytest.raises(HuizhaoError):
        desk_world.desk.correct(complaint.id, Correction(channel="fax"), desk_world.zhang)
