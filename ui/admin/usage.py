"""用法: how much is asked and refused, how fast answers come, what is cited and what never is; for administrators."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import gradio as gr

from ui.admin import calls
from ui.admin.listing import ListPage
from ui.client import ApiClient
from ui.components import clicked_data, listen
from ui.rendering import render
from ui.session import Session

PERIODS = (7, 30, 90, 365)
_BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Looking:
    """How many days back, today included."""

    days: int = 30


class UsagePage(ListPage):
    """The page's components and what happens in them."""

    name = "usage"
    events = ("filter", "goto")

    def open_to(self, session: Session) -> bool:
        return session.administers

    def fresh(self) -> Looking:
        return Looking()

    def wire(self, session: gr.BrowserState) -> None:
        listen(self.list.filter, self._turn, [session, self.state], [self.list, self.state])

    async def html(self, session: Session, api: ApiClient, state: object) -> str:
        looking = _looking(state)
        until = datetime.now(_BEIJING).date()
        since = until - timedelta(days=looking.days - 1)
        found = await calls.usage(api, since.isoformat(), until.isoformat())
        most = max((day.questions for day in found.days), default=0)
        return render("admin/usage", session.language, found=found, looking=looking, periods=PERIODS, most=most)

    async def _turn(self, stored: object, state: object, event: gr.EventData) -> tuple[object, ...]:
        days = clicked_data(event).get("days", "")
        looking = Looking(int(days)) if days.isdecimal() and int(days) in PERIODS else _looking(state)
        return await self.list_html(Session.read(stored), looking), looking


def _looking(state: object) -> Looking:
    return state if isinstance(state, Looking) else Looking()
