"""What a demand wants done (to be paid, stopped, told …), learned from ``demand_acts.yaml``: what must be found out for it, how it is granted, and why not."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.replying.nearness import Nearness
from assistant.retrieval.embedding import Embedder

_EXAMPLES = Path(__file__).with_name("demand_acts.yaml")


class ActWords(BaseModel):
    """What a letter says of a demand: what was found, that it is supported, why it is not. "" where there is nothing to say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    find: str = ""
    grant: str = Field(min_length=4)
    refuse: str = ""


class DemandAct(ActWords):
    """One thing that demands want: its ``name`` in a letter, the words of the letter, also in English, and whether it is met by telling. The Chinese
    texts have the places {who}, {unit}, {you}, {ways} and {department}."""

    key: str
    name: str = Field(min_length=2)
    tells: bool = False
    english: ActWords
    examples: tuple[str, ...] = Field(min_length=4)


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
