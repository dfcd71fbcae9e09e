"""The second look: question and passage read together."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ModelUnavailable
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.pair_reader import READ_TOGETHER, PairReader, texts_of, window_of
from assistant.retrieval.reader import Readable, Reader, load_reader
from assistant.settings import EmbeddingSettings

pytestmark = pytest.mark.usefixtures("computed_anew")

ABOVE = "望川区支持制造业发展若干措施 第三条"
SENTENCES = (
    "厂房租金补贴。",
    "租用标准厂房的，按实际租金的30%给予补贴。",
    "期限不超过36个月。",
    "租用自有关联方厂房的不予补贴。",
)


@pytest.fixture(scope="module")
def reader(embedder: Embedder) -> Reader:
    return load_reader(embedder, EmbeddingSettings())


@pytest.fixture(scope="module")
def pairs(reader: Reader) -> PairReader:
    return reader.pairs


def test_a_window_grows_from_the_likeliest_sentence_towards_the_likelier_side() -> None:
    text, numbers = window_of(ABOVE, SENTENCES, (0.1, 0.9, 0.2, 0.1))
    assert text == f"{ABOVE}\n{''.join(SENTENCES)}"
    assert numbers == range(4)
    long = (*SENTENCES[:2], "甲" * 80 + "。", "乙" * 60 + "。")
    assert window_of(ABOVE, long, (0.1, 0.9, 0.5, 0.1))[1] == range(3)
    assert window_of(ABOVE, long, (0.1, 0.2, 0.1, 0.9))[1] == range(3, 4)


def test_a_window_can_stand_about_any_sentence() -> None:
    long = (*SENTENCES, "丙" * 100 + "。")
    assert window_of(ABOVE, long, (0.1, 0.9, 0.2, 0.1, 0.1), centre=4)[1] == range(3, 5)


def test_what_answers_is_likelier_than_its_neighbour(pairs: PairReader) -> None:
    right = window_of(ABOVE, SENTENCES, (0.1, 0.9, 0.2, 0.1))[0]
    neighbour = f"{ABOVE[:-3]}第八条\n申报时间为每年3月。由区经信局受理。"
    for question in ("租厂房能补多少", "How much of the rent of a standard factory building is refunded?"):
        first, second = pairs.answers(question, [right, neighbour])
        assert first > second


def test_the_same_question_by_many_at_once_is_computed_once(pairs: PairReader, monkeypatch: pytest.MonkeyPatch) -> None:
    computed: list[str] = []

    def compute(question: str, texts: tuple[str, ...]) -> tuple[float, ...]:
        computed.append(question)
        time.sleep(0.05)
        return tuple(float(len(text)) for text in texts)

    monkeypatch.setattr(pairs, "_looked", lru_cache(compute))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: pairs.answers(f"{number % 2}", ["甲", "甲乙"]), range(8)))
    assert answers == [[1.0, 2.0]] * 8
    assert sorted(computed) == ["0", "1"]


def test_a_sentence_among_others_of_other_matters_is_found(pairs: PairReader) -> None:
    mixed = ("园区内设有职工食堂和班车。", "工业用水每吨三元二角。", "园区夜间有保安巡逻，绿化覆盖率较高。")
    texts = texts_of("望川区投资指南", mixed, (0.1, 0.9, 0.1))
    assert texts[1] == "望川区投资指南\n工业用水每吨三元二角。"
    (best,) = pairs.best_of("工业用水每吨多少钱", [texts])
    assert best == pytest.approx(max(pairs.answers("工业用水每吨多少钱", texts)))
    assert best > pairs.best_of("工业用电每度多少钱", [texts])[0]


def test_what_a_pair_is_read_with_does_not_change_it(pairs: PairReader) -> None:
    short, long = "申报时间为每年3月。", "".join(SENTENCES)
    alone = [pairs.answers("租厂房能补多少", [text])[0] for text in (short, long)]
    assert np.allclose(pairs.answers("租厂房能补多少", [short, long]), alone, atol=0.2)  # bfloat16 has three digits


def test_a_question_longer_than_the_window_keeps_its_beginning_and_its_end(reader: Reader) -> None:
    encoder = reader.pairs.encoder
    talk = "我们是一家做零部件的小公司，" * 20
    ends = ("租厂房能补多少", "公司在哪里登记")
    first, second = encoder.encode_pairs([(talk + end, ABOVE) for end in ends], 40, 80).left
    assert float(first @ second) < 0.999
    assert isinstance(encoder, BertEncoder)


def test_passages_that_are_not_read_twice_count_as_the_worst_that_was(pairs: PairReader) -> None:
    looked = pairs.weigh([2.0, 1.0, 0.5], [3.0, -1.0], 1.0)
    assert len(looked.passages) == 3
    assert looked.passages[0] > looked.passages[1] > looked.passages[2]


def test_more_passages_than_are_read_twice_are_all_given_a_reading(reader: Reader) -> None:
    many = [Readable(f"{ABOVE}之{number}", SENTENCES[:2]) for number in range(READ_TOGETHER + 3)]
    readings = reader.read("租厂房能补多少", {}, many)
    assert len(readings.passages) == len(many)
    assert all(0 < reading.answers < 1 for reading in readings.passages)


def test_an_incomplete_file_is_named(reader: Reader, tmp_path: Path) -> None:
    broken = tmp_path / "pair_reader.safetensors"
    broken.write_bytes(b"nothing")
    with pytest.raises(ModelUnavailable, match="重新安装"):
        PairReader(reader.pairs.encoder, broken)
