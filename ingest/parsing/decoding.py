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
_READABLE = re.compile(
    r"[\t\n\r\x20-\x7e\xa0-\xff\u2000-\u22ff\u2460-\u27bf\u3000-\u303f\u3300-\u33ff\u4e00-\u9fff\uff00-\uffef]"
)
_READABLE_SHARE = 0.98  # of a sample read in UTF-16; other bytes read so are signs of all the world
_SAMPLE_BYTES = 65_536
_GB_COMMON, _BIG5_COMMON = range(0xB0, 0xD8), range(0xA4, 0xC7)
"""First bytes of the characters that each standard counts among the usual ones."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_FEWEST_SIGNS = 8  # fewer tell nothing
_CLEARLY = 0.2  # more usual
_TOLERATED_SHARE = 0.001  # of characters: a file damaged in a byte or two is still in the encoding of the rest


def decode(raw: bytes, *, html: bool = False) -> str:
    """The text of a file in UTF-8, GB18030, UTF-16 or whatever it declares or its statistics suggest.

    UTF-8 is tried first: no long Chinese text in another encoding happens to be valid UTF-8, while a wrong declaration is common. Big5
    reads as GB18030 too, as signs that nobody uses: it is taken where it makes of the same bytes usual ones.
    Raises UnreadableFile when no encoding fits.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    declared = _DECLARED.search(raw[:4096]) if html else None
    names = [declared[1].decode("ascii").lower()] if declared else []
    if (unmarked := unmarked_utf16(raw)) is not None:
        return raw.decode(unmarked, errors="replace")
    candidates = ["utf-8", *(name for name in names if name not in _DECLARES_NOTHING)]
    candidates += ["cp950"] if _is_big5(raw) else ["gb18030"]
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


def unmarked_utf16(raw: bytes) -> str | None:
    """``utf-16-le`` or ``utf-16-be`` for bytes that are such a text without the mark at its beginning; else None."""
    sample = raw[:_SAMPLE_BYTES]
    if b"\x00" not in sample or len(sample) < 4:
        return None
    shares = {}
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(encoding, errors="replace")
        shares[encoding] = len(_READABLE.findall(text)) / len(text)
    best = max(shares, key=lambda encoding: shares[encoding])
    return best if shares[best] >= _READABLE_SHARE else None


def _is_big5(raw: bytes) -> bool:
    """Whether the bytes are more usual signs in Big5 than in GB18030."""
    sample = raw[:_SAMPLE_BYTES]
    big5, gb = (_decoded_part(sample, encoding) for encoding in ("cp950", "gb18030"))
    if big5 is None or len(_HAN.findall(big5)) < _FEWEST_SIGNS:
        return False
    return _usual(big5, "cp950", _BIG5_COMMON) > (0.0 if gb is None else _usual(gb, "gb2312", _GB_COMMON)) + _CLEARLY


def _decoded_part(sample: bytes, encoding: str) -> str | None:
    """The text of a sample that may end within a character."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return None


def _usual(text: str, encoding: str, common: range) -> float:
    """The share of a text's Chinese characters that the standard counts among the usual ones."""
    signs = _HAN.findall(text)
    return sum(sign.encode(encoding, errors="replace")[0] in common for sign in signs) / max(1, len(signs))


def _decoded(raw: bytes, encoding: str, errors: str) -> str | None:
    name = (
        "gb18030" if encoding in {"gb2312", "gbk"} else encoding
    )  # their superset: a page declared gb2312 often holds more
    try:
        return raw.decode(name, errors)
    except (UnicodeDecodeError, LookupError):
        return None
