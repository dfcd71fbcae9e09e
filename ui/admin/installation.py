"""系统检查: how each part of the installation is, and what mends it."""

import gradio as gr

from ui.admin import system_calls
from ui.admin.listing import ListPage
from ui.client import ApiClient
from ui.components import listen
from ui.rendering import render
from ui.session import Session


class InstallationPage(ListPage):
    """The page's components and what happens in them."""

    name = "installation"
    events = ("again",)

    def open_to(self, session: Session) -> bool:
        return session.administers

    def fresh(self) -> None:
        return None

    def wire(self, session: gr.BrowserState) -> None:
        listen(self.list.again, self._again, [session, self.state], [self.list])

    async def html(self, session: Session, api: ApiClient, state: object) -> str:
        return render("admin/installation", session.language, parts=(await system_calls.parts(api)).parts)

    async def _again(self, stored: object, state: object) -> str:
        return await self.list_html(Session.read(stored), state)
