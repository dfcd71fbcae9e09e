"""Answers to questions about the answer just given: out of the passages that it cited, and what stands around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.asking.followups import ROW_INTENTS
from assistant.answering.asking.language import tidy
from assistant.answering.conversation.about_answer import AboutAnswer
from assistant.answering.conversation.last_answer import days_told, key_sentence, told_again, whole
from assistant.answering.conversation.words import WORDS
from assistant.answering.draft import Draft
from assistant.answering.evidence import Evidence, weigh
from assistant.answering.extractive import quote_passages, quote_sentences, without_label
from assistant.answering.framing import place_of, standing_of
from assistant.answering.overview import Part, overview_lines, overview_of
from assistant.answering.passages import PassageFinder, searched
from assistant.answers import Turn
from assistant.policies.clauses import ClauseFinder
from assistant.policies.quantities import Quantity, QuantityKind, quantities_in
from assistant.records import DocumentInfo, DocumentKind
from assistant.retrieval.retriever import Retriever
from assistant.text.sentences import sentences_of

_MOST_AGAIN, _MOST_ELSEWHERE = 4, 2
_SEARCHED = 24
_LONGEST_KEY = 140
_MARKS = re.compile(r"\s*(?:\[\d+\])+")
_DAY_CELL = re.compile(f"{WORDS.any_of('day_cells')}$")
_TITLE = re.compile(r"《([^》]{2,80})》")
_LEFT_ELSEWHERE = WORDS.pattern("set_elsewhere")
"""What says that something is set in another place, or later."""


@dataclass(frozen=True, slots=True)
class Retelling:
    """Tells what lies behind the last answer."""

    passages: PassageFinder
    retriever: Retriever
    finder: ClauseFinder

    def lines(self, draft: Draft, about: AboutAnswer) -> Iterator[str]:
        """The answer to a question about the answer before it; nothing where that one told nothing and there is nothing to say about it."""
        turn = draft.question.history[-1]
        again = told_again(turn, draft.neighbours, draft.question.words)
        if about is AboutAnswer.SUMMARY:
            yield from self._summary(draft)
        elif not again:
            yield from self._left_elsewhere(draft, turn) if about is AboutAnswer.REASON else ()
        elif about is AboutAnswer.BASIS:
            yield from quote_passages(again[:_MOST_AGAIN], draft.quoting())
        elif about is AboutAnswer.ORIGINAL:
            yield from self._whole(draft, again)
        elif about is AboutAnswer.DETAIL:
            yield from self._whole(draft, again)
            yield from self._around(draft, again)
        elif about is AboutAnswer.DATE:
            yield from self._as_of_when(draft, again)
        elif about is AboutAnswer.SURE:
            yield from self._sure(draft, again)
        elif about is AboutAnswer.REASON:
            yield from self._reason(draft, again)
        elif about is AboutAnswer.MORE:
            yield from self._more(draft, again)

    def _whole(self, draft: Draft, again: Sequence[Evidence]) -> Iterator[str]:
        """The passages cited, each in full."""
        items = [part for item in again[:_MOST_AGAIN] for part in whole(item, draft.neighbours)]
        yield from quote_passages(items, draft.quoting())

    def _around(self, draft: Draft, again: Sequence[Evidence]) -> Iterator[str]:
        """What the document says of procedure and dates, which holds for what was told too."""
        document = again[0].hit.chunk.document
        if document.kind is DocumentKind.POLICY:
            parts = overview_of(draft.neighbours.of_document(document.id), frozenset({Part.PROCEDURE, Part.CLOSING}))
            if parts:
                yield from overview_lines(document, parts, draft.quoting())

    def _as_of_when(self, draft: Draft, again: Sequence[Evidence]) -> Iterator[str]:
        """Of each document cited its standing, and in its own words as of when its figures are."""
        english, quoting = draft.question.english, draft.quoting()
        for document, item in _first_of_each(again).items():
            days = days_told(draft.neighbours.of_document(document.id))
            place = place_of(item.hit.chunk, english)
            known = standing_of(document, quoting.as_of, english) or _issued(document, english)
            number = quoting.citations.cite(item.hit.chunk, _short(item, draft))
            if english:
                yield f"The answer rests on {place}{f' ({known})' if known else ''} [{number}]."
            else:
                yield f"上面的回答出自{place}{f'（{known}）' if known else ''} [{number}]。"
            cells = [
                f"{cell.header}：{cell.value}" for cell in item.hit.chunk.passage.cells if _DAY_CELL.search(cell.header)
            ]
            if cells:
                yield f"{'；'.join(cells)} [{number}]"
            for chunk, sentence in days:
                yield from quote_sentences(chunk, (sentence,), quoting)
            if not (days or known or cells):
                yield ("The text does not say as of when this is." if english else "原文没有写明这是什么时候的情况。")

    def _sure(self, draft: Draft, again: Sequence[Evidence]) -> Iterator[str]:
        """The passages again, with as of when they are; where the asker names a figure that they do not hold, where else it stands."""
        english, quoting = draft.question.english, draft.quoting()
        yield "It is what the source says:" if english else "上面的回答是照原文说的："
        yield from quote_passages(again[:_MOST_AGAIN], quoting)
        yield from self._days(draft, again)
        held = frozenset(figure for item in again for figure in quantities_in(item.hit.text))
        named = [one for one in quantities_in(draft.question.text) if not _holds(held, one)]
        if not named:
            return
        elsewhere = self._holding(draft, named, {item.hit.chunk.id for item in again})
        if not elsewhere:
            yield (
                "What you name stands in no text about this that is held here."
                if english
                else "您提到的数，在这件事的有关资料里没有找到。"
            )
            return
        yield "What you name stands in another place:" if english else "您提到的数见于："
        yield from quote_passages(elsewhere, quoting)
        told = {item.hit.chunk.document.id for item in again}
        yield from self._days(draft, [item for item in elsewhere if item.hit.chunk.document.id not in told])
        yield (
            "Where two sources differ, the one in force, or the later one, goes before the other."
            if english
            else "两处不一致的，以现行有效的、时间较近的为准。"
        )

    def _days(self, draft: Draft, items: Sequence[Evidence]) -> Iterator[str]:
        """In their own words as of when the figures of documents are that are no policies."""
        for document in _first_of_each(items):
            if document.kind is not DocumentKind.POLICY:
                for chunk, sentence in days_told(draft.neighbours.of_document(document.id)):
                    yield from quote_sentences(chunk, (sentence,), draft.quoting())

    def _holding(self, draft: Draft, named: Sequence[Quantity], known: set[str]) -> list[Evidence]:
        """The passages that hold a figure and speak of what was asked, in force or not, each with the sentences that hold it."""
        question = draft.question
        query = f"{question.standalone} {question.text}"
        found = self.retriever.search(query, question.principal, question.as_of, k=_SEARCHED)
        holding = []
        for hit in (*found.hits, *found.lapsed):
            told = tuple(
                sentence
                for sentence in sentences_of(hit.chunk.passage.text)
                if any(_holds(quantities_in(sentence), one) for one in named)
            )
            if told and hit.chunk.id not in known:
                item = weigh(hit, question.words)
                holding.append(Evidence(hit, item.coverage, item.similarity, item.right_place, True, told))
        return sorted(holding, key=lambda item: -item.coverage)[:_MOST_ELSEWHERE]

    def _reason(self, draft: Draft, again: Sequence[Evidence]) -> Iterator[str]:
        """The passages cited, whole, for the condition stands in them; before them what the documents give as a reason, where they do."""
        question, quoting = draft.question, draft.quoting()
        documents = frozenset(document.id for document in _first_of_each(again))
        found = self.passages.find(question, documents)
        draft.steps += found.steps
        known = {item.hit.chunk.id for item in again}
        more = [item for item in found.chosen if item.hit.chunk.id not in known][:_MOST_ELSEWHERE]
        items = [part for item in again[:_MOST_AGAIN] for part in whole(item, draft.neighbours)]
        yield "The rule, with its conditions, reads:" if question.english else "规定的原文和条件如下："
        yield from quote_passages([*items, *more], quoting)

    def _left_elsewhere(self, draft: Draft, turn: Turn) -> Iterator[str]:
        """Where nothing was found: what the documents that came nearest leave to another place, or to later."""
        question, quoting = draft.question, draft.quoting()
        for title in dict.fromkeys(_TITLE.findall(turn.answer)):
            for document_id in self.finder.documents_named(title, question.principal, question.as_of):
                for chunk in draft.neighbours.of_document(document_id):
                    told = [one for one in sentences_of(chunk.passage.text) if _LEFT_ELSEWHERE.search(one)]
                    if told:
                        yield from quote_sentences(chunk, told, quoting)

    def _more(self, draft: Draft, again: Sequence[Evidence]) -> Iterator[str]:
        """What answers the question asked before beside what was told."""
        question = draft.question
        beyond = self.passages.beyond(question, frozenset(item.hit.chunk.id for item in again))
        draft.steps.append(searched(beyond))
        if beyond.findings.answering:
            yield from quote_passages(beyond.findings.answering, draft.quoting())
            return
        numbers = dict.fromkeys(
            draft.citations.cite(item.hit.chunk, _short(item, draft)) for item in again[:_MOST_AGAIN]
        )
        marks = "".join(f"[{number}]" for number in numbers)
        if question.english:
            yield f"Nothing else was found: what was quoted above is all that answers it {marks}."
        else:
            yield f"没有找到别的内容，能回答这个问题的就是上面引用的这些{marks}。"

    def _summary(self, draft: Draft) -> Iterator[str]:
        """What was answered in the conversation, each in one sentence."""
        english, quoting = draft.question.english, draft.quoting()
        lines = []
        asked_of = {turn.standalone_question: turn for turn in reversed(draft.question.history)}
        for turn in reversed(asked_of.values()):
            told = told_again(turn, draft.neighbours, draft.question.words)
            if not told:
                continue
            first = told[0].hit.chunk
            by_rows = turn.intent in ROW_INTENTS
            quote = first.passage.text if by_rows else key_sentence(told[0], turn.standalone_question)
            said = _MARKS.sub("", turn.answer.partition("\n")[0]) if by_rows else without_label(quote)
            short = f"{tidy(said)[:_LONGEST_KEY]}……" if len(said) > _LONGEST_KEY else tidy(said)
            place, number = place_of(first, english), quoting.citations.cite(first, quote)
            asked = turn.question.strip()
            lines.append(f"- {asked} {short} " + (f"({place}) [{number}]" if english else f"（{place}）[{number}]"))
        if lines:
            yield "In short:" if english else "到目前为止的要点："
            yield from lines


def _first_of_each(items: Sequence[Evidence]) -> dict[DocumentInfo, Evidence]:
    """The documents of passages, each with its first passage."""
    found: dict[str, Evidence] = {}
    for item in items:
        found.setdefault(item.hit.chunk.document.id, item)
    return {item.hit.chunk.document: item for item in found.values()}


def _short(item: Evidence, draft: Draft) -> str:
    return key_sentence(item, draft.question.standalone)


def _issued(document: DocumentInfo, english: bool) -> str:
    if document.issued_on is None:
        return ""
    return (
        f"issued on {document.issued_on}"
        if english
        else f"{document.issued_on.year}年{document.issued_on.month}月{document.issued_on.day}日发布"
    )


def _holds(held: frozenset[Quantity], named: Quantity) -> bool:
    """Whether a figure is among others; one that is named without its unit (6.7万) is any of that value."""
    return any(
        one.value == named.value and (one.kind is named.kind or QuantityKind.COUNT in (one.kind, named.kind))
        for one in held
    )
