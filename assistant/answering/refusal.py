"""Whether the evidence answers a question at all, and what is said when it does not.

A refusal tells what is missing, which documents are nearest, and whom to ask.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from assistant.answering.evidence import Evidence, QuestionWords
from assistant.answering.framing import place_of
from assistant.documents.restricted_columns import RESTRICTED_HEADERS
from assistant.records import Chunk, Principal, Role

_NEAREST = 3
# Of the columns for staff only those whose very name in a question means the column: 身份证 or 谈判 stand in many other questions.
_ASKED_BY_NAME = tuple(word for word in RESTRICTED_HEADERS if re.match(r"底价|心理价|产权人|业主", word))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Least evidence for an answer; measured with ``benchmarks/refusal.py``, figures in docs/benchmarks.md.

    ``coverage`` is the share of the question's telling words that a passage must hold. Where the passage stands out by meaning - its
    cosine is at least ``margin`` above that of the passages further down the ranking - ``likely_coverage`` is enough. Where the question
    has a word of ``unheard_weight`` or more that none of the passages found holds, ``unheard_coverage`` is needed. English questions
    meet Chinese passages through a glossary, so they hold less: ``english_*``. A passage that is not in force wins over those that are
    when it covers ``lapsed_lead`` more.
    """

    coverage: float = 0.56
    likely_coverage: float = 0.42
    unheard_coverage: float = 0.75
    unheard_weight: float = 0.8
    margin: float = 0.035
    english_coverage: float = 0.50
    english_likely_coverage: float = 0.34
    english_margin: float = 0.030
    lapsed_lead: float = 0.15


class Reason(Enum):
    """Why there is no answer."""

    NOT_HELD = auto()
    OTHER_PLACE = auto()
    NOT_IN_FORCE = auto()
    NOT_PUBLIC = auto()
    NO_SUCH_DOCUMENT = auto()
    NO_SUCH_CLAUSE = auto()
    OUT_OF_SCOPE = auto()


_WITH_NEAREST = frozenset({Reason.NOT_HELD, Reason.OTHER_PLACE, Reason.NO_SUCH_DOCUMENT})


@dataclass(frozen=True, slots=True)
class Judgement:
    """The evidence that may be shown; empty when the question is refused, for ``reason``. ``lapsed`` answers but is not in force."""

    usable: tuple[Evidence, ...]
    lapsed: Evidence | None = None
    reason: Reason = Reason.NOT_HELD


def judge(
    current: Sequence[Evidence], lapsed: Sequence[Evidence], words: QuestionWords, thresholds: Thresholds
) -> Judgement:
    """The evidence that is strong enough. One city's rule never answers for another's."""
    usable = tuple(item for item in current if item.right_place and enough(item, current, words, thresholds))
    best = max((item.coverage for item in usable), default=0.0)
    gone = [item for item in lapsed if item.right_place and enough(item, lapsed, words, thresholds)]
    nearest_gone = max(gone, key=lambda item: item.coverage, default=None)
    if nearest_gone is not None and nearest_gone.coverage >= best + thresholds.lapsed_lead:
        return Judgement((), nearest_gone, Reason.NOT_IN_FORCE)
    if usable:
        related = nearest_gone if nearest_gone is not None and nearest_gone.coverage >= best - 0.05 else None
        return Judgement(usable, related)
    return Judgement((), None, Reason.OTHER_PLACE if words.places else Reason.NOT_HELD)


def enough(item: Evidence, among: Sequence[Evidence], words: QuestionWords, thresholds: Thresholds) -> bool:
    """Whether one passage holds enough of the question: its words, and what kind of thing was asked for."""
    sure, likely, margin = (
        (thresholds.english_coverage, thresholds.english_likely_coverage, thresholds.english_margin)
        if words.english
        else (thresholds.coverage, thresholds.likely_coverage, thresholds.margin)
    )
    if not item.right_matter or not item.has_figure:
        return False
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
    """The mean cosine of the passages after the best ones: what any passage has with this question."""
    later = [item.similarity for item in among[8:] if item.similarity]
    return sum(later) / len(later) if later else 1.0


def asks_what_is_not_public(question: str, principal: Principal) -> bool:
    """Whether someone from outside asks for what ledgers keep for staff: reserve prices, owners' phones."""
    if principal.role is not Role.INVESTOR:
        return False
    plain = re.sub(r"[的\s]", "", question).replace("手机号", "手机").replace("房东", "产权人")
    return any(word in plain for word in _ASKED_BY_NAME)


def refusal_text(
    reason: Reason,
    words: QuestionWords,
    nearest: Sequence[Chunk],
    contact: str,
    named: str = "",
) -> str:
    """What is said instead of an answer. ``named`` is the document or clause that was asked for and is not there."""
    if words.english:
        return _english(reason, words, nearest, contact, named)
    named_places = "、".join(place.name for place in words.places)
    said = {
        Reason.NOT_HELD: "资料库中没有找到能回答这个问题的内容，不作推测。",
        Reason.OTHER_PLACE: f"资料库中没有关于{named_places}的这项内容，其他地方的规定不能套用，不作推测。",
        Reason.NOT_IN_FORCE: "现行有效的文件中没有能回答这个问题的规定。",
        Reason.NOT_PUBLIC: "对外公开的资料中没有这项信息。",
        Reason.NO_SUCH_DOCUMENT: f"资料库中没有{named}，不作推测。",
        Reason.NO_SUCH_CLAUSE: f"{named}不存在，请核对条号。",
        Reason.OUT_OF_SCOPE: "这个问题不在服务范围内。这里只回答本区招商政策、楼宇载体、投资机会和工作情况方面的问题。",
    }[reason]
    places = _nearest_places(nearest, english=False) if reason in _WITH_NEAREST else ()
    lines = [said]
    if places:
        lines.append(f"内容相近、可以查看的有：{'、'.join(places)}。是否适用请以原文为准。")
    lines.append(f"需要进一步了解，请联系{contact}。")
    return "\n".join(lines)


def _english(reason: Reason, words: QuestionWords, nearest: Sequence[Chunk], contact: str, named: str) -> str:
    named_places = " and ".join((place.english or (place.name,))[0].title() for place in words.places)
    said = {
        Reason.NOT_HELD: "I found nothing in the documents available to you that answers this question, so I will not guess.",
        Reason.OTHER_PLACE: f"The documents held here say nothing about this for {named_places}, and rules of other places do not apply there.",
        Reason.NOT_IN_FORCE: "No document that is in force answers this question.",
        Reason.NOT_PUBLIC: "The public documents do not give this information.",
        Reason.NO_SUCH_DOCUMENT: f"The document {named} is not held here, so I will not guess.",
        Reason.NO_SUCH_CLAUSE: f"{named} does not exist; please check the article number.",
        Reason.OUT_OF_SCOPE: "This is outside what I can answer: I cover this district's investment policies, buildings, opportunities and reports.",
    }[reason]
    places = _nearest_places(nearest, english=True) if reason in _WITH_NEAREST else ()
    lines = [said]
    if places:
        lines.append(f"Nearest in the documents held: {', '.join(places)}. Please check the text before relying on it.")
    lines.append(f"For more, please contact {contact}.")
    return "\n".join(lines)


def _nearest_places(nearest: Sequence[Chunk], english: bool) -> tuple[str, ...]:
    """Where to look on: clauses and rows by their address, for a title alone leaves the reader searching."""
    return tuple(dict.fromkeys(place_of(chunk, english) for chunk in nearest))[:_NEAREST]
