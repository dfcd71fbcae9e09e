"""What a demand wants done (to be paid, stopped, told …), learned from ``demand_acts.yaml``: what must be found out for it and how it is granted."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.replying.nearness import Nearness
from assistant.retrieval.embedding import Embedder

_EXAMPLES = Path(__file__).with_name("demand_acts.yaml")


class DemandAct(BaseModel):
    """One thing that demands want done: its ``name`` in a letter, how a letter grants it (also in English), and the questions that staff must find out for it. The
    texts have the places {who}, {you}, {rule} and {ways}."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    name: str = Field(min_length=2)
    grant: str = Field(min_length=4)
    english: str = Field(min_length=4)
    find: tuple[str, ...]
    examples: tuple[str, ...] = Field(min_length=4)

    @property
    def tells(self) -> bool:
        """Whether it is met by telling, not by doing."""
        return self.key in {"tell", "where", "answer", "spare", "praise"}


def load_acts() -> dict[str, DemandAct]:
    """The acts by their key."""
    read = yaml.safe_load(_EXAMPLES.read_text(encoding="utf-8"))
    return {key: DemandAct.model_validate({"key": key, **one}) for key, one in read.items()}


class DemandActs:
    """Tells them. Threads may share it."""

    def __init__(self, embedder: Embedder) -> None:
        self._acts = load_acts()
        self._nearness = Nearness(embedder, {name: act.examples for name, act in self._acts.items()})

    def of(self, demand: str) -> DemandAct:
        """Which one a demand is."""
        (scores,) = self._nearness.scores([demand])
        return self._acts[max(scores, key=scores.__getitem__)]
