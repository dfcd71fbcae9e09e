"""What of a question's wording a passage holds."""

import numpy as np
import pytest

from assistant.retrieval.shared_words import (
    QUESTION_FIGURES,
    SENTENCE_FIGURES,
    SharedWords,
    learned_weights,
    wording_of,
)

TEXTS = [
    "新引进企业租用厂房的，给予租金补贴。",
    "企业购置设备的，给予设备补助。",
    "企业招聘员工的，给予补助。",
    "蓝莓种植给予补助。",
]
QUESTIONS = ["租厂房补多少", "买设备补多少", "招人补多少", "种蓝莓补多少"]


@pytest.fixture(scope="module")
def shared() -> SharedWords:
    return SharedWords(learned_weights(TEXTS, QUESTIONS))


def test_width_case_and_separators_make_no_other_words() -> None:
    assert wording_of("ＩＳＯ认证 1,000 万元").words == wording_of("iso认证1000万元").words


def test_figures_are_told_apart_from_words() -> None:
    assert len(wording_of("投资8000万元，税收300万元").figures) == 2
    assert not wording_of("投资若干").figures


def test_what_many_questions_and_texts_say_weighs_little() -> None:
    weights = learned_weights(TEXTS, QUESTIONS)
    asked, rare = (next(iter(wording_of(word).words)) for word in ("多少", "蓝莓"))
    assert weights[asked] < weights[rare]
    assert weights.dtype == np.uint8


def test_a_passage_that_holds_the_rare_word_shares_most(shared: SharedWords) -> None:
    passages = [("办法 第一条", (TEXTS[1],)), ("办法 第四条", (TEXTS[3],))]
    compared, told = shared.compare("种蓝莓补多少", passages)
    assert compared.shape == (2, SENTENCE_FIGURES)
    assert told.shape == (QUESTION_FIGURES,)
    assert compared[1, 1] > compared[0, 1]
    assert compared[1, 3] == 0 < compared[0, 3]  # behind the best one


def test_a_word_that_no_passage_holds_is_told(shared: SharedWords) -> None:
    passages = [("办法 第一条", (TEXTS[0],))]
    assert shared.compare("养鱼补多少", passages)[1][1] > shared.compare("租用厂房", passages)[1][1]


def test_nothing_to_compare_is_no_error(shared: SharedWords) -> None:
    compared, told = shared.compare("？", [])
    assert compared.shape == (0, SENTENCE_FIGURES)
    assert np.isfinite(told).all()
