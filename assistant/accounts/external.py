"""Accounts of people who sign on with a provider: linked by what never changes there, with role and departments as it says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.tables import ExternalIdentityRow, UserRow
from assistant.audit.chain import add_line
from assistant.audit.events import Event
from assistant.errors import Conflict, NotPermitted, NotSignedIn
from assistant.groups import group_name, held_groups, stored_groups, write_groups
from assistant.records import Role
from assistant.sections.service import OidcSettings

_RANK = (Role.INVESTOR, Role.STAFF, Role.ADMIN)
_UNUSABLE = re.compile(r"[^\w.@-]+")


@dataclass(frozen=True, slots=True)
class ExternalIdentity:
    """Who signed on: where and as whom, and what the provider says of the person now."""

    issuer: str
    subject: str
    name: str
    role: Role
    departments: frozenset[str]


def identity_of(claims: Mapping[str, object], settings: OidcSettings) -> ExternalIdentity:
    """What verified claims say, by the settings. Raises NotSignedIn where they name nobody, NotPermitted for people of no known group."""
    subject = str(claims.get("sub") or "")
    name = _UNUSABLE.sub("-", str(claims.get(settings.name_claim) or subject)).strip("-")
    if not subject or not name:
        raise NotSignedIn("统一身份认证没有给出账号，请联系管理员")
    told = claims.get(settings.groups_claim)
    groups = [str(item) for item in told] if isinstance(told, list | tuple) else [str(told)] if told else []
    roles = [Role(settings.roles[group]) for group in groups if group in settings.roles]
    if settings.default_role:
        roles.append(Role(settings.default_role))
    if not roles:
        raise NotPermitted("您的账号没有使用慧招的权限，请联系管理员")
    departments = frozenset(
        group_name(settings.departments[group]) for group in groups if group in settings.departments
    )
    return ExternalIdentity(settings.issuer, subject, name, max(roles, key=_RANK.index), departments)


def account_of(
    session: Session, identity: ExternalIdentity, name: str, unusable_hash: str, *, link_by_name: bool
) -> UserRow:
    """The account of somebody who signed on, made or linked at the first time, with the role and departments that the provider gives now.

    ``name`` is the account's as ``normalise_name`` spells it. Raises Conflict where another account has it, NotPermitted for a disabled one.
    """
    link = session.get(ExternalIdentityRow, (identity.issuer, identity.subject))
    row = session.get(UserRow, link.user_id) if link is not None else None
    if row is None:
        row = session.scalar(select(UserRow).where(UserRow.name == name))
        if row is not None and not link_by_name:
            raise Conflict(
                f"本系统已有账号“{name}”：请管理员执行 huizhao users link {name} {identity.subject}，再重新登录"
            )
        if row is None:
            row = UserRow(name=name, password_hash=unusable_hash, role=identity.role)
            session.add(row)
            session.flush()
            add_line(session, Event.ACCOUNT, row.name, {"change": "add", "role": identity.role, "via": "oidc"})
        link_to(session, row, identity.issuer, identity.subject)
    if row.disabled:
        raise NotPermitted("账号已停用，请联系管理员")
    _take_over(session, row, identity)
    return row


def link_to(session: Session, row: UserRow, issuer: str, subject: str) -> None:
    """Let who is ``subject`` at the provider be this account. Raises Conflict where that is another account already."""
    known = session.get(ExternalIdentityRow, (issuer, subject))
    if known is not None and known.user_id != row.id:
        raise Conflict("统一身份认证的这个账号已经对应另一个账号")
    session.merge(ExternalIdentityRow(issuer=issuer, subject=subject, user_id=row.id))
    add_line(session, Event.ACCOUNT, row.name, {"change": "link", "subject": subject})


def _take_over(session: Session, row: UserRow, identity: ExternalIdentity) -> None:
    before = held_groups(row.groups)
    if (row.role, before) == (identity.role, identity.departments):
        return
    detail = {
        "from": row.role,
        "to": identity.role,
        "groups_from": write_groups(before),
        "groups_to": write_groups(identity.departments),
        "via": "oidc",
    }
    row.role, row.groups = identity.role, stored_groups(identity.departments)
    add_line(session, Event.ROLE, row.name, detail)
