"""What a letter asks for, one span each: the items of a list, with or without verbs, else the sentences and parts of sentences that ask."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.complaints.letters.reply_records import Span
from assistant.replying.reading import sentence_spans
from assistant.replying.sentence_kinds import ReadSentence, SentenceKind, SentenceKinds

MOST_DEMANDS = 8
_NUMBER = r"(?:[（(]\s*[一二三四五六七八九十\d]{1,2}\s*[)）]|[一二三四五六七八九十\d]{1,2}\s*[、.．](?!\d)|第[一二三四五六七八九十](?:(?:件事?|点|个问题|项)是?[，,：:]?|是|[，,：:、])|[一二三四五六七八九十](?:是|[，,])|其[一二三四五][，,]|[①-⑩])"
_MARK = re.compile(rf"(?:^|(?<=[\n。；;，,：:！？!?]))[ \t　]*{_NUMBER}\s*")
_CLAUSE = re.compile(r"(?:[^，,；;：:]|[,:](?=\d))+[，,；;：:]?")
_LONG_ITEM = 36
_SHORTEST_CLAUSE = 3
_LEAST_CLAUSE, _LEAST_FOLLOWING = 0.18, 0.12
"""Least score of a part of a sentence that asks, and of one that follows such a part."""
_LEAST_SENTENCE = 0.22
_OVER_RHETORIC = 0.05
_SHORTEST_LINE = 6
_LEAST_SECRECY = 0.35
_OPENLY = re.compile(
    r"(?:同时|另外|此外|并且?|但是?|所以|因此|故|特|现|也|还)?(?:(?:恳|敬|烦|务)?请(?!问|假|客|示)|(?:我们?(?:公司)?)?(?:强烈)?(?:要求|希望|请求|恳求|建议)(?!我)|盼望?|[^，。；！？\n]{0,6}(?:能不能|能否|可否|可不可以)|请问|什么时候|何时|哪天|多久)"
    r"|(?:please|kindly|(?:we|I) (?:therefore |also |would )?(?:request|ask|demand|expect|like|want))\b",
    re.IGNORECASE,
)
"""How a part begins that asks in so many words."""
_WISHES = re.compile(r"[^，,。：:]{1,12}?(?:也|还)?(?:希望|请(?!问|假|客|示)|盼望|恳请)")
"""How a part asks whose topic comes first: 停车费希望有人管."""
_CONDITION = re.compile(r"(?:如果|若|如(?!何|实|期|数|约)|要是|万一|倘若|假如)|(?:if|should)\b", re.IGNORECASE)
"""How a part begins that says when something is asked: it belongs to what follows."""
CONDITION_OF_A_TOPIC = re.compile(
    r"(?P<topic>[^，,。；;]{1,8}?)(?:如果|要是|若是|万一|假如)(?P<case>[^，,。；;]{1,16})[，,]"
)
"""The same with what it is about before it: 材料如果不全，."""
_TELLS = 0.4
"""Least score of a part behind a demand that only tells."""
_OTHERS_ASK = re.compile(r"要求|规定|通知|让我|叫我")
_SIGNED = re.compile(r"(?:\n[^\n。；;！!？?，,：:]{2,40}){1,3}\n[ \t　]*\d{4}[年./-][^\n。；;]{3,12}\s*\Z")
"""Who signs, and the day below it, at a letter's end."""
_FURTHER = re.compile(r"(?:还|也|并且?|又|同时)(?:要求|希望|请)")


@dataclass(frozen=True, slots=True)
class Asked:
    """The spans of what is asked for, and of what is to be kept from others."""

    demands: tuple[Span, ...]
    secrecy: tuple[Span, ...]


