"""The words by which files tell what they are, read from ``words.yaml``, and the labels of publishers' indexes."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from assistant.text.phrases import any_of, phrases

Words = tuple[str, ...]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Kinds(_Part):
    opportunity: Words
    listing: Words
    report: Words
    guide: Words
    reports_at_its_head: Words
    passed: Words
    decided: Words
    issues_another: Words


class _Tables(_Part):
    no_quantity: Words
    rate: Words
    rate_at_its_end: Words
    count_at_its_end: Words
    area: Words
    count: Words
    money: Words
    sum: Words
    notes_sheet: Words
    buildings: Words
    works: Words


class _Vocabulary(_Part):
    labels: Mapping[str, Words]
    kinds: _Kinds
    tables: _Tables
    columns: Mapping[str, Words]
    unit_lines: Mapping[str, Words]
    rows: Mapping[str, Words]
    references: Mapping[str, Words]
    styles: Mapping[str, Words]
    titles: Mapping[str, Words]
    marks: Mapping[str, Words]


VOCABULARY = _Vocabulary.model_validate(
    yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")), strict=False
)
_BLANKS = r"\s*"
OF_THE_PAGE = ("uploaded_on", "of_the_page")
"""Labels that speak of a page and its buttons, not of the document on it."""

OF_THE_DOCUMENT = tuple(name for name in VOCABULARY.labels if name not in OF_THE_PAGE)


def labels(*names: str) -> str:
    """The pattern of the labels of these kinds, the longest first, blanks allowed within; it has no groups."""
    return spaced(word for name in names for word in VOCABULARY.labels[name])


def spaced(words: Iterable[str]) -> str:
    """The pattern of these plain words, the longest first, blanks allowed within (合 计); it has no groups."""
    longest_first = sorted(set(words), key=len, reverse=True)
    return f"(?:{'|'.join(_BLANKS.join(map(re.escape, word)) for word in longest_first)})"


def marks(*names: str) -> str:
    """The pattern of these marks, the longest first, to be part of another one."""
    return any_of(word for name in names for word in VOCABULARY.marks[name])


def title_words(*names: str) -> str:
    """The pattern of the words of titles of these kinds, to be part of another one."""
    return any_of(word for name in names for word in VOCABULARY.titles[name])


def named(words: Mapping[str, Words]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each name with the pattern of its words."""
    return tuple((name, phrases(forms)) for name, forms in words.items())
