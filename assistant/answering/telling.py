"""Telling what was found: by a language model where there is one, else, and whatever it leaves untold, by quoting."""

import time
from collections.abc import Iterator, Sequence

from assistant.answering import extractive
from assistant.answering.asking.question import Question, intent_of
from assistant.answering.checking.citing import CitationList
from assistant.answering.checking.untold import not_yet_told, tells_of, with_untold_figures
from assistant.answering.definitions import bound_definitions
from assistant.answering.draft import Draft
from assistant.answering.evidence import Evidence, weigh
from assistant.answering.framing import Outcome, fallback_notice, withheld_notice
from assistant.answering.listing.lists import asks_list, items_told
from assistant.answering.passages import Found
from assistant.answering.refusal import unanswered_line
from assistant.answering.writing import Assignment, ModelWriter
from assistant.policies.address import ClauseAddress
from assistant.policies.clauses import ClauseFinder
from assistant.records import Chunk, ChunkKind, Hit, Role
from assistant.settings import Settings
from assistant.text.labels import parse_article_label

_BUREAU = "区投资合作局"
_ASKED_THE_MODEL = ("rows", "plan")
"""Steps before the writing in which the model may have been asked: their time is part of its time for the answer."""
_MOST_ROWS = 6
"""Rows of a table below a clause that the model is given with it."""


class Teller:
    """Makes the lines of an answer from passages."""

    def __init__(self, model: ModelWriter | None, clause_finder: ClauseFinder, settings: Settings) -> None:
        self._model = model
        self._clause_finder = clause_finder
        self._passages = settings.answering.passages
        self._bureau = settings.letter.issuer or _BUREAU

    def tell_all(self, draft: Draft, found: Found) -> Iterator[str]:
        """What the chosen passages say, the terms that they bind, how many items a list has, and which asks nothing answers."""
        question = draft.question
        yield from self.tell(draft, [*found.chosen, *found.older], found.whole.current, found.unanswered)
        yield from bound_definitions(question.standalone, found.chosen, draft.quoting())
        if asks_list(question.standalone) and len(found.chosen) == 1 and (count := items_told(found.chosen[0])) > 1:
            yield f"{count} items in all." if question.english else f"以上共 {count} 项。"
        told = {_ask_meant(line, question) for line in draft.left_open}
        yield from (unanswered_line(ask, question.english) for ask in found.unanswered if ask not in told)

    def tell(
        self, draft: Draft, chosen: Sequence[Evidence], others: Sequence[Evidence], unanswered: Sequence[str] = ()
    ) -> Iterator[str]:
        """By the model, where there is one and it says something that stands; else by quoting. ``others`` the model is given too. What it says
        is not stated is told last; of asks that are not ``unanswered`` the passages that it passed over are quoted instead."""
        started = time.perf_counter()
        draft.intent = intent_of(chosen[0].hit.chunk.document.kind)
        if self._model is None:
            yield from self.quote(draft, chosen)
        else:
            outcome, told = Outcome(), list[str]()
            for line in self._by_model(draft, chosen, others, draft.citations, outcome):
                told.append(line)
                yield line
            draft.withheld = outcome.withheld
            draft.model = self._model.name if outcome.shown else ""
            draft.notices.append(withheld_notice(outcome.withheld, draft.question.english))
            passed_over = [item for item in chosen if not tells_of([item], draft.citations)]
            denied = _denied(draft.question, outcome, unanswered) if passed_over else ()
            if outcome.failure or denied or len(passed_over) == len(chosen):
                yield from self._quote_the_rest(draft, chosen, outcome)
            else:
                told += outcome.left_open
                yield from self._completed(draft, chosen, told, unanswered, outcome)
            if outcome.shown and not outcome.failure:
                draft.left_open = tuple(line for line in outcome.left_open if line not in denied)
                yield from draft.left_open
        draft.timings_ms["write"] = (time.perf_counter() - started) * 1000

    def _by_model(
        self,
        draft: Draft,
        chosen: Sequence[Evidence],
        others: Sequence[Evidence],
        citations: CitationList,
        outcome: Outcome,
    ) -> Iterator[str]:
        """What the model writes from the chosen passages, what hangs together with them, and the next best ones."""
        assert self._model is not None
        started = time.perf_counter()
        near = [item for item in others if item.right_place and item.right_year]
        evidence = {item.hit.chunk.id: item for item in (*chosen, *self._linked(draft, chosen), *near)}
        asked = Assignment(
            draft.question.standalone,
            tuple(evidence.values())[: self._passages],
            draft.question.as_of,
            draft.question.english,
            draft.question.history,
            self._bureau,
            trusted=bool(chosen),
            spent_s=sum(draft.timings_ms.get(step, 0.0) for step in _ASKED_THE_MODEL) / 1000,
        )
        yield from self._model.write(asked, citations, draft.neighbours, outcome)
        draft.timings_ms["model"] = (time.perf_counter() - started) * 1000

    def _linked(self, draft: Draft, chosen: Sequence[Evidence]) -> list[Evidence]:
        """The clauses that set the conditions of chosen ones, and the first rows of the tables below them."""
        found = [
            clause for one, label in extractive.condition_labels(chosen) for clause in self._clauses(draft, one, label)
        ]
        for item in chosen:
            if item.hit.chunk.passage.kind is ChunkKind.CLAUSE:
                found += draft.neighbours.rows_below(item.hit.chunk)[:_MOST_ROWS]
        return [weigh(Hit(chunk, 0.0), draft.question.words) for chunk in found]

    def _clauses(self, draft: Draft, chunk: Chunk, label: str) -> Sequence[Chunk]:
        """The clause of this label in the document of a chunk."""
        address = ClauseAddress(chunk.document.title, parse_article_label(label))
        clauses = self._clause_finder.find(address, draft.question.principal, draft.question.as_of)
        return clauses if clauses and clauses[0].document.id == chunk.document.id else ()

    def _quote_the_rest(self, draft: Draft, chosen: Sequence[Evidence], outcome: Outcome) -> Iterator[str]:
        """Quote what the model did not tell of."""
        told = draft.citations.all
        partly = [item for item in chosen if tells_of([item], draft.citations)]
        lines = [*self.quote(draft, [item for item in chosen if item not in partly])]
        for item in partly:
            if rest := not_yet_told(item, told):
                lines += extractive.quote_sentences(item.hit.chunk, rest, draft.quoting())
        if lines or outcome.failure:
            draft.notices.append(_fallback(draft, outcome))
        yield from lines

    def _completed(
        self,
        draft: Draft,
        chosen: Sequence[Evidence],
        told: Sequence[str],
        unanswered: Sequence[str],
        outcome: Outcome,
    ) -> Iterator[str]:
        """What completes the lines that were ``told``, quoted: passages that the model was not given, or that speak of an ask that it left out;
        sentences with figures that were asked for, or, where something was withheld, all that answer. Then the asks of which no passage speaks."""
        question = draft.question
        passed_over = [item for item in chosen if not tells_of([item], draft.citations)]
        asks = _untold_asks(draft, told, unanswered)
        left = [item for item in passed_over if item.hit.chunk.id in outcome.left_out]
        left += [item for ask in asks if (item := _nearest(ask, passed_over, question))]
        cited = draft.citations.all
        lacking = [(item, _lacking(item, told, question)) for item in chosen if item not in passed_over]
        if outcome.withheld:  # what was withheld may have told the rest of a passage
            lacking = [(item, [*dict.fromkeys((*rest, *not_yet_told(item, cited)))]) for item, rest in lacking]
        lines = [*self.quote(draft, list({item.hit.chunk.id: item for item in left}.values()))]
        for item, sentences in lacking:
            lines += extractive.quote_sentences(item.hit.chunk, sentences, draft.quoting())
        if lines:
            draft.notices.append(_fallback(draft, outcome))
        yield from lines
        yield from (unanswered_line(ask, question.english) for ask in asks if not _nearest(ask, chosen, question))

    def quote(self, draft: Draft, chosen: Sequence[Evidence]) -> Iterator[str]:
        quoting = draft.quoting()
        yield from extractive.quote_passages(chosen, quoting)
        for chunk, label in extractive.condition_labels(chosen):
            if clauses := self._clauses(draft, chunk, label):
                yield from extractive.quote_conditions(clauses, quoting)

    def found_after_all(self, draft: Draft, current: Sequence[Evidence]) -> tuple[str, ...]:
        """What the model writes where the reader trusts nothing that was found; nothing where it says that something is missing."""
        if self._model is None:
            return ()
        outcome, citations = Outcome(), CitationList(draft.question.as_of)
        written = tuple(self._by_model(draft, (), current, citations, outcome))
        if not outcome.shown or outcome.no_answer or outcome.failure:
            return ()
        draft.citations, draft.model, draft.withheld = citations, self._model.name, outcome.withheld
        first = citations.all[0].source_id
        draft.intent = next(
            intent_of(item.hit.chunk.document.kind) for item in current if item.hit.chunk.document.id == first
        )
        draft.notices.append(withheld_notice(outcome.withheld, draft.question.english))
        return written


