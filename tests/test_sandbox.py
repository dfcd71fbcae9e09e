"""A parser that fails, hangs or dies takes only its own file with it."""

import threading
import time
from pathlib import Path

import psutil
import pytest

from assistant.errors import FileTooLarge, ParsingTimedOut, ToolMissing, UnreadableFile, UnsupportedFormat
from ingest.parsing import ParseLimits, parse_file
from ingest.parsing.sandbox import ParsingProcess
from tests.files import write_pdf, write_zip
from tests.stuck_file import SpinningFile, StuckFile, stuck_file

pytestmark = pytest.mark.usefixtures("spawned_parsers")


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "好.txt"
    path.write_text("第一条　正文。", encoding="utf-8")
    return path


@pytest.fixture
def stuck(tmp_path: Path) -> StuckFile:
    return stuck_file(tmp_path)


def test_errors_keep_their_type_and_message_across_the_process(tmp_path: Path, good: Path) -> None:
    pages = write_pdf(tmp_path / "a.pdf", [lambda canvas: None] * 3)
    empty = tmp_path / "b.pdf"
    empty.touch()
    with ParsingProcess(ParseLimits(max_pages=2)) as process:
        with pytest.raises(FileTooLarge, match="共 3 页"):
            process.parse(pages)
        with pytest.raises(UnreadableFile, match="文件是空的"):
            process.parse(empty)
        with pytest.raises(UnsupportedFormat):
            process.parse(tmp_path / "c.exe")
        assert process.parse(good).text == "第一条　正文。\n"


def test_errors_of_libraries_become_a_plain_message(tmp_path: Path, good: Path) -> None:
    broken = write_zip(tmp_path / "坏.docx", {"word/document.xml": "<不是 XML", "[Content_Types].xml": "<a"})
    with ParsingProcess(ParseLimits()) as process:
        with pytest.raises(UnreadableFile) as caught:
            process.parse(broken)
        assert str(caught.value) == "文件已损坏或不是有效的 .docx 文件，请重新导出后再试"
        assert process.parse(good).blocks


def test_the_same_process_stays_warm_and_is_limited_in_memory(good: Path) -> None:
    known = set(psutil.Process().children())
    with ParsingProcess(ParseLimits()) as process:
        process.parse(good)
        workers = _workers(known)
        process.parse(good)
        assert _workers(known) == workers
        assert workers[0].rlimit(psutil.RLIMIT_AS)[0] == 6 << 30
    assert not _workers(known)


def test_a_process_may_have_less_memory(good: Path) -> None:
    known = set(psutil.Process().children())
    with ParsingProcess(ParseLimits(), 3 << 30) as process:
        process.parse(good)
        assert _workers(known)[0].rlimit(psutil.RLIMIT_AS)[0] == 3 << 30


def test_a_file_may_be_given_less_time_than_the_limits_allow(stuck: StuckFile) -> None:
    with ParsingProcess(ParseLimits()) as process, pytest.raises(ParsingTimedOut, match="超过 1 秒"):
        process.parse(stuck, 1)


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_is_read(stuck: StuckFile, good: Path) -> None:
    with ParsingProcess(ParseLimits(timeout_s=60)) as process:
        assert process.parse(good).blocks
        with pytest.raises(ParsingTimedOut, match="超过 2 秒"):
            process.parse(stuck, 2)
        assert process.parse(good).blocks
    assert stuck.mark.exists()


def test_a_file_that_takes_the_processor_too_long_is_given_up_in_words(stuck: StuckFile, good: Path) -> None:
    with ParsingProcess(ParseLimits(processor_s=2)) as process:
        with pytest.raises(ParsingTimedOut, match="远远超过这样大小的文件"):
            process.parse(SpinningFile(stuck))
        assert process.parse(good).blocks


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param(
            "不关的标签.html", "<div><p>" + "<span><div>".join(["按本办法办理。"] * 3000), id="tags-never-closed"
        ),
        pytest.param("不关的标签.md", "<div>" * 3000 + "按本办法办理。", id="tags-in-markdown"),
        pytest.param(
            "头部.md",
            "---\na0: &a0 x\n"
            + "".join(f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]\n" for at in range(1, 12))
            + "title: *a11\n---\n按本办法办理。",
            id="front-matter-that-names-itself",
        ),
    ],
)
def test_what_is_nested_beyond_reason_is_read(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert "按本办法办理。" in parse_file(path, ParseLimits()).text


def test_a_table_of_more_columns_than_any_program_shows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "宽.csv"
    path.write_text("面积," * 20_000, encoding="utf-8")
    with pytest.raises(FileTooLarge, match="超过上限 16384 列"):
        parse_file(path, ParseLimits())


def test_a_process_that_dies_costs_one_file(stuck: StuckFile, good: Path) -> None:
    known = set(psutil.Process().children())
    with ParsingProcess(ParseLimits()) as process:
        process.parse(good)

        def kill() -> None:
            while not stuck.mark.exists():
                time.sleep(0.01)
            for worker in _workers(known):
                worker.kill()

        killer = threading.Thread(target=kill)
        killer.start()
        with pytest.raises(UnreadableFile, match="程序崩溃"):
            process.parse(stuck)
        killer.join()
        assert process.parse(good).blocks


def test_what_is_missing_is_named_across_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "a.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    with ParsingProcess(ParseLimits()) as process, pytest.raises(ToolMissing, match="LibreOffice"):
        process.parse(path)


def _workers(known: set[psutil.Process]) -> list[psutil.Process]:
    """Parsing processes, without the helper that Python keeps for shared resources."""
    return [
        child
        for child in psutil.Process().children()
        if child not in known and "resource_tracker" not in " ".join(child.cmdline())
    ]
