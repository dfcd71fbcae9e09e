"""What the training of the pair reader is made of: an encoder to learn, and the pairs that are read."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.nn.functional import linear

from assistant.retrieval.adapter import changed, in_eight_bits
from assistant.retrieval.bert_encoder import Affine, BertEncoder, PairStates
from assistant.retrieval.pair_reader import LONGEST_QUESTION, LONGEST_TEXT, window_of
from training.examples import Example, Library

_FIRST_LAYER = 4
"""The layers below stay as they are: the reader's."""
_ATTENTION = ("attention.self.query", "attention.self.key", "attention.self.value")
_PARTS: Mapping[str, tuple[str, ...]] = {
    "query_key_value": _ATTENTION,
    "mixed": ("attention.output.dense",),
    "wide": ("intermediate.dense",),
    "narrow": ("output.dense",),
}
_TOGETHER = 24
_CONFUSED = 7
"""So many of the passages that the first look likes best, of those that do not answer, are read beside the right one, the liked ones more often."""


class LearningEncoder(BertEncoder):
    """The encoder with the linear layers of its upper part to learn, from where it stands."""

    def __init__(self, folder: Path, dtype: torch.dtype, max_tokens: int) -> None:
        super().__init__(folder, dtype, max_tokens)
        self.own = torch.nn.ParameterDict()
        self._first = _FIRST_LAYER

    def begin(self, tensors: Mapping[str, torch.Tensor], first: int = _FIRST_LAYER) -> None:
        """Learn from here: from the weights with what ``learned`` (or an adapter) gave before added to them. Layers below the ``first`` stay."""
        self._first, self.own = first, torch.nn.ParameterDict()
        state = self._state() if not tensors else changed(self._state(), tensors)
        for number in range(first, len(self._layers)):
            for part, names in _PARTS.items():
                weights = [state[f"encoder.layer.{number}.{name}.weight"].float() for name in names]
                self.own[f"{number}_{part}"] = torch.nn.Parameter(torch.cat(weights))

    def _product(self, inputs: torch.Tensor, affine: Affine, number: int, part: str) -> torch.Tensor:
        if number < self._first:
            return super()._product(inputs, affine, number, part)
        return linear(inputs, self.own[f"{number}_{part}"].to(inputs.dtype), affine.bias)

    def _attended(
        self, queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, mask: torch.Tensor | None
    ) -> torch.Tensor:
        """Written out: backwards PyTorch's own takes four times as long in bfloat16 on a processor."""
        likeness = torch.matmul(queries / math.sqrt(queries.shape[-1]), keys.transpose(-1, -2))
        if mask is not None:
            likeness = likeness.masked_fill(~mask, -1e4)
        return torch.matmul(torch.softmax(likeness, dim=-1), values)

    def states(
        self, pairs: Sequence[tuple[str, str]], longest_left: int = LONGEST_QUESTION, longest_right: int = LONGEST_TEXT
    ) -> PairStates:
        """As ``encode_pairs``, computed in parts of like length, in the order of the pairs."""
        order = sorted(range(len(pairs)), key=lambda at: len(pairs[at][0]) + len(pairs[at][1]))
        parts = [
            self.encode_pairs([pairs[at] for at in order[start : start + _TOGETHER]], longest_left, longest_right)
            for start in range(0, len(order), _TOGETHER)
        ]
        back = torch.argsort(torch.tensor(order))
        return PairStates(
            *(torch.cat([getattr(one, name) for one in parts])[back] for name in ("beginning", "left", "right"))
        )

    def learned(self) -> dict[str, torch.Tensor]:
        """What was learned, as the change of each weight in eight bits and a scale for each of its rows (adapter.py)."""
        tensors: dict[str, torch.Tensor] = {}
        state = self._state()
        for number in range(self._first, len(self._layers)):
            for part, names in _PARTS.items():
                own = self.own[f"{number}_{part}"].detach().chunk(len(names))
                for name, weight in zip(names, own, strict=True):
                    layer = f"encoder.layer.{number}.{name}"
                    tensors.update(in_eight_bits(layer, weight - state[f"{layer}.weight"].float()))
        return tensors


@dataclass(frozen=True, slots=True)
class Looked:
    """An example with the first look's logits of its passages, those of their sentences, and its logit that any passage answers."""

    example: Example
    logits: tuple[float, ...]
    shares: tuple[tuple[float, ...], ...]
    held: float

    def text(self, library: Library, place: int, *, seen: bool = True) -> str:
        """What is read of one of its passages. Unless ``seen``, of one that answers the sentences about the answer, where the first look missed them."""
        passage = library.passages[self.example.passages[place]]
        text, numbers = window_of(passage.above, passage.sentences, self.shares[place])
        belongs = self.example.sentences[place]
        if seen or not any(belongs) or any(belongs[number] for number in numbers):
            return text
        return window_of(passage.above, passage.sentences, self.shares[place], centre=belongs.index(1.0))[0]

    def drawn(self, library: Library, together: int, chance: random.Random) -> tuple[list[str], bool]:
        """Texts to be read for its question, the one that answers first, and whether there is one."""
        labels = self.example.labels
        order = sorted(range(len(labels)), key=lambda place: -self.logits[place])
        right = [place for place in order if labels[place] == 1.0]
        wrong = [place for place in order if labels[place] == 0.0][:_CONFUSED]
        texts = [self.text(library, chance.choice(right), seen=False)] if right else []
        while wrong and len(texts) < together:
            weights = [1 / (1 + rank) for rank in range(len(wrong))]
            texts.append(self.text(library, wrong.pop(chance.choices(range(len(wrong)), weights)[0])))
        return texts, bool(right)
