"""One number is read alike at every door: in policies, benefits, what an asker tells, complaints, ledger cells and in answers that are checked."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.buildings.units import read_money, read_percent
from assistant.complaints.letters.reply_records import FactKind
from assistant.incentives.clauses.figures import figures_in
from assistant.incentives.situations.situation_reading import read_situation
from assistant.policies.quantities import QuantityKind, quantities_in
from assistant.replying.reading import stated_facts
from assistant.text.figures import joined_digits, joined_with_places
from assistant.text.readings import readings_in

DAY = date(2026, 11, 23)
Door = Callable[[str], Decimal]

SUMS = [
    pytest.param("两点五万元", 25_000, id="point-in-words"),
    pytest.param("1万5千元", 15_000, id="figures-and-words"),
    pytest.param("二十来万元", 200_000, id="about-in-words"),
    pytest.param("300余万元", 3_000_000, id="about-in-figures"),
    pytest.param("三百余万元", 3_000_000, id="about-three-hundred"),
    pytest.param("一亿两千万元", 120_000_000, id="two-scales"),
    pytest.param("1.5亿元", 150_000_000, id="decimal-scale"),
    pytest.param("1 000万元", 10_000_000, id="split-by-a-blank"),
    pytest.param("1,200,000元", 1_200_000, id="thousands"),
    pytest.param("贰拾万元", 200_000, id="of-contracts"),
    pytest.param("叁仟伍佰元", 3_500, id="of-contracts-small"),
]


def policies(text: str) -> Decimal:
    (found,) = [one for one in quantities_in(f"给予{text}奖励。") if one.kind is QuantityKind.MONEY]
    return Decimal(found.value)


def benefits(text: str) -> Decimal:
    (found,) = figures_in(f"给予{text}奖励。")
    return found.value


def readings(text: str) -> Decimal:
    (found,) = readings_in(f"给予{text}奖励。")
    assert found.low is not None
    return found.low


def complaints(text: str) -> Decimal:
    (found,) = [fact for fact in stated_facts(f"我公司至今没有收到{text}补贴。") if fact.kind is FactKind.AMOUNT]
    return Decimal(found.value)


def asker(text: str) -> Decimal:
    (found,) = read_situation(f"我们去年营业收入{text}。", DAY).figures.values()
    assert found.low is not None
    return found.low


def ledger(text: str) -> Decimal:
    found = read_money(text, "投资额")
    assert found is not None
    assert found.low is not None
    return found.low


DOORS = [pytest.param(door, id=door.__name__) for door in (policies, benefits, readings, complaints, asker, ledger)]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("text", "value"), SUMS)
def test_a_sum_is_read_alike_everywhere(door: Door, text: str, value: int) -> None:
    assert door(text) == value


@pytest.mark.parametrize(
    ("text", "share"),
    [
        pytest.param("百分之三点五", "0.035", id="in-words"),
        pytest.param("3.5%", "0.035", id="in-figures"),
        pytest.param("百分之二十", "0.2", id="twenty"),
    ],
)
def test_a_share_is_read_alike_everywhere(text: str, share: str) -> None:
    wanted = Decimal(share)
    sentence = f"按{text}给予补贴。"
    assert [Decimal(one.value) for one in quantities_in(sentence)] == [wanted]
    assert [one.value for one in figures_in(sentence)] == [wanted]
    assert [one.low for one in readings_in(sentence)] == [wanted]
    cell = read_percent(text, "空置率")
    assert cell is not None
    assert cell.low == wanted * 100


@given(st.text(alphabet="给予奖1 20,万元第年", max_size=24))
def test_places_of_joined_digits_lead_back_to_the_text(text: str) -> None:
    joined, places = joined_with_places(text)
    assert joined == joined_digits(text)
    assert len(places) == len(joined) + 1
    assert "".join(text[at] for at in places[:-1]) == joined
