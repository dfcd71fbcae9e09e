"""A small grammar of text: words make tokens, rules over the kinds of tokens make readings, the longest first.

A lexicon gives each kind of token one letter and a pattern; a rule's form is a pattern over these letters, so that rules speak of numbers, units and
bounds and never of characters. Blanks between tokens do not count; what no word covers stands as a gap.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Reading = TypeVar("Reading")

GAP, BREAK = "g", "|"
"""Kinds of what no word covers: a few Chinese characters, or anything that parts one reading from the next."""

_LONGEST_GAP = 6
_SHORT_GAP = re.compile(rf"[\u4e00-\u9fff]{{1,{_LONGEST_GAP}}}")
_GROUP = re.compile(r"\(\?P<\w+>")


def ungrouped(pattern: str) -> str:
    """The pattern with its named groups made plain, to be part of others."""
    return _GROUP.sub("(?:", pattern)


@dataclass(frozen=True, slots=True)
class Token:
    """A word at ``start:end`` of the text."""

    kind: str
    text: str
    start: int
    end: int


class Lexicon:
    """The words of a grammar: at each place the longest is the token, of two of one length that of the kind named first."""

    def __init__(self, words: Sequence[tuple[str, str]], flags: re.RegexFlag = re.NOFLAG) -> None:
        """``words``: a letter and the pattern of its words; ``g`` and ``|`` are taken."""
        self._kinds = [(kind, re.compile(pattern, flags)) for kind, pattern in words]
        self._any = re.compile("|".join(f"(?:{ungrouped(pattern)})" for _, pattern in words), flags)

    def tokens(self, text: str) -> list[Token]:
        """All of the text in order, blanks left out."""
        found: list[Token] = []
        at = 0
        while (any_word := self._any.search(text, at)) is not None:
            start = any_word.start()
            kind, end = self._longest(text, start)
            found += self._gap(text, at, start)
            found.append(Token(kind, text[start:end], start, end))
            at = end
        return [*found, *self._gap(text, at, len(text))]

    def _longest(self, text: str, start: int) -> tuple[str, int]:
        ends = [(kind, match.end()) for kind, pattern in self._kinds if (match := pattern.match(text, start))]
        return max(ends, key=lambda found: found[1])

    @staticmethod
    def _gap(text: str, start: int, end: int) -> Iterator[Token]:
        between = text[start:end]
        if between.strip():
            yield Token(GAP if _SHORT_GAP.fullmatch(between.strip()) else BREAK, between, start, end)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a rule's form matched: the tokens of its groups."""

    match: re.Match[str]
    tokens: Sequence[Token]

    def all(self, group: str) -> Sequence[Token]:
        """The tokens of a group, none where it took no part."""
        start, end = self.match.span(group)
        return self.tokens[start:end] if start >= 0 else ()

    def text(self, group: str) -> str:
        """The first token of a group as written; "" where there is none."""
        return next((token.text for token in self.all(group)), "")


@dataclass(frozen=True, slots=True)
class Rule(Generic[Reading]):
    """``form`` is a pattern over the letters of kinds, ``meaning`` what its parts say, None where they say nothing together."""

    name: str
    form: re.Pattern[str]
    meaning: Callable[[Parts], Reading | None]


@dataclass(frozen=True, slots=True)
class Parse(Generic[Reading]):
    """A reading at ``start:end`` of the text; ``others`` are the different readings of the same words."""

    reading: Reading
    start: int
    end: int
    others: tuple[Reading, ...] = ()


class Grammar(Generic[Reading]):
    """Rules over a lexicon."""

    def __init__(self, lexicon: Lexicon, rules: Sequence[Rule[Reading]]) -> None:
        self._lexicon = lexicon
        self._rules = tuple(rules)

    def parses(self, text: str) -> Iterator[Parse[Reading]]:
        """The readings in order, none across another: at each token the longest, of one length that of the rule named first."""
        tokens = self._lexicon.tokens(text)
        kinds = "".join(token.kind for token in tokens)
        at = 0
        while at < len(tokens):
            found = self._at(kinds, tokens, at)
            longest = max((end for end, _ in found), default=at)
            readings = list(dict.fromkeys(reading for end, reading in found if end == longest))
            if readings:
                yield Parse(readings[0], tokens[at].start, tokens[longest - 1].end, tuple(readings[1:]))
            at = max(longest, at + 1)

    def _at(self, kinds: str, tokens: Sequence[Token], at: int) -> list[tuple[int, Reading]]:
        found = []
        for rule in self._rules:
            match = rule.form.match(kinds, at)
            reading = rule.meaning(Parts(match, tokens)) if match is not None and match.end() > at else None
            if match is not None and reading is not None:
                found.append((match.end(), reading))
        return found
