"""机会: the opportunity list with its filters, cards, and each row opened to its source."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import gradio as gr

from assistant.contract.listings import OpportunityList
from ui.client import ApiClient
from ui.components import Localised, action_html, clicked_data, listen, page_classes, problems_as_toasts
from ui.contract import Citation
from ui.listings.panel import open_listing
from ui.opportunities import calls
from ui.pages import PageView
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text, word_text
from ui.viewer import open_citation

_SHOWN = 30
_YUAN_PER_UNIT = Decimal(100_000_000)
_ORDERS = (
    ("order_ledger", "ledger"),
    ("order_deadline", "deadline"),
    ("order_largest", "-investment"),
    ("order_smallest", "investment"),
)


@dataclass(frozen=True, slots=True)
class Board:
    """What the reader is looking at: the filters, how far down the list, the open row. Investments in 元."""

    words: str = ""
    topic: str = ""
    unit: str = ""
    status: str = ""
    least_yuan: str = ""
    most_yuan: str = ""
    due_by: str = ""
    open_only: bool = False
    order: str = "ledger"
    offset: int = 0
    open_id: str = ""

    @property
    def params(self) -> dict[str, str]:
        """The filters as the API takes them."""
        return {
            "q": self.words,
            "topic": self.topic,
            "unit": self.unit,
            "status": self.status,
            "min_yuan": self.least_yuan,
            "max_yuan": self.most_yuan,
            "due_by": self.due_by,
            "expired": "false" if self.open_only else "",
            "sort": self.order,
            "limit": str(_SHOWN),
            "offset": str(self.offset),
        }


class OpportunitiesPage(PageView):
    """The page's components and what happens in them."""

    name = "opportunities"

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        first = Language.CHINESE
        with gr.Column(elem_id="opportunities", elem_classes=page_classes(False)) as self.area:
            with gr.Column(elem_id="opportunity-list", elem_classes=["hz-listing-pane"]):
                with gr.Row(elem_classes=["hz-filters"]):
                    self.words = gr.Textbox(
                        label=text("search_opportunities", first),
                        show_label=False,
                        container=False,
                        placeholder=text("search_opportunities", first),
                        elem_id="opportunity-words",
                        min_width=220,
                        scale=3,
                    )
                    self.topic = _dropdown("any_topic", "opportunity-topic")
                    self.unit = _dropdown("any_unit", "opportunity-unit")
                    self.status = _dropdown("any_status", "opportunity-status")
                with gr.Row(elem_classes=["hz-filters"]):
                    self.least = _box("least_investment", "least")
                    self.most = _box("most_investment", "most")
                    self.due_by = _box("opportunity_due_by", "due-by")
                    self.order = gr.Dropdown(
                        _orders(first),
                        value="ledger",
                        label=text("order", first),
                        show_label=False,
                        container=False,
                        min_width=130,
                        elem_id="order",
                    )
                    self.open_only = gr.Checkbox(
                        label=text("open_only", first), container=False, min_width=110, elem_id="open-only"
                    )
                self.cards = action_html("opportunity-cards", "show", "leaf")
            self.panel = action_html("opportunity-panel", "close", "source", "goto", visible=False)
        self.filters = [
            self.words, self.topic, self.unit, self.status, self.least, self.most, self.due_by, self.order, self.open_only,
        ]  # fmt: skip
        self.state = gr.State(Board())
        self.localised = (
            Localised(self.words, {"label": "search_opportunities", "placeholder": "search_opportunities"}),
            Localised(self.least, {"label": "least_investment", "placeholder": "least_investment"}),
            Localised(self.most, {"label": "most_investment", "placeholder": "most_investment"}),
            Localised(self.due_by, {"label": "opportunity_due_by", "placeholder": "opportunity_due_by"}),
            Localised(self.order, {"label": "order"}, _orders),
            Localised(self.open_only, {"label": "open_only"}),
        )
        self.shown = (self.cards, self.topic, self.unit, self.status, self.panel)
        self._wire(session)

    def fresh(self) -> Board:
        return Board()

    def arrived(self, state: object, data: Mapping[str, str]) -> Board:
        """Through a door: with ``listing`` that opportunity opens."""
        board = _board(state)
        return replace(board, open_id=data["listing"]) if "listing" in data else board

    async def resumed(self, session: Session, state: object, data: Mapping[str, str]) -> Board:
        return self.arrived(replace(_board(state), open_id=""), data)

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        board = _board(state)
        panel = gr.update(value="", visible=False)
        if not in_view:
            return "", gr.skip(), gr.skip(), gr.skip(), panel
        if board.open_id:
            panel = gr.update(value=await open_listing(self._api, session, board.open_id), visible=True)
        found = await self._found(session, board)
        return (
            _cards(found, board, session),
            _choices("any_topic", found.topics, board.topic, session.language),
            _choices("any_unit", found.units, board.unit, session.language),
            _choices("any_status", found.statuses, board.status, session.language),
            panel,
        )

    def _wire(self, session: gr.BrowserState) -> None:
        reading = [session, self.state]
        listed = [self.cards, self.state]
        filtering = [session, *self.filters, self.state]
        for typed in (self.words, self.least, self.most, self.due_by, self.open_only):
            listen(typed.change, self._filter, filtering, listed, trigger_mode="always_last")
        for chosen in (self.topic, self.unit, self.status, self.order):
            listen(chosen.input, self._filter, filtering, listed)
        listen(self.cards.leaf, self._leaf, reading, listed)
        opened = [self.panel, *listed]
        listen(self.cards.show, self._show, reading, opened, trigger_mode="always_last")
        listen(self.panel.source, self._source, [session], [self.panel], trigger_mode="always_last")
        listen(self.panel.close, self._close, reading, opened)

    async def _found(self, session: Session, board: Board) -> OpportunityList:
        with problems_as_toasts(session.language):
            return await calls.opportunities(self._api.signed_in(session.token), board.params)
        return OpportunityList()

    async def _filter(
        self,
        stored: object,
        words: str,
        topic: str | None,
        unit: str | None,
        status: str | None,
        least: str,
        most: str,
        due_by: str,
        order: str | None,
        open_only: bool,
        board: Board,
    ) -> tuple[object, Board]:
        session = Session.read(stored)
        due_by = due_by.strip()
        board = replace(
            _board(board),
            words=words.strip(),
            topic=topic or "",
            unit=unit or "",
            status=status or "",
            least_yuan=_yuan(least),
            most_yuan=_yuan(most),
            due_by=due_by
            if len(due_by) == len("2027-06-30")
            else "",  # a day that is still being typed narrows nothing
            order=order or "ledger",
            open_only=open_only,
            offset=0,
        )
        return _cards(await self._found(session, board), board, session), board

    async def _leaf(self, stored: object, board: Board, event: gr.EventData) -> tuple[object, Board]:
        session = Session.read(stored)
        offset = clicked_data(event).get("offset", "")
        board = replace(_board(board), offset=int(offset) if offset.isdecimal() else 0)
        return _cards(await self._found(session, board), board, session), board

    async def _show(self, stored: object, board: Board, event: gr.EventData) -> tuple[object, ...]:
        session = Session.read(stored)
        board = replace(_board(board), open_id=clicked_data(event).get("listing", ""))
        cards = _cards(await self._found(session, board), board, session)
        panel = await open_listing(self._api, session, board.open_id)
        return gr.update(value=panel, visible=True), cards, board

    async def _source(self, stored: object, event: gr.EventData) -> AsyncIterator[object]:
        """The row in its list, in the panel where the row stood."""
        citation = Citation(number=1, label="", chunk_id=clicked_data(event).get("chunk", ""))
        async for html in open_citation(self._api, Session.read(stored), citation):
            yield gr.update(value=html, visible=True)

    async def _close(self, stored: object, board: Board) -> tuple[object, ...]:
        session = Session.read(stored)
        board = replace(_board(board), open_id="")
        return (
            gr.update(value="", visible=False),
            _cards(await self._found(session, board), board, session),
            board,
        )


