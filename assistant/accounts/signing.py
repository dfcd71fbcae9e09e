"""Login tokens: JSON Web Tokens signed with a key of this deployment; and shared addresses, which bear its proof.

The key is read at each use: once it is replaced, a server that is running takes no token of the old one.
"""

import base64
import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt

from assistant.database import utc_now
from assistant.errors import ConfigurationError, NotFound, NotSignedIn
from assistant.settings import Settings

_ALGORITHM = "HS256"
_SHORTEST_KEY = 32  # bytes: the length of the hash, RFC 7518 section 3.2
_ID_BYTES = 16
_FOR_ITS_USER_ONLY = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_KEY_FILE = "secret.key"
KEY_BEFORE_FILE = "secret.key.before"
"""The key that is being replaced, until nothing is encrypted by it any more."""
_SEAL_BYTES = 12
_CALENDAR = "calendar"  # the audience of tokens that open nothing but the calendar of deadlines
_HANDOVER = "handover"  # the audience of what is exchanged for a login token after sign-on elsewhere
_HANDED_OVER_WITHIN = timedelta(minutes=1)
_EXPIRED = "登录已过期，请重新登录"


@dataclass(frozen=True, slots=True)
class TokenSubject:
    """Whom a login token names. ``version`` is the account's token version when it was signed."""

    user_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Login:
    """What a login token says: whom it names, its own id, when it expires, and by which way it was got (``oidc``, "" by password)."""

    subject: TokenSubject
    id: str
    expires_at: datetime
    via: str = ""


