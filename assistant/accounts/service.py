"""Signing in and tokens. The role is looked up at each request, so a change takes effect at once."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.accounts import second_factor
from assistant.accounts.external import ExternalIdentity, account_of
from assistant.accounts.passwords import LONGEST
from assistant.accounts.registry import API_TOKEN_PREFIX, AccountRegistry, token_hash
from assistant.accounts.sessions import OpenLogin, begin_session, check_not_idle, open_logins
from assistant.accounts.signing import TokenSubject
from assistant.accounts.tables import ApiTokenRow, EndedLoginRow, UserRow
from assistant.accounts.users import User, account_row, folded, normalise_name, principal_from, user_of
from assistant.audit.chain import add_line
from assistant.audit.events import Event
from assistant.database import utc_now
from assistant.errors import (
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
    SecondFactorMissing,
    SecondFactorNeeded,
    TooManyAttempts,
)
from assistant.records import Principal, Role

_USE_RECORDED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class LoginToken:
    """What a login gives: a token to send as ``Authorization: Bearer …``."""

    token: str
    name: str
    role: Role
    expires_at: datetime
    must_enrol: bool = False  # the role needs a second factor: until there is one, the token opens nothing else


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account as its owner sees it. ``recovery_codes`` are not used yet; ``needed``: the role asks for a second factor."""

    user: User
    second_factor: bool
    needed: bool
    recovery_codes: int
    logins: tuple[OpenLogin, ...]