def _fallback(draft: Draft, outcome: Outcome) -> str:
    question = draft.question
    return fallback_notice(outcome, question.english, question.principal.role is not Role.INVESTOR)


def _untold_asks(draft: Draft, told: Sequence[str], unanswered: Sequence[str]) -> list[str]:
    """Of several asks that the reader found answered, those of which neither a line nor what it cites speaks."""
    question = draft.question
    if len(question.asks.single) < 2:
        return []
    meant = {_ask_meant(text, question) for text in (*told, *(one.quote for one in draft.citations.all))}
    return [ask for ask in question.asks.single if ask not in meant and ask not in unanswered]


def _nearest(ask: str, items: Sequence[Evidence], question: Question) -> Evidence | None:
    """The passage that holds most of an ask's words, None where none holds any."""
    best = max(items, key=lambda item: question.words.shared(ask, item.hit.text), default=None)
    return best if best is not None and question.words.shared(ask, best.hit.text) else None


def _lacking(item: Evidence, told: Sequence[str], question: Question) -> list[str]:
    return with_untold_figures(item, "\n".join(told), question.standalone, question.words)


def _ask_meant(line: str, question: Question) -> str | None:
    """The ask that a line speaks of, None for none of several."""
    best = max(question.asks.single, key=lambda ask: question.words.shared(ask, line))
    return best if question.words.shared(best, line) else None


def _denied(question: Question, outcome: Outcome, unanswered: Sequence[str]) -> tuple[str, ...]:
    """What the model says is not stated, of asks of several that the reader found answered."""
    if len(question.asks.single) < 2:
        return ()
    answered = frozenset(question.asks.single) - frozenset(unanswered)
    return tuple(line for line in outcome.left_open if _ask_meant(line, question) in answered)
