"""What 慧招 can add to the weights of its embedding model: a low-rank part for every linear layer of the encoder, or the change of each weight.

On unless ``HUIZHAO_EMBEDDING__ADAPTER`` is false. Trained by ``benchmarks/adapter_training.py``; figures in docs/benchmarks.md. A file holds, for each layer, ``<layer>.down`` of shape
(rank, columns) and ``<layer>.up`` of shape (rows, rank), whose product is added to ``<layer>.weight``; or ``<layer>.change``, whole numbers
in eight bits of the weight's shape, and ``<layer>.scale`` of shape (rows,) by which they are multiplied.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file

SHIPPED = Path(__file__).with_name("adapter.safetensors")
_DOWN, _UP = ".down", ".up"
_CHANGE, _SCALE = ".change", ".scale"
_LARGEST, _SMALLEST = 127, 1e-12


def digest_of(adapter: Path) -> str:
    """Eight hexadecimal digits that name the file's content."""
    return hashlib.sha256(adapter.read_bytes()).hexdigest()[:8]


def merged(state: Mapping[str, torch.Tensor], adapter: Path) -> dict[str, torch.Tensor]:
    """The weights with the adapter added. Raises KeyError where the adapter is of another model."""
    return changed(state, load_file(adapter))


def changed(state: Mapping[str, torch.Tensor], tensors: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights with the low-rank parts and the changes among ``tensors`` added. Raises KeyError where they are of another model."""
    adapted = dict(state)
    for name, tensor in tensors.items():
        if name.endswith(_DOWN):
            layer = name.removesuffix(_DOWN)
            change = tensors[layer + _UP].float() @ tensor.float()
        elif name.endswith(_CHANGE):
            layer = name.removesuffix(_CHANGE)
            change = tensor.float() * tensors[layer + _SCALE].float()[:, None]
        else:
            continue
        adapted[f"{layer}.weight"] = adapted[f"{layer}.weight"].float() + change
    return adapted


def in_eight_bits(layer: str, change: torch.Tensor) -> dict[str, torch.Tensor]:
    """A change of a layer's weight, shape (rows, columns), as a file holds it: whole numbers from -127 to 127 and a scale for each row."""
    scale = (change.abs().amax(dim=1) / _LARGEST).clamp(min=_SMALLEST)
    return {layer + _CHANGE: torch.round(change / scale[:, None]).to(torch.int8), layer + _SCALE: scale.float()}
