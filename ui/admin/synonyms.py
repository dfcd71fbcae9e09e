"""同义词: what people here say, and what the documents call it."""

from collections.abc import Sequence
from itertools import count

import gradio as gr

from ui.admin import calls
from ui.admin.listing import ListPage, number_in
from ui.client import ApiClient
from ui.components import Localised, listen, problems_as_toasts
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text


class SynonymsPage(ListPage):
    """The page's components and what happens in them."""

    name = "synonyms"
    events = ("remove",)

    def forms(self, session: gr.BrowserState) -> None:
        first = Language.CHINESE
        self._saves = count(1)
        self.saved = gr.State("")
        with gr.Column(elem_id="synonyms-form", elem_classes="hz-admin-form"):
            self.word = gr.Textbox(label=text("synonym_word", first), elem_id="synonyms-word", max_length=30)
            self.meaning = gr.Textbox(label=text("synonym_meaning", first), elem_id="synonyms-meaning", max_length=60)
            with gr.Row():
                self.save = gr.Button(text("synonym_add", first), variant="primary", size="md", elem_id="synonyms-save")
        self.localised = (
            Localised(self.word, {"label": "synonym_word"}),
            Localised(self.meaning, {"label": "synonym_meaning"}),
            Localised(self.save, {"value": "synonym_add"}),
        )
        self.left = (self.word, self.meaning)

    def fresh(self) -> None:
        return None

    def emptied(self) -> Sequence[object]:
        return "", ""

    def wire(self, session: gr.BrowserState) -> None:
        written = [self.word, self.meaning]
        listen(self.save.click, self._save, [session, *written], [self.saved, *written])
        listen(self.saved.change, self._again, [session, self.state], [self.list])
        self.on("remove", session, lambda api, data: calls.remove_synonym(api, number_in(data)), "synonym_removed")

    async def html(self, session: Session, api: ApiClient, state: object) -> str:
        return render("admin/synonyms", session.language, found=await calls.synonyms(api))

    async def _save(self, stored: object, word: str, meaning: str) -> tuple[object, ...]:
        session = Session.read(stored)
        with problems_as_toasts(session.language):
            await calls.add_synonym(self._api.signed_in(session.token), word, meaning)
            gr.Info(text("synonym_saved", session.language))
            return f"saved {next(self._saves)}", "", ""
        return tuple(gr.skip() for _ in range(3))

    async def _again(self, stored: object, state: object) -> str:
        return await self.list_html(Session.read(stored), state)
