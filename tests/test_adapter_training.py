"""What the adapter is trained on, how its runs become one, and how the threshold of evidence is judged."""

import numpy as np
import torch

from benchmarks.adapter_batches import Mixture, Sampler, negatives_by_meaning, negatives_by_words
from benchmarks.adapter_training import averaged
from benchmarks.corpus import CorpusLine, Question

LINES = [
    CorpusLine(f"a{number}", f"劳动法第{number}条", f"用人单位应当按月支付劳动报酬，不得拖欠第{number}笔。劳动者可以依法申请支付令。")
    for number in range(1, 200)
]  # fmt: skip
QUESTIONS = [Question(f"q{number}", "拖欠劳动报酬怎么办", frozenset({f"a{number}"})) for number in range(1, 9)]


def test_a_negative_is_near_and_answers_nothing() -> None:
    by_words = negatives_by_words(QUESTIONS, LINES)
    told = np.random.default_rng(0).normal(size=(len(LINES), 4))
    by_meaning = negatives_by_meaning(QUESTIONS, LINES, told[:8], told)
    for question in QUESTIONS:
        for found in (by_words[question.id], by_meaning[question.id]):
            assert len(found) >= 50
            assert not {LINES[index].id for index in found} & question.answers


def test_a_batch_holds_what_its_mixture_says() -> None:
    by_words = negatives_by_words(QUESTIONS, LINES)
    mixture = Mixture(questions=3, by_words=2, by_meaning=1, sentences=4, everyday=1.0)
    sampler = Sampler(QUESTIONS, LINES, by_words, by_words, mixture, seed=1)
    batches = list(sampler.epoch())
    assert [len(batch) for batch in batches] == [7, 7, 6]
    assert len(batches) == sampler.steps()
    asked = [pair for batch in batches for pair in batch[:-4]]
    assert sorted(min(pair.answers) for pair in asked) == [f"a{number}" for number in range(1, 9)]
    assert {len(pair.negatives) for pair in asked} == {3}
    sentences = [pair for batch in batches for pair in batch[-4:]]
    assert all(pair.negatives == () and pair.question for pair in sentences)


def test_runs_are_averaged_scaled_and_cut_to_a_rank() -> None:
    generator = torch.Generator().manual_seed(0)
    runs = [
        {"layer": torch.randn(40, 8, generator=generator) @ torch.randn(8, 50, generator=generator)} for _ in range(4)
    ]
    adapter = averaged(runs)
    assert adapter["layer.down"].shape == (32, 50)
    wanted = 0.7 * sum(run["layer"] for run in runs) / 4
    assert torch.allclose(adapter["layer.up"].float() @ adapter["layer.down"].float(), wanted, atol=0.05)
