"""What is known of an investor: figures, traits, days, and judgements on conditions that only a person can make."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from assistant.incentives.records import Beneficiary, Trait


@dataclass(frozen=True, slots=True)
class Range:
    """A figure as told: ``low`` equals ``high`` unless it was told roughly (两三千). ``told`` are the asker's words."""

    low: Decimal
    high: Decimal
    told: str = ""

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Situation:
    """``figures`` by the name of the measure, in its unit. ``traits`` hold, ``denied`` do not; what is in neither is not known.

    ``moved_in`` is the first day in the rented rooms, ``arrived`` the day of registration in the district. ``answers`` are
    judgements on text conditions, by the condition's words.
    """

    figures: Mapping[str, Range] = field(default_factory=dict)
    traits: Mapping[Trait, tuple[str, ...]] = field(default_factory=dict)
    denied: Mapping[Trait, tuple[str, ...]] = field(default_factory=dict)
    moved_in: date | None = None
    arrived: date | None = None
    answers: Mapping[str, bool] = field(default_factory=dict)
    beneficiary: Beneficiary = Beneficiary.ENTERPRISE

    @property
    def says_something(self) -> bool:
        return bool(self.figures or self.traits or self.denied or self.moved_in or self.arrived)

    @property
    def count(self) -> int:
        """How many facts are known."""
        traits = sum(len(values) for values in (*self.traits.values(), *self.denied.values()))
        return len(self.figures) + traits + (self.moved_in is not None) + (self.arrived is not None)

    def figure(self, measure: str) -> Range | None:
        return self.figures.get(measure)

    def refined_by(self, later: "Situation") -> "Situation":
        """This situation with what was told later in the place of its like."""
        traits = {**self.traits}
        for trait, values in later.traits.items():
            kept = () if trait in (Trait.INDUSTRY, Trait.LOCATION) else traits.get(trait, ())
            traits[trait] = tuple(dict.fromkeys((*kept, *values)))
        denied = {**self.denied}
        for trait, values in later.denied.items():
            denied[trait] = tuple(dict.fromkeys((*denied.get(trait, ()), *values)))
        for trait in Trait:
            held, refused = traits.get(trait, ()), denied.get(trait, ())
            traits[trait] = tuple(value for value in held if value not in later.denied.get(trait, ()))
            denied[trait] = tuple(value for value in refused if value not in later.traits.get(trait, ()))
        return replace(
            later,
            figures={**self.figures, **later.figures},
            traits={trait: values for trait, values in traits.items() if values},
            denied={trait: values for trait, values in denied.items() if values},
            moved_in=later.moved_in or self.moved_in,
            arrived=later.arrived or self.arrived,
            answers={**self.answers, **later.answers},
        )
