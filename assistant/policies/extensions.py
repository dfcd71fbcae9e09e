"""Notices by which one document lengthens the term of another: 《办法》有效期延长至2027年12月31日."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.policies.repeals import Repeal, RepealingDocument, held_targets
from assistant.policies.words import WORDS
from assistant.text.days import (
    DATE,
    NUMERAL,
    PERIOD,
    date_of,
    months_after_last,
    months_of,
    sentence_at,
    with_plain_digits,
)
from assistant.text.named_documents import NAMED_TITLE, named_documents, short_names

_LIST = rf"(?P<list>{NAMED_TITLE}(?:[、，,\s]*{WORDS.any_of('joined_by')}?\s*{NAMED_TITLE})*)"
_TERM = WORDS.any_of("terms")
_PUT_OFF = rf"(?:{_TERM}[^。；《》\n]{{0,8}}?{WORDS.any_of('puts_off')}|{WORDS.any_of('lengthens')}{_TERM}|{WORDS.any_of('goes_on')})"
_UNTIL = rf"(?:{NUMERAL}\s*{WORDS.any_of('years_or_months')}\s*[，,]?\s*)?{WORDS.any_of('to')}\s*{DATE}"
_HOW_LONG = rf"(?:{_UNTIL}|(?P<by>{PERIOD})(?=[。；，,\n]|$))"
_EXTENDED = re.compile(rf"{_LIST}(?P<so>[^。；《》\n]{{0,30}}?{_PUT_OFF})[^。；《》\n]{{0,24}}?{_HOW_LONG}")
_EXTENDS = re.compile(
    rf"{WORDS.any_of('lengthens')}{_LIST}(?P<so>{WORDS.any_of('of')}?{_TERM})[^。；《》\n]{{0,8}}?{_HOW_LONG}"
)
_MAY = WORDS.pattern("may")
"""A term that may be put off is not put off."""


@dataclass(frozen=True, slots=True)
class Extension:
    """What a document says it lengthens: to the last day ``until`` (YYYY-MM-DD), or by ``months`` (a number, as text) where that is ""."""

    title: str
    document_number: str
    sentence: str
    until: str = ""
    months: str = ""


@dataclass(frozen=True, slots=True)
class ExtendingDocument:
    """A held document as far as extensions are concerned; ``last_day`` is the last day that is known without them."""

    document: RepealingDocument
    last_day: date | None
    public: bool
    extensions: tuple[Extension, ...]


def read_extensions(text: str) -> tuple[Extension, ...]:
    """The documents whose term the text says it lengthens, in order, each once."""
    normal = with_plain_digits(text)
    called = short_names(normal)
    found: dict[tuple[str, str], Extension] = {}
    matches = [match for pattern in (_EXTENDED, _EXTENDS) for match in pattern.finditer(normal)]
    for match in sorted(matches, key=lambda match: match.start()):
        if _MAY.search(match["so"]):
            continue
        day, months = (date_of(match), 0) if match["year"] else (None, months_of(match))
        if day is None and not months:
            continue
        sentence = sentence_at(normal, match.end("list") - 1)
        for named in named_documents(match["list"]):
            meant = called.get(named.title, named)
            extension = Extension(
                meant.title, meant.number, sentence, day.isoformat() if day else "", str(months) if months else ""
            )
            found.setdefault((meant.title, meant.number), extension)
    return tuple(found.values())


def apply_extensions(documents: Sequence[ExtendingDocument]) -> dict[str, tuple[date, str]]:
    """For each held document whose term another one lengthens: its last day then, and the id of the other one.

    The latest notice counts; one that adds years adds them to what held before it. An internal notice changes nothing for a public
    document: those who may not see the notice could not check it. Independent of the order of the documents.
    """
    extended: dict[str, tuple[date, str]] = {}
    plain = [item.document for item in documents]
    by_id: Mapping[str, ExtendingDocument] = {item.document.id: item for item in documents}
    notices = [item for item in documents if item.extensions]
    for notice in sorted(
        notices, key=lambda item: (item.document.issued_on or item.document.day or date.min, item.document.id)
    ):
        for extension in notice.extensions:
            for older in targets(extension, notice.document, plain):
                target = by_id[older.id]
                known = extended[older.id][0] if older.id in extended else target.last_day
                last = _last_day(extension, known)
                if last is not None and (notice.public or not target.public):
                    extended[older.id] = (last, notice.document.id)
    return extended


def targets(
    extension: Extension, notice: RepealingDocument, documents: Sequence[RepealingDocument]
) -> list[RepealingDocument]:
    """The held documents that an extension means."""
    return held_targets(Repeal(extension.title, extension.document_number, ""), notice, documents)


def _last_day(extension: Extension, known: date | None) -> date | None:
    if extension.until:
        return date.fromisoformat(extension.until)
    return months_after_last(known, int(extension.months)) if known is not None else None
