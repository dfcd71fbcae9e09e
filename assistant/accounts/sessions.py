"""Logins that were given out: listed, ended when they lie idle, forgotten when they expire."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.accounts.signing import Login
from assistant.accounts.tables import EndedLoginRow, LoginSessionRow
from assistant.database import Database, utc_now
from assistant.errors import DatabaseUnavailable, NotSignedIn

_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class OpenLogin:
    """A login that is open; ``own`` is that of the request."""

    id: str
    via: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    own: bool


def begin_session(session: Session, login: Login, address: str) -> None:
    """Keep a login that was just given out, and forget those that have expired."""
    now = utc_now()
    for table in (LoginSessionRow, EndedLoginRow):
        session.execute(delete(table).where(table.expires_at < now))
    session.add(
        LoginSessionRow(
            id=login.id,
            user_id=login.subject.user_id,
            via=login.via,
            address=address[:64],
            created_at=now,
            last_seen_at=now,
            expires_at=login.expires_at,
        )
    )


def check_not_idle(database: Database, login: Login, idle_minutes: int) -> None:
    """Note that a login is used. Raises NotSignedIn where it was not for longer than the set minutes; 0: it may lie idle.

    A login of before logins were kept counts until it expires.
    """
    if not idle_minutes:
        return
    now = utc_now()
    with database.session() as session:
        seen = session.scalar(select(LoginSessionRow.last_seen_at).where(LoginSessionRow.id == login.id))
    if seen is None:
        return
    if now - seen > timedelta(minutes=idle_minutes):
        raise NotSignedIn(f"超过 {idle_minutes} 分钟没有操作，已自动退出，请重新登录")
    if abs(now - seen) > _SEEN_EVERY:
        _note_use(database, login.id, now)


def _note_use(database: Database, login_id: str, now: datetime) -> None:
    try:
        with database.session() as session:
            row = session.get(LoginSessionRow, login_id)
            if row is not None:
                row.last_seen_at = now
    except DatabaseUnavailable:
        return  # somebody writes just now: nobody is kept from reading for that, the next request notes it


def open_logins(session: Session, user_id: int, own: str) -> tuple[OpenLogin, ...]:
    """An account's logins that were not ended, the latest first."""
    ended = select(EndedLoginRow.id)
    rows = session.scalars(
        select(LoginSessionRow)
        .where(
            LoginSessionRow.user_id == user_id,
            LoginSessionRow.expires_at >= utc_now(),
            LoginSessionRow.id.not_in(ended),
        )
        .order_by(LoginSessionRow.last_seen_at.desc())
    )
    return tuple(
        OpenLogin(row.id, row.via, row.address, row.created_at, row.last_seen_at, row.id == own) for row in rows
    )


def forget_logins(session: Session, user_id: int) -> None:
    """Drop the logins of an account whose tokens are void."""
    session.execute(delete(LoginSessionRow).where(LoginSessionRow.user_id == user_id))
