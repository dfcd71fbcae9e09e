"""Shares that two cells of a table come to: ``一季度城镇零售额占几成`` is the figure of its row over that of the row it is part of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.answering.cells import (
    LOOKED_AT,
    PART,
    TOTAL,
    WHOLE,
    asked_cells,
    figure_cells,
    named_row,
    plain_text,
    tables_among,
)
from assistant.answering.evidence import Evidence
from assistant.answering.neighbours import Neighbours
from assistant.records import Cell, Chunk
from assistant.text.figures import read_number

_ASKS = re.compile(r"(?P<part>.{2,})占(?P<whole>[^占]*?)(?:的)?(?:比重|比例|份额|几成|多少|百分之几|比)")
_NUMBER = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>\D*)")


@dataclass(frozen=True, slots=True)
class TableShare:
    """A part and the whole of one table, each with its row and the cell of the column asked about; ``value`` is from 0 to 1."""

    part: Chunk
    part_cell: Cell
    whole: Chunk
    whole_cell: Cell
    value: Decimal

    @property
    def working(self) -> str:
        """``68.3亿元÷74.9亿元≈91.2%``."""
        return f"{self.part_cell.value}÷{self.whole_cell.value}≈{self.value * 100:.1f}%"


def asked_share(
    question: str, chosen: Sequence[Evidence], looked: Sequence[Evidence], around: Neighbours
) -> TableShare | None:
    """The share that a question asks for, where a table holds both figures and no column tells the share itself.

    The whole is the row that the question names behind 占, else the one that the part stands under, else the table's sum.
    """
    asked = _ASKS.search(question)
    if asked is None:
        return None
    for table in tables_among([*chosen, *looked[:LOOKED_AT]], around):
        part = named_row(plain_text(asked["part"]), table)
        if (
            part is None
            or part.share < WHOLE
            or any(re.search(r"占比|比重", cell.header) for cell in part.row.passage.cells)
        ):
            continue
        for whole in _wholes(part.row, asked["whole"], table):
            found = _shared(plain_text(asked["part"]), part.row, whole)
            if found is not None:
                return found
    return None


def _wholes(part: Chunk, named: str, table: Sequence[Chunk]) -> Iterator[Chunk]:
    others = [row for row in table if row.id != part.id]
    told = named_row(plain_text(named), others) if named else None
    if told is not None:
        yield told.row
    above = {cell.value.rpartition(PART)[0] for cell in part.passage.cells} - {""}
    yield from (row for row in others if any(cell.value in above for cell in row.passage.cells))
    if not named:
        yield from (row for row in others if any(TOTAL.match(cell.value) for cell in row.passage.cells))


def _shared(question: str, part: Chunk, whole: Chunk) -> TableShare | None:
    """The share in the one column that is asked about and has one unit in both rows."""
    pairs = []
    for own in asked_cells(question, part):
        other = next((cell for cell in figure_cells(whole) if cell.header == own.header), None)
        value = _ratio(own.value, other.value) if other is not None else None
        if other is not None and value is not None:
            pairs.append(TableShare(part, own, whole, other, value))
    return pairs[0] if len(pairs) == 1 else None


def _ratio(part: str, whole: str) -> Decimal | None:
    one, other = _NUMBER.fullmatch(part), _NUMBER.fullmatch(whole)
    if one is None or other is None or one["unit"] != other["unit"] or re.search(r"[%％‰]|百分点", one["unit"]):
        return None
    first, second = read_number(one["number"]), read_number(other["number"])
    return first / second if first is not None and second and first <= second else None
