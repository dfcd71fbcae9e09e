"""A condition held against a situation: 满足, 不满足 or 待补材料, with what was told and what is still to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from assistant.incentives.languages import CHINESE, Language
from assistant.incentives.measures import (
    ARRIVAL,
    DECORATION_COST,
    EQUIPMENT,
    PAID_IN_CAPITAL,
    PURCHASE_PRICE,
    PURCHASED_AREA,
    REGISTERED_CAPITAL,
    RENT,
    RENTED_AREA,
    STAY,
    YEARLY_RENT,
    unit_of,
)
from assistant.incentives.records import (
    AnyOf,
    Condition,
    FigureCondition,
    Operator,
    Quote,
    TextCondition,
    Trait,
    TraitCondition,
)
from assistant.incentives.situations.situation import Range, Situation
from assistant.incentives.traits import BUYS, DECORATES, HEADQUARTERS, RENTS, UPGRADES


class Outcome(StrEnum):
    """What a condition comes to."""

    MET = "满足"
    NOT_MET = "不满足"
    MISSING = "待补材料"


@dataclass(frozen=True, slots=True)
class Checked:
    """``asked`` is the condition in words, ``told`` what the situation says of it, ``missing`` what has to be shown ("" if nothing)."""

    condition: Condition
    asked: str
    outcome: Outcome
    told: str
    missing: str
    quote: Quote


_ACTIVITIES = {
    RENTS: (RENTED_AREA, RENT, YEARLY_RENT),
    BUYS: (PURCHASED_AREA, PURCHASE_PRICE),
    DECORATES: (DECORATION_COST,),
    UPGRADES: (EQUIPMENT,),
}
_IMPLIED = {"专精特新“小巨人”": ("专精特新",)}


def check(condition: Condition, situation: Situation, day: date, words: Language = CHINESE) -> Checked:
    """One condition on a day, told in a language."""
    if isinstance(condition, FigureCondition):
        return _figure(condition, situation, day, words)
    if isinstance(condition, TraitCondition):
        return _trait(condition, situation, words)
    if isinstance(condition, AnyOf):
        return _any(condition, situation, day, words)
    return _text(condition, situation, words)


def overall(checked: Sequence[Checked]) -> Outcome:
    """What conditions that must all hold come to."""
    outcomes = {item.outcome for item in checked}
    if Outcome.NOT_MET in outcomes:
        return Outcome.NOT_MET
    return Outcome.MISSING if Outcome.MISSING in outcomes else Outcome.MET


def figure_of(measure: str, situation: Situation, day: date) -> Range | None:
    """A figure of the situation, told or following from what was told."""
    found = situation.figure(measure)
    if found is not None:
        return found
    if measure == STAY and situation.moved_in is not None:
        months = Decimal(months_between(situation.moved_in, day))
        return Range(months, months, f"{situation.moved_in} 前入驻")
    if measure == ARRIVAL and situation.arrived is not None:
        as_number = Decimal(situation.arrived.strftime("%Y%m%d"))
        return Range(as_number, as_number, f"{situation.arrived}")
    if measure == RENT:
        yearly, area = situation.figure(YEARLY_RENT), situation.figure(RENTED_AREA)
        if yearly and area and area.low and area.exact and yearly.exact:
            monthly = (yearly.low / area.low / 12).quantize(Decimal("0.01"))
            return Range(monthly, monthly, f"{yearly.told}÷{area.told}")
    return None


def months_between(first: date, last: date) -> int:
    """Whole months from one day to another, 0 where it lies ahead."""
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    return max(months, 0)


def _figure(condition: FigureCondition, situation: Situation, day: date, words: Language) -> Checked:
    asked, found = words.condition(condition), figure_of(condition.measure, situation, day)
    if found is None and condition.measure == PAID_IN_CAPITAL:
        return _paid_in(condition, situation, asked, words)
    if found is None:
        return Checked(condition, asked, Outcome.MISSING, "", words.material(condition.measure), condition.quote)
    unit, measure = unit_of(condition.measure) or condition.unit, words.name(condition.measure)
    told = words.say("figure_told", measure=measure, figure=words.told(found, condition.unit))
    if unit != condition.unit:
        missing = words.say("in_unit", unit=words.name(condition.unit), measure=measure)
        return Checked(condition, asked, Outcome.MISSING, told, missing, condition.quote)
    low, high = (_holds(condition, value) for value in (found.low, found.high))
    if low == high:
        return Checked(condition, asked, Outcome.MET if low else Outcome.NOT_MET, told, "", condition.quote)
    return Checked(condition, asked, Outcome.MISSING, told, words.say("exact", measure=measure), condition.quote)


def _holds(condition: FigureCondition, value: Decimal) -> bool:
    wanted = condition.figure
    return {
        Operator.AT_LEAST: value >= wanted,
        Operator.MORE_THAN: value > wanted,
        Operator.LESS_THAN: value < wanted,
        Operator.AT_MOST: value <= wanted,
    }[condition.operator]


def _paid_in(condition: FigureCondition, situation: Situation, asked: str, words: Language) -> Checked:
    """Registered capital bounds what has been paid in, and proves no more."""
    registered = situation.figure(REGISTERED_CAPITAL)
    missing = words.material(PAID_IN_CAPITAL)
    if registered is None:
        return Checked(condition, asked, Outcome.MISSING, "", missing, condition.quote)
    told = words.say("registered_only", figure=words.told(registered, condition.unit))
    outcome = Outcome.MISSING if _holds(condition, registered.high) else Outcome.NOT_MET
    return Checked(condition, asked, outcome, told, missing if outcome is Outcome.MISSING else "", condition.quote)


def _trait(condition: TraitCondition, situation: Situation, words: Language) -> Checked:
    asked = words.condition(condition)
    held = _held(condition.trait, situation)
    matching = [value for value in held if value in condition.values]
    if condition.trait is Trait.NEWCOMER and situation.arrived is not None and not situation.denied.get(Trait.NEWCOMER):
        matching = [words.say("arrived", day=situation.arrived)]
    if matching:
        return Checked(condition, asked, Outcome.MET, words.names(matching), "", condition.quote)
    refused = situation.denied.get(condition.trait, ())
    told = words.names(held)
    if HEADQUARTERS in refused or (refused and set(condition.values) <= set(refused)):
        return Checked(
            condition, asked, Outcome.NOT_MET, words.say("none_of", values=words.names(refused)), "", condition.quote
        )
    exclusive = condition.trait in (Trait.INDUSTRY, Trait.LOCATION)
    if condition.trait is Trait.HEADQUARTERS:
        exclusive = any(value != HEADQUARTERS for value in held)
    if exclusive and held:
        return Checked(condition, asked, Outcome.NOT_MET, told, "", condition.quote)
    if condition.trait is Trait.ACTIVITY and condition.values[0] in (RENTS, BUYS) and held:
        return Checked(condition, asked, Outcome.NOT_MET, told, "", condition.quote)
    missing = words.say("which", asked=words.say(f"ask_{condition.trait}"), values=words.names(condition.values))
    return Checked(condition, asked, Outcome.MISSING, told, missing, condition.quote)


def _held(trait: Trait, situation: Situation) -> tuple[str, ...]:
    held = situation.traits.get(trait, ())
    if trait is Trait.ACTIVITY:
        done = (name for name, measures in _ACTIVITIES.items() if any(m in situation.figures for m in measures))
        held = (*held, *done)
    implied = (value for name in held for value in _IMPLIED.get(name, ()))
    return tuple(dict.fromkeys((*held, *implied)))


def _any(condition: AnyOf, situation: Situation, day: date, words: Language) -> Checked:
    ways = [[check(item, situation, day, words) for item in option] for option in condition.options]
    outcomes = [overall(way) for way in ways]
    asked = words.condition(condition)
    best = next((wanted for wanted in (Outcome.MET, Outcome.MISSING) if wanted in outcomes), Outcome.NOT_MET)
    deciding = ways[outcomes.index(best)]
    told = words.say("next").join(
        dict.fromkeys(item.told for way in ([deciding] if best is Outcome.MET else ways) for item in way if item.told)
    )
    lacking = [item.missing for way in ways for item in way if item.missing]
    missing = "" if best is not Outcome.MISSING else words.say("or_shown").join(lacking)
    return Checked(condition, asked, best, told, missing, condition.quote)


def _text(condition: TextCondition, situation: Situation, words: Language) -> Checked:
    text = words.quoted(condition)
    answer = situation.answers.get(text)
    if answer is None:
        return Checked(condition, text, Outcome.MISSING, "", words.say("to_judge", text=text), condition.quote)
    return Checked(
        condition, text, Outcome.MET if answer else Outcome.NOT_MET, words.say("judged"), "", condition.quote
    )
