"""What a question asks, one thing after the other, and what is only told around it.

A clause asks where it holds an interrogative: 什么, 哪, 谁, 多少, 几, 怎么, 吗, 呢, 能不能. Clauses that do not ask belong to the next one that does in
their sentence; sentences that do not ask are background.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.asking.language import is_english

_MOST_ASKS = 6
_SENTENCE = re.compile(r"(?<=[。！!？?；;\n])|(?<=[：:])(?=\s*(?:1|一|（一）|\(1\))[、.．是)）])")
_CLAUSE = re.compile(r"[，,、]")
_MARK = re.compile(
    r"^\s*(?:[（(]?(?:[一二三四五六七八九十]|\d{1,2})[)）、.．]+|[①-⑳]|第?[一二三四五六](?:是|个是|，)|(?:另外|还有|以及|然后|顺便|再|最后)(?:想)?(?:请?问)?(?:一下)?[，,：:]?(?=..))\s*"
)
_ASKING = re.compile(
    r"什么|啥|哪|谁|多(?:少|久|大|长|高|远|快|重)|(?<![十百好近前这])几(?![十百千万乎何])|怎|如何|为何|是否|能否|可否|有无|何时|何地|[吗呢]|么$|([\u4e00-\u9fff])[不没]\1|[行对]不$"
)
_REQUEST = re.compile(
    r"告诉|列出|列一|说说|说一|讲讲|讲一|介绍|概括|归纳|总结|对比|比较|解释|说明|想(?:了解|知道|问|请教)|咨询|请教"
)
_ENGLISH_ASKING = re.compile(
    r"\b(?:what|which|who|whom|whose|when|where|why|how|whether)\b|\?|^\s*(?:is|are|do|does|did|can|could|would|will|may|must|should|has|have)\b",
    re.IGNORECASE,
)
_ENGLISH_CLAUSE = re.compile(
    r"(?:,\s*(?:and\s+|or\s+)?|\s+and\s+|;\s*)(?=(?:what|which|who|when|where|why|how|is|are|do|does|can|could|would|will|may|must|should)\b)",
    re.IGNORECASE,
)
_ENGLISH_SENTENCE = re.compile(r"(?<=[?!.])\s+|\n+")
_OF_EACH = re.compile(
    r"(?P<items>[^，。？?：:]{1,60}?)(?:各自?|分别|都)(?P<asked>[^，。？?]*(?:多少|几|什么|哪|啥)[^，。？?]*)"
)
_ITEMS = re.compile(r"[、和与跟及]")
_OF_BOTH = re.compile(
    r"(?P<items>[^，。？?：:]{4,60}?)(?:这?[两二](?:个|者|项|样|家|种)|之间|相比|比起来|比较|对比)*(?:"
    r"(?:[，,](?P<asked>[^，。？?：:]{2,8}?))?(?:的|[有是存]?(?:在|什么|何|哪些|没有|啥))*(?:不同|区别|差别|差异|不一样)(?:之处|的地方)?(?:在哪里?|是什么|吗|呢|么)?"
    r"|[，,]?哪(?:一?[个项种家边类样款头]|里|儿)的?(?P<measured>[^，。？?：:]{0,8}?)(?:更|最|比较|要|来?得)*(?:[多高大长好低少小短贵早晚快慢近远严松]|便宜|划算|合算|优惠|容易|宽松|严格)(?:一?[些点])?(?:呢|呀|啊)?)$"
)
_SIDES = re.compile(r"以及|[、和与跟同]")
_ASPECT = re.compile(r"^(?P<name>.{2,}?)(?:在(?P<within>.{2,}?)(?:方面|上面?|里面?|中)?|的(?P<own>[^的]{2,}))$")
_QUESTION_MARK, _STATEMENT_MARK = re.compile(r"[？?]\s*$"), re.compile(r"[。！!.]\s*$")
_SHORT = 14
"""Characters of a sentence behind an ask that only says how to answer it: 都列出来, 说全."""
_SHORTEST_ITEM = 2
_AND = re.compile(r",?\s+and$", re.IGNORECASE)
_ENDS = " ，,。；;：:？?！!、"


@dataclass(frozen=True, slots=True)
class Asks:
    """The single asks of a question, each on its own: what it needs to be understood stands before it, parted by a blank as in the reader's
    examples. ``background`` is what is only told. A question that asks one thing has one ask, which is the question where nothing else is told."""

    single: tuple[str, ...]
    background: str = ""

    @property
    def several(self) -> bool:
        return len(self.single) > 1 or bool(self.background)


def read_asks(question: str) -> Asks:
    """Take a question apart. No more than six asks are told apart: the last one holds the rest."""
    english = is_english(question)
    asks: list[str] = []
    background: list[str] = []
    sentences = [one for one in (_ENGLISH_SENTENCE if english else _SENTENCE).split(question) if one.strip(_ENDS)]
    marked = any(_QUESTION_MARK.search(one) for one in sentences)
    for sentence in sentences:
        told = marked and _STATEMENT_MARK.search(sentence) is not None
        found = [] if told else [one for ask in _asks_of(sentence, english) for one in _of_each(ask)]
        asks += found
        if not found and asks and len(sentence) <= _SHORT:
            asks[-1] += f"，{sentence.strip(_ENDS)}"
        elif not found:
            background.append(sentence.strip())
    if not asks:
        requests = [sentence for sentence in background if _REQUEST.search(sentence)]
        if not requests or len(background) == 1:
            return Asks((question.strip(),))
        return Asks(tuple(requests), "".join(one for one in background if one not in requests))
    if len(asks) > _MOST_ASKS:
        asks = [*asks[: _MOST_ASKS - 1], "，".join(asks[_MOST_ASKS - 1 :])]
    return Asks(tuple(asks), "".join(background))


def asks_something(text: str) -> bool:
    """Whether a text holds an interrogative, or requests something."""
    asking = _ENGLISH_ASKING if is_english(text) else _ASKING
    return bool(asking.search(text) or _REQUEST.search(text))


def _asks_of(sentence: str, english: bool) -> Iterator[str]:
    """The asking clauses of a sentence, each with the clauses before it that only lead to it; what follows the last one belongs to it."""
    asking = _ENGLISH_ASKING if english else _ASKING
    clauses = _clauses(sentence, _ENGLISH_CLAUSE if english else _CLAUSE)
    asks: list[str] = []
    lead: list[str] = []
    for clause in clauses:
        lead.append(clause)
        if asking.search(clause):
            asks.append("".join(lead))
            lead = []
    if asks and lead:
        asks[-1] += "".join(lead)
    return (plain for ask in asks if (plain := _AND.sub("", _MARK.sub("", ask).strip(_ENDS))))


def _clauses(sentence: str, end: re.Pattern[str]) -> Sequence[str]:
    """Clauses with the mark that ends each."""
    ends = [match.end() for match in end.finditer(sentence)]
    return [sentence[start:end] for start, end in zip([0, *ends], [*ends, len(sentence)], strict=True)]


def _of_each(ask: str) -> Sequence[str]:
    """``电价、水价、天然气各多少`` as one ask for each, and so the sides of a comparison; the ask itself where it is of one thing."""
    both = _OF_BOTH.search(ask)
    if both is not None and (sides := _compared(both["items"], both["asked"] or both["measured"] or "")):
        return sides
    match = _OF_EACH.search(ask)
    if match is None:
        return (ask,)
    *lead, _ = re.split(r"(?<=[，：:])", match["items"])
    items = [
        item.strip(_ENDS) for item in _ITEMS.split(match["items"].removeprefix("".join(lead))) if item.strip(_ENDS)
    ]
    if len(items) < 2 or min(map(len, items)) < _SHORTEST_ITEM:
        return (ask,)
    before = ask[: match.start()] + "".join(lead)
    return tuple(f"{before}{item}{match['asked']}" for item in items)


def sides_of(named: str) -> tuple[str, ...]:
    """What is named one beside the other: ``租金补贴``, ``装修补助`` of ``租金补贴和装修补助``."""
    return tuple(side for one in _SIDES.split(named) if (side := one.strip(_ENDS)))


def _compared(compared: str, asked: str) -> Sequence[str]:
    """``省级中心的奖励``, ``国家级中心的奖励`` of ``省级中心和国家级中心的奖励``; none where it is not of two things or more. ``asked`` stands
    behind them: 个人开店跟公司开店，补贴."""
    *others, last = sides_of(compared) or ("",)
    aspect = _ASPECT.match(last)
    names = [*others, aspect["name"] if aspect else last]
    if len(names) < 2 or min(map(len, names)) < _SHORTEST_ITEM or (aspect is None and "《" in compared):
        return ()
    of = f"的{aspect['within'] or aspect['own']}" if aspect else f"的{asked}" if asked else ""
    return tuple(f"{name}{of}" for name in names)
