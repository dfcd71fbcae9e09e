"""Vectors in Chroma: the only module that knows chromadb.

One collection per clearance, so that an investor's question never touches internal vectors. Nothing but ids and vectors lie here; what
they mean is in the relational store. Each collection remembers which model its vectors are of. A local folder may be used by several
processes (``shared_folder.py``); a Chroma server looks after that itself.
"""

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar, cast

import chromadb
import httpx
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError

from assistant.errors import EmbeddingModelChanged, StoreUnavailable
from assistant.records import Clearance
from assistant.retrieval.servers.chroma_server import ChromaServer, limit_patience
from assistant.retrieval.shared_folder import Gate, SharedFolder
from assistant.settings import Settings

log = logging.getLogger(__name__)
_DATABASE = "chroma.sqlite3"
_GONE = "向量库不见了：请停止服务，执行 huizhao reembed 由资料库重算，再启动"
_DAMAGED = "向量库打不开或已损坏：请停止服务，执行 huizhao reembed 由资料库重算，再启动"
_FINGERPRINT = "embedding_fingerprint"
_PAGE = 10_000
# A larger sync threshold saves writing the index to disk, but each process that opens the folder then inserts so many vectors anew.
_HNSW: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "ef_search": 200, "ef_construction": 200, "max_neighbors": 24, "sync_threshold": 2000}
}
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A vector near the question's; ``similarity`` is their cosine."""

    vector_id: str
    similarity: float