class DemandReader:
    """Reads them. Threads may share it."""

    def __init__(self, kinds: SentenceKinds) -> None:
        self._kinds = kinds

    def read(self, text: str) -> Asked:
        """Demands in the order of the letter, at most ``MOST_DEMANDS``."""
        sentences = _joined(text, sentence_spans(text))
        read = self._kinds.of([text[span.start : span.end] for span in sentences])
        secrecy = tuple(
            span
            for span, one in zip(sentences, read, strict=True)
            if one.kind is SentenceKind.SECRECY or self._holds_secrecy(text, span)
        )
        items = _items(text)
        listed = [span for item in items for span in self._of_item(text, item)]
        if len(listed) < 2:
            listed, items = [], ()
        closing = _closing(text, sentences, read)
        signed = match.start() if (match := _SIGNED.search(text)) else len(text)
        loose: list[Span] = []
        urging: list[Span] = []
        for span, one in zip(sentences, read, strict=True):
            inside = any(item.start < span.end and span.start < item.end for item in items)
            if one.kind is SentenceKind.SECRECY or inside:
                continue
            if span.start >= signed and not _OPENLY.match(text, span.start):
                continue
            asked = self._in_sentence(text, span, one, closes=span.start >= closing)
            (urging if one.kind is SentenceKind.URGING else loose).extend(asked)
        if not listed and not loose:  # what only urges is a demand where nothing else is
            loose = urging
        if items:  # what introduces a list asks for nothing of its own
            loose = [span for span in loose if not text[span.start : span.end + 1].rstrip().endswith(("：", ":"))]
        found = sorted({*listed, *loose}, key=lambda span: span.start)
        return Asked(tuple(found[:MOST_DEMANDS]), secrecy)

    def _holds_secrecy(self, text: str, sentence: Span) -> bool:
        """Whether a part of a sentence asks for secrecy, clearly."""
        parts = self._kinds.of([text[span.start : span.end] for span in _clauses(text, sentence)])
        return any(one.kind is SentenceKind.SECRECY and one.score >= _LEAST_SECRECY for one in parts)

    @staticmethod
    def _asks_for(part: ReadSentence, *, sentence: bool, after: bool, closes: bool) -> bool:
        """Whether a part asks that does not say so: least is needed behind a part that does, less in a ``sentence`` that asks, more where the
        letter ``closes`` with what it wants; what comes before that tells."""
        if after:
            return part.asking >= _LEAST_FOLLOWING
        return part.asks and ((sentence and part.score >= _LEAST_FOLLOWING) or (closes and part.score >= _LEAST_CLAUSE))

    def _of_item(self, text: str, item: Span) -> Sequence[Span]:
        """A short item is a demand whatever it says; of a long one the parts that ask, the whole where none does."""
        if item.end - item.start <= _LONG_ITEM:
            return [item]
        inside = [
            Span(item.start + span.start, item.start + span.end) for span in sentence_spans(text[item.start : item.end])
        ]
        read = self._kinds.of([text[span.start : span.end] for span in inside])
        return [
            demand
            for span, one in zip(inside, read, strict=True)
            if one.kind is not SentenceKind.SECRECY
            for demand in self._in_sentence(text, span, one, closes=True)
        ]

    def _in_sentence(self, text: str, sentence: Span, whole: ReadSentence, *, closes: bool) -> list[Span]:
        """The parts of a sentence that ask, each with what follows it and does not; the whole of one that asks but in no part."""
        asks = whole.asks and whole.score >= _LEAST_SENTENCE
        clauses = _clauses(text, sentence)
        told = _told_of_others(text, clauses)
        first = next((one.start for one in clauses if one not in told and _OPENLY.match(text, one.start)), None)
        if text[sentence.end - 1] in "？?":  # a question is one, however many commas it has
            if first is None and not asks and not (closes and whole.question > whole.rhetorical + _OVER_RHETORIC):
                return []
            start = _after_colon(text, clauses) if first is None else _with_condition(text, clauses, first)
            return [_trimmed(text, start, sentence.end)]
        read = self._kinds.of([text[span.start : span.end] for span in clauses])
        starts: list[Span] = []
        for span, one in zip(clauses, read, strict=True):
            words = one.text.strip("，,；;。 ")
            if one.kind is SentenceKind.SECRECY or len(words) < _SHORTEST_CLAUSE or span in told:
                continue
            if _CONDITION.match(words) or words.endswith(("：", ":")):
                continue
            if first is not None and span.start < first:  # what stands before the words of asking tells
                continue
            if starts and one.kind is SentenceKind.URGING:
                continue
            opens = _OPENLY.match(text, span.start) or (one.asks and _WISHES.match(text, span.start))
            if opens or self._asks_for(one, sentence=asks, after=bool(starts), closes=closes):
                starts.append(span)
        starts = _without_urging(starts, dict(zip(clauses, read, strict=True)))
        begins = [_with_condition(text, clauses, span.start) for span in starts]
        if not begins:
            return [_trimmed(text, sentence.start, sentence.end)] if asks else []
        tells = [
            one.kind is SentenceKind.FACT and one.score >= _TELLS and span.start > starts[-1].start
            for span, one in zip(clauses, read, strict=True)
        ]
        end = next((span.start for span, one in zip(clauses, tells, strict=True) if one), sentence.end)
        return [_trimmed(text, start, until) for start, until in pairwise([*begins, end])]


