"""A bureau's own lists of words that are refused, masked or flagged in questions and answers. They lie on this machine and go nowhere.

What is matched is folded: width, case, traditional characters, and what is set between characters to get past a list do not count.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

import ahocorasick

from assistant.errors import ConfigurationError
from assistant.sections.service import WordListSettings
from assistant.text.simplified import simplified

MASK = "＊"
LONGEST_WORD = 100
_BETWEEN = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp", "Mn", "Me"})
"""Categories of characters that show nothing of their own."""


class Action(StrEnum):
    """What a list does, the weakest first."""

    FLAG = "flag"
    MASK = "mask"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Match:
    """A word of a list in a text: characters ``start`` to ``end``, and the word, folded."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class _Folded:
    """A folded text and, for each of its characters, where that stands in the text."""

    text: str
    places: tuple[int, ...]


class WordList:
    """One list. Threads may share it."""

    def __init__(self, name: str, action: Action, words: Iterable[str]) -> None:
        """Blank words are left out."""
        self.name = name
        self.action = action
        self._automaton = ahocorasick.Automaton()
        for word in {_fold(word).text for word in words} - {""}:
            self._automaton.add_word(word, word)
        self._is_empty = len(self._automaton) == 0
        if not self._is_empty:
            self._automaton.make_automaton()

    def matches(self, text: str) -> tuple[Match, ...]:
        """Where words of the list stand, in order; where several overlap, each."""
        if self._is_empty:
            return ()
        folded = _fold(text)
        found = []
        for last, word in self._automaton.iter(folded.text):
            places = folded.places[last - len(word) + 1 : last + 1]
            match = Match(places[0], places[-1] + 1, word)
            if _is_whole(text, match):
                found.append(match)
        return tuple(sorted(found, key=lambda match: (match.start, match.end)))


@dataclass(frozen=True, slots=True)
class WordLists:
    """The lists for what comes in and for what goes out."""

    incoming: tuple[WordList, ...] = ()
    outgoing: tuple[WordList, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.incoming or self.outgoing)


@dataclass(frozen=True, slots=True)
class Watched:
    """A text after the lists: ``text`` with words masked, the strongest ``action`` (None: no word), and how many words of which list."""

    text: str
    action: Action | None = None
    found: tuple[tuple[WordList, int], ...] = ()


def load_word_lists(settings: Sequence[WordListSettings]) -> WordLists:
    """The lists that the settings name. Raises ConfigurationError for a file that cannot be read."""
    loaded = [(one.on, WordList(one.name or one.path.stem, Action(one.do), _read(one.path))) for one in settings]
    return WordLists(_of(loaded, "in"), _of(loaded, "out"))


def watch(text: str, lists: Sequence[WordList], quoted: Sequence[str] = ()) -> Watched:
    """The text after these lists. A word that stands in one of the ``quoted`` texts is the library's own and left as it is."""
    sources = [_fold(source).text for source in quoted]
    found: list[tuple[WordList, int]] = []
    masked = list(text)
    for one in lists:
        own = [match for match in one.matches(text) if not any(match.word in source for source in sources)]
        if own:
            found.append((one, len(own)))
        for match in own if one.action is Action.MASK else ():
            masked[match.start : match.end] = MASK * (match.end - match.start)
    order = list(Action)
    return Watched("".join(masked), max((one.action for one, _ in found), key=order.index, default=None), tuple(found))


def _of(loaded: Iterable[tuple[Literal["in", "out", "both"], WordList]], way: str) -> tuple[WordList, ...]:
    return tuple(one for on, one in loaded if on in (way, "both"))


def _read(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"词表 {path} 读不出来：应为 UTF-8 文本，一行一个词") from error
    words = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if long := next((word for word in words if len(word) > LONGEST_WORD), None):
        raise ConfigurationError(f"词表 {path} 中“{long[:20]}…”太长：一个词最多 {LONGEST_WORD} 个字")
    return words


def _fold(text: str) -> _Folded:
    characters: list[str] = []
    places: list[int] = []
    simple = simplified(text)
    for place, character in enumerate(simple if len(simple) == len(text) else text):
        for folded in unicodedata.normalize("NFKC", character).casefold():
            if unicodedata.category(folded) not in _BETWEEN:
                characters.append(folded)
                places.append(place)
    return _Folded("".join(characters), tuple(places))


def _is_whole(text: str, match: Match) -> bool:
    """Whether a word in Latin letters stands there as a word: not inside another one, and not across several."""
    if not match.word.isascii():
        return True
    within = text[match.start : match.end]
    around = text[max(0, match.start - 1) : match.start], text[match.end : match.end + 1]
    alone = not any(_is_latin(character) for character in around)
    return alone and (len(within) == len(match.word) or not any(character.isspace() for character in within))


def _is_latin(character: str) -> bool:
    return unicodedata.normalize("NFKC", character).isascii() and character.isalnum()
