"""Sentences of a letter cut into the parts that commas divide, and where among them a request begins that says so."""

import re
from collections.abc import Mapping, Sequence

from assistant.complaints.letters.reply_records import Span
from assistant.replying.asking.parts import CONDITION_OF_A_TOPIC
from assistant.replying.asking.sentence_kinds import ReadSentence, SentenceKind

_CLAUSE = re.compile(r"(?:[^，,；;：:]|[,:](?=\d))+[，,；;：:]?")
CONDITION = re.compile(r"(?:如果|若|如(?!何|实|期|数|约)|要是|万一|倘若|假如)|(?:if|should)\b", re.IGNORECASE)
"""How a part begins that says when something is asked: it belongs to what follows."""
_OTHERS_ASK = re.compile(r"要求|规定|通知|让我|叫我")
_FURTHER = re.compile(r"(?:还|也|并且?|又|同时)(?:要求|希望|请)")
OPENLY = re.compile(
    r"(?:同时|另外|此外|并且?|但是?|所以|因此|故|特|现|也|还)?(?:(?:恳|敬|烦|务)?请(?!问|假|客|示|柬|帖)|(?:顺便|也|还)?(?:想)?(?:问一[句下]|问问|请教)|(?:我们?(?:公司)?)?(?:强烈)?(?:要求|希望|请求|恳求|建议)(?!我)|盼望?|[^，。；！？\n]{0,6}(?:能不能|能否|可否|可不可以)|请问|什么时候|何时|哪天|多久)"
    r"|(?:please|kindly|(?:we|I) (?:therefore |also |would )?(?:request|ask|demand|expect|like|want))\b",
    re.IGNORECASE,
)
"""How a part begins that asks in so many words."""
_SHORT_TOPIC = 12


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


def without_urging(starts: Sequence[Span], read: Mapping[Span, ReadSentence]) -> list[Span]:
    """Without parts that urge before others of the sentence say what for: the first one's demand begins with the urging."""
    kept: list[Span] = []
    urging: Span | None = None
    for span in starts:
        if read[span].kind is SentenceKind.URGING and span != starts[-1]:
            urging = urging or span
            continue
        kept.append(urging or span)
        urging = None
    return kept
