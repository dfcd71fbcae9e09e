"""账号: who may sign in and as what, passwords, tokens for programs."""

from collections.abc import Sequence
from dataclasses import dataclass

import gradio as gr

from ui.admin import system_calls
from ui.admin.account_form import AccountForm
from ui.admin.listing import Deed, ListPage, number_in
from ui.admin.system_contract import ROLES
from ui.client import ApiClient
from ui.components import clicked_data, listen
from ui.rendering import render
from ui.session import Session


@dataclass(frozen=True, slots=True)
class Looking:
    """Whose tokens are shown; "" for nobody's."""

    name: str = ""


class AccountsPage(ListPage):
    """The page's components and what happens in them."""

    name = "accounts"
    events = (
        "fresh",
        "tokens",
        "role",
        "approver",
        "curator",
        "ending",
        "disable",
        "enable",
        "password",
        "token",
        "revoke",
    )

    def open_to(self, session: Session) -> bool:
        return session.administers

    def forms(self, session: gr.BrowserState) -> None:
        self.form = AccountForm(self._api, session)
        self.localised = self.form.localised
        self.left = self.form.components

    def fresh(self) -> Looking:
        return Looking()

    def emptied(self) -> Sequence[object]:
        return self.form.emptied()

    def wire(self, session: gr.BrowserState) -> None:
        listen(self.list.tokens, self._turn, [session, self.state], [self.list, self.state])
        changes = {"approver": "may_approve", "curator": "may_curate", "disable": "disabled", "enable": "disabled"}
        for event, change in changes.items():
            self.on(event, session, _changing(change), "account_changed")
        self.on("role", session, _new_role, "account_changed")
        self.on(
            "ending", session, lambda api, data: system_calls.sign_out(api, data.get("account", "")), "logins_ended"
        )
        self.on("revoke", session, lambda api, data: system_calls.revoke_token(api, number_in(data)), "token_revoked")
        for opening in (self.list.fresh, self.list.password, self.list.token):
            listen(opening, self.form.opened, [session], [*self.form.components])
        listen(self.form.saved.change, self._again, [session, self.state], [self.list])

    async def html(self, session: Session, api: ApiClient, state: object) -> str:
        looking = state if isinstance(state, Looking) else Looking()
        found = await system_calls.accounts(api)
        known = any(one.name == looking.name for one in found.accounts)
        tokens = (await system_calls.tokens(api, looking.name)).tokens if known else ()
        return render(
            "admin/accounts", session.language, accounts=found.accounts, looking=looking, tokens=tokens, roles=ROLES,
            own=session.name,
        )  # fmt: skip

    async def _again(self, stored: object, state: object) -> str:
        return await self.list_html(Session.read(stored), state)

    async def _turn(self, stored: object, state: object, event: gr.EventData) -> tuple[object, ...]:
        name = clicked_data(event).get("account", "")
        looking = Looking("" if isinstance(state, Looking) and state.name == name else name)
        return await self.list_html(Session.read(stored), looking), looking


async def _new_role(api: ApiClient, data: dict[str, str]) -> None:
    await system_calls.change_account(api, data.get("account", ""), {"role": data.get("role", "")})


def _changing(change: str) -> Deed:
    """Sets a yes or no of the clicked account to what the button carries."""

    async def deed(api: ApiClient, data: dict[str, str]) -> None:
        await system_calls.change_account(api, data.get("account", ""), {change: data.get("value") == "true"})

    return deed
