"""Receives uploaded files into a folder of their own, under names that are safe to keep."""

import secrets
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from assistant.documents.metadata import check_values
from assistant.errors import InvalidInput
from assistant.files import Files
from assistant.sweeping import INCOMING

_MOST_FILES = 200
_MOST_FIELDS = 20
_LONGEST_NAME_BYTES = 200  # file systems take 255
_OPTIONS = frozenset({"clearance", "groups", "kind", "title"})


@dataclass(frozen=True, slots=True)
class Upload:
    """Received files: ``names`` maps where each lies to the name it is to be known by."""

    folder: Path
    names: Mapping[Path, str]
    options: Mapping[str, str]

    def share(self, files: Files) -> dict[str, str]:
        """Have the files where every process finds them; their names by their keys. Raises FilesUnavailable."""
        named = {f"{INCOMING}/{self._below(path)}": (path, name) for path, name in self.names.items()}
        elsewhere = [(key, path) for key, (path, _) in named.items() if not files.exists(key)]
        for key, path in elsewhere:
            files.put(key, path)
        if elsewhere:
            shutil.rmtree(self.folder, ignore_errors=True)
        return {key: name for key, (_, name) in named.items()}

    def discard(self, files: Files) -> None:
        """Remove the received files."""
        shutil.rmtree(self.folder, ignore_errors=True)
        files.remove_folder(f"{INCOMING}/{self.folder.name}")

    def _below(self, path: Path) -> str:
        return path.relative_to(self.folder.parent).as_posix()


async def receive_upload(request: Request, incoming: Path) -> Upload:
    """The files and options of a multipart request. The body is read here, after the caller's permission was checked.

    Raises InvalidInput for unusable options, no file at all, or two files of one name.
    """
    async with request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS) as form:
        files = [item for key, item in form.multi_items() if key == "files" and isinstance(item, UploadFile)]
        options = {key: item for key, item in form.multi_items() if isinstance(item, str) and item.strip()}
        names = [safe_name(file.filename or "") for file in files]
        _check(names, options)
        folder = incoming / secrets.token_hex(8)
        paths = [folder / f"{number:03d}" / name for number, name in enumerate(names)]
        try:
            for file, path in zip(files, paths, strict=True):
                await run_in_threadpool(_save, file, path)
        except OSError:  # a full disk is not to stay full of halves
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return Upload(folder, dict(zip(paths, names, strict=True)), options)


def safe_name(given: str) -> str:
    """The file's own name: no folders, no invisible characters, not hidden, short enough for any file system.

    Chinese stays as it is.
    """
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(character for character in name if unicodedata.category(character)[0] != "C").strip(" .")
    path = Path(name or "未命名")
    stem = path.stem
    while len((stem + path.suffix).encode()) > _LONGEST_NAME_BYTES and stem:
        stem = stem[:-1]
    return stem + path.suffix if stem else "未命名"


def _check(names: list[str], options: Mapping[str, str]) -> None:
    if not names:
        raise InvalidInput("请选择要上传的文件（表单字段 files）")
    if repeated := {name for name in names if names.count(name) > 1}:
        raise InvalidInput(f"有同名的文件：{'、'.join(sorted(repeated))}。请改名或分开上传")
    if unknown := options.keys() - _OPTIONS:
        raise InvalidInput(f"没有“{'、'.join(sorted(unknown))}”这一项；上传时可以填写 clearance、groups、kind、title")
    if "title" in options and len(names) > 1:
        raise InvalidInput("一次上传多份文件时不能统一填写标题")
    check_values(options)


def _save(file: UploadFile, path: Path) -> None:
    path.parent.mkdir(parents=True)
    with path.open("wb") as stream:
        shutil.copyfileobj(file.file, stream)
