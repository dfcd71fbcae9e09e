"""What is around the pages: header, signing in, language, and which page is in view."""

from collections.abc import Callable, Mapping

import gradio as gr
from gradio.blocks import Block

from ui.account.dialog import AccountDialog
from ui.admin.pages import ADMIN_PAGES
from ui.chat.page import ChatPage
from ui.client import ApiClient, ApiProblem
from ui.comparison.page import ComparisonPage
from ui.complaints.desk import DeskPage
from ui.complaints.filing import FilingPage
from ui.components import action_html, clicked_data, listen, page_classes, problem_text
from ui.ledgers.page import LedgersPage
from ui.library.page import LibraryPage
from ui.login_dialog import LoginDialog
from ui.opportunities.page import OpportunitiesPage
from ui.pages import PageView
from ui.places import Place, place_told
from ui.policies.page import PoliciesPage
from ui.rendering import render
from ui.search.page import SearchPage
from ui.session import Language, Session
from ui.shared.page import SharedPage
from ui.sites.page import SitesPage
from ui.texts import page_title, text
from ui.uploads import Blocks
from ui.validity.page import ValidityPage
from ui.worksheet.confirming import BenefitsPage
from ui.worksheet.page import WorksheetPage

_PAGES: tuple[Callable[[ApiClient, gr.BrowserState], PageView], ...] = (
    ChatPage,
    SitesPage,
    PoliciesPage,
    SearchPage,
    WorksheetPage,
    BenefitsPage,
    OpportunitiesPage,
    ComparisonPage,
    ValidityPage,
    LibraryPage,
    LedgersPage,
    FilingPage,
    DeskPage,
    SharedPage,
    *ADMIN_PAGES,
)
"""In the order of the header's buttons; the first is everybody's start."""
_STATES_KEPT_S = (
    12 * 3600
)  # what a page shows, after its last event; page.js loads a page anew that slept for half as long
_UPLOADS_CHECKED_S = 600
_UPLOADS_KEPT_S = 3600  # files that were chosen but never imported
_REMEMBER = "(session) => { window.huizhao.remember(session); }"
_WHERE = "(_, ...others) => [window.huizhao.places.here(), ...others]"
_ARRIVED = "() => { window.huizhao.places.arrived(); }"


