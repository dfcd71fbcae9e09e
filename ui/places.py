"""Addresses of the page: what each of them shows, and which page of ours shows it.

A browser sends the path, the question after it, what stands behind ``#`` and what its own history kept of the view (a conversation, filters):
what belongs to the visitor alone is in no address.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

_LONGEST = 4000
_PAGE = re.compile(r"/[a-z]{2,40}")
_OPENED = re.compile(r"/(?P<kind>[a-z])/(?P<id>[\w.~-]{1,200})")
_KINDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "p": ("document", ("policies",)),
    "b": ("row", ("sites",)),
    "o": ("listing", ("opportunities",)),
    "c": ("complaint", ("desk", "filing")),
    "a": ("answer", ("shared",)),
}
"""The letter of an address, the name of the id behind it, and the pages that show it: the first that the visitor has."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a browser is. ``pages`` may be empty: an address that we do not know leads to the start."""

    pages: tuple[str, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)

    def page(self, open_pages: Iterable[str]) -> str:
        """The first of its pages that the visitor has, "" where there is none."""
        has = set(open_pages)
        return next((name for name in self.pages if name in has), "")


def place_at(path: str, query: str = "", fragment: str = "") -> Place | None:
    """The place of an address, None where the path is none of ours; ``query`` and ``fragment`` as they stand in it.

    ``/p/{document}#第八条``, ``/b/{building}``, ``/o/{opportunity}``, ``/c/{case}``, ``/a/{answer}``, ``/{page}?…``, ``/?page={page}``.
    """
    asked = dict(parse_qsl(query[:_LONGEST], keep_blank_values=True))
    if opened := _OPENED.fullmatch(path):
        if opened["kind"] not in _KINDS:
            return None
        name, pages = _KINDS[opened["kind"]]
        return Place(pages, {**asked, name: opened["id"], "fragment": unquote(fragment)})
    if path == "/":
        return Place((asked.pop("page"),) if "page" in asked else (), asked)
    return Place((path[1:],), asked) if _PAGE.fullmatch(path) else None


def place_told(told: object) -> Place:
    """The place that a browser tells of, as JSON; it may tell anything."""
    try:
        parts = json.loads(str(told)[: 10 * _LONGEST])
        path, query, fragment = (str(parts.get(name, "")) for name in ("path", "query", "fragment"))
        kept = parts.get("kept")
    except (ValueError, AttributeError):
        return Place()
    place = place_at(path, query.removeprefix("?"), fragment.removeprefix("#")) or Place()
    own = {str(key): str(value) for key, value in kept.items()} if isinstance(kept, dict) else {}
    return Place(place.pages, {**own, **place.data})
