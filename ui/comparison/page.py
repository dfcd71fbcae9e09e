"""新旧对照: choose two documents, see what became of each article and which words changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import gradio as gr

from assistant.contract.policies import Policy
from ui.client import ApiClient
from ui.comparison import calls
from ui.components import Localised, action_html, clicked_data, listen, page_classes, problems_as_toasts
from ui.pages import PageView
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import status_text, text


@dataclass(frozen=True, slots=True)
class Chosen:
    """The two documents, and which of their articles are shown: those of one ``change``, else all or only what changed."""

    old: str = ""
    new: str = ""
    change: str = ""
    changed_only: bool = True


class ComparisonPage(PageView):
    """The page's components and what happens in them."""

    name = "comparison"
    group = "policies"

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        first = Language.CHINESE
        with gr.Column(elem_id="comparison", elem_classes=page_classes(False)) as self.area:
            with gr.Row(elem_id="comparison-choice"):
                self.old = gr.Dropdown([], label=text("older_version", first), elem_id="compare-old", value=None)
                self.new = gr.Dropdown([], label=text("newer_version", first), elem_id="compare-new", value=None)
            self.table = action_html("comparison-table", "pair", "only", "changed", "goto")
        self.state = gr.State(Chosen())
        self.localised = (
            Localised(self.old, {"label": "older_version"}),
            Localised(self.new, {"label": "newer_version"}),
        )
        self.shown = (self.old, self.new, self.table)
        self.doors = (self.table,)
        self._wire(session)

    def fresh(self) -> Chosen:
        return Chosen()

    def arrived(self, state: object, data: Mapping[str, str]) -> Chosen:
        """Through a door: with the ids of two documents, ``old`` and ``new``, those are compared."""
        if "old" in data and "new" in data:
            return Chosen(data["old"], data["new"])
        return _chosen(state)

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        if not in_view:
            return gr.update(choices=[], value=None), gr.update(choices=[], value=None), ""
        chosen = _chosen(state)
        policies: tuple[Policy, ...] = ()
        with problems_as_toasts(session.language):
            policies = await calls.policies(self._api.signed_in(session.token))
        choices = [(_name(policy, session.language), policy.source_id) for policy in policies]
        known = {policy.source_id for policy in policies}
        values = (side if side in known else None for side in (chosen.old, chosen.new))
        dropdowns = [gr.update(choices=choices, value=value) for value in values]
        return *dropdowns, await self._table_html(session, chosen, policies)

    def _wire(self, session: gr.BrowserState) -> None:
        reading = [session, self.state]
        choosing = [session, self.old, self.new, self.state]
        for side in (self.old, self.new):
            listen(side.input, self._choose, choosing, [self.table, self.state], trigger_mode="always_last")
        listen(self.table.pair, self._pair, reading, [*self.shown, self.state])
        listen(self.table.only, self._only, reading, [self.table, self.state])
        listen(self.table.changed, self._changed, reading, [self.table, self.state])

    async def _table_html(self, session: Session, chosen: Chosen, policies: Sequence[Policy] = ()) -> str:
        if not (chosen.old and chosen.new):
            replaced = [policy for policy in policies if policy.successor is not None]
            return render("comparison/choose", session.language, replaced=replaced)
        with problems_as_toasts(session.language):
            found = await calls.compare(self._api.signed_in(session.token), chosen.old, chosen.new)
            pairs = found.shown(chosen.change, chosen.changed_only)
            return render("comparison/table", session.language, found=found, pairs=pairs, chosen=chosen)
        return render("comparison/choose", session.language, replaced=[])

    async def _choose(self, stored: object, old: str | None, new: str | None, chosen: Chosen) -> tuple[object, ...]:
        chosen = replace(chosen, old=old or "", new=new or "", change="")
        return await self._table_html(Session.read(stored), chosen), chosen

    async def _pair(self, stored: object, chosen: Chosen, event: gr.EventData) -> tuple[object, ...]:
        """Two versions that the page offered."""
        chosen = self.arrived(chosen, clicked_data(event))
        return *await self.refreshed(Session.read(stored), chosen, in_view=True), chosen

    async def _only(self, stored: object, chosen: Chosen, event: gr.EventData) -> tuple[object, ...]:
        """Articles of one change; choosing it once more lets go of it."""
        change = clicked_data(event).get("change", "")
        chosen = replace(chosen, change="" if change == chosen.change else change)
        return await self._table_html(Session.read(stored), chosen), chosen

    async def _changed(self, stored: object, chosen: Chosen) -> tuple[object, ...]:
        chosen = replace(chosen, changed_only=not chosen.changed_only, change="")
        return await self._table_html(Session.read(stored), chosen), chosen


def _chosen(state: object) -> Chosen:
    return state if isinstance(state, Chosen) else Chosen()


def _name(policy: Policy, language: Language) -> str:
    """A document as the lists of choices show it: editions of one title differ in their first day."""
    day = f"，{policy.first_day}" if policy.first_day else ""
    number = policy.document_number or policy.issuer
    return f"{policy.document}（{number}{day}，{status_text(policy.status, language)}）".replace("（，", "（")
