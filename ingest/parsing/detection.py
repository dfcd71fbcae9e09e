"""What a file really is, by its bytes: the extension is only what somebody called it."""

import zipfile
from pathlib import Path

from assistant.errors import FileTooLarge, UnreadableFile, UnsupportedFormat
from ingest.parsing.decoding import unmarked_utf16
from ingest.parsing.limits import ParseLimits

TEXTS = frozenset({".md", ".markdown", ".txt", ".html", ".htm", ".csv", ".tsv"})
PACKAGES = frozenset({".docx", ".xlsx", ".xlsm", ".pptx", ".ofd"})
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff"})
CONVERTED = {".doc": ".docx", ".wps": ".docx", ".rtf": ".docx", ".ppt": ".pptx", ".dps": ".pptx", ".et": ".xlsx"}
SUFFIXES = frozenset({*TEXTS, *PACKAGES, *PICTURES, *CONVERTED, ".pdf", ".xls"})

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_PICTURE_MARKS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_TEXT_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_ARCHIVE_MARKS = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_PACKAGE_MEMBERS = {
    "word/document.xml": ".docx",
    "xl/workbook.xml": ".xlsx",
    "ppt/presentation.xml": ".pptx",
    "OFD.xml": ".ofd",
}
_OLE_OF_PACKAGE = {".docx": ".doc", ".xlsx": ".xls", ".xlsm": ".xls", ".pptx": ".ppt"}
_NAMES = {
    "ole": "旧版 Office 文件",
    "picture": "图片",
    "zip": "压缩包",
    "archive": "压缩包",
    "binary": "二进制数据",
    "text": "纯文本",
    "html": "网页",
    "rtf": "RTF 文件",
}
_HEAD_BYTES = 4096
_MB = 1 << 20
_BOMB_RATIO = 200
_BOMB_LEAST_BYTES = 50 * _MB


def readable_suffix(path: Path, limits: ParseLimits) -> str:
    """The suffix whose parser can read the file.

    A file under the suffix of a sibling (a .docx called .doc, a web page called .xls) is read as what it is. Raises UnsupportedFormat,
    FileTooLarge, or UnreadableFile for a file that is empty, encrypted, damaged or something else altogether.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnsupportedFormat(f"不支持 {suffix or '没有扩展名的'} 文件")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile("文件是空的（0 字节）")
    if size > limits.max_file_mb * _MB:
        raise FileTooLarge(f"文件 {size / _MB:.0f} MB，超过上限 {limits.max_file_mb} MB；请拆分或压缩图片后再入库")
    found = content_kind(path)
    if found in PACKAGES:
        _check_expansion(path, limits)
    return _fitting(path, suffix, found)


def content_kind(path: Path) -> str:
    """What the bytes say: ``.pdf``, the suffix of a package, or ``ole``, ``picture``, ``zip``, ``archive``, ``rtf``, ``html``,
    ``text``, ``binary``."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if head.startswith(_OLE):
        return "ole"
    if head.startswith(_PICTURE_MARKS):
        return "picture"
    if head.startswith(b"PK"):
        return _package_kind(path)
    if head.startswith(_ARCHIVE_MARKS):
        return "archive"
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if b"%PDF-" in head[:1024] and (head.startswith(b"%PDF-") or b"\x00" in head or b" obj" in head):
        return ".pdf"
    if head.startswith(_TEXT_BOMS) or b"\x00" not in head or unmarked_utf16(head) is not None:
        opening = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return "html" if opening.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")) else "text"
    return "binary"


def _package_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = {name.lower() for name in package.namelist()}
    except (zipfile.BadZipFile, OSError):
        return "damaged"
    return next((suffix for member, suffix in _PACKAGE_MEMBERS.items() if member.lower() in names), "zip")


def _fitting(path: Path, suffix: str, found: str) -> str:
    """The suffix to read a file by, from what it is called and what it is."""
    if found == "damaged":
        raise UnreadableFile(f"文件已损坏或没有传完，不是有效的 {suffix}，请重新导出后再试")
    if suffix in TEXTS:
        fits = found in {"text", "html"}
    elif suffix in PICTURES:
        fits = found == "picture"
    elif suffix == ".pdf":
        fits = found == ".pdf"
    elif found == "ole":
        _check_not_encrypted(path)
        return _OLE_OF_PACKAGE.get(suffix, suffix)
    elif suffix == ".xls":
        # Many office systems "export to Excel" a web page or comma-separated text under this suffix.
        return _misnamed_sheet(suffix, found)
    elif suffix in CONVERTED:
        if found == CONVERTED[suffix]:
            return found
        fits = found in {"rtf", "html"} and CONVERTED[suffix] == ".docx"
    else:
        if found in PACKAGES:
            return found
        fits = False
    if not fits:
        raise _misnamed(suffix, found)
    return suffix


def _misnamed_sheet(suffix: str, found: str) -> str:
    actual = {".xlsx": ".xlsx", "html": ".html", "text": ".csv"}.get(found)
    if actual is None:
        raise _misnamed(suffix, found)
    return actual


def _check_not_encrypted(path: Path) -> None:
    if _ENCRYPTED_STREAM in path.read_bytes():
        raise UnreadableFile("这份文件设了打开密码，请去掉密码后再入库")


def _misnamed(suffix: str, found: str) -> UnreadableFile:
    name = _NAMES.get(found, f" {found.removeprefix('.').upper()} 文件")
    return UnreadableFile(f"扩展名是 {suffix}，内容却是{name}；请改正扩展名或重新导出")


def _check_expansion(path: Path, limits: ParseLimits) -> None:
    """Refuse a package that grows beyond reason when unpacked, before unpacking it."""
    with zipfile.ZipFile(path) as package:
        expanded = sum(member.file_size for member in package.infolist())
    bomb = expanded > _BOMB_LEAST_BYTES and expanded > path.stat().st_size * _BOMB_RATIO
    if bomb or expanded > limits.max_expanded_mb * _MB:
        raise FileTooLarge(f"文件展开后有 {expanded / _MB:.0f} MB，疑似压缩炸弹，已拒绝读取")
