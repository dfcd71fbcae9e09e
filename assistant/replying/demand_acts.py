"""What a demand wants done (to be paid, stopped, told …), learned from ``demand_acts.yaml``, and what must be found out for it."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.replying.nearness import Nearness
from assistant.retrieval.embedding import Embedder

_EXAMPLES = Path(__file__).with_name("demand_acts.yaml")


class DemandAct(BaseModel):
    """One thing that demands want done. ``find`` has the places {core}, {who} and {you}."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    find: str = Field(min_length=4)
    examples: tuple[str, ...] = Field(min_length=4)


class DemandActs:
    """Tells them. Threads may share it."""

    def __init__(self, embedder: Embedder) -> None:
        read = yaml.safe_load(_EXAMPLES.read_text(encoding="utf-8"))
        self._acts = {name: DemandAct.model_validate(one) for name, one in read.items()}
        self._nearness = Nearness(embedder, {name: act.examples for name, act in self._acts.items()})

    def name_of(self, demand: str) -> str:
        """Which one a demand is."""
        (scores,) = self._nearness.scores([demand])
        return max(scores, key=scores.__getitem__)

    def question_for(self, demand: str, core: str, who: str, you: str) -> str:
        """What staff must find out for a demand, with the office that can tell."""
        return self._acts[self.name_of(demand)].find.format(core=core, who=who, you=you)
