"""An account: its record, the one spelling of its name, and whom it stands for."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.tables import UserRow
from assistant.errors import InvalidInput, NotFound
from assistant.groups import held_groups
from assistant.records import Principal, Role

LONGEST_NAME = 64
_NAME = re.compile(r"[\w.@-]+")


@dataclass(frozen=True, slots=True)
class User:
    """An account as lists show it."""

    id: int
    name: str
    role: Role
    disabled: bool
    created_at: datetime
    may_approve: bool = False
    may_curate: bool = False
    groups: frozenset[str] = frozenset()


def normalise_name(name: str) -> str:
    """The one spelling of an account's name: width and case do not count. Raises InvalidInput for an unusable one."""
    spelt = folded(name)
    if not spelt:
        raise InvalidInput("请填写账号")
    if len(spelt) > LONGEST_NAME or not _NAME.fullmatch(spelt):
        raise InvalidInput(f"账号只能用汉字、字母、数字和 . _ - @，最多 {LONGEST_NAME} 个字符")
    return spelt


def folded(name: str) -> str:
    """A name as it is looked up: width and case do not count."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def account_row(session: Session, name: str) -> UserRow:
    """The account of this name. Raises NotFound."""
    row = session.scalar(select(UserRow).where(UserRow.name == folded(name)))
    if row is None:
        raise NotFound(f"没有账号“{name}”")
    return row


def user_of(row: UserRow) -> User:
    """An account's record."""
    return User(
        id=row.id,
        name=row.name,
        role=row.role,
        disabled=row.disabled,
        created_at=row.created_at,
        may_approve=row.may_approve,
        may_curate=row.may_curate,
        groups=held_groups(row.groups),
    )


def principal_from(row: UserRow) -> Principal:
    """Whom an account stands for now."""
    return Principal(
        role=row.role,
        user_id=row.id,
        name=row.name,
        may_approve=row.may_approve and row.role is not Role.INVESTOR,
        may_curate=row.may_curate and row.role is not Role.INVESTOR,
        groups=held_groups(row.groups) if row.role is not Role.INVESTOR else frozenset(),
    )
