"""Questions and claims with the sentences of a text that answer them, as their writers set them down.

A file of lines names a text (``# district/name.md``) and goes on, fields parted by ``|``::

    a | register | language | 12,13 | question                      answerable: all the sentences that are needed
    n | register | language | 14    | question | why                near miss: the text does not say it; the nearest sentences
    f | register | language | 12    | earlier ## last question      follow-up that leans on the earlier ones
    g | register | language |       | earlier ## last | why         follow-up that the text does not answer
    c | yes, no or unsaid | language | 12 | claim | what is wrong    a claim about these sentences

Numbers are those of ``training.numbering``.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from training.numbering import sentences_of_file

REPOSITORY = Path(__file__).resolve().parents[1]
TEXTS = Path(__file__).with_name("texts")
QUESTIONS = Path(__file__).with_name("questions")
SHARED = REPOSITORY.parent / "shared"
_ROOTS = (TEXTS, SHARED / "data", SHARED / "questions", REPOSITORY)
Kind = Literal["answerable", "near_miss", "claim"]
_KINDS: dict[str, Kind] = {"a": "answerable", "f": "answerable", "n": "near_miss", "g": "near_miss", "c": "claim"}
_FIELDS = {"a": 5, "n": 6, "f": 5, "g": 6, "c": 6}
_VERDICTS = {"yes": "borne_out", "no": "contradicted", "unsaid": "not_said"}
VERDICTS = ("borne_out", "contradicted", "not_said")


class BadLine(ValueError):
    """A line that cannot be read; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question, or a claim, over one text.

    ``sentences`` answer it (of a near miss: are nearest to it; of a claim: are what it speaks about). ``history`` holds the earlier
    questions of an elliptic one. ``verdict`` is one of VERDICTS for claims, else "".
    """

    id: str
    document: str
    kind: Kind
    language: str
    question: str
    sentences: tuple[str, ...]
    history: tuple[str, ...] = ()
    verdict: str = ""
    why: str = ""


def document_path(document: str) -> Path | None:
    """The file of a text, None where it is not at hand (those below ``../shared`` are no part of the project)."""
    return next((path for root in _ROOTS if (path := root / document).is_file()), None)


def read_all(folder: Path = QUESTIONS) -> Iterator[Labelled]:
    """Every line of every file of a folder whose text is at hand. Raises BadLine."""
    for path in sorted(folder.iterdir()):
        if path.suffix == ".txt":
            yield from read_lines(path)
        elif path.suffix == ".jsonl":
            yield from read_records(path)


def read_lines(path: Path) -> Iterator[Labelled]:
    """The lines of one file. Raises BadLine."""
    document, numbered = "", ()
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if line.startswith("# "):
            document = line[2:].strip()
            file = document_path(document)
            numbered = sentences_of_file(file) if file else ()
        elif line and not line.startswith("//") and numbered:
            yield _read(line, document, numbered, f"{path.stem}:{number}")


def _read(line: str, document: str, numbered: tuple[str, ...], name: str) -> Labelled:
    fields = [field.strip() for field in line.split("|")]
    letter = fields[0]
    if letter not in _KINDS:
        raise BadLine(f"{name}: the first field must be one of {' '.join(_KINDS)}")
    if len(fields) != _FIELDS[letter]:
        raise BadLine(f"{name}: {letter} needs {_FIELDS[letter]} fields, there are {len(fields)}")
    _, register, language, numbers, text = fields[:5]
    try:
        sentences = tuple(numbered[number - 1] for number in _numbers(numbers) if number > 0)
        verdict = _VERDICTS[register] if letter == "c" else ""
    except (IndexError, KeyError, ValueError) as error:
        raise BadLine(f"{name}: no such sentence or verdict: {numbers or register}") from error
    if not sentences and letter in "afc":
        raise BadLine(f"{name}: no sentence is named")
    *history, question = (part.strip() for part in text.split("##"))
    why = fields[5] if len(fields) > 5 else ""
    return Labelled(name, document, _KINDS[letter], language, question, sentences, tuple(history), verdict, why)


def _numbers(field: str) -> Iterator[int]:
    for part in field.split(","):
        if part.strip():
            first, _, last = part.partition("-")
            yield from range(int(first), int(last or first) + 1)


def read_records(path: Path) -> Iterator[Labelled]:
    """Lines of JSON that hold the sentences themselves."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if document_path(record["doc"]) is None:
            continue
        claim = "claim" in record
        yield Labelled(
            id=record["id"],
            document=record["doc"],
            kind="claim" if claim else record["kind"],
            language=record["language"],
            question=record["claim"] if claim else record["question"],
            sentences=tuple(
                record["passage"] if claim else record["answer_sentences"] or record.get("near_sentences", ())
            ),
            history=tuple(record.get("history", ())),
            verdict=record.get("verdict", ""),
            why=record.get("why", "") or record.get("note", ""),
        )
