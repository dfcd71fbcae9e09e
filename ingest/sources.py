"""Which files to read, and the name each is known by."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from assistant.buildings.ledgers.photos import PHOTO_FOLDERS
from assistant.errors import InvalidInput
from assistant.records import Fact
from ingest.manifest import MANIFEST_NAME, Manifest, find_manifest
from ingest.parsed import SourceFile

_HASH_BLOCK = 1 << 20
_TABLES = frozenset({".xlsx", ".xls", ".et", ".csv"})


def find_sources(
    paths: Sequence[Path], options: Mapping[str, str], names: Mapping[Path, str] | None = None
) -> list[SourceFile]:
    """Every file below the paths, in a stable order, with what the manifest and the caller say of it.

    An uploaded file is known by the name in ``names``; any other by its path relative to the manifest's folder or to what was named, that folder's own name first.
    Raises InvalidInput when a path does not exist.
    """
    manifests: dict[Path, Manifest | None] = {}
    stated = tuple(Fact(name, value, "option", "命令选项或上传页面") for name, value in options.items())
    sources: dict[Path, SourceFile] = {}
    for path in paths:
        if not path.exists():
            raise InvalidInput(f"找不到“{path}”，请检查路径")
        given_name = (names or {}).get(path)
        top = path if path.is_dir() else path.parent
        for file in _files(path):
            if given_name:
                sources[file.resolve()] = SourceFile(path=file, name=given_name, facts=stated)
                continue
            if file.parent not in manifests:
                manifests[file.parent] = find_manifest(file, top)
            manifest = manifests[file.parent]
            if manifest is not None and manifest.ignores(file):
                continue
            name = _name_below((manifest.folder if manifest else top).resolve(), file.resolve())
            facts = manifest.facts_of(file) if manifest else ()
            sources.setdefault(file.resolve(), SourceFile(path=file, name=name, facts=(*facts, *stated)))
    return list(sources.values())


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_HASH_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in file.relative_to(path).parts)
        if file.is_file() and not hidden and file.name != MANIFEST_NAME and not _is_photo_of_a_ledger(file):
            yield file


def _is_photo_of_a_ledger(file: Path) -> bool:
    """Whether the file lies in a photo folder beside a table: it is shown with the rows that name it, not read."""
    folder = file.parent
    return folder.name in PHOTO_FOLDERS and any(beside.suffix.lower() in _TABLES for beside in folder.parent.iterdir())


def _name_below(root: Path, file: Path) -> str:
    return (Path(root.name) / file.relative_to(root)).as_posix()
