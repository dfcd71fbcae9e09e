"""What is said instead of an answer: what is missing, what is nearest, and whom to ask."""

import re
from collections.abc import Sequence
from enum import Enum, auto

from assistant.answering.asking.glossary import with_chinese_words
from assistant.answering.evidence import QuestionWords
from assistant.answering.framing import place_of
from assistant.answers import Citation
from assistant.buildings.headers.header_words import header_words
from assistant.records import Chunk, DocumentKind, Principal, Role


class Reason(Enum):
    """Why there is no answer."""

    NOT_HELD = auto()
    OTHER_PLACE = auto()
    NOT_IN_FORCE = auto()
    NOT_PUBLIC = auto()
    NO_SUCH_DOCUMENT = auto()
    NO_SUCH_CLAUSE = auto()
    OUT_OF_SCOPE = auto()


_NEAREST = 3
# Of the columns for staff only those whose very name in a question means the column: 身份证 or 谈判 stand in many other questions.
_ASKED_BY_NAME = tuple(
    word for word in header_words(DocumentKind.LISTING).restricted if re.match(r"底价|心理价|产权人|业主", word)
)
WITH_NEAREST = frozenset({Reason.NOT_HELD, Reason.OTHER_PLACE, Reason.NO_SUCH_DOCUMENT})
"""Reasons beside which the nearest passages are quoted; beside a rule that does not hold, amounts of others would pass for today's."""
_WITH_PLACES = WITH_NEAREST | {Reason.NOT_IN_FORCE}


def asks_what_is_not_public(question: str, principal: Principal) -> bool:
    """Whether someone from outside asks for what ledgers keep for staff: reserve prices, owners' phones."""
    if principal.role is not Role.INVESTOR:
        return False
    plain = re.sub(r"[的\s]", "", with_chinese_words(question)).replace("手机号", "手机").replace("房东", "产权人")
    return any(word in plain for word in _ASKED_BY_NAME)


def refusal_text(
    reason: Reason,
    words: QuestionWords,
    related: Sequence[Citation],
    nearest: Sequence[Chunk],
    contact: str,
    named: str = "",
) -> str:
    """What is said instead of an answer. ``related`` is quoted as what comes nearest, else the places of ``nearest`` are named; ``named`` is
    the document or clause that was asked for and is not there."""
    if words.english:
        return _english(reason, words, related, nearest, contact, named)
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
    places = [place_of(chunk, english=False) for chunk in to_look_at(reason, nearest)]
    lines = [said]
    if related:
        lines.append("可能相关的原文（不一定回答所问，请以原文为准）：")
        lines += [f"{one.label}：「{one.quote}」" for one in related]
    elif places:
        lines.append(f"内容相近、可以查看的有：{'、'.join(places)}。是否适用请以原文为准。")
    if contact:
        lines.append(f"需要进一步了解，请联系{contact}。")
    return "\n".join(lines)


def unanswered_line(ask: str, english: bool) -> str:
    """Said of a part of a question that nothing answers, where other parts are answered."""
    if english:
        return f"On “{ask}” I found nothing in the documents available to you."
    return f"关于“{ask}”，资料库中没有找到写明的内容，不作推测。"


def _english(
    reason: Reason,
    words: QuestionWords,
    related: Sequence[Citation],
    nearest: Sequence[Chunk],
    contact: str,
    named: str,
) -> str:
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
    places = [place_of(chunk, english=True) for chunk in to_look_at(reason, nearest)]
    lines = [said]
    if related:
        lines.append("Possibly related, though it may not answer the question:")
        lines += [f"{one.label}: 「{one.quote}」" for one in related]
    elif places:
        lines.append(f"Nearest in the documents held: {', '.join(places)}. Please check the text before relying on it.")
    if contact:
        lines.append(f"For more, please contact {contact}.")
    return "\n".join(lines)


def to_look_at(reason: Reason, nearest: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """Where to look on: clauses and rows, for a title alone leaves the reader searching. None where the reason leads nowhere."""
    if reason not in _WITH_PLACES:
        return ()
    return tuple({place_of(chunk, english=False): chunk for chunk in reversed(nearest)}.values())[::-1][:_NEAREST]
