"""Correcting a document's metadata and deleting it."""

from functools import partial
from itertools import count

import gradio as gr

from ui.admin.calls import effects
from ui.client import ApiClient
from ui.components import Localised, clearance_choices, kind_choices, listen, problems_as_toasts
from ui.library import calls
from ui.library.contract import DocumentDetail
from ui.preview import preview_as_investor
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text

_TEXT_FIELDS = ("title", "document_number", "issuer", "issued_on", "valid_from", "valid_to")


class DocumentEditor:
    """The form under a document's details; only administrators get to see it.

    ``changed`` grows by a line whenever a document was corrected or deleted, so that others can react.
    """

    def __init__(self, api: ApiClient, session: gr.BrowserState) -> None:
        self._api = api
        self._changes = count(1)
        first = Language.CHINESE
        self.document_id = gr.State("")
        self.title = gr.State("")
        self.changed = gr.State("")
        with gr.Row(elem_id="document-actions", visible=False) as self.actions:
            self.edit = gr.Button(text("edit", first), size="md", min_width=90, elem_id="edit-document")
            self.look = gr.Button(text("as_investor", first), size="md", min_width=90, elem_id="preview-as-investor")
            self.delete = gr.Button(
                text("delete", first), size="md", min_width=90, variant="stop", elem_id="delete-document"
            )
        with gr.Column(elem_id="edit-form", visible=False) as self.form:
            self.hint = gr.HTML(text("edit_hint", first), apply_default_css=False, elem_classes="hz-hint")
            self.texts = [gr.Textbox(label=text(field, first), elem_id=f"edit-{field}") for field in _TEXT_FIELDS]
            self.kind = gr.Dropdown(kind_choices(first), label=text("kind", first))
            self.clearance = gr.Radio(clearance_choices(first), label=text("clearance", first))
            self.groups = gr.Textbox(
                label=text("departments", first), info=text("departments_info", first), elem_id="edit-groups"
            )
            with gr.Row():
                self.save = gr.Button(
                    text("save", first), size="md", min_width=90, variant="primary", elem_id="save-document"
                )
                self.cancel = gr.Button(text("cancel", first), size="md", min_width=90)
        with gr.Column(elem_id="confirm-delete", visible=False) as self.confirmation:
            self.warning = gr.HTML("", apply_default_css=False)
            with gr.Row():
                self.confirm = gr.Button(
                    text("delete_for_good", first),
                    size="md",
                    min_width=90,
                    variant="stop",
                    elem_id="confirm-delete-button",
                )
                self.keep = gr.Button(text("cancel", first), size="md", min_width=90)
        with gr.Column(elem_id="investor-preview", visible=False) as self.preview:
            self.previewed = gr.HTML("", apply_default_css=False)
            self.close_preview = gr.Button(text("close", first), size="md", min_width=90)
        self.fields = [*self.texts, self.kind, self.clearance, self.groups]
        self.components = [
            self.document_id,
            self.title,
            self.actions,
            self.form,
            self.confirmation,
            self.preview,
            self.warning,
            *self.fields,
        ]
        self.localised = (
            Localised(self.edit, {"value": "edit"}),
            Localised(self.look, {"value": "as_investor"}),
            Localised(self.close_preview, {"value": "close"}),
            Localised(self.delete, {"value": "delete"}),
            Localised(self.hint, {"value": "edit_hint"}),
            *(Localised(box, {"label": field}) for box, field in zip(self.texts, _TEXT_FIELDS, strict=True)),
            Localised(self.kind, {"label": "kind"}, kind_choices),
            Localised(self.clearance, {"label": "clearance"}, clearance_choices),
            Localised(self.groups, {"label": "departments", "info": "departments_info"}),
            Localised(self.save, {"value": "save"}),
            Localised(self.cancel, {"value": "cancel"}),
            Localised(self.confirm, {"value": "delete_for_good"}),
            Localised(self.keep, {"value": "cancel"}),
        )
        parts = [self.actions, self.form, self.confirmation, self.preview]
        closing = ((self.cancel, 0), (self.keep, 0), (self.close_preview, 0))
        for button, part in ((self.edit, 1), (self.delete, 2), *closing):
            listen(button.click, partial(_showing, part), outputs=parts)
        listen(self.look.click, self._look, [session, self.document_id], [*parts, self.previewed])
        listen(self.save.click, self._save, [session, self.document_id, *self.fields], [self.changed])
        listen(self.confirm.click, self._delete, [session, self.document_id], [self.changed])

    def showing(self, document: DocumentDetail, session: Session) -> tuple[object, ...]:
        """Updates of ``components`` for a document; hidden from all but administrators."""
        if not session.administers:
            return self.hidden()
        values = [getattr(document, field) for field in _TEXT_FIELDS]
        language = session.language
        return (
            document.id,
            document.title,
            *_showing(0),
            _warning(document.title, language),
            *(str(value) if value is not None else "" for value in values),
            document.kind,
            document.clearance,
            _as_text(document.groups),
        )

    def hidden(self) -> tuple[object, ...]:
        """Updates of ``components`` when no document is open."""
        off = gr.update(visible=False)
        return "", "", off, off, off, off, "", *(gr.skip() for _ in self.fields)

    async def _look(self, stored: object, document_id: str) -> tuple[object, ...]:
        """What an investor sees of the document and what its release changes, in place of the buttons."""
        session = Session.read(stored)
        with problems_as_toasts(session.language):
            preview = await preview_as_investor(self._api, session, document_id)
            found = await effects(self._api.signed_in(session.token), document_id)
            return *_showing(3), preview + render("library/effects", session.language, found=found)
        return *_showing(0), ""

    async def _save(self, stored: object, document_id: str, *values: str) -> str | dict[str, object]:
        """Correct what differs from what the API has."""
        session = Session.read(stored)
        names = (*_TEXT_FIELDS, "kind", "clearance", "groups")
        with problems_as_toasts(session.language):
            user = self._api.signed_in(session.token)
            before = await calls.document(user, document_id)
            changes = {
                name: (value or "").strip()
                for name, value in zip(names, values, strict=True)
                if (value or "").strip() != _as_text(getattr(before, name))
            }
            after = await calls.correct(user, document_id, changes) if changes else before
            waits = after.clearance != changes.get("clearance", after.clearance)
            gr.Info(text("saved_release_waits" if waits else "saved", session.language))
            return f"corrected {next(self._changes)}"
        return gr.skip()

    async def _delete(self, stored: object, document_id: str) -> str | dict[str, object]:
        """Delete the open document."""
        session = Session.read(stored)
        with problems_as_toasts(session.language):
            await calls.delete_document(self._api.signed_in(session.token), document_id)
            gr.Info(text("deleted", session.language))
            return f"deleted {next(self._changes)}"
        return gr.skip()


def _as_text(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(value)
    return "" if value is None else str(value)


def _showing(part: int) -> tuple[dict[str, object], ...]:
    """Updates of the buttons, the form, the confirmation and the preview: one of them is there."""
    return tuple(gr.update(visible=index == part) for index in range(4))


def _warning(title: str, language: Language) -> str:
    return render("warning", language, text=text("confirm_delete", language, title=title))
