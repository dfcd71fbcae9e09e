"""Numbers of complaints: 云投诉〔2026〕3号, from 1 each year, none left out."""

import re

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assistant.complaints.tables import ComplaintCounterRow, ComplaintRow
from assistant.errors import InvalidInput, NotFound

_YEAR_AND_ORDINAL = re.compile(r"(?:^|\D)((?:19|20)\d\d)\D{1,3}0*(\d{1,6})\D*$")


def next_ordinal(session: Session, year: int) -> int:
    """The next number of the year. The caller holds the writer's place (``lock_trail``): a rolled back change gives it back."""
    raised = session.execute(
        update(ComplaintCounterRow)
        .where(ComplaintCounterRow.year == year)
        .values(last=ComplaintCounterRow.last + 1)
        .returning(ComplaintCounterRow.last)
    ).scalar()
    if raised is not None:
        return raised
    session.add(ComplaintCounterRow(year=year, last=1))
    session.flush()
    return 1


def written_number(prefix: str, year: int, ordinal: int) -> str:
    """As letters cite it: no leading zeros, the year in 〔〕 (GB/T 9704-2012)."""
    return f"{prefix}〔{year}〕{ordinal}号"


def row_of(session: Session, reference: str | int) -> ComplaintRow:
    """The complaint of an id, a number (``云投诉〔2026〕3号``) or its short form (``2026-3``).

    Raises NotFound, InvalidInput when it is none of these.
    """
    if isinstance(reference, int):
        row = session.get(ComplaintRow, reference)
    else:
        written = reference.strip()
        row = session.scalar(select(ComplaintRow).where(ComplaintRow.number == written))
        if row is None:
            found = _YEAR_AND_ORDINAL.search(written)
            if found is None:
                raise InvalidInput(f"“{written}”不像诉求编号；请写成 云投诉〔2026〕3号 或 2026-3")
            year, ordinal = int(found[1]), int(found[2])
            row = session.scalar(select(ComplaintRow).where(ComplaintRow.year == year, ComplaintRow.ordinal == ordinal))
    if row is None:
        raise NotFound("没有这件诉求，请核对编号")
    return row
