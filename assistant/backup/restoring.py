"""Puts a backup back into a data folder.

A marker in the folder says that this is going on: until it is gone nothing opens the folder, and the same command may be given again after it
was killed. The record comes last. Vectors count as in need of looking after: the next start brings them in step, or computes them.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.backup.making import FOLDERS, SINGLE_FILES
from assistant.backup.manifest import CHROMA, DUMP, Manifest, problems_of, read_manifest
from assistant.backup.server import check_place, dump_record, restore_record
from assistant.database import RESTORING, database_file, is_on_server, newest_schema_version, utc_now
from assistant.errors import Conflict, InvalidInput, UnreadableFile
from assistant.files import open_files
from assistant.settings import Settings
from assistant.storage import full_disk_told

Progress = Callable[[str], None]
_REPLACED = ".replaced-"
_FOR_ITS_USER_ONLY = 0o700
_ASIDE = (*FOLDERS, CHROMA, *SINGLE_FILES)
_BESIDE_DATABASE = ("-wal", "-shm")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Marker:
    """What is going on: ``aside`` is where the old contents go, ``placing`` that they are all there."""

    backup: str
    aside: str
    placing: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """``aside`` is where the old contents of the data folder lie now, None where there were none."""

    manifest: Manifest
    aside: Path | None


_MARKER = TypeAdapter(_Marker)


def restore_backup(
    settings: Settings, backup: Path, *, replace: bool = False, progress: Progress = lambda _: None
) -> Restored:
    """Verify a backup and put it into the data folder, which must be empty, or with ``replace`` makes room: what it held is moved aside.

    Raises UnreadableFile for a backup that is not whole or of a newer program, Conflict for a data folder that is in use or not empty,
    InvalidInput, DiskFull.
    """
    manifest = _checked(backup)
    place = _place(settings, manifest)
    settings.data_dir.mkdir(mode=_FOR_ITS_USER_ONLY, parents=True, exist_ok=True)
    data = settings.data_dir
    marker = _begun(data, backup)
    if marker is None:
        held = place.is_held(replace=replace)
        marker = _Marker(backup.name, f"{_REPLACED}{utc_now():%Y%m%dT%H%M%SZ}" if held else "")
        _mark(data, marker)
    with full_disk_told(f"数据目录所在的磁盘已满：{data}"):
        if not marker.placing:
            place.move_aside(marker.aside, progress)
            marker = _Marker(marker.backup, marker.aside, placing=True)
            _mark(data, marker)
        for name in manifest.files:
            if name != manifest.record:
                progress(name)
                place.put(backup / name, name)
        progress(manifest.record)
        place.put_record(backup / manifest.record)
    (data / RESTORING).unlink()
    return Restored(manifest, data / marker.aside if marker.aside else None)


class _Place:
    """Where a backup goes: a data folder with the record in it, or beside a server that has it; files go where the settings keep them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._data = settings.data_dir
        self._url = settings.resolved_database_url
        self._database = None if is_on_server(settings) else database_file(settings)
        self._files = open_files(settings)

    def is_held(self, *, replace: bool) -> bool:
        """Whether something is to be moved aside. Raises Conflict where that may not be, or somebody uses it."""
        held = any(path.exists() for path in _contents(self._data, self._database))
        if held and not replace:
            raise Conflict(
                f"数据目录 {self._data} 里已有资料；确实要用备份替换，请停止服务并加 --replace（原有的移到一旁，不删除）"
            )
        if self._database is None:
            return check_place(self._url, replace=replace) or held
        _check_unused(self._database)
        return held

    def move_aside(self, aside: str, progress: Progress) -> None:
        """What a server holds is dumped there first."""
        if aside and self._database is None and check_place(self._url, replace=True):
            (self._data / aside).mkdir(mode=_FOR_ITS_USER_ONLY, exist_ok=True)
            progress(f"{aside}/{DUMP}")
            dump_record(self._url, self._data / aside / DUMP)
        _move_aside(self._data, self._database, aside, progress)

    def put(self, source: Path, name: str) -> None:
        """One file but the record."""
        if self._settings.files.url and name.partition("/")[0] in FOLDERS:
            self._files.put(name, source)
        else:
            _put(source, self._data / name)

    def put_record(self, source: Path) -> None:
        """The last step."""
        if self._database is None:
            restore_record(self._url, source)
        else:
            _put_database(source, self._database)


