"""What the API sends of the desk's figures and its calendar."""

from collections.abc import Mapping

from pydantic import Field

from assistant.contract.message import Message


class OnTime(Message):
    """How many ended clocks were met in time."""

    ended: int = 0
    in_time: int = 0
    rate: float | None = None


class Month(Message):
    """What came in and went out in a month."""

    month: str
    received: int = 0
    answered: int = 0


class Figures(Message):
    """The desk's figures."""

    total: int = 0
    open: int = 0
    overdue: int = 0
    due_soon: int = 0
    acceptance: OnTime = OnTime()
    conclusion: OnTime = OnTime()
    median_days: float | None = None
    by_month: tuple[Month, ...] = ()
    by_channel: Mapping[str, int] = Field(default_factory=dict)
    by_category: Mapping[str, int] = Field(default_factory=dict)
    by_state: Mapping[str, int] = Field(default_factory=dict)


class CalendarAddress(Message):
    """Where a calendar program subscribes."""

    path: str
