"""公开由两人决定: where the installation asks for it, what one person wants to be public is public when another one has agreed."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from pydantic import JsonValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.access import may_see_document
from assistant.audit.chain import add_line
from assistant.audit.events import Event
from assistant.buildings.ledgers.ledger_tables import LedgerRow
from assistant.contract.releases import WaitingRelease
from assistant.curation.curators import check_releaser
from assistant.curation.tables import ReleaseRow
from assistant.database import Database, utc_now
from assistant.documents.new_document import document_id
from assistant.documents.reading import document_info
from assistant.documents.tables import DocumentRow
from assistant.errors import Conflict, NotFound, NotPermitted
from assistant.records import Clearance, Principal

WAITING, RELEASED, REFUSED = "waiting", "released", "refused"

_UNKNOWN = "没有这一项待确认的公开"


class Releases:
    """The list of what waits. It changes no document: whoever asks for a decision does what follows from it."""

    def __init__(self, database: Database, second_person: bool = False) -> None:
        """``second_person``: whether a release needs one at all."""
        self._database = database
        self.second_person = second_person

    def list(self, principal: Principal) -> tuple[WaitingRelease, ...]:
        """What waits and the caller may know of, the oldest first. Raises NotSignedIn and NotPermitted as ``check_releaser`` does."""
        check_releaser(principal)
        query = select(ReleaseRow).where(ReleaseRow.state == WAITING).order_by(ReleaseRow.id)
        with self._database.session() as session:
            found = [_record(session, row, principal) for row in session.scalars(query)]
        return tuple(one for one in found if one is not None)

    def hold_document(self, document: str, by: Principal) -> bool:
        """Whether a document's release has to wait; it is listed then. Not where it is public already or no second person is needed.

        Raises NotFound for an unknown document."""
        if not self.second_person:
            return False
        with self._database.session() as session:
            row = session.get(DocumentRow, document)
            if row is None:
                raise NotFound("没有这份文件，可能已被删除")
            if row.clearance is Clearance.PUBLIC:
                return False
            _ask(session, ReleaseRow(document_id=document, layout="", header="", title=row.title), by)
        return True

    def hold_column(self, layout: str, header: str, by: Principal) -> bool:
        """The same of a column of the ledgers of one layout."""
        if not self.second_person:
            return False
        with self._database.session() as session:
            _ask(session, ReleaseRow(document_id="", layout=layout, header=header, title=header), by)
        return True

    def held_upload(self, wanted: bool, files: Mapping[Path, str], by: Principal) -> Mapping[str, JsonValue]:
        """What an upload's job tells ``hold_read``: who uploads, and which documents wait for a second person once they are read: all of them
        where they are to be public (``wanted``), else those that were and get another text (``documents``). Empty where nothing waits."""
        documents = self._replaced(files) if self.second_person else ()
        if not documents and not (wanted and self.second_person):
            return {}
        return {"wanted": wanted, "documents": list(documents), "by_id": by.user_id, "by": by.name}

    def hold_read(self, held: Mapping[str, JsonValue], read: Sequence[str]) -> None:
        """List the documents of an upload that was read."""
        by = Principal(user_id=cast("int | None", held["by_id"]), name=cast(str, held["by"]))
        for one in read:
            if held["wanted"] or one in cast(Sequence[str], held["documents"]):
                self.hold_document(one, by)

    def _replaced(self, files: Mapping[Path, str]) -> tuple[str, ...]:
        """The ids of public documents that these files (where each lies, and its name) would give another text."""
        names = {document_id(name): path for path, name in files.items()}
        query = select(DocumentRow).where(DocumentRow.id.in_(names), DocumentRow.clearance == Clearance.PUBLIC)
        with self._database.session() as session:
            held = {row.id: row.sha256 for row in session.scalars(query)}
        return tuple(one for one, digest in held.items() if _digest(names[one]) != digest)

    def to_decide(self, number: int, by: Principal) -> WaitingRelease:
        """What waits under this number, for somebody who may decide it.

        Raises NotFound, Conflict where it was decided meanwhile, NotPermitted for whoever asked for it himself."""
        check_releaser(by)
        with self._database.session() as session:
            found = _record(session, _undecided(session, number, by), by)
        if found is None:
            raise NotFound(_UNKNOWN)
        return found

    def decide(self, number: int, released: bool, by: Principal, note: str = "") -> None:
        """Note what was decided. Raises like ``to_decide``."""
        check_releaser(by)
        with self._database.session() as session:
            row = _undecided(session, number, by)
            row.state = RELEASED if released else REFUSED
            row.decided_by, row.decided_at, row.note = by.name, utc_now(), note.strip()
            detail = {"asked_by": row.asked_by, "decision": row.state}
            add_line(session, Event.RELEASE, row.title, detail, by=by)

    def withdraw(self, number: int, by: Principal) -> None:
        """Do not ask for it any more. Raises NotFound, Conflict."""
        check_releaser(by)
        with self._database.session() as session:
            session.delete(_waiting(session, number))


def _ask(session: Session, new: ReleaseRow, by: Principal) -> None:
    """List a release, once."""
    same = select(ReleaseRow.id).where(
        ReleaseRow.state == WAITING,
        ReleaseRow.document_id == new.document_id,
        ReleaseRow.layout == new.layout,
        ReleaseRow.header == new.header,
    )
    if session.scalar(same) is None:
        new.state, new.asked_by_id, new.asked_by = WAITING, by.user_id, by.name
        session.add(new)


def _waiting(session: Session, number: int) -> ReleaseRow:
    row = session.get(ReleaseRow, number)
    if row is None:
        raise NotFound(_UNKNOWN)
    if row.state != WAITING:
        raise Conflict(f"{row.decided_by} 已经处理过这一项，请刷新")
    return row


def _undecided(session: Session, number: int, by: Principal) -> ReleaseRow:
    row = _waiting(session, number)
    if row.asked_by_id is not None and row.asked_by_id == by.user_id:
        raise NotPermitted("这一项是您提出公开的，要由另一个人确认")
    return row


def _record(session: Session, row: ReleaseRow, caller: Principal) -> WaitingRelease | None:
    """None where there is no such document any more, it is public meanwhile, or the caller may not know of it."""
    held = select(DocumentRow)
    if row.document_id:
        held = held.where(DocumentRow.id == row.document_id, DocumentRow.clearance != Clearance.PUBLIC)
    else:
        held = held.join(LedgerRow, LedgerRow.document_id == DocumentRow.id).where(LedgerRow.layout == row.layout)
    seen = (one for one in session.scalars(held) if may_see_document(caller, document_info(one)))
    document = next(seen, None)
    if document is None:
        return None
    return WaitingRelease(
        id=row.id,
        document_id=document.id,
        document=document.title,
        layout=row.layout,
        header=row.header,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        is_own=row.asked_by_id is not None and row.asked_by_id == caller.user_id,
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
