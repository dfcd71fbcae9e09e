"""What the API sends of the own account."""

from datetime import datetime

from assistant.contract.message import Message


class OpenLogin(Message):
    """A login that is open; ``own`` is this one."""

    via: str = ""
    address: str = ""
    created_at: datetime
    last_seen_at: datetime
    own: bool = False


class OwnAccount(Message):
    """The own account. ``needed``: the role asks for a second factor."""

    name: str
    role: str
    groups: tuple[str, ...] = ()
    second_factor: bool = False
    needed: bool = False
    recovery_codes: int = 0
    logins: tuple[OpenLogin, ...] = ()


class Enrolment(Message):
    """What an authenticator app scans, or the secret to type."""

    secret: str
    qr_svg: str


class RecoveryCodes(Message):
    """Codes for when the authenticator app is lost, shown once."""

    codes: tuple[str, ...]


class LoginWays(Message):
    """What the button for the provider says and where it leads; "" where there is none."""

    provider: str = ""
    address: str = ""