class ChunkStore:
    """The collections of one data folder, or of a Chroma server. Threads may share it; a process needs one for a folder."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = None if settings.chroma_url else SharedFolder(settings.chroma_dir)
        self._gate = Gate()
        self._opening = threading.Lock()
        self._fingerprint = ""
        self._collections: dict[Clearance, Collection] = {}
        self._opened: Client | None = None
        self._server = ChromaServer(settings.chroma_url)
        with suppress(StoreUnavailable):  # whoever uses it is told; ``reset`` mends it
            self._opened = self._connect()

    def check_fingerprint(self, fingerprint: str) -> None:
        """Say which model the vectors are to be of. Raises EmbeddingModelChanged when stored ones come from another.

        From here on every access checks it, as another process may re-embed everything with its own model.
        """
        if fingerprint == self._fingerprint:
            return
        with self._opening:
            self._fingerprint = fingerprint
            self._collections.clear()
        for clearance in Clearance:
            self._read(clearance, lambda collection: None)

    def reset(self, fingerprint: str) -> None:
        """Drop all vectors; those to come are of this model. A folder that is damaged gives way to a new one."""
        try:
            self._drop_all(fingerprint)
        except StoreUnavailable:
            if self._folder is None:
                raise
            self._discard_folder()
            self._drop_all(fingerprint)

    def _drop_all(self, fingerprint: str) -> None:
        with self._writing():
            self._fingerprint = fingerprint
            for clearance in Clearance:
                self._recreate(clearance)

    def add(self, clearance: Clearance, vector_ids: Sequence[str], vectors: np.ndarray) -> None:
        """Store unit-length vectors, shape (len(vector_ids), dimensions); an id that is there is replaced.

        Raises EmbeddingModelChanged when the vectors already there are of another model.
        """
        with self._writing():
            limit = self._client.get_max_batch_size()
            collection = self._existing(clearance)
            # An empty collection of another model is taken over; ``_existing`` has refused one that holds vectors.
            if collection is None or (self._fingerprint and _fingerprint_of(collection) != self._fingerprint):
                collection = self._recreate(clearance)
            for start in range(0, len(vector_ids), limit):
                end = start + limit
                collection.upsert(ids=list(vector_ids[start:end]), embeddings=vectors[start:end])

    def remove(self, clearance: Clearance, vector_ids: Sequence[str]) -> None:
        """Remove vectors; unknown ids are no error."""
        with self._writing():
            limit = self._client.get_max_batch_size()
            collection = self._existing(clearance)
            if collection is not None:
                for start in range(0, len(vector_ids), limit):
                    collection.delete(ids=list(vector_ids[start : start + limit]))

    def vector_ids(self, clearance: Clearance) -> set[str]:
        """The ids of all vectors of a clearance."""

        def pages(collection: Collection) -> set[str]:
            offsets = range(0, collection.count(), _PAGE)
            found = (collection.get(limit=_PAGE, offset=offset, include=[])["ids"] for offset in offsets)
            return {vector_id for page in found for vector_id in page}

        return self._read(clearance, pages) or set()

    def get(self, clearance: Clearance, vector_ids: Sequence[str]) -> np.ndarray:
        """Vectors in the order of ``vector_ids``, all of which must be there; shape (len(vector_ids), dimensions)."""
        by_id = self.find(clearance, vector_ids)
        return np.stack([by_id[vector_id] for vector_id in vector_ids])

    def find(self, clearance: Clearance, vector_ids: Sequence[str]) -> dict[str, np.ndarray]:
        """Those of the vectors that are there, by id."""

        def embeddings(collection: Collection) -> dict[str, np.ndarray]:
            found: dict[str, np.ndarray] = {}
            for start in range(0, len(vector_ids), _PAGE):
                page = collection.get(ids=list(vector_ids[start : start + _PAGE]), include=["embeddings"])
                found.update(zip(page["ids"], np.asarray(page["embeddings"], dtype=np.float32), strict=True))
            return found

        return self._read(clearance, embeddings) or {}

    def nearest(self, clearance: Clearance, vector: np.ndarray, k: int) -> list[Neighbour]:
        """The k vectors with the highest cosine to a unit-length vector, best first."""

        def query(collection: Collection) -> list[Neighbour]:
            result = collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
            distances = (result["distances"] or [[]])[0]
            return [
                Neighbour(vector_id, 1.0 - float(distance))
                for vector_id, distance in zip(result["ids"][0], distances, strict=True)
            ]

        return self._read(clearance, query) or []

    def count(self, clearance: Clearance) -> int:
        """How many vectors a clearance has."""
        return self._read(clearance, lambda collection: collection.count()) or 0

    @property
    def is_away(self) -> bool:
        """Whether the Chroma server did not answer just now."""
        return self._server.is_away

    def close(self) -> None:
        """Release the folder's files."""
        with self._gate.replace():
            self._collections.clear()
            if self._opened is not None:
                self._opened.close()

    @property
    def _client(self) -> Client:
        """Raises StoreUnavailable; StoreAway at once for a while after a server did not answer."""
        self._server.let_through()
        if self._opened is None:
            self._opened = self._connect()
        return self._opened

    def _read(self, clearance: Clearance, use: Callable[[Collection], _Result]) -> _Result | None:
        """What ``use`` finds in the collection; None when there is none yet.

        While another process writes, what was there before is read on: waiting for it could take a minute. Raises StoreUnavailable.
        """
        if self._folder is not None and not (self._settings.chroma_dir / _DATABASE).is_file():
            raise StoreUnavailable(_GONE)
        if self._folder is not None and self._folder.changed_elsewhere():
            with self._folder.turn(wait=False) as mine:
                if mine and self._folder.changed_elsewhere():  # another thread may have reopened it meanwhile
                    self._reopen()
        try:
            return self._use(clearance, use)
        except NotFoundError:  # another process dropped and recreated the collection
            with self._turn():
                self._reopen()
            return self._use(clearance, use)

    def _use(self, clearance: Clearance, use: Callable[[Collection], _Result]) -> _Result | None:
        with self._gate.use(), self._told():
            collection = self._existing(clearance)
            return None if collection is None else use(collection)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._turn():
            if self._folder is not None:
                if self._folder.changed_elsewhere():
                    self._reopen()
                self._folder.mark_writing()
            with self._gate.use(), self._told():
                yield

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._folder is None:
            yield
            return
        with self._folder.turn(wait=True):
            yield

    def _reopen(self) -> None:
        """Read the folder anew; the caller has the folder's turn, so that no one writes meanwhile."""
        with self._gate.replace():
            self._collections.clear()
            if self._folder is None:
                return
            if self._opened is not None:
                self._opened.close()
            self._opened = None
            with self._told():
                self._opened = self._connect()
                self._folder.mark_seen()
                for clearance in Clearance:
                    collection = self._existing(clearance)
                    if collection is not None:
                        collection.get(limit=1, include=["embeddings"])  # reads the index into memory

    def _discard_folder(self) -> None:
        """Remove what Chroma keeps: all of it can be computed anew."""
        with self._turn(), self._gate.replace():
            self._collections.clear()
            self._opened = None
            for path in self._settings.chroma_dir.iterdir():
                if path.is_dir():
                    shutil.rmtree(path)
                elif path.suffix != ".lock":
                    path.unlink()

    def _existing(self, clearance: Clearance) -> Collection | None:
        with self._opening:
            if clearance not in self._collections:
                try:
                    collection = self._client.get_collection(_name(clearance), embedding_function=None)
                except NotFoundError:
                    return None
                known = _fingerprint_of(collection)
                if self._fingerprint not in ("", known) and collection.count() > 0:
                    raise EmbeddingModelChanged(
                        f"资料库里的向量由“{known or '未知模型'}”计算，当前模型是“{self._fingerprint}”："
                        "请先执行 huizhao reembed 重新计算；如果刚在别处重新计算过，请改用同一模型并重启"
                    )
                self._collections[clearance] = collection
            return self._collections[clearance]

    def _recreate(self, clearance: Clearance) -> Collection:
        with self._opening:
            with suppress(NotFoundError):
                self._client.delete_collection(_name(clearance))
            self._collections[clearance] = self._client.create_collection(
                _name(clearance),
                configuration=_HNSW,
                metadata={_FINGERPRINT: self._fingerprint},
                embedding_function=None,
            )
            return self._collections[clearance]

    def _connect(self) -> Client:  # for the interface that Chroma declares lacks close()
        chroma_settings = ChromaSettings(anonymized_telemetry=False)
        if self._settings.chroma_url:
            host, port, tls = self._server.reached()
            try:
                client = cast(Client, chromadb.HttpClient(host, port, ssl=tls, settings=chroma_settings))
            except (ValueError, ChromaError, httpx.HTTPError) as error:
                raise self._server.failed() from error
            limit_patience(client._server)
            return client
        path = os.fspath(self._settings.chroma_dir)
        try:
            return cast(Client, chromadb.PersistentClient(path=path, settings=chroma_settings))
        except (ChromaError, OSError) as error:
            # Chroma keeps a client that failed to start, and would hand it out at the next attempt.
            SharedSystemClient._identifier_to_system.pop(path, None)
            raise StoreUnavailable(_DAMAGED) from error

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Chroma's own errors as ours; a collection that is not there is looked after by the caller."""
        try:
            yield
        except NotFoundError:
            raise
        except httpx.HTTPError as error:
            raise self._server.failed() from error
        except (ChromaError, OSError, AttributeError) as error:  # AttributeError: of a client whose start failed
            log.warning("Chroma failed", exc_info=True)
            raise (StoreUnavailable(_DAMAGED) if self._folder is not None else self._server.failed()) from error


def _name(clearance: Clearance) -> str:
    return f"chunks-{clearance}"


def _fingerprint_of(collection: Collection) -> str:
    return str((collection.metadata or {}).get(_FINGERPRINT, ""))
