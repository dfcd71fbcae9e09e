"""The second factor: time-based codes of an authenticator app (RFC 6238), and recovery codes for when it is lost."""

import hashlib
import hmac
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from assistant.accounts.sealing import SecretBox, Unreadable
from assistant.accounts.tables import RecoveryCodeRow, SecondFactorRow
from assistant.database import utc_now
from assistant.errors import Conflict, InvalidInput

log = logging.getLogger(__name__)

ISSUER = "慧招"
RECOVERY_CODES = 10
LONGEST_CODE = 32
_STEP_S = 30
_STEPS_AROUND = 1  # clocks of telephones are off by some seconds
_SQUARES = "abcdefghjkmnpqrstuvwxyz23456789"  # without what looks alike
_HALF = 5


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app is told: the secret to type, the address to open, and the same as a picture (SVG)."""

    secret: str
    uri: str
    qr_svg: str


def is_enrolled(session: Session, user_id: int) -> bool:
    """Whether the account signs in with a second factor."""
    row = session.get(SecondFactorRow, user_id)
    return row is not None and row.confirmed_at is not None


def recovery_codes_left(session: Session, user_id: int) -> int:
    """How many recovery codes are not used yet."""
    query = select(func.count()).select_from(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user_id)
    return session.scalar(query) or 0


def begin(session: Session, box: SecretBox, user_id: int, name: str) -> Enrolment:
    """A new secret, which counts once a code of it is confirmed. Raises Conflict where the account has a second factor already."""
    if is_enrolled(session, user_id):
        raise Conflict("已经设置过两步验证；要换手机请先取消，再重新设置")
    secret = pyotp.random_base32()
    session.merge(SecondFactorRow(user_id=user_id, secret=box.seal(secret, user_id), confirmed_at=None, last_step=0))
    uri = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    picture = segno.make(uri, micro=False).svg_inline(scale=4, border=4, dark="#000", light="#fff")
    return Enrolment(secret, uri, picture)


def confirm(session: Session, box: SecretBox, user_id: int, code: str) -> tuple[str, ...]:
    """Let the secret that was begun count; the recovery codes, which cannot be read again. Raises InvalidInput for a wrong code, Conflict
    where nothing was begun."""
    row = session.get(SecondFactorRow, user_id)
    if row is None or row.confirmed_at is not None:
        raise Conflict("请先点“设置两步验证”，取得新的二维码")
    step = _step_of(box, row, _digits(code), utc_now())
    if step is None:
        raise InvalidInput("验证码不对：请输入验证器上现在显示的 6 位数字，并核对手机时间")
    row.confirmed_at, row.last_step = utc_now(), step
    return _new_recovery_codes(session, user_id)


def remove(session: Session, user_id: int) -> bool:
    """Forget the account's second factor and its recovery codes; whether there was one that counted."""
    was = is_enrolled(session, user_id)
    for table in (SecondFactorRow, RecoveryCodeRow):
        session.execute(delete(table).where(table.user_id == user_id))
    return was


def is_right(session: Session, box: SecretBox, user_id: int, code: str) -> bool:
    """Whether a code is the account's now; it is used up by asking. The caller commits whatever the answer."""
    row = session.get(SecondFactorRow, user_id)
    if row is None or row.confirmed_at is None or len(code) > LONGEST_CODE:
        return False
    step = _step_of(box, row, _digits(code), utc_now())
    if step is None:
        wanted = RecoveryCodeRow.code_hash == _hashed(code)
        used = delete(RecoveryCodeRow).where(wanted, RecoveryCodeRow.user_id == user_id)
        return session.scalar(used.returning(RecoveryCodeRow.user_id)) is not None
    # Of two requests with one code at once the database lets one through.
    later = (SecondFactorRow.user_id == user_id) & (SecondFactorRow.last_step < step)
    taken = update(SecondFactorRow).where(later).values(last_step=step)
    return session.scalar(taken.returning(SecondFactorRow.user_id)) is not None


def is_readable(session: Session, box: SecretBox, user_id: int) -> bool:
    """Whether the account's secret can be read with the deployment's key; if not, only its recovery codes are good."""
    row = session.get(SecondFactorRow, user_id)
    return row is None or _secret_of(box, row) is not None


def seal_all(session: Session, box: SecretBox) -> int:
    """Encrypt by the key of now whatever is kept plain or by a key of before; how many cannot be read by any."""
    unreadable = 0
    for row in session.scalars(select(SecondFactorRow)):
        if box.is_current(row.secret, row.user_id):
            continue
        secret = _secret_of(box, row)
        if secret is None:
            unreadable += 1
        else:
            row.secret = box.seal(secret, row.user_id)
    return unreadable


def _secret_of(box: SecretBox, row: SecondFactorRow) -> str | None:
    try:
        return box.open(row.secret, row.user_id)
    except Unreadable:
        log.error("the second factor of account %s cannot be read: the deployment's key is another one", row.user_id)
        return None


def _step_of(box: SecretBox, row: SecondFactorRow, code: str, now: datetime) -> int | None:
    """The time step near now whose code this is."""
    secret = _secret_of(box, row)
    if secret is None:
        return None
    current = int(now.timestamp()) // _STEP_S
    totp = pyotp.TOTP(secret, interval=_STEP_S)
    steps = range(current - _STEPS_AROUND, current + _STEPS_AROUND + 1)
    right = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())]
    return max(right, default=None)


def _new_recovery_codes(session: Session, user_id: int) -> tuple[str, ...]:
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user_id))
    codes = tuple("-".join(_letters() for _ in range(2)) for _ in range(RECOVERY_CODES))
    session.add_all(RecoveryCodeRow(code_hash=_hashed(code), user_id=user_id) for code in codes)
    return codes


def _letters() -> str:
    return "".join(secrets.choice(_SQUARES) for _ in range(_HALF))


def _digits(code: str) -> str:
    return "".join(character for character in code if character.isascii() and character.isdigit())


def _hashed(code: str) -> str:
    plain = "".join(character for character in code.lower() if character.isascii() and character.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
