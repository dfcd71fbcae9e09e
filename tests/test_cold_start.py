"""What a command imports: libraries that take seconds are left to those who need them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_NOT_FOR_ASKING = (
    "sentence_transformers",
    "transformers",
    "gradio",
    "fastapi",
    "langchain_openai",
    "openai",
    "docx",
    "pandas",
)
_PROGRAM = """
import sys
from assistant.cli import app
try:
    app(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
print(*(name for name in {names!r} if name in sys.modules), sep=",", file=sys.stderr)
"""


def _imported(arguments: list[str], names: tuple[str, ...], data: Path) -> str:
    """Those of the libraries that a command has imported at its end."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(names=names), *arguments],
        env={**os.environ, "HUIZHAO_DATA_DIR": str(data)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "arguments", [["ask", "租金补贴是多少？"], ["search", "租金补贴"], ["buildings", "match", "1000平方米办公"]]
)
def test_asking_imports_no_library_that_it_does_not_need(
    arguments: list[str], district_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(district_folder, tmp_path / "data")
    assert _imported(arguments, _NOT_FOR_ASKING, tmp_path / "data") == ""


def test_listing_users_loads_no_model(tmp_path: Path) -> None:
    assert _imported(["users", "list"], (*_NOT_FOR_ASKING, "torch", "chromadb"), tmp_path) == ""
