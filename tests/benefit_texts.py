"""Policies out of plain clauses, for tests of extraction without files."""

from datetime import date

from assistant.incentives.clauses.extraction import extract_policy
from assistant.incentives.records import ExtractedPolicy, PolicyFrame
from assistant.incentives.store import RuleBook, StoredRule
from assistant.records import Cell, Chunk, ChunkKind, Clearance, DocumentInfo, DocumentKind, Passage, Place


def policy_chunks(
    *clauses: str, title: str = "支持办法", rows: tuple[dict[str, str], ...] = (), document_id: str = "doc"
) -> list[Chunk]:
    """Chunks as ingestion cuts them: one a clause, then the rows of a table inside the last clause."""
    info = DocumentInfo(
        id=document_id,
        name=title,
        title=title,
        kind=DocumentKind.POLICY,
        clearance=Clearance.PUBLIC,
        media_type="",
        valid_from=date(2025, 1, 1),
        valid_to=date(2027, 12, 31),
    )
    chunks: list[Chunk] = []
    start = 0
    for number, text in enumerate(clauses):
        label = text.split("　")[0]
        last = number == len(clauses) - 1
        place = Place(start, start + len(text) + (200 if last and rows else 0))
        chunks.append(
            Chunk(f"{document_id}-{number}", info, number, Passage(ChunkKind.CLAUSE, text, label, place, clause=label))
        )
        start += len(text) + 1
    for number, row in enumerate(rows):
        cells = tuple(Cell(header, value) for header, value in row.items())
        text = "；".join(f"{cell.header}：{cell.value}" for cell in cells)
        place = Place(start + number, start + number + 1)
        chunks.append(
            Chunk(
                f"{document_id}-row{number}", info, 100 + number, Passage(ChunkKind.ROW, text, "表", place, cells=cells)
            )
        )
    return chunks


def extract(*clauses: str, title: str = "支持办法", rows: tuple[dict[str, str], ...] = ()) -> ExtractedPolicy:
    return extract_policy("doc", title, policy_chunks(*clauses, title=title, rows=rows))


def book_of(*policies: list[Chunk], state: str = "confirmed") -> RuleBook:
    """All rules of some policies, in one state."""
    rules: list[StoredRule] = []
    frames: dict[str, PolicyFrame] = {}
    chunks: dict[str, Chunk] = {}
    for policy in policies:
        document = policy[0].document
        extracted = extract_policy(document.id, document.title, policy)
        frames[document.id] = extracted.frame
        rules += [StoredRule(rule, document, state, False, "", None, "") for rule in extracted.rules]
        chunks |= {chunk.id: chunk for chunk in policy}
    return RuleBook(tuple(rules), frames, chunks)
