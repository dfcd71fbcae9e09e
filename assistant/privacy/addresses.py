"""Postal addresses down to a house: 区…路…号…栋…室, estates, villages, and the English form."""

import re
from collections.abc import Iterator

from assistant.privacy.records import Finding, PersonalData
from assistant.privacy.words import WORDS
from assistant.text.numerals import DIGITS

_HAN = r"[\u4e00-\u9fff]"
_REGION = rf"(?:{_HAN}{{1,7}}?{WORDS.any_of('regions')})*"
_UNIT = rf"(?:\d{{1,4}}|[A-Za-z]\d{{0,4}}|[{DIGITS}]{{1,3}})"
_INSIDE = (
    rf"(?:\s*(?:{_HAN}{{2,8}}?{WORDS.any_of('complexes')})?"
    rf"(?:\s*{_UNIT}\s*(?:{WORDS.any_of('parts_of_house')}|-(?=\d)))*(?:\s*\d{{3,4}}(?!\d|{WORDS.any_of('units_of_figures')}))?)"
)
_STREET = re.compile(
    rf"{_REGION}{_HAN}{{1,8}}?{WORDS.any_of('streets')}(?:{_HAN}{{1,2}}段)?\s*\d{{1,5}}\s*{WORDS.any_of('numbers')}{_INSIDE}"
)
_ESTATE = re.compile(rf"{_REGION}{_HAN}{{2,8}}?{WORDS.any_of('estates')}\s*{_UNIT}\s*{WORDS.any_of('houses')}{_INSIDE}")
_GROUP = WORDS.any_of("groups_of_village")
_VILLAGE = re.compile(
    rf"{_REGION}{_HAN}{{2,5}}?{WORDS.any_of('villages')}(?:\s*{_UNIT}\s*{_GROUP})?\s*(?:\d{{1,4}}\s*号|(?<={_GROUP})){_INSIDE}"
)
_ENGLISH = re.compile(
    r"(?:(?:Room|Suite|Unit|Apt\.?|Flat|Block|Building|Floor|\d{1,2}(?:st|nd|rd|th)?/F|No\.)\s*[\w-]+,?\s+)+"
    r"(?:[A-Z][a-z]+\s+){1,3}(?:Road|Street|Avenue|Lane|Boulevard|Rd\.?|St\.?|Ave\.?)(?:,?\s+[A-Z][a-z]+(?:\s+(?:District|City|Province))?)*"
)
_LEAD = re.compile(rf".*{WORDS.any_of('before_address')}")


def addresses_in(text: str) -> Iterator[Finding]:
    """Findings in no particular order; they may overlap."""
    for pattern in (_STREET, _ESTATE, _VILLAGE):
        for match in pattern.finditer(text):
            start = match.start() + _lead(match.group())
            yield Finding(PersonalData.ADDRESS, start, match.end(), text[start : match.end()])
    for match in _ENGLISH.finditer(text):
        yield Finding(PersonalData.ADDRESS, match.start(), match.end(), match.group())


def _lead(matched: str) -> int:
    """How many characters before the address the pattern took with it: ``我住在`` of 我住在锦澜路8号."""
    before_number = re.match(r"[^\d]*", matched)
    lead = _LEAD.match(before_number.group() if before_number else "")
    return lead.end() if lead and lead.end() < len(matched) - 3 else 0
