"""Headings: the ones a format marks, and the ones that only their numbering shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.policies.article_parts import number_in_mark
from assistant.text.numerals import DIGITS
from ingest.parsed import Heading, Paragraph

_DIVISION = re.compile(rf"^第\s*[{DIGITS}０-９\s]+?\s*(?P<unit>分编|编|章|节)(?:\s|　|$|[^的规所、，])")
_UNNUMBERED = re.compile(r"(?:总|分|附)[\s　]*则")
_DIVISION_LEVEL = {"编": 1, "分编": 2, "章": 3, "节": 4}
_NUMBERED = (
    (re.compile(r"^[一二三四五六七八九十]+、"), 5),
    (re.compile(r"^[（(][一二三四五六七八九十]+[）)]"), 6),
    (re.compile(r"^\d{1,3}[.．、](?!\d(?!\d{3}年))"), 7),
)
_MARKS = (
    (re.compile(r"^(?P<mark>(?P<number>[一二三四五六七八九十]+)、)"), 5),
    (re.compile(r"^(?P<mark>[（(](?P<number>[一二三四五六七八九十]+)[）)])"), 6),
    (re.compile(r"^(?P<mark>(?P<number>\d{1,3})[.．、])(?!\d(?!\d{3}年))"), 7),
    (re.compile(r"^(?P<mark>[（(](?P<number>\d{1,2})[）)]|(?P<plain>\d{1,2})[）)])"), 8),
    (re.compile(r"^(?P<mark>(?P<number>[①-⑳]))"), 9),
)
_APPENDIX = re.compile(r"^(?:附件|附表|附录|附)\s*[一二三四五六七八九十\d]*\s*(?:[:：、.．]|\s|$)")
_INNER_TITLE = re.compile(r"(?:规定|办法|细则|措施|意见|方案|政策|规程|规则|制度|指南)(?:（[^）]{1,20}）)?$")
_PREAMBLE = 4  # lines between a title and its 一、
_LONGEST = 45
_SENTENCE_MARKS = re.compile(r"[。；;！!？?]")
APPENDIX_LEVEL = 1
STYLED_LEVEL = 10  # marked headings of documents without numbering rank below divisions


def division_level(text: str) -> int | None:
    """The level of a line such as ``第一章 总则``, or ``附则`` without a number; None when it is no such heading."""
    line = text.strip()
    if _UNNUMBERED.fullmatch(line):
        return _DIVISION_LEVEL["章"]
    match = _DIVISION.match(line)
    if match is None or not is_heading_line(line):
        return None
    return _DIVISION_LEVEL[match["unit"]]


def is_heading_line(text: str) -> bool:
    """Whether a line may be a heading by its looks: short, and no sentence."""
    line = text.strip()
    return len(line) <= _LONGEST and not _SENTENCE_MARKS.search(line)


def is_appendix(text: str) -> bool:
    """Whether a line opens an appendix (``附件1``)."""
    line = text.strip()
    return is_heading_line(line) and _APPENDIX.match(line) is not None


def inner_titles(texts: Sequence[str]) -> frozenset[int]:
    """Which lines are the title of a further document in the same file: short, named as documents are, and below them 一、 begins anew."""
    numbers = [mark.number if (mark := number_mark(text)) and mark.level == _NUMBERED[0][1] else 0 for text in texts]
    found: set[int] = set()
    for at, text in enumerate(texts):
        if numbers[at] or not _INNER_TITLE.search(text.strip()) or not is_heading_line(text) or is_appendix(text):
            continue
        if "：" in text or not any(number > 1 for number in numbers[:at]):
            continue
        following = next((number for number in numbers[at + 1 : at + 1 + _PREAMBLE] if number), 0)
        if following == 1:
            found.add(at)
    return frozenset(found)


def heading_level(block: Heading | Paragraph) -> int | None:
    """The level of a block that is a heading, 1 the highest; None for body text."""
    text = block.text.strip()
    if (division := division_level(text)) is not None:
        return division
    if is_appendix(text):
        return APPENDIX_LEVEL
    if is_heading_line(text):
        for pattern, level in _NUMBERED:
            if pattern.match(text):
                return level
    return STYLED_LEVEL + block.level if isinstance(block, Heading) else None


@dataclass(frozen=True, slots=True)
class NumberMark:
    """The number that a line begins with: （一） is written ``mark``, of ``level`` 6; 一、 is of level 5, 1. of 7, （1） of 8, ① of 9."""

    level: int
    number: int
    mark: str


def number_mark(text: str) -> NumberMark | None:
    """The number of a line in a notice, None for a line without one."""
    for pattern, level in _MARKS:
        match = pattern.match(text.strip())
        if match is not None:
            groups = match.groupdict()
            return NumberMark(level, number_in_mark(groups["number"] or groups["plain"]), match["mark"])
    return None


@dataclass(slots=True)
class HeadingPath:
    """The headings above the place reached so far."""

    title: str
    _path: list[tuple[int, str]] = field(default_factory=list)

    def enter(self, level: int, text: str) -> None:
        """A heading begins: it ends those of its own and deeper levels."""
        self._path = [(known, name) for known, name in self._path if known < level]
        self._path.append((level, " ".join(text.split())))

    def holds(self, level: int) -> bool:
        """Whether a numbered heading of this or a deeper level is open."""
        return any(level <= known < STYLED_LEVEL for known, _ in self._path)

    def leave(self, level: int) -> None:
        """A numbered line that is no heading begins: it ends what is numbered on its own and deeper levels, and all below that."""
        ended = next((at for at, (known, _) in enumerate(self._path) if level <= known < STYLED_LEVEL), len(self._path))
        self._path = self._path[:ended]

    @property
    def names(self) -> tuple[str, ...]:
        """From the highest down, without the document's own title."""
        return tuple(name for _, name in self._path if name != self.title)

    def __str__(self) -> str:
        return " ".join(self.names)
