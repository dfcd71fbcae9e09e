"""What comes in as a file: e-mails with their attachments, office files, scans, and what cannot be read."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest

from assistant.complaints.intake.intake import IncomingFile, read_intake
from assistant.errors import Busy, HuizhaoError, InvalidInput, UnreadableFile, UnsupportedFormat
from assistant.ingestion import FileText
from assistant.wiring import Services
from assistant.workdays import BEIJING
from tests import files

MEBIBYTE = 1 << 20


class Texts:
    """A reader that knows some suffixes; the real one is tested below."""

    def __init__(self, known: Mapping[str, str | HuizhaoError]) -> None:
        self.known = known

    def read_texts(self, paths: Sequence[Path], who: str = "") -> tuple[FileText | HuizhaoError, ...]:
        found = [self.known.get(path.suffix, UnsupportedFormat("不支持")) for path in paths]
        return tuple(FileText(one) if isinstance(one, str) else one for one in found)


class Occupied:
    """A reader that is reading others' files."""

    def read_texts(self, paths: Sequence[Path], who: str = "") -> tuple[FileText | HuizhaoError, ...]:
        raise Busy("现在处理的人较多")


def email(body: str = "我公司的补贴没有到账。", charset: str = "utf-8") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "关于租金补贴的投诉"
    message["From"] = "张三丰 <zhang@example.com>"
    message["Date"] = "Wed, 25 Nov 2026 09:30:00 +0800"
    message.set_content(body, charset=charset)
    return message


def test_an_email_gives_subject_sender_time_text_and_attachments() -> None:
    message = email()
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="合同.pdf")
    read = read_intake([IncomingFile("来信.eml", message.as_bytes())], Texts({".pdf": "租赁合同全文"}), MEBIBYTE)
    assert (read.subject, read.sender, read.address) == ("关于租金补贴的投诉", "张三丰", "zhang@example.com")
    assert read.sent_at == datetime(2026, 11, 25, 9, 30, tzinfo=BEIJING)
    assert read.text == "我公司的补贴没有到账。"
    assert [(file.name, file.text) for file in read.files] == [
        ("来信.eml", "我公司的补贴没有到账。"),
        ("合同.pdf", "租赁合同全文"),
    ]


def test_an_email_that_calls_gb18030_gb2312_is_read() -> None:
    message = email("堃泰公司的补贴没有到账。", "gb18030")
    content = message.as_bytes().replace(b"gb18030", b"gb2312")
    assert read_intake([IncomingFile("来信.eml", content)], Texts({}), MEBIBYTE).text == "堃泰公司的补贴没有到账。"


def test_an_html_email_is_read_as_text() -> None:
    message = EmailMessage()
    message["From"] = "a@example.com"
    message.set_content("<p>补贴没有到账</p>", subtype="html")
    read = read_intake([IncomingFile("来信.eml", message.as_bytes())], Texts({".html": "补贴没有到账"}), MEBIBYTE)
    assert read.text == "补贴没有到账"


@pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
def test_headers_written_as_plain_bytes_are_read(charset: str) -> None:
    content = (
        "From: 堃泰精工公司 <kt@example.com>\r\nSubject: 关于设备补助\r\n 迟迟不到账的投诉\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="B"\r\n\r\n--B\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n设备补助没有到账。\r\n'
        '--B\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="发票.pdf"\r\n\r\nx\r\n--B--\r\n'
    ).encode(charset)
    read = read_intake([IncomingFile("来信.eml", content)], Texts({".pdf": "发票一张"}), MEBIBYTE)
    assert (read.subject, read.sender) == ("关于设备补助 迟迟不到账的投诉", "堃泰精工公司")
    assert read.text == "设备补助没有到账。"
    assert [file.name for file in read.files] == ["来信.eml", "发票.pdf"]


@pytest.mark.parametrize("declared", ["utf-8", "us-ascii", "x-unknown"])
def test_a_body_in_another_charset_than_declared_is_read(declared: str) -> None:
    content = email("厂房电梯停运两周。", "gb18030").as_bytes().replace(b"gb18030", declared.encode())
    assert read_intake([IncomingFile("来信.eml", content)], Texts({}), MEBIBYTE).text == "厂房电梯停运两周。"


def passed_on(inner: EmailMessage, said: str = "请办理附件里的来信。") -> EmailMessage:
    outer = email(said)
    outer.replace_header("Subject", "转办件")
    outer.add_attachment(inner)
    return outer


