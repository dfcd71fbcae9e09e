"""咨询: ask, read the answer while it is written, open its citations, rate it, come back to it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from html import escape

import gradio as gr

from ui.chat import calls
from ui.chat.contract import Answer, ConversationSummary, FoundRow
from ui.chat.naming import linked
from ui.chat.suggesting import suggestions
from ui.chat.texts import example_questions
from ui.chat.thread import Thread
from ui.client import ApiClient, ApiProblem
from ui.components import (
    PROVED,
    Localised,
    action_html,
    clicked_data,
    listen,
    page_classes,
    problem_text,
    problems_as_toasts,
)
from ui.pages import PageView
from ui.rendering import render
from ui.session import Language, Session
from ui.shared.calls import share
from ui.texts import text
from ui.viewer import open_citation

_QUESTION_CHARACTERS = 2000


class ChatPage(PageView):
    """The page's components and what happens in them."""

    name = "consult"

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        first = Session()
        with gr.Column(elem_id="consult", elem_classes=page_classes(True)) as self.area:
            self.conversations = action_html("conversations", "fresh", "reopen", "forget")
            with gr.Column(elem_id="talk"):
                self.thread_html = action_html(
                    "thread",
                    "ask",
                    "cite",
                    "rate",
                    "comment",
                    "publish",
                    "more",
                    value=_thread_html(Thread(), first),
                    on_load="window.huizhao.follow(element);",
                )
                with gr.Column(elem_id="ask-bar"):
                    self.question = gr.Textbox(
                        label=text("question", first.language),
                        show_label=False,
                        container=False,
                        lines=1,
                        max_lines=5,
                        max_length=_QUESTION_CHARACTERS,
                        autofocus=True,
                        elem_id="question",
                        elem_classes="hz-kept",
                        placeholder=text("question_placeholder", first.language),
                        submit_btn=text("send", first.language),
                    )
                    self.disclaimer = gr.HTML(
                        text("disclaimer", first.language), elem_id="disclaimer", apply_default_css=False
                    )
            self.viewer = action_html(
                "citation", "close", "turn", visible=False, on_load="window.huizhao.reveal(element, watch);"
            )
        self.state = gr.State(Thread())
        self.localised = (
            Localised(
                self.question, {"label": "question", "placeholder": "question_placeholder", "submit_btn": "send"}
            ),
            Localised(self.disclaimer, {"value": "disclaimer"}),
        )
        self.shown = (self.thread_html, self.conversations)
        self.left = (self.viewer,)
        self._wire(session)

    def fresh(self) -> Thread:
        return Thread()

    def signed_in(self, state: object) -> Thread:
        """What was asked without an account stays on the screen, but the account's conversations start anew."""
        return replace(_thread(state), conversation_id="")

    def emptied(self) -> Sequence[object]:
        return (gr.update(value="", visible=False),)

    async def resumed(self, session: Session, state: object, data: Mapping[str, str]) -> Thread:
        """The conversation that the browser's history names; without one the start. One that is in view already stays as it is."""
        thread, wanted = _thread(state), data.get("conversation", "")
        if thread.conversation_id == wanted and (wanted or thread.is_pending):
            return thread
        if not wanted:
            return Thread()
        try:
            return await self._kept(session, wanted)
        except ApiProblem as problem:
            if problem.code != "not_found":
                gr.Warning(escape(problem_text(problem, session.language)))
            return Thread()

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        return await self._rendered(session, _thread(state))

    def _wire(self, session: gr.BrowserState) -> None:
        reading = [session, self.state]
        shown = [self.thread_html, self.state]
        asking = [self.question, *reading]
        answering = [*shown, self.question, self.conversations, session]
        submitted = listen(self.question.submit, self._ask, asking, answering, js=PROVED)
        chosen = listen(self.thread_html.ask, self._ask_example, asking, answering, js=PROVED)
        under_way = [submitted, chosen]
        listen(self.question.stop, self._stop, reading, [*shown, self.question], cancels=under_way)
        opened = [self.viewer, *shown]
        listen(self.thread_html.cite, self._cite, reading, opened, trigger_mode="always_last")
        listen(self.viewer.turn, self._turn, reading, [self.viewer], trigger_mode="always_last")
        listen(self.viewer.close, self._close, reading, opened)
        listen(self.thread_html.rate, self._rate, reading, shown)
        listen(self.thread_html.comment, self._rate, reading, shown)
        listen(self.thread_html.publish, self._share, reading, shown)
        listen(self.thread_html.more, self._show_others, reading, shown)
        switched = [*shown, self.viewer, self.conversations, self.question]
        listen(self.conversations.fresh, self._start_afresh, [session], switched, cancels=under_way)
        listen(self.conversations.reopen, self._reopen, reading, switched, cancels=under_way)
        listen(self.conversations.forget, self._forget, reading, switched)

    async def _kept(self, session: Session, conversation_id: str) -> Thread:
        """A stored conversation. Raises ApiProblem."""
        api = self._api.signed_in(session.token)
        return await linked(api, Thread.of(await calls.conversation(api, conversation_id)))

    async def _rendered(self, session: Session, thread: Thread) -> tuple[str, str]:
        """The thread and the list of conversations as HTML."""
        return _thread_html(thread, session), await self._conversations_html(session, thread)

    async def _ask_example(
        self, _: str, stored: object, thread: Thread, event: gr.EventData
    ) -> AsyncIterator[tuple[object, ...]]:
        async for update in self._ask(clicked_data(event).get("question", ""), stored, thread):
            yield update

    async def _ask(self, question: str, stored: object, thread: Thread) -> AsyncIterator[tuple[object, ...]]:
        session = Session.read(stored)
        question = question.strip()[:_QUESTION_CHARACTERS]
        if not question or (thread.exchanges and thread.exchanges[-1].pending):
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        thread, unanswered = thread.asked(question), ""
        busy = gr.update(value="", submit_btn=False, stop_btn=text("stop", session.language))
        yield _thread_html(thread, session), thread, busy, gr.skip(), gr.skip()
        try:
            async for part in calls.ask(self._api.signed_in(session.token), question, thread.conversation_id):
                last = thread.exchanges[-1]
                if isinstance(part, Answer):
                    thread = replace(thread.with_last(last.answered(part)), conversation_id=part.conversation_id)
                    thread = await linked(self._api.signed_in(session.token), thread)
                else:
                    thread = thread.with_last(last.continued(part))
                    yield _thread_html(thread, session), thread, gr.skip(), gr.skip(), gr.skip()
            thread = thread.stopped(text("unexpected", session.language))
        except ApiProblem as problem:
            thread = thread.stopped(problem_text(problem, session.language))
            if problem.code == "not_signed_in":
                session, unanswered = session.signed_out(), question
        html, conversations = await self._rendered(session, thread)
        remembered = gr.skip() if session == Session.read(stored) else session.model_dump(mode="json")
        yield html, thread, _ready(session, unanswered), conversations, remembered

    async def _stop(self, stored: object, thread: Thread) -> tuple[object, ...]:
        session = Session.read(stored)
        thread = thread.stopped(text("stopped", session.language))
        return _thread_html(thread, session), thread, _ready(session)

    async def _cite(self, stored: object, thread: Thread, event: gr.EventData) -> AsyncIterator[tuple[object, ...]]:
        session, data = Session.read(stored), clicked_data(event)
        opened = (_number(data, "exchange"), _number(data, "number"))
        citation = thread.citation(*opened)
        if citation is None:
            yield gr.skip(), gr.skip(), gr.skip()
            return
        thread = replace(thread, opened=opened)
        async for html in open_citation(self._api, session, citation):
            yield gr.update(value=html, visible=True), _thread_html(thread, session), thread

    async def _turn(self, stored: object, thread: Thread, event: gr.EventData) -> AsyncIterator[str]:
        citation = thread.citation(*thread.opened) if thread.opened else None
        if citation is not None:
            page = _number(clicked_data(event), "page")
            async for html in open_citation(self._api, Session.read(stored), citation, page):
                yield html

    async def _close(self, stored: object, thread: Thread) -> tuple[object, ...]:
        thread = replace(thread, opened=None)
        return gr.update(value="", visible=False), _thread_html(thread, Session.read(stored)), thread

    async def _rate(self, stored: object, thread: Thread, event: gr.EventData) -> tuple[object, ...]:
        session, data = Session.read(stored), clicked_data(event)
        message_id, rating, comment = (data.get(name, "") for name in ("message", "rating", "comment"))
        with problems_as_toasts(session.language):
            await calls.rate(self._api.signed_in(session.token), message_id, rating, comment.strip())
            thread = thread.rated(message_id, rating, commented="comment" in data)
        return _thread_html(thread, session), thread

    async def _share(self, stored: object, thread: Thread, event: gr.EventData) -> tuple[object, ...]:
        """Give the answer an address, and show it below the answer."""
        session, message_id = Session.read(stored), clicked_data(event).get("message", "")
        with problems_as_toasts(session.language):
            address = await share(self._api.signed_in(session.token), message_id)
            thread = thread.shared(message_id, address.path)
        return _thread_html(thread, session), thread

    async def _show_others(self, stored: object, thread: Thread, event: gr.EventData) -> tuple[object, ...]:
        """The rows that the answer counted and did not list, in its own table."""
        session, number = Session.read(stored), _number(clicked_data(event), "exchange")
        exchange = thread.exchanges[number - 1] if 1 <= number <= len(thread.exchanges) else None
        if exchange is not None and exchange.table is not None and exchange.further is not None:
            with problems_as_toasts(session.language):
                offset = len(exchange.table.rows)
                api = self._api.signed_in(session.token)
                rows = await calls.further_rows(api, *exchange.further, offset, session.language)
                thread = thread.with_exchange(number, exchange.with_rows(rows, partial(_verdict, session.language)))
        return _thread_html(thread, session), thread

    async def _start_afresh(self, stored: object) -> tuple[object, ...]:
        return await self._switched(Session.read(stored), Thread())

    async def _reopen(self, stored: object, thread: Thread, event: gr.EventData) -> tuple[object, ...]:
        session = Session.read(stored)
        with problems_as_toasts(session.language):
            thread = await self._kept(session, clicked_data(event).get("conversation", ""))
        return await self._switched(session, thread)

    async def _forget(self, stored: object, thread: Thread, event: gr.EventData) -> tuple[object, ...]:
        session = Session.read(stored)
        conversation_id = clicked_data(event).get("conversation", "")
        with problems_as_toasts(session.language):
            await calls.delete_conversation(self._api.signed_in(session.token), conversation_id)
            thread = Thread() if thread.conversation_id == conversation_id else thread
        return await self._switched(session, thread)

    async def _switched(self, session: Session, thread: Thread) -> tuple[object, ...]:
        html, conversations = await self._rendered(session, thread)
        return html, thread, gr.update(value="", visible=False), conversations, _ready(session)

    async def _conversations_html(self, session: Session, thread: Thread) -> str:
        found: tuple[ConversationSummary, ...] = ()
        if session.signed_in:
            with problems_as_toasts(session.language):
                found = await calls.conversations(self._api.signed_in(session.token))
        return render(
            "chat/conversations",
            session.language,
            signed_in=session.signed_in,
            conversations=found,
            open_id=thread.conversation_id,
        )


def _thread(state: object) -> Thread:
    """The page's state as the frame hands it back."""
    return state if isinstance(state, Thread) else Thread()


def _number(data: dict[str, str], name: str) -> int:
    """A number of the clicked button; 0 when it carries none."""
    value = data.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() else 0


def _ready(session: Session, unanswered: str = "") -> dict[str, object]:
    """The question box, ready for the next question, or for one that must be asked again."""
    update: dict[str, object] = gr.update(submit_btn=text("send", session.language), stop_btn=False)
    return {**update, "value": unanswered} if unanswered else update


def _thread_html(thread: Thread, session: Session) -> str:
    examples = example_questions(session.role, session.language)
    return render("chat/thread", session.language, thread=thread, examples=examples, suggested=suggestions)


def _verdict(language: Language, row: FoundRow) -> str:
    """How a row fits, as the answers tell it."""
    reasons = "；".join(check.reason for check in row.checks if check.verdict == row.verdict and check.reason)
    return text(f"verdict_{row.verdict}", language, reasons=reasons).rstrip("：: ")
