"""Named rows side by side, field by field, in the ledgers' own words."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.buildings.columns import Field
from assistant.buildings.requirements import label
from assistant.buildings.rows import ListedRow

_LEFT_OUT = frozenset({Field.NAME, Field.LONGITUDE, Field.LATITUDE, Field.COORDINATES, Field.PHOTO})
_LINE_NUMBER = "序号"


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One field of all rows, ``texts`` in the rows' order ("" where a ledger does not tell)."""

    field: str
    label: str
    texts: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether all say the same."""
        return len(set(self.texts)) == 1


def compare_fields(rows: Sequence[ListedRow], english: bool = False) -> tuple[ComparedLine, ...]:
    """A line for each field that any row tells, in the fields' order, then the extra columns that they share."""
    lines = []
    for field in Field:
        if field in _LEFT_OUT:
            continue
        texts = tuple(row.shown.get(field, "") for row in rows)
        if field is Field.CATEGORY and not any(texts):
            texts = tuple("、".join(sorted(item.value for item in row.categories)) for row in rows)
        if any(texts):
            lines.append(ComparedLine(field.name, label(field, english), texts))
    extra = dict.fromkeys(cell.header for row in rows for cell in row.cells if cell.field is None)
    extra.pop(_LINE_NUMBER, None)
    for header in extra:
        texts = tuple(next((cell.text for cell in row.cells if cell.header == header), "") for row in rows)
        if any(texts):
            lines.append(ComparedLine("", header, texts))
    return tuple(lines)
