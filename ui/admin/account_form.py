"""The short form of 账号: a new account, another password, or a token."""

from itertools import count

import gradio as gr

from ui.admin import system_calls
from ui.admin.system_contract import ROLES
from ui.client import ApiClient
from ui.components import Localised, clicked_data, listen, problems_as_toasts
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text

_NEW, _PASSWORD, _TOKEN = "fresh", "password", "token"


class AccountForm:
    """Hidden until a button asks for it. ``saved`` grows by a line with each deed; a token that was made stays in sight until the form is closed."""

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        self._saves = count(1)
        first = Language.CHINESE
        self.saved = gr.State("")
        self.mode = gr.State("")
        with gr.Column(visible=False, elem_id="accounts-form", elem_classes="hz-admin-form") as self.area:
            self.name = gr.Textbox(label=text("account_name", first), elem_id="accounts-name", max_length=64)
            self.role = gr.Dropdown(
                role_choices(first), value="staff", label=text("account_role", first), elem_id="accounts-role"
            )
            self.password = gr.Textbox(
                label=text("account_password", first), type="password", elem_id="accounts-password", max_length=200
            )
            self.label = gr.Textbox(label=text("token_label", first), elem_id="accounts-label", max_length=100)
            self.made = gr.HTML("", apply_default_css=False)
            with gr.Row():
                self.save = gr.Button(text("save", first), variant="primary", size="md", elem_id="accounts-save")
                self.cancel = gr.Button(text("close", first), size="md", elem_id="accounts-cancel")
        self.localised = (
            Localised(self.name, {"label": "account_name"}),
            Localised(self.role, {"label": "account_role"}, role_choices),
            Localised(self.password, {"label": "account_password"}),
            Localised(self.label, {"label": "token_label"}),
            Localised(self.save, {"value": "save"}),
            Localised(self.cancel, {"value": "close"}),
        )
        written = (self.name, self.role, self.password, self.label)
        self.components = (self.area, self.mode, *written, self.made)
        listen(self.save.click, self._save, [session, self.mode, *written], [self.saved, *self.components])
        listen(self.cancel.click, self.emptied, [], [*self.components])

    def opened(self, stored: object, event: gr.EventData) -> tuple[object, ...]:
        """Updates of ``components`` for what the clicked button is about."""
        data = clicked_data(event)
        mode = data.get("act", _NEW)
        return self._shown(mode, data.get("account", ""))

    def emptied(self) -> tuple[object, ...]:
        """Updates of ``components`` when nothing is written."""
        return gr.update(visible=False), "", "", "staff", "", "", ""

    def _shown(self, mode: str, name: str, made: str = "") -> tuple[object, ...]:
        return (
            gr.update(visible=True),
            mode,
            gr.update(value=name, interactive=mode == _NEW),
            gr.update(value="staff", visible=mode == _NEW),
            gr.update(value="", visible=mode != _TOKEN),
            gr.update(value="", visible=mode == _TOKEN),
            made,
        )

    async def _save(self, stored: object, mode: str, *written: object) -> tuple[object, ...]:
        session = Session.read(stored)
        name, role, password, label = (str(one or "") for one in written)
        api = self._api.signed_in(session.token)
        with problems_as_toasts(session.language):
            if mode == _TOKEN:
                token = (await system_calls.add_token(api, name, label)).token
                made = render("admin/token", session.language, token=token)
                return f"saved {next(self._saves)}", *self._shown(_TOKEN, name, made)
            if mode == _PASSWORD:
                await system_calls.set_password(api, name, password)
            else:
                await system_calls.add_account(api, name, role, password)
            gr.Info(text("account_changed", session.language))
            return f"saved {next(self._saves)}", *self.emptied()
        return tuple(gr.skip() for _ in range(1 + len(self.components)))


def role_choices(language: Language) -> list[tuple[str, str]]:
    """The roles as a component's choices."""
    return [(text(f"role_{role}", language), role) for role in ROLES]
