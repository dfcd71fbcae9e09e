"""The two short forms under a question that was not answered: what document is missing, and what should have been cited."""

from itertools import count

import gradio as gr

from assistant.contract.curation import Cluster, MissingDocument, SearchState
from ui.admin import calls
from ui.admin.sources import passage_line, wanted_sources
from ui.client import ApiClient
from ui.components import Localised, action_html, clicked_data, listen, problems_as_toasts
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text

_Ids = tuple[str, ...]


def state_choices(language: Language) -> list[tuple[str, str]]:
    """How far getting a document is, as a component's choices."""
    return [(text(f"state_{state}", language), state) for state in SearchState]


class MissingForm:
    """A document to get: noted anew, or changed. ``saved`` grows by a line with each deed."""

    def __init__(self, api: ApiClient, session: gr.BrowserState, name: str) -> None:
        self._api = api
        self._saves = count(1)
        first = Language.CHINESE
        self.saved = gr.State("")
        self.number = gr.State(0)
        self.question = gr.State("")
        self.message_ids = gr.State(())
        with gr.Column(visible=False, elem_id=f"{name}-form", elem_classes="hz-admin-form") as self.area:
            self.about = gr.HTML("", apply_default_css=False)
            self.title = gr.Textbox(label=text("missing_title", first), elem_id=f"{name}-title", max_length=200)
            with gr.Row():
                self.owner = gr.Dropdown([], label=text("missing_owner", first), elem_id=f"{name}-owner")
                self.state = gr.Dropdown(
                    state_choices(first), value="open", label=text("missing_state", first), elem_id=f"{name}-state"
                )
            self.note = gr.Textbox(label=text("missing_note", first), lines=2, elem_id=f"{name}-note")
            with gr.Row():
                self.save = gr.Button(text("save", first), variant="primary", size="md", elem_id=f"{name}-save")
                self.cancel = gr.Button(text("cancel", first), size="md", elem_id=f"{name}-cancel")
        self.localised = (
            Localised(self.title, {"label": "missing_title"}),
            Localised(self.owner, {"label": "missing_owner"}),
            Localised(self.state, {"label": "missing_state"}, state_choices),
            Localised(self.note, {"label": "missing_note"}),
            Localised(self.save, {"value": "save"}),
            Localised(self.cancel, {"value": "cancel"}),
        )
        written = (self.title, self.owner, self.state, self.note)
        self.components = (self.area, self.number, self.question, self.message_ids, self.about, *written)
        inputs = [session, self.number, self.question, self.message_ids, *written]
        listen(self.save.click, self._save, inputs, [self.saved, *self.components])
        listen(self.cancel.click, lambda: (gr.skip(), *self.emptied()), [], [self.saved, *self.components])

    def for_cluster(self, cluster: Cluster, owners: tuple[str, ...], language: Language) -> tuple[object, ...]:
        """Updates of ``components`` to note what would answer these questions."""
        about = render("admin/about", language, cluster=cluster, line=passage_line)
        return (
            gr.update(visible=True), 0, cluster.question, cluster.message_ids, about, "",
            _owner_update(owners, "", language), "open", "",
        )  # fmt: skip

    def for_document(
        self, document: MissingDocument, owners: tuple[str, ...], language: Language
    ) -> tuple[object, ...]:
        """Updates of ``components`` to change a document to get."""
        return (
            gr.update(visible=True), document.id, document.question, (), "", document.title,
            _owner_update(owners, document.owner, language), document.state, document.note,
        )  # fmt: skip

    def emptied(self) -> tuple[object, ...]:
        """Updates of ``components`` when nothing is written."""
        return gr.update(visible=False), 0, "", (), "", "", None, "open", ""

    async def _save(
        self, stored: object, number: int, question: str, message_ids: _Ids, *written: object
    ) -> tuple[object, ...]:
        session = Session.read(stored)
        title, owner, state, note = (str(one or "") for one in written)
        api = self._api.signed_in(session.token)
        body: dict[str, object] = {"title": title, "owner": owner, "note": note}
        with problems_as_toasts(session.language):
            if number:
                await calls.change_missing(api, number, body | {"state": state})
            else:
                await calls.add_missing(api, body | {"question": question, "message_ids": list(message_ids)})
            gr.Info(text("missing_saved", session.language))
            return f"saved {next(self._saves)}", *self.emptied()
        return tuple(gr.skip() for _ in range(1 + len(self.components)))


