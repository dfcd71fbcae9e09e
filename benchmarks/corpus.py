"""BEIR-like sets: a corpus, questions, and which corpus lines answer which question."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_ARTICLE_AT_END = re.compile(
    r"^(?P<law>.+?)(?P<clause>第[〇零一二三四五六七八九十百千两\d]+条(?:之[一二三四五六七八九十]+)?)$"
)


@dataclass(frozen=True, slots=True)
class CorpusLine:
    """One retrievable text. ``title`` may end with the number of an article, which then is its clause in the document before it."""

    id: str
    title: str
    text: str
    heading: str = ""

    @property
    def document_title(self) -> str:
        match = _ARTICLE_AT_END.match(self.title)
        return match["law"] if match else self.title

    @property
    def clause(self) -> str:
        match = _ARTICLE_AT_END.match(self.title)
        return match["clause"] if match else ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the ids of the corpus lines that answer it."""

    id: str
    text: str
    answers: frozenset[str]


def read_corpus(path: Path) -> list[CorpusLine]:
    """Lines {"id", "title", "text", "heading"?}, or {"id", "law", "article", "text", "heading"?, "date"?}; may be gzipped."""
    return [_corpus_line(entry) for entry in _entries(path)]


def read_questions(questions: Path, judgements: Path) -> list[Question]:
    """Questions that have at least one answer. Judgements are tab-separated: question, 0, corpus id, 1."""
    answers: dict[str, set[str]] = {}
    for line in judgements.read_text(encoding="utf-8").splitlines():
        if line.strip():
            question, _, corpus_id, relevance = line.split("\t")
            if int(relevance) > 0:
                answers.setdefault(question, set()).add(corpus_id)
    return [
        Question(entry["id"], entry["text"], frozenset(answers[entry["id"]]))
        for entry in _entries(questions)
        if entry["id"] in answers
    ]


def digest_of(lines: Sequence[CorpusLine]) -> str:
    """Names a corpus by its content."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update("\x1f".join((line.id, line.title, line.heading, line.text)).encode() + b"\x1e")
    return digest.hexdigest()[:12]


def _entries(path: Path) -> Iterator[dict[str, str]]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for line in raw.decode("utf-8").split("\n"):
        if line.strip():
            yield {key: str(value) for key, value in json.loads(line).items()}


def _corpus_line(entry: dict[str, str]) -> CorpusLine:
    title = entry.get("title")
    if title is None:
        edition = f"（{entry['date']}）" if entry.get("date") else ""
        title = f"{entry['law']}{edition}{entry['article']}"
    return CorpusLine(entry["id"], title, entry["text"], entry.get("heading", ""))
