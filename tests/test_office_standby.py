"""A LibreOffice that has started before it is needed converts one file, and the next waits in its place."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from docx import Document

from assistant.documents.office_conversion import convert, office_program
from assistant.documents.office_standby import Conversions
from assistant.sections.service import LimitSettings

pytestmark = pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed")
_PATIENCE_S = 60


@pytest.fixture
def conversions() -> Iterator[Conversions]:
    made = Conversions(LimitSettings())
    yield made
    made.close()


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    document = Document()
    document.add_paragraph("载体推荐书")
    document.save(str(tmp_path / "letter.docx"))
    return tmp_path / "letter.docx"


def wait_until_ready(conversions: Conversions) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not conversions.is_ready:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def running_on(folder: Path) -> list[int]:
    """The processes that were started on a profile in a folder."""
    lines = {entry.name: _line(entry) for entry in Path("/proc").iterdir() if entry.name.isdecimal()}
    return [int(number) for number, line in lines.items() if folder.as_uri() in line and "--nodefault" in line]


def _line(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def test_one_file_is_converted_and_the_next_one_waits(conversions: Conversions, letter: Path) -> None:
    conversions.keep_ready()
    used = []
    for _ in range(2):
        wait_until_ready(conversions)
        with convert(letter, ".pdf", 240, conversions.folder) as made:
            assert made.read_bytes().startswith(b"%PDF")
            used.append(made.parents[1])
    assert used[0] != used[1]
    assert not [folder for folder in used if folder.exists() or running_on(folder)]


def test_one_that_died_is_no_loss(conversions: Conversions, letter: Path) -> None:
    conversions.keep_ready()
    wait_until_ready(conversions)
    with conversions.folder() as folder:
        for process in running_on(folder):
            os.kill(process, signal.SIGKILL)

        with convert(letter, ".pdf", 240, lambda: nullcontext(folder)) as made:
            assert made.read_bytes().startswith(b"%PDF")


def test_none_is_kept_unless_it_is_wanted(letter: Path) -> None:
    never = Conversions(LimitSettings(conversion_ready=False))
    never.keep_ready()
    with never.folder() as folder:
        assert not running_on(folder)
    assert not never.is_ready


def test_none_outlives_its_server(conversions: Conversions) -> None:
    conversions.keep_ready()
    wait_until_ready(conversions)
    with conversions.folder() as used:
        pass
    wait_until_ready(conversions)
    conversions.close()
    assert not conversions.is_ready
    assert not running_on(used) and not used.exists()
