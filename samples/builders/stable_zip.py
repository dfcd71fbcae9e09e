"""Office files whose bytes depend on their content only."""

import re
import zipfile
from datetime import date
from pathlib import Path

_ENTRY_DATE = (2026, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def write_package(path: Path, parts: dict[str, bytes]) -> None:
    """Write a zip package with fixed entry dates, in the order given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _ENTRY_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content)


def read_package(path: Path) -> dict[str, bytes]:
    """Every part of a zip package, in its order."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def fix_dates(path: Path, day: date) -> None:
    """Rewrite an Office file with fixed entry dates and both core dates on ``day``."""
    parts = read_package(path)
    stamp = f"{day.isoformat()}T01:00:00Z".encode()
    core = "docProps/core.xml"
    parts[core] = _STAMP.sub(lambda match: match[1] + stamp + match[3], parts[core])
    write_package(path, parts)
