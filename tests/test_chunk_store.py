"""Vectors in Chroma: near ones are found, models do not mix, and several processes may share a folder."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest

from assistant.errors import EmbeddingModelChanged, StoreAway
from assistant.records import Clearance
from assistant.retrieval.chunk_store import ChunkStore
from assistant.settings import Settings

PUBLIC, INTERNAL = Clearance
DIMENSIONS = 48

ELSEWHERE = """
import sys
from pathlib import Path
from assistant.records import Clearance
from assistant.retrieval.chunk_store import ChunkStore
from assistant.settings import Settings
from tests.test_chunk_store import named, vectors
folder, model, step, name, count = sys.argv[1:]
store = ChunkStore(Settings(data_dir=Path(folder)))
if step == "reset":
    store.reset(model)
else:
    store.check_fingerprint(model)
if step == "remove":
    store.remove(Clearance.PUBLIC, named(name, int(count)))
else:
    store.add(Clearance.PUBLIC, named(name, int(count)), vectors(name, int(count)))
if step == "killed":
    import os, signal
    os.kill(os.getpid(), signal.SIGKILL)
store.close()
"""


def named(name: str, count: int) -> list[str]:
    return [f"{name}-{number}" for number in range(count)]


def vectors(name: str, count: int) -> np.ndarray:
    """Unit-length random vectors that belong to the name, shape (count, DIMENSIONS)."""
    drawn = np.random.default_rng(list(name.encode())).normal(size=(count, DIMENSIONS))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


def elsewhere(folder: Path, step: str, name: str, count: int, model: str = "model") -> None:
    """Another process changes the folder."""
    command = [sys.executable, "-c", ELSEWHERE, str(folder), model, step, name, str(count)]
    done = subprocess.run(command, cwd=Path(__file__).resolve().parents[1], check=False, timeout=120)
    assert done.returncode == (-9 if step == "killed" else 0)


def findable(store: ChunkStore, name: str, count: int) -> float:
    """The share of vectors that are their own nearest."""
    pairs = list(zip(named(name, count), vectors(name, count), strict=True))[:: max(1, count // 40)]
    hits = [[near.vector_id for near in store.nearest(PUBLIC, vector, 1)] == [name] for name, vector in pairs]
    return sum(hits) / len(hits)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChunkStore]:
    store = ChunkStore(Settings(data_dir=tmp_path))
    store.check_fingerprint("model")
    yield store
    store.close()


def test_an_empty_store_finds_nothing(store: ChunkStore) -> None:
    assert store.nearest(PUBLIC, vectors("q", 1)[0], 5) == []
    assert store.count(PUBLIC) == 0
    assert store.vector_ids(INTERNAL) == set()
    store.remove(PUBLIC, ["unknown"])


def test_the_nearest_come_first_with_their_cosine(store: ChunkStore) -> None:
    stored = vectors("a", 300)
    store.add(PUBLIC, named("a", 300), stored)
    question = vectors("q", 1)[0]
    near = store.nearest(PUBLIC, question, 10)
    exact = np.argsort(-(stored @ question))[:10]
    assert [neighbour.vector_id for neighbour in near] == [f"a-{number}" for number in exact]
    assert np.allclose([neighbour.similarity for neighbour in near], (stored @ question)[exact], atol=1e-5)
    assert len(store.nearest(PUBLIC, question, 1000)) == 300


def test_clearances_are_collections_of_their_own(store: ChunkStore) -> None:
    store.add(PUBLIC, named("a", 5), vectors("a", 5))
    store.add(INTERNAL, named("b", 3), vectors("b", 3))
    assert store.vector_ids(PUBLIC) == set(named("a", 5))
    assert {near.vector_id for near in store.nearest(PUBLIC, vectors("b", 1)[0], 9)} == set(named("a", 5))
    assert store.count(INTERNAL) == 3


def test_vectors_come_back_as_they_were_stored(store: ChunkStore) -> None:
    store.add(PUBLIC, named("a", 5), vectors("a", 5))
    assert np.allclose(store.get(PUBLIC, ["a-4", "a-0"]), vectors("a", 5)[[4, 0]], atol=1e-6)
    assert set(store.find(PUBLIC, ["a-1", "unknown"])) == {"a-1"}


def test_adding_an_id_again_replaces_its_vector(store: ChunkStore) -> None:
    store.add(PUBLIC, ["x"], vectors("a", 1))
    store.add(PUBLIC, ["x"], vectors("b", 1))
    assert store.count(PUBLIC) == 1
    assert np.allclose(store.get(PUBLIC, ["x"]), vectors("b", 1), atol=1e-6)


def test_removed_vectors_are_gone(store: ChunkStore) -> None:
    store.add(PUBLIC, named("a", 50), vectors("a", 50))
    store.remove(PUBLIC, named("a", 49))
    assert store.vector_ids(PUBLIC) == {"a-49"}
    assert [near.vector_id for near in store.nearest(PUBLIC, vectors("a", 1)[0], 5)] == ["a-49"]


def test_vectors_survive_reopening(store: ChunkStore, tmp_path: Path) -> None:
    store.add(PUBLIC, named("a", 100), vectors("a", 100))
    store.close()
    again = ChunkStore(Settings(data_dir=tmp_path))
    again.check_fingerprint("model")
    assert findable(again, "a", 100) == 1
    again.close()


@pytest.mark.slow
def test_the_approximate_search_is_nearly_exact(store: ChunkStore) -> None:
    centres = vectors("c", 200)
    spread = np.repeat(centres, 100, axis=0) + 0.5 * vectors("s", 20_000)
    stored = (spread / np.linalg.norm(spread, axis=1, keepdims=True)).astype(np.float32)
    store.add(PUBLIC, named("a", 20_000), stored)
    recalls = []
    for question in stored[::400] + 0.3 * vectors("q", 50):
        unit = question / np.linalg.norm(question)
        exact = {f"a-{number}" for number in np.argsort(-(stored @ unit))[:10]}
        recalls.append(len(exact & {near.vector_id for near in store.nearest(PUBLIC, unit, 10)}) / 10)
    assert np.mean(recalls) >= 0.98


def test_another_model_is_refused_until_the_store_is_reset(store: ChunkStore) -> None:
    store.add(PUBLIC, named("a", 3), vectors("a", 3))
    with pytest.raises(EmbeddingModelChanged, match="huizhao reembed"):
        store.check_fingerprint("other")
    with pytest.raises(EmbeddingModelChanged):
        store.nearest(PUBLIC, vectors("q", 1)[0], 1)
    store.reset("other")
    assert store.count(PUBLIC) == 0
    store.add(PUBLIC, ["x"], np.ones((1, 7), dtype=np.float32) / np.sqrt(7))
    assert store.count(PUBLIC) == 1


def test_an_emptied_store_takes_any_model(store: ChunkStore) -> None:
    store.add(PUBLIC, ["x"], vectors("a", 1))
    store.remove(PUBLIC, ["x"])
    store.check_fingerprint("other")
    store.add(PUBLIC, ["y"], np.ones((1, 7), dtype=np.float32) / np.sqrt(7))
    assert store.vector_ids(PUBLIC) == {"y"}


@pytest.mark.slow
def test_what_another_process_adds_and_removes_is_seen(store: ChunkStore, tmp_path: Path) -> None:
    store.add(PUBLIC, named("own", 300), vectors("own", 300))
    elsewhere(tmp_path, "add", "few", 200)
    assert findable(store, "few", 200) == 1
    elsewhere(tmp_path, "add", "many", 3000)
    assert findable(store, "many", 3000) == 1
    elsewhere(tmp_path, "remove", "few", 200)
    assert store.count(PUBLIC) == 3300
    store.add(PUBLIC, named("late", 2500), vectors("late", 2500))
    assert min(findable(store, name, count) for name, count in (("own", 300), ("many", 3000), ("late", 2500))) == 1


@pytest.mark.slow
def test_a_writer_killed_after_writing_is_seen_all_the_same(store: ChunkStore, tmp_path: Path) -> None:
    store.add(PUBLIC, named("own", 10), vectors("own", 10))
    elsewhere(tmp_path, "killed", "left", 50)
    assert findable(store, "left", 50) == 1


@pytest.mark.slow
def test_a_model_changed_by_another_process_is_noticed(store: ChunkStore, tmp_path: Path) -> None:
    store.add(PUBLIC, named("a", 3), vectors("a", 3))
    elsewhere(tmp_path, "reset", "b", 3, model="other")
    with pytest.raises(EmbeddingModelChanged, match="重启"):
        store.nearest(PUBLIC, vectors("a", 1)[0], 1)


@pytest.mark.slow
def test_searches_go_on_while_others_write_and_the_folder_is_reopened(store: ChunkStore, tmp_path: Path) -> None:
    store.add(PUBLIC, named("own", 300), vectors("own", 300))
    writing = threading.Thread(target=lambda: [elsewhere(tmp_path, "add", f"e{step}", 300) for step in range(2)])
    writing.start()
    answers: list[str] = []

    def search(number: int) -> None:
        while writing.is_alive():
            answers.append(store.nearest(PUBLIC, vectors("own", 300)[number], 1)[0].vector_id)
            store.add(PUBLIC, [f"beside-{number}"], vectors("beside", 4)[number : number + 1])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(search, range(4)))
    writing.join()
    assert set(answers) == {f"own-{number}" for number in range(4)}
    assert min(findable(store, name, 300) for name in ("e0", "e1")) == 1
    assert store.count(PUBLIC) == 904


def test_one_foreign_write_reopens_the_folder_once_for_all_threads(
    store: ChunkStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add(PUBLIC, named("own", 3), vectors("own", 3))
    elsewhere(tmp_path, "add", "b", 1)
    reopened: list[int] = []
    reopen = store._reopen
    monkeypatch.setattr(store, "_reopen", lambda: (reopened.append(1), reopen()))
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: store.count(PUBLIC), range(40))) <= {3, 4}
    assert store.count(PUBLIC) == 4
    assert len(reopened) == 1


def test_a_server_that_is_not_there_says_so_and_is_left_alone_for_a_while(tmp_path: Path) -> None:
    store = ChunkStore(Settings(data_dir=tmp_path, chroma_url="http://127.0.0.1:9"))
    for _ in range(2):
        with pytest.raises(StoreAway, match="HUIZHAO_CHROMA_URL"):
            store.count(PUBLIC)
        assert store.is_away


@pytest.mark.patient
def test_a_server_that_comes_back_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.retrieval.servers.chroma_server._REST_S", 0.2)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with chroma_server(tmp_path / "there", port):
        store = ChunkStore(Settings(data_dir=tmp_path, chroma_url=f"http://127.0.0.1:{port}"))
        store.check_fingerprint("model")
        store.add(PUBLIC, named("a", 3), vectors("a", 3))
        assert store.count(PUBLIC) == 3
    with pytest.raises(StoreAway):
        store.nearest(PUBLIC, vectors("a", 3)[0], 1)
    with chroma_server(tmp_path / "there", port):
        time.sleep(0.3)
        assert store.nearest(PUBLIC, vectors("a", 3)[0], 1)[0].vector_id == "a-0"


@contextmanager
def chroma_server(folder: Path, port: int) -> Iterator[None]:
    """Chroma's own server, until the context ends."""
    program = Path(sys.executable).with_name("chroma")
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 60
            while not answers(port):
                assert process.poll() is None
                assert time.monotonic() < until
                time.sleep(0.1)
            yield
        finally:
            process.kill()


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/v2/heartbeat", timeout=1).is_success
    except httpx.HTTPError:
        return False
