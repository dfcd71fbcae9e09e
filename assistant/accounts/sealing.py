"""Secrets that have to be read again - those of authenticator apps - are kept encrypted, by a key that is not in the database.

AES-256-GCM by a key derived from the deployment's own (HKDF, RFC 5869), bound to the account: whoever reads the database alone learns nothing, and
whoever can write to it cannot give one account's secret to another.
"""

import base64
import secrets
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES, _NONCE_BYTES = 32, 12
_PURPOSE = b"huizhao second factor 1"
SEALED_LENGTH = 64
"""Characters of a sealed secret: in base64 the nonce, 20 bytes of a secret and 16 of proof. One that is kept plain, as before, has 32."""


class Unreadable(Exception):
    """Sealed by a key that is not here any more, for another account, or damaged."""


class SecretBox:
    """Seals base32 secrets of 160 bits. ``keys`` gives the deployment's keys at each use: the one of now, then those of before."""

    def __init__(self, keys: Callable[[], Sequence[str]]) -> None:
        self._keys = keys

    def seal(self, secret: str, owner: int) -> str:
        """The secret as it is kept for an account."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        cipher = _cipher(self._keys()[0])
        return base64.urlsafe_b64encode(nonce + cipher.encrypt(nonce, base64.b32decode(secret), _bound(owner))).decode()

    def open(self, kept: str, owner: int) -> str:
        """The secret. Raises Unreadable."""
        if not is_sealed(kept):
            return kept
        opened = self._opened(kept, owner, self._keys())
        if opened is None:
            raise Unreadable
        return opened

    def is_current(self, kept: str, owner: int) -> bool:
        """Whether it is sealed by the key of now."""
        return is_sealed(kept) and self._opened(kept, owner, self._keys()[:1]) is not None

    def _opened(self, kept: str, owner: int, keys: Sequence[str]) -> str | None:
        sealed = base64.urlsafe_b64decode(kept)
        for key in keys:
            try:
                plain = _cipher(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound(owner))
            except InvalidTag:
                continue
            return base64.b32encode(plain).decode()
        return None


def is_sealed(kept: str) -> bool:
    """Whether a kept secret is encrypted; versions before this one kept it plain."""
    return len(kept) == SEALED_LENGTH


def _bound(owner: int) -> bytes:
    return f"account {owner}".encode()


def _cipher(key: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), _KEY_BYTES, salt=None, info=_PURPOSE).derive(key.encode()))
