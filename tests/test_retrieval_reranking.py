"""A cross-encoder, where one is configured, has the last word on the order of the first candidates."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentence_transformers import CrossEncoder
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from assistant.errors import ModelUnavailable
from assistant.retrieval.ranking import blend
from assistant.retrieval.servers.reranking import Reranker

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"租金补贴投诉受理楼宇多少"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A cross-encoder folder as training would leave it, tiny and untrained."""
    target = tmp_path_factory.mktemp("reranker")
    words = {word: number for number, word in enumerate(dict.fromkeys(VOCABULARY))}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(target)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(target)
    return str(target)


def test_scores_are_those_of_the_model(folder: str) -> None:
    passages = ["租金补贴", "投诉受理", "楼宇"]
    expected = CrossEncoder(folder, device="cpu").predict([("多少补贴", passage) for passage in passages])
    assert Reranker(folder).scores("多少补贴", passages) == pytest.approx(
        [float(score) for score in expected], abs=1e-5
    )
    assert Reranker(folder).scores("多少补贴", []) == []


def test_a_folder_that_is_no_model_says_what_to_check(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="HUIZHAO_RETRIEVAL__RERANKER"):
        Reranker(str(tmp_path))


def blended(similarities: dict[str, float], matches: dict[str, float], **weights: float) -> list[str]:
    chosen = {"keyword_weight": 3.0, "exact_weight": 3.0, **weights}
    return [key for key, _ in blend(similarities, matches, {}, **chosen)]  # type: ignore[arg-type]


SCORES = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0, 1), max_size=8)


@given(SCORES, SCORES, SCORES)
def test_blending_keeps_every_key_once_and_scores_fall(
    similarities: dict[str, float], matches: dict[str, float], literal: dict[str, float]
) -> None:
    found = blend(similarities, matches, literal, keyword_weight=3, exact_weight=3)
    assert sorted(key for key, _ in found) == sorted({*similarities, *matches, *literal})
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 9), min_size=2), st.integers(2, 5))
def test_the_scale_of_a_models_cosines_does_not_matter(places: dict[str, int], scale: int) -> None:
    matches = {"a": 2.0, "b": 1.0}
    near = {key: 0.8 + place / 100 for key, place in places.items()}
    wide = {key: place * scale / 100 for key, place in places.items()}
    one, other = blended(near, matches), blended(wide, matches)
    if len(set(places.values())) == len(places) > 3 and not {"a", "b"} & {*places}:
        assert one == other


@pytest.mark.parametrize(
    ("similarities", "matches", "first"),
    [
        pytest.param({"a": 0.9, "b": 0.89, "c": 0.8}, {"b": 9.0}, "b", id="agreement-beats-a-slightly-nearer-one"),
        pytest.param({"a": 0.9, "b": 0.8, "c": 0.8}, {}, "a", id="meaning-alone"),
        pytest.param({}, {"a": 1.0, "b": 2.0}, "b", id="words-alone"),
        pytest.param(
            {"a": 0.9, "b": 0.8, "c": 0.8}, {"x": 9.0}, "a", id="words-without-meaning-do-not-beat-a-lone-near-one"
        ),
    ],
)
def test_meaning_and_words_decide_together(
    similarities: dict[str, float], matches: dict[str, float], first: str
) -> None:
    assert blended(similarities, matches, keyword_weight=2.0)[0] == first


def test_a_name_met_literally_leads() -> None:
    found = blend({"a": 0.9, "b": 0.85, "c": 0.8}, {}, {"c": 1.0}, keyword_weight=3, exact_weight=3)
    assert found[0][0] == "c"
