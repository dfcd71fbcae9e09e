"""What changes if a document is released: which held texts it ends, and what rests on them. Worked out on the rows in memory; nothing is written."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session, defer

from assistant.access import clause_in_force, first_day_of, may_see_document
from assistant.complaints.reading import latest_letters, to_version
from assistant.contract.conflicts import EndedDocument, ReleaseEffects, Resting
from assistant.conversations.answer_json import answer_from_json
from assistant.conversations.tables import MessageRow
from assistant.curation.curators import check_curator
from assistant.curation.tables import EvaluationCaseRow, StandardAnswerRow, StandardCitationRow
from assistant.database import Database
from assistant.documents.linking import relink
from assistant.documents.reading import document_info
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.errors import NotFound
from assistant.incentives.tables import BenefitRuleRow
from assistant.records import Clearance, Principal

_MOST = 50


def effects_of_release(database: Database, document_id: str, by: Principal, day: date) -> ReleaseEffects:
    """What it ends and what rests on that; which other texts disagree is left to the caller.

    Raises NotFound as the library does, NotSignedIn and NotPermitted as ``check_curator`` does.
    """
    check_curator(by)
    with database.session() as session:
        row = session.get(DocumentRow, document_id)
        if row is None or not may_see_document(by, document_info(row)):
            raise NotFound("没有这份文件，或者您无权查看")
        document = document_info(row)
        at = max(day, first_day_of(document) or day)
        ended = tuple(_ended(session, row, at, by))
        lost = {one.document_id: one for one in ended}
        answers = tuple(_answers(session, lost)) if lost else ()
        return ReleaseEffects(
            document_id=document.id,
            document=document.title,
            ended=ended,
            standards=tuple(_standards(session, lost))[:_MOST],
            rules=tuple(_rules(session, lost))[:_MOST],
            replies=tuple(_replies(session, lost))[:_MOST],
            cases=tuple(_cases(session, lost))[:_MOST],
            answers=answers[:_MOST],
            answers_in_all=len(answers),
        )


def _ended(session: Session, row: DocumentRow, day: date, reader: Principal) -> Iterator[EndedDocument]:
    """What the reader may see that holds on the day without the document, or is ended by it already, and does not hold once it is public."""
    held = select(DocumentRow).options(defer(DocumentRow.text))
    by = row.id
    with session.no_autoflush:
        before = {one.id: document_info(one) for one in session.scalars(held)}
        row.clearance = Clearance.PUBLIC
        relink(session)
        after = {one.id: document_info(one) for one in session.scalars(held)}
        session.expunge_all()  # what was changed in memory is written nowhere
    for document in after.values():
        whole = document.repealed_by == by and document.repealed_on is not None
        clauses = tuple(end.clause for end in document.ended_clauses if end.ended_by == by)
        old = before[document.id]
        if not (whole or clauses) or not may_see_document(reader, old):
            continue
        holds = any(clause_in_force(old, clause, day) for clause in ((None,) if whole else clauses))
        ends = [end.ended_on for end in document.ended_clauses if end.ended_by == by]
        on = document.repealed_on if whole and document.repealed_on is not None else min(ends)
        yield EndedDocument(
            document_id=old.id, document=old.title, clauses=() if whole else clauses, on=on, already=not holds
        )


def _rests(lost: Mapping[str, EndedDocument], document_id: str, clause: str | None) -> bool:
    ended = lost.get(document_id)
    return ended is not None and (not ended.clauses or clause in ended.clauses)


def _standards(session: Session, lost: Mapping[str, EndedDocument]) -> Iterator[Resting]:
    query = (
        select(StandardAnswerRow, StandardCitationRow)
        .join(StandardCitationRow, StandardCitationRow.answer_id == StandardAnswerRow.id)
        .where(StandardAnswerRow.state != "retired", StandardCitationRow.document_id.in_(lost))
        .order_by(StandardAnswerRow.id.desc(), StandardCitationRow.number)
    )
    found: dict[int, tuple[str, list[str]]] = {}
    for answer, citation in session.execute(query):
        if _rests(lost, citation.document_id, citation.clause):
            found.setdefault(answer.id, (answer.question, []))[1].append(f"《{citation.document}》{citation.locator}")
    for number, (question, clauses) in found.items():
        yield Resting(id=str(number), name=question, clauses=tuple(dict.fromkeys(clauses)))


def _rules(session: Session, lost: Mapping[str, EndedDocument]) -> Iterator[Resting]:
    query = select(BenefitRuleRow).where(BenefitRuleRow.document_id.in_(lost), BenefitRuleRow.state != "rejected")
    for row in session.scalars(query.order_by(BenefitRuleRow.document_id, BenefitRuleRow.ordinal)):
        if _rests(lost, row.document_id, row.clause):
            name = str((row.correction or row.content).get("name") or row.clause)
            yield Resting(id=row.id, name=name, clauses=(f"《{lost[row.document_id].document}》{row.clause}",))


def _replies(session: Session, lost: Mapping[str, EndedDocument]) -> Iterator[Resting]:
    for version, complaint in session.execute(latest_letters()) if lost else ():
        quoted = [one for paragraph in to_version(version).draft.paragraphs for one in paragraph.clauses]
        clauses = _of_chunks(session, [one.chunk_id for one in quoted if one.source_id in lost])
        labels = [one.label for one in quoted if _rests(lost, one.source_id, clauses.get(one.chunk_id))]
        if labels:
            yield Resting(
                id=str(complaint.id),
                name=f"{complaint.number} {complaint.subject}",
                clauses=tuple(dict.fromkeys(labels)),
            )


def _cases(session: Session, lost: Mapping[str, EndedDocument]) -> Iterator[Resting]:
    for row in session.scalars(select(EvaluationCaseRow).order_by(EvaluationCaseRow.id.desc())) if lost else ():
        labels = [
            f"《{one['document']}》{one['clause']}"
            for one in row.sources
            if _rests(lost, one["document_id"], one["clause"] or None)
        ]
        if labels:
            yield Resting(id=str(row.id), name=row.question, clauses=tuple(labels))


def _answers(session: Session, lost: Mapping[str, EndedDocument]) -> Iterator[Resting]:
    """Past answers, the latest first. The id of a document is 16 hexadecimal characters: where it stands in an answer's JSON, it is cited."""
    for document_id in lost:
        quoting = select(MessageRow).where(cast(MessageRow.answer, Text).contains(document_id))
        for row in session.scalars(quoting.order_by(MessageRow.number.desc())):
            cited = [one for one in answer_from_json(row.answer).citations if one.source_id == document_id]
            labels = [one.label for one in cited if _rests(lost, document_id, one.clause)]
            if labels:
                yield Resting(id=row.id, name=row.question, clauses=tuple(dict.fromkeys(labels)))


def _of_chunks(session: Session, chunk_ids: Sequence[str]) -> dict[str, str | None]:
    query = select(ChunkRow.id, ChunkRow.clause).where(ChunkRow.id.in_(chunk_ids))
    return dict(session.execute(query).all())
