"""资料库: what is held, for staff; adding, correcting and deleting it, for administrators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import gradio as gr

from ui.client import ApiClient, ApiProblem
from ui.components import (
    Localised,
    action_html,
    clearance_choices,
    clicked_data,
    kept_json,
    kind_choices,
    listen,
    optional,
    page_classes,
    problem_text,
    problems_as_toasts,
)
from ui.library import calls
from ui.library.contract import DocumentList, FindingsOverview
from ui.library.document_editor import DocumentEditor
from ui.library.document_panel import document_html
from ui.library.upload_panel import UploadPanel
from ui.pages import PageView
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text

_SHOWN = 50
SORTED_BY = ("title", "document_number", "kind", "clearance", "valid_from", "valid_to", "page_count")
_KIND_CHOICES = optional(kind_choices, "all_kinds")
_CLEARANCE_CHOICES = optional(clearance_choices, "all_clearances")


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the reader is looking at: the filters, how far down the list, the open document, and the import whose outcome he has not put away.

    ``reopened`` is a document that a reload found open and in which nothing has been changed since: it may be shown anew. ``attending``: the
    list is of the documents of which something was not understood.
    """

    search: str = ""
    kind: str = ""
    clearance: str = ""
    offset: int = 0
    open_id: str = ""
    job_id: str = ""
    sort: str = ""
    descending: bool = False
    reopened: bool = False
    attending: bool = False

    @property
    def kept(self) -> str:
        """What the browser keeps of the view."""
        backwards = "true" if self.descending else ""
        return kept_json(open=self.open_id, offset=self.offset, sort=self.sort, descending=backwards)


