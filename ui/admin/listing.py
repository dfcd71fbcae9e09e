"""What the pages of 管理 have in common: one list that is read anew after each deed, and a state of the reader's choices."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

import gradio as gr

from ui.client import ApiClient
from ui.components import action_html, clicked_data, listen, page_classes, problems_as_toasts
from ui.pages import PageView
from ui.session import Session
from ui.texts import text

Deed = Callable[[ApiClient, dict[str, str]], Awaitable[object]]
"""What a button does, given the client of whoever clicked and the button's data."""


class ListPage(PageView):
    """A page of 管理 with a list. Subclasses give its events, its HTML, and their forms."""

    group = "admin"
    events: ClassVar[tuple[str, ...]] = ()

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        with gr.Column(elem_id=f"admin-{self.name}", elem_classes=page_classes(False)) as self.area:
            self.forms(session)
            self.list = action_html(f"{self.name}-list", *self.events)
        self.state = gr.State(self.fresh())
        self.shown = (self.list,)
        self.doors = (self.list,) if "goto" in self.events else ()
        self.wire(session)

    def open_to(self, session: Session) -> bool:
        return session.curates

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        if not in_view or not self.open_to(session):
            return ("",)
        return (await self.list_html(session, state),)

    def forms(self, session: gr.BrowserState) -> None:
        """Make the forms that stand above the list."""

    @abstractmethod
    def wire(self, session: gr.BrowserState) -> None:
        """Connect what happens."""

    @abstractmethod
    async def html(self, session: Session, api: ApiClient, state: object) -> str:
        """The list as HTML. Raises ApiProblem."""

    async def list_html(self, session: Session, state: object) -> str:
        """The list; empty, with the problem as a toast, where it cannot be had."""
        with problems_as_toasts(session.language):
            return await self.html(session, self._api.signed_in(session.token), state)
        return ""

    def on(self, event: str, session: gr.BrowserState, deed: Deed, said: str = "") -> None:
        """Do something with the clicked button's data, say so (a text's key), and read the list anew."""

        async def handle(stored: object, state: object, clicked: gr.EventData) -> str:
            who = Session.read(stored)
            with problems_as_toasts(who.language):
                await deed(self._api.signed_in(who.token), clicked_data(clicked))
                if said:
                    gr.Info(text(said, who.language))
            return await self.list_html(who, state)

        listen(getattr(self.list, event), handle, [session, self.state], [self.list])


def number_in(data: dict[str, str]) -> int:
    """The number that a clicked button carries; 0 where it carries none."""
    number = data.get("number", "")
    return int(number) if number.isascii() and number.isdecimal() else 0
