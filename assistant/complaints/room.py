"""Everything of the complaints desk that doors work with, in one place."""

from dataclasses import dataclass

from assistant.audit.word_notes import WordWatch
from assistant.complaints.desk import Desk
from assistant.complaints.intake.file_store import FileStore
from assistant.complaints.intake.filing import Filing
from assistant.complaints.letters.exporting import Letters
from assistant.complaints.letters.replies import Replies
from assistant.database import Database
from assistant.files import Files
from assistant.settings import Settings
from assistant.turns import Turns


@dataclass(frozen=True, slots=True)
class Complaints:
    """The desk, the replies and their letters, and the door for filing."""

    desk: Desk
    replies: Replies
    filing: Filing
    letters: Letters

    def channel_labels(self) -> dict[str, str]:
        """What each channel is called."""
        return {key: channel.label for key, channel in self.desk.settings.channels.items()}

    def channel_label(self, key: str) -> str:
        """What a channel is called; its key once it is no longer configured."""
        return self.channel_labels().get(key, key)


def open_complaints(
    database: Database, settings: Settings, conversions: Turns, files: Files, words: WordWatch | None = None
) -> Complaints:
    """The complaints desk over the relational store; needs no model."""
    desk = Desk(database, settings.complaints, FileStore(files), words=words)
    replies = Replies(desk)
    return Complaints(desk, replies, Filing(desk, database), Letters(replies, settings.letter, conversions))
