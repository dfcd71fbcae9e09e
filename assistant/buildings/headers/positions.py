"""Names of columns that have none: 列3, the third of its table."""

import re
from collections.abc import Sequence


def position_name(number: int) -> str:
    """What a column without a name is called, by its place from 1."""
    return f"列{number}"


def is_position(header: str) -> bool:
    """Whether a header only tells the column's place."""
    return bool(re.fullmatch(r"列\d+", header))


def are_positions(headers: Sequence[str]) -> bool:
    """Whether no column of a table has a name of its own."""
    return all(map(is_position, headers))
