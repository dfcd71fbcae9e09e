"""Clauses that hang together: one grants what the other sets conditions for, or takes the other's place."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.answering.evidence import Evidence
from assistant.records import Chunk
from assistant.text.labels import ARTICLE_LABEL, parse_article_label

_REFERENCE = re.compile(r"第[〇零一二三四五六七八九十百\d]+条(?:之[一二三四五六七八九十]+)?")
_LIKE_TITLE, _LIKE_TEXT = 0.45, 0.35
"""Likeness of titles and of clauses from which two clauses are of one matter: measures of one district for two trades stay below."""
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]+")


def references_in(text: str) -> frozenset[str]:
    """The articles that a clause refers to, as canonical labels; its own label at the start is none."""
    body = ARTICLE_LABEL.sub("", text.lstrip(), count=1) if ARTICLE_LABEL.match(text.lstrip()) else text
    found: set[str] = set()
    for match in _REFERENCE.finditer(body):
        if body[max(0, match.start() - 1) : match.start()] == "》":
            continue
        try:
            found.add(parse_article_label(match.group()).label)
        except ValueError:
            continue
    return frozenset(found)


def builds_on(item: Evidence, best: Evidence) -> bool:
    """Whether one of two clauses gives what the other sets conditions for: ``符合第七条规定条件的企业，按照…``."""
    one, other = item.hit.chunk, best.hit.chunk
    if one.document.id != other.document.id or one.id == other.id:
        return False
    return _applies_to(item.hit.text, other.passage.clause) or _applies_to(best.hit.text, one.passage.clause)


def subject_of(item: Evidence, among: Sequence[Evidence]) -> str:
    """The text of the clause whose conditions an item goes by, without its label, where it is among the others; else ""."""
    for other in among:
        label = other.hit.chunk.passage.clause
        if other.hit.chunk.document.id == item.hit.chunk.document.id and _applies_to(item.hit.text, label):
            return other.hit.chunk.passage.text.removeprefix(label or "").lstrip()
    return ""


def _applies_to(text: str, label: str | None) -> bool:
    if not label or label not in references_in(text):
        return False
    return re.search(rf"符合(?:本[^，。]{{2,4}})?{label}|{label}(?:第[^，。]{{1,3}}款)?规定的?条件", text) is not None


def of_one_matter(one: Chunk, gone: Chunk) -> bool:
    """Whether a passage stands in the document that took another's place, or says of the same what that one said, under a like title."""
    if gone.document.repealed_by == one.document.id:
        return True
    titles = _likeness(one.document.title, gone.document.title)
    return titles >= _LIKE_TITLE and _likeness(one.passage.text, gone.passage.text) >= _LIKE_TEXT


def _likeness(one: str, other: str) -> float:
    """Dice's coefficient of the pairs of Chinese characters."""
    first, second = ({f"{a}{b}" for a, b in pairwise(_NOT_HAN.sub("", text))} for text in (one, other))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0
