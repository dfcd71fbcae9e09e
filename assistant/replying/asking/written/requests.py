"""What a letter asks for in so many words, one span each: the items of a list, with or without verbs, else the sentences and parts of sentences that ask."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.answering.asking.language import has_chinese
from assistant.complaints.letters.reply_records import Span
from assistant.replying.asking.lists import ItemList, lists_of, trimmed
from assistant.replying.asking.parts import has_marks, said_in
from assistant.replying.asking.sentence_kinds import ReadSentence, SentenceKind, SentenceKinds
from assistant.replying.asking.written.heads import headed
from assistant.replying.asking.written.parts import (
    CONDITION,
    OPENLY,
    after_colon,
    is_quoted,
    parts_of,
    told_of_others,
    with_condition,
    with_semicolons,
    with_topics,
    without_urging,
)
from assistant.replying.reading import sentence_spans

_LONG_ITEM, _LETTERS_A_CHARACTER = 36, 3
_SHORTEST_CLAUSE = 3
_LEAST_CLAUSE, _LEAST_FOLLOWING = 0.18, 0.12
"""Least score of a part of a sentence that asks, and of one that follows such a part."""
_LEAST_SENTENCE = 0.22
_OVER_RHETORIC = 0.05
_SHORTEST_LINE = 6
_SHORTEST_DEMAND = 4
_HALF = 0.5
_SHORT_URGING = 10
_CLEARLY = 0.3
_NO_REQUEST = frozenset(
    {
        SentenceKind.SECRECY,
        SentenceKind.RHETORICAL,
        SentenceKind.THREAT,
        SentenceKind.COURTESY,
        SentenceKind.URGING,
        SentenceKind.FACT,
    }
)
"""What a sentence behind words of asking may be besides a request, where it is so clearly."""
_LEAST_SECRECY = 0.35
_WISHES = re.compile(r"[^，,。：:]{1,12}?(?:也|还)?(?:希望|请(?!问|假|客|示)|盼望|恳请)")
"""How a part asks whose topic comes first: 停车费希望有人管."""
_TELLS = 0.4
"""Least score of a part behind a demand that only tells."""
_SIGNED = re.compile(r"(?:\n[^\n。；;！!？?，,：:]{2,40}){1,3}\n[ \t　]*\d{4}[年./-][^\n。；;]{3,12}\s*\Z")
"""Who signs, and the day below it, at a letter's end."""


@dataclass(frozen=True, slots=True)
class _Listed:
    """The demands of lists, the stretches that are read with them, and where the words end before which nothing is asked (None: nowhere)."""

    items: tuple[Span, ...]
    taken: tuple[Span, ...]
    until: int | None


