"""台账看板: vacancy, stale rows, cells to mend and names to confirm, each figure down to its cell; for staff."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

import gradio as gr

from assistant.contract.ledgers import LedgerList
from ui.client import ApiClient, ApiProblem
from ui.components import Localised, action_html, clicked_data, listen, page_classes, problem_text, problems_as_toasts
from ui.contract import Citation
from ui.ledgers import calls
from ui.ledgers.mending import mendable_cells, mendable_rows
from ui.listings.panel import PHOTOS, open_listing
from ui.pages import PageView
from ui.preview import preview_as_investor
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text
from ui.viewer import open_citation


@dataclass(frozen=True, slots=True)
class Correcting:
    """The column that is being corrected, and what it is taken for; an empty layout: none."""

    layout: str = ""
    header: str = ""
    field: str = ""
    restricted: bool = False


WARNINGS = 50
"""Cells to mend on a page of the board."""


class LedgersPage(PageView):
    """The page's components and what happens in them."""

    name = "ledgers"

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        first = Language.CHINESE
        with gr.Column(elem_id="ledgers", elem_classes=page_classes(False)) as self.area:
            with gr.Column(elem_id="ledger-board", elem_classes=["hz-listing-pane"]):
                with gr.Column(visible=False, elem_id="column-editor") as self.editor:
                    self.editor_title = gr.HTML("", apply_default_css=False)
                    with gr.Row():
                        self.field = gr.Dropdown([], label=text("column_holds", first), elem_id="column-field")
                        self.restricted = gr.Checkbox(label=text("only_staff", first), elem_id="column-restricted")
                        self.save = gr.Button(text("save_column", first), variant="primary", elem_id="save-column")
                        self.cancel = gr.Button(text("close", first), min_width=70, elem_id="close-column")
                self.board = action_html("ledger-figures", "source", "listing", "decide", "column", "turn")
                self.columns = action_html("ledger-columns", "column", "release", "values")
            self.panel = action_html(
                "ledger-panel",
                "close",
                "source",
                visible=False,
                on_load=f"window.huizhao.reveal(element, watch); {PHOTOS}",
            )
        self.state = gr.State(Correcting())
        self.localised = (
            Localised(self.field, {"label": "column_holds"}),
            Localised(self.restricted, {"label": "only_staff"}),
            Localised(self.save, {"value": "save_column"}),
            Localised(self.cancel, {"value": "close"}),
        )
        self.editing = (self.editor, self.editor_title, self.field, self.restricted)
        self.shown = (self.board, self.columns, *self.editing)
        self.left = (self.panel,)
        self._wire(session)

    def open_to(self, session: Session) -> bool:
        return session.sees_library

    def fresh(self) -> Correcting:
        return Correcting()

    def emptied(self) -> Sequence[object]:
        return (gr.update(value="", visible=False),)

    def arrived(self, state: object, data: Mapping[str, str]) -> Correcting:
        """Through a door: with a column of a layout that column is to be corrected."""
        return _column(data)

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        if not in_view or not session.sees_library:
            return "", "", gr.update(visible=False), gr.skip(), gr.skip(), gr.skip()
        correcting = state if isinstance(state, Correcting) else Correcting()
        if correcting.layout and session.administers:
            return *await self._shown(session), *await self._edited(session, correcting)
        return *await self._shown(session), gr.update(visible=False), gr.skip(), gr.skip(), gr.skip()

    def _wire(self, session: gr.BrowserState) -> None:
        listen(self.board.source, self._source, [session], [self.panel], trigger_mode="always_last")
        listen(self.board.listing, self._listing, [session], [self.panel], trigger_mode="always_last")
        listen(self.panel.source, self._source, [session], [self.panel], trigger_mode="always_last")
        listen(self.board.turn, self._turn, [session], [self.board, self.columns])
        listen(self.board.decide, self._decide, [session], [self.board, self.columns])
        listen(self.panel.close, lambda: gr.update(value="", visible=False), outputs=[self.panel])
        editing = [*self.editing, self.state]
        for table in (self.board, self.columns):
            listen(table.column, self._edit, [session], editing)
        listen(self.columns.values, self._values, [session], [self.panel], trigger_mode="always_last")
        listen(self.columns.release, self._release, [session], [self.board, self.columns])
        listen(self.cancel.click, lambda: (gr.update(visible=False), Correcting()), outputs=[self.editor, self.state])
        saving = [session, self.field, self.restricted, self.state]
        listen(self.save.click, self._save, saving, [self.editor, self.board, self.columns, self.state])

    async def _shown(self, session: Session, offset: int = 0) -> tuple[str, str]:
        """The board with the cells to mend from ``offset`` on, and the tables with their columns."""
        api = self._api.signed_in(session.token)
        try:
            found = await calls.dashboard(api)
            warnings = await calls.warnings(api, WARNINGS, offset)
            near = await calls.near_names(api)
            held = await calls.ledgers(api)
        except ApiProblem as problem:
            return render("warning", session.language, text=problem_text(problem, session.language)), ""
        widest = max((group.vacant_m2 for group in (*found.by_street, *found.by_grade)), default=0)
        board = render(
            "ledgers/board",
            session.language,
            found=found,
            warnings=mendable_cells(warnings.warnings, held.ledgers),
            offset=offset,
            page_size=WARNINGS,
            warnings_total=warnings.total,
            stale=mendable_rows(found.stale, held.ledgers),
            near=near.near_names,
            widest=widest or 1,
            administers=session.administers,
        )
        return board, render("ledgers/columns", session.language, found=held, administers=session.administers)

    async def _ledgers(self, session: Session) -> LedgerList:
        with problems_as_toasts(session.language):
            return await calls.ledgers(self._api.signed_in(session.token))
        return LedgerList()

    async def _source(self, stored: object, event: gr.EventData) -> AsyncIterator[object]:
        citation = Citation(number=1, label="", chunk_id=clicked_data(event).get("chunk", ""))
        async for html in open_citation(self._api, Session.read(stored), citation):
            yield gr.update(value=html, visible=True)

    async def _listing(self, stored: object, event: gr.EventData) -> object:
        panel = await open_listing(self._api, Session.read(stored), clicked_data(event).get("listing", ""))
        return gr.update(value=panel, visible=True)

    async def _values(self, stored: object, event: gr.EventData) -> object:
        """What of a column an investor would see once it is released."""
        session, data = Session.read(stored), clicked_data(event)
        with problems_as_toasts(session.language):
            shown = await preview_as_investor(self._api, session, data.get("document", ""), data.get("header", ""))
            return gr.update(value=shown, visible=True)
        return gr.skip()

    async def _turn(self, stored: object, event: gr.EventData) -> tuple[str, str]:
        offset = clicked_data(event).get("offset", "")
        return await self._shown(Session.read(stored), int(offset) if offset.isascii() and offset.isdecimal() else 0)

    async def _decide(self, stored: object, event: gr.EventData) -> tuple[str, str]:
        session, data = Session.read(stored), clicked_data(event)
        first, second = data.get("first", ""), data.get("second", "")
        if first.isdecimal() and second.isdecimal():
            with problems_as_toasts(session.language):
                await calls.decide(
                    self._api.signed_in(session.token), int(first), int(second), data.get("decision", "")
                )
                gr.Info(text("decided", session.language))
        return await self._shown(session)

    async def _edit(self, stored: object, event: gr.EventData) -> tuple[object, ...]:
        correcting = _column(clicked_data(event))
        return *await self._edited(Session.read(stored), correcting), correcting

    async def _edited(self, session: Session, correcting: Correcting) -> tuple[object, ...]:
        """The editor with a column in it."""
        found = await self._ledgers(session)
        choices = [(text("extra_column", session.language), ""), *((item.label, item.field) for item in found.fields)]
        title = render("ledgers/correcting", session.language, header=correcting.header)
        shown = gr.update(choices=choices, value=correcting.field)
        return gr.update(visible=True), title, shown, correcting.restricted

    async def _release(self, stored: object, event: gr.EventData) -> tuple[str, str]:
        session, data = Session.read(stored), clicked_data(event)
        header, released = data.get("header", ""), data.get("released", "") == "true"
        with problems_as_toasts(session.language):
            found = await calls.release(self._api.signed_in(session.token), data.get("layout", ""), header, released)
            columns = (one for ledger in found.ledgers for one in ledger.columns if one.header == header)
            waits = released and any(one.restricted for one in columns)
            done = "column_waits" if waits else "column_released" if released else "column_withdrawn"
            gr.Info(text(done, session.language, header=header))
        return await self._shown(session)

    async def _save(
        self, stored: object, field: str | None, restricted: bool, state: object
    ) -> tuple[object, str, str, Correcting]:
        session = Session.read(stored)
        correcting = state if isinstance(state, Correcting) else Correcting()
        if correcting.layout:
            with problems_as_toasts(session.language):
                await calls.correct(
                    self._api.signed_in(session.token), correcting.layout, correcting.header, field or "", restricted
                )
                gr.Info(text("column_saved", session.language))
        return gr.update(visible=False), *await self._shown(session), Correcting()


def _column(data: Mapping[str, str]) -> Correcting:
    return Correcting(
        data.get("layout", ""), data.get("header", ""), data.get("field", ""), data.get("restricted", "") == "true"
    )
