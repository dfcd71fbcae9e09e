"""Sentences of a text, verbatim."""

import re
from itertools import pairwise

_END = re.compile(
    r"(?<=[。！？!?；;])[”’」』）)]*(?=.)|\n+|(?<=[A-Za-z0-9)%][.!?])\s+(?=[A-Z])|(?<=[a-z][.!?])(?=[\u4e00-\u9fff])",
    re.DOTALL,
)


def sentences_of(text: str) -> list[str]:
    """The sentences in order, without surrounding spaces."""
    edges = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    return [part for start, end in pairwise(edges) if (part := text[start:end].strip())]
