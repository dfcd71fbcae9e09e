"""Chinese or English, and English terms in the words that Chinese documents use."""

import re
from functools import cache
from pathlib import Path

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_GLOSSARY = Path(__file__).with_name("glossary.txt")


def is_english(text: str) -> bool:
    """Whether a question is asked in English: names in Chinese may stand in it."""
    return len(_LATIN.findall(text)) > len(_HAN.findall(text))


def chinese_terms(text: str) -> list[str]:
    """The Chinese words for the terms of an English question, in order; longer terms before their parts."""
    lowered = text.lower()
    found: list[str] = []
    for term, words in _glossary():
        pattern = rf"\b{re.escape(term)}(?:s|es)?\b"
        if re.search(pattern, lowered):
            lowered = re.sub(pattern, " ", lowered)
            found += [word for word in words if word not in found]
    return found


def untranslated_words(text: str) -> list[str]:
    """Content words of an English question that no glossary term covers: proper names, mostly."""
    lowered = text
    for term, _ in _glossary():
        lowered = re.sub(rf"\b{re.escape(term)}(?:s|es)?\b", " ", lowered, flags=re.IGNORECASE)
    return [word for word in re.findall(r"[A-Za-z]{4,}", lowered) if word.lower() not in _FILLERS]


_FILLERS = frozenset(
    [
        "what",
        "which",
        "when",
        "where",
        "does",
        "much",
        "many",
        "long",
        "about",
        "there",
        "their",
        "have",
        "with",
        "from",
        "that",
        "this",
        "will",
        "would",
        "could",
        "should",
        "under",
        "into",
        "over",
        "need",
        "want",
        "give",
        "gets",
        "offer",
        "offers",
        "available",
        "apply",
        "applied",
        "provide",
        "provided",
        "please",
        "tell",
        "know",
        "find",
        "like",
        "used",
        "says",
        "said",
        "receive",
        "received",
        "required",
        "newly",
        "introduced",
        "living",
        "number",
        "make",
        "made",
        "take",
        "takes",
        "each",
        "every",
        "into",
        "than",
        "more",
        "most",
        "less",
        "other",
        "some",
        "such",
        "they",
        "them",
        "been",
        "being",
        "only",
        "also",
        "year",
        "years",
        "month",
        "months",
        "week",
        "weeks",
        "maximum",
        "minimum",
        "highest",
        "lowest",
        "amount",
        "amounts",
        "level",
        "set",
        "open",
        "opening",
        "prior",
        "case",
        "cases",
        "district",
        "here",
    ]
)


@cache
def _glossary() -> list[tuple[str, tuple[str, ...]]]:
    """English term -> Chinese words, longest term first. A line is ``term = word word``."""
    entries = []
    for line in _GLOSSARY.read_text(encoding="utf-8").splitlines():
        term, separator, words = line.partition("=")
        if separator and not line.startswith("#"):
            entries.append((term.strip().lower(), tuple(words.split())))
    return sorted(entries, key=lambda entry: -len(entry[0]))
