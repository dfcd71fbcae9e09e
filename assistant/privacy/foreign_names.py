"""Names that are not Chinese: transliterated with a dot between their parts, and in Latin letters."""

import re
from collections.abc import Iterator

from assistant.privacy.name_signs import HAN, STOPS
from assistant.privacy.words import WORDS

_PART = rf"(?:(?![{''.join(sorted(STOPS))}]){HAN}){{1,7}}"
_TRANSLITERATED = re.compile(rf"{HAN}{{2,10}}(?:[·•・]{_PART})+")
_LEAD = re.compile(rf".*{WORDS.any_of('before_foreign_name')}(?=.{{2,}})")
_ENGLISH = (
    r"(?!(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b)[A-Z][a-z]+(?:['’][A-Z][a-z]+)?(?:[ -](?:[A-Z]\.|[A-Z](?:['’][A-Z])?[a-z]+)){0,3}"
)
_CUES = (
    re.compile(
        rf"\b(?:[Mm]y name is|[Tt]his is|I am|I'm|[Nn]ame:|[Ss]igned by|[Aa]ttn:?|[Cc]ontact(?: person)?:)\s+(?P<name>{_ENGLISH})"
    ),
    re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Madam)\.?\s+(?P<name>{_ENGLISH})"),
    re.compile(rf"\bI,\s+(?P<name>{_ENGLISH}),"),
    re.compile(rf"(?:[Rr]egards|[Ss]incerely(?: yours)?|[Ff]aithfully|[Rr]espectfully),?\s*\n+\s*(?P<name>{_ENGLISH})"),
    re.compile(rf"{WORDS.any_of('cues_of_foreign_name')}\s*[:：]?\s*(?P<name>{_ENGLISH})"),
    re.compile(rf"(?P<name>[A-Z][a-z]+(?: [A-Z][a-z]+){{1,2}})\s*{WORDS.any_of('titles_of_foreign_name')}"),
)


def foreign_names_in(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each."""
    for match in _TRANSLITERATED.finditer(text):
        first = re.split("[·•・]", match.group())[0]
        lead = _LEAD.match(first)
        yield match.start() + (lead.end() if lead else 0), match.end()
    for pattern in _CUES:
        for match in pattern.finditer(text):
            yield match.start("name"), match.end("name")
