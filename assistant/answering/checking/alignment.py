"""A claim laid beside the sentence of its passage that it resembles most, character by character: what was put in another's place, what was
put in, and what was left out."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.answering.asking.language import has_chinese
from assistant.text.figures import read_number
from assistant.text.sentences import sentences_of

_TOKEN = re.compile(
    r"(?P<figure>\d[\d,]*(?:\.\d+)?|[〇零一二两三四五六七八九十百千]+(?=个?(?:年|月|日|天|次|家|名|项|倍|条|级|档|成|工作日|分|部|栋|人|户|间|亩|元|万|亿)))|(?P<plain>[a-z]+|[\u4e00-\u9fff])"
)
_BOUND = re.compile(r"不(?:超过|高于|多于|大于|低于|少于|小于|足|满)")
_NEGATIVE = frozenset("不未无没非禁免除拒否停")
_EMPTY = frozenset("的了也都就还要按照给予可以得到为是在和与及或者则其该本对由以于内上下并且再会能将把被所有一个每")
_LONGEST = 400
"""Tokens of a sentence that are compared."""
_NAMES = (
    "aligned",
    "figure exchanged",
    "negation exchanged",
    "words exchanged",
    "words put in",
    "words left out",
    "figure left out",
)
_Block = tuple[str, int, int, int, int]


def alignment_features(claim: str, passage: str) -> dict[str, float]:
    """Named features; all 0 for what is not Chinese."""
    if not has_chinese(claim):
        return dict.fromkeys(_NAMES, 0.0)
    said = _tokens(claim)
    blocks, held = max((_laid_beside(said, _tokens(one)) for one in sentences_of(passage) or [passage]), key=_kept)
    kept = [block for block in blocks if block[0] == "equal"]
    if not said or not kept:
        return dict.fromkeys(_NAMES, 0.0)
    inside = [block for at, block in enumerate(blocks) if block[0] != "equal" and 0 < at < len(blocks) - 1]
    ended = [block for block in blocks if block[0] == "replace"]
    pairs = [(said[a:b], held[c:d]) for _, a, b, c, d in [*inside, *(one for one in ended if one not in inside)]]
    return {
        "aligned": sum(b - a for _, a, b, _, _ in kept) / len(said),
        "figure exchanged": float(
            any(_figures(one) and _figures(other) and _figures(one) != _figures(other) for one, other in pairs)
        ),
        "negation exchanged": float(any(_negates(one) != _negates(other) for one, other in pairs)),
        "words exchanged": max((min(_content(one), _content(other)) for one, other in pairs), default=0) / 10,
        "words put in": max((_content(said[a:b]) for kind, a, b, _, _ in blocks if kind == "insert"), default=0) / 10,
        "words left out": max((_content(held[c:d]) for kind, _, _, c, d in inside if kind == "delete"), default=0) / 10,
        "figure left out": float(any(_figures(held[c:d]) for kind, _, _, c, d in inside if kind == "delete")),
    }


def _laid_beside(said: tuple[str, ...], held: tuple[str, ...]) -> tuple[list[_Block], tuple[str, ...]]:
    """The steps that make the claim of the sentence: ``insert`` is what only the claim says, ``delete`` what only the sentence says."""
    names = {"insert": "delete", "delete": "insert"}
    steps = SequenceMatcher(None, said, held, autojunk=False).get_opcodes()
    return [(names.get(kind, kind), a, b, c, d) for kind, a, b, c, d in steps], held


def _kept(laid: tuple[list[_Block], tuple[str, ...]]) -> int:
    return sum(b - a for kind, a, b, _, _ in laid[0] if kind == "equal")


@lru_cache(maxsize=2048)
def _tokens(text: str) -> tuple[str, ...]:
    plain = _BOUND.sub("至", unicodedata.normalize("NFKC", text).lower())
    found = []
    for match in _TOKEN.finditer(plain):
        number = read_number(match["figure"].replace(",", "")) if match["figure"] else None
        found.append(match.group() if number is None else f"#{number.normalize():f}")
    return tuple(found[:_LONGEST])


def _figures(tokens: Sequence[str]) -> frozenset[str]:
    return frozenset(token for token in tokens if token.startswith("#"))


def _negates(tokens: Sequence[str]) -> bool:
    return sum(token in _NEGATIVE for token in tokens) % 2 == 1


def _content(tokens: Sequence[str]) -> int:
    """Tokens that say something by themselves."""
    return sum(token not in _EMPTY and not token.startswith("#") for token in tokens)
