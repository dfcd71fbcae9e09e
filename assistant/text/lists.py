"""Enumerations: 甲、乙和丙."""

import re

from assistant.text.phrases import any_of

AND = any_of(("、", "和", "及", "与", "以及"))
"""What stands between the members of an enumeration."""

_AND = re.compile(AND)


def members(text: str) -> list[str]:
    """The members of an enumeration in order, none empty: 面积、租金和物业费 -> 面积, 租金, 物业费."""
    return [part for piece in _AND.split(text) if (part := piece.strip())]
