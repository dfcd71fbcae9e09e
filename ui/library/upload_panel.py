"""Adding files: choose, say what they are, watch them being read, see what became of each."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import gradio as gr

from ui.client import ApiClient, ApiProblem
from ui.components import Localised, clearance_choices, kept_json, kind_choices, listen, optional, problem_text
from ui.library import calls
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text
from ui.uploads import uploaded_files

_POLL_SECONDS = 0.5
_FOLLOWED_EVERY_S = 1.0
_KIND_CHOICES = optional(kind_choices, "detect_kind")


class UploadPanel:
    """The panel's components and what happens in them. ``imported`` is the event of an import that is over."""

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        first = Language.CHINESE
        with gr.Column(elem_id="upload-panel", visible=False) as self.area:
            self.hint = gr.HTML(text("upload_hint", first), apply_default_css=False, elem_classes="hz-hint")
            self.files = gr.File(file_count="multiple", label=text("files", first), elem_id="upload-files", height=150)
            with gr.Row():
                self.clearance = gr.Radio(
                    clearance_choices(first),
                    value="internal",
                    label=text("clearance", first),
                    elem_id="upload-clearance",
                )
                self.kind = gr.Dropdown(
                    _KIND_CHOICES(first), value="", label=text("kind", first), elem_id="upload-kind"
                )
            self.groups = gr.Textbox(
                label=text("departments", first),
                info=text("departments_info", first),
                elem_id="upload-groups",
                max_length=500,
            )
            with gr.Row():
                self.start = gr.Button(
                    text("start_upload", first), variant="primary", size="md", min_width=100, elem_id="start-upload"
                )
                self.hide = gr.Button(text("close", first), size="md", min_width=100)
            self.progress = gr.HTML("", elem_id="upload-progress", apply_default_css=False)
        # An import goes on without the page that began it: a page that comes back follows it by the clock.
        self.clock = gr.Timer(_FOLLOWED_EVERY_S, active=False)
        self.job_id = gr.State("")
        self.followed = gr.State("")
        self.shown = (self.area, self.progress, self.clock, self.job_id)
        self.localised = (
            Localised(self.hint, {"value": "upload_hint"}),
            Localised(self.files, {"label": "files"}),
            Localised(self.clearance, {"label": "clearance"}, clearance_choices),
            Localised(self.kind, {"label": "kind"}, _KIND_CHOICES),
            Localised(self.groups, {"label": "departments", "info": "departments_info"}),
            Localised(self.start, {"value": "start_upload"}),
            Localised(self.hide, {"value": "close"}),
        )
        self.imported = listen(
            self.start.click,
            self._import,
            [session, self.files, self.clearance, self.kind, self.groups],
            [self.progress, self.files, self.start],
        )
        following = [session, self.job_id]
        listen(self.clock.tick, self._follow, following, [self.progress, self.clock, self.followed])
        listen(self.hide.click, lambda: (gr.update(visible=False), ""), outputs=[self.area, self.progress])

    async def resumed(self, session: Session, job_id: str) -> tuple[object, ...]:
        """Updates of ``shown`` for an import that was begun before the page was loaded."""
        html, over = await self._state_of(session, job_id)
        return gr.update(visible=True), html, gr.Timer(active=not over), job_id

    def put_away(self) -> tuple[object, ...]:
        """Updates of ``shown`` when nothing is imported or to be seen."""
        return gr.update(visible=False), "", gr.Timer(active=False), ""

    async def _follow(self, stored: object, job_id: str) -> tuple[object, ...]:
        html, over = await self._state_of(Session.read(stored), job_id)
        return html, gr.Timer(active=not over), job_id if over else gr.skip()

    async def _state_of(self, session: Session, job_id: str) -> tuple[str, bool]:
        """How far an import is, as HTML, and whether it is over."""
        try:
            job = await calls.job(self._api.signed_in(session.token), job_id)
        except ApiProblem as problem:
            return _progress(session.language, problem=problem_text(problem, session.language)), True
        return _progress(session.language, job=job, job_id=job_id), job.state != "running"

    async def _import(
        self, stored: object, files: list[str] | None, clearance: str, kind: str, groups: str | None
    ) -> AsyncIterator[tuple[object, ...]]:
        session = Session.read(stored)
        language = session.language
        if not files:
            yield _progress(language, problem=text("no_files", language)), gr.skip(), gr.skip()
            return
        user = self._api.signed_in(session.token)
        paths = uploaded_files(files, language)
        chosen = {"clearance": clearance, "kind": kind, "groups": (groups or "").strip()}
        options = {name: value for name, value in chosen.items() if value}
        yield _progress(language, sending=True), gr.skip(), gr.update(interactive=False)
        try:
            job_id = await calls.upload(user, paths, options)
            while (job := await calls.job(user, job_id)).state == "running":
                yield _progress(language, job=job, job_id=job_id), gr.skip(), gr.skip()
                await asyncio.sleep(_POLL_SECONDS)
            html = _progress(language, job=job, job_id=job_id)
        except ApiProblem as problem:
            html = _progress(language, problem=problem_text(problem, language))
        finally:
            _discard(paths)
        yield html, None, gr.update(interactive=True)


def _discard(paths: list[Path]) -> None:
    """Gradio's copies of uploaded files are of no more use, and internal material must not lie about."""
    for path in paths:
        path.unlink(missing_ok=True)


def _progress(
    language: Language, *, job: object = None, job_id: str = "", sending: bool = False, problem: str = ""
) -> str:
    kept = kept_json(job=job_id)
    return render("library/import", language, job=job, kept=kept, sending=sending, problem=problem)
