"""When evidence is enough: meaning, words and standing out weigh together; what is not in force never passes for current."""

from pathlib import Path

import pytest

from assistant.answering.evidence import Evidence, QuestionWords, TellingWord
from assistant.answering.judging import Reason, Thresholds, common_similarity, enough, evidence_of, judge
from assistant.records import Chunk, ChunkKind, Clearance, DocumentInfo, DocumentKind, Hit, Passage, Place
from assistant.settings import AnsweringSettings, EmbeddingSettings, Settings

WORD = TellingWord("补贴", 0.5, ("补贴",))
WORDS = QuestionWords((WORD,), (), frozenset(), False, False)
THRESHOLDS = Thresholds()


def evidence(similarity: float, coverage: float = 0.5, *, place: bool = True, figure: bool = True) -> Evidence:
    document = DocumentInfo("d", "d", "办法", DocumentKind.POLICY, Clearance.PUBLIC, "text/plain")
    chunk = Chunk("c", document, 0, Passage(ChunkKind.CLAUSE, "第一条 内容", "第一条", Place(0, 5), clause="第一条"))
    return Evidence(Hit(chunk, 1.0, similarity), coverage, similarity, place, figure, True, ())


OTHERS = [evidence(0.72, 0.1)] * 12


@pytest.mark.parametrize(
    ("item", "answers"),
    [
        pytest.param(evidence(0.82, 0.5), True, id="near-and-half-the-words"),
        pytest.param(evidence(0.88, 0.0), True, id="so-near-that-no-word-is-needed"),
        pytest.param(evidence(0.75, 0.3), False, id="neither-near-nor-in-words"),
        pytest.param(evidence(0.70, 0.9), True, id="holds-the-words"),
        pytest.param(evidence(0.0, 0.9), True, id="found-by-keywords-only"),
        pytest.param(evidence(0.0, 0.6), False, id="keywords-only-and-too-few"),
        pytest.param(evidence(0.95, 0.9, figure=False), False, id="without-the-figure-asked-for"),
    ],
)
def test_meaning_and_words_weigh_together(item: Evidence, answers: bool) -> None:
    assert enough(item, [item, *OTHERS], WORDS, THRESHOLDS) is answers


def test_standing_out_counts() -> None:
    item = evidence(0.90)
    crowd = [evidence(0.895)] * 12
    assert evidence_of(item, [item, *OTHERS]) > evidence_of(item, [item, *crowd])


def test_a_small_library_is_compared_with_itself() -> None:
    assert common_similarity([evidence(0.80), evidence(0.72), evidence(0.68)]) == pytest.approx(0.70)
    alone, elsewhere = evidence(0.82, 0.6), evidence(0.74, 0.1)
    assert enough(alone, [alone], WORDS, THRESHOLDS)
    assert not enough(elsewhere, [elsewhere], WORDS, THRESHOLDS)


def test_another_place_never_answers() -> None:
    elsewhere = evidence(0.95, 0.9, place=False)
    assert judge([elsewhere, *OTHERS], [], WORDS, THRESHOLDS).usable == ()


def test_a_dead_passage_that_fits_best_is_told_and_not_used() -> None:
    dead, alive = evidence(0.84, 0.9), evidence(0.81, 0.5)
    judgement = judge([alive, *OTHERS], [dead], WORDS, THRESHOLDS)
    assert (judgement.usable, judgement.lapsed, judgement.reason) == ((), dead, Reason.NOT_IN_FORCE)


def test_a_dead_passage_that_fits_as_well_is_only_mentioned() -> None:
    dead, alive = evidence(0.82, 0.5), evidence(0.82, 0.5)
    judgement = judge([alive, *OTHERS], [dead], WORDS, THRESHOLDS)
    assert judgement.usable == (alive,)
    assert judgement.lapsed is dead


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param({}, THRESHOLDS.evidence, id="built-in-model"),
        pytest.param({"embedding": EmbeddingSettings(model="/models/bge-m3")}, None, id="another-model"),
        pytest.param({"embedding": EmbeddingSettings(adapter=False)}, None, id="without-the-adapter"),
        pytest.param(
            {
                "embedding": EmbeddingSettings(model="/models/bge-m3"),
                "answering": AnsweringSettings(least_evidence=0.7),
            },
            0.7,
            id="configured",
        ),
    ],
)
def test_the_measured_threshold_is_that_of_the_built_in_model(
    tmp_path: Path, settings: dict[str, object], expected: float | None
) -> None:
    assert Thresholds.of(Settings(data_dir=tmp_path, **settings)).evidence == expected  # type: ignore[arg-type]


def test_without_a_measured_threshold_words_decide() -> None:
    by_words = Thresholds(evidence=None)
    assert enough(evidence(0.5, 0.6), OTHERS, WORDS, by_words)
    assert not enough(evidence(0.99, 0.2), OTHERS, WORDS, by_words)