class TokenSigner:
    """Signs and reads login tokens. The role is not in them: it is read from the account at each request."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def sign(self, subject: TokenSubject, via: str = "") -> tuple[str, datetime]:
        """A token and when it expires."""
        now = utc_now()
        expires_at = (now + timedelta(hours=self.settings.server.token_hours)).replace(microsecond=0)
        token_id = secrets.token_hex(_ID_BYTES)
        claims = {"sub": str(subject.user_id), "ver": subject.version, "iat": now, "exp": expires_at, "jti": token_id}
        if via:
            claims["via"] = via
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM), expires_at

    def read(self, token: str) -> Login:
        """Raises NotSignedIn for a token that is expired, altered or of another deployment."""
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[_ALGORITHM],
                # A clock that was set back must not end the logins made before: what limits them is when they expire.
                options={"require": ["sub", "exp", "iat", "ver", "jti"], "verify_iat": False},
            )
            subject = TokenSubject(user_id=int(claims["sub"]), version=int(claims["ver"]))
            return Login(
                subject,
                id=claims["jti"],
                expires_at=datetime.fromtimestamp(claims["exp"], UTC),
                via=str(claims.get("via", "")),
            )
        except (jwt.InvalidTokenError, ValueError, TypeError) as error:
            raise NotSignedIn(_EXPIRED) from error

    def sign_handover(self, subject: TokenSubject) -> str:
        """What a browser that comes back from the provider shows once to get its login token; void after a minute."""
        now = utc_now()
        claims = {
            "sub": str(subject.user_id),
            "ver": subject.version,
            "aud": _HANDOVER,
            "exp": now + _HANDED_OVER_WITHIN,
            "jti": secrets.token_hex(_ID_BYTES),
        }
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM)

    def read_handover(self, code: str) -> Login:
        """Raises NotSignedIn for any other token."""
        try:
            claims = jwt.decode(
                code,
                self._key,
                algorithms=[_ALGORITHM],
                audience=_HANDOVER,
                options={"require": ["sub", "ver", "aud", "exp", "jti"]},
            )
            subject = TokenSubject(user_id=int(claims["sub"]), version=int(claims["ver"]))
            return Login(subject, id=claims["jti"], expires_at=datetime.fromtimestamp(claims["exp"], UTC), via="oidc")
        except (jwt.InvalidTokenError, ValueError, TypeError) as error:
            raise NotSignedIn("登录没有完成，请重新登录") from error

    def derived_key(self, purpose: str) -> str:
        """A key of its own for what this deployment signs elsewhere."""
        return hmac.new(self._key.encode(), f"key {purpose}".encode(), hashlib.sha256).hexdigest()

    def sign_for_calendar(self, subject: TokenSubject) -> str:
        """A token for calendar programs: it does not expire, but opens the calendar alone."""
        claims = {"sub": str(subject.user_id), "ver": subject.version, "aud": _CALENDAR}
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM)

    def read_for_calendar(self, token: str) -> TokenSubject:
        """Raises NotSignedIn for any other token."""
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[_ALGORITHM],
                audience=_CALENDAR,
                options={"require": ["sub", "ver", "aud"]},
            )
            return TokenSubject(user_id=int(claims["sub"]), version=int(claims["ver"]))
        except (jwt.InvalidTokenError, ValueError, TypeError) as error:
            raise NotSignedIn("日历地址无效，请在诉求办理页重新复制") from error

    def seal(self, text: str) -> str:
        """The text with a proof behind a dot that this deployment gave it out: 16 characters that can stand in an address."""
        return f"{text}.{self._proof(text)}"

    def unseal(self, sealed: str) -> str:
        """The text of ``seal``. Raises NotFound for one that this deployment, with the key that it has now, did not give out."""
        text, _, proof = sealed.rpartition(".")
        if not hmac.compare_digest(self._proof(text).encode(), proof.encode()):
            raise NotFound("链接无效，请向分享的人再要一次")
        return text

    def _proof(self, text: str) -> str:
        digest = hmac.digest(self._key.encode(), f"seal {text}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest[:_SEAL_BYTES]).decode()

    def replace_key(self) -> bool:
        """Make a new key in the data folder, which voids every token signed before; False where the settings give the key.

        What is encrypted can be read with the old key until ``forget_key_before``.
        """
        if self.settings.server.secret.get_secret_value():
            return False
        folder = self.settings.data_dir
        before = _new_key(folder)
        before.write_text(_kept_key(folder), encoding="ascii")
        before.replace(folder / KEY_BEFORE_FILE)
        _new_key(folder).replace(folder / _KEY_FILE)
        return True

    def encryption_keys(self) -> tuple[str, ...]:
        """The key of now, then those of before by which something may still be encrypted."""
        kept = self.settings.data_dir / KEY_BEFORE_FILE
        in_file = kept.read_text(encoding="ascii").strip() if kept.exists() else ""
        before = (in_file, self.settings.server.secret_before.get_secret_value())
        return self._key, *(key for key in before if key)

    def forget_key_before(self) -> None:
        """Nothing is encrypted by the replaced key any more."""
        (self.settings.data_dir / KEY_BEFORE_FILE).unlink(missing_ok=True)

    @property
    def _key(self) -> str:
        configured = self.settings.server.secret.get_secret_value()
        if not configured:
            return _kept_key(self.settings.data_dir)
        if len(configured.encode()) < _SHORTEST_KEY:
            raise ConfigurationError(f"HUIZHAO_SERVER__SECRET 太短：至少 {_SHORTEST_KEY} 个字符，或留空自动生成")
        return configured


def _kept_key(data_dir: Path) -> str:
    """The key in the data folder, made once; processes that start together agree on one."""
    path = data_dir / _KEY_FILE
    if not path.exists():
        temporary = _new_key(data_dir)
        try:
            path.hardlink_to(temporary)  # whole or not at all, and never over another process's key
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    if path.stat().st_mode & _OTHERS:
        with suppress(OSError):  # a key that somebody else put there, as a container's secret
            path.chmod(_FOR_ITS_USER_ONLY)
    return path.read_text(encoding="ascii").strip()


def _new_key(data_dir: Path) -> Path:
    """A fresh key in a file of its own in the data folder, readable by this user only."""
    data_dir.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=data_dir, prefix=".secret-")
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_urlsafe(48))
    return Path(name)
