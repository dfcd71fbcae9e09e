"""What 慧招 can add to the weights of its embedding model: a low-rank part for every linear layer of the encoder.

On unless ``HUIZHAO_EMBEDDING__ADAPTER`` is false. Trained by ``benchmarks/adapter_training.py``; figures in docs/benchmarks.md. The file holds, for each layer, ``<layer>.down`` of shape
(rank, columns) and ``<layer>.up`` of shape (rows, rank); their product is added to ``<layer>.weight``.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file

SHIPPED = Path(__file__).with_name("adapter.safetensors")
_DOWN, _UP = ".down", ".up"


def digest_of(adapter: Path) -> str:
    """Eight hexadecimal digits that name the file's content."""
    return hashlib.sha256(adapter.read_bytes()).hexdigest()[:8]


def merged(state: Mapping[str, torch.Tensor], adapter: Path) -> dict[str, torch.Tensor]:
    """The weights with the adapter added. Raises KeyError where the adapter is of another model."""
    tensors = load_file(adapter)
    adapted = dict(state)
    for name, down in tensors.items():
        if name.endswith(_DOWN):
            layer = name.removesuffix(_DOWN)
            product = tensors[layer + _UP].float() @ down.float()
            adapted[f"{layer}.weight"] = adapted[f"{layer}.weight"].float() + product
    return adapted
