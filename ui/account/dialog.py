"""The own account: second factor, password, where one is signed in."""

import base64

import gradio as gr

from ui.account import calls
from ui.client import ApiClient, ApiProblem
from ui.components import Localised, problem_text
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text


class AccountDialog:
    """The dialog's components and what its buttons do. ``area`` is shown by whoever lets the user in; ``token`` is the login that it works
    for, which of an account without its second factor is no session yet."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api
        first = Language.CHINESE
        self.token = gr.State("")
        with (
            gr.Column(elem_id="account-screen", elem_classes="hz-screen", visible=False) as self.area,
            gr.Column(elem_id="account-dialog", elem_classes="hz-dialog"),
        ):
            self.heading = gr.HTML(text("account", first), elem_id="account-title", apply_default_css=False)
            self.state = gr.HTML("", elem_id="account-state", apply_default_css=False)
            self.hint = gr.HTML(text("account_hint", first), elem_classes="hz-hint", apply_default_css=False)
            self.password = gr.Textbox(
                label=text("password", first), type="password", elem_id="account-password", max_length=200
            )
            self.code = gr.Textbox(
                label=text("login_code", first),
                info=text("login_code_info", first),
                elem_id="account-code",
                max_length=32,
            )
            self.new_password = gr.Textbox(
                label=text("new_password", first), type="password", elem_id="account-new-password", max_length=200
            )
            self.result = gr.HTML("", elem_id="account-result", apply_default_css=False)
            with gr.Row():
                self.begin = _button("set_up_second_factor", "begin-second-factor")
                self.confirm = _button("confirm_second_factor", "confirm-second-factor")
                self.remove = _button("remove_second_factor", "remove-second-factor")
            with gr.Row():
                self.change = _button("change_password", "change-password")
                self.everywhere = _button("sign_out_everywhere", "sign-out-everywhere")
                self.close = _button("close", "close-account")
        self.localised = (
            Localised(self.heading, {"value": "account"}),
            Localised(self.hint, {"value": "account_hint"}),
            Localised(self.password, {"label": "password"}),
            Localised(self.code, {"label": "login_code", "info": "login_code_info"}),
            Localised(self.new_password, {"label": "new_password"}),
            Localised(self.begin, {"value": "set_up_second_factor"}),
            Localised(self.confirm, {"value": "confirm_second_factor"}),
            Localised(self.remove, {"value": "remove_second_factor"}),
            Localised(self.change, {"value": "change_password"}),
            Localised(self.everywhere, {"value": "sign_out_everywhere"}),
            Localised(self.close, {"value": "close"}),
        )
        self.fields = [self.password, self.code, self.new_password]
        self.shown = [self.area, self.token, self.state, self.result, *self.fields]

    async def opened(self, token: str, language: Language, problem: str = "") -> tuple[object, ...]:
        """Updates of ``shown`` for a login."""
        try:
            account = await calls.account(self._api.signed_in(token))
        except ApiProblem as failure:
            gr.Warning(problem_text(failure, language))
            return self.closed()
        state = render("account/account", language, account=account)
        return gr.update(visible=True), token, state, _problem(problem, language), "", "", ""

    def closed(self) -> tuple[object, ...]:
        """Updates of ``shown`` when the dialog is put away: nothing that was typed stays."""
        return gr.update(visible=False), "", "", "", "", "", ""

    async def set_up(self, stored: object, token: str, password: str) -> str:
        """What the authenticator app scans."""
        language = Session.read(stored).language
        try:
            found = await calls.begin_second_factor(self._api.signed_in(token), password)
        except ApiProblem as failure:
            return _problem(problem_text(failure, language), language)
        picture = f"data:image/svg+xml;base64,{base64.b64encode(_whole(found.qr_svg).encode()).decode()}"
        return render("account/enrolment", language, picture=picture, secret=found.secret)

    async def confirmed(self, stored: object, token: str, code: str) -> tuple[str, bool]:
        """The recovery codes, or the problem; and whether it is on now."""
        language = Session.read(stored).language
        try:
            found = await calls.confirm_second_factor(self._api.signed_in(token), code)
        except ApiProblem as failure:
            return _problem(problem_text(failure, language), language), False
        return render("account/recovery", language, codes=found.codes), True

    async def removed(self, stored: object, token: str, password: str, code: str) -> str:
        """The problem, "" when it is off."""
        language = Session.read(stored).language
        try:
            await calls.remove_second_factor(self._api.signed_in(token), password, code)
        except ApiProblem as failure:
            return _problem(problem_text(failure, language), language)
        return ""

    async def changed(self, stored: object, token: str, password: str, code: str, new_password: str) -> str:
        """The problem, "" when the password is another."""
        language = Session.read(stored).language
        try:
            await calls.change_password(self._api.signed_in(token), password, code, new_password)
        except ApiProblem as failure:
            return _problem(problem_text(failure, language), language)
        return ""

    async def signed_out(self, stored: object, token: str) -> str:
        """The problem, "" when all logins are ended."""
        language = Session.read(stored).language
        try:
            await calls.sign_out_everywhere(self._api.signed_in(token))
        except ApiProblem as failure:
            return _problem(problem_text(failure, language), language)
        return ""


def _button(key: str, elem_id: str) -> gr.Button:
    return gr.Button(text(key, Language.CHINESE), size="md", min_width=90, elem_id=elem_id)


def _problem(words: str, language: Language) -> str:
    return render("warning", language, text=words) if words else ""


def _whole(svg: str) -> str:
    """An inline picture as a file of its own."""
    return svg if "xmlns=" in svg else svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
