"""Clauses cut into paragraphs, sentences and segments, every piece with its offsets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.incentives.clauses.provisions import Provision
from assistant.text.labels import list_mark

_OPEN, _CLOSE = "（(《“【[", "）)》”】]"
_BRACKETED_HEADING = re.compile(r"\s*[【〔]([^】〕]{2,20})[】〕]")
_SPOKEN_HEADING = re.compile(r"[\s　]*([\u4e00-\u9fff]{2,10})。(?=.)")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a clause's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Up to a full stop: its segments between commas; ``lead`` are the segments of the line that introduces it as an item.

    ``paragraph`` counts the 款 of the clause from 1, ``item`` the 项 under it, 0 for none.
    """

    span: Span
    segments: tuple[Span, ...]
    paragraph: int
    item: int = 0
    lead: tuple[Span, ...] = ()


def heading_of(provision: Provision) -> str:
    """``办公用房`` of 【办公用房】…, ``落户奖励`` of 落户奖励。…; "" where the clause has none."""
    body = provision.text[provision.body_start :]
    match = _BRACKETED_HEADING.match(body) or _SPOKEN_HEADING.match(body)
    return match[1] if match else ""


def sentences_of(provision: Provision) -> Iterator[Sentence]:
    """The sentences in order; an item is a sentence of its own with its paragraph's opening words as its lead."""
    start = provision.body_start
    body = provision.text[start:]
    match = _BRACKETED_HEADING.match(body) or _SPOKEN_HEADING.match(body)
    start += match.end() if match else 0
    paragraph = item = 0
    lead: tuple[Span, ...] = ()
    for line in _lines(provision.text, start):
        mark = list_mark(line.text)
        if mark and paragraph:
            item += 1
            line = _part(provision.text, line.start + mark.end, line.end)
        else:
            opens_list = line.text.rstrip().endswith(("：", ":"))
            paragraph, item = paragraph + 1, 0
            lead = tuple(_segments(provision.text, line)) if opens_list else ()
        for sentence in _cut(provision.text, line, "。"):
            segments = tuple(_segments(provision.text, sentence))
            if segments:
                yield Sentence(sentence, segments, paragraph, item, lead if item else ())


def _lines(text: str, start: int) -> Iterator[Span]:
    for match in re.compile(r"[^\n]+").finditer(text, start):
        if match.group().strip():
            yield Span(match.start(), match.end(), match.group())


def _segments(text: str, span: Span) -> Iterator[Span]:
    """Pieces between ，；：, but not those within brackets or quotation marks. A piece begins with the ； before it."""
    depth, begin = 0, span.start
    for at in range(span.start, span.end):
        character = text[at]
        depth += (character in _OPEN) - (character in _CLOSE)
        if depth <= 0 and character in "，,；;：:":
            yield from _nonempty(text, begin, at)
            begin = at if character in "；;" else at + 1
    yield from _nonempty(text, begin, span.end)


def _cut(text: str, span: Span, stops: str) -> Iterator[Span]:
    begin = span.start
    for at in range(span.start, span.end):
        if text[at] in stops:
            yield from _nonempty(text, begin, at + 1)
            begin = at + 1
    yield from _nonempty(text, begin, span.end)


def _nonempty(text: str, start: int, end: int) -> Iterator[Span]:
    if text[start:end].strip(" 　。；;，,"):
        yield _part(text, start, end)


def _part(text: str, start: int, end: int) -> Span:
    return Span(start, end, text[start:end])
