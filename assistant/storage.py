"""A disk that is full, or may not be written, told in words."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import DiskFull, HuizhaoError, StorageReadOnly

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


def told(error: OSError, where: str = "") -> HuizhaoError | None:
    """The error in words that say what to do; None where it is another one."""
    if error.errno in _FULL:
        return DiskFull(f"{where or '服务器的磁盘已满，没有保存'}：请清理磁盘后重试")
    if error.errno in _READ_ONLY:
        return StorageReadOnly("数据目录不能写入，没有保存：请检查服务账号对数据目录的权限，磁盘是否变成了只读")
    return None


@contextmanager
def full_disk_told(where: str) -> Iterator[None]:
    """Raises DiskFull in place of what the system says of a full disk."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(f"{where}，请清理磁盘后重试") from error
        raise
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise DiskFull(f"{where}，请清理磁盘后重试") from error
        raise
