"""Numerals and figures are read in one way, by every room that reads any."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.buildings.units import read_money, read_percent
from assistant.incentives.clauses.figures import figures_in
from assistant.incentives.situations.situation_reading import read_situation
from assistant.policies.quantities import Quantity, QuantityKind, quantities_in
from assistant.text import figures
from assistant.text.figures import (
    MONEY,
    RATE,
    SHARE,
    USD,
    YUAN,
    Amount,
    Span,
    read_amount,
    read_number,
    show_amount,
    tidy,
)
from assistant.text.numerals import chinese_to_int, int_to_chinese, read_numeral

CORPUS = Path(figures.__file__).with_name("figures.corpus.txt")
LINES = [line.split("\t") for line in CORPUS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
AMOUNT = re.compile(rf"{RATE}|{MONEY}")
DAY = date(2026, 6, 1)


def amounts_in(text: str) -> list[Amount]:
    return [amount for match in AMOUNT.finditer(text) if (amount := read_amount(match[0])) is not None]


def test_the_corpus_is_large_enough_and_says_nothing_twice() -> None:
    assert len(LINES) >= 120
    assert len({text for text, _ in LINES}) == len(LINES)


@pytest.mark.parametrize(("text", "reading"), LINES, ids=[text for text, _ in LINES])
def test_what_is_written_is_read(text: str, reading: str) -> None:
    assert ("；".join(map(show_amount, amounts_in(text))) or "-") == reading


@pytest.mark.parametrize(("text", "reading"), LINES, ids=[text for text, _ in LINES])
def test_the_readers_of_policies_and_of_benefits_read_the_same(text: str, reading: str) -> None:
    amounts = amounts_in(text)
    kinds = {YUAN: QuantityKind.MONEY, USD: QuantityKind.MONEY, SHARE: QuantityKind.RATE}
    held = {quantity for quantity in quantities_in(text) if quantity.kind in set(kinds.values())}
    assert held == {Quantity(kinds[one.unit], f"{one.value:f}") for one in amounts}
    granted = [(one.value, one.unit) for one in figures_in(text) if one.unit in kinds]
    assert granted == [(one.value, one.unit) for one in amounts]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("两点五万元", 25_000), ("1万5千元", 15_000), ("二十来万元", 200_000), ("300余万元", 3_000_000)],
    ids=["fraction", "two-scales", "about", "more-than"],
)
def test_money_is_the_same_in_every_room(text: str, yuan: int) -> None:
    assert quantities_in(text) == {Quantity(QuantityKind.MONEY, str(yuan))}
    assert [figure.value for figure in figures_in(text)] == [yuan]
    assert read_situation(f"注册资本{text}", DAY).figures["注册资本"].low == yuan
    assert read_money(text, "") == Span(Decimal(yuan), Decimal(yuan))


def test_a_rate_is_the_same_in_every_room() -> None:
    share = Decimal("0.035")
    assert quantities_in("百分之三点五") == {Quantity(QuantityKind.RATE, "0.035")}
    assert [figure.value for figure in figures_in("百分之三点五")] == [share]
    assert read_situation("研发投入占营业收入百分之三点五", DAY).figures["研发投入占比"].low == share
    assert read_percent("3.5%", "") == Span(share * 100, share * 100)


VALUES = st.decimals(min_value=0, max_value=10**14, places=4, allow_nan=False, allow_infinity=False)


SHARES = st.decimals(min_value=0, max_value=10**4, places=4, allow_nan=False, allow_infinity=False)


@given(
    st.builds(Amount, VALUES.map(tidy), st.sampled_from([YUAN, USD]))
    | st.builds(Amount, SHARES.map(tidy), st.just(SHARE))
)
def test_what_is_shown_is_read_again(amount: Amount) -> None:
    assert read_amount(show_amount(amount)) == amount


@given(st.integers(0, 10**12))
def test_what_is_written_in_characters_is_read_again(number: int) -> None:
    assert chinese_to_int(int_to_chinese(number)) == number
    assert read_number(int_to_chinese(number)) == number


@given(st.text(alphabet="零〇一二两三五九十百千万亿点半来多余0123456789., %元", max_size=12))
def test_any_text_is_read_or_unknown_but_never_an_error(text: str) -> None:
    assert (value := read_numeral(text)) is None or value >= 0
    assert (number := read_number(text)) is None or number >= 0
    assert (amount := read_amount(text)) is None or amount.value >= 0
