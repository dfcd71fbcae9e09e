"""32 real texts of six publishers, each field against what a person read in them beforehand."""

import pytest

from assistant.documents.office_conversion import office_program
from benchmarks.real_texts import FIELDS, LABELS, REAL, ReadText, is_right, load_labels, read_text

ROOT = REAL if REAL.is_dir() else REAL.parents[3] / "shared" / "data" / "real_policies"
RIGHT = load_labels(LABELS)

pytestmark = pytest.mark.skipif(not ROOT.is_dir(), reason="../shared/data/real_policies is not here")


@pytest.fixture(scope="module")
def texts() -> list[ReadText]:
    names = [name for name in RIGHT if not name.endswith(".doc") or office_program() is not None]
    return [read_text(ROOT / name, name) for name in names]


@pytest.mark.parametrize("field", FIELDS)
def test_what_a_person_reads_is_read(texts: list[ReadText], field: str) -> None:
    labelled = [text for text in texts if field in RIGHT[text.file]]
    assert labelled
    assert not [text.file for text in labelled if not is_right(text, field, RIGHT[text.file][field])]
