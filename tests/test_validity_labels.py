"""Dates and repeals of 76 documents, read by a person before the rules were written, against what ingestion reads."""

import pytest

from benchmarks.validity import FIELDS, load_labels, read_document, score
from tests.conftest import SHARED_DATA

LABELS = load_labels()


def test_enough_documents_are_labelled_and_some_were_held_out() -> None:
    assert len(LABELS) >= 60
    assert sum(label.held_out for label in LABELS) >= 15


def test_the_sample_policies_are_read_right() -> None:
    """All but the scan, whose characters must be recognised first."""
    scan = "samples/policies/云汀区支持会展和文旅产业融合发展若干措施.pdf"
    labels = [label for label in LABELS if label.file.startswith("samples/") and label.file != scan]
    scores = score((label, read_document(label.path)) for label in labels)
    assert {field: (scores[field].precision, scores[field].recall) for field in FIELDS} == dict.fromkeys(
        FIELDS, (1.0, 1.0)
    )


@pytest.mark.skipif(not SHARED_DATA.exists(), reason="the laws and pages to measure with are not here")
@pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held-out"])
def test_real_laws_and_pages_are_read_right(held_out: bool) -> None:
    labels = [label for label in LABELS if label.held_out is held_out and label.path.is_file()]
    labels = [label for label in labels if not label.file.startswith("samples/")]
    scores = score((label, read_document(label.path)) for label in labels)
    for field, result in scores.items():
        assert result.precision >= 0.95, field
        assert result.recall >= 0.95, field
