"""Files of the complaints desk: kept in the data folder under the hash of their bytes, never in the knowledge index."""

import hashlib
import os
import tempfile
from pathlib import Path

from assistant.errors import NotFound


class FileStore:
    """A folder of files named by their SHA-256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: bytes) -> str:
        """Store bytes, whole or not at all; returns their SHA-256 in hexadecimal."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self._path(sha256)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".incoming-")
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            Path(temporary).replace(target)
        return sha256

    def read(self, sha256: str) -> bytes:
        """Raises NotFound when the file was erased."""
        try:
            return self._path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise NotFound("这份附件已不在，可能已按保存期限清除") from error

    def erase(self, sha256: str) -> None:
        """Remove the bytes; nothing happens when they are gone already."""
        self._path(sha256).unlink(missing_ok=True)

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256
