"""The accounts of a deployment as its administrators keep them, with their API tokens and second factors."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from pwdlib import PasswordHash
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.accounts import second_factor
from assistant.accounts.attempts import Attempts
from assistant.accounts.external import link_to
from assistant.accounts.passwords import check_password
from assistant.accounts.sealing import SecretBox
from assistant.accounts.second_factor import Enrolment
from assistant.accounts.sessions import forget_logins
from assistant.accounts.signing import TokenSigner
from assistant.accounts.tables import ApiTokenRow, UserRow
from assistant.accounts.users import User, account_row, folded, normalise_name, principal_from, user_of
from assistant.audit.chain import add_line
from assistant.audit.events import Event
from assistant.database import Database
from assistant.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    NotPermitted,
)
from assistant.groups import held_groups, stored_groups, write_groups
from assistant.records import Principal, Role
from assistant.settings import Settings

API_TOKEN_PREFIX = "hz_"


@dataclass(frozen=True, slots=True)
class ApiToken:
    """An API token as lists show it; the token itself is shown only when it is made."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None
    revoked: bool


@dataclass(frozen=True, slots=True)
class EndedTokens:
    """What ending all tokens did: whether the signing key is new, how many accounts are signed out, how many API tokens are void."""

    key_replaced: bool
    accounts: int
    api_tokens: int


