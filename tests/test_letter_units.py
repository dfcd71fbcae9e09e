"""What the head that reads a letter's units has learned from, and what it makes of letters that it has not."""

import random
from collections import Counter

import pytest

from assistant.replying.asking.demand_acts import UNSURE, DemandActs
from assistant.replying.asking.demands import DemandReader
from assistant.replying.asking.no_demands import NoDemands
from assistant.replying.asking.offices import OWN, Offices
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
    return DemandReader(UnitKinds(encoder, SentenceKinds(embedder)), DemandActs(embedder), NoDemands(embedder))


@pytest.mark.parametrize(("split", "least"), [("train", 200), ("tuning", 20), ("test", 20)])
def test_every_unit_of_a_labelled_letter_has_a_kind(split: str, least: int) -> None:
    letters = list(labelled_letters(split))
    assert len(letters) >= least
    for letter in letters:
        assert len(letter.kinds) == len(units_of(letter.text)), letter.name
        assert "|" not in letter.text, letter.name
        asking = [kind for kind in letter.kinds if kind is UnitKind.REQUEST]
        assert len(asking) <= len(letter.requests), letter.name


def test_whose_a_request_is_names_an_office_of_the_table(embedder: Embedder) -> None:
    offices = Offices(embedder)
    named = Counter(office for letter in labelled_letters("train") for office in letter.offices if office)
    assert named.total() >= 100
    assert not [office for office in named if office != OWN and offices.with_key(office) is None]


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


@pytest.mark.parametrize(
    ("letter", "asked"),
    [
        ("请退还押金。滞纳金这次我们不主张。", ["请退还押金"]),
        ("请把水管修好。\n一个卖花的", ["请把水管修好"]),
        ("二、我方看法\n合同有效。\n三、请求\n1.请付清余款；\n2.请补开发票。", ["请付清余款", "请补开发票"]),
        (
            "【工单标题】要求退费\n【市民要求】1.希望退还多收的电费；2.希望公示收费标准。\n【坐席备注】建议联系街道处理。",
            ["希望退还多收的电费", "希望公示收费标准"],
        ),
    ],
    ids=["waived", "signature", "section-titles", "fields-of-a-form"],
)
def test_what_only_reads_like_a_demand_is_none(reader: DemandReader, letter: str, asked: list[str]) -> None:
    assert [letter[one.start : one.end] for one in reader.read(letter).demands] == asked


def test_what_is_asked_is_not_taken_for_given_up(embedder: Embedder) -> None:
    none = NoDemands(embedder)
    asked = [
        letter.text[one.start : one.end]
        for split in ("tuning", "test")
        for letter in labelled_letters(split)
        for one in letter.requests
    ]
    assert sum(none.waives(one) for one in asked) <= 0.02 * len(asked)
    assert not [
        one for one in ("请不要断电", "不要再涨租金", "不许再上门催", "do not cut the power") if none.waives(one)
    ]


@pytest.mark.parametrize(
    ("demand", "act"),
    [
        ("请尽快付清剩余的货款", "pay"),
        ("一次付不清的，请书面给出分期付款的方案", "plan"),
        ("请帮我们在区里另找一处两千平米的厂房", "premises"),
        ("他在车间拍的照片请删掉", "erase"),
        ("请把押金退给我", "refund"),
        ("请让桂花开得晚一些", UNSURE),
        ("名次到底是怎么排出来又怎么变的", UNSURE),
    ],
)
def test_only_an_act_that_is_sure_is_answered(embedder: Embedder, demand: str, act: str) -> None:
    assert DemandActs(embedder).answered(demand).key == act
