"""The bureau's day is Beijing's, wherever the server stands."""

from datetime import UTC, date, datetime, tzinfo

import pytest

from assistant import workdays


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        pytest.param(datetime(2026, 11, 22, 15, 59, tzinfo=UTC), date(2026, 11, 22), id="before-midnight-in-beijing"),
        pytest.param(datetime(2026, 11, 22, 16, 0, tzinfo=UTC), date(2026, 11, 23), id="midnight-in-beijing"),
    ],
)
def test_today_is_the_day_in_beijing(monkeypatch: pytest.MonkeyPatch, moment: datetime, expected: date) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return moment.astimezone(tz)

    monkeypatch.setattr(workdays, "datetime", Clock)
    assert workdays.today() == expected
