"""``manifest.yaml``: what files do not say of themselves - clearance, kind, dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

import yaml

from assistant.documents.metadata import check_values
from assistant.errors import InvalidInput
from assistant.records import METADATA_FIELDS, Fact

MANIFEST_NAME = "manifest.yaml"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The entries of one manifest, by path relative to its folder, and the patterns of files that are no documents."""

    folder: Path
    entries: Mapping[str, tuple[Fact, ...]]
    ignored: tuple[str, ...] = ()

    def facts_of(self, path: Path) -> tuple[Fact, ...]:
        """What the manifest says of a file below its folder."""
        return self.entries.get(self._name(path), ())

    def lists(self, path: Path) -> bool:
        """Whether there is an entry for this file."""
        return self._name(path) in self.entries

    def ignores(self, path: Path) -> bool:
        """Whether a pattern of ``ignore`` (shell wildcards, ``*`` crosses folders) matches the file."""
        return any(fnmatch(self._name(path), pattern) for pattern in self.ignored)

    def _name(self, path: Path) -> str:
        return path.resolve().relative_to(self.folder.resolve()).as_posix()

    def missing(self) -> tuple[str, ...]:
        """Entries whose file is not there."""
        return tuple(name for name in self.entries if not (self.folder / name).is_file())


def find_manifest(file: Path, root: Path) -> Manifest | None:
    """The manifest that governs a file: the nearest one between it and ``root``; above ``root`` only one that lists the file, so that a
    stranger's ``manifest.yaml`` higher up does not interfere.

    Raises InvalidInput when a manifest at or below ``root`` cannot be read.
    """
    top = root.resolve()
    for folder in file.resolve().parents:
        candidate = folder / MANIFEST_NAME
        if not candidate.is_file():
            continue
        if folder.is_relative_to(top):
            return read_manifest(candidate)
        try:
            manifest = read_manifest(candidate)
        except (InvalidInput, OSError):
            continue
        if manifest.lists(file):
            return manifest
    return None


def read_manifest(path: Path) -> Manifest:
    """Read and check a manifest. Raises InvalidInput naming the entry that is wrong."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path.name} 不是有效的 YAML（UTF-8）文件：{_first_line(error)}") from error
    entries = content.get("documents") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise InvalidInput(f"{path.name} 应有 documents 列表，每项至少含 path")
    return Manifest(
        path.parent,
        dict(_entry(path.name, index, entry) for index, entry in enumerate(entries, 1)),
        tuple(str(pattern) for pattern in content.get("ignore") or ()),
    )


def _entry(manifest: str, index: int, entry: object) -> tuple[str, tuple[Fact, ...]]:
    if not isinstance(entry, dict) or not entry.get("path"):
        raise InvalidInput(f"{manifest} 第 {index} 项缺少 path")
    unknown = set(entry) - {"path", *METADATA_FIELDS}
    if unknown:
        raise InvalidInput(f"{manifest} 第 {index} 项有不认识的字段：{'、'.join(sorted(map(str, unknown)))}")
    values = {name: _text(entry[name]) for name in METADATA_FIELDS if entry.get(name) is not None}
    try:
        check_values(values)
    except InvalidInput as error:
        raise InvalidInput(f"{manifest} 第 {index} 项（{entry['path']}）：{error}") from error
    return str(entry["path"]), tuple(Fact(name, value, "manifest", manifest) for name, value in values.items())


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
