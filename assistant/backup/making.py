"""Makes a backup while the service runs.

Files are copied first, then the record by SQLite's own means - one moment of it, whoever writes meanwhile - and then what came since: the record
of a backup names no file that is not in it. All lies in a folder that is no backup until it is renamed, its manifest written before.
"""

import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from filelock import FileLock, Timeout

from assistant import __version__
from assistant.backup.manifest import (
    CHROMA,
    COMPLAINTS,
    DATABASE,
    DUMP,
    FORMAT,
    ORIGINALS,
    PREFIX,
    UNFINISHED,
    FileEntry,
    Held,
    Manifest,
    backups_in,
    entry_of,
    held_in,
    read_manifest,
    record_of,
    write_manifest,
)
from assistant.backup.server import dump_record
from assistant.database import database_file, is_on_server, utc_now
from assistant.errors import Conflict, DatabaseUnavailable, InvalidInput, NotFound, UnreadableFile
from assistant.files import open_files
from assistant.retrieval.shared_folder import SharedFolder
from assistant.settings import Settings
from assistant.storage import full_disk_told

Progress = Callable[[str], None]
FOLDERS = (ORIGINALS, COMPLAINTS, "photos")
SINGLE_FILES = ("secret.key", "secret.key.before", "outlines.geojson")
_CHROMA_DATABASE = "chroma.sqlite3"
_REMOVED = ".removed-"
_FOR_ITS_USER_ONLY = 0o700
_SNAPSHOTS, _STALE = 3, (UNFINISHED, _REMOVED)


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup; ``digest`` is the SHA-256 of its manifest, ``removed`` the older ones that gave way to it."""

    folder: Path
    manifest: Manifest
    digest: str
    removed: tuple[Path, ...] = ()


def make_backup(
    settings: Settings,
    target: Path,
    *,
    keep: int = 0,
    with_vectors: bool = True,
    progress: Progress = lambda _: None,
) -> Backup:
    """A new backup in the folder ``target``, whose oldest ones give way where there are more than ``keep`` (0: all stay).

    Raises InvalidInput for an unusable target, Conflict while another backup is made there, DatabaseUnavailable where the record is
    damaged, DiskFull.
    """
    _check_target(settings, target)
    with _alone_in(target), full_disk_told(f"备份所在的磁盘已满：{target}"):
        _remove_stale(target)
        draft = target / f"{UNFINISHED}{secrets.token_hex(6)}"
        draft.mkdir(mode=_FOR_ITS_USER_ONLY)
        try:
            manifest = _Draft(settings, draft, _newest(target), progress).fill(with_vectors)
            digest = write_manifest(draft, manifest)
            progress("manifest")
            _flush(draft)
            folder = _place(draft, target, manifest)
        except BaseException:  # also where the process is told to end: an unfinished draft is no backup
            shutil.rmtree(draft, ignore_errors=True)
            raise
        return Backup(folder, manifest, digest, _remove_surplus(target, keep))


class _Draft:
    """A backup on its way. A file that the last one holds with the same bytes is shared with it where the file system can."""

    def __init__(self, settings: Settings, folder: Path, previous: Path | None, progress: Progress) -> None:
        self._settings = settings
        self._folder = folder
        self._previous = previous
        self._previous_files = read_manifest(previous).files if previous else {}
        self._progress = progress
        self._on_server = is_on_server(settings)
        self._stored = open_files(settings)
        self._files: dict[str, FileEntry] = {}

    def fill(self, with_vectors: bool) -> Manifest:
        """Everything but the manifest itself, which is returned."""
        made_at = utc_now()
        self._copy_folders()
        absent: set[str] = set()
        for _ in range(_SNAPSHOTS):
            held = self._snapshot()
            self._copy_folders()
            absent = set(held.named - self._files.keys())
            if not absent:
                break  # else a document came and went meanwhile, or its file was lost long ago
        for name in SINGLE_FILES:
            self._copy(self._settings.data_dir / name, name)
        vectors = with_vectors and self._copy_vectors()
        return Manifest(
            FORMAT,
            made_at,
            __version__,
            held.schema,
            vectors,
            held.counts,
            tuple(sorted(absent)),
            dict(sorted(self._files.items())),
            DUMP if self._on_server else DATABASE,
        )

    def _snapshot(self) -> Held:
        name = DUMP if self._on_server else DATABASE
        self._progress(name)
        target = self._folder / name
        target.unlink(missing_ok=True)
        if self._on_server:
            held = dump_record(self._settings.resolved_database_url, target)
        else:
            _copy_database(database_file(self._settings), target)
            with record_of(target) as record:
                held = held_in(record)
        self._files[name] = entry_of(target)
        return held

    def _copy_folders(self) -> None:
        """Bring the folders in step: what came is copied, what went - it may have been erased for good - goes here too."""
        live = {key for folder in FOLDERS for key in self._stored.keys(folder)}
        for key in sorted(live - self._files.keys()):
            if self._settings.files.url:
                self._fetch(key)
            else:
                self._copy(self._settings.data_dir / key, key)
        for relative in [held for held in self._files if held.partition("/")[0] in FOLDERS]:
            if not self._stored.exists(relative):
                (self._folder / relative).unlink()
                del self._files[relative]

    def _fetch(self, key: str) -> None:
        """From an object store; what the last backup holds of a file that is named by its hash is not fetched again."""
        self._progress(key)
        target = self._folder / key
        target.parent.mkdir(parents=True, exist_ok=True)
        before = self._previous_files.get(key)
        if before is None or before.sha256 != Path(key).stem or not self._shared(key, before, target):
            with suppress(NotFound):
                target.write_bytes(self._stored.read(key))
        if target.exists():
            self._files[key] = entry_of(target)

    def _copy_vectors(self) -> bool:
        """Chroma's folder, while nobody writes it; False where a server keeps the vectors: they are computed anew."""
        folder = self._settings.chroma_dir
        if self._settings.chroma_url or not (folder / _CHROMA_DATABASE).is_file():
            return False
        with SharedFolder(folder).turn(wait=True):
            for path in _kept_files(folder):
                relative = f"{CHROMA}/{path.relative_to(folder).as_posix()}"
                if path.name == _CHROMA_DATABASE:
                    self._progress(relative)
                    target = self._folder / relative
                    target.parent.mkdir(exist_ok=True)
                    _copy_database(path, target)
                    self._files[relative] = entry_of(target)
                elif not path.name.startswith(_CHROMA_DATABASE):
                    self._copy(path, relative)
        return True

    def _copy(self, source: Path, relative: str) -> None:
        """Nothing happens where the file is gone."""
        self._progress(relative)
        target = self._folder / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            entry = entry_of(source)
            if self._previous_files.get(relative) != entry or not self._shared(relative, entry, target):
                shutil.copyfile(source, target)
                entry = entry_of(target)
        except FileNotFoundError:
            target.unlink(missing_ok=True)
            return
        self._files[relative] = entry

    def _shared(self, relative: str, entry: FileEntry, target: Path) -> bool:
        """Whether the last backup's file, its bytes read again, could be linked."""
        if self._previous is None:
            return False
        held = self._previous / relative
        try:
            if entry_of(held) != entry:
                return False
            target.hardlink_to(held)
        except OSError:  # a file system without links, or a backup that somebody took files out of
            return False
        return True


