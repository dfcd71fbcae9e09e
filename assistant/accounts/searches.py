"""Searches that an account keeps, to be told of new rows that fit: what is looked for and what was seen, nothing of the rows themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.tables import KeptSearchRow
from assistant.database import Database
from assistant.errors import InvalidInput, NotFound, NotSignedIn
from assistant.records import Principal

MOST = 20


@dataclass(frozen=True, slots=True)
class KeptSearch:
    """A kept search; ``seen`` are the ids of the rows that fitted when it was looked at last."""

    id: int
    title: str
    need: Mapping[str, object]
    seen: frozenset[str]
    kept_at: datetime


class KeptSearches:
    """Every account's own. Every method raises NotSignedIn without an account."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, owner: Principal) -> tuple[KeptSearch, ...]:
        """Those of the account, the oldest first."""
        query = select(KeptSearchRow).where(KeptSearchRow.user_id == _account(owner)).order_by(KeptSearchRow.id)
        with self._database.session() as session:
            return tuple(map(_record, session.scalars(query)))

    def keep(self, owner: Principal, title: str, need: Mapping[str, object], seen: Sequence[str]) -> KeptSearch:
        """Keep what is looked for; the same need again only renews its title and what was seen. Raises InvalidInput where too many are kept."""
        user_id = _account(owner)
        with self._database.session() as session:
            own = session.scalars(select(KeptSearchRow).where(KeptSearchRow.user_id == user_id)).all()
            row = next((one for one in own if one.need == dict(need)), None)
            if row is None:
                if len(own) >= MOST:
                    raise InvalidInput(f"最多保存 {MOST} 个查找，请先删去不用的")
                row = KeptSearchRow(user_id=user_id, need=dict(need))
                session.add(row)
            row.title, row.seen = title, list(seen)
            session.flush()
        return _record(row)

    def look_at(self, number: int, owner: Principal, seen: Sequence[str]) -> None:
        """These rows are known from now on. Raises NotFound."""
        with self._database.session() as session:
            _own(session, number, owner).seen = list(seen)

    def get(self, number: int, owner: Principal) -> KeptSearch:
        """Raises NotFound for one that is not the account's."""
        with self._database.session() as session:
            return _record(_own(session, number, owner))

    def forget(self, number: int, owner: Principal) -> None:
        """Raises NotFound."""
        with self._database.session() as session:
            session.delete(_own(session, number, owner))


def _account(owner: Principal) -> int:
    if owner.user_id is None:
        raise NotSignedIn("请先登录")
    return owner.user_id


def _own(session: Session, number: int, owner: Principal) -> KeptSearchRow:
    row = session.get(KeptSearchRow, number)
    if row is None or row.user_id != _account(owner):
        raise NotFound("没有保存过这个查找")
    return row


def _record(row: KeptSearchRow) -> KeptSearch:
    return KeptSearch(row.id, row.title, row.need, frozenset(row.seen), row.kept_at)
