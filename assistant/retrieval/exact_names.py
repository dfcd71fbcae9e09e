"""What of a question must be met literally: document numbers, titles, quoted words, long runs of the same characters.

A vector cannot tell 3号 from 8号, nor one building's name from its neighbour's.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from assistant.records import Chunk
from assistant.text.labels import NUMBER_OF_YEAR

_RUNS_WEIGHT = 0.5
_RUN_CHARACTERS = 6  # shorter runs are shared by unrelated passages
# Two characters of the issuer's sign are enough, and where it begins no space tells.
_DOCUMENT_NUMBER = re.compile(rf"[\u4e00-\u9fff]{{0,2}}\s*{NUMBER_OF_YEAR}")
_TITLE = re.compile(r"《([^《》]{2,})》")
_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{2,})[”\"」』]")
_DROPPED = re.compile(r"[^\u3400-\u9fffa-z0-9.%]+")


def plain(text: str) -> str:
    """Text as it is compared: full width and case made equal, marks and spaces dropped."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).lower())


class Extent(NamedTuple):
    """How many of a question's names, and how many of its runs, a chunk holds."""

    names: int
    runs: int


@dataclass(frozen=True)
class ExactNames:
    """The names in one question."""

    question: str

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Document numbers, titles and quoted words, as they are compared."""
        normal = unicodedata.normalize("NFKC", self.question)
        found = [match for pattern in (_TITLE, _QUOTED) for match in pattern.findall(normal)]
        found += _DOCUMENT_NUMBER.findall(normal)
        return tuple(dict.fromkeys(name for name in map(plain, found) if name))

    @cached_property
    def runs(self) -> frozenset[str]:
        """All runs of the question; of a question shorter than that, itself."""
        whole = plain(self.question)
        last = max(0, len(whole) - _RUN_CHARACTERS)
        return frozenset(whole[at : at + _RUN_CHARACTERS] for at in range(last + 1) if whole)

    def met_by(self, chunk: Chunk) -> Extent:
        """How much of the question the chunk holds literally."""
        document, passage = chunk.document, chunk.passage
        held = plain(f"{document.document_number}{document.title}{passage.locator}{passage.heading}{passage.text}")
        return Extent(sum(name in held for name in self.names), sum(run in held for run in self.runs))

    def shares(self, chunks: Mapping[str, Chunk]) -> dict[str, float]:
        """How literally each chunk meets the question, from 0 to 1: by its names, or where no chunk holds one by its runs, which tell less,
        as a share of the most that a chunk holds."""
        extents = {key: self.met_by(chunk) for key, chunk in chunks.items()}
        by_names = {key: extent.names / len(self.names) for key, extent in extents.items() if extent.names}
        most = max((extent.runs for extent in extents.values()), default=0)
        return by_names or {key: _RUNS_WEIGHT * extent.runs / most for key, extent in extents.items() if extent.runs}
