"""Damaged files of every format: each is read, refused in words or given up when its time is over, and nothing of it stays in memory.

``HUIZHAO_TEST_EXAMPLES=1000`` damages so many anew instead of the same few; what came of them is printed.
"""

from __future__ import annotations

import io
import random
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import xlwt

from assistant.documents.office_conversion import office_program
from assistant.errors import HuizhaoError
from ingest.parsing import SUFFIXES, ParseLimits
from ingest.parsing.sandbox import ParsingProcess
from tests.examples import SAME_EACH_TIME, examples
from tests.files import SAMPLES

pytestmark = pytest.mark.usefixtures("spawned_parsers")

_SEED = 20261130
_TIME_S = 120
_BROKE_DOWN = "读取这份文件时程序崩溃"
_PACKED = {".docx", ".xlsx", ".xlsm", ".pptx", ".ofd"}
_SLOW = {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp", ".doc", ".wps"}
"""Read with recognition or another program: drawn seldom."""
_GROWTH_MB = 400
Damage = Callable[[bytes, random.Random], bytes]


def _turned(content: bytes, chance: random.Random) -> bytes:
    """Some bytes are others."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 8, 64, 512))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    """The end is missing."""
    return content[: chance.randrange(1, len(content))]


def _without_a_piece(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + content[at + chance.randrange(1, 4096) :] or b"x"


def _repeated(content: bytes, chance: random.Random) -> bytes:
    """A piece stands there again, many times."""
    at = chance.randrange(len(content))
    piece = content[at : at + chance.randrange(1, 2048)]
    return content[:at] + piece * chance.choice((2, 20, 200)) + content[at:]


def _within_a_member(content: bytes, chance: random.Random) -> bytes:
    """A package that is whole, one of whose members is not: what the format's own reader has to cope with."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        return _turned(content, chance)
    chosen = chance.choice([item for item in package.infolist() if item.file_size])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for item in package.infolist():
            member = package.read(item)
            damaged = chance.choice(_DAMAGES)(member, chance) if item is chosen else member
            written.writestr(item.filename, damaged)
    return made.getvalue()


_DAMAGES: tuple[Damage, ...] = (_turned, _cut, _without_a_piece, _repeated)


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The smallest sample of each format, and what no sample is of."""
    folder = tmp_path_factory.mktemp("whole")
    smallest: dict[str, Path] = {}
    for path in sorted(SAMPLES.rglob("*"), key=lambda one: one.stat().st_size, reverse=True):
        if path.suffix in SUFFIXES and path.stat().st_size:
            smallest[path.suffix] = path
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for row, cells in enumerate((("楼宇名称", "空置面积（㎡）"), ("星河大厦", 1200), ("东渡中心", 300))):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.save(str(folder / "a.xls"))
    smallest.setdefault(".xls", folder / "a.xls")
    for suffix, like in ((".xlsm", ".xlsx"), (".htm", ".html"), (".tsv", ".csv")):
        if suffix not in smallest and like in smallest:
            smallest[suffix] = Path(shutil.copy(smallest[like], folder / f"a{suffix}"))
    if office_program() is None:
        smallest = {suffix: path for suffix, path in smallest.items() if suffix not in (".doc", ".wps")}
    return [smallest[suffix] for suffix in sorted(smallest)]


def _damaged(originals: list[Path], count: int) -> Iterator[tuple[str, str, bytes]]:
    """Suffix, damage and content of so many."""
    chance = random.Random(_SEED if SAME_EACH_TIME else random.SystemRandom().randrange(1 << 32))
    quick = [path for path in originals if path.suffix not in _SLOW]
    for number in range(count):
        path = chance.choice(originals if number % 20 == 0 else quick)
        damages = (*_DAMAGES, _within_a_member, _within_a_member) if path.suffix in _PACKED else _DAMAGES
        damage = chance.choice(damages)
        yield path.suffix, damage.__name__, damage(path.read_bytes(), chance)


@pytest.mark.slow
@pytest.mark.patient
@pytest.mark.timeout(7200)
def test_a_damaged_file_is_read_or_refused_in_words(originals: list[Path], tmp_path: Path) -> None:
    outcomes: Counter[str] = Counter()
    wrong: list[str] = []
    sizes: list[int] = []
    known = set(psutil.Process().children())
    with ParsingProcess(ParseLimits(timeout_s=_TIME_S)) as process:
        for number, (suffix, damage, content) in enumerate(_damaged(originals, examples(40))):
            path = tmp_path / f"{number}{suffix}"
            path.write_bytes(content)
            try:
                process.parse(path)
                outcomes["read"] += 1
            except HuizhaoError as error:
                outcomes[type(error).__name__] += 1
                if str(error).startswith(_BROKE_DOWN):
                    wrong.append(f"{suffix} {damage}: broke down")
            path.unlink()
            sizes += [sum(one.memory_info().rss >> 20 for one in psutil.Process().children() if one not in known)]
    print(
        f"{sum(outcomes.values())} of {len(sizes)} files: {dict(outcomes)}; {sizes[len(sizes) // 4]} → {sizes[-1]} MB"
    )
    assert not wrong
    assert sizes[-1] - sizes[len(sizes) // 4] < _GROWTH_MB
