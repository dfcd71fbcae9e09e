"""A cross-encoder, where one is configured, has the last word on the order of the first candidates."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentence_transformers import CrossEncoder
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

from assistant.errors import ModelUnavailable
from assistant.retrieval.ranking import fuse_rankings
from assistant.retrieval.reranking import Reranker

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


@given(st.lists(st.permutations(range(8)), min_size=1, max_size=3))
def test_fusion_keeps_every_key_once_and_scores_fall(rankings: list[list[int]]) -> None:
    fused = fuse_rankings(rankings)
    assert sorted(key for key, _ in fused) == list(range(8))
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)


def test_agreement_beats_one_rankings_favourite() -> None:
    assert fuse_rankings([["a", "b", "c"], ["b", "a", "d"], ["b"]])[0][0] == "b"
    assert fuse_rankings([["a", "b"], ["b", "a"]], weights=[3, 1])[0][0] == "a"
    assert fuse_rankings([["a"]], k=9) == [("a", 0.1)]
