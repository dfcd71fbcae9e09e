"""What a backup holds: every file with its SHA-256, and what the record in it counts. Without a manifest that fits, a folder is no backup."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.errors import UnreadableFile

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "huizhao.db"
DUMP = "huizhao.dump"
"""The record of a PostgreSQL server, in the custom format of pg_dump."""
CHROMA = "chroma"
ORIGINALS = "originals"
COMPLAINTS = "complaints"
PREFIX = "huizhao-"
UNFINISHED = ".unfinished-"
_PIECE = 1 << 20
_COUNTED = ("documents", "chunks", "complaints", "users", "conversations")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of the backup."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """``files`` by their path in the backup; ``absent`` are files that the record names and that were gone before; ``schema`` is the
    revision of the last migration; ``counts`` are rows by table; ``record`` is the file with the record."""

    format: int
    made_at: datetime
    version: str
    schema: str
    vectors: bool
    counts: Mapping[str, int]
    absent: tuple[str, ...]
    files: Mapping[str, FileEntry]
    record: str = DATABASE

    @property
    def size_bytes(self) -> int:
        return sum(entry.size_bytes for entry in self.files.values())


@dataclass(frozen=True, slots=True)
class Held:
    """What a record holds: the revision of its last migration, rows by table that people ask about, and the paths of all originals and
    attachments that it names."""

    schema: str
    counts: Mapping[str, int]
    named: frozenset[str]


_MANIFEST = TypeAdapter(Manifest)


def write_manifest(folder: Path, manifest: Manifest) -> str:
    """Write it, readable for people; returns the SHA-256 of its bytes, by which the backup can be told from a changed one."""
    plain = _MANIFEST.dump_python(manifest, mode="json")
    content = json.dumps(plain, ensure_ascii=False, indent=1).encode()
    (folder / MANIFEST).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Raises UnreadableFile where the folder is no finished backup."""
    try:
        manifest = _MANIFEST.validate_json((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise UnreadableFile(f"{folder} 不是完整的备份：没有 {MANIFEST}") from error
    except ValidationError as error:
        raise UnreadableFile(f"{folder} 不是完整的备份：{MANIFEST} 读不出来") from error
    if folder.name.startswith(UNFINISHED):
        raise UnreadableFile(f"{folder} 没有做完，不能使用")
    if manifest.format != FORMAT:
        raise UnreadableFile(f"{folder} 的格式（{manifest.format}）是另一个版本的程序写的，请用那个版本核对和恢复")
    if any(PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts for name in manifest.files):
        raise UnreadableFile(f"{folder} 的 {MANIFEST} 里有指向备份以外的路径，不能使用")
    return manifest


def backups_in(target: Path) -> tuple[Path, ...]:
    """The finished backups of a folder of backups, oldest first."""
    if not target.is_dir():
        return ()
    found = (path for path in target.iterdir() if path.name.startswith(PREFIX) and (path / MANIFEST).is_file())
    return tuple(sorted(found, key=lambda path: path.name))


def problems_of(folder: Path) -> tuple[str, ...]:
    """What is wrong with a backup, in Chinese; empty where every byte is as it was written and the record in it is whole."""
    try:
        manifest = read_manifest(folder)
    except UnreadableFile as error:
        return (str(error),)
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    problems = [f"缺少 {name}" for name in sorted(manifest.files.keys() - present)]
    problems += [f"多出 {name}" for name in sorted(present - manifest.files.keys())]
    for name in sorted(manifest.files.keys() & present):
        if entry_of(folder / name) != manifest.files[name]:
            problems.append(f"{name} 与备份时不一致")
    if not problems:
        problems += _problems_of_record(folder, manifest)
    return tuple(problems)


def entry_of(path: Path) -> FileEntry:
    """The file's entry, its bytes read."""
    digest, size_bytes = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            size_bytes += len(piece)
    return FileEntry(digest.hexdigest(), size_bytes)


def _problems_of_record(folder: Path, manifest: Manifest) -> Iterator[str]:
    if manifest.record != DATABASE:
        from assistant.backup.server import check_dump

        if problem := check_dump(folder / manifest.record):
            yield problem
        return  # what it names was looked at when it was made; every byte is still as it was
    try:
        with record_of(folder / DATABASE) as record:
            outcome = record.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if outcome != "ok":
                yield "备份里的资料库已损坏"
                return
            held = held_in(record)
    except sqlite3.DatabaseError:
        yield "备份里的资料库打不开"
        return
    if held.schema != manifest.schema or dict(held.counts) != dict(manifest.counts):
        yield "备份里的资料库与清单不符"
        return
    yield from (
        f"资料库提到的 {name} 不在备份里" for name in sorted(held.named - manifest.files.keys() - set(manifest.absent))
    )


@contextmanager
def record_of(path: Path) -> Iterator[sqlite3.Connection]:
    """A database that nobody writes, opened so that nothing is written beside it. Raises sqlite3.DatabaseError."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as connection:
        yield connection


def held_in(record: sqlite3.Connection) -> Held:
    """What a SQLite record holds."""
    tables = frozenset(name for (name,) in record.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))
    return held_by(lambda statement: record.execute(statement).fetchall(), tables)


def held_by(ask: Callable[[str], Sequence[Sequence[Any]]], tables: Collection[str]) -> Held:
    """The same of any database that answers plain SQL."""
    counts = {table: int(ask(f"SELECT count(*) FROM {table}")[0][0]) for table in _COUNTED if table in tables}
    originals = ask("SELECT sha256, name FROM documents")
    named = {f"{ORIGINALS}/{sha256[:2]}/{sha256}{PurePosixPath(name).suffix.lower()}" for sha256, name in originals}
    if "complaint_attachments" in tables:
        attachments = ask("SELECT sha256 FROM complaint_attachments")
        named |= {f"{COMPLAINTS}/{sha256[:2]}/{sha256}" for (sha256,) in attachments}
    return Held(str(ask("SELECT version_num FROM alembic_version")[0][0]), counts, frozenset(named))


def summary(manifest: Manifest) -> dict[str, object]:
    """What the command line prints as JSON: all but the files one by one."""
    told = asdict(manifest)
    del told["files"]
    return {**told, "files": len(manifest.files), "size_bytes": manifest.size_bytes}
