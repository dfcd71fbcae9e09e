"""Files of learned weights: read as they ship, and what is said where one is not whole."""

from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from assistant.errors import ModelUnavailable

UNREADABLE = (OSError, RuntimeError, KeyError, ValueError, SafetensorError)
"""What reading a file of weights raises that is not whole or of another model."""


def read_weights(file: Path, what: str) -> dict[str, np.ndarray]:
    """The arrays of a small head in single precision, by name. Raises ModelUnavailable, which says ``what`` is not whole."""
    try:
        return {name: array.astype(np.float32) for name, array in load_file(file).items()}
    except UNREADABLE as error:
        raise incomplete(what, file) from error


def incomplete(what: str, file: Path) -> ModelUnavailable:
    """The error of a file of weights that is not whole, called ``what``."""
    return ModelUnavailable(f"{what} {file} 不完整，请重新安装慧招")
