"""What of a question must be met literally: document numbers, titles, quoted words, long runs of the same characters.

A vector cannot tell 3号 from 8号, nor one building's name from its neighbour's.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from assistant.records import Chunk

_RUN_CHARACTERS = 6  # shorter runs are shared by unrelated passages
_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,12}[〔\[(【]\d{4}[〕\])】]第?\d+号")
_TITLE = re.compile(r"《([^《》]{2,})》")
_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{2,})[”\"」』]")
_DROPPED = re.compile(r"[^\u3400-\u9fffa-z0-9.%]+")
_NAME_WEIGHT = 100


def plain(text: str) -> str:
    """Text as it is compared: full width and case made equal, marks and spaces dropped."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).lower())


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

    def met_by(self, chunk: Chunk) -> int:
        """How much of the question the chunk holds literally: 0 for nothing, names above all, then the longer run."""
        document, passage = chunk.document, chunk.passage
        held = plain(f"{document.document_number}{document.title}{passage.locator}{passage.heading}{passage.text}")
        return _NAME_WEIGHT * sum(name in held for name in self.names) + sum(run in held for run in self.runs)
