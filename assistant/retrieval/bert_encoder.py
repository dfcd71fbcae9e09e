"""The built-in model's encoder in plain PyTorch, from the folder that ``bundled_model.py`` writes.

Importing sentence-transformers takes 7 to 10 seconds and 240 MB that one model of one architecture does not need (docs/libraries.md), so the
forty lines of its forward pass stand here; a test holds them to sentence-transformers' own vectors. BERT after Devlin and others, NAACL 2019,
with layer normalisation behind each part; the mean over all tokens as E5 takes it (Wang and others, arXiv 2212.03533).
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn.functional import gelu, layer_norm, linear, normalize, scaled_dot_product_attention

from assistant.errors import ModelUnavailable
from assistant.retrieval.adapter import merged

_WORDS, _POSITIONS, _TYPES = (f"embeddings.{name}_embeddings.weight" for name in ("word", "position", "token_type"))
_EMBEDDINGS_NORM = "embeddings.LayerNorm"
_QUERY_KEY_VALUE = ("attention.self.query", "attention.self.key", "attention.self.value")
_MIXED, _MIXED_NORM, _WIDE = "attention.output.dense", "attention.output.LayerNorm", "intermediate.dense"
_NARROW, _NARROW_NORM = "output.dense", "output.LayerNorm"
_MAIN_TOKENS, _BESIDE_TOKENS = 192, 64
"""Tokens of a window of a long text that are read from it, and those on either side that they are seen with."""
_PREFIX = "0.model."  # of the weights' names in sentence-transformers: a fingerprint does not depend on who computes


@dataclass(frozen=True, slots=True)
class Affine:
    """Weight and bias of a linear layer or of a normalisation."""

    weight: torch.Tensor
    bias: torch.Tensor


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer; queries, keys and values are computed in one product."""

    query_key_value: Affine
    mixed: Affine
    mixed_norm: Affine
    wide: Affine
    narrow: Affine
    narrow_norm: Affine


@dataclass(frozen=True, slots=True)
class PairStates:
    """Of pairs of texts that were read together: what the last layer says of their beginning, and unit-length means over the tokens of the
    left and of the right text; each of shape (pairs, dimensions), float32."""

    beginning: torch.Tensor
    left: torch.Tensor
    right: torch.Tensor


