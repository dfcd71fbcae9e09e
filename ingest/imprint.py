"""What stands around a document's body: who signed it and when, and the lines of print below (抄送, 印发)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.text.days import PRINTED_DATE
from ingest.words import VOCABULARY, marks

_PRINTED = re.compile(rf"^(?P<issuer>[\u4e00-\u9fff（）]{{4,30}}?)\s*(?P<date>{PRINTED_DATE.pattern})\s*印发$")
_SPACED = "|".join(r"\s*".join(word) for word in VOCABULARY.marks["spaced_print"])
_MARKS = re.compile(rf"^(?:{marks('print')}|{_SPACED})\s*[:：]|^[（(]{marks('this_document')}[^（）()]{{2,20}}[）)]$")
_ISSUER = re.compile(
    rf"^[\u4e00-\u9fff（）]{{4,40}}{marks('bodies')}(?:[\s　]+[\u4e00-\u9fff（）]{{4,40}}{marks('signing_bodies')})*$"
)
_LONGEST_DATE_LINE = 16
_SEARCHED_LINES = 40
_MOST_SIGNERS = 12


@dataclass(frozen=True, slots=True)
class Signature:
    """Who issued a document and when, as its last lines or those of its covering notice say. ``date`` is as written."""

    issuer: str
    date: str
    line: str


def is_imprint(text: str) -> bool:
    """Whether a line belongs to the print below a document, not to its last clause."""
    line = text.strip()
    return _MARKS.match(line) is not None or _PRINTED.match(line) is not None


def is_issuer(text: str) -> bool:
    """Whether a line is nothing but the name of a body that issues documents."""
    return (
        _ISSUER.match(re.sub(r"(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff]\s|[\u4e00-\u9fff]$)", "", text.strip()))
        is not None
    )


def is_date(text: str) -> bool:
    """Whether a line is nothing but a date."""
    line = text.strip(" 　（）()")
    return len(line) <= _LONGEST_DATE_LINE and PRINTED_DATE.fullmatch(line) is not None


def printed_on(lines: Sequence[str]) -> str:
    """The day of print as its line says it (``区政府办公室 2025年3月12日印发``), "" without one."""
    for line in reversed(lines):
        printed = _PRINTED.match(line.strip())
        if printed:
            return printed["date"]
    return ""


def read_signature(lines: Sequence[str]) -> Signature | None:
    """The signature of the document or of the notice that covers it; else the line of print.

    The first of several counts: what follows the covering notice's signature is what it issues.
    """
    for index in (*range(min(len(lines), _SEARCHED_LINES)), *range(max(_SEARCHED_LINES, len(lines) - 12), len(lines))):
        if index and is_date(lines[index]) and is_issuer(lines[index - 1]):
            first = index - 1
            while first > max(0, index - _MOST_SIGNERS) and is_issuer(lines[first - 1]):
                first -= 1
            issuer = " ".join(re.sub(r"[\s　]+", " ", line.strip()) for line in lines[first:index])
            return Signature(issuer, lines[index].strip(" 　（）()"), f"{issuer} {lines[index].strip()}")
    for line in reversed(lines):
        printed = _PRINTED.match(line.strip())
        if printed:
            return Signature(printed["issuer"].strip(), printed["date"], line.strip())
    return None
