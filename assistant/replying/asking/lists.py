"""The lists of a letter: the numbers and dashes of their items."""

import re
from dataclasses import dataclass

from assistant.complaints.letters.reply_records import Span

_HAN = "一二三四五六七八九十"
_NUMBER = (
    rf"(?:[（(]\s*[{_HAN}\d]{{1,2}}\s*[)）]|\d{{1,2}}\s*[)）]|[{_HAN}\d]{{1,2}}\s*[、.．](?!\d)"
    rf"|第[{_HAN}](?:(?:件事?|点|个问题|项)是?[，,：:]?|是|[，,：:、])|[{_HAN}](?:是|[，,])|其[一二三四五][，,]|[①-⑩]|[（(][a-h][)）]|(?<=\n)(?:[—–•●·*-]{{1,2}}|[A-H][.、．]|[{_HAN}\d]{{1,2}}、(?=\d)))"
)
_MARK = re.compile(rf"(?:^|(?<=[\n。；;，,：:！？!?])|(?<=\.)(?= \(\d\)))[ \t　]*({_NUMBER})\s*")
_LEADING = re.compile(rf"\s*{_NUMBER}\s*")
_LONG_ITEM = 36
_BULLETS = "—–•●·*-"
_LETTERS = "abcdefgh"
_ALIKE = str.maketrans("().．", "（）、、")


@dataclass(frozen=True, slots=True)
class ItemList:
    """Items of one kind of number that follow one another, without their numbers."""

    items: tuple[Span, ...]

    @property
    def start(self) -> int:
        return self.items[0].start

    @property
    def end(self) -> int:
        return self.items[-1].end


def list_marks(text: str) -> tuple[Span, ...]:
    """The numbers and dashes of the letter's lists, each with what stands before and behind it up to the item's words."""
    return tuple(Span(one.start(1), one.end()) for one in _MARK.finditer(text))


def lists_of(text: str) -> tuple[ItemList, ...]:
    """The lists of two items or more, in order; an item that breaks off ends with its line."""
    marks = list(_MARK.finditer(text))
    groups: list[list[int]] = []
    for at, mark in enumerate(marks):
        follows = (
            groups
            and _style(mark[1]) == _style(marks[at - 1][1])
            and (mark[1][0] in _BULLETS or _value(mark[1]) > _value(marks[at - 1][1]))
        )
        if follows:
            groups[-1].append(at)
        else:
            groups.append([at])
    found = []
    for group in groups:
        items = []
        for at in group:
            end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
            line = text.find("\n", marks[at].end(), end)
            items.append(trimmed(text, marks[at].end(), line if line >= 0 else end))
        items = [one for one in items if one.end - one.start >= 2]
        if len(items) > 1:
            found.append(ItemList(tuple(items)))
    return tuple(found)


def without_number(text: str, start: int) -> int:
    """Where the words of an item begin that may stand behind its number at ``start``."""
    found = _LEADING.match(text, start)
    return found.end() if found else start


def is_followed_by_another_list(text: str, line: Span) -> bool:
    """Whether a numbered ``line`` has text of its own below before the next number of its kind, or a list of another kind."""
    marks = list(_MARK.finditer(text))
    own = next((at for at, mark in enumerate(marks) if line.start <= mark.start(1) < line.end), -1)
    if own < 0 or own + 1 == len(marks):
        return False
    style, below = _style(marks[own][1]), marks[own + 1]
    if _style(below[1]) != style:
        return not text[line.end : below.start(1)].strip()
    return bool(text[line.end : below.start(1)].strip())


def sections_of(text: str) -> tuple[str, ...]:
    """The parts of a letter that numbers a matter each: items too long to be single demands. Empty where there are no two."""
    items = [item for one in lists_of(text) for item in one.items]
    found = [text[item.start : item.end] for item in items if item.end - item.start > _LONG_ITEM]
    return tuple(found) if len(found) > 1 else ()


def trimmed(text: str, start: int, end: int) -> Span:
    """A stretch without the spaces and marks at its ends."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(" \t　，,；;\n—"))
    end -= len(piece) - len(piece.rstrip(" \t　，,；;。\n"))
    return Span(start, max(start, end))


def _style(number: str) -> str:
    """What kind of number it is: 一、 and 2． are told apart, 1、 and 2. are not, ① and ② are not."""
    plain = re.sub(r"\d+", "1", re.sub(rf"[{_HAN}]+", "一", "".join(number.split())))
    plain = re.sub(r"[a-h]", "a", re.sub(r"[①-⑩]", "①", plain))
    return plain[:2].translate(_ALIKE)


def _value(number: str) -> int:
    digits = re.search(rf"\d+|[{_HAN}]+|[①-⑩]|[a-h]", number)
    if digits is None:
        return 0
    found = digits.group()
    if found.isdigit() and found.isascii():
        return int(found)
    if found in _LETTERS:
        return _LETTERS.find(found) + 1
    return "①②③④⑤⑥⑦⑧⑨⑩".find(found) + 1 or _HAN.find(found[-1]) + 1 + 10 * (len(found) - 1)
