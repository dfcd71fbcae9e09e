"""A situation said back, so that the asker sees what was understood."""

from assistant.incentives.languages import CHINESE, Language
from assistant.incentives.records import Trait
from assistant.incentives.situations.situation import Situation


def understood(situation: Situation, words: Language = CHINESE) -> tuple[str, ...]:
    """``注册资本 5,000万元``, ``外商投资``, ``不是总部企业`` …"""
    figures = [words.told_of(name, found) for name, found in situation.figures.items()]
    held = [words.name(value) for trait, values in situation.traits.items() for value in _shortest(trait, values)]
    denied = [value for values in situation.denied.values() for value in values]
    days = []
    if situation.moved_in is not None:
        days.append(words.say("already_in", day=situation.moved_in))
    if situation.arrived is not None:
        days.append(words.say("arrived", day=situation.arrived))
    return (*held, *(words.say("refused", value=words.name(value)) for value in denied), *figures, *days)


def _shortest(trait: Trait, values: tuple[str, ...]) -> tuple[str, ...]:
    """综合型总部企业 tells 总部企业 too."""
    if trait is Trait.HEADQUARTERS and len(values) > 1:
        return values[:1]
    return values
