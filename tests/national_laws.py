"""The national laws that ``../shared/data`` holds, put into a record by the real cutting of articles, without vectors."""

import re
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import pytest

from assistant.database import Database
from assistant.text.labels import parse_article_label
from tests.clause_store import Policy, put
from tests.conftest import SHARED_DATA

_FOLDER = SHARED_DATA / "laws" / "national"
_IN_FORCE = re.compile(r"(?:本法|本条例|本规定|本解释)?自((?:19|20)\d{2})年(\d{1,2})月(\d{1,2})日起施行")
_ISSUED = re.compile(r"\(((?:19|20)\d{2})-(\d{2})-(\d{2})\)$")
_CODE = date(2021, 1, 1)


def put_national_laws(database: Database) -> int:
    """All of them, each edition until the next one of its title, the books of a code as one; returns how many. Skips the test where they are not there."""
    if not _FOLDER.is_dir():
        pytest.skip("../shared/data/laws is not here")
    laws = sorted(
        (_read(path) for path in _FOLDER.glob("*.md")), key=lambda law: (law.title, law.valid_from or date.min)
    )
    policies = []
    for title, group in groupby(laws, key=lambda law: law.title):
        books: dict[date, list[str]] = {}
        for law in group:
            books.setdefault(law.valid_from or _CODE, []).append(law.body)
        for bodies in books.values():
            bodies.sort(key=_first_article)
        days = sorted(books)
        for day, following in zip(days, [*days[1:], None], strict=True):
            until = following - timedelta(days=1) if following else None
            policies.append(Policy(title, "\n".join(books[day]), valid_from=day, valid_to=until))
    put(database, *policies)
    return len(policies)


def _first_article(body: str) -> int:
    found = re.search(r"^(第[^条\n]{1,9}条)[ \u3000]", body, re.MULTILINE)
    return parse_article_label(found[1]).article if found else 0


def _read(path: Path) -> Policy:
    text = path.read_text(encoding="utf-8")
    issued = _ISSUED.search(path.stem)
    in_force = list(_IN_FORCE.finditer(text))
    day = _CODE if path.stem.startswith("民法典") else None
    if day is None and issued:
        day = date(*map(int, issued.groups()))
        started = [date(*map(int, one.groups())) for one in in_force]
        day = next((one for one in reversed(started) if one >= day), day)
    body = re.sub(r"^#+\s*|<!--.*?-->", "", text, flags=re.MULTILINE)
    title = text.splitlines()[0].lstrip("# ").strip()
    return Policy(title, body, valid_from=day or date(2000, 1, 1))
