"""Words of the domain across languages, from ``glossary.txt``."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("glossary.txt")


@dataclass(frozen=True, slots=True)
class Term:
    """An expression of an English question (folded to lower case) and the Chinese words that it is looked up by."""

    english: str
    chinese: tuple[str, ...]


@cache
def _terms() -> tuple[tuple[re.Pattern[str], Term], ...]:
    found: list[tuple[re.Pattern[str], Term]] = []
    for line in _lines("="):
        english, chinese = line.split("=", 1)
        for expression in (part.strip().lower() for part in english.split(",")):
            pattern = re.compile(rf"(?<![a-z]){re.escape(expression)}(?![a-z])")
            found.append((pattern, Term(expression, tuple(chinese.split()))))
    return tuple(sorted(found, key=lambda item: -len(item[1].english)))


def _lines(mark: str) -> list[str]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if f" {mark} " in line and not line.startswith("#")]


def english_terms(question: str) -> tuple[Term, ...]:
    """The glossary's expressions in an English question, longer ones first; what one has taken, a shorter one does not."""
    rest = question.lower()
    found: list[Term] = []
    for pattern, term in _terms():
        if pattern.search(rest):
            found.append(term)
            rest = pattern.sub(" ", rest)
    return tuple(found)


def with_chinese_words(question: str) -> str:
    """An English question with the Chinese words of its terms behind it, for the keyword index and the vector."""
    words = dict.fromkeys(word for term in english_terms(question) for word in term.chinese)
    return f"{question} {' '.join(words)}".strip()
