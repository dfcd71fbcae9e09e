"""Limits guessing of passwords: in the database, so that the limit holds across processes and restarts.

Whoever guesses from many addresses uses up what all of them have together. An address from which an earlier attempt succeeded does not
draw on that, only on its own few, so that guessing elsewhere never locks the owner out.
"""

import hashlib
import ipaddress
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.accounts.tables import KnownAddressRow, LoginAttemptRow
from assistant.database import Database, utc_now
from assistant.errors import TooManyAttempts

WINDOW = timedelta(minutes=15)
ATTEMPTS_FROM_ONE_ADDRESS = 5  # for one name, within WINDOW
ATTEMPTS_FROM_ANYWHERE = 50  # for one name, within WINDOW, from all addresses that are not known
KNOWN_FOR = timedelta(days=90)  # after the last success
MOST_KNOWN = (
    20  # addresses of one name: what somebody who had the password could make known bounds what they may guess later
)


@dataclass(frozen=True, slots=True)
class _Subjects:
    """What is counted and kept of an attempt, hashed: the name alone, the name at this address, the name at all addresses."""

    tried: str
    here: str
    anywhere: str


class Attempts:
    """Counts failed attempts at something for a name, whether or not there is such a name. ``what`` is what was tried, in Chinese.

    With ``knows_addresses`` an address that succeeded before is left out of what all of them have together.
    """

    def __init__(
        self,
        database: Database,
        what: str = "登录",
        from_one_address: int = ATTEMPTS_FROM_ONE_ADDRESS,
        from_anywhere: int = ATTEMPTS_FROM_ANYWHERE,
        *,
        knows_addresses: bool = True,
    ) -> None:
        self.database = database
        self.what = what
        self.from_one_address = from_one_address
        self.from_anywhere = from_anywhere
        self.knows_addresses = knows_addresses

    def begin(self, name: str, address: str) -> None:
        """Count an attempt before its password is looked at, so that attempts made at once cannot slip through together.

        Raises TooManyAttempts.
        """
        now = utc_now()
        subjects = self._subjects(name, address)
        with self.database.session() as session:
            # Those of the future are of a clock that was ahead: they would lock somebody out until it comes.
            over = (LoginAttemptRow.at < now - WINDOW) | (LoginAttemptRow.at > now + WINDOW)
            session.execute(delete(LoginAttemptRow).where(over))
            refusal = f"{self.what}次数过多，请 {int(WINDOW.total_seconds() // 60)} 分钟后再试"
            if _count(session, subjects.here, now) > self.from_one_address:
                raise TooManyAttempts(refusal)
            if self.knows_addresses and _is_known(session, subjects, now):
                return
            if _count(session, subjects.anywhere, now) > self.from_anywhere:
                elsewhere = f"，或换到以前{self.what}过的网络" if self.knows_addresses else ""
                raise TooManyAttempts(refusal + elsewhere)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the attempts that were counted: the owner of this name is here, and may come here again."""
        now = utc_now()
        subjects = self._subjects(name, address)
        with self.database.session() as session:
            counted = [subjects.here] if _is_known(session, subjects, now) else [subjects.here, subjects.anywhere]
            session.execute(delete(LoginAttemptRow).where(LoginAttemptRow.subject.in_(counted)))
        with suppress(IntegrityError), self.database.session() as session:  # known twice at once is known
            session.merge(KnownAddressRow(subject=subjects.here, tried=subjects.tried, at=now))
            session.flush()
            of_name = select(KnownAddressRow.subject).where(KnownAddressRow.tried == subjects.tried)
            surplus = session.scalars(of_name.order_by(KnownAddressRow.at.desc()).offset(MOST_KNOWN)).all()
            session.execute(
                delete(KnownAddressRow).where(
                    KnownAddressRow.subject.in_(surplus) | (KnownAddressRow.at < now - KNOWN_FOR)
                )
            )

    def _subjects(self, name: str, address: str) -> _Subjects:
        tried = f"{self.what}\n{name}"
        return _Subjects(_hashed(tried), _hashed(f"{tried}\n{_network_of(address)}"), _hashed(f"{tried}\n*"))


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _count(session: Session, subject: str, now: datetime) -> int:
    """How many attempts there are, this one included."""
    session.add(LoginAttemptRow(subject=subject, at=now))
    session.flush()
    made = session.scalar(select(func.count()).select_from(LoginAttemptRow).where(LoginAttemptRow.subject == subject))
    return made or 0


def _is_known(session: Session, subjects: _Subjects, now: datetime) -> bool:
    known = session.get(KnownAddressRow, subjects.here)
    return known is not None and known.at >= now - KNOWN_FOR


def _network_of(address: str) -> str:
    """Who is counted as one: an IPv4 address, or the /64 network of an IPv6 address, all of which a single visitor has to choose from."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((int(parsed), 64), strict=False))
