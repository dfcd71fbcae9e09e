"""The letter as a file: which version goes out, to whom, and under what name."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.access import may_handle_complaints
from assistant.complaints.letters.replies import Replies
from assistant.complaints.records import Complaint, ReplyVersion
from assistant.errors import NotFound
from assistant.records import Principal
from assistant.sections.complaints import LetterSettings
from assistant.turns import Turns

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class LetterFormat(StrEnum):
    """What a letter can be exported as."""

    DOCX = "docx"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class LetterFile:
    """A letter ready to be saved. ``approved`` is false for a draft, whose name says so."""

    name: str
    media_type: str
    content: bytes
    version: int
    approved: bool


class Letters:
    """Exports of replies. Staff get any version, an investor the one that went out."""

    def __init__(self, replies: Replies, settings: LetterSettings, conversions: Turns) -> None:
        self.replies = replies
        self.settings = settings
        self.conversions = conversions

    def export(
        self,
        complaint: Complaint,
        reader: Principal,
        kind: LetterFormat,
        number: int | None = None,
        caller: str = "",
    ) -> LetterFile:
        """The letter of a complaint that the reader was given already. Exports by staff are in the trail.

        ``number`` None is the approved version, else the latest; ``caller`` has one PDF made at a time. Raises NotFound, ToolMissing
        for a PDF without LibreOffice, Busy while others have theirs made, ConfigurationError for an unusable template.
        """
        from assistant.complaints.letters.letter import write_letter  # with Word's libraries
        from assistant.complaints.letters.letter_pdf import letter_as_pdf

        version = self._version(complaint, reader, number)
        approved = version.approved_at is not None
        content = write_letter(version.draft, self.settings, approved=approved)
        name = f"{complaint.number}复函{'' if approved else f'（第{version.number}版草稿）'}.{kind}"
        if kind is LetterFormat.PDF:
            with self.conversions.turn(caller):
                content = letter_as_pdf(content)
            file = LetterFile(name, "application/pdf", content, version.number, approved)
        else:
            file = LetterFile(name, _DOCX, content, version.number, approved)
        if may_handle_complaints(reader):
            self.replies.note_export(complaint.id, version.number, str(kind), reader)
        return file

    def _version(self, complaint: Complaint, reader: Principal, number: int | None) -> ReplyVersion:
        if not may_handle_complaints(reader):
            sent = self.replies.sent(complaint)
            if sent is None:
                raise NotFound("这件诉求还没有答复")
            return sent
        versions = self.replies.versions(complaint.id, reader)
        if not versions:
            raise NotFound("还没有起草复函")
        if number is not None:
            chosen = [one for one in versions if one.number == number]
            if not chosen:
                raise NotFound(f"复函没有第 {number} 版")
            return chosen[0]
        approved = [one for one in versions if one.approved_at is not None]
        return approved[-1] if approved else versions[-1]
