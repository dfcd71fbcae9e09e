"""Needs in the words in which people say them, each with exactly what must be understood.

``requirements_spoken.jsonl`` was labelled before the rules were written and is what they were mended with. ``requirements_held_out.jsonl``
was labelled with it and never looked at while mending: its score tells how well the rules do on what they have not seen.
``requirements_unseen.jsonl``, with follow-ups, was labelled a second time, scored once (21 of 39) and then mended with, in general ways.
Print the scores with ``python -m tests.test_requirements_spoken``.
"""

import tempfile
from pathlib import Path

import pytest

from assistant.buildings.matching import RowMatcher
from assistant.buildings.needs.sentences import read_requirement
from assistant.records import DocumentKind, Principal
from tests.buildings_ledgers import AS_OF, LEDGERS, database_with
from tests.requirement_labels import Label, label_of, labelled_sentences

SPOKEN = labelled_sentences("requirements_spoken.jsonl")
UNSEEN = labelled_sentences("requirements_unseen.jsonl")
HELD_OUT = labelled_sentences("requirements_held_out.jsonl")
LEAST_HELD_OUT = 0.9
LEAST_UNSEEN = 0.94


def understood(matcher: RowMatcher, said: str, label: Label) -> Label:
    """The label of a sentence; one with ``after`` follows that question."""
    before = str(label.get("after", ""))
    if not before:
        vocabulary = matcher.snapshot(Principal(), DocumentKind.LISTING, AS_OF).vocabulary
        return label_of(read_requirement(said, vocabulary, AS_OF))
    return label_of(matcher.understand(said, Principal(), AS_OF, DocumentKind.LISTING, before))


def misread(sentences: list[tuple[str, Label]], matcher: RowMatcher) -> list[str]:
    return [
        said
        for said, label in sentences
        if understood(matcher, said, label) != {key: value for key, value in label.items() if key != "after"}
    ]


@pytest.fixture(scope="module")
def matcher(tmp_path_factory):
    return RowMatcher(database_with(tmp_path_factory.mktemp("spoken"), *LEDGERS))


@pytest.fixture(scope="module")
def vocabulary(matcher):
    return matcher.snapshot(Principal(), DocumentKind.LISTING, AS_OF).vocabulary


@pytest.mark.parametrize(("sentence", "label"), SPOKEN, ids=[sentence for sentence, _ in SPOKEN])
def test_a_spoken_need_is_understood_exactly(vocabulary, sentence, label):
    assert label_of(read_requirement(sentence, vocabulary, AS_OF)) == label


@pytest.mark.parametrize(("sentences", "least"), [(HELD_OUT, LEAST_HELD_OUT), (UNSEEN, LEAST_UNSEEN)])
def test_most_unseen_needs_are_understood_exactly(matcher, sentences, least):
    missed = misread(sentences, matcher)
    assert 1 - len(missed) / len(sentences) >= least


def test_the_suite_is_as_large_as_it_claims():
    sentences = SPOKEN + HELD_OUT + UNSEEN
    assert len({sentence for sentence, _ in sentences}) == len(sentences) >= 220


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        rows = RowMatcher(database_with(Path(folder), *LEDGERS))
        for name, sentences in (("spoken", SPOKEN), ("held out", HELD_OUT), ("held out later", UNSEEN)):
            print(f"{name}: {len(sentences) - len(misread(sentences, rows))} of {len(sentences)} exactly understood")
