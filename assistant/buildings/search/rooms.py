"""Rows of one name that their floors or units tell apart: a building with a row for each floor that is to be let."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

import numpy as np

from assistant.buildings.columns import Field
from assistant.buildings.search.table import Table
from assistant.text.figures import RANGE_MARK, normalise

BETWEEN = " "
"""Stands between the name and the floor of a row that is called by both; no name as the tables keep it has a blank."""

BESIDE = "·"
"""Stands between the floor and the room of a row that tells both."""

_NUMBERED = re.compile(r"(?P<first>[a-z]?\d+)(?:[-~至](?P<last>[a-z]?\d+))?(?P<kind>层|楼|f|号?单元|室|号)")
_BARE = re.compile(rf"(?P<first>\d+)(?:{RANGE_MARK}(?P<last>\d+))?")
_ROOM = re.compile(rf"[a-z]?\d{{2,4}}(?:{RANGE_MARK}[a-z]?\d{{2,4}})?")
_FLOOR_MARKS, _ROOM_MARKS = "层楼f", "室铺号"
_ROOM_DIGITS = 3
_MOST_FLOORS = 60
_SPOKEN = {
    "层": ("{}层", "{}楼", "{}f", "floor {}", "{}th floor"),
    "单元": ("{}单元", "{}号单元", "unit {}"),
    "室": ("{}室", "room {}"),
    "号": ("{}号",),
}


class Rooms:
    """What the rows of each name are called besides, by their floors."""

    def __init__(self, table: Table) -> None:
        self._names, self._floors = table.texts[Field.NAME], table.texts[Field.FLOOR]
        self._codes = {name: code for code, name in enumerate(self._names.values) if code}
        self.of = lru_cache(maxsize=512)(self._of)

    def _of(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """Written forms of floors and units with the rows' names that they make together; none where one row alone has the name."""
        code = self._codes.get(name)
        rows = np.flatnonzero(self._names.codes == code) if code is not None else ()
        if len(rows) < 2:
            return {}
        floors = [self._floors.values[floor] for floor in np.unique(self._floors.codes[rows]).tolist() if floor]
        found: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for floor in floors:
            for form in forms_of(floor):
                found[form][f"{name}{BETWEEN}{floor}"] = None
        whole = {normalise(floor).lower(): f"{name}{BETWEEN}{floor}" for floor in floors}
        return {form: tuple(rooms) for form, rooms in found.items()} | {form: (room,) for form, room in whole.items()}


def forms_of(floor: str) -> Iterator[str]:
    """What people say for a floor or unit: ``12层西区`` is 12层, 12楼 and floor 12 as well, ``5-6层`` also 5层 and 6层, ``7层703`` also 703."""
    parts = normalise(floor).lower().split(BESIDE)
    for part in parts:
        yield from _forms_of_part(part)
        behind = part[max(part.rfind(mark) for mark in _FLOOR_MARKS) + 1 :].strip(" -").rstrip(_ROOM_MARKS)
        if behind != part and _ROOM.fullmatch(behind):
            yield from _forms_of_part(behind)


def _forms_of_part(text: str) -> Iterator[str]:
    """The forms of a floor, or of a room: a bare ``9`` is 9层, ``902`` also 902室, ``301-305`` each of them."""
    yield text
    if bare := _BARE.fullmatch(text):
        text += "层" if len(bare["first"]) < _ROOM_DIGITS else "室"
    numbered = _NUMBERED.match(text)
    if numbered is None:
        return
    if bare and len(bare["first"]) >= _ROOM_DIGITS:
        lowest, highest = int(bare["first"]), int(bare["last"] or bare["first"])
        yield from map(str, range(lowest, min(highest, lowest + _MOST_FLOORS) + 1))
    kinds = next(
        forms for kind, forms in _SPOKEN.items() if kind in numbered["kind"].replace("f", "层").replace("楼", "层")
    )
    first, last = numbered["first"], numbered["last"] or numbered["first"]
    numbers = [first, f"{first}-{last}"] if first != last else [first]
    if first.isdigit() and last.isdigit() and 0 < int(last) - int(first) < _MOST_FLOORS:
        numbers += [str(number) for number in range(int(first) + 1, int(last) + 1)]
    for number in numbers:
        yield from (form.format(number) for form in kinds)
