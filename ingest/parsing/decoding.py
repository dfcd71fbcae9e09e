"""Bytes of text files into text, whatever their encoding."""

import codecs
import re

from charset_normalizer import from_bytes

from assistant.errors import UnreadableFile

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"charset=[\"']?\s*([\w-]+)", re.IGNORECASE)


def decode(raw: bytes, *, html: bool = False) -> str:
    """The text of a file in UTF-8, GB18030, UTF-16, Big5 or whatever its statistics suggest.

    UTF-8 and GB18030 are tried strictly first: between them they are nearly all Chinese files, and statistics mistake short ones.
    Raises UnreadableFile when no encoding fits.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _strict(raw, encoding) or _guess(raw)
    declared = _DECLARED.search(raw[:4096]) if html else None
    names = [declared[1].decode("ascii")] if declared else []
    for encoding in (*names, "utf-8", "gb18030"):
        text = _strict(raw, encoding)
        if text is not None and "\x00" not in text:
            return text
    return _guess(raw)


def _strict(raw: bytes, encoding: str) -> str | None:
    name = "gb18030" if encoding.lower() in {"gb2312", "gbk"} else encoding
    try:
        return raw.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _guess(raw: bytes) -> str:
    best = from_bytes(raw).best()
    if best is None:
        raise UnreadableFile("看不出文件的文字编码，请另存为 UTF-8 后再试")
    return str(best)
