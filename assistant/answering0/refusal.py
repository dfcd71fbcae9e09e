"""Whether the evidence answers the question at all.

The thresholds were measured with ``benchmarks/refusal.py``; see docs/benchmarks.md for the rates.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.answering0.evidence import Evidence, EvidenceSet, best_by_coverage

_PLACES = Path(__file__).with_name("places.txt")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Least evidence for an answer.

    ``similarity`` is the cosine below which nothing is quoted; ``coverage`` the share of the question's telling words that the
    quoted passage must hold; with a cosine of ``sure_similarity`` or more ``sure_coverage`` is enough. English questions are measured
    by the Chinese words of their terms.
    """

    similarity: float = 0.80
    coverage: float = 0.55
    sure_similarity: float = 0.90
    sure_coverage: float = 0.34
    english_similarity: float = 0.74
    english_coverage: float = 0.5
    most_unknown_names: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """The evidence that may be used, best first; empty when the question is to be refused, ``reason`` then says why."""

    usable: tuple[Evidence, ...]
    reason: str = ""


def judge(question: str, evidence: EvidenceSet, thresholds: Thresholds) -> Judgement:
    """The current evidence that is strong enough. Nothing is enough for a place that it does not speak of."""
    elsewhere = [place for place in _places() if place in question or place in evidence.query]
    usable = tuple(
        item
        for item in evidence.current
        if _strong(item, evidence, thresholds) and all(place in _whole_text(item) for place in elsewhere)
    )
    if usable:
        return Judgement(usable)
    if elsewhere:
        return Judgement((), f"没有关于{'、'.join(elsewhere)}的资料")
    best = best_by_coverage(evidence.current)
    lacking = "、".join(best.lacking[:3]) if best else ""
    return Judgement((), f"资料中没有谈到{lacking}" if lacking else "没有查到相关内容")


def lapsed_match(evidence: EvidenceSet, usable: tuple[Evidence, ...], thresholds: Thresholds) -> Evidence | None:
    """A passage no longer, or not yet, in force that answers the question better than all that is current."""
    strong = [item for item in evidence.lapsed if _strong(item, evidence, thresholds)]
    best = best_by_coverage(strong)
    if best is None:
        return None
    current = max((item.coverage for item in usable), default=0.0)
    return best if best.coverage > current else None


def _strong(item: Evidence, evidence: EvidenceSet, thresholds: Thresholds) -> bool:
    similarity = item.hit.similarity
    if evidence.english:
        close = similarity is None or similarity >= thresholds.english_similarity
        named = len(evidence.names) <= thresholds.most_unknown_names or _names_found(item, evidence)
        return close and named and bool(evidence.weights) and item.coverage >= thresholds.english_coverage
    if similarity is not None and similarity < thresholds.similarity:
        return False
    if item.coverage >= thresholds.coverage:
        return True
    return (
        similarity is not None
        and similarity >= thresholds.sure_similarity
        and item.coverage >= thresholds.sure_coverage
    )


def _names_found(item: Evidence, evidence: EvidenceSet) -> bool:
    text = _whole_text(item).lower()
    found = sum(name.lower() in text for name in evidence.names)
    return found * 2 >= len(evidence.names) or len(evidence.names) <= len(evidence.weights)


def _whole_text(item: Evidence) -> str:
    chunk = item.hit.chunk
    return f"{chunk.document.title} {chunk.document.issuer} {chunk.passage.heading} {item.hit.text}"


@cache
def _places() -> tuple[str, ...]:
    """Names of places other than the district's own."""
    return tuple(_PLACES.read_text(encoding="utf-8").split())
