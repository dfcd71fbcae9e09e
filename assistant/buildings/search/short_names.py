"""Rows called for short: the beginning of a building's name with its part or room behind it, the beginning of a park's with the row's name.

``望汐B座`` is 望汐大厦B座, ``埠东701`` the room of 埠东创业大厦, ``永涌A1`` A1 in 永涌工业园. A short form counts where it can mean one thing only.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from assistant.buildings.columns import Field
from assistant.buildings.search.rooms import Rooms
from assistant.buildings.search.table import Table
from assistant.buildings.text_rules import squeeze

MOST_ROWS = 3_000
"""Of more rows nobody says for short which one is meant, and the forms would fill the memory."""

GENERIC_ENDINGS = (
    "大厦", "广场", "中心", "大楼", "写字楼", "商务楼", "科技园", "产业园", "工业园", "创业园", "孵化器", "园区", "基地", "厂房",
    "仓库", "项目", "地块",
)  # fmt: skip
_SHORTEST, _LONGEST = 2, 6
_BEGINS = re.compile(r"[\u4e00-\u9fff]{2,}")
_TAIL = re.compile(
    r"(?:[a-z]\d{0,2}|\d+(?:号|#)?|[一二三四五六七八九十]+(?:号)?)(?:号?楼|座|栋|幢|塔|区|期|车间|仓|库|#)$"
)


def short_names(table: Table, keys: Mapping[str, str], rooms: Rooms) -> dict[str, tuple[str, ...]]:
    """The short forms that can mean one row or building only, with its name; ``keys`` are the names with their squeezed forms."""
    if len(table) > MOST_ROWS:
        return {}
    found: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name, key in keys.items():
        tail = _TAIL.search(key)
        for begin in _beginnings(key[: tail.start()] if tail else key):
            if tail:
                found[begin + tail[0]].add((name,))
            else:
                if ending := next((word for word in GENERIC_ENDINGS if key.endswith(word)), ""):
                    found[begin + ending].add((name,))  # 埠东大厦 is 埠东创业大厦
                for said, meant in rooms.of(name).items():
                    found[begin + squeeze(said)].add(meant)
    for area, name in _within(table):
        key = keys.get(name, "")
        for begin in (*_beginnings(area), area):
            found[begin + key].add((name,))
    return {form: meant for form, several in found.items() if len(several) == 1 for meant in several}


def _within(table: Table) -> Iterator[tuple[str, str]]:
    """The parks and streets with the names of the rows in them, of names that one row alone has."""
    names = table.texts[Field.NAME]
    counted = np.bincount(names.codes, minlength=len(names.values))
    for field in (Field.BUSINESS_AREA, Field.STREET):
        areas = table.texts[field]
        pairs: Sequence[tuple[int, int]] = list(zip(areas.codes.tolist(), names.codes.tolist(), strict=True))
        for area, name in dict.fromkeys(pairs):
            if area and name and counted[name] == 1:
                yield squeeze(areas.values[area]), names.values[name]


def _beginnings(text: str) -> Iterator[str]:
    """What a name begins with, in two to six characters, but not all of it."""
    begin = _BEGINS.match(text)
    for length in range(_SHORTEST, min(_LONGEST, len(text) - 1, len(begin[0]) if begin else 0) + 1):
        yield text[:length]
