"""Places of a letter that somebody still has to fill in: 【待核实：…】."""

import re

from assistant.complaints.reply_records import Draft

BLANK = re.compile(r"【待[核填][实写]?[^】]*】")


def open_blanks(draft: Draft) -> tuple[str, ...]:
    """The places of the letter that are still to be filled in, in order."""
    texts = [draft.title, draft.addressee, *(paragraph.text for paragraph in draft.paragraphs), draft.contact]
    return tuple(blank for text in texts for blank in BLANK.findall(text))
