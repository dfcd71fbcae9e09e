"""One case at the desk: the complaint, the reply with its editing and approval, the steps, the trail."""

from collections.abc import Awaitable, Callable, Sequence
from itertools import count

import gradio as gr

from ui.client import ApiClient
from ui.complaints import calls
from ui.complaints.case_file import CaseFile, compared_version, letter_of
from ui.complaints.correction_panel import CorrectionPanel
from ui.complaints.letter_tools import LetterTools
from ui.complaints.step_panel import StepPanel
from ui.components import Localised, action_html, clicked_data, listen, problems_as_toasts
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text

_LETTER = ("title", "addressee", "body", "signature", "dated")


class CasePanel:
    """The case's components and what happens in them. ``changed`` grows with every change, so that the queue can react."""

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        self._changes = count(1)
        first = Language.CHINESE
        self.complaint_id = gr.State(0)
        self.changed = gr.State("")
        with gr.Column(elem_id="desk-case", visible=False) as self.area:
            self.head = action_html("case-head", "close", "other")
            with gr.Row(elem_id="case-columns"):
                with gr.Column(elem_id="case-left"):
                    self.complaint = action_html("case-complaint", "other")
                    self.correction = CorrectionPanel(api)
                    self.analysis = action_html("case-analysis", "analyse", "matter", "other")
                    self.steps = StepPanel(api)
                with gr.Column(elem_id="case-reply"):
                    self.reply_head = action_html("reply-head")
                    self.draft = gr.Button(text("make_draft", first), elem_id="make-draft")
                    title = gr.Textbox(label=text("letter_title", first), elem_id="letter-title")
                    addressee = gr.Textbox(label=text("letter_addressee", first), elem_id="letter-addressee")
                    body = gr.Textbox(label=text("letter_body", first), lines=12, elem_id="letter-body")
                    with gr.Row():
                        signature = gr.Textbox(label=text("letter_signature", first), elem_id="letter-signature")
                        dated = gr.Textbox(label=text("letter_dated", first), elem_id="letter-dated")
                    self.fields = [title, addressee, body, signature, dated]
                    self.review_note = gr.Textbox(
                        label=text("review_note", first),
                        lines=2,
                        elem_id="review-note",
                        elem_classes="hz-kept",
                        visible=False,
                    )
                    with gr.Row():
                        self.save = gr.Button(text("save_version", first), elem_id="save-version", min_width=110)
                        self.submit = gr.Button(
                            text("submit_version", first), variant="primary", elem_id="submit-version", min_width=80
                        )
                        self.approve = gr.Button(
                            text("approve_version", first), variant="primary", elem_id="approve-version", min_width=80
                        )
                        self.recall = gr.Button(text("recall_version", first), elem_id="recall-version", min_width=90)
                        self.send_back = gr.Button(
                            text("return_version", first), elem_id="return-version", min_width=90
                        )
                    self.tools = LetterTools(api)
                    self.bases = action_html("reply-bases", "variant")
            self.trail = action_html("case-trail")
        self.components = (
            self.complaint_id,
            self.area,
            self.head,
            self.complaint,
            self.analysis,
            self.reply_head,
            self.draft,
            *self.fields,
            self.review_note,
            self.save,
            self.submit,
            self.approve,
            self.recall,
            self.send_back,
            self.bases,
            *self.steps.components,
            self.trail,
            *self.correction.components,
            *self.tools.components,
        )
        letter_keys = ("letter_title", "letter_addressee", "letter_body", "letter_signature", "letter_dated")
        self.localised = (
            *(Localised(box, {"label": key}) for box, key in zip(self.fields, letter_keys, strict=True)),
            Localised(self.draft, {"value": "make_draft"}),
            Localised(self.review_note, {"label": "review_note"}),
            Localised(self.save, {"value": "save_version"}),
            Localised(self.submit, {"value": "submit_version"}),
            Localised(self.approve, {"value": "approve_version"}),
            Localised(self.recall, {"value": "recall_version"}),
            Localised(self.send_back, {"value": "return_version"}),
            *self.steps.localised,
            *self.correction.localised,
            *self.tools.localised,
        )
        self._wire(session)

    def _wire(self, session: gr.BrowserState) -> None:
        shown = [*self.components, self.changed]
        here = [session, self.complaint_id]
        listen(self.save.click, self._save, [*here, *self.fields], shown)
        listen(self.submit.click, self._submit, [*here, self.steps.note, *self.fields], shown)
        for button, what in (
            (self.approve, "approve"),
            (self.recall, "recall"),
            (self.send_back, "return"),
        ):
            listen(button.click, self._reviewing(what), [*here, self.review_note], shown)
        listen(self.draft.click, self._draft, here, shown)
        listen(self.analysis.analyse, self._analyse, here, shown)
        listen(self.analysis.matter, self._choose_matter, here, shown)
        listen(self.bases.variant, self._choose_variant, [*here, *self.fields], shown)
        for html in (self.head, self.complaint, self.analysis):
            listen(html.other, self._other, [session], shown)
        self.steps.wire(here, shown, self._after_change)
        self.correction.wire(here, shown, self._after_change)
        self.tools.wire(here, self.fields, shown, self._after_change)
        listen(self.head.close, self.hidden, outputs=self.components)

    async def opened(self, session: Session, complaint_id: int) -> tuple[object, ...]:
        """Updates of ``components`` for a complaint."""
        file: CaseFile | None = None
        with problems_as_toasts(session.language):
            api = self._api.signed_in(session.token)
            versions = (await calls.versions(api, complaint_id)).versions
            trail = await calls.trail(api, complaint_id)
            compared = compared_version(versions, trail)
            file = CaseFile(
                case=await calls.case(api, complaint_id),
                versions=versions,
                trail=trail,
                similar=await calls.similar(api, complaint_id),
                rights=await calls.rights(api),
                analysis=await calls.analysis(api, complaint_id),
                check=await calls.check(api, complaint_id) if versions else None,
                changes=await calls.differences(api, complaint_id, compared, len(versions)) if compared else None,
                catalogue=(await calls.matters(api)).matters,
                channels=(await calls.channels(api)).channels,
                phrases=(await calls.phrases(api, complaint_id)).phrases,
                reader=session.name,
            )
        return self.hidden() if file is None else self._showing(file, session)

    def hidden(self) -> tuple[object, ...]:
        """Updates of ``components`` when no case is open: nothing of one stays behind."""
        off = gr.update(visible=False)
        fields = ("" for _ in self.fields)
        folded = (*self.correction.hidden(), *self.tools.hidden())
        steps = self.steps.hidden()
        note = gr.update(value="", visible=False)
        return (0, off, "", "", "", "", off, *fields, note, off, off, off, off, off, "", *steps, "", *folded)

    def _showing(self, file: CaseFile, session: Session) -> tuple[object, ...]:
        language = session.language
        values = letter_of(file)
        return (
            file.case.id,
            gr.update(visible=True),
            render("complaints/case_head", language, file=file),
            render("complaints/case", language, file=file),
            render("complaints/analysis", language, file=file),
            render("complaints/reply_head", language, file=file),
            gr.update(visible=file.may_edit),
            *(gr.update(value=value, interactive=file.may_edit) for value in values),
            gr.update(value="", visible=file.reviewing and (file.is_own or file.rights.may_approve)),
            gr.update(visible=file.may_edit),
            gr.update(visible=file.may_submit),
            gr.update(visible=file.may_decide),
            gr.update(visible=file.reviewing and file.is_own),
            gr.update(visible=file.reviewing and file.rights.may_approve),
            render("complaints/bases", language, file=file),
            *self.steps.showing(file, language),
            render("complaints/trail", language, file=file),
            *self.correction.showing(file),
            *self.tools.showing(file, language),
        )

    async def _draft(self, stored: object, complaint_id: int) -> tuple[object, ...]:
        session = Session.read(stored)
        gr.Info(text("drafting", session.language))
        with problems_as_toasts(session.language):
            version = await calls.draft(self._api.signed_in(session.token), complaint_id)
            gr.Info(text("saved_version", session.language, number=version.number))
            return await self._after_change(session, complaint_id)
        return self._unchanged()

    async def _analyse(self, stored: object, complaint_id: int) -> tuple[object, ...]:
        session = Session.read(stored)
        with problems_as_toasts(session.language):
            await calls.analyse(self._api.signed_in(session.token), complaint_id)
            return await self._after_change(session, complaint_id)
        return self._unchanged()

    async def _choose_matter(self, stored: object, complaint_id: int, event: gr.EventData) -> tuple[object, ...]:
        """Make a matter the main one; a button without a key returns to what is found."""
        session = Session.read(stored)
        key = clicked_data(event).get("key", "")
        with problems_as_toasts(session.language):
            await calls.choose_matters(self._api.signed_in(session.token), complaint_id, [key] if key else [])
            return await self._after_change(session, complaint_id)
        return self._unchanged()

    async def _choose_variant(
        self,
        stored: object,
        complaint_id: int,
        title: str,
        addressee: str,
        body: str,
        signature: str,
        dated: str,
        event: gr.EventData,
    ) -> tuple[object, ...]:
        """Put another conclusion into its paragraph; what was typed since the last version is saved first."""
        session = Session.read(stored)
        data = clicked_data(event)
        paragraph = data.get("paragraph", "")
        with problems_as_toasts(session.language):
            api = self._api.signed_in(session.token)
            await self._keep_typed(api, complaint_id, (title, addressee, body, signature, dated))
            version = await calls.choose_variant(
                api, complaint_id, int(paragraph) if paragraph.isdecimal() else 0, data.get("variant", "")
            )
            gr.Info(text("saved_version", session.language, number=version.number))
            return await self._after_change(session, complaint_id)
        return self._unchanged()

    async def _save(self, stored: object, complaint_id: int, *letter: str) -> tuple[object, ...]:
        session = Session.read(stored)
        with problems_as_toasts(session.language):
            fields = dict(zip(_LETTER, letter, strict=True))
            version = await calls.save(self._api.signed_in(session.token), complaint_id, fields)
            gr.Info(text("saved_version", session.language, number=version.number))
            return await self._after_change(session, complaint_id)
        return self._unchanged()

    async def _submit(self, stored: object, complaint_id: int, note: str, *letter: str) -> tuple[object, ...]:
        """Submit the letter as it stands on the screen: what was typed since the last version is saved first."""
        session = Session.read(stored)
        with problems_as_toasts(session.language):
            await self._keep_typed(self._api.signed_in(session.token), complaint_id, letter)
        return await self._reviewing("submit")(stored, complaint_id, note)

    async def _keep_typed(self, api: ApiClient, complaint_id: int, letter: Sequence[str]) -> None:
        """Save the letter as the next version where its body is not the latest version's."""
        versions = (await calls.versions(api, complaint_id)).versions
        fields = dict(zip(_LETTER, letter, strict=True))
        if versions and fields["body"].strip() != versions[-1].body.strip():
            await calls.save(api, complaint_id, fields)

    def _reviewing(self, what: str) -> Callable[..., Awaitable[tuple[object, ...]]]:
        async def review(stored: object, complaint_id: int, note: str) -> tuple[object, ...]:
            session = Session.read(stored)
            with problems_as_toasts(session.language):
                await calls.review(self._api.signed_in(session.token), complaint_id, what, note)
                gr.Info(text(f"done_{what}", session.language))
                return await self._after_change(session, complaint_id)
            return self._unchanged()

        return review

    async def _other(self, stored: object, event: gr.EventData) -> tuple[object, ...]:
        chosen = clicked_data(event).get("complaint", "")
        return *await self.opened(Session.read(stored), int(chosen) if chosen.isdecimal() else 0), gr.skip()

    async def _after_change(self, session: Session, complaint_id: int) -> tuple[object, ...]:
        return *await self.opened(session, complaint_id), f"changed {next(self._changes)}"

    def _unchanged(self) -> tuple[object, ...]:
        return tuple(gr.skip() for _ in (*self.components, self.changed))
