"""A document as ingestion hands it over to the library."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.policies.extensions import Extension
from assistant.policies.outline import OutlineNode
from assistant.policies.repeals import Repeal
from assistant.records import Fact, Passage, TableHeader


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What was read of a file. ``original`` is copied into the data folder; ``lines`` maps a page to its printed lines,
    each (start, end, x0, y0, x1, y1); ``outline`` is its tree; ``tables`` are the columns of its tables, in order;
    ``hidden``: the original shows what was not read (a hidden sheet, row, column, slide or text, a comment, a tracked change)."""

    name: str
    original: Path
    sha256: str
    size_bytes: int
    media_type: str
    text: str
    facts: tuple[Fact, ...]
    passages: tuple[Passage, ...]
    recipe: str
    origin: str = ""
    page_count: int = 0
    ocr_pages: tuple[int, ...] = ()
    empty_pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    repeals: tuple[Repeal, ...] = ()
    outline: tuple[OutlineNode, ...] = ()
    extensions: tuple[Extension, ...] = ()
    lines: Mapping[int, Sequence[tuple[float, ...]]] = field(default_factory=dict)
    tables: tuple[TableHeader, ...] = ()
    hidden: bool = False


def document_id(name: str) -> str:
    """A document's stable id: a changed file keeps it."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]
