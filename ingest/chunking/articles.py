"""Documents of articles: every 第X条 whole, with its heading path."""

from collections.abc import Callable, Sequence

from assistant.records import ChunkKind, Passage
from ingest.chunking.headings import APPENDIX_LEVEL, HeadingPath
from ingest.chunking.pieces import Piece, pack, place_of, text_of
from ingest.chunking.sections import chunk_sections, sections_of
from ingest.chunking.units import Role, Unit


def chunk_articles(
    units: Sequence[Unit],
    title: str,
    fits: Callable[[str], bool],
    section_characters: int,
    tables: Sequence[int] = (),
) -> list[Passage]:
    """Clauses; what stands before the first, and appendices after the last, become sections. ``tables`` are where tables begin."""
    path = HeadingPath(title)
    passages: list[Passage] = []
    before: list[Piece] = []
    begun = False
    loose: list[Piece] = []

    def close() -> None:
        name = path.names[-1] if path.names else "正文"
        passages.extend(sections_of(loose, str(path), name, fits, section_characters))
        loose.clear()

    for unit in units:
        if unit.role is Role.LOOSE:
            loose += unit.pieces
            continue
        close()
        if unit.role is Role.ARTICLE:
            passages += _clause(unit, str(path), fits)
            begun = True
        elif unit.role is Role.APPENDICES:
            lines = [piece.as_paragraph() for piece in unit.pieces]
            passages += chunk_sections(lines, title, fits, section_characters, tables)
        elif unit.role is Role.END:
            passages += sections_of(unit.pieces, "", "文末", fits, section_characters)
        else:
            if unit.role in {Role.DIVISION, Role.APPENDIX}:
                path.enter(unit.level or APPENDIX_LEVEL, unit.pieces[0].text)
            if not begun:
                before += unit.pieces
    close()
    return [*sections_of(before, "", "文首", fits, section_characters), *passages]


def _clause(unit: Unit, heading: str, fits: Callable[[str], bool]) -> list[Passage]:
    """An article as one passage, or as parts that fit."""
    assert unit.number is not None
    label = unit.number.label
    groups = pack(unit.pieces, fits)
    return [
        Passage(
            kind=ChunkKind.CLAUSE,
            text=text_of(group),
            locator=label,
            place=place_of(group),
            heading=heading,
            clause=label,
            part=part,
            parts=len(groups),
        )
        for part, group in enumerate(groups, start=1)
    ]
