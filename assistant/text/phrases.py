"""Words and phrases kept as data, in a notation that whoever knows the field can write, made into patterns.

``研发…占比`` are two words with at most twenty characters and no comma between them; ``[国家级]小巨人`` is the word with or without what stands in
brackets; ``biotech*`` is every word that begins so; ``软件<投入/能力>`` is the word where neither of the others follows, ``<非/拟>上市公司`` where neither stands
before it. Latin words count as whole words, whatever their case.
"""

import re
from collections.abc import Iterable
from functools import cache

_LONGEST_GAP = 20
_GAP = rf"[^，。；,;]{{0,{_LONGEST_GAP}}}?"

_PARTS = re.compile(r"(?:<(?P<before>[^<>]+)>)?(?P<word>[^<>]+)(?:<(?P<after>[^<>]+)>)?")


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
    return len(re.sub(r"[\[\]…*]", "", parts["word"] if parts else word))


def _pattern(word: str) -> str:
    parts = _PARTS.fullmatch(word)
    if parts is None:
        raise ValueError(f"no phrase: {word!r}")
    before = "".join(f"(?<!{re.escape(guard)})" for guard in parts["before"].split("/")) if parts["before"] else ""
    after = f"(?!{'|'.join(re.escape(guard) for guard in parts['after'].split('/'))})" if parts["after"] else ""
    return f"{before}{_GAP.join(_piece(piece) for piece in parts['word'].split('…'))}{after}"


def _piece(piece: str) -> str:
    pattern = re.escape(piece).replace(r"\[", "(?:").replace(r"\]", ")?").replace(r"\ ", r"[\s-]?")
    if piece[:1].isascii() and piece[:1].isalpha():
        pattern = f"(?<![A-Za-z]){pattern}"
    if piece.endswith("*"):
        return pattern.removesuffix(r"\*") + r"[A-Za-z]*"
    return f"{pattern}(?![A-Za-z])" if piece[-1:].isascii() and piece[-1:].isalpha() else pattern
