"""The page as a whole: header, signing in, language, and the two pages under them."""

import os
from dataclasses import replace

import gradio as gr
from fastapi import FastAPI

from ui.chat_page import ChatPage
from ui.client import ApiClient, ApiProblem
from ui.components import action_html, clicked_data, listen, page_classes, problem_text
from ui.library_page import LibraryPage, Shelf
from ui.login_dialog import LoginDialog
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text
from ui.theme import CSS_PATH, FAVICON_PATH, HEAD, THEME
from ui.thread import Thread

_UPLOADS_CHECKED_S = 600
_UPLOADS_KEPT_S = 3600  # files that were chosen but never imported
_REMEMBER = "(session) => { window.huizhao.remember(session); }"


def build_page(app: FastAPI, base_url: str = "") -> FastAPI:
    """Mount the page at ``/`` of an app that serves the API; routes registered before keep precedence.

    With ``base_url`` the API is called there instead; the app must then pass ``/api/documents/{id}/original`` on to it, because
    browsers fetch originals from the page's own address.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    api = ApiClient.at(base_url) if base_url else ApiClient.in_process(app)
    gr.mount_gradio_app(
        app,
        Page(api).blocks,
        path="/",
        theme=THEME,
        css_paths=CSS_PATH,
        head=HEAD,
        favicon_path=str(FAVICON_PATH),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=False,
    )
    return app


class Page:
    """The frame around the pages and what happens in it."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api
        with gr.Blocks(
            title=text("product", Language.CHINESE),
            analytics_enabled=False,
            fill_width=True,
            delete_cache=(_UPLOADS_CHECKED_S, _UPLOADS_KEPT_S),
        ) as self.blocks:
            # The key is no secret: it must be the same after a restart and in every process, or users would be signed out.
            self.session = gr.BrowserState(
                Session().model_dump(mode="json"), storage_key="huizhao-session", secret="huizhao-session"
            )
            self.page = gr.State("consult")
            self.header = action_html(
                "header",
                "goto",
                "language",
                "login",
                "logout",
                value=render("header", Language.CHINESE, session=Session(), page="consult"),
            )
            self.login = LoginDialog(api)
            self.chat = ChatPage(api, self.session)
            self.library = LibraryPage(api, self.session)
            self._wire()
        self.blocks.queue(default_concurrency_limit=None, api_open=False)

    def _wire(self) -> None:
        context = [self.session, self.page, self.chat.thread, self.library.shelf]
        self._shown = [
            self.session,
            self.page,
            self.chat.thread,
            self.library.shelf,
            self.header,
            self.chat.area,
            self.library.area,
            self.library.upload_box,
            self.chat.thread_html,
            self.chat.conversations,
            self.library.documents,
        ]
        self._localised = (*self.login.localised, *self.chat.localised, *self.library.localised)
        worded = [item.component for item in self._localised]
        listen(self.session.change, None, [self.session], js=_REMEMBER)
        frame = [self.page, self.header, self.chat.area, self.library.area, self.library.upload_box]
        listen(self.session.change, self._framed, [self.session, self.page], frame)
        listen(self.blocks.load, None, [self.session], js=_REMEMBER)
        listen(self.blocks.load, self._start, context, [*self._shown, *worded])
        listen(self.header.goto, self._go, context, self._shown)
        listen(self.header.language, self._switch_language, context, [*self._shown, *worded])
        left = [*self._shown, self.chat.viewer, self.library.detail, *self.library.filters]
        listen(self.header.logout, self._log_out, [self.session], left)
        listen(self.header.login, lambda: gr.update(visible=True), outputs=[self.login.area])
        dialog = [self.login.area, self.login.name, self.login.password, self.login.problem]
        listen(self.login.cancel.click, lambda: (gr.update(visible=False), "", "", ""), outputs=dialog)
        for entered in (self.login.submit.click, self.login.password.submit, self.login.name.submit):
            listen(entered, self._log_in, [*context, self.login.name, self.login.password], [*self._shown, *dialog])

    async def _start(self, stored: object, page: str, thread: Thread, shelf: Shelf) -> tuple[object, ...]:
        """A page was opened: is the token that this browser kept still good?"""
        session = Session.read(stored)
        if session.signed_in:
            try:
                identity = await self._api.signed_in(session.token).whoami()
                session = session.model_copy(update={"name": identity.name, "role": identity.role})
            except ApiProblem as problem:
                gr.Warning(problem_text(problem, session.language))
                if problem.code == "not_signed_in":
                    session = session.signed_out()
        return *await self._refreshed(session, page, thread, shelf), *self._worded(session.language)

    async def _go(
        self, stored: object, page: str, thread: Thread, shelf: Shelf, event: gr.EventData
    ) -> tuple[object, ...]:
        return await self._refreshed(Session.read(stored), clicked_data(event).get("page", page), thread, shelf)

    async def _switch_language(self, stored: object, page: str, thread: Thread, shelf: Shelf) -> tuple[object, ...]:
        session = Session.read(stored)
        other = Language.CHINESE if session.language is Language.ENGLISH else Language.ENGLISH
        session = session.model_copy(update={"language": other})
        return *await self._refreshed(session, page, thread, shelf), *self._worded(other)

    async def _log_in(
        self, stored: object, page: str, thread: Thread, shelf: Shelf, name: str, password: str
    ) -> tuple[object, ...]:
        session, problem = await self.login.log_in(stored, name, password)
        if problem:
            return *(gr.skip() for _ in self._shown), gr.skip(), gr.skip(), "", problem
        # What was asked without an account stays on the screen, but the account's conversations start anew.
        thread = replace(thread, conversation_id="")
        return *await self._refreshed(session, page, thread, shelf), gr.update(visible=False), "", "", ""

    async def _log_out(self, stored: object) -> tuple[object, ...]:
        """Nothing that the account saw stays on the screen."""
        session = Session.read(stored).signed_out()
        gr.Info(text("logged_out", session.language))
        shown = await self._refreshed(session, "consult", Thread(), Shelf())
        return *shown, gr.update(value="", visible=False), gr.update(visible=False), "", "", ""

    async def _refreshed(self, session: Session, page: str, thread: Thread, shelf: Shelf) -> tuple[object, ...]:
        """Values of everything that depends on who is looking at what."""
        page, *frame = await self._framed(session, page)
        html, conversations = await self.chat.shown(session, thread)
        documents = await self.library.listed(session, shelf) if page == "library" else gr.skip()
        return (
            session.model_dump(mode="json"),
            page,
            thread,
            shelf,
            *frame,
            html,
            conversations,
            documents if session.sees_library else "",
        )

    async def _framed(self, stored: object, page: str) -> tuple[str, object, object, object, object]:
        """The page that the user may look at, and the frame around it."""
        session = Session.read(stored)
        page = "library" if page == "library" and session.sees_library else "consult"
        return (
            page,
            render("header", session.language, session=session, page=page),
            gr.update(elem_classes=page_classes(page == "consult")),
            gr.update(elem_classes=page_classes(page == "library")),
            gr.update(visible=session.administers),
        )

    def _worded(self, language: Language) -> tuple[object, ...]:
        """Updates of everything that shows fixed texts."""
        return tuple(item.in_language(language) for item in self._localised)
