"""Originals, photos and what came with complaints: in the data folder, in another one, or in an object store that several machines share.

A key is a path such as ``originals/ab/ab12….pdf``. A file is there whole or not at all.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from fsspec import AbstractFileSystem, filesystem

from assistant.errors import ConfigurationError, FilesUnavailable, NotFound
from assistant.settings import FilesSettings, Settings

if TYPE_CHECKING:  # an extra
    from obstore.store import ClientConfig, S3Config

CACHE = "file-cache"
"""The folder of the data folder with copies of what lies in an object store; they may go at any time."""
_CONNECT_S = 5.0
_RETRIES = 2
_HALF_WRITTEN = ".incoming-"
_GONE = "这份文件已不在，可能已被删除"
_MISSING = "HUIZHAO_FILES__URL 要用对象存储：请执行 pip install 'huizhao[servers]'"


class Files(Protocol):
    """Where files are kept. Threads and processes may share it."""

    def put(self, key: str, source: Path) -> None:
        """Keep a copy of a file, in place of what was there. Raises OSError, FilesUnavailable."""
        ...

    def write(self, key: str, content: bytes) -> None:
        """Keep bytes, in place of what was there. Raises OSError, FilesUnavailable."""
        ...

    def read(self, key: str) -> bytes:
        """Raises NotFound, FilesUnavailable."""
        ...

    def path(self, key: str) -> Path:
        """A file of this machine with the same bytes and the same ending, to read from at once. Raises NotFound, FilesUnavailable."""
        ...

    def exists(self, key: str) -> bool:
        """Raises FilesUnavailable."""
        ...

    def remove(self, key: str) -> None:
        """Nothing happens where there is none. Raises FilesUnavailable."""
        ...

    def remove_folder(self, key: str) -> None:
        """The same for all files below. Raises FilesUnavailable."""
        ...

    def keys(self, folder: str) -> Iterator[str]:
        """The keys of all files below a folder. Raises FilesUnavailable."""
        ...

    def check(self) -> None:
        """Raises FilesUnavailable where files cannot be read now."""
        ...


def open_files(settings: Settings) -> Files:
    """The place that the settings name. Raises ConfigurationError."""
    if not settings.files.url:
        return FolderFiles(settings.data_dir)
    url = urlsplit(settings.files.url)
    root = f"{url.netloc}{url.path}".rstrip("/")
    if not url.scheme or not root:
        raise ConfigurationError("HUIZHAO_FILES__URL 应形如 s3://桶/文件夹")
    if url.scheme == "file":
        return FolderFiles(Path(root))
    return StoreFiles(_file_system(url.scheme, settings.files), root, settings.data_dir / CACHE)


class FolderFiles:
    """Files of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, key: str, source: Path) -> None:
        with self._incoming(key) as temporary:
            shutil.copyfile(source, temporary)

    def write(self, key: str, content: bytes) -> None:
        with self._incoming(key) as temporary:
            temporary.write_bytes(content)

    def read(self, key: str) -> bytes:
        return self.path(key).read_bytes()

    def path(self, key: str) -> Path:
        path = self.folder / key
        if not path.is_file():
            raise NotFound(_GONE)
        return path

    def exists(self, key: str) -> bool:
        return (self.folder / key).is_file()

    def remove(self, key: str) -> None:
        (self.folder / key).unlink(missing_ok=True)

    def remove_folder(self, key: str) -> None:
        shutil.rmtree(self.folder / key, ignore_errors=True)

    def keys(self, folder: str) -> Iterator[str]:
        for path in sorted((self.folder / folder).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(self.folder).as_posix()

    def check(self) -> None:
        """The disk is looked at on its own."""

    @contextmanager
    def _incoming(self, key: str) -> Iterator[Path]:
        """A new file beside the one that it takes the place of at the end."""
        target = self.folder / key
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=_HALF_WRITTEN)
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            temporary.replace(target)
        except BaseException:  # also where the process is told to end: half a file is no file
            temporary.unlink(missing_ok=True)
            raise


class StoreFiles:
    """Files of an object store, by fsspec; ``path`` keeps copies of them in the folder ``cache``."""

    def __init__(self, store: AbstractFileSystem, root: str, cache: Path) -> None:
        self._store = store
        self._root = root
        self._cache = FolderFiles(cache)

    def put(self, key: str, source: Path) -> None:
        self.write(key, source.read_bytes())

    def write(self, key: str, content: bytes) -> None:
        with _told():
            self._store.makedirs(self._place(key).rpartition("/")[0], exist_ok=True)
            self._store.pipe_file(self._place(key), content)
        self._cache.remove(key)

    def read(self, key: str) -> bytes:
        with _told():
            return bytes(self._store.cat_file(self._place(key)))

    def path(self, key: str) -> Path:
        """A copy is good as long as the store has the file: keys of originals are hashes of their bytes."""
        if not self.exists(key):
            self._cache.remove(key)
            raise NotFound(_GONE)
        if not self._cache.exists(key):
            self._cache.write(key, self.read(key))
        path = self._cache.path(key)
        path.touch()  # the sweeper takes those that nobody asks for
        return path

    def exists(self, key: str) -> bool:
        try:
            with _told():
                # Not isfile: it takes a store that cannot be reached for one without the file.
                return bool(self._store.info(self._place(key))["type"] == "file")
        except NotFound:
            return False

    def remove(self, key: str) -> None:
        self._cache.remove(key)
        with suppress(NotFound), _told():
            self._store.rm_file(self._place(key))

    def remove_folder(self, key: str) -> None:
        for held in list(self.keys(key)):
            self.remove(held)

    def keys(self, folder: str) -> Iterator[str]:
        with suppress(NotFound), _told():
            found = self._store.find(self._place(folder))
            root = self._store._strip_protocol(self._root)
            yield from (place.removeprefix(root).lstrip("/") for place in sorted(found))

    def check(self) -> None:
        self.exists(".check")

    def _place(self, key: str) -> str:
        return f"{self._root}/{key}"


@contextmanager
def _told() -> Iterator[None]:
    """What a store's library raises, in words. Raises NotFound, FilesUnavailable."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFound(_GONE) from error
    except Exception as error:  # each store's library has exceptions of its own
        raise FilesUnavailable(
            "存放原件的对象存储连不上或拒绝了访问：请检查 HUIZHAO_FILES__… 的地址、桶和密钥，以及它是否在运行"
        ) from error


def _file_system(protocol: str, settings: FilesSettings) -> AbstractFileSystem:
    if protocol == "s3":
        return _s3(settings)
    try:
        return filesystem(protocol)
    except (ImportError, ValueError) as error:
        raise ConfigurationError(f"HUIZHAO_FILES__URL 不支持 {protocol}://，请用 s3://") from error


def _s3(settings: FilesSettings) -> AbstractFileSystem:
    try:
        from obstore.fsspec import FsspecStore
    except ImportError as error:
        raise ConfigurationError(_MISSING) from error
    config: S3Config = {}
    if settings.endpoint:
        config["endpoint"] = settings.endpoint
    if settings.region:
        config["region"] = settings.region
    if key := settings.key.get_secret_value():
        config["access_key_id"] = key
    if secret := settings.secret.get_secret_value():
        config["secret_access_key"] = secret
    client: ClientConfig = {
        "timeout": f"{settings.timeout_s:g}s",
        "connect_timeout": f"{min(settings.timeout_s, _CONNECT_S):g}s",
        "allow_http": settings.endpoint.startswith("http://"),
    }
    return FsspecStore("s3", config=config, client_options=client, retry_config={"max_retries": _RETRIES})
