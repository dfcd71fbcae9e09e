"""能享受什么: a situation in a sentence or a form, and what it comes to."""

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder

from assistant.contract.worksheets import Quote, Worksheet
from ui.client import ApiClient, ApiProblem
from ui.components import Localised, action_html, clicked_data, listen, page_classes, problem_text
from ui.contract import Citation
from ui.pages import PageView
from ui.policies.calls import applying
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text
from ui.viewer import open_citation
from ui.worksheet import calls
from ui.worksheet.form import SituationFields, situation_of

_SENTENCE = 2000  # characters


@dataclass(frozen=True, slots=True)
class Asked:
    """The worksheet in view, or the sentence that a link brought along for one."""

    sheet: Worksheet | None = None
    sentence: str = ""


class WorksheetPage(PageView):
    """The page's components and what happens in them."""

    name = "worksheet"
    group = "policies"

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        first = Language.CHINESE
        with gr.Column(elem_id="worksheet", elem_classes=page_classes(False)) as self.area:
            with gr.Column(elem_id="ws-main"):
                self.intro = gr.HTML(
                    text("ws_intro", first), elem_id="ws-intro", elem_classes="hz-hint", apply_default_css=False
                )
                self.sentence = gr.Textbox(
                    label=text("ws_sentence", first),
                    show_label=False,
                    container=False,
                    placeholder=text("ws_placeholder", first),
                    lines=2,
                    max_lines=6,
                    elem_id="ws-sentence",
                    elem_classes="hz-kept",
                )
                with gr.Accordion(text("ws_more", first), open=False, elem_id="ws-more") as self.more:
                    self.fields = SituationFields()
                with gr.Row(elem_id="ws-actions"):
                    self.submit = gr.Button(text("ws_work_out", first), variant="primary", elem_id="ws-submit", scale=0)
                    self.clear = gr.Button(text("ws_clear", first), scale=0)
                    self.download = gr.DownloadButton(
                        text("ws_download", first), visible=False, elem_id="ws-download", scale=0
                    )
                self.result = action_html("ws-result", "source", "apply", "goto")
            self.viewer = action_html("ws-source", "close", "turn", visible=False)
        self.state = gr.State(Asked())
        self.shown = (self.sentence,)
        self.left = (self.result, self.download, self.viewer, self.sentence, *self.fields.components)
        self.doors = (self.result,)
        self.localised = (
            Localised(self.intro, {"value": "ws_intro"}),
            Localised(self.sentence, {"label": "ws_sentence", "placeholder": "ws_placeholder"}),
            Localised(self.more, {"label": "ws_more"}),
            Localised(self.submit, {"value": "ws_work_out"}),
            Localised(self.clear, {"value": "ws_clear"}),
            Localised(self.download, {"label": "ws_download"}),
            *self.fields.localised,
        )
        self._wire(session)

    def fresh(self) -> Asked:
        return Asked()

    def emptied(self) -> Sequence[object]:
        hidden = gr.update(value=None, visible=False)
        return "", hidden, gr.update(value="", visible=False), "", *self.fields.empty()

    def arrived(self, state: object, data: Mapping[str, str]) -> object:
        return Asked(sentence=data["sentence"][:_SENTENCE]) if data.get("sentence") else state

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        brought = state.sentence if isinstance(state, Asked) and in_view else ""
        return (gr.update(value=brought) if brought else gr.skip(),)

    def _wire(self, session: gr.BrowserState) -> None:
        asked = [session, self.sentence, *self.fields.components]
        made = [self.result, self.download, self.viewer, self.state]
        listen(self.submit.click, self._work_out, asked, made, trigger_mode="once")
        listen(self.sentence.submit, self._work_out, asked, made, trigger_mode="once")
        cleared = [*made, self.sentence, *self.fields.components]
        listen(self.clear.click, self._cleared, outputs=cleared)
        listen(self.result.source, self._open, [session, self.state], [self.viewer], trigger_mode="always_last")
        listen(self.result.apply, self._apply, [session, self.state], [self.viewer], trigger_mode="always_last")
        listen(self.viewer.close, lambda: gr.update(value="", visible=False), outputs=[self.viewer])

    def _cleared(self) -> tuple[object, ...]:
        hidden = gr.update(value=None, visible=False)
        return "", hidden, gr.update(value="", visible=False), Asked(), "", *self.fields.empty()

    async def _work_out(self, stored: object, sentence: str, *fields: object) -> tuple[object, ...]:
        session = Session.read(stored)
        asked: dict[str, object] = {"sentence": sentence.strip(), "language": session.language.value}
        if told := situation_of(fields):
            asked["situation"] = told
        closed = gr.update(value="", visible=False)
        api = self._api.signed_in(session.token)
        try:
            sheet = await calls.worksheet(api, asked)
            workbook = await calls.workbook(api, asked) if sheet.lines else b""
        except ApiProblem as problem:
            said = escape(problem_text(problem, session.language))
            return f'<p class="hz-problem">{said}</p>', gr.update(value=None, visible=False), closed, Asked()
        html = render("worksheet/worksheet", session.language, sheet=sheet)
        return html, _file(workbook, sheet, session.language), closed, Asked(sheet)

    async def _open(self, stored: object, state: Asked, event: gr.EventData) -> AsyncIterator[object]:
        quote = _quote(state.sheet, clicked_data(event).get("chunk", ""), clicked_data(event).get("quote", ""))
        if quote is None:
            return
        async for html in open_citation(self._api, Session.read(stored), quote):
            yield gr.update(value=html, visible=True)

    async def _apply(self, stored: object, state: Asked, event: gr.EventData) -> object:
        """How to apply for a benefit of the sheet, beside it."""
        session, rule_id = Session.read(stored), clicked_data(event).get("rule", "")
        lines = state.sheet.lines if state.sheet is not None else ()
        line = next((one for one in lines if one.rule_id == rule_id), None)
        if line is None:
            return gr.skip()
        api = self._api.signed_in(session.token)
        problem, card = "", None
        try:
            card = await applying(api, line.source.source_id, line.name, "")
        except ApiProblem as raised:
            problem = problem_text(raised, session.language)
        html = render("worksheet/applying", session.language, line=line, card=card, problem=problem)
        return gr.update(value=html, visible=True)


def _file(workbook: bytes, sheet: Worksheet, language: Language) -> object:
    """The download button over a file of its own folder; hidden where there is nothing to save."""
    if not workbook:
        return gr.update(value=None, visible=False)
    folder = Path(get_upload_folder()) / secrets.token_hex(16)  # where what nobody downloads is cleared away
    folder.mkdir(parents=True)
    path = folder / text("ws_file", language, day=sheet.as_of)
    path.write_bytes(workbook)
    return gr.update(value=str(path), visible=True)


def _quote(sheet: Worksheet | None, chunk_id: str, words: str) -> Citation | None:
    """The quotation of the sheet that a button named; nothing that the browser makes up."""
    if sheet is None:
        return None
    return next((_citation(item) for item in _quotes(sheet) if item.chunk_id == chunk_id and item.text == words), None)


def _citation(quote: Quote) -> Citation:
    """What the viewer opens."""
    return Citation(number=1, label=quote.label, quote=quote.text, page=quote.page, chunk_id=quote.chunk_id)


def _quotes(sheet: Worksheet) -> list[Quote]:
    found = [quote for line in sheet.lines for quote in (line.source, *line.notes, *line.pledges)]
    found += [condition.quote for line in sheet.lines for condition in line.conditions]
    found += [quote for conflict in sheet.conflicts for quote in conflict.quotes]
    return [*found, *sheet.deciders, *sheet.procedure]
