"""What administrators confirmed of dates and links, and what still waits for them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from assistant.database import Database, utc_now
from assistant.documents.linking import repealing_document
from assistant.documents.reading import document_info, fact_of
from assistant.documents.tables import ConfirmationRow, DocumentRow, FactRow
from assistant.documents.twins import twins
from assistant.errors import Conflict, InvalidInput, NotFound
from assistant.policies.confirmation import (
    DATE_SUBJECTS,
    TWIN_SUBJECT,
    HeldValidity,
    LinkedName,
    QueueItem,
    confirmation_queue,
    value_of,
)
from assistant.policies.extensions import Extension, targets
from assistant.policies.repeals import RepealingDocument, held_targets
from assistant.records import DocumentKind, Fact, Principal, Role


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who confirmed which value of what, and when."""

    subject: str
    value: str
    confirmed_by: str
    confirmed_at: datetime


class Confirmations:
    """The queue of what needs a look, and the words of those who looked. For administrators: internal documents are in it too."""

    def __init__(self, database: Database, expiring_days: int) -> None:
        self._database = database
        self._expiring_days = expiring_days

    def queue(self, today: date) -> tuple[QueueItem, ...]:
        """Everything that is not confirmed, the most needed first."""
        with self._database.session() as session:
            return confirmation_queue(_held(session), today, self._expiring_days)

    def of(self, document_id: str) -> tuple[Confirmation, ...]:
        """What was confirmed of one document, the latest first."""
        with self._database.session() as session:
            rows = session.scalars(
                select(ConfirmationRow)
                .where(ConfirmationRow.document_id == document_id)
                .order_by(ConfirmationRow.confirmed_at.desc())
            )
            return tuple(Confirmation(row.subject, row.value, row.confirmed_by, row.confirmed_at) for row in rows)

    def confirm(self, document_id: str, subject: str, value: str, by: Principal) -> Confirmation:
        """Confirm that a value is right as it stands now; "" confirms that there is none.

        Raises NotFound for an unknown document, InvalidInput for an unknown subject, Conflict when the value has changed since it was shown.
        """
        with self._database.session() as session:
            row = session.get(DocumentRow, document_id)
            if row is None:
                raise NotFound("没有这份文件，可能已被删除")
            if subject in DATE_SUBJECTS:
                current = value_of(document_info(row), subject)
            elif subject == TWIN_SUBJECT:
                current = "、".join(_twin_names(session).get(document_id, ()))
            else:
                links = {link.subject: link for held in _held(session, document_id) for link in held.links}
                if subject not in links:
                    raise InvalidInput(f"没有“{subject}”这一项可以确认")
                current = "、".join(links[subject].held)
            if value != current:
                raise Conflict(f"这一项已经变为“{current or '无'}”，请刷新后再确认")
            confirmed = ConfirmationRow(
                document_id=document_id,
                subject=subject,
                value=value,
                confirmed_by=by.name or str(by.role),
                confirmed_at=utc_now(),
            )
            session.merge(confirmed)
            return Confirmation(subject, value, confirmed.confirmed_by, confirmed.confirmed_at)


def _held(session: Session, document_id: str | None = None) -> list[HeldValidity]:
    """All held policies, or one, with what is known of their validity."""
    rows = list(session.scalars(select(DocumentRow).options(defer(DocumentRow.text))))
    facts: dict[str, list[Fact]] = defaultdict(list)
    for row in session.scalars(select(FactRow).where(FactRow.field.in_(DATE_SUBJECTS))):
        facts[row.document_id].append(fact_of(row))
    confirmed: dict[str, dict[str, str]] = defaultdict(dict)
    for word in session.scalars(select(ConfirmationRow)):
        confirmed[word.document_id][word.subject] = word.value
    documents, twin_names = [repealing_document(row) for row in rows], _twin_names(session)
    return [
        HeldValidity(
            document_info(row),
            tuple(facts[row.id]),
            _links(row, document, documents),
            confirmed[row.id],
            twin_names.get(row.id, ()),
        )
        for row, document in zip(rows, documents, strict=True)
        if row.kind is DocumentKind.POLICY and document_id in (None, row.id)
    ]


def _twin_names(session: Session) -> dict[str, tuple[str, ...]]:
    """For each document the names of its twins."""
    names: dict[str, set[str]] = defaultdict(set)
    for pair in twins(session, Principal(Role.ADMIN)):
        names[pair.first.id].add(pair.second.name)
        names[pair.second.id].add(pair.first.name)
    return {id_: tuple(sorted(found)) for id_, found in names.items()}


def _links(
    row: DocumentRow, document: RepealingDocument, documents: Sequence[RepealingDocument]
) -> tuple[LinkedName, ...]:
    found = [
        LinkedName(
            repeal.named,
            repeal.sentence,
            tuple(f"《{one.title}》{one.document_number}" for one in held_targets(repeal, document, documents)),
            repeal.clauses,
            unnamed=bool(repeal.in_words),
        )
        for repeal in document.repeals
    ]
    for extension in (Extension(**stored) for stored in row.extensions):
        held = tuple(f"《{one.title}》{one.document_number}" for one in targets(extension, document, documents))
        named = f"《{extension.title}》" if extension.title else extension.document_number
        found.append(LinkedName(named, extension.sentence, held, extends=True))
    return tuple({link.subject: link for link in reversed(found)}.values())
