"""Whether a benefit has to do with what an investor told, so that a worksheet is no list of everything."""

from collections.abc import Sequence
from enum import Enum

from assistant.incentives.measures import RENT, RENTED_AREA, YEARLY_RENT
from assistant.incentives.records import Trait, TraitCondition
from assistant.incentives.situations.situation import Situation
from assistant.incentives.store import StoredRule
from assistant.incentives.worksheets.checking import Checked, Outcome

_ABOUT_THE_ASKER = (Trait.INDUSTRY, Trait.OWNERSHIP, Trait.HEADQUARTERS)
_TELL_LITTLE = (*_ABOUT_THE_ASKER, Trait.NEWCOMER)


class Relevance(Enum):
    """How much a benefit has to do with a situation: NEAR where its own conditions or its base were touched, RELATED where only its
    document is for such enterprises."""

    NONE = 0
    RELATED = 1
    NEAR = 2


def relevance_of(checked: Sequence[Checked], stored: StoredRule, situation: Situation) -> Relevance:
    """Where a document is plainly for others (another industry, not foreign-funded), or a benefit for another way of getting rooms,
    nothing else matters."""
    for item in checked:
        if item.outcome is Outcome.NOT_MET and _trait_of(item) in (*_ABOUT_THE_ASKER, Trait.ACTIVITY):
            return Relevance.NONE
    unknown_identity = any(item.outcome is Outcome.MISSING and _trait_of(item) in _ABOUT_THE_ASKER for item in checked)
    found = _by_what_was_told(checked, stored, situation)
    return Relevance.RELATED if found is Relevance.NEAR and unknown_identity else found


def _by_what_was_told(checked: Sequence[Checked], stored: StoredRule, situation: Situation) -> Relevance:
    told = [item for item in checked if item.outcome is not Outcome.MISSING and item.told]
    if any(_trait_of(item) not in _TELL_LITTLE for item in told):
        return Relevance.NEAR
    bases = {tier.formula.base for tier in stored.rule.tiers}
    renting = RENT in bases and bool({RENTED_AREA, YEARLY_RENT} & set(situation.figures))
    if bases & set(situation.figures) or renting:
        return Relevance.NEAR
    about = any(_trait_of(item) in _ABOUT_THE_ASKER for item in told)
    return Relevance.RELATED if about else Relevance.NONE


def _trait_of(item: Checked) -> Trait | None:
    return item.condition.trait if isinstance(item.condition, TraitCondition) else None
