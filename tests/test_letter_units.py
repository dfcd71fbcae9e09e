"""What the head that reads a letter's units has learned from, and what it makes of letters that it has not."""

import random

import pytest

from assistant.replying.asking.demand_acts import DemandActs
from assistant.replying.asking.demands import DemandReader
from assistant.replying.asking.sentence_kinds import SentenceKinds
from assistant.replying.asking.unit_kinds import UnitKind, UnitKinds
from assistant.replying.asking.units import units_of
from assistant.retrieval.embedding import Embedder
from assistant.retrieval.reader import load_reader
from assistant.settings import EmbeddingSettings
from training.train_letters import compared, labelled_letters

SEED, DRAWN = 14, 12


@pytest.fixture(scope="module")
def reader(embedder: Embedder) -> DemandReader:
    encoder = load_reader(embedder, EmbeddingSettings()).encoder
    return DemandReader(UnitKinds(encoder, SentenceKinds(embedder)), DemandActs(embedder))


@pytest.mark.parametrize(("split", "least"), [("train", 200), ("tuning", 20), ("test", 20)])
def test_every_unit_of_a_labelled_letter_has_a_kind(split: str, least: int) -> None:
    letters = list(labelled_letters(split))
    assert len(letters) >= least
    for letter in letters:
        assert len(letter.kinds) == len(units_of(letter.text)), letter.name
        assert "|" not in letter.text, letter.name
        asking = [kind for kind in letter.kinds if kind is UnitKind.REQUEST]
        assert len(asking) <= len(letter.requests), letter.name


def test_requests_of_letters_that_were_not_learned_from_are_found(reader: DemandReader) -> None:
    drawn = random.Random(SEED).sample(list(labelled_letters("tuning")), DRAWN)
    counted = [compared(letter.requests, reader.read(letter.text).demands) for letter in drawn]
    asked = sum(len(letter.requests) for letter in drawn)
    assert sum(found for found, _ in counted) >= 0.75 * asked
    assert sum(made_up for _, made_up in counted) <= 0.4 * asked


def test_a_letter_longer_than_the_encoders_window_is_read_to_its_end(reader: DemandReader) -> None:
    text = "去年八月我们搬进这栋楼，九月开始营业。" * 60 + "\n请把门口的路灯修好。"
    demands = [text[one.start : one.end] for one in reader.read(text).demands]
    assert demands[-1] == "请把门口的路灯修好"
