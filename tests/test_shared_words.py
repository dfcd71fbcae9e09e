"""What of a question's wording a passage holds."""

import numpy as np
import pytest

from assistant.retrieval.shared_words import QUESTION_FIGURES, SENTENCE_FIGURES, SharedWords, learned_weights

TEXTS = [
    "新引进企业租用厂房的，给予租金补贴。",
    "企业购置设备的，给予设备补助。",
    "企业招聘员工的，给予补助。",
    "蓝莓种植给予补助。",
]
QUESTIONS = [dict.fromkeys(words.split(), ()) for words in ("厂房 补助", "设备 补助", "员工 补助", "蓝莓 补助")]


@pytest.fixture(scope="module")
def shared() -> SharedWords:
    return SharedWords(learned_weights(TEXTS, QUESTIONS))


def compared(shared: SharedWords, forms: dict[str, tuple[str, ...]], *sentences: str) -> np.ndarray:
    """The figures of the first sentence of each passage of one sentence."""
    return shared.compare("".join(forms), forms, [("办法", (sentence,)) for sentence in sentences])[0]


def test_the_passage_that_holds_the_rare_word_shares_most(shared: SharedWords) -> None:
    found = compared(shared, {"蓝莓": (), "补助": ()}, TEXTS[1], TEXTS[3])
    assert found.shape == (2, SENTENCE_FIGURES)
    assert 0 < found[0, 1] < found[1, 1] == pytest.approx(1)
    assert found[1, 3] == 0 < found[0, 3]  # behind the best one


def test_what_many_questions_and_texts_say_weighs_little(shared: SharedWords) -> None:
    assert compared(shared, {"蓝莓": (), "补助": ()}, TEXTS[1])[0, 0] < 0.5


@pytest.mark.parametrize(
    ("word", "forms", "text", "share"),
    [
        pytest.param("写字楼", ("办公用房",), "租用办公用房的", 1.0, id="a-word-that-counts-as-it"),
        pytest.param("租金补贴", (), "租金由财政补贴", 2 / 3, id="a-long-word-in-parts"),
        pytest.param("iso", (), "ＩＳＯ认证", 1.0, id="width-and-case"),
        pytest.param("3000万元", (), "投资3,000万元以上", 1.0, id="thousands"),
        pytest.param("养鱼", (), "种植蓝莓", 0.0, id="not-held"),
    ],
)
def test_how_much_of_a_word_is_held(
    shared: SharedWords, word: str, forms: tuple[str, ...], text: str, share: float
) -> None:
    assert compared(shared, {word: forms}, text)[0, 0] == pytest.approx(share)


def test_a_word_that_no_passage_holds_is_told(shared: SharedWords) -> None:
    passages = [("办法 第一条", (TEXTS[0],))]
    told = shared.compare("养鱼", {"养鱼": ()}, passages)[1]
    assert told.shape == (QUESTION_FIGURES,)
    assert told[1] > shared.compare("厂房", {"厂房": ()}, passages)[1][1]


def test_figures_of_the_question_are_looked_for(shared: SharedWords) -> None:
    passages = [("办法", ("投资8000万元以上的给予奖励。",)), ("办法", ("投资100万元以上的给予奖励。",))]
    found, told = shared.compare("投资8000万元能拿多少", {"投资": ()}, passages)
    assert list(found[:, 4]) == [1, 0]
    assert told[4] == 1


def test_nothing_to_compare_is_no_error(shared: SharedWords) -> None:
    found, told = shared.compare("？", {}, [])
    assert found.shape == (0, SENTENCE_FIGURES)
    assert np.isfinite(told).all()
