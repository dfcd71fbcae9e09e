"""审计: who did what, to be looked through and taken away."""

from dataclasses import dataclass, replace

import gradio as gr

from ui.admin import system_calls
from ui.admin.listing import ListPage
from ui.admin.system_contract import Chain
from ui.client import ApiClient
from ui.components import clicked_data, listen, problems_as_toasts
from ui.rendering import render
from ui.session import Session

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Looking:
    """What is filtered by ("" for no filter), how far down, and what verifying the chain found."""

    event: str = ""
    by: str = ""
    text: str = ""
    offset: int = 0
    chain: Chain | None = None


class AuditPage(ListPage):
    """The page's components and what happens in them."""

    name = "audit"
    events = ("filter", "leaf", "find", "verify")

    def open_to(self, session: Session) -> bool:
        return session.administers

    def fresh(self) -> Looking:
        return Looking()

    def wire(self, session: gr.BrowserState) -> None:
        for event in (self.list.filter, self.list.leaf, self.list.find, self.list.verify):
            listen(event, self._turn, [session, self.state], [self.list, self.state])

    async def html(self, session: Session, api: ApiClient, state: object) -> str:
        looking = _looking(state)
        found = await system_calls.audit(api, looking.event, looking.by, looking.text, _SHOWN, looking.offset)
        return render("admin/audit", session.language, found=found, looking=looking, limit=_SHOWN)

    async def _turn(self, stored: object, state: object, event: gr.EventData) -> tuple[object, ...]:
        data, looking, session = clicked_data(event), _looking(state), Session.read(stored)
        match data.get("act"):
            case "find":
                looking = replace(looking, text=data.get("comment", "").strip(), offset=0)
            case "verify":
                with problems_as_toasts(session.language):
                    looking = replace(looking, chain=await system_calls.chain(self._api.signed_in(session.token)))
            case "leaf" if data.get("offset", "").isdecimal():
                looking = replace(looking, offset=int(data["offset"]))
            case "filter" if "event" in data:
                looking = replace(looking, event="" if data["event"] == looking.event else data["event"], offset=0)
            case "filter" if "by" in data:
                looking = replace(looking, by="" if data["by"] == looking.by else data["by"], offset=0)
        return await self.list_html(session, looking), looking


def _looking(state: object) -> Looking:
    return state if isinstance(state, Looking) else Looking()
