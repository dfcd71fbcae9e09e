"""诉求: file a complaint, and follow it with the account or with number and query code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import gradio as gr

from ui.client import ApiClient
from ui.complaints import calls
from ui.complaints.contract import Filed
from ui.components import (
    PROVED,
    Localised,
    action_html,
    clicked_data,
    kept_json,
    listen,
    page_classes,
    problems_as_toasts,
)
from ui.pages import PageView
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text
from ui.uploads import uploaded_files

_CHANNELS = ("bureau", "foreign")
_TEXT_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Following:
    """Which complaint is open: by the account, or by number and code."""

    open_id: int = 0
    number: str = ""
    code: str = ""

    @property
    def kept(self) -> str:
        """What the browser of somebody without an account keeps of the complaint that is open, so that a reload shows it again."""
        return kept_json(number=self.number, code=self.code) if self.code else "{}"


class FilingPage(PageView):
    """The page's components and what happens in them."""

    name = "filing"

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        first = Language.CHINESE
        with gr.Column(elem_id="filing", elem_classes=page_classes(False)) as self.area:
            with gr.Column(elem_id="filing-form"):
                self.intro = action_html("filing-intro", value=_intro(first))
                self.words = gr.Textbox(
                    label=text("filing_text", first),
                    lines=8,
                    max_length=_TEXT_CHARACTERS,
                    elem_id="complaint-text",
                    elem_classes="hz-kept",
                )
                with gr.Row():
                    self.complainant = gr.Textbox(
                        label=text("filing_name", first), max_length=300, elem_id="complainant", elem_classes="hz-kept"
                    )
                    self.contact = gr.Textbox(
                        label=text("filing_contact", first), max_length=300, elem_id="contact", elem_classes="hz-kept"
                    )
                with gr.Row():
                    self.subject = gr.Textbox(
                        label=text("complaint_subject", first),
                        max_length=300,
                        elem_id="complaint-subject",
                        elem_classes="hz-kept",
                    )
                    self.channel = gr.Radio(
                        _channel_choices(first),
                        value="bureau",
                        label=text("channel", first),
                        elem_id="complaint-channel",
                    )
                self.files = gr.File(
                    file_count="multiple", label=text("complaint_files", first), elem_id="complaint-files", height=120
                )
                self.submit = gr.Button(text("file_submit", first), variant="primary", elem_id="file-complaint")
            with gr.Column(elem_id="following"):
                self.filed = action_html("filed", "show", "withdraw", "unfold")
                with gr.Column(elem_id="supply", visible=False) as self.supply_area:
                    self.more = gr.File(
                        file_count="multiple", label=text("supply_files", first), elem_id="supply-files", height=110
                    )
                    self.send_more = gr.Button(text("supply_files", first), elem_id="send-files")
                with gr.Column(elem_id="follow-form") as self.lookup:
                    self.lookup_hint = gr.HTML(_follow_hint(first), apply_default_css=False)
                    with gr.Row():
                        self.number = gr.Textbox(
                            label=text("complaint_number", first), elem_id="follow-number", elem_classes="hz-kept"
                        )
                        self.code = gr.Textbox(label=text("query_code", first), elem_id="follow-code")
                    self.follow = gr.Button(text("follow_submit", first), elem_id="follow")
        self.state = gr.State(Following())
        self._form = [self.words, self.subject, self.complainant, self.contact, self.channel, self.files]
        self.localised = (
            Localised(self.words, {"label": "filing_text"}),
            Localised(self.complainant, {"label": "filing_name"}),
            Localised(self.contact, {"label": "filing_contact"}),
            Localised(self.subject, {"label": "complaint_subject"}),
            Localised(self.channel, {"label": "channel"}, _channel_choices),
            Localised(self.files, {"label": "complaint_files"}),
            Localised(self.submit, {"value": "file_submit"}),
            Localised(self.more, {"label": "supply_files"}),
            Localised(self.send_more, {"value": "supply_files"}),
            Localised(self.number, {"label": "complaint_number"}),
            Localised(self.code, {"label": "query_code"}),
            Localised(self.follow, {"value": "follow_submit"}),
        )
        self.shown = (self.intro, self.filed, self.supply_area, self.lookup, self.lookup_hint)
        self.left = (self.words, self.subject, self.complainant, self.contact, self.files, self.number, self.code)
        self._wire(session)

    def open_to(self, session: Session) -> bool:
        return not session.sees_library

    def fresh(self) -> Following:
        return Following()

    def emptied(self) -> Sequence[object]:
        return ("", "", "", "", None, "", "")

    async def resumed(self, session: Session, state: object, data: Mapping[str, str]) -> Following:
        chosen = data.get("complaint", "")
        number, code = data.get("number", ""), data.get("code", "")
        if session.signed_in:
            return Following(int(chosen) if chosen.isdecimal() else 0)
        return Following(0, number, code) if number and code else Following()

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        if not in_view:
            return gr.skip(), "", gr.update(visible=False), gr.skip(), gr.skip()
        following = state if isinstance(state, Following) else Following()
        intro, hint = _intro(session.language), _follow_hint(session.language)
        return intro, *await self._listed(session, following), hint

    def _wire(self, session: gr.BrowserState) -> None:
        shown = [self.filed, self.supply_area, self.lookup, self.state]
        listen(self.submit.click, self._file, [session, self.state, *self._form], [*shown, *self._form], js=PROVED)
        looked_up = [session, self.state, self.number, self.code]
        listen(self.follow.click, self._follow, looked_up, shown)
        listen(self.code.submit, self._follow, looked_up, shown)
        listen(self.filed.show, self._show, [session, self.state], shown)
        listen(self.filed.withdraw, self._withdraw, [session, self.state], shown)
        listen(self.send_more.click, self._supply, [session, self.state, self.more], [*shown, self.more])

    async def _file(
        self,
        stored: object,
        following: Following,
        words: str,
        subject: str,
        complainant: str,
        contact: str,
        channel: str,
        files: list[str] | None,
    ) -> tuple[object, ...]:
        session = Session.read(stored)
        paths = uploaded_files(files, session.language)
        unchanged = tuple(gr.skip() for _ in range(4 + len(self._form)))
        if not words.strip() and not paths:
            gr.Warning(text("no_text_no_file", session.language))
            return unchanged
        fields = {
            "text": words,
            "subject": subject,
            "complainant": complainant,
            "contact": contact,
            "channel": channel,
        }
        with problems_as_toasts(session.language):
            filed = await calls.file(self._api.signed_in(session.token), fields, paths)
            for path in paths:
                path.unlink(missing_ok=True)
            following = Following(filed.id, filed.number, filed.query_code)
            shown = await self._listed(session, following, new=filed)
            return *shown, following, "", "", "", "", channel, None
        return unchanged

    async def _follow(self, stored: object, following: Following, number: str, code: str) -> tuple[object, ...]:
        session = Session.read(stored)
        with problems_as_toasts(session.language):
            found = await calls.follow(self._api, number.strip(), code.strip())
            following = Following(found.id, found.number, code.strip())
            return *await self._listed(session, following, found=found), following
        return gr.skip(), gr.skip(), gr.skip(), gr.skip()

    async def _show(self, stored: object, following: Following, event: gr.EventData) -> tuple[object, ...]:
        chosen = clicked_data(event).get("complaint", "")
        following = Following(int(chosen) if chosen.isdecimal() else 0)
        return *await self._listed(Session.read(stored), following), following

    async def _withdraw(self, stored: object, following: Following) -> tuple[object, ...]:
        session = Session.read(stored)
        with problems_as_toasts(session.language):
            step = {"action": "withdraw", "note": text("withdrawn_by_filer", Language.CHINESE)}
            await calls.withdraw(self._api.signed_in(session.token), following.open_id, step)
        return *await self._listed(session, following), following

    async def _supply(self, stored: object, following: Following, files: list[str] | None) -> tuple[object, ...]:
        session = Session.read(stored)
        paths = uploaded_files(files, session.language)
        found: Filed | None = None
        if paths:
            with problems_as_toasts(session.language):
                api = self._api.signed_in(session.token)
                found = await calls.supply(api, following.open_id, following.number, following.code, paths)
                gr.Info(text("supplied", session.language))
        return *await self._listed(session, following, found=found), following, None

    async def _listed(
        self, session: Session, following: Following, *, found: Filed | None = None, new: Filed | None = None
    ) -> tuple[object, ...]:
        """The open complaint and the list, whether files can be added, and whether number and code are asked for."""
        own: tuple[Filed, ...] = ()
        with problems_as_toasts(session.language):
            if session.signed_in:
                own = (await calls.own(self._api.signed_in(session.token))).complaints
            elif following.code and found is None:
                found = await calls.follow(self._api, following.number, following.code)
        opened = found or next((one for one in own if one.id == following.open_id), None)
        html = render(
            "complaints/filed",
            session.language,
            own=own,
            opened=opened,
            new=new,
            following=replace(following, code=following.code if not session.signed_in else ""),
            signed_in=session.signed_in,
        )
        may_supply = opened is not None and opened.is_open
        return html, gr.update(visible=may_supply), gr.update(visible=not session.signed_in)


def _channel_choices(language: Language) -> list[tuple[str, str]]:
    return [(text(f"file_channel_{key}", language), key) for key in _CHANNELS]


def _intro(language: Language) -> str:
    return render("complaints/intro", language)


def _follow_hint(language: Language) -> str:
    return render("complaints/follow_hint", language)
