"""What came in, as text: files of any format that ingestion reads, and e-mails with their attachments."""

import mimetypes
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import cast

from assistant.errors import HuizhaoError, InvalidInput, UnreadableFile, UnsupportedFormat
from assistant.records import FileReader
from assistant.workdays import BEIJING

_EMAIL_SUFFIX = ".eml"
_MOST_PARTS = 50


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file as it came: its own name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file with what was read of it. ``remark`` says why nothing could be read, or that recognition (OCR) read it."""

    name: str
    content: bytes
    media_type: str
    text: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything read of what came in. ``subject`` … ``sent_at`` are an e-mail's own, "" or None without one."""

    files: tuple[ReadFile, ...]
    body: str = ""
    subject: str = ""
    sender: str = ""
    address: str = ""
    sent_at: datetime | None = None

    @property
    def text(self) -> str:
        """The complaint's text: an e-mail's body, else what the files say."""
        return self.body or "\n\n".join(file.text for file in self.files if file.text)


@dataclass(frozen=True, slots=True)
class _Email:
    subject: str
    sender: str
    address: str
    sent_at: datetime | None
    body: str
    attachments: tuple[IncomingFile, ...] = field(default=())


def read_intake(files: Sequence[IncomingFile], reader: FileReader, max_file_bytes: int) -> Intake:
    """Read files; one that cannot be read is kept with a remark, as it may still be looked at.

    Raises InvalidInput for an empty or too large file.
    """
    read: list[ReadFile] = []
    email: _Email | None = None
    for file in files:
        _check_size(file, max_file_bytes)
        if Path(file.name).suffix.lower() == _EMAIL_SUFFIX:
            email = _read_email(file, reader)
            read.append(ReadFile(file.name, file.content, "message/rfc822", email.body))
            read.extend(_read(attachment, reader) for attachment in email.attachments)
        else:
            read.append(_read(file, reader))
    if email is None:
        return Intake(tuple(read))
    return Intake(tuple(read), email.body, email.subject, email.sender, email.address, email.sent_at)


def _check_size(file: IncomingFile, max_file_bytes: int) -> None:
    if not file.content:
        raise InvalidInput(f"“{file.name}”是空文件")
    if len(file.content) > max_file_bytes:
        raise InvalidInput(f"“{file.name}”超过 {max_file_bytes >> 20} MB，请压缩或分开提交")


def _read(file: IncomingFile, reader: FileReader) -> ReadFile:
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{Path(file.name).suffix.lower()}"
        path.write_bytes(file.content)
        try:
            text = reader.read_text(path)
        except UnsupportedFormat:
            return ReadFile(file.name, file.content, media_type, remark="这种格式不提取文字，请下载查看")
        except HuizhaoError as error:
            return ReadFile(file.name, file.content, media_type, remark=f"没有读出文字：{error}")
    recognised = f"第 {'、'.join(map(str, text.ocr_pages))} 页由图像识别，请核对" if text.ocr_pages else ""
    remark = "没有读出文字，请打开原件查看" if not text.text.strip() else recognised
    return ReadFile(file.name, file.content, media_type, text.text.strip(), remark)


def _read_email(file: IncomingFile, reader: FileReader) -> _Email:
    """Raises UnreadableFile when it is no e-mail."""
    message = message_from_bytes(file.content, policy=policy.default)
    if not message.keys():
        raise UnreadableFile(f"“{file.name}”不是有效的邮件文件（.eml），请从邮箱重新导出")
    name, address = parseaddr(str(message.get("From", "")))
    dated = message["Date"].datetime if message["Date"] is not None else None
    if dated is not None and dated.tzinfo is None:
        dated = dated.replace(tzinfo=BEIJING)
    return _Email(
        subject=str(message.get("Subject", "")).strip(),
        sender=name.strip(),
        address=address.strip(),
        sent_at=dated,
        body=_body(message, reader),
        attachments=tuple(_attachments(message)),
    )


def _body(message: EmailMessage, reader: FileReader) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    content = _decoded(cast(EmailMessage, part))
    if part.get_content_subtype() == "html":
        return _read(IncomingFile("body.html", content.encode()), reader).text
    return content.strip()


def _decoded(part: EmailMessage) -> str:
    """A text part; an unknown or wrong charset is replaced, not guessed: mail programs write gb2312 for GB 18030."""
    charset = (part.get_content_charset() or "utf-8").lower()
    content = cast(bytes, part.get_payload(decode=True) or b"")
    try:
        return content.decode("gb18030" if charset in ("gb2312", "gbk") else charset)
    except (LookupError, UnicodeDecodeError):
        return content.decode("utf-8", errors="replace")


def _attachments(message: EmailMessage) -> Iterator[IncomingFile]:
    for number, part in enumerate(message.iter_attachments(), start=1):
        if number > _MOST_PARTS:
            return
        if part.get_content_type() == "message/rfc822":
            content = cast(EmailMessage, part.get_content()).as_bytes()
        else:
            content = cast(bytes, part.get_payload(decode=True) or b"")
        if content:
            yield IncomingFile(part.get_filename() or f"附件{number}", content)