def _copy_database(source: Path, target: Path) -> None:
    """One moment of a SQLite database as a single file. Raises DatabaseUnavailable where it is damaged."""
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)  # all pages in one go: writers go on in the write-ahead log
            copy.execute("PRAGMA journal_mode=DELETE")
            sound = copy.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
            raise
        raise DatabaseUnavailable(f"备份没有做成：{source} 读不出来（{error}）") from error
    if not sound:
        raise DatabaseUnavailable(f"备份没有做成：{source} 已损坏，请用上一份备份恢复（huizhao restore）")


def _kept_files(folder: Path) -> Iterator[Path]:
    """The files of a folder of the data folder, without locks and what is being written."""
    if folder.is_dir():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.name[0] != "." and path.suffix != ".lock":
                yield path


def _check_target(settings: Settings, target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise InvalidInput(f"{target} 不是文件夹：请写一个存放备份的文件夹")
    if target.resolve().is_relative_to(settings.data_dir.resolve()):
        raise InvalidInput("备份不能放在数据目录里面：请放到另一个磁盘或另一台机器的文件夹")
    try:
        target.mkdir(mode=_FOR_ITS_USER_ONLY, parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(f"建不了文件夹 {target}：{error.strerror}") from error
    if not os.access(target, os.W_OK):
        raise InvalidInput(f"{target} 不能写入")


@contextmanager
def _alone_in(target: Path) -> Iterator[None]:
    """Raises Conflict while another process makes a backup there."""
    try:
        with FileLock(target / ".backup.lock", timeout=0):
            yield
    except Timeout as error:
        raise Conflict(f"另一个进程正在往 {target} 备份，请等它结束") from error


def _newest(target: Path) -> Path | None:
    """The latest backup whose manifest can be read."""
    for folder in reversed(backups_in(target)):
        try:
            read_manifest(folder)
        except UnreadableFile:
            continue
        return folder
    return None


def _place(draft: Path, target: Path, manifest: Manifest) -> Path:
    """Make a backup of the draft by giving it its name."""
    stem = f"{PREFIX}{manifest.made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    name, number = stem, 1
    while (target / name).exists():
        number += 1
        name = f"{stem}-{number}"
    draft.rename(target / name)
    _sync(target)
    return target / name


def _remove_stale(target: Path) -> None:
    """What killed processes left; the caller is alone here."""
    for path in target.iterdir():
        if path.name.startswith(_STALE):
            shutil.rmtree(path, ignore_errors=True)


def _remove_surplus(target: Path, keep: int) -> tuple[Path, ...]:
    surplus = backups_in(target)[:-keep] if keep else ()
    for folder in surplus:
        gone = target / f"{_REMOVED}{folder.name}"  # so that one half removed is no backup
        folder.rename(gone)
        shutil.rmtree(gone)
    return surplus


def _flush(folder: Path) -> None:
    """Have the disk take everything before the name says that it is there."""
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
