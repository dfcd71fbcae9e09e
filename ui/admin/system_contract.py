"""What the API sends to the pages of 管理 about the installation: accounts, the audit, how each part is."""

from datetime import datetime

from assistant.contract.message import Message

ROLES = ("investor", "staff", "admin")


class AccountItem(Message):
    """An account."""

    name: str
    role: str
    may_approve: bool
    may_curate: bool
    disabled: bool
    created_at: datetime


class Accounts(Message):
    """All accounts."""

    accounts: tuple[AccountItem, ...]


class TokenItem(Message):
    """A token for programs, without the token itself."""

    id: int
    label: str
    created_at: datetime
    last_used_at: datetime | None
    revoked: bool


class Tokens(Message):
    """An account's tokens."""

    tokens: tuple[TokenItem, ...] = ()


class TokenMade(Message):
    """A token, told once."""

    token: str


class AuditLine(Message):
    """Who did what."""

    number: int
    at: datetime
    label: str
    by: str
    door: str
    address: str
    subject: str
    detail: dict[str, str]


class Audit(Message):
    """One page of the audit, the latest first."""

    lines: tuple[AuditLine, ...]
    total: int
    events: dict[str, str]


class Chain(Message):
    """Whether the audit is whole."""

    first: int
    last: int
    whole: bool
    problems: tuple[str, ...]


class Part(Message):
    """How a part of the installation is."""

    part: str
    state: str
    detail: str
    remedy: str


class Parts(Message):
    """All parts."""

    parts: tuple[Part, ...]