class Accounts(AccountRegistry):
    """The accounts of this deployment and who is signed in."""

    def login(self, name: str, password: str, address: str = "", code: str = "") -> LoginToken:
        """Sign in; ``address`` is where the request came from, ``code`` that of the second factor, or a recovery code.

        An unknown name takes as long as a wrong password and gets the same message; a wrong code counts like a wrong password. Raises
        NotSignedIn, SecondFactorNeeded, NotPermitted for a disabled account, TooManyAttempts.
        """
        known_as = folded(name)
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
        self._check_code(row, code)
        self._attempts.succeeded(known_as, address)
        if better_hash is not None:
            self._change(row.name, password_hash=better_hash)
        return self._signed_in(row.id, address)

    def sign_in_externally(self, identity: ExternalIdentity, *, link_by_name: bool) -> str:
        """A code to exchange for a login (``hand_over``), for somebody whom the provider vouches for; the account is made or linked at the
        first time. Raises Conflict, NotPermitted, InvalidInput for a name that no account can have."""
        name = normalise_name(identity.name)
        unusable = self._passwords.hash(secrets.token_urlsafe(32))
        with self.database.session() as session:
            row = account_of(session, identity, name, unusable, link_by_name=link_by_name)
            return self.signer.sign_handover(TokenSubject(row.id, row.token_version))

    def hand_over(self, code: str, address: str = "") -> LoginToken:
        """The login that a code stands for, once. Raises NotSignedIn."""
        handover = self.signer.read_handover(code)
        void = NotSignedIn("登录没有完成，请重新登录")
        try:
            with self.database.session() as session:
                row = session.get(UserRow, handover.subject.user_id)
                if row is None or row.disabled or row.token_version != handover.subject.version:
                    raise void
                session.add(EndedLoginRow(id=handover.id, expires_at=handover.expires_at))
                session.flush()
                user_id = row.id
        except IntegrityError as error:
            raise void from error
        return self._signed_in(user_id, address, via=handover.via)

    def _check_code(self, row: UserRow, code: str) -> None:
        with self.database.session() as session:
            if not second_factor.is_enrolled(session, row.id):
                return
            right = bool(code.strip()) and second_factor.is_right(session, self._box, row.id, code)
            readable = right or second_factor.is_readable(session, self._box, row.id)
        if not code.strip():
            raise SecondFactorNeeded("请输入验证器上的 6 位数字")
        if not right:
            self._note_failure(row.name, "second factor")
            if not readable:
                raise SecondFactorNeeded(
                    "验证器失效了（系统的密钥换过）：请输入一个恢复码登录，再重新设置；没有恢复码的请联系管理员"
                )
            raise SecondFactorNeeded("验证码不对或已经用过：请输入验证器上现在显示的 6 位数字")

    def _signed_in(self, user_id: int, address: str, via: str = "") -> LoginToken:
        with self.database.session() as session:
            row = session.get_one(UserRow, user_id)
            token, expires_at = self.signer.sign(TokenSubject(row.id, row.token_version), via)
            begin_session(session, self.signer.read(token), address)
            add_line(session, Event.SIGN_IN, row.name, {"via": via} if via else None, by=principal_from(row))
            must_enrol = self._lacks_second_factor(session, row, via)
            return LoginToken(token, row.name, row.role, expires_at, must_enrol)

    def _lacks_second_factor(self, session: Session, row: UserRow, via: str) -> bool:
        """Whether the role needs a second factor that the account does not have; whoever signed on elsewhere showed it there."""
        needed = row.role.value in self._settings.accounts.second_factor
        return needed and not via and not second_factor.is_enrolled(session, row.id)

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
            session.add(EndedLoginRow(id=login.id, expires_at=login.expires_at))
            session.flush()
            add_line(session, Event.SIGN_OUT, owner.name, by=principal_from(owner))

    def principal_of(self, token: str) -> Principal:
        """Whom a login or API token stands for now. Raises NotSignedIn when it stands for nobody (any more), SecondFactorMissing while the
        account still has to set one up."""
        if token.startswith(API_TOKEN_PREFIX):
            with self.database.session() as session:
                row = _owner_of_api_token(session, token)
                if row is None or row.disabled:
                    raise NotSignedIn("访问令牌无效或已停用")
                return principal_from(row)
        principal, lacks = self._owner(token)
        if lacks:
            raise SecondFactorMissing("按规定要先设置两步验证：请在网页上登录，按提示设置后再用")
        return principal

    def owner_of(self, token: str) -> Principal:
        """Whose login token this is, also while the account still has to set up a second factor. Raises NotSignedIn, InvalidInput for an
        API token: programs do not change accounts."""
        if token.startswith(API_TOKEN_PREFIX):
            raise InvalidInput("访问令牌不能用来管理账号，请用账号和密码登录")
        return self._owner(token)[0]

    def _owner(self, token: str) -> tuple[Principal, bool]:
        """The owner of a login token, and whether a second factor is lacking."""
        login = self.signer.read(token)
        check_not_idle(self.database, login, self._settings.accounts.idle_minutes)
        with self.database.session() as session:
            row = self._owner_of_login(session, token)
            if row is None or row.disabled:
                raise NotSignedIn("登录已失效，请重新登录")
            return principal_from(row), self._lacks_second_factor(session, row, login.via)

    def state_of(self, token: str) -> AccountState:
        """The account of a login token as its owner sees it. Raises like ``owner_of``."""
        owner = self.owner_of(token)
        login = self.signer.read(token)
        with self.database.session() as session:
            row = session.get_one(UserRow, owner.user_id)
            return AccountState(
                user_of(row),
                second_factor.is_enrolled(session, row.id),
                row.role.value in self._settings.accounts.second_factor,
                second_factor.recovery_codes_left(session, row.id),
                open_logins(session, row.id, login.id),
            )

    def check_owner(self, name: str, password: str, code: str, address: str) -> None:
        """Ask the owner of an account once more for password and second factor, before it is changed. Counted like a login. Raises
        NotSignedIn, SecondFactorNeeded, TooManyAttempts."""
        self._attempts.begin(folded(name), address)
        with self.database.session() as session:
            row = account_row(session, name)
        if len(password) > LONGEST or not self._passwords.verify(password, row.password_hash):
            self._note_failure(row.name, "name or password")
            raise NotSignedIn("密码不正确")
        self._check_code(row, code)
        self._attempts.succeeded(folded(name), address)

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
            return principal_from(row)

    def _note_failure(self, known_as: str, reason: str) -> None:
        """Write down that a sign-in failed. A name that no account has is left out: people type passwords there."""
        with self.database.session() as session:
            row = session.scalar(select(UserRow).where(UserRow.name == known_as))
            add_line(session, Event.SIGN_IN_FAILED, row.name if row else "", {"reason": reason}, by=Principal())

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


def _owner_of_api_token(session: Session, token: str) -> UserRow | None:
    row = session.scalar(select(ApiTokenRow).where(ApiTokenRow.token_hash == token_hash(token)))
    if row is None or row.revoked:
        return None
    now = utc_now()
    if row.last_used_at is None or now - row.last_used_at > _USE_RECORDED_EVERY:
        row.last_used_at = now
    return row.user
