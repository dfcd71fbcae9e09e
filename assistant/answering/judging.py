"""Whether the evidence answers a question at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from statistics import fmean

from assistant.answering.evidence import Evidence, QuestionWords
from assistant.settings import Settings

_COVERAGE_WEIGHT, _MARGIN_WEIGHT = 0.3, 2.0
_AS_GOOD = 0.01
_BEST_ONES, _FEWEST_COMPARED = 8, 4
_USUAL_SIMILARITY = 0.73  # of passages that have nothing to do with a question: the median on the sample district


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Least evidence for an answer; measured with ``benchmarks/refusal.py``, figures in docs/benchmarks.md.

    ``evidence`` is the least ``evidence_of`` a passage, chosen for the cosines of the built-in model with its adapter. A passage that holds
    ``exact_coverage`` of the question's telling words answers whatever its meaning: names and numbers say little to a vector.

    Where ``evidence`` is None (another model, whose cosines have another scale) and for English questions, which meet Chinese
    passages through a glossary, words decide: ``coverage`` is the share of the question's telling words that a passage must hold;
    where it stands out by meaning - its cosine is at least ``margin`` above that of the passages further down the ranking -
    ``likely_coverage`` is enough; where the question has a word of ``unheard_weight`` or more that none of the passages found
    holds, ``unheard_coverage`` is needed.

    A passage that is not in force wins over those that are when its evidence is ``lapsed_lead`` greater. Where no passage holds enough, the
    trained reader reads them; from ``held`` of probability that one answers it does.
    """

    evidence: float | None = 1.09
    exact_coverage: float = 0.8
    coverage: float = 0.56
    likely_coverage: float = 0.42
    unheard_coverage: float = 0.75
    unheard_weight: float = 0.8
    margin: float = 0.035
    english_coverage: float = 0.50
    english_likely_coverage: float = 0.34
    english_margin: float = 0.030
    lapsed_lead: float = 0.03
    held: float = 0.5

    @classmethod
    def of(cls, settings: Settings) -> "Thresholds":
        """The configured value, or the one measured with the built-in model; none where another model is used."""
        embedding = settings.embedding
        other_model = bool(embedding.model or embedding.base_url or not embedding.adapter)
        measured = None if other_model else cls().evidence
        configured = settings.answering.least_evidence
        least = settings.answering.least_probability
        evidence = measured if configured is None else configured
        return cls(evidence=evidence) if least is None else cls(evidence=evidence, held=least)


class Reason(Enum):
    """Why there is no answer."""

    NOT_HELD = auto()
    OTHER_PLACE = auto()
    NOT_IN_FORCE = auto()
    NOT_PUBLIC = auto()
    NO_SUCH_DOCUMENT = auto()
    NO_SUCH_CLAUSE = auto()
    OUT_OF_SCOPE = auto()


@dataclass(frozen=True, slots=True)
class Judgement:
    """The evidence that may be shown; empty when the question is refused, for ``reason``. ``lapsed`` answers but is not in force."""

    usable: tuple[Evidence, ...]
    lapsed: Evidence | None = None
    reason: Reason = Reason.NOT_HELD


def judge(
    current: Sequence[Evidence], lapsed: Sequence[Evidence], words: QuestionWords, thresholds: Thresholds
) -> Judgement:
    """The evidence that is strong enough. One city's rule never answers for another's; a dead clause gives way where its successor answers."""
    usable = tuple(item for item in current if item.right_place and enough(item, current, words, thresholds))
    gone = [item for item in lapsed if item.right_place and enough(item, current or lapsed, words, thresholds)]

    def strength(item: Evidence) -> float:
        if thresholds.evidence is None:
            return item.coverage * _COVERAGE_WEIGHT
        if (
            words.english
        ):  # one Chinese word often stands for several English ones: of equal coverage the nearer meaning counts
            nearness = item.similarity or common_similarity(current or lapsed)
            return item.coverage * _COVERAGE_WEIGHT + nearness * _MARGIN_WEIGHT
        return evidence_of(item, current or lapsed)

    best = max(map(strength, usable), default=0.0)
    answering = {item.hit.chunk.document.id for item in usable}
    nearest_gone = max(gone, key=strength, default=None)
    unreplaced = [item for item in gone if item.hit.chunk.document.repealed_by not in answering]
    rival = max(unreplaced, key=strength, default=None)
    if rival is not None and strength(rival) >= best + thresholds.lapsed_lead:
        return Judgement((), rival, Reason.NOT_IN_FORCE)
    if usable:
        related = nearest_gone if nearest_gone is not None and strength(nearest_gone) >= best - _AS_GOOD else None
        return Judgement(usable, related)
    return Judgement((), None, Reason.OTHER_PLACE if words.places else Reason.NOT_HELD)


def enough(item: Evidence, among: Sequence[Evidence], words: QuestionWords, thresholds: Thresholds) -> bool:
    """Whether one passage holds enough of the question: its meaning and words, and what kind of thing was asked for."""
    if not (item.right_matter and item.has_figure and item.right_year):
        return False
    if words.english or thresholds.evidence is None:
        return _enough_words(item, among, words, thresholds)
    if item.coverage >= thresholds.exact_coverage:
        return True
    return bool(item.similarity) and evidence_of(item, among) >= thresholds.evidence


def evidence_of(item: Evidence, among: Sequence[Evidence]) -> float:
    """The cosine, raised by the words that the passage holds and by how far it stands out among the passages found.

    The weights are those that part answerable from unanswerable questions best on two corpora (docs/benchmarks.md).
    """
    stands_out = item.similarity - common_similarity(among)
    return item.similarity + _COVERAGE_WEIGHT * item.coverage + _MARGIN_WEIGHT * stands_out


def _enough_words(item: Evidence, among: Sequence[Evidence], words: QuestionWords, thresholds: Thresholds) -> bool:
    sure, likely, margin = (
        (thresholds.english_coverage, thresholds.english_likely_coverage, thresholds.english_margin)
        if words.english
        else (thresholds.coverage, thresholds.likely_coverage, thresholds.margin)
    )
    if _names_the_unheard(item, among, thresholds):
        return item.coverage >= thresholds.unheard_coverage
    if item.coverage >= sure:
        return True
    return item.coverage >= likely and item.similarity - common_similarity(among) >= margin


def _names_the_unheard(item: Evidence, among: Sequence[Evidence], thresholds: Thresholds) -> bool:
    """Whether the question has a telling word that none of the passages found holds."""
    return any(
        word.weight >= thresholds.unheard_weight and all(word in other.lacking for other in among)
        for word in item.lacking
    )


def common_similarity(among: Sequence[Evidence]) -> float:
    """The cosine that any passage has with this question: the mean of those after the best ones.

    Where a store holds too few passages for that, the mean of the lower half, and no more than is usual, so that a small library
    answers too.
    """
    later = [item.similarity for item in among[_BEST_ONES:] if item.similarity]
    if len(later) >= _FEWEST_COMPARED:
        return fmean(later)
    found = sorted(item.similarity for item in among if item.similarity)
    return min(fmean(found[: (len(found) + 1) // 2]), _USUAL_SIMILARITY) if found else 1.0
