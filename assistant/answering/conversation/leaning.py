"""Which reading of a question answers that may lean on the one before it: by itself, behind that one, or of the documents cited for it.

Behind another question the reader trusts what answers that other one: on follow-ups of the tuning districts, near misses read so came to 0.84,
right answers to 0.85 and more. A passage that holds the follow-up's own words needs less.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.asking.question import FollowUp
from assistant.answering.evidence import Evidence, searchable_text
from assistant.answering.reading import Findings, Look

_LIKELY = 0.2
"""Probability of leaning from which a question is read behind the one before it though it is answered by itself."""
_RATHER = 0.5
"""Probability of leaning from which a question that nothing answers is kept behind the one before it."""
_SURELY = 0.8
"""Probability of leaning from which the passage that answered before needs to be no surer than for a question by itself."""
_BY_ITSELF, _BEHIND = 0.85, 0.85
"""Probabilities of an answer from which a question is answered by itself, and behind another one, whatever words the passage holds."""
_OWN_WORDS, _MORE_OWN_WORDS = 0.5, 0.3
"""Share of the follow-up's own words in a passage that vouches for it; by how much more of them one reading's passage holds than the other's."""
_FURTHER = 0.5
"""Least probability of an answer for a reading beside the first: among several one is more easily wrong."""


def followed_up(
    asked: FollowUp,
    document_ids: frozenset[str] | None,
    least: float,
    look: Callable[[str, frozenset[str] | None, float], Look],
    read_again: Callable[[str, Sequence[str], float], Look],
    read_about: Callable[[str, str, float], Look],
) -> tuple[Look, str]:
    """The reading that answers, with the question as that reading understands it on its own. ``look`` searches a query, in the given documents
    where there are any, and reads what it finds: nothing answers below the probability given. ``read_again`` reads a question against given
    passages, ``read_about`` against the first that are found for another one. ``least`` is that of a question by itself."""
    further = max(least, _FURTHER)
    if asked.chunk_ids and asked.leans >= _RATHER:
        same = read_again(asked.alone, asked.chunk_ids, least if asked.leans >= _SURELY else further)
        if same.findings.answering:
            return same, asked.behind
        of_matter = read_about(asked.behind, asked.alone, further)
        if of_matter.findings.answering:
            return of_matter, asked.behind
    if asked.procedure and asked.leans >= _LIKELY:
        of_document = look(asked.alone, document_ids or asked.document_ids, further)
        if of_document.findings.answering:
            return of_document, asked.behind
    alone = look(asked.alone, document_ids, least) if asked.leans < 1 else None
    kept = asked.behind if asked.leans >= _RATHER else asked.alone
    if alone is not None and _answers_by_itself(alone.findings, asked):
        return alone, kept
    behind = look(asked.behind, document_ids, further)
    if alone is not None and _rather_by_itself(alone.findings, behind.findings, asked):
        return alone, kept
    if _trusted_behind(behind.findings, asked):
        return behind, asked.behind
    alone = alone or look(asked.alone, document_ids, further)
    if _holds_alone(alone.findings, asked):
        return alone, kept
    if asked.document_ids and not asked.procedure and asked.leans >= _LIKELY:
        of_document = look(asked.alone, document_ids or asked.document_ids, further)
        if of_document.findings.answering:
            return of_document, asked.behind
    nothing = behind if behind.findings.lapsed is not None else alone
    return _unanswered(nothing), kept


def _answers_by_itself(alone: Findings, asked: FollowUp) -> bool:
    """Whether a question need not be read behind the one before it."""
    return bool(alone.answering) and (asked.leans < _LIKELY or alone.held >= _BY_ITSELF)


def _rather_by_itself(alone: Findings, behind: Findings, asked: FollowUp) -> bool:
    """Whether what answers a question by itself holds far more of its own words than what answers it behind the one before it."""
    if not alone.answering or alone.held < _FURTHER:
        return False
    other = _own_words(behind.answering[0], asked) if behind.answering else 0.0
    return _own_words(alone.answering[0], asked) >= other + _MORE_OWN_WORDS


def _trusted_behind(behind: Findings, asked: FollowUp) -> bool:
    """Whether what was found behind the question before answers the follow-up too, and not only that one. English words say little of a Chinese
    passage."""
    if not behind.answering:
        return False
    sure = behind.held >= _BEHIND
    if asked.leans >= _LIKELY and (sure or asked.words.english):
        return True
    return (sure or asked.leans >= _LIKELY) and _own_words(behind.answering[0], asked) >= _OWN_WORDS


def _holds_alone(alone: Findings, asked: FollowUp) -> bool:
    """Whether what answers a question by itself is left to answer it where no other reading does."""
    return bool(alone.answering) and (asked.leans < _RATHER or alone.held >= _FURTHER)


def _own_words(item: Evidence, asked: FollowUp) -> float:
    return asked.words.coverage(searchable_text(item.hit.chunk, item.hit.text))


def _unanswered(look: Look) -> Look:
    """A look of which nothing answers: what did not do is near at best."""
    found = look.findings
    return replace(look, findings=replace(found, answering=(), nearest=found.nearest or found.answering))
