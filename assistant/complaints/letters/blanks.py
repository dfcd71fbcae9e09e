"""Places of a letter that somebody still has to fill in: 【待核实：…】, and what people type for one: 【】, ××, ____."""

import re

from assistant.complaints.letters.reply_records import Draft

BLANK = re.compile(
    r"【(?:待[核填补定]|请填)[^】]*】|【\s*】|(?<![A-Za-z0-9])(?:[XxＸ]{2,}|[×＿_□○]{2,})(?![A-Za-z0-9])"
)


def open_blanks(draft: Draft) -> tuple[str, ...]:
    """The places of the letter that are still to be filled in, in order."""
    texts = [draft.title, draft.addressee, *(paragraph.text for paragraph in draft.paragraphs), draft.contact]
    return tuple(blank for text in texts for blank in BLANK.findall(text))
