"""Files of the complaints desk: kept under the hash of their bytes, never in the knowledge index."""

import hashlib

from assistant.errors import NotFound
from assistant.files import Files


class FileStore:
    """Files named by their SHA-256."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def keep(self, content: bytes) -> str:
        """Store bytes, whole or not at all; returns their SHA-256 in hexadecimal."""
        sha256 = hashlib.sha256(content).hexdigest()
        if not self._files.exists(_key(sha256)):
            self._files.write(_key(sha256), content)
        return sha256

    def read(self, sha256: str) -> bytes:
        """Raises NotFound when the file was erased."""
        try:
            return self._files.read(_key(sha256))
        except NotFound as error:
            raise NotFound("这份附件已不在，可能已按保存期限清除") from error

    def erase(self, sha256: str) -> None:
        """Remove the bytes; nothing happens when they are gone already."""
        self._files.remove(_key(sha256))


def _key(sha256: str) -> str:
    return f"complaints/{sha256[:2]}/{sha256}"
