"""Tables of an answer out of rows: the columns a question needs, every cell as the ledger has it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import AnswerTable
from assistant.buildings.columns import AnyField, Column, Field
from assistant.buildings.conditions import CategoryIs, shown_fields
from assistant.buildings.presenting import wording
from assistant.buildings.requirements import ENGLISH_CATEGORIES, Requirement, label, unit_of
from assistant.buildings.rows import ListedRow
from assistant.buildings.search.aggregates import Group
from assistant.buildings.search.ranking import JudgedRow, RowMatch
from assistant.buildings.text_rules import Verdict
from assistant.records import Chunk, DocumentKind
from assistant.text.figures import show_number

NEAR_MISSES = 3
"""Nearest misses listed where nothing fits."""


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """An answer out of rows. ``chunks`` holds one passage for each row of ``table``, in its order; of a comparison for each named row,
    of a history the row's own.

    ``unmet``: no row is known to meet every condition. ``standalone`` is the question as it is to be passed as ``previous`` to a
    follow-up; ``requirement`` is what was understood.
    """

    table: AnswerTable
    chunks: tuple[Chunk, ...]
    summary: str
    summary_english: str
    unmet: bool
    requirement: Requirement
    standalone: str = ""


def present_match(match: RowMatch, limit: int, english: bool) -> RowAnswer:
    """The fitting rows; where none is known to fit those to be verified, or the nearest misses. ``total`` counts what is listed so; of the
    first rows of an order these alone."""
    shown = _shown(match, limit)
    requirement = match.requirement
    letter = "o" if requirement.kind is DocumentKind.OPPORTUNITY else "b"
    fields = _fields(requirement, [item.row for item in shown])
    columns = [label(field, english) for field in fields]
    rows = [_cells(item.row, fields, english) for item in shown]
    verdicts = ""
    if _wants_verdicts(requirement, shown):
        verdicts = "fit" if english else "符合情况"
        columns.append(verdicts)
        rows = [[*cells, wording.verdict(item, english)] for cells, item in zip(rows, shown, strict=True)]
    return RowAnswer(
        table=AnswerTable(
            tuple(columns),
            tuple(tuple(cells) for cells in rows),
            len(shown) if _of_first_rows(requirement) else match.fitting_total or match.to_verify_total,
            places=tuple(f"{letter}/{item.row.id}" for item in shown),
            verdicts=verdicts,
        ),
        chunks=tuple(item.row.chunk_for(fields) for item in shown),
        summary=wording.match_summary(match, shown, english=False),
        summary_english=wording.match_summary(match, shown, english=True),
        unmet=not match.fitting_total,
        requirement=requirement,
    )


def present_aggregate(match: RowMatch, groups: Sequence[Group], english: bool) -> RowAnswer:
    """A figure with the rows it comes from, or one line a group with its largest row as the source."""
    aggregate = match.requirement.aggregate
    assert aggregate is not None
    if aggregate.by is None:
        rows = groups[0].sources
        fields = _fields(match.requirement, rows)
        table = AnswerTable(
            tuple(label(field, english) for field in fields),
            tuple(tuple(_cells(row, fields, english)) for row in rows),
            groups[0].counted,
        )
        chunks = tuple(row.chunk_for(fields) for row in rows)
    else:
        field = aggregate.field
        columns = [label(aggregate.by, english), "rows" if english else "条数"]
        if field is not None:
            operation = wording.operation(aggregate.operation, english)
            columns.append(
                f"{label(field, english)}{operation}{unit_of(field, english) and f' ({unit_of(field, english).strip()})'}"
            )
        lines = []
        for group in groups:
            figure = [] if field is None else [show_number(group.figure) if group.figure is not None else "-"]
            lines.append((group.name, str(group.size), *figure))
        table = AnswerTable(tuple(columns), tuple(lines), len(groups))
        sources = [field for field in (aggregate.by, field) if field is not None]
        chunks = tuple(group.sources[0].chunk_for(sources) for group in groups)
    return RowAnswer(
        table=table,
        chunks=chunks,
        summary=wording.aggregate_summary(match, groups, english=False),
        summary_english=wording.aggregate_summary(match, groups, english=True),
        unmet=not match.fitting_total,
        requirement=match.requirement,
    )


def _shown(match: RowMatch, limit: int) -> tuple[JudgedRow, ...]:
    requirement = match.requirement
    if not match.total:
        return match.near_misses[:NEAR_MISSES]
    if _of_first_rows(requirement):
        return match.fitting or match.to_verify
    return (match.fitting or match.to_verify)[:limit]


def _of_first_rows(requirement: Requirement) -> bool:
    return requirement.order is not None and requirement.limit is not None


def _fields(requirement: Requirement, rows: Sequence[ListedRow]) -> list[AnyField]:
    """Name and place, what can be had, the rent, what the question is about, when it was verified; without empty columns."""
    wanted: list[AnyField]
    about = [field for condition in (*requirement.conditions, *requirement.wishes) for field in shown_fields(condition)]
    if requirement.order is not None:
        about += [order.field for order in (requirement.order, *requirement.then)]
    if requirement.aggregate is not None and requirement.aggregate.field is not None:
        about.append(requirement.aggregate.field)
    about += requirement.asked
    if requirement.kind is DocumentKind.OPPORTUNITY:
        wanted = [
            Field.NAME,
            Field.TOPIC,
            Field.INVESTMENT_YUAN,
            Field.COOPERATION,
            Field.UNIT,
            *about,
            Field.DEADLINE,
            Field.STATUS,
        ]
    else:
        several = len({category for row in rows for category in row.categories}) > 1
        place = Field.STREET if any(Field.STREET in row.texts for row in rows) else Field.ADDRESS
        areas = [field for field in _AREAS if any(_offers_as(row, field) for row in rows)]
        wanted = [Field.NAME, *([Field.CATEGORY] if several else []), place, *areas, Field.RENT_YUAN_PER_M2_MONTH]
        wanted += [*about, Field.VERIFIED_ON]
    names = [row.name for row in rows]
    if len(set(names)) < len(names):
        wanted.insert(1, Field.FLOOR)
    said = {field for field in wanted for row in rows if _cell(row, field, english=False)}
    return [field for field in dict.fromkeys(wanted) if field in said]


_AREAS = (Field.VACANT_AREA_M2, Field.LAND_AREA_M2, Field.TOTAL_AREA_M2)


def _offers_as(row: ListedRow, field: Field) -> bool:
    """Whether this column says how much the row offers."""
    if Field.VACANT_AREA_M2 in row.columns:
        return field is Field.VACANT_AREA_M2
    return field in row.texts


def _cells(row: ListedRow, fields: Sequence[AnyField], english: bool) -> list[str]:
    return [_cell(row, field, english) for field in fields]


def _cell(row: ListedRow, field: AnyField, english: bool) -> str:
    """The cell's original text; a rate that only follows from other cells says so."""
    if field is Field.NAME:
        return row.name
    if isinstance(field, Column) or field in row.shown:
        return row.show(field)
    if field is Field.CATEGORY:
        return "、".join(ENGLISH_CATEGORIES[item] if english else item.value for item in sorted(row.categories))
    span = row.span(field) if field is Field.VACANCY_PERCENT else None
    if span is not None and span.exact is not None:
        return f"{show_number(span.exact)}%{' (computed)' if english else '（据台账计算）'}"
    return ""


def _wants_verdicts(requirement: Requirement, shown: Sequence[JudgedRow]) -> bool:
    conditions = [item for item in requirement.conditions if not isinstance(item, CategoryIs)]
    return bool(conditions or requirement.wishes) or any(
        item.closed or item.verdict is not Verdict.MET for item in shown
    )
