"""How the rows that meet a requirement spread over the ledgers, counted in one pass in SQL; pages then read where they lie.

A segment is the open, or the closed, rows of one ledger's document. The order of the ledgers is the order of the segments, so a page
anywhere is found from the counts without sorting what comes before it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, true
from sqlalchemy.orm import Session

from assistant.buildings.ledgers.tables import ListingRow
from assistant.buildings.search.snapshot import Snapshot
from assistant.buildings.search.sql_conditions import Verdict, closed


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows of one document that are all open or all closed: how many fit, how many are to be verified, and how many of those that
    fit lack the figure to order by."""

    closed: bool
    document_id: str
    fitting: int
    unknown: int
    without_figure: int


def not_failed(verdicts: Sequence[Verdict]) -> list[ColumnElement[bool]]:
    """Each condition met or unknown: as conditions of a query, which stops at the first that fails."""
    return [verdict.is_not(False) for verdict in verdicts]


def count_segments(
    session: Session,
    rows: Select[ListingRow],
    verdicts: Sequence[Verdict],
    figure: ColumnElement[Any] | None,
    snapshot: Snapshot,
) -> tuple[Segment, ...]:
    """The segments with a row that fits or may fit, in the order of the ledgers, open ones first."""
    met = and_(true(), *verdicts)
    bare = literal(0) if figure is None else func.sum(case((figure.is_not(None), 0), (met, 1), else_=0))
    # By category too, though that is of no interest: so the rows are grouped as the index has them, without sorting.
    query = rows.where(*not_failed(verdicts)).with_only_columns(
        ListingRow.category,
        closed(snapshot).label("shut"),
        ListingRow.document_id,
        func.sum(case((met, 1), else_=0)),
        func.count(),
        bare,
    )
    sums: defaultdict[tuple[bool, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for _, is_closed, document, fitting, possible, without in session.execute(
        query.group_by(ListingRow.category, "shut", ListingRow.document_id)
    ):
        merged = sums[bool(is_closed), document]
        for place, part in enumerate((fitting, possible - fitting, without)):
            merged[place] += part
    ranks = {document: rank for rank, document in enumerate(snapshot.documents)}
    ordered = sorted(sums.items(), key=lambda item: (item[0][0], ranks[item[0][1]]))
    return tuple(Segment(*place, *figures) for place, figures in ordered)


def numbers_in_ledger_order(
    session: Session,
    rows: Select[ListingRow],
    segments: Sequence[tuple[Segment, int]],
    offset: int,
    limit: int,
    snapshot: Snapshot,
) -> list[int]:
    """The row numbers from ``offset`` on, of segments each with how many of ``rows`` lie in it."""
    found: list[int] = []
    for segment, skipped, taken in _parts(segments, offset, limit):
        place = and_(closed(snapshot) == segment.closed, ListingRow.document_id == segment.document_id)
        query = rows.where(place).order_by(ListingRow.ordinal).limit(taken).offset(skipped)
        found += session.scalars(query.with_only_columns(ListingRow.number))
    return found


def _parts(segments: Sequence[tuple[Segment, int]], offset: int, limit: int) -> Iterator[tuple[Segment, int, int]]:
    """The segments that a page lies in, with how many of their rows stand before it and how many belong to it."""
    for segment, size in segments:
        taken = min(size - offset, limit)
        if taken > 0:
            yield segment, offset, taken
            limit -= taken
        offset = max(0, offset - size)
        if limit <= 0:
            return


def ledger_order(snapshot: Snapshot) -> tuple[ColumnElement[Any], ...]:
    """The order of the ledgers: by their names, then as their rows stand."""
    if len(snapshot.documents) < 2:
        return (ListingRow.ordinal.expression,)
    ranks = sorted((document, rank) for rank, document in enumerate(snapshot.documents))
    return _rank_of(ListingRow.document_id.expression, ranks), ListingRow.ordinal.expression


def _rank_of(document: ColumnElement[str], ranks: Sequence[tuple[str, int]]) -> ColumnElement[int]:
    """A document's rank, by halves: of many ledgers a row is compared with a few."""
    if len(ranks) == 1:
        return literal(ranks[0][1])
    half = len(ranks) // 2
    return case((document < ranks[half][0], _rank_of(document, ranks[:half])), else_=_rank_of(document, ranks[half:]))
