"""Beside the letter: one paragraph written anew, and the bureau's own wording to put into it."""

from collections.abc import Awaitable, Callable, Sequence

import gradio as gr
from gradio.blocks import Block

from ui.client import ApiClient
from ui.complaints import calls
from ui.complaints.case_file import CaseFile
from ui.components import Localised, action_html, clicked_data, listen, problems_as_toasts
from ui.rendering import render
from ui.session import Language, Session
from ui.texts import text

_LETTER = ("title", "addressee", "body", "signature", "dated")
_BODY = _LETTER.index("body")
_CLOSINGS = ("特此函复", "特此复函", "专此函复")


class LetterTools:
    """A wish and the buttons of the paragraphs and phrases."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api
        first = Language.CHINESE
        self.wish = gr.Textbox(label=text("paragraph_wish", first), elem_id="paragraph-wish", visible=False)
        self.html = action_html("letter-tools", "rewrite", "phrase")
        self.components = (self.wish, self.html)
        self.localised = (Localised(self.wish, {"label": "paragraph_wish"}),)

    def wire(
        self,
        here: Sequence[Block],
        letter: Sequence[Block],
        shown: Sequence[Block],
        after_change: Callable[[Session, int], Awaitable[tuple[object, ...]]],
    ) -> None:
        """``letter`` are its five fields; ``shown`` is what ``after_change`` updates."""

        async def rewrite(
            stored: object,
            complaint_id: int,
            wish: str,
            title: str,
            addressee: str,
            body: str,
            signature: str,
            dated: str,
            event: gr.EventData,
        ) -> tuple[object, ...]:
            session = Session.read(stored)
            chosen = clicked_data(event).get("paragraph", "")
            with problems_as_toasts(session.language):
                api = self._api.signed_in(session.token)
                typed = (title, addressee, body, signature, dated)
                number = await _place(api, complaint_id, typed, int(chosen) if chosen.isdecimal() else 0)
                version = await calls.rewrite(api, complaint_id, number, wish.strip())
                gr.Info(text("saved_version", session.language, number=version.number))
                return await after_change(session, complaint_id)
            return tuple(gr.skip() for _ in shown)

        listen(self.html.rewrite, rewrite, [*here, self.wish, *letter], shown)
        listen(self.html.phrase, _with_phrase, [letter[_BODY]], [letter[_BODY]])

    def showing(self, file: CaseFile, language: Language) -> tuple[object, ...]:
        """Updates of ``components`` for a case."""
        html = render("complaints/letter_tools", language, file=file)
        return gr.update(value="", visible=file.may_edit and file.latest is not None), html

    def hidden(self) -> tuple[object, ...]:
        """Updates of ``components`` when no case is open."""
        return gr.update(value="", visible=False), ""


def _with_phrase(body: str, event: gr.EventData) -> str:
    """The body with a phrase as a paragraph of its own, before the letter's last line where that closes it."""
    phrase = clicked_data(event).get("text", "").strip()
    lines = body.rstrip().split("\n") if body.strip() else []
    if not phrase:
        return body
    at = len(lines) - 1 if lines and lines[-1].strip().startswith(_CLOSINGS) else len(lines)
    return "\n".join([*lines[:at], phrase, *lines[at:]])


async def _place(api: ApiClient, complaint_id: int, letter: Sequence[str], number: int) -> int:
    """Where paragraph ``number`` of the latest version stands once what was typed since is saved; what is typed is never lost."""
    latest = (await calls.versions(api, complaint_id)).versions[-1]
    fields = dict(zip(_LETTER, letter, strict=True))
    if fields["body"].strip() == latest.body.strip():
        return number
    saved = await calls.save(api, complaint_id, fields)
    before = [one.text for one in latest.draft.paragraphs]
    after = [one.text for one in saved.draft.paragraphs]
    wanted = before[number - 1] if 0 < number <= len(before) else ""
    return after.index(wanted) + 1 if wanted in after else number
