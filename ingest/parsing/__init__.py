"""One module a format; which one reads a file is decided by its bytes and its suffix."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from assistant.errors import FileTooLarge, UnreadableFile, UnsupportedFormat
from ingest.parsed import ParsedDocument
from ingest.parsing.limits import ParseLimits

Parser = Callable[[Path, ParseLimits], ParsedDocument]

_TEXT = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "plain_text",
    ".html": "html",
    ".htm": "html",
    ".csv": "csv_tables",
    ".tsv": "csv_tables",
}
_ZIPPED = {".docx": "docx", ".xlsx": "xlsx", ".xlsm": "xlsx", ".pptx": "pptx", ".ofd": "ofd"}
_PICTURES = {".png": "images", ".jpg": "images", ".jpeg": "images", ".tif": "images", ".tiff": "images"}
_CONVERTED = {".doc": "docx", ".wps": "docx", ".rtf": "docx", ".ppt": "pptx", ".et": "xlsx"}
SUFFIXES = frozenset({*_TEXT, *_ZIPPED, *_PICTURES, *_CONVERTED, ".pdf", ".xls"})

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_PICTURE_MARKS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_ZIP_MEMBERS = {
    "word/document.xml": ".docx",
    "xl/workbook.xml": ".xlsx",
    "ppt/presentation.xml": ".pptx",
    "OFD.xml": ".ofd",
}
_BOMB_RATIO = 200
_MB = 1 << 20
_HEAD = 4096


def parse_file(path: Path, limits: ParseLimits) -> ParsedDocument:
    """Read a file of any supported format.

    Raises UnsupportedFormat, FileTooLarge, UnreadableFile (empty, encrypted, damaged, misnamed) or ToolMissing, each with its own
    message. Errors of the libraries behind may come through too: ``sandbox.ParsingProcess`` turns them into UnreadableFile.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnsupportedFormat(f"不支持 {suffix or '没有扩展名的'} 文件")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile("文件是空的（0 字节）")
    if size > limits.max_file_mb * _MB:
        raise FileTooLarge(f"文件 {size / _MB:.0f} MB，超过上限 {limits.max_file_mb} MB；请拆分或压缩图片后再入库")
    actual = _actual_suffix(path, suffix)
    if actual in _ZIPPED:
        _check_expansion(path, limits)
    if actual in _CONVERTED:
        from ingest.parsing.office_conversion import convert

        target = _CONVERTED[actual]
        with convert(path, target, limits.timeout_s) as converted:
            return _parser(f".{target}")(converted, limits)
    return _parser(actual)(path, limits)


def _parser(suffix: str) -> Parser:
    """The parser of a suffix; imported when first needed, as some bring large libraries."""
    from importlib import import_module

    name = {".pdf": "pdf", ".xls": "xls", **_TEXT, **_ZIPPED, **_PICTURES}[suffix]
    parser: Parser = import_module(f"ingest.parsing.{name}").parse
    return parser


def _actual_suffix(path: Path, suffix: str) -> str:
    """The suffix that the bytes call for. A readable file under a wrong suffix of its family is read as what it is.

    Raises UnreadableFile when the bytes do not fit the suffix.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    found = _family(path, head)
    if suffix in _TEXT:
        if found is not None or (b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))):
            raise _misnamed(suffix, found)
        return suffix
    if suffix in _PICTURES:
        if found != "picture":
            raise _misnamed(suffix, found)
        return suffix
    if suffix == ".pdf":
        if found != ".pdf":
            raise _misnamed(suffix, found)
        return suffix
    if found == "ole":
        if suffix in {".docx", ".xlsx", ".pptx", ".xlsm"}:
            if _ENCRYPTED_STREAM in path.read_bytes():
                raise UnreadableFile("这份文件设了打开密码，请去掉密码后再入库")
            return {".docx": ".doc", ".pptx": ".ppt"}.get(suffix, ".xls")
        return suffix
    if suffix == ".xls" and found == ".xlsx":
        return found
    if suffix in _CONVERTED:
        if found == f".{_CONVERTED[suffix]}":
            return found
        return suffix
    if suffix in _ZIPPED:
        if found in _ZIPPED:
            return found
        if head.startswith(b"PK"):
            raise UnreadableFile(f"文件已损坏，不是有效的 {suffix}，请重新导出后再试")
        raise _misnamed(suffix, found)
    raise _misnamed(suffix, found)


def _family(path: Path, head: bytes) -> str | None:
    """What the first bytes say: a suffix, ``ole``, ``picture``, or None for text."""
    if b"%PDF-" in head[:1024]:
        return ".pdf"
    if head.startswith(_OLE):
        return "ole"
    if head.startswith(_PICTURE_MARKS):
        return "picture"
    if head.startswith(b"PK"):
        try:
            with zipfile.ZipFile(path) as package:
                names = set(package.namelist())
        except zipfile.BadZipFile:
            return "zip"
        return next((suffix for member, suffix in _ZIP_MEMBERS.items() if member in names), "zip")
    return None


def _misnamed(suffix: str, found: str | None) -> UnreadableFile:
    names = {"ole": "旧版 Office 文件", "picture": "图片", "zip": "压缩包", None: "别的内容", ".pdf": "PDF"}
    return UnreadableFile(f"扩展名是 {suffix}，内容却是{names.get(found, f' {found} 文件')}；请改正扩展名或重新导出")


def _check_expansion(path: Path, limits: ParseLimits) -> None:
    """Refuse a package that grows beyond reason when unpacked, before unpacking it."""
    with zipfile.ZipFile(path) as package:
        expanded = sum(member.file_size for member in package.infolist())
    bomb = expanded > 50 * _MB and expanded > path.stat().st_size * _BOMB_RATIO
    if bomb or expanded > limits.max_expanded_mb * _MB:
        raise FileTooLarge(f"文件展开后有 {expanded / _MB:.0f} MB，疑似压缩炸弹，已拒绝读取")


__all__ = ["SUFFIXES", "ParseLimits", "parse_file"]
