"""Retention and erasure: what was written is nowhere in the store afterwards, that it was erased is in the trail."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from assistant.complaints.desk import Step
from assistant.complaints.erasing import Erasure
from assistant.complaints.intake.intake import ReadFile
from assistant.complaints.records import Action, Complaint, NewComplaint
from assistant.errors import Conflict, InvalidInput, NotPermitted
from assistant.workdays import today
from tests.complaints_desk import DeskWorld, letter
from tests.databases import everything_in

SECRET = "欧阳若曦的电话是14000005501"


def closed(desk_world: DeskWorld, secret: str = SECRET) -> Complaint:
    """An answered, archived complaint with an attachment, a reply and a reason in its trail, all with the secret."""
    new = NewComplaint(secret, "bureau", subject=secret, complainant=secret, contact=secret)
    file = ReadFile("附件.txt", secret.encode(), "text/plain", secret)
    desk, zhang = desk_world.desk, desk_world.zhang
    complaint = desk.add(new, [file], zhang).complaint
    desk.act(complaint.id, Step(Action.ACCEPT, secret), zhang)
    desk_world.replies.save(complaint.id, letter(secret), zhang, secret)
    desk_world.replies.submit(complaint.id, zhang, secret)
    desk_world.replies.approve(complaint.id, desk_world.li)
    desk.act(complaint.id, Step(Action.ANSWER), zhang)
    return desk.act(complaint.id, Step(Action.ARCHIVE), zhang)


def bytes_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_nothing_of_the_contents_is_left_and_the_trail_is_whole(desk_world: DeskWorld) -> None:
    complaint = closed(desk_world)
    erased = Erasure(desk_world.desk).erase(complaint.number, "本人申请", desk_world.zhang)
    assert (erased.number, erased.received_at, erased.state) == (
        complaint.number,
        complaint.received_at,
        complaint.state,
    )
    assert (erased.text, erased.subject, erased.complainant, erased.contact, erased.attachments) == ("", "", "", "", ())
    assert desk_world.replies.versions(complaint.id, desk_world.zhang) == ()
    assert desk_world.desk.trail_problems() == ()
    last = desk_world.desk.trail(complaint.id, desk_world.zhang)[-1]
    assert last.action is Action.ERASE
    assert last.note.startswith("本人申请；批准版 SHA-256 ")
    assert SECRET not in everything_in(desk_world.database)
    if desk_world.database.engine.dialect.name == "sqlite":
        with desk_world.database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert SECRET.encode() not in bytes_below(desk_world.settings.data_dir)


def test_a_file_that_another_complaint_needs_stays(desk_world: DeskWorld) -> None:
    first, second = closed(desk_world), closed(desk_world)
    Erasure(desk_world.desk).erase(first.id, "本人申请", desk_world.zhang)
    (attachment,) = desk_world.desk.get(second.id, desk_world.zhang).attachments
    assert desk_world.desk.attachment(second.id, attachment.id, desk_world.zhang)[2] == SECRET.encode()


def test_what_is_being_handled_is_not_erased_nor_anything_twice_or_without_a_reason(desk_world: DeskWorld) -> None:
    erasure = Erasure(desk_world.desk)
    running = desk_world.desk.add(NewComplaint("请答复", "bureau"), (), desk_world.zhang).complaint
    with pytest.raises(Conflict, match="办结后才能清除"):
        erasure.erase(running.id, "保存期限届满", desk_world.zhang)
    complaint = closed(desk_world)
    with pytest.raises(InvalidInput, match="依据"):
        erasure.erase(complaint.id, " ", desk_world.zhang)
    with pytest.raises(NotPermitted):
        erasure.erase(complaint.id, "本人申请", desk_world.keshang)
    erasure.erase(complaint.id, "本人申请", desk_world.zhang)
    with pytest.raises(Conflict, match="已按保存期限清除"):
        erasure.erase(complaint.id, "本人申请", desk_world.zhang)


@pytest.mark.parametrize(
    ("days", "purged"),
    [pytest.param(1825, False, id="last-day-kept"), pytest.param(1827, True, id="retention-over")],
)
def test_a_purge_takes_what_was_closed_longer_ago_than_is_kept(desk_world: DeskWorld, days: int, purged: bool) -> None:
    complaint = closed(desk_world)
    later: date = today() + timedelta(days=days)
    erasure = Erasure(desk_world.desk)
    assert erasure.due_for_purge(later).numbers == ((complaint.number,) if purged else ())
    erasure.purge(later, desk_world.zhang)
    assert (desk_world.desk.get(complaint.id, desk_world.zhang).erased_at is not None) is purged
