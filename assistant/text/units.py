"""The one table of units, ``units.yaml``: how each is written, what it measures, and how many of the first unit of its dimension it is.

Readers of cells, clauses, questions and heads take their patterns from here; none of them has spellings of its own.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

UnitTable = tuple[tuple[str, Decimal], ...]
"""Patterns of units with the factor to the unit of reference; the first that matches counts."""

PER = "[/／每·•・*.]"
"""What stands between a unit and what it is for each of: ``元/㎡·月``."""

_FILE = Path(__file__).with_name("units.yaml")


@dataclass(frozen=True, slots=True)
class _Spelling:
    text: str
    pattern: str
    """Without groups; guarded against words that only begin like it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit by its name; ``one`` of it is so many of the first of its dimension."""

    name: str
    of: str
    one: Decimal
    written: tuple[_Spelling, ...]
    spoken: tuple[_Spelling, ...]

    def spellings(self, *, spoken: bool = False, english: bool = False) -> tuple[_Spelling, ...]:
        """As documents write it; as people do besides, or English texts alone."""
        more = (spelling for spelling in self.spoken if spoken or (english and spelling.text.isascii()))
        return (*self.written, *more)


@dataclass(frozen=True, slots=True)
class _Dimension:
    units: tuple[Unit, ...]
    multiples: tuple[str, ...] = ()
    multiples_alone: bool = False


def spelled(*names: str, spoken: bool = False, english: bool = False) -> str:
    """The pattern of all units that these dimensions or units' names stand for, the longest spelling first."""
    return _one_of(
        spelling
        for name in names
        for unit in _units_of(name)
        for spelling in unit.spellings(spoken=spoken, english=english)
    )


def any_unit(*names: str) -> str:
    """The pattern of a unit of these dimensions or names (none: of any), spoken ones too, with its multiplier and what it is for each of:
    ``亿元``, ``万人次``, ``元/平方米·月``."""
    first, each = spelled(*(names or _dimensions()), spoken=True), spelled(*_dimensions(), spoken=True)
    return rf"{PER}?(?:[十百千]?[万亿]|[百千])?{first}(?:{PER}{each}){{0,3}}"


@cache
def table_of(*names: str) -> UnitTable:
    """The units of these dimensions or names, spoken ones too, with their factors, those with a multiple (万㎡) first."""
    multiplied: list[tuple[str, Decimal]] = []
    plain: list[tuple[str, Decimal]] = []
    for name in names:
        dimension = _dimensions().get(name)
        for unit in _units_of(name):
            pattern = _one_of(unit.spellings(spoken=True))
            plain.append((pattern, unit.one))
            if dimension is not None:
                optional = "?" if dimension.multiples_alone else ""
                multiplied += [
                    (rf"{multiple}\s?{pattern}{optional}", unit.one * _MULTIPLES[multiple])
                    for multiple in dimension.multiples
                ]
    return (*multiplied, *plain)


@cache
def unit_written(text: str) -> Unit | None:
    """The unit that a text is a spelling of, whatever its case; None where it is of none."""
    return next(
        (unit for unit in _all_units() if re.fullmatch(_one_of(unit.spellings(spoken=True)), text, re.IGNORECASE)),
        None,
    )


_MULTIPLES = {"亿": Decimal(10**8), "千万": Decimal(10**7), "百万": Decimal(10**6), "万": Decimal(10**4)}


def _one_of(spellings: Iterable[_Spelling]) -> str:
    longest_first = sorted(spellings, key=lambda spelling: len(spelling.text), reverse=True)
    return f"(?:{'|'.join(dict.fromkeys(spelling.pattern for spelling in longest_first))})"


def _units_of(name: str) -> tuple[Unit, ...]:
    """Raises KeyError for a name that is neither a dimension nor a unit."""
    dimension = _dimensions().get(name)
    return dimension.units if dimension is not None else (_units()[name],)


def _all_units() -> Iterator[Unit]:
    for dimension in _dimensions().values():
        yield from dimension.units


@cache
def _units() -> dict[str, Unit]:
    return {unit.name: unit for unit in _all_units()}


@cache
def _dimensions() -> dict[str, _Dimension]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {
        of: _Dimension(
            tuple(_unit(name, of, entry) for name, entry in dimension["units"].items()),
            tuple(dimension.get("multiples", ())),
            dimension.get("alone", False),
        )
        for of, dimension in loaded.items()
    }


def _unit(name: str, of: str, entry: dict[str, Any]) -> Unit:
    first, _, second = str(entry["one"]).partition("/")
    guards: dict[str, str] = entry.get("not_before", {})
    written, spoken = (
        tuple(_spelling(word, guards.get(word, "")) for word in entry.get(key, ())) for key in ("written", "spoken")
    )
    return Unit(name, of, Decimal(first) / Decimal(second or 1), written, spoken)


def _spelling(spelling: str, not_before: str) -> _Spelling:
    pattern = re.escape(spelling).replace(re.escape("(s)"), "s?").replace(re.escape(" "), r"\s?")
    letters = "a-zA-Z0-9" if len(spelling) == 1 else "a-zA-Z"
    if spelling[-1].isascii() and spelling[-1] not in "%0123456789":
        not_before += letters
    return _Spelling(spelling, f"{pattern}(?![{not_before}])" if not_before else pattern)
