"""Files that are not what they are called, cannot be opened or would grow beyond reason: each its own message."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from PIL import Image

from assistant.errors import FileTooLarge, HuizhaoError, ParsingTimedOut, ToolMissing, UnreadableFile, UnsupportedFormat
from ingest.parsed import Paragraph
from ingest.parsing import SUFFIXES, ParseLimits, parse_file
from tests.files import write_pdf, write_workbook, write_zip

LIMITS = ParseLimits()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HAS_OFFICE = bool(shutil.which("soffice") or shutil.which("libreoffice"))
needs_office = pytest.mark.skipif(not HAS_OFFICE, reason="LibreOffice is not installed")


def word(path: Path, text: str = "第一条　为了促进招商，制定本办法。") -> Path:
    document = docx.Document()
    document.add_paragraph(text)
    with path.open("wb") as stream:
        document.save(stream)
    return path


def pdf(path: Path) -> Path:
    return write_pdf(path, [lambda canvas: canvas.drawString(80, 700, "正文")])


def picture(path: Path) -> Path:
    with path.open("wb") as stream:
        Image.new("L", (40, 40)).save(stream, "PNG")
    return path


def raw(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def truncated_word(path: Path) -> Path:
    whole = word(path).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def plain_zip(path: Path) -> Path:
    return write_zip(path, {"说明.txt": "无"})


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", "<a/>")
        package.writestr("word/media/0.bin", b"\x00" * (60 << 20))
    return path


@pytest.mark.parametrize(
    ("make", "name", "error", "message"),
    [
        pytest.param(raw(b""), "a.pdf", UnreadableFile, "文件是空的", id="empty"),
        pytest.param(raw(b"MZ\x90\x00"), "a.exe", UnsupportedFormat, "不支持 .exe 文件", id="unknown-suffix"),
        pytest.param(raw(b"text"), "README", UnsupportedFormat, "没有扩展名", id="no-suffix"),
        pytest.param(word, "a.pdf", UnreadableFile, "扩展名是 .pdf，内容却是 DOCX 文件", id="word-called-pdf"),
        pytest.param(pdf, "a.docx", UnreadableFile, "扩展名是 .docx，内容却是 PDF 文件", id="pdf-called-word"),
        pytest.param(raw("正文".encode()), "a.pdf", UnreadableFile, "内容却是纯文本", id="text-called-pdf"),
        pytest.param(pdf, "a.txt", UnreadableFile, "扩展名是 .txt，内容却是 PDF 文件", id="pdf-called-text"),
        pytest.param(picture, "a.md", UnreadableFile, "内容却是图片", id="picture-called-markdown"),
        pytest.param(raw(b"\x01\x02\x00\x03" * 9), "a.csv", UnreadableFile, "内容却是二进制数据", id="binary-called-csv"),
        pytest.param(raw("正文".encode()), "a.png", UnreadableFile, "内容却是纯文本", id="text-called-picture"),
        pytest.param(plain_zip, "a.xlsx", UnreadableFile, "内容却是压缩包", id="zip-called-workbook"),
        pytest.param(raw(b"Rar!\x1a\x07\x00"), "a.docx", UnreadableFile, "内容却是压缩包", id="rar-called-word"),
        pytest.param(pdf, "a.doc", UnreadableFile, "扩展名是 .doc，内容却是 PDF 文件", id="pdf-called-old-word"),
        pytest.param(truncated_word, "a.docx", UnreadableFile, "已损坏或没有传完", id="truncated-word"),
        pytest.param(
            raw(OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")), "a.xlsx", UnreadableFile, "打开密码", id="locked"
        ),
        pytest.param(raw(OLE + b"\x00" * 600), "a.xls", UnreadableFile, "已损坏或不是有效的 .xls", id="damaged-old-workbook"),
        pytest.param(bomb, "a.docx", FileTooLarge, "展开后有 60 MB，疑似压缩炸弹", id="bomb"),
    ],
)  # fmt: skip
def test_refusals(
    tmp_path: Path, make: Callable[[Path], Path], name: str, error: type[HuizhaoError], message: str
) -> None:
    with pytest.raises(error) as caught:
        parse_file(make(tmp_path / name), LIMITS)
    assert message in str(caught.value)


def test_size_limits(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * (1 << 20) + b"a")
    with pytest.raises(FileTooLarge, match="超过上限 1 MB"):
        parse_file(path, ParseLimits(max_file_mb=1))
    with pytest.raises(FileTooLarge, match="疑似压缩炸弹"):
        parse_file(
            write_zip(tmp_path / "a.docx", {"word/document.xml": "x" * (2 << 20)}), ParseLimits(max_expanded_mb=1)
        )


@pytest.mark.parametrize(
    ("make", "name", "text"),
    [
        pytest.param(word, "a.doc", "第一条　为了促进招商，制定本办法。", id="word-called-old-word"),
        pytest.param(word, "a.wps", "第一条　为了促进招商，制定本办法。", id="word-called-wps"),
        pytest.param(word, "A.DOCX", "第一条　为了促进招商，制定本办法。", id="upper-case-suffix"),
        pytest.param(
            raw("<html><body><p>第一条 网页。</p></body></html>".encode()), "a.xls", "第一条 网页。", id="page-called-workbook"
        ),
        pytest.param(raw("%PDF- 是 PDF 文件的开头".encode()[1:]), "a.txt", "PDF- 是 PDF 文件的开头", id="text-about-pdf"),
    ],
)  # fmt: skip
def test_siblings_under_a_wrong_suffix_are_read_as_what_they_are(
    tmp_path: Path, make: Callable[[Path], Path], name: str, text: str
) -> None:
    (paragraph,) = parse_file(make(tmp_path / name), LIMITS).blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == text


def test_a_new_workbook_under_the_old_suffix_is_read(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", [["楼宇", "面积"], ["甲座", 100]])
    assert "甲座" in parse_file(path.rename(tmp_path / "a.xls"), LIMITS).text


def test_old_word_without_libreoffice_names_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "a.doc"
    path.write_bytes(OLE + b"\x00" * 600)
    with pytest.raises(ToolMissing, match="需要 LibreOffice"):
        parse_file(path, LIMITS)


@needs_office
def test_old_formats_through_libreoffice(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1\ansi\uc0 \u31532\u19968\u26465  text\par}")
    assert "第一条" in parse_file(path, LIMITS).text


@needs_office
def test_a_conversion_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1 text}")
    with pytest.raises(ParsingTimedOut, match="LibreOffice"):
        parse_file(path, ParseLimits(timeout_s=0.5))


def test_the_readable_suffixes_are_those_of_the_manual() -> None:
    assert {".pdf", ".docx", ".xlsx", ".xls", ".csv", ".tsv", ".pptx", ".html", ".md", ".txt"} <= SUFFIXES
    assert {".png", ".jpg", ".tif", ".ofd", ".doc", ".wps"} <= SUFFIXES
