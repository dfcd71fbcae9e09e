"""Heads of whole ledgers as differently as bureaus write them, and the corpus of single heads beside the lexicon."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from assistant.buildings.headers import header_sense
from assistant.buildings.headers.header_words import header_words
from assistant.buildings.headers.mapping import ColumnMapper
from assistant.records import DocumentKind, TableHeader

CORPUS = Path(header_sense.__file__).with_name("header_lexicon.corpus.txt")
SETS = yaml.safe_load(Path(__file__).with_name("header_sets.yaml").read_text(encoding="utf-8"))


def _corpus() -> list[tuple[str, str]]:
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    return [(head, field) for line in lines if not line.startswith("#") for head, field in [line.split("\t")]]


@pytest.mark.parametrize(("head", "field"), _corpus())
def test_a_head_is_the_field_that_its_words_name(head: str, field: str) -> None:
    found = header_words(DocumentKind.LISTING).meaning(head)
    assert (found.field.name if found else "-") == field


def _score(sets: list[Mapping[str, Mapping[str, tuple[str, list[str]]]]]) -> tuple[int, int, list[str]]:
    """Columns read as they are, all columns, and those of which a field was told that they are not."""
    mapper = ColumnMapper()
    right = every = 0
    wrong: list[str] = []
    for made in sets:
        for name, columns in made.items():
            values = {head: said for head, (_, said) in columns.items()}
            mapped = mapper.map(TableHeader(tuple(columns), (), None, name), DocumentKind.LISTING, {}, values)
            for column in mapped:
                expected, found = columns[column.header][0], column.field.name if column.field else ""
                every += 1
                right += expected == found
                wrong += [f"{column.header}: {found}"] if found not in ("", expected) else []
    return right, every, wrong


@pytest.mark.parametrize(("part", "least"), [("tuned", 95), ("held_out", 89)])
def test_whole_ledgers_are_read_column_by_column(part: str, least: int) -> None:
    right, every, wrong = _score(SETS[part])
    assert every == 100
    assert right >= least
    assert len(wrong) <= 1, wrong
