"""Signing in."""

from dataclasses import dataclass

import gradio as gr

from ui.account import calls
from ui.account.contract import LoginWays
from ui.client import ApiClient, ApiProblem
from ui.components import Localised, problem_text
from ui.contract import Account
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text
from ui.visitors import cookie

HANDOVER = "huizhao-handover"


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
            self.code = gr.Textbox(
                label=text("login_code", first),
                info=text("login_code_info", first),
                elem_id="login-code",
                max_length=32,
                visible=False,
            )
            self.problem = gr.HTML("", elem_id="login-problem", apply_default_css=False)
            with gr.Row():
                self.submit = gr.Button(
                    text("log_in", first), variant="primary", size="md", min_width=100, elem_id="log-in"
                )
                self.cancel = gr.Button(text("cancel", first), size="md", min_width=100, elem_id="cancel-login")
            self.provider = gr.HTML("", elem_id="login-provider", apply_default_css=False)
        self.dialog = [self.area, self.name, self.password, self.code, self.problem, self.provider]
        self.localised = (
            Localised(self.heading, {"value": "login_title"}),
            Localised(self.hint, {"value": "login_hint"}),
            Localised(self.name, {"label": "username"}),
            Localised(self.password, {"label": "password"}),
            Localised(self.code, {"label": "login_code", "info": "login_code_info"}),
            Localised(self.submit, {"value": "log_in"}),
            Localised(self.cancel, {"value": "cancel"}),
        )

    async def opened(self, stored: object) -> tuple[object, ...]:
        """Updates of ``dialog`` for somebody who wants to sign in."""
        language = Session.read(stored).language
        try:
            ways = await calls.ways(self._api)
        except ApiProblem:
            ways = LoginWays()
        button = render("account/provider", language, provider=ways.provider, address=ways.address)
        return gr.update(visible=True), "", "", gr.update(value="", visible=False), "", button

    def closed(self) -> tuple[object, ...]:
        """Updates of ``dialog`` when it is put away: nothing that was typed stays."""
        return gr.update(visible=False), "", "", gr.update(value="", visible=False), "", gr.skip()

    async def log_in(self, stored: object, name: str, password: str, code: str | None) -> "LoginOutcome":
        """What became of it."""
        session = Session.read(stored)
        language = session.language
        if not name.strip() or not password:
            return LoginOutcome(session, _problem(text("login_incomplete", language), language))
        try:
            account = await self._api.log_in(name.strip(), password, (code or "").strip())
            if account.must_enrol:
                return LoginOutcome(session, token=account.token)
            return LoginOutcome(await self._session_of(account, language))
        except ApiProblem as problem:
            needs_code = problem.code == "second_factor_needed"
            wrong = problem.code == "not_signed_in"
            words = text("wrong_password", language) if wrong else problem_text(problem, language)
            return LoginOutcome(session, _problem(words, language), needs_code=needs_code)

    async def handed_over(self, session: Session) -> Session:
        """The session of somebody who comes back from the provider; the same one for everybody else."""
        code = cookie(HANDOVER)
        if session.signed_in or not code:
            return session
        try:
            return await self._session_of(await calls.hand_over(self._api, code), session.language)
        except ApiProblem:
            return session  # it was exchanged before: the browser keeps it for a minute

    async def _session_of(self, account: Account, language: Language) -> Session:
        identity = await self._api.signed_in(account.token).whoami()
        return Session(token=account.token, language=language).model_copy(update=identity.model_dump())


@dataclass(frozen=True, slots=True)
class LoginOutcome:
    """The session that follows and the problem to show ("" when there is none). ``needs_code``: the password is right, the code of the second
    factor is not there yet; ``token`` is set where a second factor must be set up first."""

    session: Session
    problem: str = ""
    needs_code: bool = False
    token: str = ""


def _problem(words: str, language: Language) -> str:
    return render("warning", language, text=words)