class WrittenRequests:
    """Reads them. Threads may share it."""

    def __init__(self, kinds: SentenceKinds) -> None:
        self._kinds = kinds

    def read(self, text: str) -> list[Span]:
        """Requests in the order of the letter."""
        sentences = with_semicolons(text, sentence_spans(text))
        read = self._kinds.of([text[span.start : span.end] for span in sentences])
        secrecy = any(
            self._is_secrecy(one) or self._holds_secrecy(text, span) for span, one in zip(sentences, read, strict=True)
        )
        listed = self._listed(text)
        loose = self._loose(text, sentences, read, listed)
        found = sorted({*listed.items, *loose}, key=lambda span: span.start)
        found = [span for span in found if span in listed.items or len(said_in(text, span)) >= _SHORTEST_DEMAND]
        kinds = self._kinds.of([text[span.start : span.end] for span in found])
        return [
            span
            for span, one in zip(found, kinds, strict=True)
            if (one.kind is not SentenceKind.SECRECY or not secrecy)
            and (
                span in listed.items
                or not ((one.asks_nothing and not OPENLY.match(text, span.start)) or one.is_courtesy)
            )
        ]

    def _listed(self, text: str) -> _Listed:
        """What the letter lists: behind words that say that requests follow, else in the lists that ask."""
        lists = lists_of(text)
        block = headed(text, lists)
        if block is not None:
            items = self._in_block(text, block, lists)
            return _Listed(tuple(items), tuple(items), block.end)
        asking = self._asking(text, lists)
        items = [span for one in asking for span in self._of_list(text, one)]
        if len(items) < 2:
            return _Listed((), (), None)
        told = [Span(one.start, one.end) for one in lists if one not in asking]
        return _Listed(tuple(items), (*items, *told), None)

    def _loose(
        self, text: str, sentences: Sequence[Span], read: Sequence[ReadSentence], listed: _Listed
    ) -> Sequence[Span]:
        """What is asked beside the lists; what only urges where nothing else is asked."""
        closing = _closing(text, sentences, read)
        signed = match.start() if (match := _SIGNED.search(text)) else len(text)
        loose: list[Span] = []
        urging: list[Span] = []
        for span, one in zip(sentences, read, strict=True):
            inside = any(item.start < span.end and span.start < item.end for item in listed.taken)
            if one.kind is SentenceKind.SECRECY or inside or span.start < (listed.until or 0):
                continue
            unmarked = span.start >= signed or ("\n" in text and not has_marks(text, span))
            if unmarked and not OPENLY.match(text, span.start) and not one.asks:
                continue
            closes = listed.until is None and span.start >= closing
            courteous = one.is_courtesy
            for part in self._in_sentence(text, span, one, closes=closes):
                if courteous and not self._clearly_asks(text, part):
                    continue
                only_urges = one.kind is SentenceKind.URGING and self._urges(text, part)
                (urging if only_urges else loose).append(part)
        if not listed.items:
            return loose or urging
        # what introduces a list asks for nothing of its own
        return [span for span in loose if not text[span.start : span.end + 1].rstrip().endswith(("：", ":"))]

    def _clearly_asks(self, text: str, part: Span) -> bool:
        (read,) = self._kinds.of([text[part.start : part.end]])
        return read.kind in {SentenceKind.DEMAND, SentenceKind.QUESTION}

    def _urges(self, text: str, part: Span) -> bool:
        (read,) = self._kinds.of([text[part.start : part.end]])
        return read.kind is SentenceKind.URGING

    def _in_block(self, text: str, block: Span, lists: Sequence[ItemList]) -> list[Span]:
        """Each item of the list behind words that say that requests follow; without a list each of its sentences that asks or may ask."""
        numbered = next((one for one in lists if one.start == block.start), None)
        if numbered is not None:
            return [span for item in numbered.items for span in self._first_and_further(text, item)]
        parts = [
            Span(block.start + one.start, block.start + one.end)
            for one in sentence_spans(text[block.start : block.end])
        ]
        read = self._kinds.of([text[span.start : span.end] for span in parts])
        found = [
            trimmed(text, span.start, span.end)
            for span, one in zip(parts, read, strict=True)
            if one.kind not in _NO_REQUEST
            or one.score < _CLEARLY
            or any(OPENLY.match(text, part.start) for part in parts_of(text, span))
            or (one.kind is SentenceKind.URGING and len(said_in(text, span)) > _SHORT_URGING)
        ]
        return found or [trimmed(text, block.start, block.end)]

    def _first_and_further(self, text: str, item: Span) -> list[Span]:
        """The first sentence of an item, and those behind it that ask."""
        inside = [
            Span(item.start + span.start, item.start + span.end) for span in sentence_spans(text[item.start : item.end])
        ]
        end = inside[0].end
        for one in inside[1:]:
            if text[end - 1] not in "；;":
                break
            end = one.end
        rest = [one for one in inside if one.start >= end]
        read = self._kinds.of([text[span.start : span.end] for span in rest])
        further = [
            demand
            for span, one in zip(rest, read, strict=True)
            if one.kind not in _NO_REQUEST
            for demand in self._in_sentence(text, span, one, closes=False)
        ]
        return [trimmed(text, item.start, end), *further]

    def _asking(self, text: str, lists: Sequence[ItemList]) -> list[ItemList]:
        """Of several lists those that ask more than they tell; all where none does."""
        if len(lists) < 2:
            return list(lists)
        asking = [one for one in lists if self._share(text, one) >= _HALF]
        return asking or list(lists)

    def _share(self, text: str, one: ItemList) -> float:
        """How many of a list's items ask."""
        read = self._kinds.of([text[item.start : item.end] for item in one.items])
        asks = [
            part.asks or any(OPENLY.match(text, clause.start) for clause in parts_of(text, item))
            for part, item in zip(read, one.items, strict=True)
        ]
        return sum(asks) / len(asks)

    def _of_list(self, text: str, one: ItemList) -> list[Span]:
        """Each item of a list that asks; of one that tells as much the parts that ask."""
        longest = _LONG_ITEM * (1 if has_chinese(text) else _LETTERS_A_CHARACTER)
        long = [item for item in one.items if item.end - item.start > longest]
        share = self._share(text, one)
        whole = len(long) < len(one.items) and share > _HALF
        telling = len(long) > len(one.items) * _HALF and share <= _HALF
        return [
            span
            for item in one.items
            for span in (self._first_and_further(text, item) if whole else self._of_item(text, item, telling=telling))
        ]

    def _holds_secrecy(self, text: str, sentence: Span) -> bool:
        """Whether a part of a sentence asks for secrecy, clearly."""
        parts = self._kinds.of([text[span.start : span.end] for span in parts_of(text, sentence)])
        return any(self._is_secrecy(one) for one in parts)

    @staticmethod
    def _is_secrecy(one: ReadSentence) -> bool:
        """Whether the wish itself is said, not only something like it."""
        return one.kind is SentenceKind.SECRECY and one.score >= _LEAST_SECRECY

    @staticmethod
    def _asks_for(part: ReadSentence, *, sentence: bool, after: bool, closes: bool) -> bool:
        """Whether a part asks that does not say so: least is needed behind a part that does, less in a ``sentence`` that asks, more where the
        letter ``closes`` with what it wants; what comes before that tells."""
        if after:
            return part.asking >= _LEAST_FOLLOWING and part.kind is not SentenceKind.COURTESY
        return part.asks and ((sentence and part.score >= _LEAST_FOLLOWING) or (closes and part.score >= _LEAST_CLAUSE))

    def _of_item(self, text: str, item: Span, *, telling: bool) -> Sequence[Span]:
        """A short item is a demand whatever it says; of a long one the parts that ask, the whole where none does."""
        if item.end - item.start <= _LONG_ITEM and not telling:
            return [item]
        inside = [
            Span(item.start + span.start, item.start + span.end) for span in sentence_spans(text[item.start : item.end])
        ]
        read = self._kinds.of([text[span.start : span.end] for span in inside])
        return [
            demand
            for span, one in zip(inside, read, strict=True)
            if one.kind is not SentenceKind.SECRECY
            for demand in self._in_sentence(text, span, one, closes=not telling)
        ]

    def _in_sentence(self, text: str, sentence: Span, whole: ReadSentence, *, closes: bool) -> list[Span]:
        """The parts of a sentence that ask, each with what follows it and does not; the whole of one that asks but in no part."""
        asks = whole.asks and whole.score >= _LEAST_SENTENCE
        clauses = parts_of(text, sentence)
        told = told_of_others(text, clauses)
        first = next((one.start for one in clauses if one not in told and OPENLY.match(text, one.start)), None)
        if text[sentence.end - 1] in "？?":  # a question is one, however many commas it has
            if whole.kind is SentenceKind.RHETORICAL and whole.score >= _CLEARLY:
                return []
            if first is None and not asks and not (closes and whole.question > whole.rhetorical + _OVER_RHETORIC):
                return []
            start = after_colon(text, clauses) if first is None else with_condition(text, clauses, first)
            return [trimmed(text, start, sentence.end)]
        read = self._kinds.of([text[span.start : span.end] for span in clauses])
        starts: list[Span] = []
        for span, one in zip(clauses, read, strict=True):
            words = one.text.strip("，,；;。 ")
            if (
                one.kind is SentenceKind.SECRECY
                or len(words) < _SHORTEST_CLAUSE
                or span in told
                or is_quoted(text, sentence, span)
            ):
                continue
            if CONDITION.match(words) or words.endswith(("：", ":")):
                continue
            if first is not None and span.start < first:  # what stands before the words of asking tells
                continue
            if starts and one.kind is SentenceKind.URGING:
                continue
            opens = OPENLY.match(text, span.start) or (one.asks and _WISHES.match(text, span.start))
            if opens or self._asks_for(one, sentence=asks, after=bool(starts), closes=closes):
                starts.append(span)
        starts = without_urging(starts, dict(zip(clauses, read, strict=True)))
        begins = [start for span in starts for start in with_topics(text, clauses, span.start)]
        if not begins:
            return [trimmed(text, sentence.start, sentence.end)] if asks else []
        tells = [
            one.kind is SentenceKind.FACT and one.score >= _TELLS and span.start > starts[-1].start
            for span, one in zip(clauses, read, strict=True)
        ]
        end = next((span.start for span, one in zip(clauses, tells, strict=True) if one), sentence.end)
        return [trimmed(text, start, until) for start, until in pairwise([*begins, end])]


def _closing(text: str, sentences: Sequence[Span], read: Sequence[ReadSentence]) -> int:
    """Where a letter comes to what it wants: the first sentence that asks in the last line that does; the last line where none does."""
    asking = [
        span
        for span, one in zip(sentences, read, strict=True)
        if (one.asks and one.score >= _LEAST_SENTENCE)
        or any(OPENLY.match(text, part.start) for part in parts_of(text, span))
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
