"""Signing in."""

import gradio as gr

from ui.client import ApiClient, ApiProblem
from ui.components import Localised, problem_text
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text


class LoginDialog:
    """The dialog's components. ``area`` is shown by whoever wants the user to sign in."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api
        first = Language.CHINESE
        with (
            gr.Column(elem_id="login-screen", visible=False) as self.area,
            gr.Column(elem_id="login-dialog"),
        ):
            self.heading = gr.HTML(text("login_title", first), elem_id="login-title", apply_default_css=False)
            self.hint = gr.HTML(text("login_hint", first), elem_classes="hz-hint", apply_default_css=False)
            self.name = gr.Textbox(label=text("username", first), elem_id="username", max_length=200)
            self.password = gr.Textbox(
                label=text("password", first), type="password", elem_id="password", max_length=200
            )
            self.problem = gr.HTML("", elem_id="login-problem", apply_default_css=False)
            with gr.Row():
                self.submit = gr.Button(
                    text("log_in", first), variant="primary", size="md", min_width=100, elem_id="log-in"
                )
                self.cancel = gr.Button(text("cancel", first), size="md", min_width=100, elem_id="cancel-login")
        self.localised = (
            Localised(self.heading, {"value": "login_title"}),
            Localised(self.hint, {"value": "login_hint"}),
            Localised(self.name, {"label": "username"}),
            Localised(self.password, {"label": "password"}),
            Localised(self.submit, {"value": "log_in"}),
            Localised(self.cancel, {"value": "cancel"}),
        )

    async def log_in(self, stored: object, name: str, password: str) -> tuple[Session, str]:
        """The session that follows, and the problem to show ("" when signed in)."""
        session = Session.read(stored)
        language = session.language
        if not name.strip() or not password:
            return session, _problem(text("login_incomplete", language), language)
        try:
            account = await self._api.log_in(name.strip(), password)
            identity = await self._api.signed_in(account.token).whoami()
        except ApiProblem as problem:
            wrong = problem.code == "not_signed_in"
            words = text("wrong_password", language) if wrong else problem_text(problem, language)
            return session, _problem(words, language)
        signed_in = Session(token=account.token, language=language)
        return signed_in.model_copy(update=identity.model_dump()), ""


def _problem(words: str, language: Language) -> str:
    return render("warning", language, text=words)
