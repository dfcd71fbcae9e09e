"""Lines that state the units of a table's columns: ``单位：万元、%``, ``注：上限单位为万元，期数单位为期``, ``单位：面积 ㎡，租金 元/㎡·月``,
``面积均以平方米计``. Reports and ledgers are read by the same; ``stated_units.corpus.txt`` beside this file is the test."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from assistant.text.lists import members
from assistant.text.phrases import any_of
from assistant.text.units import any_unit
from ingest.words import VOCABULARY

UNIT = any_unit()
"""One unit, with its multiplier and what it is for each of."""

_WORDS = {name: any_of(words) for name, words in VOCABULARY.unit_lines.items()}
_LONGEST = 12
_RUN = rf"(?P<words>[\u4e00-\u9fff、]{{0,{_LONGEST}}}?)"
_IS = rf"(?:[:：]|{_WORDS['is']})"
UNIT_LINE = re.compile(rf"{_WORDS['unit']}\s*{_IS}")
"""What begins to say a unit."""

_STATED = re.compile(rf"{_RUN}{_WORDS['unit']}\s*(?:{_WORDS['evenly']}?\s*{_IS}|(?={UNIT}))\s*", re.IGNORECASE)
_COUNTED = re.compile(
    rf"(?P<words>[\u4e00-\u9fff、]{{2,{_LONGEST}}}?){_WORDS['evenly']}?"
    rf"(?:{_WORDS['by']}(?P<unit>{UNIT}){_WORDS['counted']}|{_WORDS['written']}(?P<as>{UNIT}))",
    re.IGNORECASE,
)
_PIECE = re.compile(rf"(?P<words>[\u4e00-\u9fff]*?)\s*{_IS}?\s*(?P<unit>{UNIT})", re.IGNORECASE)
_IDLE = re.compile(rf"^(?:{_WORDS['idle']}|[、，,\s])+|{_WORDS['evenly']}$")
_ASIDE = re.compile(r"[（(][^（()）]*[）)]")
"""A remark in brackets between two units; a bracket that only ends here ends the statement."""
IN_BRACKETS = re.compile(rf"\s*[（(]\s*(?:{_WORDS['unit']}\s*[:：]?\s*)?(?P<unit>{UNIT})\s*[)）]", re.IGNORECASE)
"""A unit in the brackets of a head."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A unit that a line states: for the columns that ``words`` name, or for all that it can be of where there are none."""

    unit: str
    words: tuple[str, ...] = ()


def stated_in(line: str) -> Iterator[Stated]:
    """The units that a line states, in order."""
    for sentence in line.split("。"):
        found = list(_STATED.finditer(sentence))
        for match, behind in zip_longest(found, found[1:]):
            end = behind.start() if behind else len(sentence)
            yield from _in_pieces(sentence[match.end() : end], _columns(match["words"]))
        for counted in _COUNTED.finditer(sentence):
            yield Stated(counted["unit"] or counted["as"], _columns(counted["words"]))


def _in_pieces(rest: str, words: tuple[str, ...]) -> Iterator[Stated]:
    """The units of what stands behind 单位：, the first that of the columns named before it; names without a unit belong to the next one."""
    waiting: tuple[str, ...] = ()
    outside = re.split(r"[）)]", _ASIDE.sub("", rest.strip().lstrip(" （(")))[0].strip()
    for at, piece in enumerate(re.split(r"[，,；;、\s]+", outside)):
        plain = re.split(r"[（(]", piece)[0].strip()
        read = _PIECE.fullmatch(plain)
        if read is None:
            waiting = (*waiting, *_columns(plain))
            continue
        own = (*waiting, *_columns(read["words"]))
        yield Stated(read["unit"].replace("％", "%"), own or (words if at == 0 else ()))
        waiting = ()


def _columns(words: str) -> tuple[str, ...]:
    return tuple(word for word in members(_IDLE.sub("", words)) if len(word) > 1)
