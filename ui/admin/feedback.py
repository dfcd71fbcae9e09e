"""反馈: what was thought of answers, to be read and closed."""

from dataclasses import dataclass, replace

import gradio as gr

from ui.admin import calls
from ui.admin.listing import ListPage
from ui.client import ApiClient
from ui.components import clicked_data, listen
from ui.rendering import render
from ui.session import Session

_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Looking:
    """Whether what is closed is shown, of which rating ("" for both), and how far down the list."""

    closed: bool = False
    rating: str = ""
    offset: int = 0


class FeedbackPage(ListPage):
    """The page's components and what happens in them."""

    name = "feedback"
    events = ("filter", "leaf", "close", "reopen")

    def fresh(self) -> Looking:
        return Looking()

    def wire(self, session: gr.BrowserState) -> None:
        for event in (self.list.filter, self.list.leaf):
            listen(event, self._turn, [session, self.state], [self.list, self.state])
        self.on(
            "close",
            session,
            lambda api, data: calls.close_feedback(api, data.get("message", ""), data.get("comment", "")),
        )
        self.on("reopen", session, lambda api, data: calls.reopen_feedback(api, data.get("message", "")))

    async def html(self, session: Session, api: ApiClient, state: object) -> str:
        looking = _looking(state)
        found = await calls.feedback(api, looking.closed, looking.rating, _SHOWN, looking.offset)
        return render("admin/feedback", session.language, found=found, looking=looking, limit=_SHOWN)

    async def _turn(self, stored: object, state: object, event: gr.EventData) -> tuple[object, ...]:
        data, looking = clicked_data(event), _looking(state)
        if "closed" in data:
            looking = replace(looking, closed=data["closed"] == "true", offset=0)
        elif data.get("rating") in ("up", "down"):
            looking = replace(looking, rating="" if data["rating"] == looking.rating else data["rating"], offset=0)
        elif data.get("offset", "").isdecimal():
            looking = replace(looking, offset=int(data["offset"]))
        return await self.list_html(Session.read(stored), looking), looking


def _looking(state: object) -> Looking:
    return state if isinstance(state, Looking) else Looking()
