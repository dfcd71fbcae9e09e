"""Whole sentences out of what a language model writes, as soon as the next one has begun."""

import re
from collections.abc import Iterable, Iterator

from assistant.answering.checking.citing import MARKS_BEHIND
from assistant.errors import ChatModelError

_BOUNDARY = re.compile(r"(?:[。！？!?]|(?<=[A-Za-z0-9)\]%])\.(?=\s))[”’」』）)]*|(?<![：:\n])(?<![：:]\*\*)\n+")
_LIST_NUMBER = re.compile(r"(?:^|[\n：:；;，,。])\s*\d{1,2}\.$")
_UNFINISHED_MARK = re.compile(r"\s*(?:[\[［【〔<(（][^\]］】〕>)）\n]{0,24})?")
_BACK = 60
"""Characters before the end of what was looked at in which a sentence's end may still begin."""
_LONGEST = 1200


class Splitter:
    """Takes pieces and gives sentences, each with the marks that follow it; where the first thing written is a mark, marks stand before
    their sentences. A line that ends with a colon belongs to what it announces."""

    def __init__(self) -> None:
        self._waiting = ""
        self._looked_at = 0
        self._marks_lead: bool | None = None

    def add(self, piece: str) -> Iterator[str]:
        """The sentences that are whole now. Raises ChatModelError for what never ends."""
        self._waiting += piece
        while (end := self._end_of_first(self._waiting)) is not None:
            yield from self._taken(end)
        if len(self._waiting) > _LONGEST:
            raise ChatModelError("语言模型写的不成句子")

    def rest(self) -> Iterator[str]:
        """What is left at the end."""
        self._looked_at = 0
        while (end := self._end_of_first(f"{self._waiting}\n\n.")) is not None and end <= len(self._waiting):
            yield from self._taken(end)
        yield from self._taken(len(self._waiting))

    def _taken(self, end: int) -> Iterator[str]:
        sentence, self._waiting, self._looked_at = self._waiting[:end].strip(), self._waiting[end:], 0
        if sentence:
            yield sentence

    def _end_of_first(self, text: str) -> int | None:
        """Where the first sentence and its marks end, None while more of it may come."""
        start = self._looked_at
        while boundary := _BOUNDARY.search(text, start):
            end = boundary.end()
            if _LIST_NUMBER.search(text, max(0, end - 6), end):
                start = end
                continue
            if self._marks_lead is None and text[:end].strip():
                self._marks_lead = MARKS_BEHIND.match(text) is not None
            marks = MARKS_BEHIND.match(text, end) if not self._marks_lead else None
            if marks is not None:
                end = marks.end()
            if not self._marks_lead and _UNFINISHED_MARK.fullmatch(text, end):
                self._looked_at = boundary.start()
                return None
            if text[:end].strip():
                return end
            start = end
        self._looked_at = max(start, len(text) - _BACK)
        return None


def split_sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Whole sentences of all pieces."""
    splitter = Splitter()
    for piece in pieces:
        yield from splitter.add(piece)
    yield from splitter.rest()
