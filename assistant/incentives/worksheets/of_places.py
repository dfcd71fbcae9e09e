"""What policies pay whoever rents a place: by the place's own rent and the area that is looked for."""

from datetime import date
from decimal import Decimal

from assistant.buildings.columns import Field
from assistant.buildings.requirements import Requirement
from assistant.buildings.rows import ListedRow
from assistant.incentives.measures import RENT, RENTED_AREA, YEARLY_RENT
from assistant.incentives.records import Topic, Trait
from assistant.incentives.situations.situation import Range, Situation
from assistant.incentives.store import RuleBook
from assistant.incentives.traits import RENTS
from assistant.incentives.wording import formula_line, number
from assistant.incentives.worksheets.checking import Outcome
from assistant.incentives.worksheets.worksheet import Line, make_worksheet

_MOST = 3
_MOST_MISSING = 4
_BASES = frozenset({RENT, RENTED_AREA, YEARLY_RENT})


def benefits_of_place(
    book: RuleBook, told: Situation, requirement: Requirement, row: ListedRow, day: date
) -> tuple[str, ...]:
    """Lines on what is paid for the rooms of a row to somebody of this situation: the clause, its formula, what it comes to, what is still to be
    shown, and which of them exclude each other. Those for an industry or a status come only where it was told."""
    figures = dict(told.figures)
    rent = row.spans.get(Field.RENT_YUAN_PER_M2_MONTH)
    if rent is not None and rent.low is not None:
        figures[RENT] = Range(rent.low, rent.low)
    area = _area_of(requirement)
    if RENTED_AREA not in figures and area is not None:
        figures[RENTED_AREA] = Range(area, area)
    renting = Situation(figures=figures, traits={Trait.ACTIVITY: (RENTS,)})
    sheet = make_worksheet(book, told.refined_by(renting), day)
    lines = [line for line in sheet.lines if line.near and line.outcome is not Outcome.NOT_MET and _is_of_rooms(line)]
    chosen = {line.stored.rule.id for line in lines[:_MOST]}
    apart = (conflict.reason for conflict in sheet.conflicts if len(chosen.intersection(conflict.rule_ids)) > 1)
    return (*(_told(line) for line in lines[:_MOST]), *dict.fromkeys(apart))


def _is_of_rooms(line: Line) -> bool:
    return line.stored.rule.topic is Topic.RENT or line.tier.formula.base in _BASES


def _area_of(requirement: Requirement) -> Decimal | None:
    """The area that is looked for: the middle of its bounds, or the one bound that there is."""
    wanted = requirement.range_of(Field.VACANT_AREA_M2)
    if wanted is None:
        return None
    bounds = [bound for bound in (wanted.minimum, wanted.maximum) if bound is not None]
    return sum(bounds, Decimal(0)) / len(bounds) if bounds else None


def _told(line: Line) -> str:
    rule = line.stored.rule
    parts = [f"《{line.document.title}》{rule.source.clause} {rule.name}"]
    if not line.stored.confirmed:
        return f"{parts[0]}：金额待工作人员核实"
    parts.append(formula_line(line.tier.formula))
    amount = line.amount
    if amount is not None and amount.total is not None:
        years = f"{len(amount.years)} 年共 " if len(amount.years) > 1 else ""
        parts.append(f"按所列租金和面积估算{years}{number(amount.total)} {amount.currency or '元'}")
    if line.missing:
        parts.append(f"还要核对：{'、'.join(line.missing[:_MOST_MISSING])}")
    return "；".join([f"{parts[0]}：{parts[1]}", *parts[2:]])
