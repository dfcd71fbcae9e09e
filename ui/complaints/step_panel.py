"""The steps of a case: accepting, referring, extending, answering, splitting, with the note that goes into the trail."""

from collections.abc import Awaitable, Callable, Sequence

import gradio as gr
from gradio.blocks import Block

from ui.client import ApiClient
from ui.complaints import calls
from ui.complaints.case_file import CaseFile
from ui.components import Localised, action_html, clicked_data, listen, problems_as_toasts
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text, word_text

_STEPS = ("accept", "reject", "refer", "ask_supplement", "receive_supplement", "extend", "answer", "reopen")
_LATE_STEPS = ("archive", "withdraw")


class StepPanel:
    """What a step is told, and a button for each that the case allows."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api
        first = Language.CHINESE
        with gr.Column(elem_id="case-steps"):
            self.note = gr.Textbox(label=text("step_note", first), lines=2, elem_id="step-note", elem_classes="hz-kept")
            with gr.Row():
                self.department = gr.Textbox(
                    label=text("step_department", first), elem_id="step-department", elem_classes="hz-kept"
                )
                self.days = gr.Textbox(label=text("step_days", first), elem_id="step-days", elem_classes="hz-kept")
                self.parts = gr.Textbox(label=text("split_parts", first), lines=2, elem_id="split-parts")
            self.buttons = action_html("steps", "step", "split")
        self.components = (self.note, self.department, self.days, self.parts, self.buttons)
        self.localised = (
            Localised(self.note, {"label": "step_note"}),
            Localised(self.department, {"label": "step_department"}),
            Localised(self.days, {"label": "step_days"}),
            Localised(self.parts, {"label": "split_parts"}),
        )

    def wire(
        self,
        here: Sequence[Block],
        shown: Sequence[Block],
        after_change: Callable[[Session, int], Awaitable[tuple[object, ...]]],
    ) -> None:
        """``here`` are the session and the complaint's id, ``shown`` what ``after_change`` updates."""

        async def step(
            stored: object, complaint_id: int, note: str, department: str, days: str, event: gr.EventData
        ) -> tuple[object, ...]:
            session = Session.read(stored)
            taken: dict[str, str | int] = {
                "action": clicked_data(event).get("step", ""),
                "note": note,
                "referred_to": department,
                "days": int(days) if days.strip().isdecimal() else 0,
            }
            with problems_as_toasts(session.language):
                case = await calls.step(self._api.signed_in(session.token), complaint_id, taken)
                gr.Info(text("step_done", session.language, state=word_text(case.state_label, session.language)))
                return await after_change(session, complaint_id)
            return tuple(gr.skip() for _ in shown)

        async def split(stored: object, complaint_id: int, parts: str) -> tuple[object, ...]:
            session = Session.read(stored)
            with problems_as_toasts(session.language):
                await calls.split(self._api.signed_in(session.token), complaint_id, parts.splitlines())
                return await after_change(session, complaint_id)
            return tuple(gr.skip() for _ in shown)

        listen(self.buttons.step, step, [*here, self.note, self.department, self.days], shown)
        listen(self.buttons.split, split, [*here, self.parts], shown)

    def showing(self, file: CaseFile, language: Language) -> tuple[object, ...]:
        """Updates of ``components`` for a case."""
        actions = file.case.actions
        parts = "\n".join(file.analysis.parts) if file.analysis else ""
        steps = [step for step in (*_STEPS, *_LATE_STEPS) if step in actions]
        return (
            "",
            gr.update(value="", visible="refer" in actions),
            gr.update(value="", visible="extend" in actions),
            gr.update(value=parts, visible="split" in actions),
            render("complaints/steps", language, actions=steps, may_split="split" in actions),
        )

    def hidden(self) -> tuple[object, ...]:
        """Updates of ``components`` when no case is open."""
        return ("",) * len(self.components)