def test_a_letter_that_is_passed_on_is_part_of_the_complaint() -> None:
    inner = email("车间屋顶漏水，要求尽快维修。")
    inner.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="照片.pdf")
    read = read_intake([IncomingFile("转办.eml", passed_on(inner).as_bytes())], Texts({".pdf": "漏水照片"}), MEBIBYTE)
    assert read.subject == "转办件"
    assert read.text.startswith("请办理附件里的来信。\n\n【转来的信件】主题：关于租金补贴的投诉；发件人：张三丰\n")
    assert read.text.endswith("车间屋顶漏水，要求尽快维修。")
    assert [file.text for file in read.files] == ["请办理附件里的来信。", "车间屋顶漏水，要求尽快维修。", "漏水照片"]


def test_letters_within_letters_are_read_to_a_depth_and_kept_beyond() -> None:
    letter = email("最里面的信。")
    for depth in range(5):
        letter = passed_on(letter, f"第{depth}层。")
    read = read_intake([IncomingFile("转办.eml", letter.as_bytes())], Texts({}), MEBIBYTE)
    assert "第2层" in read.text and "最里面的信" not in read.text
    assert read.files[-1].remark == "这种格式不提取文字，请下载查看"


def test_what_cannot_be_read_is_kept_with_a_remark() -> None:
    reader = Texts({".pdf": UnreadableFile("文件已加密"), ".png": "  "})
    incoming = [IncomingFile(name, b"x") for name in ("合同.pdf", "录音.mp3", "照片.png")]
    read = read_intake(incoming, reader, MEBIBYTE)
    assert [file.remark for file in read.files] == [
        "没有读出文字：文件已加密",
        "这种格式不提取文字，请下载查看",
        "没有读出文字，请打开原件查看",
    ]


@pytest.mark.parametrize(
    ("file", "error"),
    [
        pytest.param(IncomingFile("空.txt", b""), InvalidInput, id="empty"),
        pytest.param(IncomingFile("大.txt", b"x" * (MEBIBYTE + 1)), InvalidInput, id="too-large"),
        pytest.param(IncomingFile("坏.eml", b"\x00\x01"), UnreadableFile, id="no-email"),
    ],
)
def test_unusable_files_are_refused(file: IncomingFile, error: type[HuizhaoError]) -> None:
    with pytest.raises(error):
        read_intake([file], Texts({}), MEBIBYTE)


def test_while_others_files_are_read_a_complaint_that_says_enough_is_kept() -> None:
    file = IncomingFile("合同.pdf", b"x")
    (kept,) = read_intake([file], Occupied(), MEBIBYTE, text_needed=False).files
    assert "没有读出文字" in kept.remark
    with pytest.raises(Busy):
        read_intake([file], Occupied(), MEBIBYTE)
    message = email()
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="合同.pdf")
    assert (
        read_intake([IncomingFile("来信.eml", message.as_bytes())], Occupied(), MEBIBYTE).text
        == "我公司的补贴没有到账。"
    )


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(b"Date: Mon, 01 Jan 1200 00:00:00 +0800", id="first-year"),
        pytest.param(b"Date: \x80\x81", id="no-date"),
        pytest.param(b"From: =?x-unknown?b?!!!?= <", id="broken-name"),
        pytest.param(b"Content-Disposition: attachment; filename*=x''%ff", id="broken-file-name"),
        pytest.param(b"Content-Type: multipart/mixed; boundary=", id="no-boundary"),
        pytest.param(b"Content-Type: message/rfc822", id="a-mail-in-a-mail"),
        pytest.param(b"Subject: =?utf-8?q?=00=ed=a0=80?=", id="half-a-pair"),
    ],
)
def test_a_broken_header_is_read_or_refused_with_words(header: bytes) -> None:
    content = header + b"\nX: y\n\n" + "补贴没有到账".encode()
    try:
        read = read_intake([IncomingFile("来信.eml", content)], Texts({}), MEBIBYTE)
    except UnreadableFile as error:
        assert "来信.eml" in str(error)
    else:
        assert read.sent_at is None


def word_file(text: str) -> bytes:
    document, stream = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(stream)
    return stream.getvalue()


def scan() -> bytes:
    stream = io.BytesIO()
    files.sample_notice().save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.slow
def test_the_real_reader_reads_word_files_and_scans(district: Services) -> None:
    incoming = [
        IncomingFile("投诉信.docx", word_file("我公司申请的租金补贴没有到账。")),
        IncomingFile("扫描.png", scan()),
    ]
    word, picture = read_intake(incoming, district.ingestor, 20 * MEBIBYTE).files
    assert word.text == "我公司申请的租金补贴没有到账。"
    assert len(picture.text) > 50
    assert "图像识别" in picture.remark
