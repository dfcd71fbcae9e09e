"""The complaints desk's ways in and its figures."""

from assistant.contract.message import Message


class Channel(Message):
    """A way in, with what its clocks promise."""

    key: str
    label: str
    acceptance: str
    conclusion: str


class ChannelList(Message):
    """The channels there are."""

    channels: tuple[Channel, ...] = ()


class CalendarAddress(Message):
    """The path that a calendar program subscribes to; it holds a token of its own."""

    path: str


class OnTime(Message):
    """Of ``ended`` clocks ``in_time`` were met in time; one that ran out unmet counts as ended. ``rate`` in 0..1, None when none has ended."""

    ended: int
    in_time: int
    rate: float | None


class MonthOfDesk(Message):
    """What came in and went out in a month (YYYY-MM, of the receipt and of the answer)."""

    month: str
    received: int
    answered: int


class DeskFigures(Message):
    """The figures as they stand today. ``median_days`` is of calendar days from receipt to answer, None without an answer."""

    total: int
    open: int
    overdue: int
    due_soon: int
    acceptance: OnTime
    conclusion: OnTime
    median_days: float | None
    by_month: tuple[MonthOfDesk, ...]
    by_channel: dict[str, int]
    by_category: dict[str, int]
    by_state: dict[str, int]
