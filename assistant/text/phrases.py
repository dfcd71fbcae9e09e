"""Words and phrases kept as data, in a notation that whoever knows the field can write, made into patterns.

``研发…占比`` are two words with at most twenty characters and no comma between them; ``[国家级]小巨人`` is the word with or without what stands in
brackets; ``{投资/入驻}协议`` is 投资协议 and 入驻协议, ``[投资/入驻]协议`` these and 协议; ``biotech*`` is every word that begins so; ``软件<投入/能力>`` is the word
where neither of the others follows, ``<非/拟>上市公司`` where neither stands before it. Latin words count as whole words, whatever their case.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import yaml

_LONGEST_GAP = 20
_GAP = rf"[^，。；,;]{{0,{_LONGEST_GAP}}}?"

_PARTS = re.compile(r"(?:<(?P<before>[^<>]+)>)?(?P<word>[^<>]+)(?:<(?P<after>[^<>]+)>)?")
_CHOICE = re.compile(r"[\[{]([^\[\]{}]*)[\]}]")
_ESCAPED_CHOICE = re.compile(r"\\([\[{])(.*?)\\[\]}]")


class WordFile:
    """Lists of words in a YAML file beside the code that reads them, each under its name. An unknown name raises KeyError, at import."""

    def __init__(self, path: Path) -> None:
        held: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
        self._lists = {name: tuple(words) for name, words in held.items()}

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self._lists[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lists)

    def pattern(self, *names: str) -> re.Pattern[str]:
        """Any word of these lists."""
        return phrases(word for name in names for word in self[name])

    def any_of(self, *names: str) -> str:
        """The same as text, to be part of another pattern."""
        return f"(?:{self.pattern(*names).pattern})"


def phrases(words: Iterable[str]) -> re.Pattern[str]:
    """The pattern of any of these, the longest first; it has no groups. Raises ValueError for what is no phrase."""
    return _compiled(tuple(words))


def any_of(words: Iterable[str]) -> str:
    """The same as text, to be part of another pattern."""
    return f"(?:{phrases(words).pattern})"


@cache
def _compiled(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_pattern(word) for word in sorted(words, key=_length, reverse=True)), re.IGNORECASE)


def _length(word: str) -> int:
    """How long the word itself is at most, without the signs of the notation."""
    parts = _PARTS.fullmatch(word)
    plain = _CHOICE.sub(lambda choice: max(choice[1].split("/"), key=len), parts["word"] if parts else word)
    return len(re.sub(r"[…*]", "", plain))


def _pattern(word: str) -> str:
    parts = _PARTS.fullmatch(word)
    if parts is None:
        raise ValueError(f"no phrase: {word!r}")
    before = "".join(f"(?<!{re.escape(guard)})" for guard in parts["before"].split("/")) if parts["before"] else ""
    after = f"(?!{'|'.join(re.escape(guard) for guard in parts['after'].split('/'))})" if parts["after"] else ""
    return f"{before}{_GAP.join(_piece(piece) for piece in parts['word'].split('…'))}{after}"


def _piece(piece: str) -> str:
    escaped = re.escape(piece).replace(r"\ ", r"[\s-]?")
    pattern = _ESCAPED_CHOICE.sub(
        lambda choice: f"(?:{choice[2].replace('/', '|')}){'?' if choice[1] == '[' else ''}", escaped
    )
    if piece[:1].isascii() and piece[:1].isalpha():
        pattern = f"(?<![A-Za-z]){pattern}"
    if piece.endswith("*"):
        return pattern.removesuffix(r"\*") + r"[A-Za-z]*"
    return f"{pattern}(?![A-Za-z])" if piece[-1:].isascii() and piece[-1:].isalpha() else pattern
