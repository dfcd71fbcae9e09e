"""Sentences of a letter cut into the parts that commas divide, and where among them a demand begins."""

import re
from collections.abc import Sequence

from assistant.complaints.letters.reply_records import Span

_CLAUSE = re.compile(r"(?:[^，,；;：:]|[,:](?=\d))+[，,；;：:]?")
CONDITION = re.compile(r"(?:如果|若|如(?!何|实|期|数|约)|要是|万一|倘若|假如)|(?:if|should)\b", re.IGNORECASE)
"""How a part begins that says when something is asked: it belongs to what follows."""
CONDITION_OF_A_TOPIC = re.compile(
    r"(?P<topic>[^，,。；;]{1,8}?)(?:如果|要是|若是|万一|假如)(?P<case>[^，,。；;]{1,16})[，,]"
)
"""The same with what it is about before it: 材料如果不全，."""
_OTHERS_ASK = re.compile(r"要求|规定|通知|让我|叫我")
_FURTHER = re.compile(r"(?:还|也|并且?|又|同时)(?:要求|希望|请)")
_ALTERNATIVE = ("要么", "或者", "或是", "或", "再不", "or ")
OPENLY = re.compile(
    r"(?:同时|另外|此外|并且?|但是?|所以|因此|故|特|现|也|还)?(?:(?:恳|敬|烦|务)?请(?!问|假|客|示|柬|帖)|(?:顺便|也|还)?(?:想)?(?:问一[句下]|问问|请教)|(?:我们?(?:公司)?)?(?:强烈)?(?:要求|希望|请求|恳求|建议)(?!我)|盼望?|[^，。；！？\n]{0,6}(?:能不能|能否|可否|可不可以)|请问|什么时候|何时|哪天|多久)"
    r"|(?:please|kindly|(?:we|I) (?:therefore |also |would )?(?:request|ask|demand|expect|like|want))\b",
    re.IGNORECASE,
)
"""How a part begins that asks in so many words."""
_SHORT_TOPIC = 12


def said_in(text: str, span: Span) -> str:
    """The words of a stretch without marks and particles."""
    return re.sub(r"[\W_]|[呢吗吧啊]", "", text[span.start : span.end])


def line_of(text: str, span: Span) -> Span:
    """The line in which a stretch begins."""
    end = text.find("\n", span.start)
    return Span(text.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(text))


def has_marks(text: str, span: Span) -> bool:
    """Whether the line of a stretch has marks: an address, a title, a signature have none."""
    line = line_of(text, span)
    return any(mark in text[line.start : line.end] for mark in "。；，！？;,!?.、：:")


def alternatives_joined(text: str, demands: Sequence[Span]) -> list[Span]:
    """What is asked for instead of the demand before it belongs to that: 要么交房，要么付违约金，或者换一处."""
    joined: list[Span] = []
    for span in demands:
        if (
            joined
            and text.startswith(_ALTERNATIVE, span.start)
            and not text[joined[-1].end : span.start].strip("，,；; ")
        ):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def first_alternative(demand: str) -> str:
    """The first of several things that are asked for instead of one another."""
    found = re.search("[，,](?:" + "|".join(map(re.escape, _ALTERNATIVE[:3])) + ")", demand)
    return demand[: found.start()] if found else demand


def after_colon(text: str, clauses: Sequence[Span]) -> int:
    """Where a sentence says what it asks, behind what introduces it."""
    introducing = [one.end for one in clauses[:-1] if text[one.end - 1] in "：:"]
    return introducing[-1] if introducing else clauses[0].start


def with_semicolons(text: str, sentences: Sequence[Span]) -> list[Span]:
    """What a semicolon divides is read as one sentence."""
    joined: list[Span] = []
    for span in sentences:
        if joined and text[joined[-1].end - 1] in "；;" and "\n" not in text[joined[-1].end : span.start]:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def parts_of(text: str, sentence: Span) -> list[Span]:
    """The parts of a sentence, each with the comma behind it."""
    return [
        Span(sentence.start + match.start(), sentence.start + match.end())
        for match in _CLAUSE.finditer(text[sentence.start : sentence.end])
        if match.group().strip(" ，,；;")
    ]


def told_of_others(text: str, clauses: Sequence[Span]) -> tuple[Span, ...]:
    """The parts that go on with what somebody else asks: 文件里要求三项专利，还要求……."""
    for at, span in enumerate(clauses):
        if OPENLY.match(text, span.start):
            return ()
        if _OTHERS_ASK.search(text, span.start, span.end):
            return tuple(one for one in clauses[at + 1 :] if _FURTHER.match(text, one.start))
    return ()


def with_condition(text: str, clauses: Sequence[Span], start: int) -> int:
    """Where a demand begins together with the condition before it."""
    before = [one.start for one in clauses if one.start < start]
    if not before:
        return start
    conditional = CONDITION.match(text, before[-1]) or CONDITION_OF_A_TOPIC.match(text, before[-1])
    return before[-1] if conditional else start


def with_topics(text: str, clauses: Sequence[Span], start: int) -> list[int]:
    """Where a demand begins; before it where each of the topics begins that a colon introduces: 账在这里：第三年的补贴，宿舍的十六间，请给答复."""
    before = [one for one in clauses if one.start < start]
    introducing = max((at for at, one in enumerate(before) if text[one.end - 1] in "：:"), default=len(before))
    topics = before[introducing + 1 :]
    if topics and all(one.end - one.start <= _SHORT_TOPIC for one in topics):
        return [*(one.start for one in topics), start]
    return [with_condition(text, clauses, start)]


def is_quoted(text: str, sentence: Span, part: Span) -> bool:
    """Whether a part stands within a quotation that its sentence began before it: others' words."""
    before = text[sentence.start : part.start]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")
