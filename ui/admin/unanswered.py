"""未答上的问题: questions that wait, by meaning, and what is to be made of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import gradio as gr

from assistant.contract.curation import Cluster, Signal
from ui.admin import calls
from ui.admin.listing import ListPage
from ui.admin.question_forms import CaseForm, MissingForm
from ui.admin.standard_form import StandardForm
from ui.client import ApiClient
from ui.components import clicked_data, listen, problems_as_toasts
from ui.rendering import render
from ui.session import Session
from ui.texts import text

_SHOWN = 20
PERIODS = (7, 30, 90, 365)


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked at: days back, the signal ("" for all), how far down the list, and the groups in view, for what is clicked.
    ``dismissed`` are the questions that were dismissed last."""

    days: int = 30
    signal: str = ""
    off_topic: bool = False
    offset: int = 0
    dismissed: tuple[str, ...] = ()


class UnansweredPage(ListPage):
    """The page's components and what happens in them."""

    name = "unanswered"
    events = ("filter", "leaf", "write", "missing", "case", "dismiss", "undo")

    def forms(self, session: gr.BrowserState) -> None:
        self.standard = StandardForm(self._api, session, "unanswered-standard")
        self.missing = MissingForm(self._api, session, "unanswered-missing")
        self.case = CaseForm(self._api, session, "unanswered-case")
        self._forms = (self.standard, self.missing, self.case)
        self.localised = tuple(item for form in self._forms for item in form.localised)
        self.left = tuple(item for form in self._forms for item in form.components)

    def fresh(self) -> Looking:
        return Looking()

    def emptied(self) -> Sequence[object]:
        return tuple(value for form in self._forms for value in form.emptied())

    def wire(self, session: gr.BrowserState) -> None:
        reading, listed = [session, self.state], [self.list, self.state]
        for event in (self.list.filter, self.list.leaf):
            listen(event, self._turn, reading, listed)
        listen(self.list.dismiss, self._dismiss, reading, listed)
        listen(self.list.undo, self._undo, reading, listed)
        opened = [self.list, *(item for form in self._forms for item in form.components)]
        for event in (self.list.write, self.list.missing, self.list.case):
            listen(event, self._open, reading, opened)
        for form in self._forms:
            listen(form.saved.change, self._again, reading, [self.list])
            listen(form.cancel.click, self._again, reading, [self.list])

    async def html(self, session: Session, api: ApiClient, state: object) -> str:
        looking = _looking(state)
        found = await calls.unanswered(api, looking.days, looking.signal, looking.off_topic, _SHOWN, looking.offset)
        return render(
            "admin/unanswered",
            session.language,
            found=found,
            looking=looking,
            limit=_SHOWN,
            periods=PERIODS,
            signals=tuple(Signal),
        )

    async def _again(self, stored: object, state: object) -> dict[str, object]:
        return gr.update(value=await self.list_html(Session.read(stored), state), visible=True)

    async def _turn(self, stored: object, state: object, event: gr.EventData) -> tuple[object, ...]:
        data, looking = clicked_data(event), _looking(state)
        if "days" in data:
            days = int(data["days"]) if data["days"].isdecimal() else looking.days
            looking = replace(looking, days=days if days in PERIODS else looking.days, offset=0)
        elif "signal" in data:
            signal = data["signal"] if data["signal"] in tuple(Signal) else ""
            looking = replace(looking, signal="" if signal == looking.signal else signal, offset=0)
        elif "topic" in data:
            looking = replace(looking, off_topic=not looking.off_topic, offset=0)
        elif data.get("offset", "").isdecimal():
            looking = replace(looking, offset=int(data["offset"]))
        return await self.list_html(Session.read(stored), looking), looking

    async def _dismiss(self, stored: object, state: object, event: gr.EventData) -> tuple[object, ...]:
        session, looking = Session.read(stored), _looking(state)
        ids = tuple(clicked_data(event).get("messages", "").split())
        with problems_as_toasts(session.language):
            await calls.dismiss(self._api.signed_in(session.token), ids)
            gr.Info(text("dismissed_toast", session.language))
            looking = replace(looking, dismissed=ids)
        return await self.list_html(session, looking), looking

    async def _undo(self, stored: object, state: object) -> tuple[object, ...]:
        session, looking = Session.read(stored), _looking(state)
        with problems_as_toasts(session.language):
            await calls.put_back(self._api.signed_in(session.token), looking.dismissed)
            gr.Info(text("put_back_toast", session.language))
            looking = replace(looking, dismissed=())
        return await self.list_html(session, looking), looking

    async def _open(self, stored: object, state: object, event: gr.EventData) -> tuple[object, ...]:
        """The form for the deed that was chosen, in place of the list."""
        session, data = Session.read(stored), clicked_data(event)
        forms = {"write": self.standard, "missing": self.missing, "case": self.case}
        chosen = forms.get(data.get("act", ""))
        with problems_as_toasts(session.language):
            cluster = await self._cluster(session, _looking(state), data.get("cluster", ""))
            if cluster is not None and chosen is not None:
                updates: list[object] = []
                for form in self._forms:
                    updates += await self._filled(form, cluster, session) if form is chosen else form.emptied()
                return gr.update(visible=False), *updates
        return tuple(gr.skip() for _ in range(1 + sum(len(form.components) for form in self._forms)))

    async def _filled(
        self, form: StandardForm | MissingForm | CaseForm, cluster: Cluster, session: Session
    ) -> tuple[object, ...]:
        if isinstance(form, MissingForm):
            owners = (await calls.missing(self._api.signed_in(session.token))).owners
            return form.for_cluster(cluster, owners, session.language)
        return form.for_cluster(cluster, session.language)

    async def _cluster(self, session: Session, looking: Looking, cluster_id: str) -> Cluster | None:
        """The group as it is now: more may have been asked since it was drawn."""
        api = self._api.signed_in(session.token)
        found = await calls.unanswered(api, looking.days, looking.signal, looking.off_topic, _SHOWN, looking.offset)
        return next((one for one in found.clusters if one.id == cluster_id), None)


def _looking(state: object) -> Looking:
    return state if isinstance(state, Looking) else Looking()
