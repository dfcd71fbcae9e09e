"""Days as the bureau counts them: its calendar is Beijing's, wherever the server stands."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The current day in Beijing."""
    return datetime.now(BEIJING).date()