class LibraryPage(PageView):
    """The page's components and what happens in them."""

    name = "library"

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        first = Language.CHINESE
        with gr.Column(elem_id="library", elem_classes=page_classes(False)) as self.area:
            with gr.Column(elem_id="shelf"):
                with gr.Row(elem_id="filters"):
                    self.search = gr.Textbox(
                        label=text("search_documents", first),
                        show_label=False,
                        container=False,
                        placeholder=text("search_documents", first),
                        elem_id="search-documents",
                        elem_classes="hz-kept",
                        scale=3,
                    )
                    self.kind = gr.Dropdown(
                        _KIND_CHOICES(first),
                        value="",
                        label=text("kind", first),
                        show_label=False,
                        container=False,
                        min_width=110,
                    )
                    self.clearance = gr.Dropdown(
                        _CLEARANCE_CHOICES(first),
                        value="",
                        label=text("clearance", first),
                        show_label=False,
                        container=False,
                        min_width=110,
                    )
                    with gr.Column(elem_id="upload-box", visible=False, min_width=90, scale=0) as self.upload_box:
                        self.upload_button = gr.Button(text("upload", first), variant="primary", elem_id="open-upload")
                self.upload = UploadPanel(api, session)
                self.documents = action_html("documents", "preview", "leaf", "sort", "attend")
            with gr.Column(elem_id="detail", visible=False) as self.detail:
                self.document = action_html("document", "close", "preview", "settle", "goto")
                self.editor = DocumentEditor(api, session)
        self.filters = [self.search, self.kind, self.clearance]
        self.state = gr.State(Shelf())
        self.localised = (
            Localised(self.search, {"label": "search_documents", "placeholder": "search_documents"}),
            Localised(self.upload_button, {"value": "upload"}),
            Localised(self.kind, {"label": "kind"}, _KIND_CHOICES),
            Localised(self.clearance, {"label": "clearance"}, _CLEARANCE_CHOICES),
            *self.upload.localised,
            *self.editor.localised,
        )
        self.opened = (self.detail, self.document, *self.editor.components)
        self.shown = (self.documents, self.upload_box, *self.upload.shown, *self.opened)
        self.left = self.filters
        self.doors = (self.document,)
        self._wire(session)

    def open_to(self, session: Session) -> bool:
        return session.sees_library

    def fresh(self) -> Shelf:
        return Shelf()

    def emptied(self) -> Sequence[object]:
        return "", "", ""

    async def resumed(self, session: Session, state: object, data: Mapping[str, str]) -> Shelf:
        shelf = state if isinstance(state, Shelf) else Shelf()
        open_id, offset = data.get("open", ""), data.get("offset", "")
        return replace(
            shelf,
            offset=int(offset) if offset.isdecimal() else 0,
            open_id=open_id,
            job_id=data.get("job", ""),
            sort=data["sort"] if data.get("sort") in SORTED_BY else "",
            descending=data.get("descending") == "true",
            reopened=bool(open_id),
        )

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        shelf = state if isinstance(state, Shelf) else Shelf()
        untouched = tuple(gr.skip() for _ in (*self.upload.shown, *self.opened))
        box = gr.update(visible=session.administers)
        if not session.sees_library:
            return "", box, *self.upload.put_away(), gr.update(visible=False), "", *self.editor.hidden()
        if not in_view:
            return gr.skip(), box, *untouched
        documents = await self._listed(session, shelf)
        upload = (
            await self.upload.resumed(session, shelf.job_id) if shelf.job_id else untouched[: len(self.upload.shown)]
        )
        if shelf.reopened:
            detail, document, _, *editor = await self._opened(session, shelf)
            return documents, box, *upload, detail, document, *editor
        return documents, box, *upload, *untouched[len(self.upload.shown) :]

    def _wire(self, session: gr.BrowserState) -> None:
        reading = [session, self.state]
        listed = [self.documents, self.state]
        filtering = [session, *self.filters, self.state]
        listen(self.search.change, self._filter, filtering, listed, trigger_mode="always_last")
        listen(self.kind.input, self._filter, filtering, listed)
        listen(self.clearance.input, self._filter, filtering, listed)
        listen(self.documents.leaf, self._leaf, reading, listed)
        listen(self.documents.sort, self._sort, reading, listed)
        opened = [self.detail, self.document, self.state, *self.editor.components]
        listen(self.upload.hide.click, lambda shelf: replace(shelf, job_id=""), [self.state], [self.state])
        listen(self.editor.edit.click, lambda shelf: replace(shelf, reopened=False), [self.state], [self.state])
        for panel in (self.documents, self.document):
            listen(panel.preview, self._preview, reading, opened, trigger_mode="always_last")
        listen(self.documents.attend, self._attend, reading, listed)
        settled = listen(self.document.settle, self._settle, reading, opened)
        listen(settled.then, self._list, reading, listed)
        listen(self.document.close, self._close, [self.state], opened)
        listen(self.upload_button.click, lambda: gr.update(visible=True), outputs=[self.upload.area])
        listen(self.upload.imported.then, self._list, reading, listed)
        listen(self.upload.followed.change, self._list, reading, listed)
        changed = listen(self.editor.changed.change, self._refresh, [session, self.editor.changed, self.state], opened)
        listen(changed.then, self._list, reading, listed)

    async def _listed(self, session: Session, shelf: Shelf) -> str:
        """The list as HTML: of what matches, or of what was not understood."""
        found, attention = DocumentList(documents=(), total=0), FindingsOverview()
        if session.sees_library:
            api = self._api.signed_in(session.token)
            with problems_as_toasts(session.language):
                attention = await calls.all_findings(api, _SHOWN, shelf.offset if shelf.attending else 0)
                if not shelf.attending:
                    found = await calls.documents(
                        api,
                        kind=shelf.kind,
                        clearance=shelf.clearance,
                        text=shelf.search,
                        sort=shelf.sort,
                        descending=shelf.descending,
                        limit=_SHOWN,
                        offset=shelf.offset,
                    )
        if shelf.attending:
            return render("library/attention", session.language, found=attention, shelf=shelf, limit=_SHOWN)
        return render(
            "library/documents",
            session.language,
            found=found,
            shelf=shelf,
            limit=_SHOWN,
            to_look_at=attention.total,
        )

    async def _list(self, stored: object, shelf: Shelf) -> tuple[str, Shelf]:
        return await self._listed(Session.read(stored), shelf), shelf

    async def _filter(
        self, stored: object, search: str, kind: str | None, clearance: str | None, shelf: Shelf
    ) -> tuple[str, Shelf]:
        shelf = replace(
            shelf, search=search.strip(), kind=kind or "", clearance=clearance or "", offset=0, attending=False
        )
        return await self._listed(Session.read(stored), shelf), shelf

    async def _leaf(self, stored: object, shelf: Shelf, event: gr.EventData) -> tuple[str, Shelf]:
        offset = clicked_data(event).get("offset", "")
        shelf = replace(shelf, offset=int(offset) if offset.isdecimal() else 0)
        return await self._listed(Session.read(stored), shelf), shelf

    async def _sort(self, stored: object, shelf: Shelf, event: gr.EventData) -> tuple[str, Shelf]:
        """By a column; chosen again the other way round, then as they came in."""
        sort = clicked_data(event).get("sort", "")
        if sort in SORTED_BY:
            again = sort == shelf.sort
            over = again and shelf.descending
            shelf = replace(shelf, sort="" if over else sort, descending=again and not over, offset=0)
        return await self._listed(Session.read(stored), shelf), shelf

    async def _attend(self, stored: object, shelf: Shelf, event: gr.EventData) -> tuple[str, Shelf]:
        """Only what was not understood, or everything again."""
        shelf = replace(shelf, attending=clicked_data(event).get("attending", "") == "true", offset=0)
        return await self._listed(Session.read(stored), shelf), shelf

    async def _settle(self, stored: object, shelf: Shelf, event: gr.EventData) -> tuple[object, ...]:
        """Nothing is to be done about a finding, or there is after all."""
        session, data = Session.read(stored), clicked_data(event)
        with problems_as_toasts(session.language):
            settled = data.get("settled", "") == "true"
            await calls.settle(self._api.signed_in(session.token), shelf.open_id, data.get("key", ""), settled)
            gr.Info(text("finding_settled", session.language))
        return await self._opened(session, shelf)

    async def _preview(self, stored: object, shelf: Shelf, event: gr.EventData) -> tuple[object, ...]:
        shelf = replace(shelf, open_id=clicked_data(event).get("document", ""), reopened=False)
        return await self._opened(Session.read(stored), shelf)

    async def _refresh(self, stored: object, changed: str, shelf: Shelf) -> tuple[object, ...]:
        """After a correction the document is shown anew; after a deletion nothing is."""
        if changed.startswith("deleted"):
            return self._closed(shelf)
        return await self._opened(Session.read(stored), shelf)

    async def _close(self, shelf: Shelf) -> tuple[object, ...]:
        return self._closed(shelf)

    def _closed(self, shelf: Shelf) -> tuple[object, ...]:
        hidden = gr.update(visible=False)
        return hidden, "", replace(shelf, open_id="", reopened=False), *self.editor.hidden()

    async def _opened(self, session: Session, shelf: Shelf) -> tuple[object, ...]:
        api = self._api.signed_in(session.token)
        try:
            document = await calls.document(api, shelf.open_id)
        except ApiProblem as problem:
            html = render(
                "library/document", session.language, document=None, problem=problem_text(problem, session.language)
            )
            return gr.update(visible=True), html, shelf, *self.editor.hidden()
        html = await document_html(api, session, document)
        return gr.update(visible=True), html, shelf, *self.editor.showing(document, session)
