"""Bytes of text files into text, whatever their encoding."""

import codecs
import re

from charset_normalizer import from_bytes

from assistant.errors import UnreadableFile

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"charset=[\"']?\s*([\w-]+)", re.IGNORECASE)
_DECLARES_NOTHING = {"iso-8859-1", "latin-1", "latin1", "us-ascii", "windows-1252"}  # any bytes at all decode
_TOLERATED_SHARE = 0.001  # of characters: a file damaged in a byte or two is still in the encoding of the rest


def decode(raw: bytes, *, html: bool = False) -> str:
    """The text of a file in UTF-8, GB18030, UTF-16 or whatever it declares or its statistics suggest.

    UTF-8 is tried first: no long Chinese text in another encoding happens to be valid UTF-8, while a wrong declaration is common.
    Raises UnreadableFile when no encoding fits.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    declared = _DECLARED.search(raw[:4096]) if html else None
    names = [declared[1].decode("ascii").lower()] if declared else []
    candidates = ["utf-8", *(name for name in names if name not in _DECLARES_NOTHING), "gb18030"]
    for encoding in candidates:
        text = _decoded(raw, encoding, "strict")
        if text is not None and "\x00" not in text:
            return text
    for encoding in ("utf-8", "gb18030"):
        text = _decoded(raw, encoding, "replace")
        if text is not None and "\x00" not in text and text.count("\ufffd") <= len(text) * _TOLERATED_SHARE:
            return text
    best = from_bytes(raw).best()
    if best is None:
        raise UnreadableFile("看不出文件的文字编码，请另存为 UTF-8 后再试")
    return str(best)


def _decoded(raw: bytes, encoding: str, errors: str) -> str | None:
    name = (
        "gb18030" if encoding in {"gb2312", "gbk"} else encoding
    )  # their superset: a page declared gb2312 often holds more
    try:
        return raw.decode(name, errors)
    except (UnicodeDecodeError, LookupError):
        return None
