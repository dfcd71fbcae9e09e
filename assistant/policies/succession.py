"""Editions of one document: the older one ends where the newer one begins, even when no sentence repeals it."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.access import covers
from assistant.policies.titles import plain_title


@dataclass(frozen=True, slots=True)
class Edition:
    """A held policy as far as its editions are concerned. ``public``: whether everybody may see it; ``kept_to``: the groups whose staff
    alone see it, none for any other."""

    id: str
    title: str
    issuer: str
    issued_on: date | None
    valid_from: date | None
    public: bool
    edition_from: date | None = None
    kept_to: frozenset[str] = frozenset()

    @property
    def dated(self) -> date | None:
        """What orders editions: an amended law keeps its first 施行日期, so the day of issue comes first."""
        return self.issued_on or self.valid_from


def superseded_editions(documents: Sequence[Edition]) -> dict[str, tuple[date, str]]:
    """For each edition with a newer one: the first day of the next one, and its id.

    Editions have one title and not two known issuers; parts of one work, issued together, are none. An internal edition does not end a
    public one: a draft that circulates changes nothing for those who may not see it. Independent of the documents' order.
    """
    ended: dict[str, tuple[date, str]] = {}
    for editions in _by_title(documents):
        for older in editions:
            following = [(_takes_over(newer, older), newer.id) for newer in editions if _follows(newer, older)]
            if following:
                ended[older.id] = min(following)
    return ended


def edition_starts(documents: Sequence[Edition]) -> dict[str, date]:
    """The first day of each text that is later than its 施行日期: as it says itself, else because an earlier edition is held.

    So of two editions never both hold on one day, although an amended law keeps its first 施行日期. Independent of the order.
    """
    starts = {document.id: document.edition_from for document in documents if document.edition_from is not None}
    for editions in _by_title(documents):
        for newer in editions:
            days = [_takes_over(newer, older) for older in editions if _follows(newer, older)]
            if newer.id not in starts and days and newer.valid_from is not None and max(days) > newer.valid_from:
                starts[newer.id] = max(days)
    return starts


def _by_title(documents: Sequence[Edition]) -> list[list[Edition]]:
    by_title: dict[str, list[Edition]] = defaultdict(list)
    for document in documents:
        if document.dated is not None and document.title:
            by_title[plain_title(document.title)].append(document)
    return list(by_title.values())


def _follows(newer: Edition, older: Edition) -> bool:
    if newer.dated is None or older.dated is None or newer.dated <= older.dated:
        return False
    if not covers(newer.kept_to, older.kept_to):
        return False
    return share_issuer(newer.issuer, older.issuer) and (newer.public or not older.public)


def share_issuer(one: str, other: str) -> bool:
    """Whether two issuers may be one: one is unknown, or a body is among both (a document may be signed by several)."""
    bodies = [set(re.split(r"[\s、，,]+", issuer.strip())) for issuer in (one, other)]
    return not one or not other or not bodies[0].isdisjoint(bodies[1])


def _takes_over(newer: Edition, older: Edition) -> date:
    """The day on which one edition takes the place of an earlier one.

    A 施行日期 before the day of issue is the first edition's own where the earlier edition has it too, or was issued after it; else the
    new edition was put into force for a time gone by.
    """
    if newer.edition_from is not None:
        return newer.edition_from
    start, issued = newer.valid_from, newer.issued_on
    if start is None or issued is None or start >= issued:
        return max(day for day in (start, issued) if day is not None)
    kept = older.valid_from == start or (older.issued_on is not None and older.issued_on > start)
    return issued if kept else start
