"""Postal addresses down to a house: 区…路…号…栋…室, estates, villages, and the English form."""

import re
from collections.abc import Iterator

from assistant.privacy.records import Finding, PersonalData

_HAN = r"[\u4e00-\u9fff]"
_REGION = rf"(?:{_HAN}{{1,7}}?(?:省|自治区|市|区|县|旗|镇|乡|街道|社区))*"
_UNIT = r"(?:\d{1,4}|[A-Za-z]\d{0,4}|[一二三四五六七八九十]{1,3})"
_INSIDE = (
    rf"(?:\s*(?:{_HAN}{{2,8}}?(?:大厦|广场|公寓|小区|花园|家园|苑|国际|中心|大楼|写字楼))?"
    rf"(?:\s*{_UNIT}\s*(?:号楼|号院|号门|号|栋|幢|座|单元|门|层|楼|室|房|弄|-(?=\d)))*(?:\s*\d{{3,4}}(?!\d|[年元平㎡万]))?)"
)
_STREET = re.compile(
    rf"{_REGION}{_HAN}{{1,8}}?(?:大道|路|街|巷|弄|胡同|里)(?:{_HAN}{{1,2}}段)?\s*\d{{1,5}}\s*(?:号院|号楼|号|弄){_INSIDE}"
)
_ESTATE = re.compile(
    rf"{_REGION}{_HAN}{{2,8}}?(?:小区|花园|家园|公寓|苑|新村|公馆|府|佳园|名邸)\s*{_UNIT}\s*(?:号楼|栋|幢|座){_INSIDE}"
)
_VILLAGE = re.compile(
    rf"{_REGION}{_HAN}{{2,5}}?(?:村|屯|庄)(?:\s*{_UNIT}\s*(?:组|社|队))?\s*(?:\d{{1,4}}\s*号|(?<=[组社队])){_INSIDE}"
)
_ENGLISH = re.compile(
    r"(?:(?:Room|Suite|Unit|Apt\.?|Flat|Block|Building|Floor|\d{1,2}(?:st|nd|rd|th)?/F|No\.)\s*[\w-]+,?\s+)+"
    r"(?:[A-Z][a-z]+\s+){1,3}(?:Road|Street|Avenue|Lane|Boulevard|Rd\.?|St\.?|Ave\.?)(?:,?\s+[A-Z][a-z]+(?:\s+(?:District|City|Province))?)*"
)
_LEAD = re.compile(
    r"^.*(?:居住在|租住在|住在|坐落于|坐落在|位于|地址为|地址是|地址填|地址|寄到|寄往|寄至|送到|现住|家住|开在|店在|搬到|搬至|就在|[在到于是为从至由])"
)


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
