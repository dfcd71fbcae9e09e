"""Claims read together with their passages: what the figures and words of both do not tell."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.answering.checking.claim_reader import ClaimReader, window_of
from assistant.answering.checking.grounding import Grounding
from assistant.errors import ModelUnavailable
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.reader import Reader, load_reader
from assistant.settings import EmbeddingSettings
from tests.test_claim_judging import FALSE, TRUE, shown

LONG = "".join(f"第{number}项给予企业{number}万元补助。" for number in range(10, 40))


@dataclass(frozen=True, slots=True)
class Given:
    text: str
    label: str = "《云汀区奖励办法》第三条"


@pytest.fixture(scope="module")
def reader(embedder: Embedder) -> Reader:
    return load_reader(embedder, EmbeddingSettings())


@pytest.fixture(scope="module")
def claims(reader: Reader) -> ClaimReader:
    return ClaimReader(reader.pairs.encoder)


def test_what_is_read_stands_around_the_sentence_that_shares_most_with_the_claim() -> None:
    read = window_of("第35项补助35万元", [Given(LONG)])
    assert read.startswith("《云汀区奖励办法》第三条\n")
    assert "第35项给予企业35万元补助。" in read
    assert "第10项" not in read
    assert len(window_of("第35项", [Given(LONG), Given(LONG)])) < 2 * len(read)
    assert window_of("第35项", [Given("")]) == ""


def test_a_clause_that_says_it_goes_before_one_that_says_the_opposite(claims: ClaimReader) -> None:
    passage = [Given("补贴期内不得将房屋转租或者分租。申请应当在每年3月31日前提出。")]
    assert claims.logit("补贴期内不能转租。", passage) > claims.logit("补贴期内转租的也能领。", passage)
    assert claims.logit("補貼期內不能轉租。", passage) == claims.logit("补贴期内不能转租。", passage)


def test_plausible_false_sentences_are_withheld_and_true_ones_shown(claims: ClaimReader) -> None:
    grounding = Grounding(claims)
    assert len(shown(grounding, FALSE)) <= 2
    assert len(set(TRUE) - set(shown(grounding, TRUE))) <= 2


def test_an_incomplete_file_is_named(reader: Reader, tmp_path: Path) -> None:
    broken = tmp_path / "claim_reader.safetensors"
    broken.write_bytes(b"nothing")
    with pytest.raises(ModelUnavailable, match="重新安装"):
        ClaimReader(reader.pairs.encoder, broken)
