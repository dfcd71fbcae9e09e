"""Editions of one document: the older one ends where the newer one begins, even when no sentence repeals it."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.access import covers
from assistant.policies.titles import plain_title
from assistant.records import OPEN_START

_LONG_AGO = OPEN_START + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Edition:
    """A held policy as far as its editions are concerned. ``public``: whether everybody may see it; ``kept_to``: the groups whose staff
    alone see it, none for any other; ``copies``: the other held texts that are this one with hardly another word; ``arrived``: where it
    stands among all documents in the order in which they came."""

    id: str
    title: str
    issuer: str
    issued_on: date | None
    valid_from: date | None
    public: bool
    edition_from: date | None = None
    kept_to: frozenset[str] = frozenset()
    copies: frozenset[str] = frozenset()
    arrived: int = 0

    @property
    def dated(self) -> date | None:
        """What orders editions: an amended law keeps its first 施行日期, so the day of issue comes first."""
        return self.issued_on or self.valid_from


def superseded_editions(documents: Sequence[Edition]) -> dict[str, tuple[date, str]]:
    """For each edition with a newer one: the first day of the next one, and its id.

    Editions have one title and not two known issuers; parts of one work, issued together, are none, but of two copies of one text the
    one that came later counts, from the first day on. An internal edition does not end a public one: a draft that circulates changes
    nothing for those who may not see it. Independent of the documents' order.
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
        if document.title and (document.dated is not None or document.copies):
            by_title[plain_title(document.title)].append(document)
    return list(by_title.values())


def _follows(newer: Edition, older: Edition) -> bool:
    if not (_is_later_copy(newer, older) if _are_copies(newer, older) else _is_dated_later(newer, older)):
        return False
    if not covers(newer.kept_to, older.kept_to):
        return False
    return share_issuer(newer.issuer, older.issuer) and (newer.public or not older.public)


def _is_dated_later(newer: Edition, older: Edition) -> bool:
    return newer.dated is not None and older.dated is not None and newer.dated > older.dated


def _are_copies(one: Edition, other: Edition) -> bool:
    """Whether the two are one text: with two known days of issue the dates tell which is newer, and what came when tells nothing."""
    return other.id in one.copies and (one.dated is None or other.dated is None or one.dated == other.dated)


def _is_later_copy(newer: Edition, older: Edition) -> bool:
    ranks = [(edition.dated is not None, edition.arrived, edition.id) for edition in (newer, older)]
    return newer is not older and ranks[0] > ranks[1]


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
    if _are_copies(newer, older):
        return start or issued or _LONG_AGO
    if start is None or issued is None or start >= issued:
        return max(day for day in (start, issued) if day is not None)
    kept = older.valid_from == start or (older.issued_on is not None and older.issued_on > start)
    return issued if kept else start
