"""What the tests of the complaints desk share: people, a desk on an empty folder, a simple letter."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from assistant.accounts.service import Accounts
from assistant.complaints.desk import Desk
from assistant.complaints.intake.file_store import FileStore
from assistant.complaints.letters.replies import Replies
from assistant.complaints.letters.reply_records import Draft, Paragraph, ParagraphKind
from assistant.database import open_database
from assistant.files import open_files
from assistant.records import Principal, Role
from assistant.settings import Settings

PASSWORD = "laptop-river-2026"


PEOPLE = {"zhang": Role.STAFF, "li": Role.STAFF, "wang": Role.STAFF, "keshang": Role.INVESTOR, "other": Role.INVESTOR}
APPROVERS = ("li", "wang")


class DeskWorld:
    """A desk over a folder that ``prepare`` made. zhang, li and wang work there, li and wang may approve."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.settings = Settings(data_dir=folder, database_url=database_url)
        self.database = open_database(self.settings)
        self.desk = Desk(self.database, self.settings.complaints, FileStore(open_files(self.settings)))
        self.replies = Replies(self.desk)
        self.accounts = Accounts(self.database, self.settings)
        self.zhang, self.li, self.wang, self.keshang, self.other = map(self.accounts.principal_called, PEOPLE)


def prepare(folder: Path, database_url: str = "") -> None:
    """Make the accounts."""
    settings = Settings(data_dir=folder, database_url=database_url)
    database = open_database(settings)
    accounts = Accounts(database, settings)
    for name, role in PEOPLE.items():
        accounts.add(name, PASSWORD, role)
    for name in APPROVERS:
        accounts.set_may_approve(name, True)
    database.close()


def letter(text: str = "经核实，补贴将按程序拨付。") -> Draft:
    return Draft(
        title="关于租金补贴诉求的复函",
        addressee="澜州示例科技有限公司",
        paragraphs=(
            Paragraph(ParagraphKind.OPENING, "你公司来函收悉。"),
            Paragraph(ParagraphKind.TEXT, text),
            Paragraph(ParagraphKind.CLOSING, "特此函复。"),
        ),
        signature="澜州市云汀区投资合作局",
        dated=date(2026, 11, 25),
    )


ANONYMOUS = Principal()
