"""The words that bound a figure, before it or behind it: ``不低于``, ``超过``, ``以内``, ``左右``; ``bounds.yaml`` holds them.

A word that is turned round by a denial is composed, not listed: ``别超过`` is ``别`` before ``超过``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

Place = Literal["before", "behind"]


class Bound(StrEnum):
    """What a word makes of its figure; of two that read the same words the first counts."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    ABOUT = "about"


UPWARDS = (Bound.AT_LEAST, Bound.MORE_THAN)
DOWNWARDS = (Bound.AT_MOST, Bound.LESS_THAN)
_TURNED = {Bound.AT_LEAST: Bound.LESS_THAN, Bound.AT_MOST: Bound.MORE_THAN}
_FILE = Path(__file__).with_name("bounds.yaml")


@dataclass(frozen=True, slots=True)
class _Words:
    written: tuple[str, ...]
    spoken: tuple[str, ...]
    deniable: tuple[str, ...]
    not_before: dict[str, str]
    not_after: dict[str, str]

    def all(self, *, spoken: bool) -> tuple[str, ...]:
        return (*self.deniable, *self.written, *(self.spoken if spoken else ()))


@cache
def bound_words(place: Place, *bounds: Bound, spoken: bool = False) -> str:
    """The pattern of the words for any of these bounds at that place, the longest first; it has no groups."""
    return "|".join(pattern for bound in bounds for pattern in _patterns(place, bound, spoken))


@cache
def bound_of(text: str, place: Place) -> Bound | None:
    """What a text that is such a word, spoken ones too, makes of its figure; None where it is none."""
    return next(
        (bound for bound in Bound if (words := bound_words(place, bound, spoken=True)) and re.fullmatch(words, text)),
        None,
    )


def _patterns(place: Place, bound: Bound, spoken: bool) -> list[str]:
    words = _words().get((bound, place))
    patterns = []
    if place == "before" and bound in _TURNED:
        denials = _words()["denials", "before"].all(spoken=spoken)
        patterns.append(f"(?:{_one_of(denials)})(?:{_one_of(_words()[_TURNED[bound], place].deniable)})")
    if words is not None:
        patterns.append(_one_of(words.all(spoken=spoken), words.not_before, words.not_after))
    return patterns


_NO_GUARDS: Mapping[str, str] = {}


def _one_of(
    words: Iterable[str], not_before: Mapping[str, str] = _NO_GUARDS, not_after: Mapping[str, str] = _NO_GUARDS
) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(_guarded(word, not_before.get(word, ""), not_after.get(word, "")) for word in longest_first)


def _guarded(word: str, not_before: str, not_after: str) -> str:
    behind = f"{not_before}a-zA-Z" if word[-1].isascii() and word[-1].isalpha() else not_before
    pattern = f"{re.escape(word)}(?![{behind}])" if behind else re.escape(word)
    return f"(?<![{not_after}]){pattern}" if not_after else pattern


@cache
def _words() -> dict[tuple[str, Place], _Words]:
    loaded = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    loaded["denials"] = {"before": loaded["denials"]}
    return {
        (name, place): _Words(
            written=tuple(entry.get("written", ())),
            spoken=tuple(entry.get("spoken", ())),
            deniable=tuple(entry.get("deniable", ())),
            not_before=entry.get("not_before", {}),
            not_after=entry.get("not_after", {}),
        )
        for name, places in loaded.items()
        for place, entry in places.items()
    }
