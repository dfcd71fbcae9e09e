"""效力确认: dates and repeals that need an administrator's look, each with the sentence it was read from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import gradio as gr

from ui.client import ApiClient
from ui.components import Localised, action_html, clicked_data, listen, page_classes, problems_as_toasts
from ui.pages import PageView
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text
from ui.validity import calls

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Looking:
    """Which need is shown ("" for all) and how far down the list; the date that is being corrected: its document and subject."""

    need: str = ""
    offset: int = 0
    document_id: str = ""
    subject: str = ""


class ValidityPage(PageView):
    """The page's components and what happens in them. For administrators."""

    name = "validity"
    group = "policies"

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        first = Language.CHINESE
        with gr.Column(elem_id="validity", elem_classes=page_classes(False)) as self.area:
            with gr.Row(elem_id="validity-correction", visible=False) as self.correction:
                self.about = gr.HTML("", elem_id="validity-about", apply_default_css=False)
                self.day = gr.DateTime(
                    label=text("new_date", first),
                    show_label=False,
                    include_time=False,
                    type="string",
                    elem_id="validity-day",
                )
                self.save = gr.Button(text("correct_value", first), variant="primary", elem_id="validity-save", scale=0)
                self.drop = gr.Button(text("cancel", first), elem_id="validity-cancel", scale=0)
            self.queue = action_html("validity-queue", "need", "leaf", "confirm", "correct", "goto")
        self.state = gr.State(Looking())
        self.localised = (
            Localised(self.save, {"value": "correct_value"}),
            Localised(self.drop, {"value": "cancel"}),
            Localised(self.day, {"label": "new_date"}),
        )
        self.shown = (self.queue, self.correction)
        self.left = (self.day, self.about)
        self.doors = (self.queue,)
        self._wire(session)

    def open_to(self, session: Session) -> bool:
        return session.administers

    def fresh(self) -> Looking:
        return Looking()

    def emptied(self) -> Sequence[object]:
        return None, ""

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        if not in_view or not session.administers:
            return "", gr.update(visible=False)
        return await self._queue_html(session, _looking(state)), gr.skip()

    def _wire(self, session: gr.BrowserState) -> None:
        reading = [session, self.state]
        listing = [self.queue, self.state]
        correcting = [self.correction, self.about, self.day]
        listen(self.queue.need, self._need, reading, listing)
        listen(self.queue.leaf, self._leaf, reading, listing)
        listen(self.queue.confirm, self._confirm, reading, listing)
        listen(self.queue.correct, self._correct, reading, [*correcting, self.state])
        listen(self.drop.click, lambda: (gr.update(visible=False), "", None), [], correcting)
        listen(self.save.click, self._save, [session, self.day, self.state], [*correcting, *listing])

    async def _queue_html(self, session: Session, looking: Looking) -> str:
        with problems_as_toasts(session.language):
            found = await calls.queue(self._api.signed_in(session.token), looking.need, _SHOWN, looking.offset)
            return render("validity/queue", session.language, found=found, looking=looking, limit=_SHOWN)
        return ""

    async def _need(self, stored: object, looking: Looking, event: gr.EventData) -> tuple[object, ...]:
        """One need was chosen; choosing it once more lets go of it."""
        need = clicked_data(event).get("value", "")
        looking = replace(looking, need="" if need == looking.need else need, offset=0)
        return await self._queue_html(Session.read(stored), looking), looking

    async def _leaf(self, stored: object, looking: Looking, event: gr.EventData) -> tuple[object, ...]:
        offset = clicked_data(event).get("offset", "")
        looking = replace(looking, offset=int(offset) if offset.isdecimal() else 0)
        return await self._queue_html(Session.read(stored), looking), looking

    async def _confirm(self, stored: object, looking: Looking, event: gr.EventData) -> tuple[object, ...]:
        session, data = Session.read(stored), clicked_data(event)
        with problems_as_toasts(session.language):
            api = self._api.signed_in(session.token)
            await calls.confirm(api, data.get("document", ""), data.get("subject", ""), data.get("value", ""))
            gr.Info(text("confirmed_toast", session.language))
        return await self._queue_html(session, looking), looking

    def _correct(self, stored: object, looking: Looking, event: gr.EventData) -> tuple[object, ...]:
        data, language = clicked_data(event), Session.read(stored).language
        looking = replace(looking, document_id=data.get("document", ""), subject=data.get("subject", ""))
        about = render("validity/about", language, title=data.get("title", ""), subject=looking.subject)
        return gr.update(visible=True), about, data.get("value") or None, looking

    async def _save(self, stored: object, day: str | None, looking: Looking) -> tuple[object, ...]:
        session, written = Session.read(stored), (day or "")[:10]
        try:
            date.fromisoformat(written)
        except ValueError:
            gr.Warning(text("choose_day_first", session.language))
            return gr.skip(), gr.skip(), gr.skip(), gr.skip(), looking
        with problems_as_toasts(session.language):
            api = self._api.signed_in(session.token)
            await calls.correct(api, looking.document_id, looking.subject, written)
            gr.Info(text("corrected_toast", session.language))
            looking = replace(looking, document_id="", subject="")
            return gr.update(visible=False), "", None, await self._queue_html(session, looking), looking
        return gr.skip(), gr.skip(), gr.skip(), gr.skip(), looking


def _looking(state: object) -> Looking:
    return state if isinstance(state, Looking) else Looking()
