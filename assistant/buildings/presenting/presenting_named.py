"""Named rows in an answer: side by side, field by field, and what the ledgers' editions said of one over time."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from assistant.answers import AnswerTable
from assistant.buildings.columns import AnyField, Field
from assistant.buildings.ledgers.history import Observation
from assistant.buildings.presenting.asked_rows import called
from assistant.buildings.presenting.presenting import RowAnswer
from assistant.buildings.requirements import Order, Requirement, label, unit_of
from assistant.buildings.rows import ListedRow, vacancy_percent
from assistant.buildings.search.comparing import compare_fields
from assistant.buildings.search.ranking import JudgedRow, RowMatch, sort_key
from assistant.buildings.search.rooms import BETWEEN
from assistant.buildings.text_rules import plain
from assistant.records import DocumentKind
from assistant.text.figures import Span, read_number, show_number

MOST_COMPARED = 8
"""Rows that an answer sets side by side."""

_MOST_TOLD = 3
_FIGURE_WITH_UNIT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([^\d\s~-].*)?")
_SHOWN = (
    Field.VACANT_AREA_M2,
    Field.VACANCY_PERCENT,
    Field.TOTAL_AREA_M2,
    Field.RENT_YUAN_PER_M2_MONTH,
    Field.INVESTMENT_YUAN,
)


_TEN_THOUSAND = "万"


def present_comparison(match: RowMatch, english: bool) -> RowAnswer:
    """A column for each row, a line for each field that one of them tells; ``chunks`` are the rows' passages, in the columns' order."""
    said = {name: place for place, name in enumerate(match.requirement.names)}
    items = sorted(match.possible, key=lambda item: _place_of(item.row, said))[:MOST_COMPARED]
    rows = [item.row for item in items]
    lines = compare_fields(rows, english)
    names = [called(row, rows) for row in rows]
    differing = [line.label for line in lines if not line.same]
    order = match.requirement.order
    letter = "o" if match.requirement.kind is DocumentKind.OPPORTUNITY else "b"
    return RowAnswer(
        table=AnswerTable(
            ("item" if english else "项目", *names),
            tuple((line.label, *line.texts) for line in lines),
            len(lines),
            heads=("", *(f"{letter}/{row.id}" for row in rows)),
        ),
        chunks=tuple(row.chunk_for(match.requirement.asked or tuple(Field)) for row in rows),
        summary="".join(
            (
                _apart(items, match.requirement, False),
                _winner(items, order, False),
                _compared(names, len(lines), differing),
            )
        ),
        summary_english=" ".join(
            filter(
                None,
                (
                    _apart(items, match.requirement, True),
                    _winner(items, order, True),
                    _compared_english(names, len(lines), differing),
                ),
            )
        ),
        unmet=not match.fitting_total,
        requirement=match.requirement,
    )


def _place_of(row: ListedRow, said: Mapping[str, int]) -> int:
    """Where a row was named, by its name or by its floor as well."""
    name = plain(row.name)
    return min(
        said.get(name, len(said)), said.get(f"{name}{BETWEEN}{plain(row.texts.get(Field.FLOOR, ''))}", len(said))
    )


def _compared(names: Sequence[str], lines: int, differing: Sequence[str]) -> str:
    return f"{'、'.join(names)}并排比较，共 {lines} 项，其中 {len(differing)} 项不同。"


def _compared_english(names: Sequence[str], lines: int, differing: Sequence[str]) -> str:
    return f"{', '.join(names)} side by side: {lines} items, {len(differing)} of them differ."


def _winner(items: Sequence[JudgedRow], order: Order | None, english: bool) -> str:
    """Which row comes first in the order asked for, and those that cannot be compared."""
    if order is None:
        return ""
    field, name = order.field, label(order.field, english)
    every = [item.row for item in items]
    figures = {row.id: figure for row in every if (figure := sort_key(row, order)) is not None}
    unknown = [called(row, every) for row in every if row.id not in figures]
    if not figures:
        return f"No {name} is stated for any of them." if english else f"台账都没有列明{name}，比不出来。"
    best = (max if order.descending else min)(figures.values())
    first = [row for row in every if figures.get(row.id) == best]
    said = [f"{called(row, every)}{_remark(row.show(field), english)}" for row in first]
    others = [row for row in every if row not in first and row.id in figures]
    behind = [f"{called(row, every)}{_remark(row.show(field), english)}" for row in others[:_MOST_TOLD]]
    if english:
        word = "highest" if order.descending else "lowest"
        told = f"{word.capitalize()} {name}: {', '.join(said)}"
        told += f"; then {', '.join(behind)}." if behind else "."
        return told + (f" Not stated for {', '.join(unknown)}." if unknown else "")
    low, high = ("小", "大") if "面积" in name else ("低", "高")
    told = f"{name}较{high if order.descending else low}的是{'、'.join(said)}"
    told += f"，其余为{'、'.join(behind)}。" if behind else "。"
    return told + (f"{'、'.join(unknown)}没有列明{name}。" if unknown else "")


def _apart(items: Sequence[JudgedRow], requirement: Requirement, english: bool) -> str:
    """By how much two rows differ in what is asked for: in the ledger's own unit where both are told in one, else in the field's."""
    if not requirement.difference or len(items) < 2:
        return ""
    asked = [field for field in requirement.asked if sort_key(items[0].row, Order(field)) is not None]
    default = Field.INVESTMENT_YUAN if requirement.kind is DocumentKind.OPPORTUNITY else Field.VACANT_AREA_M2
    field = requirement.order.field if requirement.order is not None else next(iter(asked), default)
    first, last = items[0].row, items[-1].row
    told = [_told_as_written(row, field) for row in (first, last)]
    name = label(field, english)
    if told[0] is not None and told[1] is not None and told[0][1] == told[1][1]:
        figure, unit = abs(told[0][0] - told[1][0]), told[0][1]
        if unit.startswith(_TEN_THOUSAND) and figure < 1:
            figure, unit = figure * 10_000, unit.removeprefix(_TEN_THOUSAND) or "元"
        unit = f" {unit}" if unit else ""
    else:
        ends = [sort_key(row, Order(field)) for row in (first, last)]
        if ends[0] is None or ends[1] is None:
            return f"The difference in {name} cannot be told." if english else f"{name}没有都列明，算不出相差多少。"
        figure, unit = abs(ends[0] - ends[1]), unit_of(field, english)
    said = f"{show_number(figure)}{unit}"
    both = [called(row, (first, last)) for row in (first, last)]
    return f"Difference in {name}: {said}." if english else f"{both[0]}与{both[1]}的{name}相差 {said}。"


def _told_as_written(row: ListedRow, field: AnyField) -> tuple[Decimal, str] | None:
    """The single figure that a row's cell is, with the unit it is written in."""
    found = _FIGURE_WITH_UNIT.fullmatch(row.show(field).strip())
    figure = read_number(found[1]) if found else None
    return None if found is None or figure is None else (figure, (found[2] or "").strip())


