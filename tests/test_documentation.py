"""What the documentation names is there."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
ROOMS = ("assistant", "ingest", "ui", "training", "prompts", "samples", "benchmarks", "tests")
PATH = re.compile(rf"`((?:{'|'.join(ROOMS)})/[\w/-]*(?:\.\w+)*)`")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)")
PAGES = sorted(
    (*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md"), *(REPOSITORY / "training").glob("*.md"))
)


def page(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md"])
def test_the_modules_named_are_there(name: str) -> None:
    """The change log and the decisions also speak of what is gone."""
    named = set(PATH.findall((REPOSITORY / name).read_text(encoding="utf-8")))
    assert named
    assert not {path for path in named if not (REPOSITORY / path).exists()}


@pytest.mark.parametrize("path", PAGES, ids=page)
def test_links_lead_somewhere(path: Path) -> None:
    links = LINK.findall(path.read_text(encoding="utf-8"))
    assert not [link for link in links if not (path.parent / link).exists()]


def test_a_word_stands_once_in_the_glossary() -> None:
    terms = re.findall(r"^\| [^|]+ \| ([^|]+) \|", (REPOSITORY / "docs/glossary.md").read_text(encoding="utf-8"), re.M)
    assert len(terms) > 50
    repeated = {term for term in terms if terms.count(term) > 1} - {"term", "---", "edition"}
    assert not repeated
