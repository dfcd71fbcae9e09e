"""A situation said back, so that the asker sees what was understood."""

from assistant.incentives.measures import unit_of
from assistant.incentives.records import Trait
from assistant.incentives.situations.situation import Range, Situation
from assistant.incentives.wording import figure


def understood(situation: Situation) -> tuple[str, ...]:
    """``注册资本 5,000万元``, ``外商投资``, ``不是总部企业`` …"""
    figures = [f"{name} {shown(found, name)}" for name, found in situation.figures.items()]
    held = [value for trait, values in situation.traits.items() for value in _shortest(trait, values)]
    refused = [f"不是{value}" for values in situation.denied.values() for value in values]
    days = []
    if situation.moved_in is not None:
        days.append(f"{situation.moved_in} 前已入驻")
    if situation.arrived is not None:
        days.append(f"{situation.arrived} 起在本区")
    return (*held, *refused, *figures, *days)


def shown(found: Range, measure: str) -> str:
    """A figure of the situation with its unit; both ends where it is rough."""
    unit = unit_of(measure)
    if found.exact:
        return figure(found.low, unit)
    return f"{figure(found.low, unit)}至{figure(found.high, unit)}"


def _shortest(trait: Trait, values: tuple[str, ...]) -> tuple[str, ...]:
    """综合型总部企业 tells 总部企业 too."""
    if trait is Trait.HEADQUARTERS and len(values) > 1:
        return values[:1]
    return values
