"""Headers of several lines: heads that stand once above the columns of their group, a line of units below the names."""

import re
from collections.abc import MutableSequence, Sequence
from itertools import pairwise

from assistant.buildings.headers.heads import is_head, is_unit
from assistant.text.days import YEAR
from ingest.parsing.spreadsheets.grid_rows import NOTE, NUMBER, TOTAL

_FEWEST = 2
_A_YEAR = re.compile(rf"{YEAR}(?:年|$).{{0,6}}")


def is_unit_row(row: Sequence[str]) -> bool:
    """Whether a row says in which units the columns count: all units, or most and nothing with a figure (货梯: 台×吨)."""
    filled = [value for value in row if value]
    units = sum(map(is_unit, filled))
    return units == len(filled) > 0 or (
        units * 2 > len(filled) > _FEWEST and not any(re.search(r"\d", value) for value in filled)
    )


def spread_groups(cells: Sequence[MutableSequence[str]]) -> None:
    """Write a group's head, which stands once above its first column and was not merged, above all its columns.

    ``楼宇名称 | 租金 | | |`` over ``| 2023 | 2024 | 2025``: what stands below heads or years, itself named or not, is in the group on its left.
    """
    for upper, lower in pairwise(cells):
        if not _are_groups(upper, lower):
            continue
        group = ""
        for at, (head, below) in enumerate(zip(upper, lower, strict=True)):
            group = (head or group) if below else ""
            upper[at] = head or group


def _are_groups(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether a row's heads stand above those of the next: each column is named in one of the two, the first in the upper one alone, and
    none of the upper row's heads is written twice, as merged ones are."""
    named = [(head, below) for head, below in zip(upper, lower, strict=True) if head or below]
    heads = [head for head, _ in named if head]
    if (
        len(heads) < _FEWEST
        or len(set(heads)) < len(heads)
        or len(named) == len(heads)
        or named[0][1]
        or not named[0][0]
    ):
        return False
    if (
        any(NUMBER.match(head) and not _A_YEAR.fullmatch(head) for head in heads)
        or NOTE.match(heads[0])
        or TOTAL.match(heads[0])
    ):
        return False
    below = [value for _, value in named if value]
    if not all(is_head(value) or _A_YEAR.fullmatch(value) for value in below) or is_unit_row(below):
        return False
    return all(head or named[at - 1][1] for at, (head, _) in enumerate(named))