def sections_of(text: str) -> tuple[str, ...]:
    """The parts of a letter that numbers a matter each: items too long to be single demands. Empty where there are no two."""
    found = [text[item.start : item.end] for item in _items(text) if item.end - item.start > _LONG_ITEM]
    return tuple(found) if len(found) > 1 else ()


def _closing(text: str, sentences: Sequence[Span], read: Sequence[ReadSentence]) -> int:
    """Where a letter comes to what it wants: the first sentence that asks in the last line that does; the last line where none does."""
    asking = [
        span
        for span, one in zip(sentences, read, strict=True)
        if (one.asks and one.score >= _LEAST_SENTENCE)
        or any(_OPENLY.match(text, part.start) for part in _clauses(text, span))
    ]
    if asking:
        line = text.rfind("\n", 0, asking[-1].start) + 1
        return next(span.start for span in asking if span.start >= line)
    wordy = [
        text.rfind("\n", 0, span.start) + 1
        for span, one in zip(sentences, read, strict=True)
        if span.end - span.start >= _SHORTEST_LINE and one.kind is not SentenceKind.COURTESY
    ]
    return wordy[-1] if wordy and "\n" in text.strip() else len(text)


def _without_urging(starts: Sequence[Span], read: Mapping[Span, ReadSentence]) -> list[Span]:
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


def _after_colon(text: str, clauses: Sequence[Span]) -> int:
    """Where a sentence says what it asks, behind what introduces it."""
    introducing = [one.end for one in clauses[:-1] if text[one.end - 1] in "：:"]
    return introducing[-1] if introducing else clauses[0].start


def _joined(text: str, sentences: Sequence[Span]) -> list[Span]:
    """What a semicolon divides is read as one sentence."""
    joined: list[Span] = []
    for span in sentences:
        if joined and text[joined[-1].end - 1] in "；;" and "\n" not in text[joined[-1].end : span.start]:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _items(text: str) -> tuple[Span, ...]:
    """The items of the letter's list, at least two, without their numbers; one that breaks off ends with its line."""
    marks = list(_MARK.finditer(text))
    if len(marks) < 2:
        return ()
    spans = []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start() if following else len(text)
        line = text.find("\n", mark.end(), end)
        spans.append(_trimmed(text, mark.end(), line if line >= 0 else end))
    return tuple(span for span in spans if span.end - span.start >= 2)


def _clauses(text: str, sentence: Span) -> list[Span]:
    return [
        Span(sentence.start + match.start(), sentence.start + match.end())
        for match in _CLAUSE.finditer(text[sentence.start : sentence.end])
        if match.group().strip(" ，,；;")
    ]


def _told_of_others(text: str, clauses: Sequence[Span]) -> tuple[Span, ...]:
    """The parts that go on with what somebody else asks: 文件里要求三项专利，还要求……."""
    for at, span in enumerate(clauses):
        if _OPENLY.match(text, span.start):
            return ()
        if _OTHERS_ASK.search(text, span.start, span.end):
            return tuple(one for one in clauses[at + 1 :] if _FURTHER.match(text, one.start))
    return ()


def _with_condition(text: str, clauses: Sequence[Span], start: int) -> int:
    """Where a demand begins together with the condition before it."""
    before = [one.start for one in clauses if one.start < start]
    if not before:
        return start
    conditional = _CONDITION.match(text, before[-1]) or CONDITION_OF_A_TOPIC.match(text, before[-1])
    return before[-1] if conditional else start


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(" \t　，,；;"))
    end -= len(piece) - len(piece.rstrip(" \t　，,；;。\n"))
    return Span(start, max(start, end))
