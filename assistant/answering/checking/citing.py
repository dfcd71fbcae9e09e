"""Numbered citations of one answer, and the marks by which a language model names its sources."""

import re
from collections.abc import Iterable
from datetime import date

from assistant.access import chunk_status_on
from assistant.answers import Citation
from assistant.records import Chunk

_NAME = r"(?:资料|材料|来源|出处|文献|参考|编号|引用|passages?|sources?|docs?|documents?|refs?|references?)"
_NUMBERS = (
    rf"\^?\s*{_NAME}?\s*(?:编号)?\s*[:：]?\s*\d{{1,3}}(?:\s*(?:[,，、;；&和与-]|至|and)\s*\^?{_NAME}?\s*\d{{1,3}})*"
)
_BRACKETED = rf"[\[［【〔]\s*{_NUMBERS}\s*[\]］】〕]"
_ROUND = rf"[(（]\s*{_NUMBERS}\s*[)）]"
_NAMED_ROUND = (
    rf"[(（]\s*(?:见|详见|据|根据|see)?\s*{_NAME}\s*\d{{1,3}}(?:\s*[,，、和]\s*{_NAME}?\s*\d{{1,3}})*\s*[)）]"
)
_RAISED = r"<sup>\s*\[?\d{1,3}\]?\s*</sup>|(?<![A-Za-z\d])[¹²³⁴⁵⁶⁷⁸⁹]"
_LINKED = rf"({_BRACKETED})\((?:#|https?:)[^)\s]*\)"
MARKS_BEHIND = re.compile(rf"(?:\s*(?:{_BRACKETED}|{_NAMED_ROUND}|{_RAISED}))+[。.]?", re.IGNORECASE)
"""Marks that follow the stop of the sentence that they belong to."""
MARK = re.compile(r"\[(\d{1,3})\]")
_LEADING = re.compile(
    rf"\s*(?:(?:根据|依据|按照|参照|见)?\s*{_NAME}\s*(?:编号)?\s*(?:为|是)?\s*)?(?P<marks>(?:\[\d{{1,3}}\]\s*)+)"
    r"(?:中?的?(?:规定|内容|说明|所述|显示)?\s*[，,：:])?\s*(?=\S)",
    re.IGNORECASE,
)
_ANY = re.compile(rf"{_BRACKETED}|{_NAMED_ROUND}|{_RAISED}", re.IGNORECASE)
_AT_END = re.compile(rf"(?<=[^\s\d(（])\s*({_ROUND})(?=\s*[。．.;；!！?？]*\s*$)", re.IGNORECASE)
_IN_WORDS = re.compile(
    rf"(?:根据|依据|按照|参见|详见|见|如|由)?\s*(?<![A-Za-z]){_NAME}\s*(?:编号)?\s*(\d{{1,3}})(?!\d|[年月日个项条])\s*(?:中?(?:的)?(?:规定|所述|内容|可知|显示)?)?[，,：:]?"
    rf"|\b(?:according to|see|per)\s+(?:passage|source|document)\s+(\d{{1,3}}),?",
    re.IGNORECASE,
)
_RAISED_DIGITS = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", "123456789")
_LONGEST_RANGE = 12


def with_plain_marks(sentence: str, known: Iterable[int]) -> str:
    """The sentence with its marks as ``[1][2]``, whatever the usual style they were written in: ``[1,2]``, ``【资料1】``, ``［1］``, ``[^1]``,
    ``（见资料1）``, ``[1-3]``, ``根据资料1，``. A number in round brackets is a mark only at the end, and where ``known`` holds it; marks before the
    sentence go behind it."""
    given = frozenset(known)
    text = re.sub(_LINKED, r"\1", sentence)
    text = _AT_END.sub(lambda match: _plain(match[1]) if set(_numbers(match[1])) <= given else match.group(), text)
    text = _ANY.sub(lambda match: _plain(match.group()), text)
    said = [int(number) for match in _IN_WORDS.finditer(text) for number in match.groups() if number]
    if said and set(said) <= given:
        text = _IN_WORDS.sub("", text)
        behind = "".join(f"[{number}]" for number in said if f"[{number}]" not in text)
        text = marked(text, behind)
    leading = _LEADING.match(text)
    return (marked(text[leading.end() :], re.sub(r"\s", "", leading["marks"])) if leading else text).strip()


def marked(sentence: str, marks: str) -> str:
    """The sentence with marks before its stop, behind those that it has."""
    match = re.search(r"[。．.!！?？;；]*\s*$", sentence)
    at = match.start() if match else len(sentence)
    return f"{sentence[:at]}{marks}{sentence[at:]}"


def _plain(mark: str) -> str:
    return "".join(f"[{number}]" for number in _numbers(mark))


def _numbers(mark: str) -> list[int]:
    """The numbers of one mark; ``1-3`` are three."""
    text = re.sub(r"\s", "", mark.translate(_RAISED_DIGITS))
    found: list[int] = []
    for first, last in re.findall(r"(\d{1,3})(?:(?:-|至)(\d{1,3}))?", text):
        end = int(last) if last and int(first) < int(last) <= int(first) + _LONGEST_RANGE else int(first)
        found += range(int(first), end + 1)
        if last and end == int(first):
            found.append(int(last))
    return list(dict.fromkeys(found))


class CitationList:
    """Gives each quotation a number, from 1 in the order of first use. One passage may be cited with several quotations."""

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        self._citations: dict[tuple[str, str], Citation] = {}
        self._announced = 0

    def cite(self, chunk: Chunk, quote: str) -> int:
        """The number of this quotation, which stands verbatim in the chunk."""
        key = (chunk.id, quote)
        if key not in self._citations:
            self._citations[key] = citation_of(chunk, quote, len(self._citations) + 1, self._as_of)
        return self._citations[key].number

    def on(self, day: date) -> "CitationList":
        """The same list, to cite passages by their validity on another day."""
        other = CitationList(day)
        other._citations = self._citations
        return other

    def take_new(self) -> tuple[Citation, ...]:
        """The citations that were added since the last call."""
        new = self.all[self._announced :]
        self._announced = len(self._citations)
        return new

    @property
    def all(self) -> tuple[Citation, ...]:
        return tuple(self._citations.values())


def citation_of(chunk: Chunk, quote: str, number: int, as_of: date) -> Citation:
    """A chunk as the source of a claim on a day."""
    document, place = chunk.document, chunk.passage.place
    return Citation(
        number=number,
        label=chunk.citation,
        document=document.title,
        clause=chunk.passage.clause,
        page=place.page,
        sheet=place.sheet,
        row=place.row,
        quote=quote,
        clearance=chunk.clearance,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        status=chunk_status_on(chunk, as_of),
        source_id=document.id,
        chunk_id=chunk.id,
    )
