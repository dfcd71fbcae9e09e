"""标准答复: what is told first, what waits for a second person, and what is to be looked at because its clause changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import gradio as gr

from ui.admin import calls
from ui.admin.listing import ListPage, number_in
from ui.admin.standard_form import StandardForm
from ui.client import ApiClient
from ui.components import clicked_data, listen, problems_as_toasts
from ui.rendering import render
from ui.session import Session

_STANDINGS = ("review", "draft", "approved", "retired")


@dataclass(frozen=True, slots=True)
class Looking:
    """Which standing is shown ("" for all but what is retired), and the answer whose sentences are checked (0: none)."""

    standing: str = ""
    checked: int = 0


class StandardsPage(ListPage):
    """The page's components and what happens in them."""

    name = "standards"
    events = ("filter", "check", "approve", "rewrite", "retire", "fresh", "goto")

    def forms(self, session: gr.BrowserState) -> None:
        self.form = StandardForm(self._api, session, "standards")
        self.localised = self.form.localised
        self.left = self.form.components

    def fresh(self) -> Looking:
        return Looking()

    def emptied(self) -> Sequence[object]:
        return self.form.emptied()

    def wire(self, session: gr.BrowserState) -> None:
        reading = [session, self.state]
        listen(self.list.filter, self._turn, reading, [self.list, self.state])
        listen(self.list.check, self._turn, reading, [self.list, self.state])
        self.on("approve", session, lambda api, data: calls.approve(api, number_in(data)), "approved_toast")
        self.on("retire", session, lambda api, data: calls.retire(api, number_in(data), ""), "retired_toast")
        opened = [self.list, *self.form.components]
        listen(self.list.rewrite, self._open, [session], opened)
        listen(self.list.fresh, lambda: (gr.update(visible=False), *self.form.for_answer(None)), [], opened)
        listen(self.form.saved.change, self._again, reading, [self.list])

    async def html(self, session: Session, api: ApiClient, state: object) -> str:
        looking = _looking(state)
        found = await calls.standard_answers(api)
        checked = await calls.standard_answer(api, looking.checked) if looking.checked else None
        shown = [
            one
            for one in found.answers
            if one.standing == looking.standing or (not looking.standing and one.standing != "retired")
        ]
        counts = {name: sum(one.standing == name for one in found.answers) for name in _STANDINGS}
        return render(
            "admin/standards", session.language, answers=shown, counts=counts, looking=looking, checked=checked
        )

    async def _again(self, stored: object, state: object) -> dict[str, object]:
        return gr.update(value=await self.list_html(Session.read(stored), state), visible=True)

    async def _turn(self, stored: object, state: object, event: gr.EventData) -> tuple[object, ...]:
        data, looking = clicked_data(event), _looking(state)
        if data.get("act") == "check":
            number = number_in(data)
            looking = replace(looking, checked=0 if looking.checked == number else number)
        else:
            standing = data.get("standing", "")
            looking = Looking(standing if standing in _STANDINGS and standing != looking.standing else "")
        return await self.list_html(Session.read(stored), looking), looking

    async def _open(self, stored: object, event: gr.EventData) -> tuple[object, ...]:
        session = Session.read(stored)
        with problems_as_toasts(session.language):
            api = self._api.signed_in(session.token)
            answer = await calls.standard_answer(api, number_in(clicked_data(event)))
            return gr.update(visible=False), *self.form.for_answer(answer)
        return tuple(gr.skip() for _ in range(1 + len(self.form.components)))


def _looking(state: object) -> Looking:
    return state if isinstance(state, Looking) else Looking()
