"""Which of the passages that answer are shown: the best, what it hangs together with, and what completes it."""

import re
from collections.abc import Sequence

from assistant.answering.evidence import Evidence, QuestionWords, searchable_text
from assistant.policies.numerals import ARTICLE_LABEL, parse_article_label
from assistant.records import ChunkKind, DocumentKind, Intent

MOST_PASSAGES = 3
_SIMILARITY_WEIGHT = 3.0
_PREFERRED_KIND_BONUS = 0.15
_EQUALLY_GOOD = 0.06
_COMPLETES = 0.2
"""Share of the question's weight that a further passage must add."""

_REFERENCE = re.compile(r"第[〇零一二三四五六七八九十百\d]+条(?:之[一二三四五六七八九十]+)?")


def strength(item: Evidence, best_similarity: float, intent: Intent) -> float:
    """What passages are ordered by: coverage, corrected by how far their meaning is behind the nearest one's.

    One point of cosine counts as three of coverage; a keyword-only hit counts as five points behind.
    """
    behind = best_similarity - item.similarity if item.similarity else 0.05
    preferred = intent is Intent.POLICY and item.hit.chunk.document.kind is DocumentKind.POLICY
    return item.coverage - _SIMILARITY_WEIGHT * behind + (_PREFERRED_KIND_BONUS if preferred else 0.0)


def choose(usable: Sequence[Evidence], words: QuestionWords, intent: Intent) -> tuple[Evidence, ...]:
    """Up to three passages, the best first; clauses of one document follow in its order."""
    nearest = max(item.similarity for item in usable)
    ordered = reading_order(usable, intent)
    best = ordered[0]
    chosen = [best]
    for item in ordered[1:]:
        if len(chosen) == MOST_PASSAGES:
            break
        if _repeats(item, chosen):
            continue
        close = strength(best, nearest, intent) - strength(item, nearest, intent) <= _EQUALLY_GOOD
        if close or _refer_to_each_other(item, best) or _completes(item, chosen, words):
            chosen.append(item)
    return tuple(_in_document_order(chosen))


def reading_order(usable: Sequence[Evidence], intent: Intent) -> list[Evidence]:
    """The passages, the strongest first."""
    nearest = max((item.similarity for item in usable), default=0.0)
    return sorted(usable, key=lambda item: -strength(item, nearest, intent))


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


def _refer_to_each_other(item: Evidence, best: Evidence) -> bool:
    one, other = item.hit.chunk, best.hit.chunk
    if one.document.id != other.document.id or ChunkKind.CLAUSE not in (one.passage.kind, other.passage.kind):
        return False
    return (other.passage.clause or "") in references_in(item.hit.text) or (one.passage.clause or "") in references_in(
        best.hit.text
    )


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


def _in_document_order(chosen: Sequence[Evidence]) -> list[Evidence]:
    first = chosen[0].hit.chunk.document.id
    same = [item for item in chosen if item.hit.chunk.document.id == first]
    clauses = all(item.hit.chunk.passage.kind is ChunkKind.CLAUSE for item in same)
    others = [item for item in chosen if item.hit.chunk.document.id != first]
    return [*(sorted(same, key=lambda item: item.hit.chunk.ordinal) if clauses else same), *others]
