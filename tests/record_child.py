"""Processes that change the record until they are killed, for the tests that kill them; none needs a model."""

from __future__ import annotations

import itertools
from multiprocessing.connection import Connection
from pathlib import Path

from assistant.complaints.desk import Step
from assistant.complaints.intake.intake import ReadFile
from assistant.complaints.records import Action, NewComplaint
from assistant.complaints.register import Correction
from assistant.database import Database
from tests.complaints_desk import DeskWorld


def work_at_the_desk(folder: Path, reports: Connection) -> None:
    """Register complaints with a file each, correct them, add to them, accept them."""
    world = DeskWorld(folder)
    reports.send("ready")
    for number in itertools.count():
        file = ReadFile(f"{number}.txt", f"附件 {number} {world.settings.data_dir}".encode(), "text/plain")
        complaint = world.desk.add(
            NewComplaint(f"第{number}件：补贴没有到账。", "bureau"), (file,), world.zhang
        ).complaint
        world.desk.correct(complaint.id, Correction(subject=f"补贴{number}"), world.zhang)
        world.desk.attach(complaint.id, (file, ReadFile("b.txt", b"b", "text/plain")), world.zhang)
        world.desk.act(complaint.id, Step(Action.ACCEPT), world.zhang)


def migrate(url: str, reports: Connection) -> None:
    """Bring a record of an earlier version up to date."""
    database = Database(url)
    reports.send("ready")
    database.migrate()
    database.close()
    reports.send(0)
