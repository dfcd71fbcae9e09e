"""A letter cut into units, the least stretches that ask or tell: the parts of its sentences, the items of its lists, each with what stands above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.asking.language import has_chinese
from assistant.complaints.letters.reply_records import Span
from assistant.replying.asking.lists import list_marks
from assistant.replying.reading import sentence_spans

_CUTS = "，,；;：:"
_ENUMERATION, _LEAST_ENUMERATED = "、", 4
_COLONS = "：:"
_TRIMMED = " \t\u3000\n，,；;。.、—-"
_LONGEST_TITLE = 8
_REACH = 12
"""Units up to which a heading that stands in a line of its own is one."""


@dataclass(frozen=True, slots=True)
class Unit:
    """``span`` is its words; ``sentence`` and ``line`` number what it is part of, ``item`` the list item (0: none), ``begins_item`` says that it is
    the first of one; ``heading`` is the number of the unit that introduces it (-1: none), ``ends`` the mark behind it."""

    span: Span
    sentence: int
    line: int
    item: int
    begins_item: bool
    heading: int
    ends: str


def units_of(text: str) -> tuple[Unit, ...]:
    """In the order of the letter."""
    marks = list_marks(text)
    starts = {mark.end for mark in marks}
    units: list[Unit] = []
    item, line, line_of_item = 0, -1, -1
    for number, sentence in enumerate(_sentences(text, marks)):
        own_line = text.count("\n", 0, sentence.start)
        if own_line != line:
            line = own_line
            if item and line != line_of_item:
                item = 0
        if sentence.start in starts:
            item, line_of_item = sum(mark.end <= sentence.start for mark in marks), line
        for piece in _pieces(text, sentence):
            ends = text[piece.end : piece.end + 1] if piece.end < sentence.end else ""
            heading = _heading(text, units, line)
            units.append(Unit(piece, number, line, item, piece.start in starts, heading, ends))
    return tuple(units)


def words_of(text: str, unit: Unit) -> str:
    """What a unit says."""
    return text[unit.span.start : unit.span.end]


def _sentences(text: str, marks: Sequence[Span]) -> list[Span]:
    """The sentences, cut once more where a list goes on; the numbers of items are left out."""
    found = []
    for sentence in sentence_spans(text):
        at = sentence.start
        for mark in marks:
            if sentence.start <= mark.start < sentence.end or at < mark.end <= sentence.end:
                found.append(Span(at, max(at, mark.start)))
                at = mark.end
        found.append(Span(min(at, sentence.end), sentence.end))
    return [one for one in found if text[one.start : one.end].strip(_TRIMMED)]


def _pieces(text: str, sentence: Span) -> list[Span]:
    """The parts of one sentence, without the marks and spaces around them."""
    pieces = []
    start = sentence.start
    for at in range(sentence.start, sentence.end):
        if _cuts(text, start, at, sentence.end):
            pieces.append(Span(start, at))
            start = at
    pieces.append(Span(start, sentence.end))
    trimmed = [_without_ends(text, one) for one in pieces]
    return [one for one in trimmed if any(character.isalnum() for character in text[one.start : one.end])]


def _cuts(text: str, start: int, at: int, end: int) -> bool:
    """Whether a part ends before the character ``at``; it began at ``start``."""
    before, here, after = text[max(at - 1, 0)], text[at], text[at + 1 : at + 2]
    if here in _CUTS:
        return not (before.isdigit() and after.isdigit()) and not (here == "," and after.isdigit())
    if here == _ENUMERATION:
        following = next((place for place in range(at + 1, end) if text[place] in _CUTS + _ENUMERATION), end)
        return at - start >= _LEAST_ENUMERATED and following - at > _LEAST_ENUMERATED
    return here in " \u3000" and at - start >= 2 and has_chinese(before) and has_chinese(after)


def _without_ends(text: str, piece: Span) -> Span:
    words = text[piece.start : piece.end]
    start = piece.start + len(words) - len(words.lstrip(_TRIMMED + _COLONS))
    return Span(start, max(start, piece.end - (len(words) - len(words.rstrip(_TRIMMED + _COLONS)))))


def _heading(text: str, before: Sequence[Unit], line: int) -> int:
    """The number of the nearest unit above that introduces what follows: it ends with a colon, or is a title in a line of its own."""
    for number in range(len(before) - 1, max(len(before) - 1 - _REACH, -1), -1):
        unit = before[number]
        title = unit.line != line and _is_title(text, unit) and (number == 0 or not _is_title(text, before[number - 1]))
        if unit.ends in tuple(_COLONS) or title:
            return number
    return -1


def _is_title(text: str, unit: Unit) -> bool:
    """Whether a unit stands alone in its line, short and without marks."""
    alone = text[: unit.span.start].endswith(("", "\n")[unit.span.start > 0]) and text.startswith("\n", unit.span.end)
    return not unit.item and not unit.ends and alone and unit.span.end - unit.span.start <= _LONGEST_TITLE
