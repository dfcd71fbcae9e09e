"""条目核实: staff hold each rule against its clause and confirm, correct or reject it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

import gradio as gr
from markupsafe import Markup

from assistant.contract.benefits import Benefit, BenefitList
from ui.client import ApiClient, ApiProblem
from ui.components import Localised, action_html, clicked_data, listen, page_classes, problem_text, problems_as_toasts
from ui.contract import Citation
from ui.pages import PageView
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text
from ui.viewer import open_citation
from ui.worksheet import calls

_STATES = ("unconfirmed", "confirmed", "rejected")
_FIGURES = ("rates", "amount", "unit_cap", "yearly_cap", "total_cap", "months")
_LABELS = ("bn_rate", "bn_amount", "bn_unit_cap", "bn_yearly_cap", "bn_total_cap", "bn_months")


def _states(language: Language) -> list[tuple[str, str]]:
    return [(text("bn_all", language), ""), *((text(f"bn_{state}", language), state) for state in _STATES)]


_NOTHING = BenefitList(benefits=(), counts={})


@dataclass(frozen=True, slots=True)
class Queue:
    """The filters of the list, and which rule is being corrected."""

    state: str = "unconfirmed"
    words: str = ""
    correcting: str = ""


class BenefitsPage(PageView):
    """The page's components and what happens in them."""

    name = "benefits"
    group = "policies"

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        first = Language.CHINESE
        with gr.Column(elem_id="benefits", elem_classes=page_classes(False)) as self.area:
            with gr.Column(elem_id="bn-main"):
                self.intro = gr.HTML(
                    text("bn_intro", first), elem_id="bn-intro", elem_classes="hz-hint", apply_default_css=False
                )
                with gr.Row(elem_id="bn-filters"):
                    self.filter = gr.Dropdown(
                        _states(first), value="unconfirmed", label=text("bn_state", first), show_label=False,
                        container=False, min_width=120, scale=0, elem_id="bn-state",
                    )  # fmt: skip
                    self.words = gr.Textbox(
                        label=text("bn_search", first), show_label=False, container=False,
                        placeholder=text("bn_search", first), elem_id="bn-search",
                    )  # fmt: skip
                with gr.Column(visible=False, elem_id="bn-editor") as self.editor:
                    self.edited = gr.HTML("", apply_default_css=False)
                    with gr.Row(elem_classes="ws-fields"):
                        self.tier = gr.Number(1, label=text("bn_tier", first), precision=0, minimum=1, min_width=110)
                        self.figures = [gr.Textbox(label=text(key, first), min_width=120) for key in _LABELS]
                    with gr.Row():
                        self.save = gr.Button(text("bn_save", first), variant="primary", scale=0)
                        self.cancel = gr.Button(text("cancel", first), scale=0)
                self.list = action_html("bn-list", "source", "confirm", "reject", "reopen", "correct")
            self.viewer = action_html("bn-source", "close", "turn", visible=False)
        self.state = gr.State(Queue())
        self.shown = (self.list,)
        self.left = (self.list, self.viewer, self.editor)
        self.localised = (
            Localised(self.intro, {"value": "bn_intro"}),
            Localised(self.filter, {"label": "bn_state"}, _states),
            Localised(self.words, {"label": "bn_search", "placeholder": "bn_search"}),
            Localised(self.tier, {"label": "bn_tier"}),
            Localised(self.save, {"value": "bn_save"}),
            Localised(self.cancel, {"value": "cancel"}),
            *(Localised(field, {"label": key}) for field, key in zip(self.figures, _LABELS, strict=True)),
        )
        self._wire(session)

    def open_to(self, session: Session) -> bool:
        return session.sees_library

    def fresh(self) -> Queue:
        return Queue()

    def emptied(self) -> Sequence[object]:
        return "", gr.update(value="", visible=False), gr.update(visible=False)

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        if not self.open_to(session):
            return ("",)
        if not in_view:
            return (gr.skip(),)
        return (await self._listed(session, state if isinstance(state, Queue) else Queue()),)

    def _wire(self, session: gr.BrowserState) -> None:
        reading, listed = [session, self.state], [self.list, self.state]
        listen(self.filter.input, self._filter, [session, self.filter, self.words, self.state], listed)
        listen(
            self.words.change, self._filter, [session, self.filter, self.words, self.state], listed,
            trigger_mode="always_last",
        )  # fmt: skip
        listen(self.list.confirm, self._confirm, reading, listed)
        listen(self.list.reject, self._reject, reading, listed)
        listen(self.list.reopen, self._reopen, reading, listed)
        editing = [self.editor, self.edited, self.state, self.tier, *self.figures]
        listen(self.list.correct, self._correct, reading, editing)
        listen(self.cancel.click, self._closed, [self.state], editing)
        listen(self.save.click, self._save, [session, self.state, self.tier, *self.figures], [*listed, *editing[:2]])
        listen(self.list.source, self._open, [session], [self.viewer], trigger_mode="always_last")
        listen(self.viewer.close, lambda: gr.update(value="", visible=False), outputs=[self.viewer])

    async def _listed(self, session: Session, queue: Queue) -> str:
        found = _NOTHING
        with problems_as_toasts(session.language):
            found = await calls.benefits(self._api.signed_in(session.token), queue.state)
        shown = [
            item
            for item in found.benefits
            if queue.words in f"{item.document}{item.document_number}{item.clause}{item.name}{item.source}"
        ]
        return render("worksheet/benefits", session.language, shown=shown, counts=found.counts)

    async def _filter(self, stored: object, state: str | None, words: str, queue: Queue) -> tuple[str, Queue]:
        queue = replace(queue, state=state or "", words=words.strip())
        return await self._listed(Session.read(stored), queue), queue

    async def _confirm(self, stored: object, queue: Queue, event: gr.EventData) -> tuple[str, Queue]:
        return await self._decided(stored, queue, event, "confirm")

    async def _reject(self, stored: object, queue: Queue, event: gr.EventData) -> tuple[str, Queue]:
        return await self._decided(stored, queue, event, "reject")

    async def _reopen(self, stored: object, queue: Queue, event: gr.EventData) -> tuple[str, Queue]:
        return await self._decided(stored, queue, event, "reopen")

    async def _decided(self, stored: object, queue: Queue, event: gr.EventData, decision: str) -> tuple[str, Queue]:
        session = Session.read(stored)
        with problems_as_toasts(session.language):
            await calls.decide(self._api.signed_in(session.token), clicked_data(event).get("rule", ""), decision)
        return await self._listed(session, queue), queue

    async def _correct(self, stored: object, queue: Queue, event: gr.EventData) -> tuple[object, ...]:
        """The editor for one rule, its fields empty: what is left empty stays as it was read."""
        session = Session.read(stored)
        rule_id, language = clicked_data(event).get("rule", ""), session.language
        try:
            chosen = await calls.benefit(self._api.signed_in(session.token), rule_id)
        except ApiProblem as problem:
            gr.Warning(problem_text(problem, language))
            return self._closed(queue)
        formulas = "；".join(tier.formula for tier in chosen.tiers)
        title = Markup("<strong>{}</strong> {}").format(
            text("bn_edit", language), f"《{chosen.document}》{chosen.clause} {chosen.name}：{formulas}"
        )
        return gr.update(visible=True), title, replace(queue, correcting=rule_id), 1, *("" for _ in _FIGURES)

    def _closed(self, queue: Queue) -> tuple[object, ...]:
        return gr.update(visible=False), "", replace(queue, correcting=""), 1, *("" for _ in _FIGURES)

    async def _save(self, stored: object, queue: Queue, tier: float | None, *figures: str) -> tuple[object, ...]:
        session = Session.read(stored)
        changes, problem = _changes(figures)
        if problem:
            gr.Warning(text(problem, session.language))
            return gr.skip(), queue, gr.skip(), gr.skip()
        with problems_as_toasts(session.language):
            asked = {"tiers": [{"tier": int(tier or 1) - 1, **changes}]}
            await calls.correct(self._api.signed_in(session.token), queue.correcting, asked)
            gr.Info(text("bn_saved", session.language))
        queue = replace(queue, correcting="")
        return await self._listed(session, queue), queue, gr.update(visible=False), ""

    async def _open(self, stored: object, event: gr.EventData) -> AsyncIterator[object]:
        session = Session.read(stored)
        with problems_as_toasts(session.language):
            rule_id = clicked_data(event).get("rule", "")
            chosen = await calls.benefit(self._api.signed_in(session.token), rule_id)
            async for html in open_citation(self._api, session, _citation(chosen)):
                yield gr.update(value=html, visible=True)


def _citation(rule: Benefit) -> Citation:
    """What the viewer opens."""
    return Citation(number=1, label=f"《{rule.document}》{rule.clause}", quote=rule.source, chunk_id=rule.chunk_id)


def _changes(figures: Sequence[str]) -> tuple[dict[str, object], str]:
    """The figures filled in as the API takes them, or the key of what is wrong with them."""
    changes: dict[str, object] = {}
    for name, written in zip(_FIGURES, figures, strict=True):
        plain = (written or "").replace(",", "").strip()
        if not plain:
            continue
        try:
            value = Decimal(plain.rstrip("%％"))
        except InvalidOperation:
            return {}, "bn_bad_number"
        if name == "rates":
            changes[name] = [str(value / 100 if plain[-1] in "%％" else value)]
        else:
            changes[name] = int(value) if name == "months" else str(value)
    return changes, "" if changes else "bn_nothing_changed"
