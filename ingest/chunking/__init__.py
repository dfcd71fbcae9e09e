"""Documents into passages: clauses where there are articles, rows where there are tables, sections elsewhere."""

from collections.abc import Callable

from assistant.records import DocumentKind, Passage
from ingest.chunking.articles import chunk_articles, has_articles
from ingest.chunking.rows import chunk_tables
from ingest.chunking.sections import chunk_sections
from ingest.parsed import ParsedDocument, Table

_WORKBOOK_KINDS = frozenset({DocumentKind.LISTING, DocumentKind.OPPORTUNITY})


def chunk_document(
    parsed: ParsedDocument, kind: DocumentKind, title: str, fits: Callable[[str], bool], section_characters: int
) -> tuple[Passage, ...]:
    """The document's passages in the order of the original.

    ``fits`` tells whether a passage's text fits the model's window together with its title and headings; nothing that does not fit
    leaves here. ``title`` is left out of heading paths, as it stands before every passage anyway.
    """
    tables = [block for block in parsed.blocks if isinstance(block, Table)]
    prose = tuple(block for block in parsed.blocks if not isinstance(block, Table))
    if kind not in _WORKBOOK_KINDS and has_articles(prose):
        passages = chunk_articles(prose, title, fits, section_characters)
    else:
        passages = chunk_sections(prose, title, fits, section_characters)
    passages += chunk_tables(tables, passages, fits)
    return tuple(sorted(passages, key=lambda passage: (passage.place.start, passage.restricted, passage.part)))


__all__ = ["chunk_document"]
