"""Rules into the record: in the transaction that stores their document, or afterwards where reading them has changed.

A decision of staff holds while the text of the clause stays the same. Where that changes, the rule is unconfirmed again and its
history says so; where only the way of reading changes, a rule that was not corrected is unconfirmed again if it now says something else.
"""

import hashlib
from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, defer

from assistant.database import Database
from assistant.documents.reading import to_chunks
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.incentives.clauses.extraction import EXTRACTION_VERSION, extract_policy
from assistant.incentives.records import BenefitRule, frame_to_json, rule_to_json
from assistant.incentives.tables import BenefitEventRow, BenefitRuleRow, PolicyFrameRow
from assistant.records import Chunk, DocumentKind

UNCONFIRMED, CONFIRMED, REJECTED = "unconfirmed", "confirmed", "rejected"


def record_benefits(session: Session, document_id: str) -> None:
    """Read a stored document's benefits and bring its rules in step; a document that is no policy has none."""
    document = session.get_one(DocumentRow, document_id)
    query = select(ChunkRow).where(ChunkRow.document_id == document_id).order_by(ChunkRow.ordinal)
    chunks = to_chunks(session, list(session.scalars(query))) if document.kind is DocumentKind.POLICY else []
    extracted = extract_policy(document_id, document.title, chunks)
    hashes = _clause_hashes(chunks)
    held = {
        row.id: row for row in session.scalars(select(BenefitRuleRow).where(BenefitRuleRow.document_id == document_id))
    }
    for ordinal, rule in enumerate(extracted.rules):
        clause_hash = hashes.get(rule.source.clause, "")
        row = held.pop(rule.id, None)
        if row is None:
            session.add(_new_row(rule, ordinal, clause_hash))
        else:
            _update(session, row, rule, ordinal, clause_hash)
    for row in held.values():
        if row.state != UNCONFIRMED:
            session.add(
                BenefitEventRow(rule_id=row.id, action="removed", note="原文中已没有这一项", before=row.content)
            )
        session.delete(row)
    session.merge(
        PolicyFrameRow(document_id=document_id, version=EXTRACTION_VERSION, content=frame_to_json(extracted.frame))
    )
    session.flush()


def bring_up_to_date(database: Database) -> int:
    """Read the policies whose benefits were never read, or were read by an earlier version; returns how many there were."""
    with database.session() as session:
        behind = list(
            session.scalars(
                select(DocumentRow.id)
                .outerjoin(PolicyFrameRow, PolicyFrameRow.document_id == DocumentRow.id)
                .where(
                    DocumentRow.kind == DocumentKind.POLICY,
                    or_(PolicyFrameRow.version.is_(None), PolicyFrameRow.version != EXTRACTION_VERSION),
                )
            )
        )
    for document_id in behind:
        with database.session() as session:
            if session.get(DocumentRow, document_id, options=[defer(DocumentRow.text)]) is not None:
                record_benefits(session, document_id)
    return len(behind)


def _new_row(rule: BenefitRule, ordinal: int, clause_hash: str) -> BenefitRuleRow:
    return BenefitRuleRow(
        id=rule.id,
        document_id=rule.document_id,
        ordinal=ordinal,
        clause=rule.source.clause,
        clause_hash=clause_hash,
        content=rule_to_json(rule),
        state=UNCONFIRMED,
    )


def _update(session: Session, row: BenefitRuleRow, rule: BenefitRule, ordinal: int, clause_hash: str) -> None:
    content = rule_to_json(rule)
    text_changed = row.clause_hash != clause_hash
    reading_changed = row.content != content and row.correction is None
    if row.state != UNCONFIRMED and (text_changed or reading_changed):
        note = "条文内容变了，须重新核实" if text_changed else "条文的解析结果变了，须重新核实"
        before: Mapping[str, object] = row.correction or row.content
        session.add(BenefitEventRow(rule_id=row.id, action="reopened", note=note, before=dict(before)))
        row.state, row.decided_by, row.decided_at, row.note = UNCONFIRMED, "", None, ""
    if text_changed:
        row.correction = None
    row.content, row.clause_hash, row.clause, row.ordinal = content, clause_hash, rule.source.clause, ordinal


def _clause_hashes(chunks: Sequence[Chunk]) -> dict[str, str]:
    """A hash of the words of each clause, tables in it included."""
    texts: dict[str, list[str]] = {}
    label = ""
    for chunk in chunks:
        label = chunk.passage.clause or (label if chunk.passage.cells else chunk.passage.locator)
        texts.setdefault(label, []).append(chunk.passage.text)
    return {label: hashlib.sha256("\n".join(parts).encode()).hexdigest() for label, parts in texts.items()}