class AccountRegistry:
    """Adds and changes accounts. Every change is a line of the audit."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self._passwords = PasswordHash.recommended()
        self.signer = TokenSigner(settings)
        self._box = SecretBox(self.signer.encryption_keys)
        self._settings = settings
        self._attempts = Attempts(database)

    def add(self, name: str, password: str, role: Role) -> User:
        """Raises InvalidInput for an unusable name or password, Conflict when the name is taken."""
        row = UserRow(name=normalise_name(name), password_hash=self._hash(password, name), role=role)
        try:
            with self.database.session() as session:
                session.add(row)
                session.flush()
                add_line(session, Event.ACCOUNT, row.name, {"change": "add", "role": role})
        except IntegrityError as error:
            raise Conflict(f"账号“{row.name}”已经存在") from error
        return user_of(row)

    def list_users(self) -> tuple[User, ...]:
        """All accounts by name."""
        with self.database.session() as session:
            return tuple(user_of(row) for row in session.scalars(select(UserRow).order_by(UserRow.name)))

    def account_called(self, name: str) -> User:
        """The account of this name, disabled or not. Raises NotFound."""
        with self.database.session() as session:
            return user_of(account_row(session, name))

    def principal_called(self, name: str) -> Principal:
        """The account of this name, for whoever sits at the machine's own command line. Raises NotFound, NotPermitted if disabled."""
        with self.database.session() as session:
            row = account_row(session, name)
            if row.disabled:
                raise NotPermitted(f"账号“{row.name}”已停用")
            return principal_from(row)

    def set_password(self, name: str, password: str) -> None:
        """Login tokens signed before are void; API tokens stay. Raises InvalidInput, NotFound."""
        self._change(name, password_hash=self._hash(password, name), sign_out=True)

    def set_role(self, name: str, role: Role) -> None:
        """Effective with the account's next request. Raises NotFound."""
        self._change(name, role=role)

    def set_may_approve(self, name: str, may_approve: bool) -> None:
        """Give or take the right to approve replies; staff and administrators only. Raises InvalidInput, NotFound."""
        with self.database.session() as session:
            row = _entitled(session, name, may_approve, "审批权")
            row.may_approve = may_approve
            add_line(session, Event.ROLE, row.name, {"may_approve": str(may_approve)})

    def set_may_curate(self, name: str, may_curate: bool) -> None:
        """Give or take the right to look after what was not answered; staff and administrators only. Raises InvalidInput, NotFound."""
        with self.database.session() as session:
            row = _entitled(session, name, may_curate, "问答维护权")
            row.may_curate = may_curate
            add_line(session, Event.ROLE, row.name, {"may_curate": str(may_curate)})

    def set_groups(self, name: str, groups: frozenset[str]) -> None:
        """Put an account into these groups (as ``groups.group_name`` spells them) and no others, from its next request on. An investor's
        count from the day it becomes staff. Raises NotFound."""
        with self.database.session() as session:
            row = account_row(session, name)
            before, row.groups = held_groups(row.groups), stored_groups(groups)
            add_line(
                session, Event.ROLE, row.name, {"groups_from": write_groups(before), "groups_to": write_groups(groups)}
            )

    def list_groups(self) -> tuple[str, ...]:
        """The groups that some account is in."""
        with self.database.session() as session:
            held = session.scalars(select(UserRow.groups).distinct())
            return tuple(sorted({name for stored in held for name in held_groups(stored)}))

    def disable(self, name: str) -> None:
        """Login and all tokens are refused at once. Raises NotFound."""
        self._change(name, disabled=True)

    def enable(self, name: str) -> None:
        """Undo ``disable``. Raises NotFound."""
        self._change(name, disabled=False)

    def link(self, name: str, issuer: str, subject: str) -> None:
        """Let who is ``subject`` at the provider be this account. Raises NotFound, Conflict."""
        with self.database.session() as session:
            link_to(session, account_row(session, name), issuer, subject)

    def begin_second_factor(self, name: str) -> Enrolment:
        """What to show an authenticator app; it counts once a code is confirmed. Raises NotFound, Conflict."""
        with self.database.session() as session:
            row = account_row(session, name)
            return second_factor.begin(session, self._box, row.id, row.name)

    def confirm_second_factor(self, name: str, code: str) -> tuple[str, ...]:
        """Turn it on; the recovery codes, shown this once. Raises NotFound, InvalidInput for a wrong code, Conflict."""
        with self.database.session() as session:
            row = account_row(session, name)
            codes = second_factor.confirm(session, self._box, row.id, code)
            add_line(session, Event.SECOND_FACTOR, row.name, {"change": "add"})
            return codes

    def remove_second_factor(self, name: str) -> None:
        """Forget an account's second factor and end its logins. Raises NotFound."""
        with self.database.session() as session:
            row = account_row(session, name)
            if second_factor.remove(session, row.id):
                row.token_version += 1
                forget_logins(session, row.id)
                add_line(session, Event.SECOND_FACTOR, row.name, {"change": "remove"})

    def sign_out_everywhere(self, name: str, *, api_tokens: bool = False) -> None:
        """End all logins and calendar addresses of an account at once, with ``api_tokens`` its API tokens too. Raises NotFound."""
        with self.database.session() as session:
            row = account_row(session, name)
            row.token_version += 1
            forget_logins(session, row.id)
            for token in row.api_tokens if api_tokens else ():
                token.revoked = True
            add_line(session, Event.SIGN_OUT, row.name, {"everywhere": "True", "api_tokens": str(api_tokens)})

    def create_api_token(self, name: str, label: str) -> str:
        """A new token for programs, for the account ``name``; it cannot be read again later. Raises NotFound."""
        token = API_TOKEN_PREFIX + secrets.token_urlsafe(32)
        with self.database.session() as session:
            user = account_row(session, name)
            session.add(ApiTokenRow(user_id=user.id, name=label.strip()[:100], token_hash=token_hash(token)))
            add_line(session, Event.TOKEN, user.name, {"change": "add", "label": label.strip()})
        return token

    def list_api_tokens(self, name: str) -> tuple[ApiToken, ...]:
        """The account's tokens, oldest first. Raises NotFound."""
        with self.database.session() as session:
            rows = session.scalars(
                select(ApiTokenRow).where(ApiTokenRow.user_id == account_row(session, name).id).order_by(ApiTokenRow.id)
            )
            return tuple(ApiToken(row.id, row.name, row.created_at, row.last_used_at, row.revoked) for row in rows)

    def revoke(self, token_id: int) -> None:
        """Make an API token void at once. Raises NotFound."""
        with self.database.session() as session:
            row = session.get(ApiTokenRow, token_id)
            if row is None:
                raise NotFound("没有这个访问令牌")
            row.revoked = True
            add_line(session, Event.TOKEN, row.user.name, {"change": "revoke", "label": row.name})

    def end_all_tokens(self) -> EndedTokens:
        """Void every login, calendar and API token and take a new signing key, as after a key became known to others."""
        self.seal_second_factors()  # where a replacement was broken off, before the key of then is overwritten
        key_replaced = self.signer.replace_key()
        with self.database.session() as session:
            accounts = session.scalars(select(UserRow)).all()
            for account in accounts:
                account.token_version += 1
                forget_logins(session, account.id)
            api_tokens = session.scalars(select(ApiTokenRow).where(~ApiTokenRow.revoked)).all()
            for token in api_tokens:
                token.revoked = True
            add_line(session, Event.SECRET, detail={"accounts": str(len(accounts)), "api_tokens": str(len(api_tokens))})
            second_factor.seal_all(session, self._box)
        self.signer.forget_key_before()
        return EndedTokens(key_replaced, len(accounts), len(api_tokens))

    def seal_second_factors(self) -> None:
        """Encrypt what versions before this one kept plain, and what a replaced key still holds."""
        with self.database.session() as session:
            second_factor.seal_all(session, self._box)
        self.signer.forget_key_before()

    def _change(
        self,
        name: str,
        *,
        password_hash: str | None = None,
        role: Role | None = None,
        disabled: bool | None = None,
        sign_out: bool = False,
    ) -> None:
        with self.database.session() as session:
            row = account_row(session, name)
            before = row.role
            row.password_hash = password_hash or row.password_hash
            row.role = role or row.role
            row.disabled = row.disabled if disabled is None else disabled
            row.token_version += sign_out
            if sign_out:
                forget_logins(session, row.id)
            session.flush()
            if sign_out:
                add_line(session, Event.PASSWORD, row.name)
            if role is not None:
                add_line(session, Event.ROLE, row.name, {"from": before, "to": role})
            if disabled is not None:
                add_line(session, Event.ACCOUNT, row.name, {"change": "disable" if disabled else "enable"})

    def _hash(self, password: str, name: str) -> str:
        check_password(password, folded(name), self._settings.accounts)
        return self._passwords.hash(password)


def _entitled(session: Session, name: str, given: bool, right: str) -> UserRow:
    """The account that is to have a right, or to lose it. Raises InvalidInput for an investor that would get it, NotFound."""
    row = account_row(session, name)
    if given and row.role is Role.INVESTOR:
        raise InvalidInput(f"“{row.name}”是客商账号，不能有{right}")
    return row


def token_hash(token: str) -> str:
    """What is kept of an API token."""
    return hashlib.sha256(token.encode()).hexdigest()
