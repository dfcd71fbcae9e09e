"""Days are read in the boxes of the pages as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.days import is_day, typed_day, typed_moment


@pytest.mark.parametrize(
    "typed",
    [
        "2025-03-01",
        "2025-3-1",
        "2025.3.1",
        "2025/3/1",
        "2025年3月1日",
        " 2025 年 3 月 1 日 ",
        "２０２５年３月１日",
        "20250301",
        "1 March 2025",
        "Mar. 1, 2025",
        "March 1st, 2025",
    ],
)
def test_a_day_is_read_as_it_is_written(typed: str) -> None:
    assert typed_day(typed) == "2025-03-01"


@pytest.mark.parametrize(
    "typed", ["", "2025", "2025-0", "2025-02-30", "三月一日", "3月1日", "2025-03-01 15:00", "明天"]
)
def test_what_is_no_whole_day_stays_as_it_is(typed: str) -> None:
    assert typed_day(typed) == typed
    assert not is_day(typed_day(typed))


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2025-11-20 15:00", "2025-11-20T15:00"),
        ("2025-11-20T15:00", "2025-11-20T15:00"),
        ("2025年11月20日 下午3点", "2025-11-20T15:00"),
        ("2025.11.20 9点30分", "2025-11-20T09:30"),
        ("20 Nov 2025, 3:05 pm", "2025-11-20T15:05"),
        ("2025-11-20 12:10 am", "2025-11-20T00:10"),
        ("2025年11月20日", "2025-11-20"),
        ("2025-11-20 25:00", "2025-11-20 25:00"),
        ("昨天下午", "昨天下午"),
    ],
)
def test_a_moment_is_read_with_its_time(typed: str, moment: str) -> None:
    assert typed_moment(typed) == moment


@given(st.dates().filter(lambda day: day.year >= 1000), st.sampled_from(["-", ".", "/", " "]))
def test_every_day_is_read_back(day: object, between: str) -> None:
    text = str(day)
    assert typed_day(text.replace("-", between)) == text


@given(st.text(max_size=30))
def test_nothing_that_is_typed_fails(typed: str) -> None:
    assert isinstance(typed_day(typed), str)
    assert isinstance(typed_moment(typed), str)
