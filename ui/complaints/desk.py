"""诉求办理: the queue by due date, the case, approval, and the desk's figures; for staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import gradio as gr

from ui.client import ApiClient
from ui.complaints import calls
from ui.complaints.case_panel import CasePanel
from ui.complaints.register_panel import RegisterPanel
from ui.components import Localised, action_html, clicked_data, kept_json, listen, page_classes, problems_as_toasts
from ui.pages import PageView
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text

_REVIEW = "review"
_LIMIT = 100


@dataclass(frozen=True, slots=True)
class DeskView:
    """What is looked at: a part of the queue with an open case, or the figures."""

    search: str = ""
    urgency: str = ""
    state: str = ""
    open_id: int = 0
    offset: int = 0
    figures: bool = False
    calendar: str = ""

    @property
    def kept(self) -> str:
        """What the browser keeps of the view."""
        return kept_json(urgency=self.urgency, state=self.state, figures="1" if self.figures else "")


class DeskPage(PageView):
    """The page's components and what happens in them."""

    name = "desk"

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        first = Language.CHINESE
        with gr.Column(elem_id="desk", elem_classes=page_classes(False)) as self.area:
            with gr.Column(elem_id="desk-list"):
                with gr.Row(elem_id="desk-filters"):
                    self.search = gr.Textbox(
                        show_label=False,
                        label=text("search_complaints", first),
                        placeholder=text("search_complaints", first),
                        container=False,
                        elem_id="search-complaints",
                        elem_classes="hz-kept",
                        scale=3,
                    )
                    self.register_button = gr.Button(
                        text("register_complaint", first),
                        variant="primary",
                        elem_id="open-register",
                        min_width=110,
                        scale=0,
                    )
                self.register = RegisterPanel(api, session)
                self.queue = action_html("desk-queue", "open", "filter", "leaf", "figures", "calendar")
            self.case = CasePanel(api, session)
        self.state = gr.State(DeskView())
        self.localised = (
            Localised(self.search, {"label": "search_complaints", "placeholder": "search_complaints"}),
            Localised(self.register_button, {"value": "register_complaint"}),
            *self.register.localised,
            *self.case.localised,
        )
        self.shown = (self.queue, *self.case.components)
        self.left = (self.search, self.register.area)
        self._wire(session)

    def open_to(self, session: Session) -> bool:
        return session.sees_library

    def fresh(self) -> DeskView:
        return DeskView()

    def emptied(self) -> Sequence[object]:
        return "", gr.update(visible=False)

    def arrived(self, state: object, data: Mapping[str, str]) -> DeskView:
        """Through a door: with ``complaint`` that case opens."""
        view = state if isinstance(state, DeskView) else DeskView()
        chosen = data.get("complaint", "")
        return replace(view, open_id=int(chosen)) if chosen.isdecimal() else view

    async def resumed(self, session: Session, state: object, data: Mapping[str, str]) -> DeskView:
        view = state if isinstance(state, DeskView) else DeskView()
        view = replace(view, urgency=data.get("urgency", ""), state=data.get("state", ""), open_id=0)
        return self.arrived(replace(view, figures="figures" in data), data)

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        view = state if isinstance(state, DeskView) else DeskView()
        if not session.sees_library:
            return "", *self.case.hidden()
        if not in_view:
            return tuple(gr.skip() for _ in self.shown)
        case = await self.case.opened(session, view.open_id) if view.open_id else self.case.hidden()
        return await self._listed(session, view), *case

    def _wire(self, session: gr.BrowserState) -> None:
        reading = [session, self.state]
        listed = [self.queue, self.state]
        listen(self.search.change, self._search, [*reading, self.search], listed, trigger_mode="always_last")
        listen(self.queue.filter, self._filter, reading, listed)
        listen(self.queue.leaf, self._leaf, reading, listed)
        listen(self.queue.figures, self._figures, reading, listed)
        listen(self.queue.calendar, self._calendar, reading, listed)
        listen(self.queue.open, self._open, reading, [*listed, *self.case.components])
        listen(self.case.head.close, self._close, reading, listed)
        listen(
            self.register_button.click,
            self.register.opened,
            [session],
            [self.register.area, self.register.channel],
        )
        listen(self.case.changed.change, self._refresh, [*reading, self.case.complaint_id], listed)
        opened = [*listed, *self.case.components]
        listen(self.register.registered.change, self._open_new, [*reading, self.register.registered], opened)

    async def _listed(self, session: Session, view: DeskView) -> str:
        """The queue or the figures as HTML."""
        with problems_as_toasts(session.language):
            api = self._api.signed_in(session.token)
            if view.figures:
                figures = await calls.figures(api)
                return render("complaints/figures", session.language, figures=figures, view=view)
            rights = await calls.rights(api)
            asked = {"text": view.search, "urgency": view.urgency, "state": view.state}
            found = await calls.queue(api, **asked, limit=_LIMIT, offset=view.offset)
            whole, waiting = found, found
            if view.state:
                whole = await calls.queue(api, text=view.search, urgency="", state="", limit=1)
            elif rights.may_approve:
                waiting = await calls.queue(api, text=view.search, urgency="", state=_REVIEW, limit=1)
            given = {"found": found, "counts": whole.counts, "waiting": waiting.total, "limit": _LIMIT}
            return render("complaints/queue", session.language, view=view, rights=rights, **given)
        return ""

    async def _search(self, stored: object, view: DeskView, words: str) -> tuple[object, ...]:
        view = replace(view, search=words.strip(), figures=False, offset=0)
        return await self._listed(Session.read(stored), view), view

    async def _filter(self, stored: object, view: DeskView, event: gr.EventData) -> tuple[object, ...]:
        data = clicked_data(event)
        view = replace(view, urgency=data.get("urgency", ""), state=data.get("state", ""), figures=False, offset=0)
        return await self._listed(Session.read(stored), view), view

    async def _leaf(self, stored: object, view: DeskView, event: gr.EventData) -> tuple[object, ...]:
        offset = clicked_data(event).get("offset", "")
        view = replace(view, offset=int(offset) if offset.isdecimal() else 0)
        return await self._listed(Session.read(stored), view), view

    async def _figures(self, stored: object, view: DeskView) -> tuple[object, ...]:
        view = replace(view, figures=True)
        return await self._listed(Session.read(stored), view), view

    async def _calendar(self, stored: object, view: DeskView) -> tuple[object, ...]:
        session = Session.read(stored)
        with problems_as_toasts(session.language):
            address = await calls.calendar(self._api.signed_in(session.token))
            view = replace(view, calendar=address.path)
        return await self._listed(session, view), view

    async def _open(self, stored: object, view: DeskView, event: gr.EventData) -> tuple[object, ...]:
        chosen = clicked_data(event).get("complaint", "")
        return await self._opened(Session.read(stored), view, int(chosen) if chosen.isdecimal() else 0)

    async def _open_new(self, stored: object, view: DeskView, registered: str) -> tuple[object, ...]:
        return await self._opened(Session.read(stored), view, int(registered.split(":")[0] or 0))

    async def _opened(self, session: Session, view: DeskView, complaint_id: int) -> tuple[object, ...]:
        view = replace(view, open_id=complaint_id)
        case = await self.case.opened(session, complaint_id) if complaint_id else self.case.hidden()
        return await self._listed(session, view), view, *case

    async def _close(self, stored: object, view: DeskView) -> tuple[object, ...]:
        view = replace(view, open_id=0)
        return await self._listed(Session.read(stored), view), view

    async def _refresh(self, stored: object, view: DeskView, complaint_id: int) -> tuple[object, ...]:
        view = replace(view, open_id=complaint_id)
        return await self._listed(Session.read(stored), view), view
