"""Texts for comparison, and which of them one library would hold."""

import re

_NOT_TEXT = re.compile(r"[\W_]+")
_DISTRICT = re.compile(r"([a-z]\d+|districtA)/")


def group_of(document: str) -> str:
    """Texts that one library would hold together: those of a district, or all that are real."""
    district = _DISTRICT.match(document)
    return district[1] if district else "real"


def plain(text: str) -> str:
    """A sentence for comparison: letters, figures and characters alone."""
    return _NOT_TEXT.sub("", text)
