"""Headings: the ones a format marks, and the ones that only their numbering shows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.text.labels import APPENDIX, DIVISION, HIGHEST_LEVEL, list_mark
from ingest.parsed import Heading, Paragraph
from ingest.words import marks

_UNNUMBERED = frozenset({"总则", "分则", "附则"})
_DIVISION_LEVEL = {"编": 1, "分编": 2, "章": 3, "节": 4}
_INNER_TITLE = re.compile(rf"{marks('inner_titles')}(?:（[^）]{{1,20}}）)?$")
_LOWEST_HEADING = 7
_PREAMBLE = 4  # lines between a title and its 一、
_LONGEST = 45
_SENTENCE_MARKS = re.compile(r"[。；;！!？?]")
APPENDIX_LEVEL = 1
STYLED_LEVEL = 10  # marked headings of documents without numbering rank below divisions


def division_level(text: str) -> int | None:
    """The level of a line such as ``第一章 总则``, or ``附则`` without a number; None when it is no such heading."""
    line = text.strip()
    if "".join(line.split()) in _UNNUMBERED:
        return _DIVISION_LEVEL["章"]
    match = DIVISION.match(line)
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
    return is_heading_line(line) and APPENDIX.match(line) is not None


def inner_titles(texts: Sequence[str]) -> frozenset[int]:
    """Which lines are the title of a further document in the same file: short, named as documents are, and below them 一、 begins anew."""
    numbers = [
        mark.number if (mark := list_mark(text.strip())) and mark.level == HIGHEST_LEVEL else 0 for text in texts
    ]
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
    mark = list_mark(text)
    if mark is not None and mark.level <= _LOWEST_HEADING and is_heading_line(text):
        return mark.level
    return STYLED_LEVEL + block.level if isinstance(block, Heading) else None


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
