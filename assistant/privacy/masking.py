"""Marks in place of personal data, and back again."""

import re
from collections.abc import Collection, Iterable

from assistant.privacy.addresses import addresses_in
from assistant.privacy.names import names_in
from assistant.privacy.numbers import numbers_in
from assistant.privacy.records import Finding, PersonalData

_OWN_MARK = "原文"
_MARK = re.compile(rf"【(?:{'|'.join([*PersonalData, _OWN_MARK])})\d+】")
NUMBERS = frozenset(PersonalData) - {PersonalData.NAME, PersonalData.ADDRESS}
"""What can be told without reading the sentence: enough for a question about policies, where a wrong guess would spoil a search."""


def find_personal_data(text: str, kinds: Collection[PersonalData] = tuple(PersonalData)) -> tuple[Finding, ...]:
    """What the text holds of these kinds, in order, without overlaps: of two findings at one place the longer one is taken."""
    found = [finding for finding in numbers_in(text) if finding.kind in kinds]
    if PersonalData.ADDRESS in kinds:
        found += addresses_in(text)
    if PersonalData.NAME in kinds:
        found += names_in(text)
    return _without_overlaps(found)


def _without_overlaps(found: Iterable[Finding]) -> tuple[Finding, ...]:
    order = list(PersonalData)
    taken: list[Finding] = []
    for finding in sorted(found, key=lambda one: (one.start - one.end, order.index(one.kind), one.start)):
        if all(finding.end <= other.start or finding.start >= other.end for other in taken):
            taken.append(finding)
    return tuple(sorted(taken, key=lambda one: one.start))


class Masker:
    """Remembers what it took out of the texts of one exchange: one instance masks them all and reads what comes back.

    ``names`` are persons known beforehand (the complainant, the contact): they are taken out wherever they stand.
    """

    def __init__(self, kinds: Collection[PersonalData] = tuple(PersonalData), names: Iterable[str] = ()) -> None:
        self._kinds = kinds
        self._names = sorted({name.strip() for name in names if len(name.strip()) > 1}, key=len, reverse=True)
        self._marks: dict[tuple[str, str], str] = {}
        self._values: dict[str, str] = {}

    def mask(self, text: str) -> str:
        """The text with marks such as ``【电话1】`` in place of personal data; equal data gets an equal mark.

        What looks like such a mark in the text itself is marked too, so that nothing else is put in its place later.
        """
        pieces, at = [], 0
        for finding in self._findings(text):
            pieces += [self._protected(text[at : finding.start]), self._mark(finding.kind, finding.text)]
            at = finding.end
        return "".join([*pieces, self._protected(text[at:])])

    def unmask(self, text: str) -> str:
        """The text with the data back in their places; marks that this instance did not make stay."""
        return _MARK.sub(lambda match: self._values.get(match.group(), match.group()), text)

    @property
    def found(self) -> tuple[tuple[str, str], ...]:
        """Each mark with what it stands for."""
        return tuple(self._values.items())

    def _findings(self, text: str) -> tuple[Finding, ...]:
        known = [
            Finding(PersonalData.NAME, match.start(), match.end(), name)
            for name in self._names
            for match in re.finditer(re.escape(name), text)
        ]
        return _without_overlaps([*known, *find_personal_data(text, self._kinds)])

    def _protected(self, text: str) -> str:
        return _MARK.sub(lambda match: self._mark(_OWN_MARK, match.group()), text)

    def _mark(self, kind: str, value: str) -> str:
        if (kind, value) not in self._marks:
            mark = f"【{kind}{len(self._marks) + 1}】"
            self._marks[kind, value] = mark
            self._values[mark] = value
        return self._marks[kind, value]
