"""The page of a shared answer."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

import gradio as gr

from ui.client import ApiClient, ApiProblem
from ui.components import action_html, clicked_data, listen, page_classes, problem_text
from ui.contract import Citation
from ui.pages import PageView
from ui.rendering import render
from ui.session import Session
from ui.shared import calls
from ui.viewer import open_citation


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer in view, and what it cites."""

    answer_id: str = ""
    citations: tuple[Citation, ...] = ()


class SharedPage(PageView):
    """The page's components and what happens in them. Nothing but an address leads here."""

    name = "shared"
    in_menu = False

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        with gr.Column(elem_id="shared", elem_classes=page_classes(False)) as self.area:
            self.answer = action_html("shared-answer", "cite", "goto")
            self.viewer = action_html(
                "shared-source", "close", visible=False, on_load="window.huizhao.reveal(element, watch);"
            )
        self.state = gr.State(Shown())
        self.shown = (self.answer, self.viewer)
        self.doors = (self.answer,)
        reading = [session, self.state]
        listen(self.answer.cite, self._cite, reading, [self.viewer], trigger_mode="always_last")
        listen(self.viewer.close, lambda: gr.update(value="", visible=False), outputs=[self.viewer])

    def fresh(self) -> Shown:
        return Shown()

    async def resumed(self, session: Session, state: object, data: Mapping[str, str]) -> Shown:
        answer_id = data.get("answer", "")
        try:
            found = await calls.shared(self._api.signed_in(session.token), answer_id)
        except ApiProblem:  # said where the answer is shown
            return Shown(answer_id)
        return Shown(answer_id, found.answer.citations)

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        """What an account saw may not stay: the answer is fetched anew for whoever is looking now."""
        closed = gr.update(value="", visible=False)
        if not in_view or not isinstance(state, Shown):
            return "", closed
        try:
            found = await calls.shared(self._api.signed_in(session.token), state.answer_id)
        except ApiProblem as problem:
            words = problem_text(problem, session.language)
            return render("shared/answer", session.language, found=None, id=state.answer_id, problem=words), closed
        return render("shared/answer", session.language, found=found, id=state.answer_id, problem=""), closed

    async def _cite(self, stored: object, shown: Shown, event: gr.EventData) -> AsyncIterator[object]:
        number = clicked_data(event).get("number", "")
        citation = next((item for item in shown.citations if str(item.number) == number), None)
        if citation is not None:
            async for html in open_citation(self._api, Session.read(stored), citation):
                yield gr.update(value=html, visible=True)
