"""What sentences say in figures: the corpus beside the rules, and that what is shown is read again."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.policies.quantities import Quantity, QuantityKind, quantities_in
from assistant.text import readings
from assistant.text.figures import SHARE, YUAN
from assistant.text.readings import SQUARE_METRES, Reading, readings_in, show_reading, written_in

CORPUS = [
    tuple(line.split("\t"))
    for line in Path(readings.__file__).with_suffix(".corpus.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_the_corpus_says_nothing_twice() -> None:
    assert len(CORPUS) >= 60
    assert len({text for text, _ in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize(("text", "reading"), CORPUS)
def test_what_is_written_is_read(text: str, reading: str) -> None:
    assert ("；".join(written_in(text)) or "-") == reading


@pytest.mark.parametrize("reading", sorted({one for _, line in CORPUS for one in line.split("；")} - {"-"}))
def test_what_is_shown_of_the_corpus_is_read_again(reading: str) -> None:
    assert [show_reading(one) for one in readings_in(reading)] == [reading]


@st.composite
def some_reading(draw: st.DrawFn) -> Reading:
    unit = draw(
        st.sampled_from([YUAN, "美元", SHARE, SQUARE_METRES, "亩", "年", "个月", "个工作日", "倍", "人", "家", "米"])
    )
    places = 4 if unit == SHARE else 2
    numbers = st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=places)
    ends = sorted(draw(st.lists(numbers, min_size=2, max_size=2, unique=True)))
    low, high = draw(st.sampled_from([(0, 0), (0, 1), (0, None), (None, 1)]))
    per = draw(st.sampled_from(["", "月", "年", "㎡·月", "㎡·天", "人·月", "户·年"])) if unit == YUAN else ""
    reading = Reading(
        None if low is None else ends[low], None if high is None else ends[high], unit, per, rough=draw(st.booleans())
    )
    if reading.low == reading.high:
        return reading
    above = reading.low is not None and draw(st.booleans())
    below = reading.high is not None and draw(st.booleans())
    return Reading(reading.low, reading.high, unit, per, above, below, reading.rough)


@settings(max_examples=400, deadline=None)
@given(some_reading())
def test_what_is_shown_is_read_again(reading: Reading) -> None:
    assert readings_in(show_reading(reading)) == (reading,)


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        alphabet="约不超过低于一二两十百千万亿点半零〇0123456789.,- ~至到每/·元%‰折成倍㎡平方米月年以上下内（含）不来余多起",
        max_size=24,
    )
)
def test_any_text_is_read_or_left_out_but_never_an_error(text: str) -> None:
    for reading in readings_in(text):
        assert reading.low is not None or reading.high is not None
        assert reading.low is None or reading.high is None or reading.low <= reading.high


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        pytest.param("奖励5 0万元", "500000", id="in-the-middle"),
        pytest.param("奖励1 000 000元", "1000000", id="in-threes"),
        pytest.param("标准见表1 20万元", "200000", id="the-number-of-a-table"),
        pytest.param("2025 100万元", "1000000", id="a-year-beside-a-sum"),
    ],
)
def test_digits_split_by_a_blank_are_one_number_for_the_check_of_answers_too(text: str, yuan: str) -> None:
    assert Quantity(QuantityKind.MONEY, yuan) in quantities_in(text)
