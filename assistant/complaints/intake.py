"""What came in, as text: files of any format that ingestion reads, and e-mails with their attachments."""

import mimetypes
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import cast

from assistant.database import utc_now
from assistant.errors import Busy, HuizhaoError, InvalidInput, UnreadableFile, UnsupportedFormat
from assistant.records import FileReader, FileText
from assistant.workdays import BEIJING

_EMAIL_SUFFIX = ".eml"
_MOST_PARTS = 50
_LONGEST_SUFFIX = 10
_FIRST_YEAR = 1990  # no e-mail with a complaint is older; what says so has a broken clock


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
    """``html`` is the body where it was sent as a web page only; then ``body`` is "" until it was read."""

    subject: str
    sender: str
    address: str
    sent_at: datetime | None
    body: str
    html: bytes = b""
    attachments: tuple[IncomingFile, ...] = field(default=())

    @property
    def parts(self) -> tuple[IncomingFile, ...]:
        """What is to be read of it."""
        return (*((IncomingFile("body.html", self.html),) if self.html else ()), *self.attachments)


def read_intake(
    files: Sequence[IncomingFile], reader: FileReader, max_file_bytes: int, who: str = "", text_needed: bool = True
) -> Intake:
    """Read files; one that cannot be read is kept with a remark, as it may still be looked at.

    Raises InvalidInput for an empty or too large file, UnreadableFile for what is no e-mail, Busy where others' files are being read
    and nothing else says what the complaint is about (``text_needed``).
    """
    for file in files:
        _check_size(file, max_file_bytes)
    emails = [_read_email(file) if Path(file.name).suffix.lower() == _EMAIL_SUFFIX else None for file in files]
    parts = [email.parts if email else (file,) for file, email in zip(files, emails, strict=True)]
    try:
        texts = iter(_read([part for some in parts for part in some], reader, who))
    except Busy as error:
        if text_needed and not any(email and email.body for email in emails):
            raise
        remark = f"没有读出文字：{error}"
        texts = iter([replace(_unread(part), remark=remark) for some in parts for part in some])
    read: list[ReadFile] = []
    for index, file in enumerate(files):
        email = emails[index]
        if email is None:
            read.append(next(texts))
            continue
        if email.html:
            email = emails[index] = replace(email, body=next(texts).text)
        read.append(ReadFile(file.name, file.content, "message/rfc822", email.body))
        read.extend(next(texts) for _ in email.attachments)
    last = next((email for email in reversed(emails) if email), None)
    if last is None:
        return Intake(tuple(read))
    return Intake(tuple(read), last.body, last.subject, last.sender, last.address, last.sent_at)


def _check_size(file: IncomingFile, max_file_bytes: int) -> None:
    if not file.content:
        raise InvalidInput(f"“{file.name}”是空文件")
    if len(file.content) > max_file_bytes:
        raise InvalidInput(f"“{file.name}”超过 {max_file_bytes >> 20} MB，请压缩或分开提交")


def _read(files: Sequence[IncomingFile], reader: FileReader, who: str) -> list[ReadFile]:
    """The files with what they say. Raises Busy."""
    if not files:
        return []
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}{_suffix(file)}") for number, file in enumerate(files)]
        for path, file in zip(paths, files, strict=True):
            path.write_bytes(file.content)
        return [_with_text(file, text) for file, text in zip(files, reader.read_texts(paths, who), strict=True)]


def _suffix(file: IncomingFile) -> str:
    """What the file's name ends with, as far as a format may be called so."""
    suffix = Path(file.name).suffix.lower()
    return suffix if len(suffix) <= _LONGEST_SUFFIX and suffix.isprintable() else ""


def _unread(file: IncomingFile) -> ReadFile:
    return ReadFile(file.name, file.content, mimetypes.guess_type(file.name)[0] or "application/octet-stream")


def _with_text(file: IncomingFile, text: FileText | HuizhaoError) -> ReadFile:
    if isinstance(text, UnsupportedFormat):
        return replace(_unread(file), remark="这种格式不提取文字，请下载查看")
    if isinstance(text, HuizhaoError):
        return replace(_unread(file), remark=f"没有读出文字：{text}")
    recognised = f"第 {'、'.join(map(str, text.ocr_pages))} 页由图像识别，请核对" if text.ocr_pages else ""
    remark = "没有读出文字，请打开原件查看" if not text.text.strip() else recognised
    return replace(_unread(file), text=text.text.strip(), remark=remark)


def _read_email(file: IncomingFile) -> _Email:
    """Raises UnreadableFile when it is no e-mail, or none that Python's library can take apart."""
    try:
        message = message_from_bytes(file.content, policy=policy.default)
        if message.keys():
            return _taken_apart(message)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError) as error:  # as its header parser does
        raise UnreadableFile(f"“{file.name}”里有读不了的内容，请把正文和附件另存后分别提交") from error
    raise UnreadableFile(f"“{file.name}”不是有效的邮件文件（.eml），请从邮箱重新导出")


def _taken_apart(message: EmailMessage) -> _Email:
    name, address = parseaddr(str(message.get("From", "")))
    body, html = _body(message)
    return _Email(
        subject=str(message.get("Subject", "")).strip(),
        sender=name.strip(),
        address=address.strip(),
        sent_at=_sent_at(message),
        body=body,
        html=html,
        attachments=tuple(_attachments(message)),
    )


def _sent_at(message: EmailMessage) -> datetime | None:
    dated: datetime | None = message["Date"].datetime if message["Date"] is not None else None
    if dated is None or not _FIRST_YEAR <= dated.year <= utc_now().year + 1:
        return None
    return dated if dated.tzinfo is not None else dated.replace(tzinfo=BEIJING)


def _body(message: EmailMessage) -> tuple[str, bytes]:
    """The body as text, or where there is only a web page, its bytes."""
    part = message.get_body(("plain", "html"))
    if part is None:
        return "", b""
    content = _decoded(cast(EmailMessage, part))
    return ("", content.encode()) if part.get_content_subtype() == "html" else (content.strip(), b"")


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
