"""The lock file: every package once, with its hashes, in the versions that were tested, and no word of where it came from."""

import re
import tomllib
from itertools import chain
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
LOCK = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
NOT_LOCKED = {"torch"}  # its build depends on the machine


def plain(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(text: str) -> dict[str, str]:
    return {plain(name): version for name, version in re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;\\]+)", text, re.M)}


def test_versions_are_those_of_the_constraints() -> None:
    constraints = pinned((REPOSITORY / "constraints.txt").read_text(encoding="utf-8"))
    locked = pinned(LOCK)
    assert {name: version for name, version in locked.items() if constraints.get(name, version) != version} == {}
    assert set(locked) - set(constraints) <= {"setuptools"}


def test_all_that_the_project_needs_is_locked() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {
        plain(re.split(r"[\[<>=~;! ]", requirement)[0])
        for requirement in chain(project["dependencies"], *project["optional-dependencies"].values())
    }
    assert needed - set(pinned(LOCK)) == NOT_LOCKED


def test_each_package_has_its_hashes() -> None:
    entries = re.split(r"^(?=[\w.-]+(?:\[[\w,]+\])?==)", LOCK, flags=re.M)[1:]
    assert len(entries) == len(pinned(LOCK))
    assert not [entry.splitlines()[0] for entry in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry)]


def test_no_place_of_origin_is_named() -> None:
    assert not re.search(r"://|--(?:index|extra-index|find-links|trusted-host)", LOCK)
