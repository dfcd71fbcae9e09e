"""A sentence that is read piece by piece: what has been understood is taken out, the rest stays for others."""

import re
from collections.abc import Mapping
from functools import lru_cache

from assistant.buildings.needs.spoken import written

TAKEN = "\x00"
_NO_LETTER = r"[\s·•.,，、\-_/()《》“”\"'「」【】]"
_CLAUSE_MARKS = "，。；！？、,;!?\n" + TAKEN


@lru_cache(maxsize=8192)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of which a sentence is asked: together they are far more than ``re`` itself keeps, and each takes longer to compile than to search."""
    return re.compile(pattern)


class Scanner:
    """The normalised sentence; taken pieces are blanked, so that no later pattern reads them or reaches across them."""

    def __init__(self, sentence: str) -> None:
        self.sentence = written(sentence)
        self.rest = self.sentence

    def search(self, pattern: str) -> re.Match[str] | None:
        """The first piece of the rest that matches; it stays."""
        return compiled(pattern).search(self.rest)

    def take(self, pattern: str) -> re.Match[str] | None:
        """The first piece of the rest that matches, taken out."""
        found = compiled(pattern).search(self.rest)
        if found:
            self.blank(found.start(), found.end())
        return found

    def take_all(self, pattern: str) -> list[re.Match[str]]:
        """Every piece that matches, taken out."""
        found = [match for match in compiled(pattern).finditer(self.rest) if match[0]]
        for match in found:
            self.blank(match.start(), match.end())
        return found

    def take_with_slip(self, words: str) -> str:
        """A piece that is one of the words (alternatives of a pattern, three Chinese characters and more) with one of them amiss, taken
        out; "" when there is none."""
        for word in re.findall(r"(?<![\u4e00-\u9fff?)])[\u4e00-\u9fff]{3,}(?![\u4e00-\u9fff?(])", words):
            for start in range(len(self.rest) - len(word) + 1):
                piece = self.rest[start : start + len(word)]
                if TAKEN not in piece and sum(one != other for one, other in zip(word, piece, strict=True)) == 1:
                    self.blank(start, start + len(word))
                    return piece
        return ""

    def blank(self, start: int, end: int) -> None:
        self.rest = self.rest[:start] + TAKEN * (end - start) + self.rest[end:]

    def close_brackets(self, start: int, end: int) -> None:
        """Where a taken piece is all that brackets hold, what stands before and behind them belongs together."""
        if self.rest[start - 1 : start] == "(" and self.rest[end : end + 1] == ")":
            self.rest = self.rest[: start - 1] + " " * (end - start + 2) + self.rest[end + 1 :]

    def restore(self, start: int, end: int) -> None:
        """Put a taken piece back, for others to read."""
        self.rest = self.rest[:start] + self.sentence[start:end] + self.rest[end:]

    def take_words(self, words: Mapping[str, object], longest: int = 0) -> list[tuple[str, int]]:
        """The written forms (without spaces and punctuation) that occur, longest first, and where each began; taken out.

        ``longest`` is the length of the longest form; 0 to have it looked up. The time depends on the sentence, not on how many
        forms there are.
        """
        longest = longest or max(map(len, words), default=0)
        found: list[tuple[str, int]] = []
        kept = [(index, character) for index, character in enumerate(self.rest) if _is_letter(character)]
        squeezed = "".join(character for _, character in kept)
        for length in range(min(longest, len(squeezed)), 0, -1):
            for start in range(len(squeezed) - length + 1):
                form = squeezed[start : start + length]
                if form in words and self._at_word_boundary(form, kept, start):
                    self.blank(kept[start][0], kept[start + length - 1][0] + 1)
                    squeezed = squeezed[:start] + TAKEN * length + squeezed[start + length :]
                    found.append((form, kept[start][0]))
        return found

    def end_of(self, start: int, form: str) -> int:
        """Where a written form that was taken from ``start`` on ends: spaces and punctuation inside it do not count."""
        end, left = start, len(form)
        while left and end < len(self.sentence):
            left -= not re.match(_NO_LETTER, self.sentence[end])
            end += 1
        return end

    def clause_around(self, start: int, end: int) -> str:
        """The clause of the whole sentence in which a piece stands."""
        first = max((self.sentence.rfind(mark, 0, start) for mark in _CLAUSE_MARKS), default=-1) + 1
        ends = [place for mark in _CLAUSE_MARKS if (place := self.sentence.find(mark, end)) >= 0]
        return self.sentence[first : min(ends, default=len(self.sentence))]

    def _at_word_boundary(self, form: str, kept: list[tuple[int, str]], start: int) -> bool:
        """Latin names do not match inside longer words."""
        if not re.match(r"[a-z0-9]", form) and not re.search(r"[a-z0-9]$", form):
            return True
        first, last = kept[start][0], kept[start + len(form) - 1][0]
        before = self.rest[first - 1 : first]
        after = self.rest[last + 1 : last + 2]
        return not (re.match(r"[a-z0-9]", form) and re.match(r"[a-z0-9]", before or " ")) and not (
            re.search(r"[a-z0-9]$", form) and re.match(r"[a-z0-9]", after or " ")
        )


def _is_letter(character: str) -> bool:
    return character == TAKEN or not re.match(_NO_LETTER, character)
