"""政策: which policies there are and whether they hold, and each read clause by clause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import gradio as gr

from assistant.contract.applying import Applying
from assistant.contract.policies import PolicyPage
from ui.client import ApiClient
from ui.components import Localised, action_html, clicked_data, kept_json, listen, page_classes, problems_as_toasts
from ui.pages import PageView
from ui.policies import calls
from ui.policies.contract import FoundPlaces
from ui.policies.reading import node_class, node_named, portion_of, table_rows, with_references
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text

_SHOWN = 40
FACETS = ("status", "theme", "industry", "form", "issuer")


@dataclass(frozen=True, slots=True)
class Desk:
    """What the reader is looking at: the filters, how far down the list, the open document and the node in view there; ``clause`` names
    that node (第八条) where its number is not known yet. ``applying``: how to apply is shown above the document."""

    search: str = ""
    form: str = ""
    issuer: str = ""
    status: str = ""
    theme: str = ""
    industry: str = ""
    as_of: str = ""
    offset: int = 0
    open_id: str = ""
    at: int = 0
    words: str = ""
    clause: str = ""
    applying: bool = False

    @property
    def kept(self) -> str:
        """What the browser keeps of the view, beside the address of the open document."""
        facets = {name: getattr(self, name) for name in FACETS}
        return kept_json(**facets, at=self.at)


class PoliciesPage(PageView):
    """The page's components and what happens in them."""

    name = "policies"
    group = "policies"

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        first = Language.CHINESE
        with gr.Column(elem_id="policies", elem_classes=page_classes(False)) as self.area:
            with gr.Column(elem_id="policy-shelf") as self.shelf:
                with gr.Row(elem_id="policy-filters"):
                    self.search = gr.Textbox(
                        label=text("search_policies", first),
                        show_label=False,
                        container=False,
                        placeholder=text("search_policies", first),
                        elem_id="search-policies",
                        elem_classes="hz-kept",
                        scale=3,
                    )
                    self.day_label = gr.HTML(text("as_of", first), elem_id="policy-day", apply_default_css=False)
                    self.as_of = gr.DateTime(
                        label=text("as_of", first),
                        show_label=False,
                        include_time=False,
                        type="string",
                        elem_id="policies-as-of",
                    )
                self.policies = action_html("policy-list", "read", "filter", "leaf")
            with gr.Column(elem_id="policy-reader", visible=False) as self.reader:
                self.words = gr.Textbox(
                    label=text("find_inside", first),
                    show_label=False,
                    container=False,
                    placeholder=text("find_inside", first),
                    elem_id="find-inside",
                )
                self.document = action_html(
                    "policy-document",
                    "close",
                    "read",
                    "turn",
                    "apply",
                    "goto",
                    on_load="window.huizhao.settle(element, watch);",
                )
        self.state = gr.State(Desk())
        self.localised = (
            Localised(self.search, {"label": "search_policies", "placeholder": "search_policies"}),
            Localised(self.day_label, {"value": "as_of"}),
            Localised(self.as_of, {"label": "as_of"}),
            Localised(self.words, {"label": "find_inside", "placeholder": "find_inside"}),
        )
        self.shown = (self.policies, self.shelf, self.reader, self.document)
        self.left = (self.search, self.as_of, self.words)
        self.doors = (self.document,)
        self._wire(session)

    def fresh(self) -> Desk:
        return Desk()

    def emptied(self) -> Sequence[object]:
        return "", None, ""

    def arrived(self, state: object, data: Mapping[str, str]) -> Desk:
        """Through a door: with ``document`` that document opens, at the node ``at``."""
        desk = _desk(state)
        if "document" not in data:
            return desk
        return replace(
            desk,
            open_id=data["document"],
            at=_number(data.get("at", "")),
            words="",
            clause=data.get("clause") or data.get("fragment", ""),
            applying=False,
        )

    async def resumed(self, session: Session, state: object, data: Mapping[str, str]) -> Desk:
        desk = replace(_desk(state), open_id="", at=0, words="", clause="", offset=0)
        return self.arrived(_filtered(desk, {name: data.get(name, "") for name in FACETS}), data)

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        if not in_view:
            return gr.skip(), gr.skip(), gr.skip(), gr.skip()
        return await self._rendered(session, _desk(state))

    def _wire(self, session: gr.BrowserState) -> None:
        reading = [session, self.state]
        listed = [self.policies, self.state]
        everything = [*self.shown, self.state]
        filtering = [session, self.search, self.as_of, self.state]
        listen(self.search.change, self._search, filtering, listed, trigger_mode="always_last")
        listen(self.as_of.change, self._search, filtering, listed, trigger_mode="always_last")
        listen(self.policies.filter, self._filter, reading, listed)
        listen(self.policies.leaf, self._leaf, reading, listed)
        for opened in (self.policies.read, self.document.read):
            listen(opened, self._open, reading, [*everything, self.words], trigger_mode="always_last")
        listen(self.document.turn, self._turn, reading, [self.document, self.state], trigger_mode="always_last")
        listen(self.document.apply, self._apply, reading, [self.document, self.state])
        listen(self.document.close, self._close, reading, everything)
        finding = [session, self.words, self.state]
        listen(self.words.submit, self._find, finding, [self.document, self.state], trigger_mode="always_last")

    async def _rendered(self, session: Session, desk: Desk) -> tuple[object, ...]:
        """The list, whether list or reader is in view, and the document."""
        is_open = bool(desk.open_id)
        document = await self._document_html(session, desk) if is_open else ""
        policies = gr.skip() if is_open else await self._list_html(session, desk)
        return policies, gr.update(visible=not is_open), gr.update(visible=is_open), document

    async def _list_html(self, session: Session, desk: Desk) -> str:
        found = PolicyPage()
        with problems_as_toasts(session.language):
            found = await calls.policies(
                self._api.signed_in(session.token),
                form=desk.form,
                issuer=desk.issuer,
                status=desk.status,
                theme=desk.theme,
                industry=desk.industry,
                as_of=desk.as_of,
                text=desk.search,
                limit=_SHOWN,
                offset=desk.offset,
            )
        return render("policies/list", session.language, found=found, desk=desk, limit=_SHOWN)

    async def _document_html(self, session: Session, desk: Desk) -> str:
        api = self._api.signed_in(session.token)
        found: FoundPlaces | None = None
        card: Applying | None = None
        with problems_as_toasts(session.language):
            tree = await calls.tree(api, desk.open_id, desk.as_of)
            if desk.words:
                found = await calls.find_inside(api, desk.open_id, desk.words)
            if desk.applying:
                card = await calls.applying(api, desk.open_id, "", desk.as_of)
            desk = replace(desk, at=node_named(tree, desk.clause) or desk.at)
            portion = portion_of(tree, desk.at)
            return render(
                "policies/reader",
                session.language,
                tree=tree,
                portion=portion,
                desk=desk,
                found=found,
                card=card,
                with_references=with_references,
                table_rows=table_rows,
                node_class=node_class,
            )
        return render("policies/missing", session.language)

    async def _search(self, stored: object, search: str, as_of: str | None, desk: Desk) -> tuple[object, ...]:
        desk = replace(desk, search=search.strip(), as_of=(as_of or "")[:10], offset=0)
        return await self._list_html(Session.read(stored), desk), desk

    async def _filter(self, stored: object, desk: Desk, event: gr.EventData) -> tuple[object, ...]:
        """A facet was chosen; choosing it once more lets go of it."""
        data = clicked_data(event)
        name, value = data.get("facet", ""), data.get("value", "")
        if name in FACETS:
            desk = _filtered(replace(desk, offset=0), {name: "" if getattr(desk, name) == value else value})
        return await self._list_html(Session.read(stored), desk), desk

    async def _leaf(self, stored: object, desk: Desk, event: gr.EventData) -> tuple[object, ...]:
        desk = replace(desk, offset=_number(clicked_data(event).get("offset", "")))
        return await self._list_html(Session.read(stored), desk), desk

    async def _open(self, stored: object, desk: Desk, event: gr.EventData) -> tuple[object, ...]:
        data = clicked_data(event)
        desk = self.arrived(replace(desk, clause=""), {"document": "", **data})
        return *await self._rendered(Session.read(stored), desk), desk, ""

    async def _turn(self, stored: object, desk: Desk, event: gr.EventData) -> tuple[object, ...]:
        desk = replace(desk, at=_number(clicked_data(event).get("ordinal", "")), clause="")
        return await self._document_html(Session.read(stored), desk), desk

    async def _apply(self, stored: object, desk: Desk) -> tuple[object, ...]:
        """How to apply, or the document alone again."""
        desk = replace(desk, applying=not desk.applying)
        return await self._document_html(Session.read(stored), desk), desk

    async def _find(self, stored: object, words: str, desk: Desk) -> tuple[object, ...]:
        desk = replace(desk, words=words.strip())
        return await self._document_html(Session.read(stored), desk), desk

    async def _close(self, stored: object, desk: Desk) -> tuple[object, ...]:
        desk = replace(desk, open_id="", at=0, words="", clause="")
        return *await self._rendered(Session.read(stored), desk), desk


def _filtered(desk: Desk, facets: Mapping[str, str]) -> Desk:
    """With the given filters; the others stay."""
    given = {name: facets.get(name, getattr(desk, name)) for name in FACETS}
    return replace(desk, **given)


def _desk(state: object) -> Desk:
    return state if isinstance(state, Desk) else Desk()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