class CaseForm:
    """A question that was answerable: what should have been cited. ``saved`` grows by a line with each case."""

    def __init__(self, api: ApiClient, session: gr.BrowserState, name: str) -> None:
        self._api = api
        self._saves = count(1)
        first = Language.CHINESE
        self.saved = gr.State("")
        self.message_ids = gr.State(())
        self.role = gr.State("investor")
        with gr.Column(visible=False, elem_id=f"{name}-form", elem_classes="hz-admin-form") as self.area:
            self.about = action_html(f"{name}-about", "quote")
            self.question = gr.Textbox(label=text("case_question", first), elem_id=f"{name}-question")
            self.sources = gr.Textbox(label=text("case_sources", first), lines=3, elem_id=f"{name}-sources")
            with gr.Row():
                self.save = gr.Button(text("save", first), variant="primary", size="md", elem_id=f"{name}-save")
                self.cancel = gr.Button(text("cancel", first), size="md", elem_id=f"{name}-cancel")
        self.localised = (
            Localised(self.question, {"label": "case_question"}),
            Localised(self.sources, {"label": "case_sources"}),
            Localised(self.save, {"value": "save"}),
            Localised(self.cancel, {"value": "cancel"}),
        )
        self.components = (self.area, self.message_ids, self.role, self.about, self.question, self.sources)
        inputs = [session, self.message_ids, self.role, self.question, self.sources]
        listen(self.about.quote, quoted, [self.sources], [self.sources])
        listen(self.save.click, self._save, inputs, [self.saved, *self.components])
        listen(self.cancel.click, lambda: (gr.skip(), *self.emptied()), [], [self.saved, *self.components])

    def for_cluster(self, cluster: Cluster, language: Language) -> tuple[object, ...]:
        """Updates of ``components`` to say what should have come; the case is asked as the role that asked most."""
        about = render("admin/about", language, cluster=cluster, line=passage_line)
        role = max(cluster.roles, key=lambda one: cluster.roles[one], default="investor")
        return gr.update(visible=True), cluster.message_ids, role, about, cluster.question, ""

    def emptied(self) -> tuple[object, ...]:
        """Updates of ``components`` when nothing is written."""
        return gr.update(visible=False), (), "investor", "", "", ""

    async def _save(
        self, stored: object, message_ids: _Ids, role: str, question: str, sources: str
    ) -> tuple[object, ...]:
        session = Session.read(stored)
        body: dict[str, object] = {
            "question": question or "",
            "role": role,
            "sources": wanted_sources(sources or ""),
            "message_ids": list(message_ids),
        }
        with problems_as_toasts(session.language):
            await calls.add_case(self._api.signed_in(session.token), body)
            gr.Info(text("case_saved", session.language))
            return f"saved {next(self._saves)}", *self.emptied()
        return tuple(gr.skip() for _ in range(1 + len(self.components)))


def quoted(sources: str, event: gr.EventData) -> str:
    """The lines of sources with the one that was clicked behind them, once."""
    lines = (sources or "").splitlines()
    chosen = clicked_data(event).get("line", "")
    return "\n".join([*lines, *([chosen] if chosen and chosen not in lines else [])])


def _owner_update(owners: tuple[str, ...], chosen: str, language: Language) -> dict[str, object]:
    return gr.update(choices=[(text("nobody_yet", language), ""), *((name, name) for name in owners)], value=chosen)