def _place(settings: Settings, manifest: Manifest) -> _Place:
    """Raises InvalidInput for a record of another kind of database."""
    if (manifest.record == DUMP) is not is_on_server(settings):
        kind = "PostgreSQL" if manifest.record == DUMP else "SQLite"
        raise InvalidInput(
            f"这份备份的资料库是 {kind} 的：请按它设 HUIZHAO_DATABASE_URL 再恢复（SQLite 的恢复后可用 huizhao migrate-store 搬到服务器）"
        )
    return _Place(settings)


def _checked(backup: Path) -> Manifest:
    if not backup.is_dir():
        raise InvalidInput(f"没有 {backup} 这个备份")
    manifest = read_manifest(backup)
    if manifest.schema > newest_schema_version():
        raise UnreadableFile(f"这份备份是更新的版本（{manifest.version}）做的：请先升级程序，再恢复")
    if problems := problems_of(backup):
        more = f" 等 {len(problems)} 处" if len(problems) > _SHOWN else ""
        raise UnreadableFile(f"备份不完整，没有恢复：{'；'.join(problems[:_SHOWN])}{more}")
    return manifest


def _begun(data: Path, backup: Path) -> _Marker | None:
    """What an earlier run that was killed left behind. Raises Conflict where it put another backup back."""
    try:
        marker = _MARKER.validate_json((data / RESTORING).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    if marker.backup != backup.name:
        raise Conflict(f"上一次恢复的是 {marker.backup}，没有做完：请先用它再执行一次 huizhao restore")
    return marker


def _mark(data: Path, marker: _Marker) -> None:
    temporary = data / f"{RESTORING}.new"
    temporary.write_bytes(_MARKER.dump_json(marker))
    temporary.replace(data / RESTORING)


def _contents(data: Path, database: Path | None) -> list[Path]:
    """What a restored folder takes the place of, the record first: without it nothing is opened by mistake."""
    record: list[Path] = []
    if database is not None:
        record = [database, *(database.with_name(database.name + suffix) for suffix in _BESIDE_DATABASE)]
    return [*record, *(data / name for name in _ASIDE)]


def _check_unused(database: Path) -> None:
    """Raises Conflict while another process has the record open. A damaged one is not in use, as far as can be told."""
    if not database.is_file():
        return
    try:
        with closing(sqlite3.connect(database, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # takes the file alone, or fails
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise Conflict("服务或另一个命令正在使用这个数据目录：请先停止，再恢复") from error
    except sqlite3.DatabaseError:
        return


def _move_aside(data: Path, database: Path | None, aside: str, progress: Progress) -> None:
    if not aside:
        return
    folder = data / aside
    folder.mkdir(mode=_FOR_ITS_USER_ONLY, exist_ok=True)
    for path in _contents(data, database):
        if path.exists():
            progress(f"{aside}/{path.name}")
            shutil.move(path, folder / path.name)


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=_FOR_ITS_USER_ONLY, parents=True, exist_ok=True)
    temporary = target.with_name(f".incoming-{target.name}")
    shutil.copyfile(source, temporary)
    temporary.chmod(0o600)
    temporary.replace(target)


def _put_database(source: Path, target: Path) -> None:
    """The record, in which vectors are marked as in need of looking after."""
    target.parent.mkdir(mode=_FOR_ITS_USER_ONLY, parents=True, exist_ok=True)
    temporary = target.with_name(f".incoming-{target.name}")
    shutil.copyfile(source, temporary)
    temporary.chmod(0o600)
    with closing(sqlite3.connect(temporary)) as record, record:
        record.execute("INSERT OR REPLACE INTO store_facts (name, value) VALUES ('vectors_dirty', '1')")
    with temporary.open("rb") as stream:
        os.fsync(stream.fileno())
    for suffix in _BESIDE_DATABASE:
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    temporary.replace(target)
