"""Accounts: adding, signing in, tokens. The role is looked up at each request, so a change takes effect at once."""

import hashlib
import re
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from pwdlib import PasswordHash
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.accounts.attempts import Attempts
from assistant.accounts.passwords import LONGEST, check_password
from assistant.accounts.signing import TokenSigner, TokenSubject
from assistant.accounts.tables import ApiTokenRow, EndedLoginRow, UserRow
from assistant.audit.chain import add_line
from assistant.audit.events import Event
from assistant.database import Database, utc_now
from assistant.errors import Conflict, InvalidInput, NotFound, NotPermitted, NotSignedIn, TooManyAttempts
from assistant.records import Principal, Role
from assistant.settings import Settings

API_TOKEN_PREFIX = "hz_"
LONGEST_NAME = 64
_NAME = re.compile(r"[\w.@-]+")
_USE_RECORDED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class User:
    """An account as lists show it."""

    id: int
    name: str
    role: Role
    disabled: bool
    created_at: datetime
    may_approve: bool = False


@dataclass(frozen=True, slots=True)
class LoginToken:
    """What a login gives: a token to send as ``Authorization: Bearer …``."""

    token: str
    name: str
    role: Role
    expires_at: datetime


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


class Accounts:
    """The accounts of this deployment."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self._passwords = PasswordHash.recommended()
        self.signer = TokenSigner(settings)
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
        return _user(row)

    def login(self, name: str, password: str, address: str = "") -> LoginToken:
        """Sign in; ``address`` is where the request came from.

        An unknown name takes as long as a wrong password and gets the same message. Raises NotSignedIn, NotPermitted for a
        disabled account, TooManyAttempts.
        """
        known_as = _folded(name)
        try:
            self._attempts.begin(known_as, address)
        except TooManyAttempts:
            self._note_failure(known_as, "too many attempts")
            raise
        substitute = (
            self._substitute_hash
        )  # made before the account is looked up, so that the first login tells nothing
        with self.database.session() as session:
            row = session.scalar(select(UserRow).where(UserRow.name == known_as))
        kept_hash = row.password_hash if row else substitute
        correct, better_hash = self._passwords.verify_and_update(password[:LONGEST], kept_hash)
        if row is None or not correct or len(password) > LONGEST:
            self._note_failure(known_as, "name or password")
            raise NotSignedIn("账号或密码不正确")
        if row.disabled:
            self._note_failure(known_as, "disabled")
            raise NotPermitted("账号已停用，请联系管理员")
        self._attempts.succeeded(known_as, address)
        if better_hash is not None:
            self._change(row.name, password_hash=better_hash)
        token, expires_at = self.signer.sign(TokenSubject(row.id, row.token_version))
        with self.database.session() as session:
            add_line(session, Event.SIGN_IN, row.name, by=_principal(row))
        return LoginToken(token=token, name=row.name, role=row.role, expires_at=expires_at)

    def log_out(self, token: str) -> None:
        """End a login token now, everywhere; the account's other logins and its API tokens stay.

        Raises NotSignedIn when it stands for nobody (any more), InvalidInput for an API token.
        """
        if token.startswith(API_TOKEN_PREFIX):
            raise InvalidInput("访问令牌不能这样退出，请用 huizhao users revoke 作废")
        with suppress(IntegrityError), self.database.session() as session:  # ended twice at once is ended
            owner = self._owner_of_login(session, token)
            if owner is None:
                raise NotSignedIn("登录已失效，请重新登录")
            login = self.signer.read(token)
            session.execute(delete(EndedLoginRow).where(EndedLoginRow.expires_at < utc_now()))
            session.add(EndedLoginRow(id=login.id, expires_at=login.expires_at))
            session.flush()
            add_line(session, Event.SIGN_OUT, owner.name, by=_principal(owner))

    def principal_of(self, token: str) -> Principal:
        """Whom a login or API token stands for now. Raises NotSignedIn when it stands for nobody (any more)."""
        with self.database.session() as session:
            is_api_token = token.startswith(API_TOKEN_PREFIX)
            row = _owner_of_api_token(session, token) if is_api_token else self._owner_of_login(session, token)
            if row is None or row.disabled:
                raise NotSignedIn("访问令牌无效或已停用" if is_api_token else "登录已失效，请重新登录")
            return _principal(row)

    def principal_called(self, name: str) -> Principal:
        """The account of this name, for whoever sits at the machine's own command line. Raises NotFound, NotPermitted if disabled."""
        with self.database.session() as session:
            row = _row(session, name)
            if row.disabled:
                raise NotPermitted(f"账号“{row.name}”已停用")
            return _principal(row)

    def calendar_token(self, principal: Principal) -> str:
        """A token that only opens the calendar of deadlines, for calendar programs; void when the password changes.

        Raises NotFound without an account.
        """
        with self.database.session() as session:
            row = session.get(UserRow, principal.user_id) if principal.user_id is not None else None
            if row is None:
                raise NotFound("没有这个账号")
            return self.signer.sign_for_calendar(TokenSubject(row.id, row.token_version))

    def principal_of_calendar(self, token: str) -> Principal:
        """Whom a calendar token stands for. Raises NotSignedIn."""
        subject = self.signer.read_for_calendar(token)
        with self.database.session() as session:
            row = session.get(UserRow, subject.user_id)
            if row is None or row.disabled or row.token_version != subject.version:
                raise NotSignedIn("日历地址已失效，请重新复制")
            return _principal(row)

    def create_api_token(self, name: str, label: str) -> str:
        """A new token for programs, for the account ``name``; it cannot be read again later. Raises NotFound."""
        token = API_TOKEN_PREFIX + secrets.token_urlsafe(32)
        with self.database.session() as session:
            user = _row(session, name)
            session.add(ApiTokenRow(user_id=user.id, name=label.strip()[:100], token_hash=_token_hash(token)))
            add_line(session, Event.TOKEN, user.name, {"change": "add", "label": label.strip()})
        return token

    def list_api_tokens(self, name: str) -> tuple[ApiToken, ...]:
        """The account's tokens, oldest first. Raises NotFound."""
        with self.database.session() as session:
            rows = session.scalars(
                select(ApiTokenRow).where(ApiTokenRow.user_id == _row(session, name).id).order_by(ApiTokenRow.id)
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
        key_replaced = self.signer.replace_key()
        with self.database.session() as session:
            accounts = session.scalars(select(UserRow)).all()
            for account in accounts:
                account.token_version += 1
            api_tokens = session.scalars(select(ApiTokenRow).where(~ApiTokenRow.revoked)).all()
            for token in api_tokens:
                token.revoked = True
            add_line(session, Event.SECRET, detail={"accounts": str(len(accounts)), "api_tokens": str(len(api_tokens))})
            return EndedTokens(key_replaced, len(accounts), len(api_tokens))

    def list_users(self) -> tuple[User, ...]:
        """All accounts by name."""
        with self.database.session() as session:
            return tuple(_user(row) for row in session.scalars(select(UserRow).order_by(UserRow.name)))

    def account_called(self, name: str) -> User:
        """The account of this name, disabled or not. Raises NotFound."""
        with self.database.session() as session:
            return _user(_row(session, name))

    def set_password(self, name: str, password: str) -> None:
        """Login tokens signed before are void; API tokens stay. Raises InvalidInput, NotFound."""
        self._change(name, password_hash=self._hash(password, name), sign_out=True)

    def set_role(self, name: str, role: Role) -> None:
        """Effective with the account's next request. Raises NotFound."""
        self._change(name, role=role)

    def set_may_approve(self, name: str, may_approve: bool) -> None:
        """Give or take the right to approve replies; staff and administrators only. Raises InvalidInput, NotFound."""
        with self.database.session() as session:
            row = _row(session, name)
            if may_approve and row.role is Role.INVESTOR:
                raise InvalidInput(f"“{row.name}”是客商账号，不能有审批权")
            row.may_approve = may_approve
            add_line(session, Event.ROLE, row.name, {"may_approve": str(may_approve)})

    def disable(self, name: str) -> None:
        """Login and all tokens are refused at once. Raises NotFound."""
        self._change(name, disabled=True)

    def enable(self, name: str) -> None:
        """Undo ``disable``. Raises NotFound."""
        self._change(name, disabled=False)

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
            row = _row(session, name)
            before = row.role
            row.password_hash = password_hash or row.password_hash
            row.role = role or row.role
            row.disabled = row.disabled if disabled is None else disabled
            row.token_version += sign_out
            session.flush()
            if sign_out:
                add_line(session, Event.PASSWORD, row.name)
            if role is not None:
                add_line(session, Event.ROLE, row.name, {"from": before, "to": role})
            if disabled is not None:
                add_line(session, Event.ACCOUNT, row.name, {"change": "disable" if disabled else "enable"})

    def _note_failure(self, known_as: str, reason: str) -> None:
        """Write down that a sign-in failed. A name that no account has is left out: people type passwords there."""
        with self.database.session() as session:
            row = session.scalar(select(UserRow).where(UserRow.name == known_as))
            add_line(session, Event.SIGN_IN_FAILED, row.name if row else "", {"reason": reason}, by=Principal())

    def _hash(self, password: str, name: str) -> str:
        check_password(password, _folded(name))
        return self._passwords.hash(password)

    @cached_property
    def _substitute_hash(self) -> str:
        """Verified in place of an unknown account's, so that the time taken does not tell which names exist."""
        return self._passwords.hash(secrets.token_urlsafe(16))

    def _owner_of_login(self, session: Session, token: str) -> UserRow | None:
        login = self.signer.read(token)
        if session.get(EndedLoginRow, login.id) is not None:
            return None
        row = session.get(UserRow, login.subject.user_id)
        return row if row is not None and row.token_version == login.subject.version else None


def normalise_name(name: str) -> str:
    """The one spelling of an account's name: width and case do not count. Raises InvalidInput for an unusable one."""
    folded = _folded(name)
    if not folded:
        raise InvalidInput("请填写账号")
    if len(folded) > LONGEST_NAME or not _NAME.fullmatch(folded):
        raise InvalidInput(f"账号只能用汉字、字母、数字和 . _ - @，最多 {LONGEST_NAME} 个字符")
    return folded


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _row(session: Session, name: str) -> UserRow:
    row = session.scalar(select(UserRow).where(UserRow.name == _folded(name)))
    if row is None:
        raise NotFound(f"没有账号“{name}”")
    return row


def _user(row: UserRow) -> User:
    return User(
        id=row.id,
        name=row.name,
        role=row.role,
        disabled=row.disabled,
        created_at=row.created_at,
        may_approve=row.may_approve,
    )


def _principal(row: UserRow) -> Principal:
    return Principal(
        role=row.role,
        user_id=row.id,
        name=row.name,
        may_approve=row.may_approve and row.role is not Role.INVESTOR,
    )


def _owner_of_api_token(session: Session, token: str) -> UserRow | None:
    row = session.scalar(select(ApiTokenRow).where(ApiTokenRow.token_hash == _token_hash(token)))
    if row is None or row.revoked:
        return None
    now = utc_now()
    if row.last_used_at is None or now - row.last_used_at > _USE_RECORDED_EVERY:
        row.last_used_at = now
    return row.user


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
