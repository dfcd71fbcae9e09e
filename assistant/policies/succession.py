"""Editions of one document: the older one ends where the newer one begins, even when no sentence repeals it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.policies.titles import plain_title


@dataclass(frozen=True, slots=True)
class Edition:
    """A held policy as far as its editions are concerned. ``public``: whether everybody may see it."""

    id: str
    title: str
    issuer: str
    issued_on: date | None
    valid_from: date | None
    public: bool

    @property
    def dated(self) -> date | None:
        """What orders editions: an amended law keeps its first 施行日期, so the day of issue comes first."""
        return self.issued_on or self.valid_from


def superseded_editions(documents: Sequence[Edition]) -> dict[str, tuple[date, str]]:
    """For each edition with a newer one: the first day of the next one, and its id.

    Editions have one title and not two known issuers; parts of one work, issued together, are none. An internal edition does not end a
    public one: a draft that circulates changes nothing for those who may not see it. Independent of the documents' order.
    """
    by_title: dict[str, list[Edition]] = defaultdict(list)
    for document in documents:
        if document.dated is not None and document.title:
            by_title[plain_title(document.title)].append(document)
    ended: dict[str, tuple[date, str]] = {}
    for editions in by_title.values():
        for older in editions:
            following = [newer for newer in editions if _follows(newer, older)]
            if following:
                following.sort(key=lambda newer: (_first_day(newer), newer.id))
                ended[older.id] = (_first_day(following[0]), following[0].id)
    return ended


def _follows(newer: Edition, older: Edition) -> bool:
    if newer.dated is None or older.dated is None or newer.dated <= older.dated:
        return False
    same_issuer = not newer.issuer or not older.issuer or newer.issuer == older.issuer
    return same_issuer and (newer.public or not older.public)


def _first_day(edition: Edition) -> date:
    """The day of issue, or the 施行日期 where that is later."""
    return max(day for day in (edition.issued_on, edition.valid_from) if day is not None)
