"""Which of the passages that answer are shown: the best, what it hangs together with, and what completes it."""

import re
from collections.abc import Sequence

from assistant.answering.evidence import Evidence, QuestionWords, searchable_text
from assistant.answering.language import folded
from assistant.answering.places import places_in
from assistant.policies.numerals import ARTICLE_LABEL, parse_article_label
from assistant.records import ChunkKind, DocumentKind, Intent

MOST_PASSAGES = 3
_SIMILARITY_WEIGHT = 1.5
_PREFERRED_KIND_BONUS = 0.15
_BODY_WEIGHT = 0.15
_PURPOSE_CLAUSE = 0.15
_OTHER_PLACE = 0.2
_PURPOSE = re.compile(r"^\s*第[一1]\s*条.{0,4}为了?.*制定本", re.DOTALL)
_EQUALLY_GOOD = 0.06
_COMPLETES = 0.2
"""Share of the question's weight that a further passage must add."""

_REFERENCE = re.compile(r"第[〇零一二三四五六七八九十百\d]+条(?:之[一二三四五六七八九十]+)?")


def strength(item: Evidence, best_similarity: float, words: QuestionWords, intent: Intent) -> float:
    """What passages are ordered by: coverage, corrected by how far their meaning is behind the nearest one's.

    One point of cosine counts as one and a half of coverage; a keyword-only hit counts as five points behind. Words count again where the passage itself holds them, not only its title. A clause on the purpose
    of a document, and rules of another place where none was named, come after the others.
    """
    behind = best_similarity - item.similarity if item.similarity else 0.05
    preferred = intent is Intent.POLICY and item.hit.chunk.document.kind is DocumentKind.POLICY
    elsewhere = not words.places and bool(places_in(item.hit.chunk.document.title))
    score = item.coverage - _SIMILARITY_WEIGHT * behind + _BODY_WEIGHT * words.coverage(folded(item.hit.text))
    score += _PREFERRED_KIND_BONUS if preferred else 0.0
    score -= _PURPOSE_CLAUSE if _PURPOSE.search(item.hit.text) else 0.0
    return score - (_OTHER_PLACE if elsewhere else 0.0)


def choose(
    usable: Sequence[Evidence], first: Sequence[Evidence], words: QuestionWords, intent: Intent
) -> tuple[Evidence, ...]:
    """Up to three passages, the best one first.

    ``first`` are the first hits of the search, strong enough or not: a clause among them that refers to the best one, or that the best
    one refers to, belongs to the answer (``符合第七条规定条件的企业，按照…给予补贴``).
    """
    nearest = max(item.similarity for item in usable)
    ordered = reading_order(usable, words, intent)
    best = ordered[0]
    chosen = [best]
    linked = [item for item in first if item is not best and _builds_on(item, best)]
    for item in (*linked, *ordered[1:]):
        if len(chosen) == MOST_PASSAGES:
            break
        if item in chosen or _repeats(item, chosen):
            continue
        close = strength(best, nearest, words, intent) - strength(item, nearest, words, intent) <= _EQUALLY_GOOD
        of_its_kind = intent is not Intent.POLICY or item.hit.chunk.document.kind is best.hit.chunk.document.kind
        if item in linked or close or (of_its_kind and _completes(item, chosen, words)):
            chosen.append(item)
    return tuple(chosen)


def reading_order(usable: Sequence[Evidence], words: QuestionWords, intent: Intent) -> list[Evidence]:
    """The passages, the strongest first."""
    nearest = max((item.similarity for item in usable), default=0.0)
    return sorted(usable, key=lambda item: -strength(item, nearest, words, intent))


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


def _builds_on(item: Evidence, best: Evidence) -> bool:
    """Whether one of two clauses gives what the other sets conditions for: ``符合第七条规定条件的企业，按照…``."""
    one, other = item.hit.chunk, best.hit.chunk
    if one.document.id != other.document.id or one.id == other.id:
        return False
    return _applies_to(item.hit.text, other.passage.clause) or _applies_to(best.hit.text, one.passage.clause)


def _applies_to(text: str, label: str | None) -> bool:
    if not label or label not in references_in(text):
        return False
    return re.search(rf"符合(?:本[^，。]{{2,4}})?{label}|{label}(?:第[^，。]{{1,3}}款)?规定的?条件", text) is not None


def _completes(item: Evidence, chosen: Sequence[Evidence], words: QuestionWords) -> bool:
    held = "\n".join(searchable_text(other.hit.chunk, other.hit.text) for other in chosen)
    more = f"{held}\n{searchable_text(item.hit.chunk, item.hit.text)}"
    return words.coverage(more) - words.coverage(held) >= _COMPLETES


def _repeats(item: Evidence, chosen: Sequence[Evidence]) -> bool:
    """The same row of a table twice, or a passage whose text another one holds already."""
    chunk = item.hit.chunk
    return any(
        chunk.passage.text in other.hit.text
        or (
            chunk.passage.kind is ChunkKind.ROW
            and other.hit.chunk.passage.kind is ChunkKind.ROW
            and chunk.document.id == other.hit.chunk.document.id
            and chunk.document.kind is DocumentKind.POLICY
        )
        for other in chosen
    )
