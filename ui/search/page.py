"""检索原文: the passages that fit some words."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

import gradio as gr

from ui.client import ApiClient
from ui.components import Localised, action_html, clicked_data, listen, page_classes, problems_as_toasts
from ui.contract import Citation
from ui.pages import PageView
from ui.rendering import render
from ui.search.calls import Hits, search
from ui.session import Language, Session
from ui.texts import text
from ui.viewer import open_citation

_SHOWN = 30
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Sought:
    """The words in view."""

    words: str = ""


class SearchPage(PageView):
    """The page's components and what happens in them."""

    name = "search"
    group = "policies"

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        first = Language.CHINESE
        with gr.Column(elem_id="search", elem_classes=page_classes(False)) as self.area:
            with gr.Column(elem_id="search-main"):
                self.words = gr.Textbox(
                    label=text("search_words", first),
                    show_label=False,
                    container=False,
                    max_length=_LONGEST,
                    placeholder=text("search_words", first),
                    submit_btn=text("search_start", first),
                    elem_id="search-words",
                )
                self.result = action_html("search-result", "cite")
            self.viewer = action_html(
                "search-source", "close", visible=False, on_load="window.huizhao.reveal(element, watch);"
            )
        self.state = gr.State(Sought())
        self.localised = (
            Localised(
                self.words, {"label": "search_words", "placeholder": "search_words", "submit_btn": "search_start"}
            ),
        )
        self.shown = (self.result, self.words, self.viewer)
        self.left = (self.words,)
        listen(self.words.submit, self._search, [session, self.words], [self.result, self.state])
        listen(self.result.cite, self._cite, [session], [self.viewer], trigger_mode="always_last")
        listen(self.viewer.close, lambda: gr.update(value="", visible=False), outputs=[self.viewer])

    def fresh(self) -> Sought:
        return Sought()

    def emptied(self) -> Sequence[object]:
        return ("",)

    def arrived(self, state: object, data: Mapping[str, str]) -> Sought:
        """At ``/search?q=`` those words are looked for."""
        if "q" in data:
            return Sought(data["q"].strip()[:_LONGEST])
        return state if isinstance(state, Sought) else Sought()

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        closed = gr.update(value="", visible=False)
        if not in_view:
            return "", gr.skip(), closed
        sought = state if isinstance(state, Sought) else Sought()
        words = gr.update(value=sought.words) if sought.words else gr.skip()
        return await self._found(session, sought), words, closed

    async def _search(self, stored: object, words: str) -> tuple[object, ...]:
        sought = Sought(words.strip())
        return await self._found(Session.read(stored), sought), sought

    async def _cite(self, stored: object, event: gr.EventData) -> AsyncIterator[object]:
        citation = Citation(number=1, label="", chunk_id=clicked_data(event).get("chunk", ""))
        async for html in open_citation(self._api, Session.read(stored), citation):
            yield gr.update(value=html, visible=True)

    async def _found(self, session: Session, sought: Sought) -> str:
        found = Hits()
        if sought.words:
            with problems_as_toasts(session.language):
                found = await search(self._api.signed_in(session.token), sought.words, _SHOWN)
        return render("search/result", session.language, sought=sought, found=found)
