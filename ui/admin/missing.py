"""待补资料: documents to get, with owner and state."""

from collections.abc import Sequence

import gradio as gr

from ui.admin import calls
from ui.admin.listing import ListPage
from ui.admin.question_forms import MissingForm
from ui.client import ApiClient
from ui.components import clicked_data, listen, problems_as_toasts
from ui.rendering import render
from ui.session import Session


class MissingPage(ListPage):
    """The page's components and what happens in them."""

    name = "missing"
    events = ("change",)

    def forms(self, session: gr.BrowserState) -> None:
        self.form = MissingForm(self._api, session, "missing")
        self.localised = self.form.localised
        self.left = self.form.components

    def fresh(self) -> None:
        return None

    def emptied(self) -> Sequence[object]:
        return self.form.emptied()

    def wire(self, session: gr.BrowserState) -> None:
        listen(self.list.change, self._open, [session], [*self.form.components])
        listen(self.form.saved.change, self._again, [session, self.state], [self.list])

    async def html(self, session: Session, api: ApiClient, state: object) -> str:
        return render("admin/missing", session.language, found=await calls.missing(api))

    async def _again(self, stored: object, state: object) -> str:
        return await self.list_html(Session.read(stored), state)

    async def _open(self, stored: object, event: gr.EventData) -> tuple[object, ...]:
        session = Session.read(stored)
        with problems_as_toasts(session.language):
            found = await calls.missing(self._api.signed_in(session.token))
            number = clicked_data(event).get("number", "")
            document = next((one for one in found.documents if str(one.id) == number), None)
            if document is not None:
                return self.form.for_document(document, found.owners, session.language)
        return tuple(gr.skip() for _ in self.form.components)
