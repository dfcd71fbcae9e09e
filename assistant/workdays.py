"""Days as the bureau counts them: its calendar is Beijing's, wherever the server stands.

Working days are those of the State Council's yearly notices, days worked in exchange (调休) included, as the library
``chinesecalendar`` has them. Where no notice is known yet, weekends are counted off and the result is marked as an estimate (推算);
as nothing computed is stored, the exact day is shown from the moment the library knows the notice.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar

BEIJING = ZoneInfo("Asia/Shanghai")
_PUBLISHED_YEARS = frozenset(day.year for day in chinese_calendar.holidays)


@lru_cache(maxsize=8192)
def _is_worked(day: date) -> bool:
    """As the library says, which looks for the ends of all its notices at each question; a list of cases asks for the same days over and over."""
    return bool(chinese_calendar.is_workday(day))


def today() -> date:
    """The current day in Beijing."""
    return datetime.now(BEIJING).date()


def beijing_day(moment: datetime) -> date:
    """The day in Beijing of an aware moment."""
    return moment.astimezone(BEIJING).date()


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A day that was counted out; ``estimated`` where a day on the way lies beyond the published notices."""

    day: date
    estimated: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked. ``published_years`` are those whose notice is known."""

    published_years: Collection[int] = field(default=_PUBLISHED_YEARS)

    def is_published(self, day: date) -> bool:
        """Whether the notice for this day's year is known."""
        return day.year in self.published_years

    def is_working_day(self, day: date) -> bool:
        """By the notice; by the weekday alone where there is none."""
        if self.is_published(day):
            return _is_worked(day)
        return day.weekday() < 5

    def working_day_from(self, day: date) -> Reckoning:
        """The day itself if it is worked, else the next one that is."""
        estimated = False
        while True:
            estimated = estimated or not self.is_published(day)
            if self.is_working_day(day):
                return Reckoning(day, estimated)
            day += timedelta(days=1)

    def add_working_days(self, start: date, count: int, skipped: Collection[date] = ()) -> Reckoning:
        """The ``count``-th working day after ``start``, which itself does not count; ``skipped`` days do not count either.

        ``count`` 0 is ``start``.
        """
        day, estimated = start, not self.is_published(start)
        while count > 0:
            day += timedelta(days=1)
            estimated = estimated or not self.is_published(day)
            if self.is_working_day(day) and day not in skipped:
                count -= 1
        return Reckoning(day, estimated)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` lies before."""
        if end < start:
            return -self.working_days_between(end, start)
        days = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
        return sum(map(self.is_working_day, days))
