"""A letter edited as plain text becomes a draft again; paragraphs keep what they were for and which clauses they quote."""

from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher

from assistant.complaints.letters.english import english_letter
from assistant.complaints.letters.reply_records import Draft, Paragraph, ParagraphKind

_STILL_THE_SAME = 0.5  # of SequenceMatcher.ratio: a paragraph with some words changed, not another one


@dataclass(frozen=True, slots=True)
class EditedLetter:
    """The letter as somebody edited it: ``body`` holds a paragraph a line, empty lines do not count."""

    title: str
    addressee: str
    body: str
    signature: str = ""
    dated: date | None = None


def body_of(draft: Draft) -> str:
    """The paragraphs as text to edit."""
    return "\n".join(" ".join(paragraph.text.split("\n")) for paragraph in draft.paragraphs)


def edited_draft(edited: EditedLetter, before: Draft | None) -> Draft:
    """The draft of an edited text. Open points stay until the draft is made anew; an English version is put together again from the paragraphs."""
    lines = [line.strip() for line in edited.body.splitlines() if line.strip()]
    earlier = list(before.paragraphs) if before else []
    draft = Draft(
        title=edited.title.strip(),
        addressee=edited.addressee.strip().rstrip("：:"),
        paragraphs=tuple(_paragraph(line, earlier) for line in lines),
        signature=edited.signature.strip(),
        dated=edited.dated,
    )
    if before is None:
        return draft
    edited_before = replace(
        before,
        title=draft.title,
        addressee=draft.addressee,
        paragraphs=draft.paragraphs,
        signature=draft.signature or before.signature,
        dated=draft.dated or before.dated,
    )
    return replace(edited_before, english=english_letter(edited_before) if before.english else "")


def _paragraph(line: str, earlier: list[Paragraph]) -> Paragraph:
    """The line with the kind and the clauses of the paragraph that it was; each earlier paragraph is one line's."""
    scored = [(max(_likeness(line, text) for text in (one.text, *_variants(one))), one) for one in earlier]
    score, nearest = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    if nearest is None or score < _STILL_THE_SAME:
        return Paragraph(ParagraphKind.TEXT, line)
    earlier.remove(nearest)
    return replace(nearest, text=line, clauses=tuple(one for one in nearest.clauses if one.quote in line))


def _likeness(line: str, text: str) -> float:
    return SequenceMatcher(None, line, text, autojunk=False).ratio()


def _variants(paragraph: Paragraph) -> tuple[str, ...]:
    return tuple(one.text for one in paragraph.variants)
