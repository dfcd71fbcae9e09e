"""Registering what came by letter, telephone, e-mail or from another office."""

from itertools import count

import gradio as gr

from ui.client import ApiClient
from ui.complaints import calls
from ui.components import Localised, listen, problems_as_toasts
from ui.session import Language, Session
from ui.texts import text
from ui.uploads import uploaded_files

_FIELDS = ("text", "subject", "complainant", "contact", "received_at", "channel")


class RegisterPanel:
    """The form's components. ``registered`` grows with every complaint that was registered."""

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        self._made = count(1)
        first = Language.CHINESE
        self.registered = gr.State("")
        with gr.Column(elem_id="register-panel", visible=False) as self.area:
            self.hint = gr.HTML(text("register_hint", first), apply_default_css=False, elem_classes="hz-hint")
            self.words = gr.Textbox(
                label=text("complaint_text", first), lines=4, elem_id="register-text", elem_classes="hz-kept"
            )
            self.subject = gr.Textbox(
                label=text("complaint_subject", first), elem_id="register-subject", elem_classes="hz-kept"
            )
            self.complainant = gr.Textbox(
                label=text("complainant", first), elem_id="register-complainant", elem_classes="hz-kept"
            )
            self.contact = gr.Textbox(label=text("contact", first), elem_id="register-contact", elem_classes="hz-kept")
            self.received = gr.Textbox(
                label=text("received_when", first), elem_id="register-received", elem_classes="hz-kept"
            )
            self.channel = gr.Radio([], label=text("channel_to_choose", first), elem_id="register-channel")
            self.files = gr.File(
                file_count="multiple", label=text("complaint_files", first), elem_id="register-files", height=110
            )
            with gr.Row():
                self.submit = gr.Button(text("register_submit", first), variant="primary", elem_id="register-submit")
                self.hide = gr.Button(text("close", first))
        self.form = [self.words, self.subject, self.complainant, self.contact, self.received, self.channel]
        self.localised = (
            Localised(self.hint, {"value": "register_hint"}),
            Localised(self.words, {"label": "complaint_text"}),
            Localised(self.subject, {"label": "complaint_subject"}),
            Localised(self.complainant, {"label": "complainant"}),
            Localised(self.contact, {"label": "contact"}),
            Localised(self.received, {"label": "received_when"}),
            Localised(self.channel, {"label": "channel_to_choose"}),
            Localised(self.files, {"label": "complaint_files"}),
            Localised(self.submit, {"value": "register_submit"}),
            Localised(self.hide, {"value": "close"}),
        )
        listen(
            self.submit.click,
            self._register,
            [session, self.files, *self.form],
            [self.registered, self.area, self.files, *self.form],
        )
        listen(self.hide.click, lambda: gr.update(visible=False), outputs=[self.area])

    async def opened(self, stored: object) -> tuple[object, ...]:
        """Updates of the area and of the channels to choose from, none of them chosen: the clocks hang on it."""
        session = Session.read(stored)
        choices: list[tuple[str, str]] = []
        with problems_as_toasts(session.language):
            found = await calls.channels(self._api.signed_in(session.token))
            choices = [(channel.label, channel.key) for channel in found.channels]
        return gr.update(visible=True), gr.update(choices=choices, value=None)

    async def _register(self, stored: object, files: list[str] | None, *values: str | None) -> tuple[object, ...]:
        session = Session.read(stored)
        fields = {name: (value or "").strip() for name, value in zip(_FIELDS, values, strict=True)}
        unchanged = tuple(gr.skip() for _ in range(3 + len(self.form)))
        if not fields["channel"]:
            gr.Warning(text("choose_channel", session.language))
            return unchanged
        paths = uploaded_files(files, session.language)
        fields["received_at"] = fields["received_at"].replace(" ", "T")
        with problems_as_toasts(session.language):
            filed = await calls.file(self._api.signed_in(session.token), fields, paths)
            for path in paths:
                path.unlink(missing_ok=True)
            gr.Info(text("registered_done", session.language, number=filed.number))
            return f"{filed.id}:{next(self._made)}", gr.update(visible=False), None, "", "", "", "", "", None
        return unchanged
