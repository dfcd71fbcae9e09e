"""Documents that would answer what is asked and are not held: who is to get them, and how far that is."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.tables import UserRow
from assistant.contract.curation import MissingDocument, SearchState
from assistant.curation.curators import check_curator
from assistant.curation.decisions import Decision, decide
from assistant.curation.tables import MissingDocumentRow
from assistant.database import Database, utc_now
from assistant.errors import InvalidInput, NotFound
from assistant.records import Principal, Role

LONGEST_TITLE, LONGEST_NOTE = 200, 1000


@dataclass(frozen=True, slots=True)
class NewMissingDocument:
    """What is missing and who is to get it; ``message_ids`` are the questions that wait for it."""

    title: str
    question: str = ""
    owner: str = ""
    note: str = ""
    message_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedMissingDocument:
    """What is to be another; None stays."""

    title: str | None = None
    owner: str | None = None
    state: SearchState | None = None
    note: str | None = None


class MissingDocuments:
    """The list of what is to be got. Every method raises NotSignedIn and NotPermitted as ``check_curator`` does."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, principal: Principal, state: SearchState | None = None) -> tuple[MissingDocument, ...]:
        """What is to be got first, each kind the latest first."""
        check_curator(principal)
        order = tuple(SearchState)
        with self._database.session() as session:
            rows = session.scalars(select(MissingDocumentRow).order_by(MissingDocumentRow.changed_at.desc())).all()
        found = [_record(row) for row in rows if state is None or row.state == state]
        return tuple(sorted(found, key=lambda item: order.index(item.state)))

    def add(self, new: NewMissingDocument, by: Principal) -> MissingDocument:
        """Raises InvalidInput for an unusable title, note or owner."""
        check_curator(by)
        row = MissingDocumentRow(
            title=_checked_title(new.title),
            question=new.question.strip(),
            note=_checked_note(new.note),
            state=SearchState.OPEN,
            made_by=by.name,
        )
        with self._database.session() as session:
            row.owner = _checked_owner(session, new.owner)
            session.add(row)
            session.flush()
            decide(session, new.message_ids, Decision.MISSING, by, row.id)
        return _record(row)

    def change(self, number: int, changes: ChangedMissingDocument, by: Principal) -> MissingDocument:
        """Raises NotFound, InvalidInput."""
        check_curator(by)
        with self._database.session() as session:
            row = session.get(MissingDocumentRow, number)
            if row is None:
                raise NotFound("没有这一项待补资料")
            row.title = row.title if changes.title is None else _checked_title(changes.title)
            row.owner = row.owner if changes.owner is None else _checked_owner(session, changes.owner)
            row.state = changes.state or row.state
            row.note = row.note if changes.note is None else _checked_note(changes.note)
            row.changed_at = utc_now()
        return _record(row)

    def owners(self, principal: Principal) -> Sequence[str]:
        """The accounts that can be asked to get a document."""
        check_curator(principal)
        query = select(UserRow.name).where(UserRow.role != Role.INVESTOR, ~UserRow.disabled).order_by(UserRow.name)
        with self._database.session() as session:
            return session.scalars(query).all()


def _checked_title(title: str) -> str:
    title = title.strip()
    if not title or len(title) > LONGEST_TITLE:
        raise InvalidInput(f"请写明缺少什么资料，最多 {LONGEST_TITLE} 字")
    return title


def _checked_note(note: str) -> str:
    if len(note) > LONGEST_NOTE:
        raise InvalidInput(f"备注太长：最多 {LONGEST_NOTE} 字")
    return note.strip()


def _checked_owner(session: Session, name: str) -> str:
    """The account's name as it is kept; "" for nobody yet."""
    if not name.strip():
        return ""
    row = session.scalar(select(UserRow).where(UserRow.name == name.strip().casefold()))
    if row is None or row.disabled or row.role is Role.INVESTOR:
        raise InvalidInput(f"没有“{name.strip()}”这个工作人员账号，请选择在用的账号")
    return row.name


def _record(row: MissingDocumentRow) -> MissingDocument:
    return MissingDocument(
        id=row.id,
        title=row.title,
        question=row.question,
        owner=row.owner,
        state=SearchState(row.state),
        note=row.note,
        made_by=row.made_by,
        made_at=row.made_at,
        changed_at=row.changed_at,
    )
