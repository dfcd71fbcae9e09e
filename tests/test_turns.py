"""Costly work is done a few at a time; what is too much is turned away at once, and nobody fills the queue alone."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from assistant.errors import Busy
from assistant.turns import Turns, processors

FOR_EVER_S = 86_400
"""Whoever waited so long would be ended by the limit of one test."""


@contextmanager
def taken(turns: Turns, *names: str) -> Iterator[None]:
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(turns.turn(name))
        yield


def test_no_more_than_allowed_work_at_once() -> None:
    turns, working, most, lock = Turns(2, 20, 10), 0, 0, threading.Lock()

    def work(_: int) -> None:
        nonlocal working, most
        with turns.turn():
            with lock:
                working += 1
                most = max(most, working)
            time.sleep(0.01)
            with lock:
                working -= 1

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(work, range(20)))
    assert (most, working) == (2, 0)


def test_the_queue_is_bounded() -> None:
    turns = Turns(1, 0, FOR_EVER_S)
    with taken(turns, "a"), pytest.raises(Busy, match="过一会儿"), turns.turn("b"):
        pass


def test_nobody_waits_longer_than_their_patience() -> None:
    turns = Turns(1, 5, 0.05)
    with taken(turns, "a"), pytest.raises(Busy), turns.turn("b"):
        pass
    with turns.turn("b"):
        pass


def test_one_name_has_one_turn_while_others_get_theirs() -> None:
    turns = Turns(2, 5, 1)
    with taken(turns, "a"):
        with pytest.raises(Busy, match="上一次"), turns.turn("a"):
            pass
        with turns.turn("b"):
            pass
    with turns.turn("a"):
        pass


def test_a_turn_is_given_back_after_an_error() -> None:
    turns = Turns(1, 0, 0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), turns.turn("a"):
            _ = 1 / 0


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        pytest.param("max 100000", 8, id="no-share"),
        pytest.param("200000 100000", 2, id="two"),
        pytest.param("150000 100000", 2, id="one-and-a-half"),
        pytest.param("10000 100000", 1, id="a-tenth"),
        pytest.param("6400000 100000", 8, id="more-than-there-are"),
        pytest.param(None, 8, id="no-container"),
    ],
)
def test_a_container_has_as_many_processors_as_its_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quota: str | None, expected: int
) -> None:
    file = tmp_path / "cpu.max"
    if quota is not None:
        file.write_text(f"{quota}\n")
    monkeypatch.setattr("assistant.turns._QUOTA", file)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)))
    assert processors() == expected
