"""What came in, as text: files of any format that ingestion reads, and e-mails with their attachments."""

import mimetypes
import re
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
from assistant.ingestion import FileReader, FileText
from assistant.workdays import BEIJING

_EMAIL_SUFFIX = ".eml"
_AS_IT_CAME = policy.EmailPolicy(refold_source="none")
_MOST_PARTS = 50
_DEEPEST_LETTER = 3  # a letter that was passed on within one that was passed on
_LONGEST_SUFFIX = 10
_FILE_NAME = re.compile(r"filename\s*=\s*\"?(?P<name>[^\";]+)", re.IGNORECASE)
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
class _Opened:
    """A file that came in, or a letter that lies in one (``depth`` above 0); ``email`` is None for any other file."""

    file: IncomingFile
    email: "_Email | None"
    depth: int = 0


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
    opened = [one for file in files for one in _opened(file)]
    parts = [one.email.parts if one.email else (one.file,) for one in opened]
    try:
        texts = iter(_read([part for some in parts for part in some], reader, who))
    except Busy as error:
        if text_needed and not any(one.email and one.email.body for one in opened):
            raise
        remark = f"没有读出文字：{error}"
        texts = iter([replace(_unread(part), remark=remark) for some in parts for part in some])
    read: list[ReadFile] = []
    for index, one in enumerate(opened):
        email = one.email
        if email is None:
            read.append(next(texts))
            continue
        if email.html:
            email = replace(email, body=next(texts).text)
            opened[index] = replace(one, email=email)
        read.append(ReadFile(one.file.name, one.file.content, "message/rfc822", email.body))
        read.extend(next(texts) for _ in email.attachments)
    last = next((at for at in reversed(range(len(opened))) if opened[at].email and opened[at].depth == 0), None)
    if last is None:
        return Intake(tuple(read))
    letter = cast(_Email, opened[last].email)
    body = "\n\n".join(text for text in (letter.body, *_passed_on(opened[last + 1 :])) if text)
    return Intake(tuple(read), body, letter.subject, letter.sender, letter.address, letter.sent_at)


def _passed_on(following: Sequence[_Opened]) -> Iterator[str]:
    """What the letters say that lie in the one before, each below a line that names it."""
    for one in following:
        if one.depth == 0:
            return
        if one.email is not None and one.email.body:
            sender = one.email.sender or one.email.address or "未写明"
            yield f"【转来的信件】主题：{one.email.subject or '无'}；发件人：{sender}\n{one.email.body}"


def _opened(file: IncomingFile, depth: int = 0) -> Iterator[_Opened]:
    """The file, and behind an e-mail the letters that were passed on in it; such a one that is no e-mail stays an attachment.

    Raises UnreadableFile when the file itself should be an e-mail and is none.
    """
    if Path(file.name).suffix.lower() != _EMAIL_SUFFIX:
        yield _Opened(file, None, depth)
        return
    email = _read_email(file)
    letters: list[_Opened] = []
    attachments: list[IncomingFile] = []
    for attachment in email.attachments:
        try:
            inner = list(_opened(attachment, depth + 1)) if depth < _DEEPEST_LETTER else []
        except UnreadableFile:
            inner = []
        if inner and inner[0].email is not None:
            letters += inner
        else:
            attachments.append(attachment)
    yield _Opened(file, replace(email, attachments=tuple(attachments)), depth)
    yield from letters


def _check_size(file: IncomingFile, max_file_bytes: int) -> None:
    if not file.content:
        raise InvalidInput(f"“{file.name}”是空文件")
    if len(file.content) > max_file_bytes:
        raise InvalidInput(f"“{file.name}”超过 {max_file_bytes >> 20} MB，请压缩或分开提交")


def _read(files: Sequence[IncomingFile], reader: FileReader, who: str) -> list[ReadFile]:
    """The files with what they say. Raises Busy."""
    if not files:
        return []
    with tempfile.TemporaryDirectory(prefix="huizhao-intake-") as folder:
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
    name, address = parseaddr(_header(message, "From"))
    body, html = _body(message)
    return _Email(
        subject=_header(message, "Subject"),
        sender=name.strip(),
        address=address.strip(),
        sent_at=_sent_at(message),
        body=body,
        html=html,
        attachments=tuple(_attachments(message)),
    )


def _header(message: EmailMessage, name: str) -> str:
    """A header as its sender wrote it, "" without it. Some programs write its bytes as they are, in UTF-8 or GB 18030."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    if raw.isascii():
        return str(message.get(name, "")).strip()
    return re.sub(r"\r?\n[ \t]+", " ", _text_of_bytes(raw.encode("utf-8", "surrogateescape"))).strip()


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
    """A text part, in the charset that it declares or, where it is none of that, in the one it is."""
    return _text_of_bytes(cast(bytes, part.get_payload(decode=True) or b""), part.get_content_charset() or "utf-8")


def _text_of_bytes(content: bytes, declared: str = "utf-8") -> str:
    """Bytes as text: in the declared charset, else UTF-8, else GB 18030 (which mail programs call gb2312), each only if all of it fits."""
    for charset in (declared.lower(), "utf-8", "gb18030"):
        try:
            return content.decode("gb18030" if charset in ("gb2312", "gbk") else charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("utf-8", errors="replace")


def _attachments(message: EmailMessage) -> Iterator[IncomingFile]:
    for number, part in enumerate(message.iter_attachments(), start=1):
        if number > _MOST_PARTS:
            return
        letter = part.get_content_type() == "message/rfc822"
        if letter:
            inner = cast(EmailMessage, part.get_content())
            content = inner.as_bytes(policy=_AS_IT_CAME)
        else:
            content = cast(bytes, part.get_payload(decode=True) or b"")
        if content:
            name = _file_name(part) or f"附件{number}"
            named = not letter or Path(name).suffix.lower() == _EMAIL_SUFFIX
            yield IncomingFile(name if named else f"{name}{_EMAIL_SUFFIX}", content)


def _file_name(part: EmailMessage) -> str:
    """What an attachment is called, "" where it has no name; its header may hold bytes as they are."""
    header = _header(part, "Content-Disposition")
    if header.isascii():
        return part.get_filename() or ""
    written = _FILE_NAME.search(header)
    return written["name"].strip() if written else ""