def _remark(text: str, english: bool) -> str:
    return "" if not text else f" ({text})" if english else f"（{text}）"


def present_history(match: RowMatch, observations: Sequence[Observation], english: bool) -> RowAnswer:
    """A line for each edition, oldest first, of the row that fits; the row's passage is the source of what it says today."""
    row = match.possible[0].row
    told = [(item, _figures(item)) for item in observations]
    fields = [field for field in _SHOWN if any(field in figures for _, figures in told)]
    columns = [
        "day" if english else "日期",
        *(f"{label(field, english)}{_unit(field, english)}" for field in fields),
        "source" if english else "出处",
    ]
    lines = [
        (
            item.observed_on.isoformat(),
            *(_span(figures[field]) if field in figures else "-" for field in fields),
            _source(item, english),
        )
        for item, figures in told
    ]
    asked = [field for field in fields if field in match.requirement.asked] or fields[:2]
    return RowAnswer(
        table=AnswerTable(tuple(columns), tuple(lines), len(lines)),
        chunks=(row.chunk_for(asked),),
        summary=_told(row.name, told, asked, english=False),
        summary_english=_told(row.name, told, asked, english=True),
        unmet=not match.fitting_total,
        requirement=match.requirement,
    )


def _figures(item: Observation) -> dict[Field, Span]:
    vacancy = vacancy_percent(item.figures)
    return item.figures if vacancy is None else {**item.figures, Field.VACANCY_PERCENT: vacancy}


def _told(
    name: str, told: Sequence[tuple[Observation, dict[Field, Span]]], asked: Sequence[Field], english: bool
) -> str:
    days = list(dict.fromkeys(item.observed_on.isoformat() for item, _ in told))
    if len(days) < 2:
        day = "".join(days)
        return (
            f"{name}: the ledgers tell of one day only ({day}), so there is no change to tell."
            if english
            else f"{name}只有一期记录{f'（{day}）' if day else ''}，看不出变化；读入别的日期的台账后才有。"
        )
    facts = [fact for field in asked if (fact := _change(told, field, english))]
    if english:
        return f"{name}, {len(told)} records from {days[0]} to {days[-1]}: {'; '.join(facts)}."
    return f"{name}自 {days[0]} 至 {days[-1]} 有 {len(told)} 条记录：{'；'.join(facts)}。"


def _change(told: Sequence[tuple[Observation, dict[Field, Span]]], field: Field, english: bool) -> str:
    """``空置面积 12000 ㎡ → 9000 ㎡，减少 3000 ㎡``; a range has no difference."""
    known = [figures[field] for _, figures in told if field in figures]
    if not known:
        return f"{label(field, english)} {'not stated' if english else '没有列明'}"
    unit = unit_of(field, english)
    said = f"{label(field, english)} {_span(known[0])} → {_span(known[-1])}{unit}"
    first, last = known[0].exact, known[-1].exact
    if first is None or last is None:
        return said
    return f"{said}{', ' if english else '，'}{_difference(last - first, unit, english)}"


def _difference(difference: Decimal, unit: str, english: bool) -> str:
    if not difference:
        return "unchanged" if english else "没有变化"
    word = ("up", "增加") if difference > 0 else ("down", "减少")
    return f"{word[0 if english else 1]} {show_number(abs(difference))}{unit}"


def _span(span: Span) -> str:
    if span.exact is not None:
        return show_number(span.exact)
    low, high = ("" if end is None else show_number(end) for end in span.ends)
    return f"{low}-{high}"


def _unit(field: Field, english: bool) -> str:
    unit = unit_of(field, english).strip()
    return f" ({unit})" if english and unit else f"（{unit}）" if unit else ""


def _source(item: Observation, english: bool) -> str:
    row = "" if item.row is None else f" row {item.row}" if english else f"第{item.row}行"
    title = item.document if english else f"《{re.sub('[《》]', '', item.document)}》"
    return " ".join(filter(None, (title, item.sheet, row)))
