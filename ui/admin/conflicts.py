"""说法不一: held texts of one matter with different figures, for a person to tell apart or to put right."""

from dataclasses import dataclass, replace

import gradio as gr

from ui.admin import calls
from ui.admin.listing import ListPage, number_in
from ui.client import ApiClient
from ui.components import clicked_data, listen
from ui.rendering import render
from ui.session import Session

_STATES = ("open", "apart", "settled")
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Looking:
    """Which of them, and how far down."""

    state: str = "open"
    offset: int = 0


class ConflictsPage(ListPage):
    """The page's components and what happens in them."""

    name = "conflicts"
    events = ("filter", "leaf", "decide")

    def fresh(self) -> Looking:
        return Looking()

    def wire(self, session: gr.BrowserState) -> None:
        for event in (self.list.filter, self.list.leaf):
            listen(event, self._turn, [session, self.state], [self.list, self.state])
        self.on(
            "decide",
            session,
            lambda api, data: calls.decide_conflict(api, number_in(data), data.get("state", "")),
            "conflict_decided",
        )

    async def html(self, session: Session, api: ApiClient, state: object) -> str:
        looking = _looking(state)
        found = await calls.conflicts(api, looking.state, _SHOWN, looking.offset)
        return render("admin/conflicts", session.language, found=found, looking=looking, states=_STATES, limit=_SHOWN)

    async def _turn(self, stored: object, state: object, event: gr.EventData) -> tuple[object, ...]:
        data, looking = clicked_data(event), _looking(state)
        if data.get("state") in _STATES:
            looking = Looking(data["state"])
        elif data.get("offset", "").isdecimal():
            looking = replace(looking, offset=int(data["offset"]))
        return await self.list_html(Session.read(stored), looking), looking


def _looking(state: object) -> Looking:
    return state if isinstance(state, Looking) else Looking()
