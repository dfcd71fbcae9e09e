"""Needs in the words in which people say them, each with exactly what must be understood.

``requirements_spoken.jsonl`` was labelled before the rules were written and is what they were mended with. ``requirements_held_out.jsonl``
was labelled with it and never looked at while mending: its score tells how well the rules do on what they have not seen. Print it with
``python -m tests.test_requirements_spoken``.
"""

import tempfile
from pathlib import Path

import pytest

from assistant.buildings.sentences import read_requirement
from assistant.buildings.snapshot import Snapshots
from assistant.buildings.vocabulary import Vocabulary
from assistant.records import DocumentKind, Principal
from tests.buildings_ledgers import AS_OF, LEDGERS, database_with
from tests.requirement_labels import Label, label_of, labelled_sentences

SPOKEN = labelled_sentences("requirements_spoken.jsonl")
HELD_OUT = labelled_sentences("requirements_held_out.jsonl")
LEAST_HELD_OUT = 0.65


def vocabulary_in(folder: Path) -> Vocabulary:
    snapshots = Snapshots(database_with(folder, *LEDGERS))
    return snapshots.of(Principal(), DocumentKind.LISTING, AS_OF).vocabulary


def misread(sentences: list[tuple[str, Label]], vocabulary: Vocabulary) -> list[str]:
    return [said for said, label in sentences if label_of(read_requirement(said, vocabulary, AS_OF)) != label]


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory):
    return vocabulary_in(tmp_path_factory.mktemp("spoken"))


@pytest.mark.parametrize(("sentence", "label"), SPOKEN, ids=[sentence for sentence, _ in SPOKEN])
def test_a_spoken_need_is_understood_exactly(vocabulary, sentence, label):
    assert label_of(read_requirement(sentence, vocabulary, AS_OF)) == label


def test_most_unseen_needs_are_understood_exactly(vocabulary):
    missed = misread(HELD_OUT, vocabulary)
    assert 1 - len(missed) / len(HELD_OUT) >= LEAST_HELD_OUT


def test_the_suite_is_as_large_as_it_claims():
    assert len({sentence for sentence, _ in SPOKEN + HELD_OUT}) == len(SPOKEN) + len(HELD_OUT) >= 150


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        words = vocabulary_in(Path(folder))
        for name, sentences in (("spoken", SPOKEN), ("held out", HELD_OUT)):
            print(f"{name}: {len(sentences) - len(misread(sentences, words))} of {len(sentences)} exactly understood")
