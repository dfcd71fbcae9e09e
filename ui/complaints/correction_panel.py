"""Correcting what was registered: subject, complainant, contact, channel and when it came in."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta, timezone

import gradio as gr
from gradio.blocks import Block

from ui.client import ApiClient
from ui.complaints import calls
from ui.complaints.case_file import CaseFile
from ui.complaints.contract import Case
from ui.components import Localised, listen, problems_as_toasts
from ui.session import Language, Session
from ui.texts import text

_FIELDS = ("subject", "complainant", "contact", "received_at", "channel")
_BEIJING = timezone(timedelta(hours=8))


class CorrectionPanel:
    """A folded form that holds what is registered; only what was changed is sent."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api
        first = Language.CHINESE
        with gr.Accordion(text("correct_registration", first), open=False, elem_id="correction") as self.area:
            subject = gr.Textbox(label=text("complaint_subject", first), elem_id="correct-subject")
            complainant = gr.Textbox(label=text("complainant", first), elem_id="correct-complainant")
            contact = gr.Textbox(label=text("contact", first), elem_id="correct-contact")
            received = gr.Textbox(label=text("received_when", first), elem_id="correct-received")
            channel = gr.Radio([], label=text("channel", first), elem_id="correct-channel")
            self.save = gr.Button(text("correct_submit", first), elem_id="correct-registration")
        self.fields: list[Block] = [subject, complainant, contact, received, channel]
        self.components = (self.area, *self.fields)
        keys = ("complaint_subject", "complainant", "contact", "received_when", "channel")
        self.localised = (
            *(Localised(box, {"label": key}) for box, key in zip(self.fields, keys, strict=True)),
            Localised(self.area, {"label": "correct_registration"}),
            Localised(self.save, {"value": "correct_submit"}),
        )

    def wire(
        self,
        here: Sequence[Block],
        shown: Sequence[Block],
        after_change: Callable[[Session, int], Awaitable[tuple[object, ...]]],
    ) -> None:
        """``here`` are the session and the complaint's id, ``shown`` what ``after_change`` updates."""

        async def correct(stored: object, complaint_id: int, *values: str | None) -> tuple[object, ...]:
            session = Session.read(stored)
            given = {name: (value or "").strip() for name, value in zip(_FIELDS, values, strict=True)}
            with problems_as_toasts(session.language):
                api = self._api.signed_in(session.token)
                registered = _registered(await calls.case(api, complaint_id))
                changed = {name: value for name, value in given.items() if value != registered[name]}
                await calls.correct(api, complaint_id, changed)
                gr.Info(text("corrected", session.language))
                return await after_change(session, complaint_id)
            return tuple(gr.skip() for _ in shown)

        listen(self.save.click, correct, [*here, *self.fields], shown)

    def showing(self, file: CaseFile) -> tuple[object, ...]:
        """Updates of ``components`` for a case."""
        values = _registered(file.case)
        choices = [(channel.label, channel.key) for channel in file.channels]
        *boxes, channel = (values[name] for name in _FIELDS)
        shown = gr.update(visible="correct" in file.case.actions, open=False)
        return shown, *(gr.update(value=value) for value in boxes), gr.update(choices=choices, value=channel)

    def hidden(self) -> tuple[object, ...]:
        """Updates of ``components`` when no case is open."""
        return gr.update(visible=False), "", "", "", "", gr.update(value=None)


def _registered(case: Case) -> dict[str, str]:
    """What the register says now, as the form shows it; the time is Beijing's."""
    return {
        "subject": case.subject,
        "complainant": case.complainant,
        "contact": case.contact,
        "received_at": f"{case.received_at.astimezone(_BEIJING):%Y-%m-%d %H:%M}",
        "channel": case.channel,
    }
