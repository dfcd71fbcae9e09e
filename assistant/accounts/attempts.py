"""Limits guessing of passwords: in the database, so that the limit holds across processes and restarts."""

import hashlib
import ipaddress
from datetime import timedelta

from sqlalchemy import delete, func, select

from assistant.accounts.tables import LoginAttemptRow
from assistant.database import Database, utc_now
from assistant.errors import TooManyAttempts

WINDOW = timedelta(minutes=15)
ATTEMPTS_FROM_ONE_ADDRESS = 5  # for one name, within WINDOW
ATTEMPTS_FROM_ANYWHERE = 50  # for one name, within WINDOW: guessing spread over many addresses


class Attempts:
    """Counts failed attempts at something for a name, whether or not there is such a name. ``what`` is what was tried, in Chinese."""

    def __init__(
        self,
        database: Database,
        what: str = "登录",
        from_one_address: int = ATTEMPTS_FROM_ONE_ADDRESS,
        from_anywhere: int = ATTEMPTS_FROM_ANYWHERE,
    ) -> None:
        self.database = database
        self.what = what
        self.from_one_address = from_one_address
        self.from_anywhere = from_anywhere

    def begin(self, name: str, address: str) -> None:
        """Count an attempt before its password is looked at, so that attempts made at once cannot slip through together.

        Raises TooManyAttempts.
        """
        now = utc_now()
        with self.database.session() as session:
            session.execute(delete(LoginAttemptRow).where(LoginAttemptRow.at < now - WINDOW))
            for subject, limit in self._subjects(name, address).items():
                session.add(LoginAttemptRow(subject=subject, at=now))
                session.flush()
                made = session.scalar(
                    select(func.count()).select_from(LoginAttemptRow).where(LoginAttemptRow.subject == subject)
                )
                if (made or 0) > limit:
                    minutes = int(WINDOW.total_seconds() // 60)
                    raise TooManyAttempts(f"{self.what}次数过多，请 {minutes} 分钟后再试")

    def succeeded(self, name: str, address: str) -> None:
        """Forget the attempts for this name: its owner is here."""
        with self.database.session() as session:
            session.execute(delete(LoginAttemptRow).where(LoginAttemptRow.subject.in_(self._subjects(name, address))))

    def _subjects(self, name: str, address: str) -> dict[str, int]:
        """What is counted, hashed, and how often it may fail."""
        tried = f"{self.what}\n{name}"
        counted = {f"{tried}\n{_network_of(address)}": self.from_one_address, f"{tried}\n*": self.from_anywhere}
        return {hashlib.sha256(subject.encode()).hexdigest(): limit for subject, limit in counted.items()}


def _network_of(address: str) -> str:
    """Who is counted as one: an IPv4 address, or the /64 network of an IPv6 address, all of which a single visitor has to choose from."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((int(parsed), 64), strict=False))
