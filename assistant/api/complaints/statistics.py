"""Figures of the complaints desk."""

from pydantic import BaseModel

from assistant.complaints.statistics import OnTime, Statistics


class OnTimeEntry(BaseModel):
    """Of ``ended`` clocks ``in_time`` were met in time; ``rate`` in 0..1, None when none has ended."""

    ended: int
    in_time: int
    rate: float | None

    @classmethod
    def of(cls, on_time: OnTime) -> "OnTimeEntry":
        return cls(ended=on_time.ended, in_time=on_time.in_time, rate=on_time.rate)


class MonthEntry(BaseModel):
    """What came in and went out in a month."""

    month: str
    received: int
    answered: int


class StatisticsResponse(BaseModel):
    """The figures as they stand today."""

    total: int
    open: int
    overdue: int
    due_soon: int
    acceptance: OnTimeEntry
    conclusion: OnTimeEntry
    median_days: float | None
    by_month: tuple[MonthEntry, ...]
    by_channel: dict[str, int]
    by_category: dict[str, int]
    by_state: dict[str, int]

    @classmethod
    def of(cls, figures: Statistics) -> "StatisticsResponse":
        return cls(
            total=figures.total,
            open=figures.open,
            overdue=figures.overdue,
            due_soon=figures.due_soon,
            acceptance=OnTimeEntry.of(figures.acceptance),
            conclusion=OnTimeEntry.of(figures.conclusion),
            median_days=figures.median_days,
            by_month=tuple(
                MonthEntry(month=one.month, received=one.received, answered=one.answered) for one in figures.by_month
            ),
            by_channel=dict(figures.by_channel),
            by_category=dict(figures.by_category),
            by_state=dict(figures.by_state),
        )
