"""评测题: questions with what should come of them."""

import gradio as gr

from ui.admin import calls
from ui.admin.listing import ListPage, number_in
from ui.client import ApiClient
from ui.rendering import render
from ui.session import Session


class CasesPage(ListPage):
    """The page's components and what happens in them."""

    name = "cases"
    events = ("remove",)

    def fresh(self) -> None:
        return None

    def wire(self, session: gr.BrowserState) -> None:
        self.on("remove", session, lambda api, data: calls.remove_case(api, number_in(data)), "case_removed")

    async def html(self, session: Session, api: ApiClient, state: object) -> str:
        return render("admin/cases", session.language, found=await calls.cases(api))