def _board(state: object) -> Board:
    return state if isinstance(state, Board) else Board()


def _cards(found: OpportunityList, board: Board, session: Session) -> str:
    return render("opportunities/cards", session.language, found=found, board=board, limit=_SHOWN)


def _dropdown(none: str, elem_id: str) -> gr.Dropdown:
    return gr.Dropdown(
        [(text(none, Language.CHINESE), "")],
        value="",
        label=text(none, Language.CHINESE),
        show_label=False,
        container=False,
        min_width=130,
        elem_id=elem_id,
    )


def _choices(none: str, values: Sequence[str], chosen: str, language: Language) -> object:
    choices = [(text(none, language), ""), *((word_text(value, language), value) for value in values)]
    return gr.update(choices=choices, label=text(none, language), value=chosen if chosen in values else "")


def _orders(language: Language) -> list[tuple[str, str]]:
    return [(text(key, language), value) for key, value in _ORDERS]


def _box(key: str, elem_id: str) -> gr.Textbox:
    words = text(key, Language.CHINESE)
    return gr.Textbox(
        label=words, show_label=False, container=False, placeholder=words, max_length=12, min_width=150, elem_id=elem_id
    )


def _yuan(hundred_million: str) -> str:
    """An amount in 亿元 as 元; "" for none, and for one that is still being typed."""
    found = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,4})?)\s*(?:亿元?)?\s*", hundred_million)
    return f"{Decimal(found[1]) * _YUAN_PER_UNIT:f}" if found else ""
