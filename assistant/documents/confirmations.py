"""What administrators confirmed of dates and links, and what still waits for them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from assistant.database import Database, utc_now
from assistant.documents.linking import repealing_document
from assistant.documents.reading import document_info, fact_of
from assistant.documents.tables import ConfirmationRow, DocumentRow, FactRow
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
from assistant.policies.titles import plain_title
from assistant.records import DocumentKind, Fact, Principal

_OPENING = 3000  # characters of a text by which two are told to be one
_FEWEST_WORDS = 200


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
                current = "、".join(_twins(session).get(document_id, ()))
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
    documents, twins = [repealing_document(row) for row in rows], _twins(session)
    return [
        HeldValidity(
            document_info(row),
            tuple(facts[row.id]),
            _links(row, document, documents),
            confirmed[row.id],
            twins.get(row.id, ()),
        )
        for row, document in zip(rows, documents, strict=True)
        if row.kind is DocumentKind.POLICY and document_id in (None, row.id)
    ]


def _twins(session: Session) -> dict[str, tuple[str, ...]]:
    """For each held policy the names of the others under its title and number, and of those that begin with the same words."""
    opening = func.substr(DocumentRow.text, 1, _OPENING)
    columns = (DocumentRow.id, DocumentRow.name, DocumentRow.title, DocumentRow.document_number, opening)
    alike: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for id_, name, title, number, text in session.execute(
        select(*columns).where(DocumentRow.kind == DocumentKind.POLICY)
    ):
        words = "".join(text.split())
        keys = [("named", f"{plain_title(title)} {number}")] if number else []
        keys += [("words", words)] if len(words) >= _FEWEST_WORDS else []
        for key in keys:
            alike[key].append((id_, name))
    twins: dict[str, set[str]] = defaultdict(set)
    for group in alike.values():
        for id_, _ in group:
            twins[id_] |= {name for other, name in group if other != id_}
    return {id_: tuple(sorted(names)) for id_, names in twins.items() if names}


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
