"""The form in which a standard answer is written or changed."""

from dataclasses import dataclass
from itertools import count

import gradio as gr

from assistant.contract.curation import Cluster, StandardAnswer
from ui.admin import calls
from ui.admin.question_forms import quoted
from ui.admin.sources import passage_line, source_lines, wanted_sources, written_lines
from ui.client import ApiClient
from ui.components import Localised, action_html, listen, problems_as_toasts
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text


@dataclass(frozen=True, slots=True)
class Writing:
    """What is being written: a known answer's number (0: a new one) and the questions that it settles."""

    number: int = 0
    message_ids: tuple[str, ...] = ()


class StandardForm:
    """Hidden until something is written. ``saved`` grows by a line whenever an answer was kept or given up, so that others can react."""

    def __init__(self, api: ApiClient, session: gr.BrowserState, name: str) -> None:
        self._api = api
        self._saves = count(1)
        first = Language.CHINESE
        self.saved = gr.State("")
        self.writing = gr.State(Writing())
        with gr.Column(visible=False, elem_id=f"{name}-form", elem_classes="hz-admin-form") as self.area:
            self.about = action_html(f"{name}-about", "quote")
            self.question = gr.Textbox(label=text("form_question", first), elem_id=f"{name}-question")
            self.answer = gr.Textbox(label=text("form_answer", first), lines=5, elem_id=f"{name}-answer")
            self.sources = gr.Textbox(label=text("form_sources", first), lines=3, elem_id=f"{name}-sources")
            self.phrasings = gr.Textbox(label=text("form_phrasings", first), lines=3, elem_id=f"{name}-phrasings")
            self.audience = gr.Radio(
                audience_choices(first), value="public", label=text("form_audience", first), elem_id=f"{name}-audience"
            )
            self.note = gr.Textbox(label=text("form_note", first), elem_id=f"{name}-note")
            with gr.Row():
                self.save = gr.Button(text("save", first), variant="primary", size="md", elem_id=f"{name}-save")
                self.cancel = gr.Button(text("cancel", first), size="md", elem_id=f"{name}-cancel")
        fields = (self.question, self.answer, self.sources, self.phrasings)
        keys = ("form_question", "form_answer", "form_sources", "form_phrasings")
        self.localised = (
            *(Localised(box, {"label": key}) for box, key in zip(fields, keys, strict=True)),
            Localised(self.audience, {"label": "form_audience"}, audience_choices),
            Localised(self.note, {"label": "form_note"}),
            Localised(self.save, {"value": "save"}),
            Localised(self.cancel, {"value": "cancel"}),
        )
        self.components = (self.area, self.writing, self.about, *fields, self.audience, self.note)
        self.left = self.components
        written = [*fields, self.audience, self.note, self.writing]
        listen(self.about.quote, quoted, [self.sources], [self.sources])
        listen(self.save.click, self._save, [session, *written], [self.saved, *self.components])
        listen(self.cancel.click, self._given_up, [], [self.saved, *self.components])

    def for_cluster(self, cluster: Cluster, language: Language) -> tuple[object, ...]:
        """Updates of ``components`` to write about questions that were not answered."""
        ways = "\n".join(way for way, _ in cluster.questions if way != cluster.question)
        about = render("admin/about", language, cluster=cluster, line=passage_line)
        writing = Writing(message_ids=cluster.message_ids)
        return gr.update(visible=True), writing, about, cluster.question, "", "", ways, "public", ""

    def for_answer(self, answer: StandardAnswer | None) -> tuple[object, ...]:
        """Updates of ``components`` to change an answer, or to write a new one (None)."""
        if answer is None:
            return gr.update(visible=True), Writing(), "", "", "", "", "", "public", ""
        ways = "\n".join(way for way in answer.phrasings if way != answer.question)
        sources = source_lines(answer.sources)
        texts = (answer.question, answer.text, sources, ways, answer.audience, answer.note)
        return gr.update(visible=True), Writing(answer.id), "", *texts

    def emptied(self) -> tuple[object, ...]:
        """Updates of ``components`` when nothing is written."""
        return gr.update(visible=False), Writing(), "", "", "", "", "", "public", ""

    async def _save(self, stored: object, *written: object) -> tuple[object, ...]:
        session = Session.read(stored)
        *texts, audience, note, writing = written
        question, answer, sources, phrasings = (str(one or "") for one in texts)
        number, message_ids = (writing.number, writing.message_ids) if isinstance(writing, Writing) else (0, ())
        body: dict[str, object] = {
            "question": question,
            "text": answer,
            "sources": wanted_sources(sources),
            "phrasings": written_lines(phrasings),
            "audience": str(audience),
            "note": str(note or ""),
            "message_ids": list(message_ids),
        }
        with problems_as_toasts(session.language):
            await calls.write_standard_answer(self._api.signed_in(session.token), number, body)
            gr.Info(text("standard_saved", session.language))
            return f"saved {next(self._saves)}", *self.emptied()
        return tuple(gr.skip() for _ in range(1 + len(self.components)))

    def _given_up(self) -> tuple[object, ...]:
        return f"given up {next(self._saves)}", *self.emptied()


def audience_choices(language: Language) -> list[tuple[str, str]]:
    """For whom an answer is meant, as a component's choices."""
    return [(text("for_everybody", language), "public"), (text("for_staff", language), "internal")]
