"""选址: say what is needed, see what was understood, and find, compare and take away the places that fit."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace

import gradio as gr

from assistant.contract.listings import Distribution, Outlines
from ui.client import ApiClient
from ui.components import Localised, action_html, clicked_data, listen, page_classes, problems_as_toasts
from ui.contract import Citation
from ui.listings.panel import PHOTOS, open_listing
from ui.pages import PageView
from ui.rendering import render
from ui.session import Language, Session
from ui.sites import calls
from ui.sites.contract import Choices, Comparison, Found
from ui.sites.drawing import bars_of, compared_trends, rent_bars
from ui.sites.mapping import map_of
from ui.sites.search import NUMBERS, ORDERS, PAGE, VIEWS, FormValues, Search
from ui.texts import text, word_text
from ui.viewer import open_citation

_SHOWN_ON_MAP = 500
_SENTENCE_CHARACTERS = 300
_Values = tuple[object, ...]


class SitesPage(PageView):
    """The page's components and what happens in them."""

    name = "sites"

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        first = Language.CHINESE
        with gr.Column(elem_id="sites", elem_classes=page_classes(False)) as self.area:
            with gr.Column(elem_id="sites-main"):
                self.sentence = gr.Textbox(
                    label=text("need", first),
                    show_label=False,
                    container=False,
                    lines=1,
                    max_length=_SENTENCE_CHARACTERS,
                    placeholder=text("need_placeholder", first),
                    submit_btn=text("find", first),
                    elem_id="need",
                    elem_classes="hz-kept",
                )
                with gr.Accordion(text("filter", first), open=False, elem_id="site-filters") as self.filters:
                    with gr.Row():
                        self.category = _choice("type", first)
                        self.street = _choice("street", first)
                        self.grade = _choice("grade", first)
                        self.order = gr.Dropdown(
                            _order_choices(first), value="", label=text("site_order", first), min_width=120
                        )
                    with gr.Row():
                        self.numbers = [
                            gr.Number(label=text(key, first), value=None, minimum=0, min_width=110) for key in NUMBERS
                        ]
                        self.apply = gr.Button(text("filter", first), min_width=80, elem_id="apply-filters")
                self.result = action_html(
                    "site-result",
                    *(
                        "remove",
                        "clear",
                        "unname",
                        "relax",
                        "view",
                        "turn",
                        "pick",
                        "cite",
                        "show",
                        "street",
                        "sort",
                        "recall",
                    ),
                    on_load=f"{PHOTOS} window.huizhao.map(element, watch); window.huizhao.searches.on(element, watch);",
                )
            self.viewer = action_html("site-source", "close", "source", "goto", visible=False, on_load=PHOTOS)
        self.form = [self.category, self.street, self.grade, *self.numbers, self.order]
        self.state = gr.State(Search())
        self.localised = (
            Localised(self.sentence, {"label": "need", "placeholder": "need_placeholder", "submit_btn": "find"}),
            Localised(self.filters, {"label": "filter"}),
            Localised(self.category, {"label": "type"}),
            Localised(self.street, {"label": "street"}),
            Localised(self.grade, {"label": "grade"}),
            Localised(self.order, {"label": "site_order"}, _order_choices),
            Localised(self.apply, {"value": "filter"}),
            *(Localised(field, {"label": key}) for field, key in zip(self.numbers, NUMBERS, strict=True)),
        )
        self.shown = (self.viewer, self.result, *self.form)
        self.left = (self.sentence,)
        self.doors = (self.viewer,)
        self._wire(session)

    def fresh(self) -> Search:
        return Search()

    def emptied(self) -> Sequence[object]:
        return ("",)

    async def resumed(self, session: Session, state: object, data: Mapping[str, str]) -> Search:
        """The search that the browser kept; one for the need of a ``sentence``, where a link tells one."""
        sentence = data.get("sentence", "")[:_SENTENCE_CHARACTERS]
        if sentence and "need" not in data:
            with problems_as_toasts(session.language):
                found = await calls.match(self._api.signed_in(session.token), Search(), sentence, 1)
                return Search(found.conditions, found.names, found.order)
        return Search.resumed(data, data.get("row", ""))

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        """What an account saw may not stay: the result is always made anew, out of view it is empty."""
        search = _search(state)
        panel = gr.update(value="", visible=False)
        if not in_view:
            return panel, "", *(gr.skip() for _ in self.form)
        if search.opened:
            panel = gr.update(value=await open_listing(self._api, session, search.opened), visible=True)
        html, search = await self._found(session, search)
        with problems_as_toasts(session.language):
            return panel, html, *self._form(search, await calls.choices(self._api.signed_in(session.token)))
        return panel, html, *self._form(search, None)

    def _wire(self, session: gr.BrowserState) -> None:
        reading = [session, self.state]
        changed = [self.result, self.state, *self.form]
        listen(self.sentence.submit, self._say, [self.sentence, *reading], [*changed, self.sentence])
        filtering = [*self.form, *reading]
        for event in (self.apply.click, self.category.input, self.street.input, self.grade.input, self.order.input):
            listen(event, self._filter, filtering, changed)
        for event, change in (
            (self.result.remove, self._remove),
            (self.result.clear, self._clear),
            (self.result.unname, self._unname),
            (self.result.relax, self._relax),
            (self.result.view, self._view),
            (self.result.turn, self._turn),
            (self.result.pick, self._pick),
            (self.result.street, self._in_street),
            (self.result.sort, self._sort),
            (self.result.recall, self._recall),
        ):
            listen(event, change, reading, changed)
        listen(self.result.cite, self._cite, reading, [self.viewer], trigger_mode="always_last")
        opened = [self.viewer, self.state]
        listen(self.result.show, self._show, reading, opened, trigger_mode="always_last")
        listen(self.viewer.source, self._cite, reading, [self.viewer], trigger_mode="always_last")
        listen(self.viewer.close, self._close, [self.state], opened)

    async def _say(self, sentence: str, stored: object, search: Search) -> _Values:
        session = Session.read(stored)
        html, search = await self._found(session, replace(search, offset=0, view="list"), sentence.strip())
        return html, search, *self._form(search, None), ""

    async def _filter(self, *values: object) -> _Values:
        *form, stored, search = values
        return await self._changed(stored, _search(search).with_form(_form_values(form)))

    async def _remove(self, stored: object, search: Search, event: gr.EventData) -> _Values:
        return await self._changed(stored, search.without(_number(clicked_data(event), "number")))

    async def _clear(self, stored: object, search: Search) -> _Values:
        return await self._changed(stored, replace(search, conditions=(), names=(), order=None, offset=0))

    async def _unname(self, stored: object, search: Search) -> _Values:
        return await self._changed(stored, replace(search, names=(), offset=0))

    async def _relax(self, stored: object, search: Search, event: gr.EventData) -> _Values:
        session, number = Session.read(stored), _number(clicked_data(event), "number")
        with problems_as_toasts(session.language):
            found = await calls.match(self._api.signed_in(session.token), search, "", 1)
            if number < len(found.relaxations):
                way = found.relaxations[number]
                search = replace(search, conditions=found.conditions).relaxed(way.condition, way.relaxed)
        return await self._changed(stored, search)

    async def _view(self, stored: object, search: Search, event: gr.EventData) -> _Values:
        view = clicked_data(event).get("view", "")
        return await self._changed(stored, replace(search, view=view if view in VIEWS else "list"))

    async def _turn(self, stored: object, search: Search, event: gr.EventData) -> _Values:
        return await self._changed(stored, replace(search, offset=_number(clicked_data(event), "offset")))

    async def _pick(self, stored: object, search: Search, event: gr.EventData) -> _Values:
        return await self._changed(stored, search.toggled(clicked_data(event).get("row", "")))

    async def _in_street(self, stored: object, search: Search, event: gr.EventData) -> _Values:
        return await self._changed(stored, search.in_street(clicked_data(event).get("name", "")))

    async def _sort(self, stored: object, search: Search, event: gr.EventData) -> _Values:
        return await self._changed(stored, search.sorted_by(clicked_data(event).get("field", "")))

    async def _recall(self, stored: object, search: Search, event: gr.EventData) -> _Values:
        """A search that the browser has kept for its user."""
        kept = Search.resumed({"need": clicked_data(event).get("need", "{}")}, "")
        return await self._changed(stored, replace(kept, picked=search.picked))

    async def _cite(self, stored: object, search: Search, event: gr.EventData) -> AsyncIterator[object]:
        data = clicked_data(event)
        citation = Citation(
            number=1, label=data.get("label", ""), quote=data.get("quote", ""), chunk_id=data.get("chunk", "")
        )
        async for html in open_citation(self._api, Session.read(stored), citation):
            yield gr.update(value=html, visible=True)

    async def _show(self, stored: object, search: Search, event: gr.EventData) -> _Values:
        search = replace(search, opened=clicked_data(event).get("row", ""))
        panel = await open_listing(self._api, Session.read(stored), search.opened)
        return gr.update(value=panel, visible=True), search

    def _close(self, search: Search) -> _Values:
        return gr.update(value="", visible=False), replace(search, opened="")

    async def _changed(self, stored: object, search: Search) -> _Values:
        html, search = await self._found(Session.read(stored), search)
        return html, search, *self._form(search, None)

    async def _found(self, session: Session, search: Search, sentence: str = "") -> tuple[str, Search]:
        """The result as HTML, and the search with the conditions as they were understood."""
        api = self._api.signed_in(session.token)
        search = replace(search, language=session.language)
        found, comparison, outlines = Found(), Comparison(), Outlines()
        charts: dict[str, object] = {"streets": (), "grades": (), "rents": (), "spread": Distribution()}
        with problems_as_toasts(session.language):
            limit, offset = (_SHOWN_ON_MAP, 0) if search.view == "map" else (PAGE, search.offset)
            found = await calls.match(api, search, sentence, limit, offset)
            search = replace(search, conditions=found.conditions, names=found.names, order=found.order)
            if search.view == "map":
                outlines = await calls.outlines(api)
            if search.view == "charts":
                by_street = await calls.figures(api, search, "VACANT_AREA_M2", "STREET")
                by_grade = await calls.figures(api, search, "VACANT_AREA_M2", "GRADE")
                spread = await calls.rents(api, search)
                charts = {
                    "streets": bars_of(by_street.groups, by_street.unit),
                    "grades": bars_of(by_grade.groups, by_grade.unit),
                    "rents": rent_bars(spread),
                    "spread": spread,
                }
            if search.view == "compare" and search.picked:
                comparison = await calls.compare(api, search.picked)
        html = render(
            "sites/result",
            session.language,
            search=search,
            found=found,
            views=VIEWS,
            page_size=PAGE,
            map=map_of(outlines, found.rows, word_text("元", session.language)) if search.view == "map" else None,
            comparison=comparison,
            trends=compared_trends(comparison),
            **charts,
        )
        return html, search

    def _form(self, search: Search, choices: Choices | None) -> _Values:
        """The filter form as the conditions are; with ``choices`` also what it offers."""
        values = search.form()
        if choices is None:
            return tuple(gr.update(value=value) for value in values)
        offered = (choices.categories, choices.streets, choices.grades)
        lists = [
            gr.update(
                choices=[(word_text(item, search.language), item) for item in sorted({*offer, *value})], value=value
            )
            for offer, value in zip(offered, (values[0], values[1], values[2]), strict=True)
        ]
        return *lists, *(gr.update(value=value) for value in values[3:])


def _choice(key: str, language: Language) -> gr.Dropdown:
    return gr.Dropdown(
        [], value=[], label=text(key, language), multiselect=True, allow_custom_value=True, min_width=150
    )


def _order_choices(language: Language) -> list[tuple[str, str]]:
    return [(text(key, language), value) for key, value in ORDERS]


def _search(state: object) -> Search:
    """The page's state as the frame hands it back."""
    return state if isinstance(state, Search) else Search()


def _form_values(values: Sequence[object]) -> FormValues:
    """What the form's fields hold; it comes from the browser, so it may be anything."""
    lists = [[str(item) for item in value] if isinstance(value, list) else [] for value in values[:3]]
    area_from, area_to, rent_from, rent_to, built_from, built_to = (
        float(value) if isinstance(value, int | float) else None for value in values[3:9]
    )
    order = str(values[9] or "")
    return lists[0], lists[1], lists[2], area_from, area_to, rent_from, rent_to, built_from, built_to, order


def _number(data: dict[str, str], name: str) -> int:
    """A number of the clicked button; 0 when it carries none."""
    value = data.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() else 0
