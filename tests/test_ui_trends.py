"""Figures over time as lines and as a table."""

from datetime import date
from decimal import Decimal

from ui.listings.trends import Seen, draw_trend

SPRING, AUTUMN = date(2026, 4, 1), date(2026, 10, 1)


def seen(day: date, low: str | None, high: str | None = None) -> Seen:
    return Seen(
        day, None if low is None else Decimal(low), Decimal(high) if high else low and Decimal(low), "台账", "H7"
    )


def test_a_line_goes_from_the_first_day_to_the_last_over_round_levels() -> None:
    trend = draw_trend("trend_vacant", [("甲", [seen(AUTUMN, "9860"), seen(SPRING, "13800")])])
    assert trend is not None
    first, last = trend.lines[0].marks
    assert (first.seen.day, last.seen.day) == (SPRING, AUTUMN)
    assert first.x < last.x and first.y < last.y  # fewer vacant later: lower on the page
    assert [level for _, level in trend.levels] == ["0", "10,000", "20,000"]


def test_a_day_on_which_one_row_was_not_seen_stays_blank_for_it() -> None:
    trend = draw_trend(
        "trend_rent", [("甲", [seen(SPRING, "78"), seen(AUTUMN, "72", "88")]), ("乙", [seen(AUTUMN, "60")])]
    )
    assert trend is not None
    assert [(day, [item.text if item else None for item in items]) for day, items in trend.table] == [
        (SPRING, ["78", None]),
        (AUTUMN, ["72–88", "60"]),
    ]


def test_one_edition_is_no_trend() -> None:
    assert draw_trend("trend_rent", [("甲", [seen(AUTUMN, "78")]), ("乙", [seen(SPRING, None)])]) is None
