"""Limits of reading one file."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class ParseLimits:
    """How much of a file is read at most."""

    max_file_mb: int = 100
    max_pages: int = 1000
    max_expanded_mb: int = 1024
    timeout_s: float = 600
    processor_s: float = 15
    """Of the processor's time, beside what a file's size and pages are allowed (``allowance.py``)."""
    ocr: Literal["auto", "never", "always"] = "auto"