class BertEncoder:
    """A sentence-transformers folder of a BERT model with mean pooling. Threads may share it: it keeps no state between calls."""

    def __init__(self, folder: Path, dtype: torch.dtype, max_tokens: int) -> None:
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            prompts = json.loads((folder / "config_sentence_transformers.json").read_text(encoding="utf-8"))["prompts"]
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            # Mapped from the file, not read: of 250,000 words a library uses a few thousand.
            self._stored = load_file(folder / "model.safetensors")
            self._heads = int(config["num_attention_heads"])
            self._epsilon = float(config["layer_norm_eps"])
            self._padding = int(config["pad_token_id"])
            self._begin, self._end = self._tokenizer.encode("").ids
            self._layers = [_layer(number, self._stored, dtype) for number in range(int(config["num_hidden_layers"]))]
            self._norm = _affine(_EMBEDDINGS_NORM, self._stored, dtype)
        except (OSError, ValueError, KeyError) as error:
            raise ModelUnavailable(f"内置向量模型的文件夹 {folder} 不完整，请删除它再试：下次启动会重新还原") from error
        self._dtype = dtype
        self._adapters: tuple[Path, ...] = ()
        self._adapted: dict[Path, BertEncoder] = {}
        self._adapting = Lock()
        self.prompts: dict[str, str] = dict(prompts)
        self.window = min(max_tokens, int(config["max_position_embeddings"]))
        self.dimensions = int(config["hidden_size"])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Length of each text in tokens, without special tokens."""
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def encode(self, texts: Sequence[str], prompt: str) -> np.ndarray:
        """Unit-length float32 vectors, shape (len(texts), dimensions). What is longer than the window is cut."""
        tokens, mask = self._padded(
            [encoding.ids for encoding in self._tokenizer.encode_batch([prompt + text for text in texts])]
        )
        with torch.inference_mode():
            hidden = self._hidden_states(tokens, None if mask.all() else mask)
            return _mean(hidden, mask).numpy()

    def encode_pairs(self, pairs: Sequence[tuple[str, str]], longest_left: int, longest_right: int) -> PairStates:
        """Both texts of each pair in one, so that each word of the one is seen from the other. ``longest_…`` are in tokens: of a longer left text
        the middle is left out, of a right one the end."""
        left = [_without_middle(ids, longest_left) for ids in self._words(self.prompts["query"], pairs, 0)]
        right = [ids[:longest_right] for ids in self._words(self.prompts["document"], pairs, 1)]
        tokens, mask = self._padded(
            [
                [self._begin, *one, self._end, self._end, *other, self._end]
                for one, other in zip(left, right, strict=True)
            ]
        )
        place = torch.arange(tokens.shape[1])[None, :]
        is_left = place < torch.tensor([2 + len(ids) for ids in left])[:, None]
        hidden = self._hidden_states(tokens, None if mask.all() else mask)
        beginning = normalize(hidden[:, 0].float(), dim=1)
        return PairStates(beginning, _mean(hidden, is_left), _mean(hidden, mask & ~is_left))

    def encode_parts(self, text: str, parts: Sequence[tuple[int, int]]) -> torch.Tensor:
        """What the last layer says of each part of a text (from one character up to another), seen with what stands around it: means over the tokens,
        shape (parts, dimensions), float32. A long text is read in windows that overlap."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        ids, offsets = encoding.ids, encoding.offsets
        begins_at, ends_at = [begin for begin, _ in offsets], [end for _, end in offsets]
        starts = [min(bisect_right(ends_at, begin), len(ids) - 1) for begin, _ in parts]
        ends = [bisect_left(begins_at, end) for _, end in parts]
        found: dict[int, torch.Tensor] = {}
        for main in range(0, max(len(ids), 1), _MAIN_TOKENS):
            low, high = max(main - _BESIDE_TOKENS, 0), main + _MAIN_TOKENS + _BESIDE_TOKENS
            here = [at for at, start in enumerate(starts) if main <= start < main + _MAIN_TOKENS]
            if not here:
                continue
            hidden = self._hidden_states(torch.tensor([[self._begin, *ids[low:high], self._end]]), None)[
                0, 1:-1
            ].float()
            for at in here:
                found[at] = hidden[starts[at] - low : max(ends[at], starts[at] + 1) - low].mean(dim=0)
        return torch.stack([found[at] for at in range(len(parts))])

    def _words(self, prompt: str, pairs: Sequence[tuple[str, str]], side: int) -> list[list[int]]:
        texts = [prompt + pair[side] for pair in pairs]
        return [encoding.ids for encoding in self._tokenizer.encode_batch(texts, add_special_tokens=False)]

    def adapted(self, adapter: Path) -> "BertEncoder":
        """The same model with one more adapter (adapter.py), made once; layers that it leaves as they are, and the words, are shared.

        Raises KeyError where the part is of another model.
        """
        with self._adapting:
            known = self._adapted.get(adapter)
            if known is None:
                known = self._adapted[adapter] = self._with(adapter)
            return known

    def _with(self, adapter: Path) -> "BertEncoder":
        before = self._state()
        after = merged(before, adapter)
        other = copy(self)
        other._adapters = (*self._adapters, adapter)
        other._adapted, other._adapting = {}, Lock()
        other._layers = [
            layer if _is_untouched(number, before, after) else _layer(number, after, self._dtype)
            for number, layer in enumerate(self._layers)
        ]
        return other

    def _state(self) -> Mapping[str, torch.Tensor]:
        """The stored weights with its adapters, merged anew: kept, they would be another 60 MB a part."""
        state: Mapping[str, torch.Tensor] = self._stored
        for adapter in self._adapters:
            state = merged(state, adapter)
        return state

    def weights(self) -> Iterator[tuple[str, torch.Tensor]]:
        """Every weight as it is stored, in sentence-transformers' order and under its names."""
        for name in (_WORDS, _POSITIONS, _TYPES, f"{_EMBEDDINGS_NORM}.weight", f"{_EMBEDDINGS_NORM}.bias"):
            yield _PREFIX + name, self._stored[name]
        parts = (*_QUERY_KEY_VALUE, _MIXED, _MIXED_NORM, _WIDE, _NARROW, _NARROW_NORM)
        for number in range(len(self._layers)):
            for part in parts:
                for kind in ("weight", "bias"):
                    name = f"encoder.layer.{number}.{part}.{kind}"
                    yield _PREFIX + name, self._stored[name]

    def _padded(self, texts: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
        """Tokens and what of them is text, both of shape (texts, longest). A cut text keeps its end token."""
        cut = [ids if len(ids) <= self.window else [*ids[: self.window - 1], ids[-1]] for ids in texts]
        longest = max(map(len, cut))
        tokens = torch.tensor([[*ids, *[self._padding] * (longest - len(ids))] for ids in cut])
        lengths = torch.tensor([len(ids) for ids in cut])
        return tokens, torch.arange(longest)[None, :] < lengths[:, None]

    def _hidden_states(self, tokens: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """What the last layer says of each token, shape (texts, longest, dimensions); ``mask`` is None where nothing is padded."""
        embedded = (
            self._stored[_WORDS][tokens].to(self._dtype)
            + self._stored[_TYPES][0].to(self._dtype)
            + self._stored[_POSITIONS][: tokens.shape[1]].to(self._dtype)
        )
        hidden = self._normalised(embedded, self._norm)
        attended_to = None if mask is None else mask[:, None, None, :]
        for number, layer in enumerate(self._layers):
            together = self._product(hidden, layer.query_key_value, number, "query_key_value")
            queries, keys, values = together.view(*tokens.shape, 3, self._heads, -1).permute(2, 0, 3, 1, 4)
            attended = self._attended(queries, keys, values, attended_to)
            mixed = self._product(attended.transpose(1, 2).flatten(2), layer.mixed, number, "mixed")
            hidden = self._normalised(hidden + mixed, layer.mixed_norm)
            wide = gelu(self._product(hidden, layer.wide, number, "wide"))
            hidden = self._normalised(hidden + self._product(wide, layer.narrow, number, "narrow"), layer.narrow_norm)
        return hidden

    def _product(self, inputs: torch.Tensor, affine: Affine, number: int, part: str) -> torch.Tensor:
        """One linear layer; training adds to it by the layer's number and the part's name."""
        return linear(inputs, affine.weight, affine.bias)

    def _attended(
        self, queries: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, mask: torch.Tensor | None
    ) -> torch.Tensor:
        return scaled_dot_product_attention(queries, keys, values, attn_mask=mask)

    def _normalised(self, hidden: torch.Tensor, norm: Affine) -> torch.Tensor:
        return layer_norm(hidden, (hidden.shape[-1],), norm.weight, norm.bias, self._epsilon)


def _is_untouched(number: int, before: Mapping[str, torch.Tensor], after: Mapping[str, torch.Tensor]) -> bool:
    parts = (*_QUERY_KEY_VALUE, _MIXED, _WIDE, _NARROW)
    names = [f"encoder.layer.{number}.{part}.weight" for part in parts]
    return all(after[name] is before[name] for name in names)


def _affine(name: str, state: Mapping[str, torch.Tensor], dtype: torch.dtype) -> Affine:
    return Affine(state[f"{name}.weight"].to(dtype), state[f"{name}.bias"].to(dtype))


def _layer(number: int, state: Mapping[str, torch.Tensor], dtype: torch.dtype) -> Layer:
    def part(name: str) -> Affine:
        return _affine(f"encoder.layer.{number}.{name}", state, dtype)

    three = [part(name) for name in _QUERY_KEY_VALUE]
    together = Affine(torch.cat([one.weight for one in three]), torch.cat([one.bias for one in three]))
    return Layer(together, part(_MIXED), part(_MIXED_NORM), part(_WIDE), part(_NARROW), part(_NARROW_NORM))


def _without_middle(ids: Sequence[int], longest: int) -> Sequence[int]:
    """The beginning and, longer, the end of what is too long."""
    beginning = longest * 2 // 5
    return ids if len(ids) <= longest else [*ids[:beginning], *ids[beginning - longest :]]


def _mean(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Unit-length means over each text's own tokens."""
    counted = mask[:, :, None].to(hidden.dtype)
    return normalize(((hidden * counted).sum(1) / counted.sum(1)).float(), dim=1)
