"""What a demand wants done (to be paid, stopped, told …), learned from ``demand_acts.yaml``: what must be found out for it, how it is granted, and why not."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assistant.replying.nearness import Nearness
from assistant.retrieval.embedding import Embedder

_EXAMPLES = Path(__file__).with_name("demand_acts.yaml")
UNSURE = "unsure"
"""The act of a demand that is like none surely: nothing is found or proposed for it, it is verified first."""
_SURELY = 0.5
"""Least probability of an act that a letter answers: it is rather that one than any other."""


class ActWords(BaseModel):
    """What a letter says of a demand: what was found, that it is supported, why it is not. "" where there is nothing to say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    find: str = ""
    grant: str = Field(min_length=4)
    refuse: str = ""


class DemandAct(ActWords):
    """One thing that demands want: its ``name`` in a letter, the words of the letter, also in English, and whether it is met by telling. The Chinese
    texts have the places {who}, {unit}, {you}, {ways} and {department}. ``words`` are those of which a demand must hold one; without any it need not."""

    key: str
    name: str = Field(min_length=2)
    tells: bool = False
    english: ActWords
    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    def fits(self, demand: str) -> bool:
        """Whether a demand speaks of what this act is about."""
        said = demand.lower()
        return not self.words or any(word in said for word in self.words)


def load_acts() -> dict[str, DemandAct]:
    """The acts by their key."""
    read = yaml.safe_load(_EXAMPLES.read_text(encoding="utf-8"))
    return {key: DemandAct.model_validate({"key": key, **one}) for key, one in read.items()}


class DemandActs:
    """Tells them. Threads may share it."""

    def __init__(self, embedder: Embedder) -> None:
        self._acts = load_acts()
        self._nearness = Nearness(embedder, {name: act.examples for name, act in self._acts.items() if name != UNSURE})

    def of(self, demand: str) -> DemandAct:
        """Which one a demand is likest."""
        return self._acts[self._nearness.likeliest(demand).kind]

    def answered(self, demand: str) -> DemandAct:
        """Which one a letter may answer: the likest where that is rather right than not and the demand speaks of it; else UNSURE."""
        likeliest = self._nearness.likeliest(demand)
        act = self._acts[likeliest.kind]
        return act if likeliest.sureness >= _SURELY and act.fits(demand) else self._acts[UNSURE]
