"""The lock file: every package once, with its hashes, in the versions that were tested, and no word of where it came from."""

import re
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError
from itertools import chain
from pathlib import Path

from tests import licences

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


def test_the_licence_of_every_package_is_listed_and_none_forbids_this_use() -> None:
    """Each package as it is listed, the listed licence as the installed package tells it; none of those that reach over to what uses them."""
    listed = dict(
        re.findall(
            r"^\| ([\w.-]+) \| (?:\d[^|]*|（不锁定）) \| ([^|]+) \|$", licences.PAGE.read_text(encoding="utf-8"), re.M
        )
    )
    assert set(listed) == {*licences.locked(), *licences.BESIDE_THE_LOCK}
    assert {
        name: told for name, told in listed.items() if told in ("", "?") or re.search(r"\bA?GPL|Affero", told)
    } == {}
    for name, told in listed.items():
        with suppress(PackageNotFoundError):  # a part of the lock that is not installed here
            assert licences.licence_of(name) == told, name
