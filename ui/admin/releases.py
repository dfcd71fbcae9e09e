"""公开: what one person wants to be public and another one has to agree to, with what an investor would see of it."""

import gradio as gr

from ui.admin import calls
from ui.admin.listing import ListPage, number_in
from ui.client import ApiClient
from ui.components import clicked_data, listen
from ui.preview import preview_as_investor
from ui.rendering import render
from ui.session import Session


class ReleasesPage(ListPage):
    """The page's components and what happens in them. The state is the number of the release that is looked at, 0 for none."""

    name = "releases"
    events = ("look", "close", "release", "refuse", "withdraw")

    def open_to(self, session: Session) -> bool:
        return session.releases

    def fresh(self) -> int:
        return 0

    def wire(self, session: gr.BrowserState) -> None:
        for event in (self.list.look, self.list.close):
            listen(event, self._look, [session, self.state], [self.list, self.state])
        self.on("release", session, lambda api, data: calls.decide_release(api, number_in(data), True, ""), "released")
        self.on(
            "refuse",
            session,
            lambda api, data: calls.decide_release(api, number_in(data), False, data.get("comment", "")),
            "release_refused",
        )
        self.on(
            "withdraw", session, lambda api, data: calls.withdraw_release(api, number_in(data)), "release_withdrawn"
        )

    async def html(self, session: Session, api: ApiClient, state: object) -> str:
        found = await calls.releases(api)
        looked_at = next((one for one in found.releases if one.id == state), None)
        preview = ""
        if looked_at is not None:
            preview = await preview_as_investor(self._api, session, looked_at.document_id, looked_at.header)
            if not looked_at.header:
                effects = await calls.effects(api, looked_at.document_id)
                preview += render("library/effects", session.language, found=effects)
        return render("admin/releases", session.language, found=found, looked_at=looked_at, preview=preview)

    async def _look(self, stored: object, state: object, event: gr.EventData) -> tuple[str, int]:
        number = number_in(clicked_data(event))
        number = 0 if number == state else number
        return await self.list_html(Session.read(stored), number), number
