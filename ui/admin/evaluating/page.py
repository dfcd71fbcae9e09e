"""评测: a suite is asked in the background; what came of it, question by question, beside the run before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

import gradio as gr

from assistant.contract.evaluation import Only
from ui.admin.evaluating import calls
from ui.admin.listing import ListPage, number_in
from ui.client import ApiClient, ApiProblem
from ui.components import Localised, clicked_data, kept_json, listen, problems_as_toasts
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text
from ui.uploads import uploaded_files

_RUNS, _RESULTS = 50, 20
_FOLLOWED_EVERY_S = 1.5
_ONLY: tuple[str, ...] = get_args(Only)


@dataclass(frozen=True, slots=True)
class Looking:
    """The run that is open (0: the list), which of its results, and how far down."""

    run: int = 0
    only: str = "failed"
    offset: int = 0


class EvaluationPage(ListPage):
    """The page's components and what happens in them. ``clock`` follows a run that is under way, also one that somebody else began."""

    name = "evaluation"
    events = ("begin", "open", "filter", "leaf", "stop", "remove")

    def forms(self, session: gr.BrowserState) -> None:
        first = Language.CHINESE
        with gr.Column(elem_id="evaluation-form", elem_classes="hz-admin-form", visible=False) as self.form:
            self.file = gr.File(
                file_count="multiple", label=text("evaluation_file", first), elem_id="evaluation-file", height=110
            )
            with gr.Row():
                self.begin_file = gr.Button(
                    text("evaluation_of_file", first), variant="primary", size="md", elem_id="evaluation-start"
                )
        self.clock = gr.Timer(_FOLLOWED_EVERY_S, active=False)
        self.localised = (
            Localised(self.file, {"label": "evaluation_file"}),
            Localised(self.begin_file, {"value": "evaluation_of_file"}),
        )
        self.left = (self.file,)

    def open_to(self, session: Session) -> bool:
        return session.administers

    def fresh(self) -> Looking:
        return Looking()

    def emptied(self) -> Sequence[object]:
        return (None,)

    def arrived(self, state: object, data: Mapping[str, str]) -> Looking:
        return Looking(run=number_in({"number": data.get("run", "")}))

    async def refreshed(self, session: Session, state: object, in_view: bool) -> Sequence[object]:
        if not in_view or not self.open_to(session):
            return "", gr.Timer(active=False), gr.skip()
        return await self._drawn(session, _looking(state))

    def wire(self, session: gr.BrowserState) -> None:
        self.shown = (self.list, self.clock, self.form)
        reading, drawn = [session, self.state], [self.list, self.clock, self.form]
        listen(self.clock.tick, self._follow, reading, drawn)
        for event in (self.list.open, self.list.filter, self.list.leaf):
            listen(event, self._turn, reading, [*drawn, self.state])
        for event in (self.list.begin, self.list.stop, self.list.remove):
            listen(event, self._do, reading, [*drawn, self.state])
        listen(self.begin_file.click, self._begin_file, [*reading, self.file], [*drawn, self.state, self.file])

    async def html(self, session: Session, api: ApiClient, state: object) -> str:
        return (await self._page(session, api, _looking(state)))[0]

    async def _page(self, session: Session, api: ApiClient, looking: Looking) -> tuple[str, bool]:
        """The list or the run that is open, and whether anything is under way."""
        if not looking.run:
            found = await calls.runs(api, _RUNS)
            return render("admin/evaluations", session.language, found=found), any(
                not run.state.over for run in found.runs
            )
        detail = await calls.run(api, looking.run)
        results = await calls.results(api, looking.run, looking.only, _RESULTS, looking.offset)
        kept = kept_json(run=looking.run)
        html = render(
            "admin/evaluation",
            session.language,
            **{"found": detail, "results": results, "looking": looking, "limit": _RESULTS, "only": _ONLY, "kept": kept},
        )
        return html, not detail.run.state.over

    async def _drawn(self, session: Session, looking: Looking) -> tuple[object, object, object]:
        html, under_way = "", False
        with problems_as_toasts(session.language):
            html, under_way = await self._page(session, self._api.signed_in(session.token), looking)
        return html, gr.Timer(active=under_way), gr.update(visible=not looking.run)

    async def _follow(self, stored: object, state: object) -> tuple[object, object, object]:
        return await self._drawn(Session.read(stored), _looking(state))

    async def _turn(self, stored: object, state: object, event: gr.EventData) -> tuple[object, ...]:
        data, looking = clicked_data(event), _looking(state)
        if data.get("act") == "open":
            looking = Looking(run=number_in(data))
        elif data.get("only") in _ONLY:
            looking = replace(looking, only=data["only"], offset=0)
        elif data.get("offset", "").isdecimal():
            looking = replace(looking, offset=int(data["offset"]))
        return *await self._drawn(Session.read(stored), looking), looking

    async def _do(self, stored: object, state: object, event: gr.EventData) -> tuple[object, ...]:
        session, data, looking = Session.read(stored), clicked_data(event), _looking(state)
        api = self._api.signed_in(session.token)
        with problems_as_toasts(session.language):
            match data.get("act"):
                case "begin":
                    looking = Looking(run=(await calls.start(api)).id)
                case "stop":
                    await calls.stop(api, number_in(data))
                case "remove":
                    await calls.remove(api, number_in(data))
                    looking = Looking()
        return *await self._drawn(session, looking), looking

    async def _begin_file(self, stored: object, state: object, files: list[str] | None) -> tuple[object, ...]:
        session, looking, left = Session.read(stored), _looking(state), gr.skip()
        with problems_as_toasts(session.language):
            paths = uploaded_files(files, session.language)
            if len(paths) != 1:
                raise ApiProblem("one_suite", text("one_suite", session.language))
            run = await calls.start(self._api.signed_in(session.token), paths[0].name, _text_of(paths[0], session))
            paths[0].unlink(missing_ok=True)
            looking, left = Looking(run=run.id), None
        return *await self._drawn(session, looking), looking, left


def _text_of(path: Path, session: Session) -> str:
    """Raises ApiProblem where the file is no text."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ApiProblem("suite_unreadable", text("suite_unreadable", session.language)) from error


def _looking(state: object) -> Looking:
    return state if isinstance(state, Looking) else Looking()