class Frame:
    """What is around the pages: who is looking at which of them, in which language."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api
        with Blocks(
            title=text("product", Language.CHINESE),
            analytics_enabled=False,
            fill_width=True,
            delete_cache=(_UPLOADS_CHECKED_S, _UPLOADS_KEPT_S),
        ) as self.blocks:
            # The key is no secret: it must be the same after a restart and in every process, or users would be signed out.
            self.session = gr.BrowserState(
                Session().model_dump(mode="json"), storage_key="huizhao-session", secret="huizhao-session"
            )
            self.page = gr.State(ChatPage.name)
            self.place = gr.Textbox(visible=False)
            self.header = action_html("header", "goto", "visit", "language", "login", "logout", "account")
            self.login = LoginDialog(api)
            self.account = AccountDialog(api)
            self.pages: tuple[PageView, ...] = tuple(kind(api, self.session) for kind in _PAGES)
            self.header.value = self._header_html(Session(), self.pages[0].name)
            self._wire()
        for state in self.blocks.blocks.values():
            if isinstance(state, gr.State):
                state.time_to_live = _STATES_KEPT_S
        self.blocks.queue(default_concurrency_limit=None, api_open=False)

    def _wire(self) -> None:
        states = [page.state for page in self.pages]
        areas = [page.area for page in self.pages]
        context = [self.session, self.page, *states]
        frame = [self.page, self.header, *areas]
        self._shown = [self.session, *states, *frame, *(item for page in self.pages for item in page.shown)]
        self._localised = (
            *self.login.localised,
            *self.account.localised,
            *(item for page in self.pages for item in page.localised),
        )
        worded = [item.component for item in self._localised]
        listen(self.session.change, None, [self.session], js=_REMEMBER)
        listen(self.session.change, self._framed, [self.session, self.page], frame)
        listen(self.blocks.load, None, [self.session], js=_REMEMBER)
        started = listen(self.blocks.load, self._start, [self.place, *context], [*self._shown, *worded], js=_WHERE)
        # places.js lets one of these begin when the one before has arrived.
        visited = listen(self.header.visit, self._visit, context, self._shown, trigger_mode="multiple")
        doors = (self.header, *(door for page in self.pages for door in page.doors))
        gone = (listen(door.goto, self._go, context, self._shown, trigger_mode="multiple") for door in doors)
        for shown in (started, visited, *gone):
            listen(shown.then, None, js=_ARRIVED)
        listen(self.header.language, self._switch_language, context, [*self._shown, *worded])
        left = [item for page in self.pages for item in page.left]
        listen(self.header.logout, self._log_out, [self.session], [*self._shown, *left])
        dialog = self.login.dialog
        listen(self.header.login, self.login.opened, [self.session], dialog)
        listen(self.login.cancel.click, self.login.closed, outputs=dialog)
        entered = [self.login.name, self.login.password, self.login.code, *context]
        fields = (self.login.password, self.login.name, self.login.code)
        for event in (self.login.submit.click, *(field.submit for field in fields)):
            listen(event, self._log_in, entered, [*dialog, *self.account.shown, *self._shown])
        self._wire_account(left)

    def _wire_account(self, left: list[Block]) -> None:
        """What the dialog of the own account does; whatever ends the logins leaves the page as signing out does."""
        mine = self.account
        listen(self.header.account, self._open_account, [self.session], mine.shown)
        listen(mine.close.click, mine.closed, outputs=mine.shown)
        listen(mine.begin.click, mine.set_up, [self.session, mine.token, mine.password], [mine.result])
        confirmed = [mine.result, mine.code, mine.password, self.login.area]
        listen(mine.confirm.click, self._confirm, [self.session, mine.token, mine.code], confirmed)
        over = [mine.result, *mine.shown[:2], *self._shown, *left]
        asked = [self.session, mine.token, *mine.fields]
        for button, ending in (
            (mine.remove, self._removed),
            (mine.change, self._changed),
            (mine.everywhere, self._ended),
        ):
            listen(button.click, ending, asked, over)

    async def _start(self, told: str, stored: object, page: str, *states: object) -> tuple[object, ...]:
        """A page was opened, at the place that the browser tells of: is the token that it kept still good?"""
        session = await self.login.handed_over(Session.read(stored))
        if session.signed_in:
            try:
                identity = await self._api.signed_in(session.token).whoami()
                session = session.model_copy(update=identity.model_dump())
            except ApiProblem as problem:
                gr.Warning(problem_text(problem, session.language))
                if problem.code == "not_signed_in":
                    session = session.signed_out()
        page, states = await self._at(place_told(told), session, states)
        return *await self._refreshed(session, page, *states), *self._worded(session.language)

    async def _visit(self, event: gr.EventData, stored: object, _: str, *states: object) -> tuple[object, ...]:
        """The browser went to an address: by a link, back, or forward."""
        session = Session.read(stored)
        page, states = await self._at(place_told(clicked_data(event).get("place", "")), session, states)
        return await self._refreshed(session, page, *states)

    async def _at(self, place: Place, session: Session, states: tuple[object, ...]) -> tuple[str, tuple[object, ...]]:
        """The page of a place, and the states in which it shows what the place names."""
        name = place.page(self._open_to(session)) or self.pages[0].name
        resumed = [
            await page.resumed(session, state, place.data) if page.name == name else state
            for page, state in zip(self.pages, states, strict=True)
        ]
        return name, tuple(resumed)

    async def _go(self, event: gr.EventData, stored: object, page: str, *states: object) -> tuple[object, ...]:
        data = clicked_data(event)
        page = data.get("page", page)
        return await self._refreshed(Session.read(stored), page, *self._arrived(page, states, data))

    def _arrived(self, name: str, states: tuple[object, ...], data: Mapping[str, str]) -> tuple[object, ...]:
        return tuple(
            page.arrived(state, data) if page.name == name else state
            for page, state in zip(self.pages, states, strict=True)
        )

    async def _switch_language(self, stored: object, page: str, *states: object) -> tuple[object, ...]:
        session = Session.read(stored)
        other = Language.CHINESE if session.language is Language.ENGLISH else Language.ENGLISH
        session = session.model_copy(update={"language": other})
        return *await self._refreshed(session, page, *states), *self._worded(other)

    async def _log_in(
        self, name: str, password: str, code: str, stored: object, page: str, *states: object
    ) -> tuple[object, ...]:
        outcome = await self.login.log_in(stored, name, password, code)
        account = tuple(gr.skip() for _ in self.account.shown)
        kept = tuple(gr.skip() for _ in self._shown)
        if outcome.token:
            language = outcome.session.language
            opened = await self.account.opened(outcome.token, language, text("second_factor_missing", language))
            return *self.login.closed(), *opened, *kept
        if outcome.problem:
            typed = gr.skip() if outcome.needs_code else ""
            asked = gr.update(value="", visible=True) if outcome.needs_code else gr.skip()
            return gr.skip(), gr.skip(), typed, asked, outcome.problem, gr.skip(), *account, *kept
        begun = (page.signed_in(state) for page, state in zip(self.pages, states, strict=True))
        return *self.login.closed(), *account, *await self._refreshed(outcome.session, page, *begun)

    async def _open_account(self, stored: object) -> tuple[object, ...]:
        session = Session.read(stored)
        return await self.account.opened(session.token, session.language)

    async def _confirm(self, stored: object, token: str, code: str) -> tuple[object, ...]:
        """The second factor counts now; whoever had to set it up signs in with it next."""
        result, is_on = await self.account.confirmed(stored, token, code)
        again = gr.update(visible=True) if is_on and not Session.read(stored).signed_in else gr.skip()
        return result, "" if is_on else gr.skip(), "" if is_on else gr.skip(), again

    async def _removed(self, stored: object, token: str, password: str, code: str, _: str) -> tuple[object, ...]:
        return await self._after(stored, await self.account.removed(stored, token, password, code), "ended_everywhere")

    async def _changed(self, stored: object, token: str, password: str, code: str, new: str) -> tuple[object, ...]:
        problem = await self.account.changed(stored, token, password, code, new)
        return await self._after(stored, problem, "password_changed")

    async def _ended(self, stored: object, token: str, *_: str) -> tuple[object, ...]:
        return await self._after(stored, await self.account.signed_out(stored, token), "ended_everywhere")

    async def _after(self, stored: object, problem: str, done: str) -> tuple[object, ...]:
        """The problem, or the page as it is after all logins of the account ended."""
        if problem:
            emptied = [item for page in self.pages for item in page.left]
            return problem, *(gr.skip() for _ in range(2 + len(self._shown) + len(emptied)))
        session = Session.read(stored).signed_out()
        gr.Info(text(done, session.language))
        shown = await self._refreshed(session, self.pages[0].name, *(page.fresh() for page in self.pages))
        return "", gr.update(visible=False), "", *shown, *(value for page in self.pages for value in page.emptied())

    async def _log_out(self, stored: object) -> tuple[object, ...]:
        """The token ends, and nothing that the account saw stays on the screen."""
        signed_in = Session.read(stored)
        session = signed_in.signed_out()
        try:
            await self._api.signed_in(signed_in.token).log_out()
        except ApiProblem as problem:
            if problem.code != "not_signed_in":  # it had ended before
                gr.Warning(problem_text(problem, session.language))
        gr.Info(text("logged_out", session.language))
        shown = await self._refreshed(session, self.pages[0].name, *(page.fresh() for page in self.pages))
        return *shown, *(value for page in self.pages for value in page.emptied())

    async def _refreshed(self, session: Session, name: str, *states: object) -> tuple[object, ...]:
        """Values of everything that depends on who is looking at what."""
        name = self._in_view(session, name)
        shown: list[object] = []
        for page, state in zip(self.pages, states, strict=True):
            shown += await page.refreshed(session, state, in_view=page.name == name)
        return session.model_dump(mode="json"), *states, *self._frame(session, name), *shown

    async def _framed(self, stored: object, name: str) -> tuple[object, ...]:
        """The frame anew, after the session changed by itself."""
        session = Session.read(stored)
        return self._frame(session, self._in_view(session, name))

    def _frame(self, session: Session, name: str) -> tuple[object, ...]:
        """The page in view, the header, and the areas."""
        areas = (gr.update(elem_classes=page_classes(page.name == name)) for page in self.pages)
        return name, self._header_html(session, name), *areas

    def _in_view(self, session: Session, name: str) -> str:
        """The page asked for, where the user has it; else the first."""
        return name if name in self._open_to(session) else self.pages[0].name

    def _open_to(self, session: Session) -> tuple[str, ...]:
        return tuple(page.name for page in self.pages if page.open_to(session))

    def _header_html(self, session: Session, name: str) -> str:
        """The pages' buttons, one for all of a group, and below them the tabs of the group in view."""
        listed = [page for page in self.pages if page.in_menu and page.open_to(session)]
        groups = {page.name: page.group or page.name for page in listed}
        first_of = {group: page for page, group in reversed(groups.items())}
        menu = {group: first_of[group] for group in groups.values()}
        tabs = [page for page, group in groups.items() if group == groups.get(name)]
        return render(
            "header",
            session.language,
            session=session,
            menu=menu,
            group=groups.get(name, name),
            tabs=tabs if len(tabs) > 1 else [],
            page=name,
            title=page_title(name, session.language) if name != self.pages[0].name else "",
        )

    def _worded(self, language: Language) -> tuple[object, ...]:
        """Updates of everything that shows fixed texts."""
        return tuple(item.in_language(language) for item in self._localised)
