"""Documents into passages (clauses where there are articles, rows where there are tables, sections elsewhere) and into their tree."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.buildings.headers.release_marks import Restriction
from assistant.policies.outline import OutlineNode
from assistant.records import DocumentKind, Passage, TableHeader
from ingest.chunking.articles import chunk_articles
from ingest.chunking.cards import with_cards
from ingest.chunking.figure_tables import around_tables, without_unit
from ingest.chunking.outline import outline_of
from ingest.chunking.rows import chunk_tables
from ingest.chunking.sections import chunk_sections, steps_through
from ingest.chunking.units import Role, Unit, read_units
from ingest.parsed import Heading, Paragraph, ParsedDocument, Table

_WORKBOOK_KINDS = frozenset({DocumentKind.LISTING, DocumentKind.OPPORTUNITY})


@dataclass(frozen=True, slots=True)
class Cut:
    """A document's passages and its tree, both in the order of the original. Workbooks have no tree. ``warnings`` tell, in Chinese, what
    of its tables was not understood."""

    passages: tuple[Passage, ...]
    outline: tuple[OutlineNode, ...]
    warnings: tuple[str, ...] = ()


def cut_document(
    parsed: ParsedDocument,
    kind: DocumentKind,
    title: str,
    fits: Callable[[str], bool],
    section_characters: int,
    restriction: Callable[[TableHeader, Sequence[Sequence[str]]], Restriction],
) -> Cut:
    """The document cut up.

    ``fits`` tells whether a passage's text fits the model's window together with its title and headings; nothing that does not fit
    leaves here. ``title`` is left out of heading paths, as it stands before every passage anyway. ``restriction`` tells what of a
    table, its columns and its rows, only staff may see.
    """
    tables = [block for block in parsed.blocks if isinstance(block, Table)]
    prose = tuple(block for block in parsed.blocks if not isinstance(block, Table))
    is_workbook = kind in _WORKBOOK_KINDS
    tables = tables if is_workbook else with_cards(tables)
    units = () if is_workbook else read_units(prose)
    starts = tuple(table.place.start for table in tables)
    if units:
        passages = chunk_articles(units, title, fits, section_characters, starts)
    else:
        passages = chunk_sections(prose, title, fits, section_characters, starts)
    around = None if is_workbook else around_tables(parsed.blocks)
    passages += chunk_tables(tables, passages, _headings(prose, units, title), fits, restriction, around)
    passages.sort(key=lambda passage: (passage.place.start, passage.restricted, passage.part))
    warnings = tuple(without_unit(tables, around)) if around is not None else ()
    return Cut(tuple(passages), () if is_workbook else outline_of(parsed, units, title), warnings)


def _headings(
    prose: Sequence[Heading | Paragraph], units: Sequence[Unit], title: str
) -> tuple[tuple[int, str, str], ...]:
    """From where in the text which headings stand above what follows, and the lowest of them; of a document of articles in its appendices alone."""
    if units:
        prose = [piece.as_paragraph() for unit in units if unit.role is Role.APPENDICES for piece in unit.pieces]
    return tuple((step.piece.start, step.heading, step.name) for step in steps_through(prose, title))


__all__ = ["Cut", "cut_document"]
