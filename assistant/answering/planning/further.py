"""What a model's plan finds, by the same rules as any answer: read against the question itself, from the same probability on."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.asking.pointing import says_what_it_is_about
from assistant.answering.asking.question import Question
from assistant.answering.draft import Draft
from assistant.answering.passages import Found, PassageFinder, searched
from assistant.answering.planning.plan import Missing, Plan
from assistant.answering.planning.planner import Planner
from assistant.answering.reading import Look, together
from assistant.answering.rows import RowFinding, RowQuestion, find_rows, outweighs, rows_step
from assistant.buildings.matching import RowMatcher
from assistant.policies.quantities import quantities_in
from assistant.records import Chunk

_PER_ASK = 2
_MOST_ROWS_READ = 10
_LONGEST_TOLD = 40
"""Characters of what is told beside the asks up to which it is read with an ask."""


@dataclass(frozen=True, slots=True)
class Further:
    """What else was found for a question that nothing answered: passages, rows with the sentence that they were looked for by, or that the
    question names nothing that it asks about."""

    found: Found | None = None
    rows: RowFinding | None = None
    sought: str = ""
    missing: Missing = ""


class FurtherSearch:
    """Looks where the model plans to look. Threads may share it."""

    def __init__(self, planner: Planner, passages: PassageFinder, matcher: RowMatcher) -> None:
        self._planner = planner
        self._passages = passages
        self._matcher = matcher

    def answers(self, draft: Draft, found: Found, named: frozenset[str]) -> Further:
        """What answers a question that ``found`` does not answer, in the ``named`` documents where there are any."""
        started, question = time.perf_counter(), draft.question
        further, done = Further(), Plan()
        for plan in self._planner.plans(question, (question.standalone,), found.hits):
            look = self._look(question.standalone, plan, done, draft, named)
            if look is not None and look.findings.answering:
                further = Further(replace(found, whole=look, chosen=look.findings.answering, held=look.findings.held))
                break
            rows = None if named else self._rows(plan, done, draft, found)
            if rows is not None:
                further = Further(rows=rows, sought=plan.rows[0])
                break
            if plan.missing and not says_what_it_is_about(question.standalone, question.words, question.history):
                further = Further(missing=plan.missing)
            done = plan
        draft.timings_ms["plan"] = (time.perf_counter() - started) * 1000
        return further

    def of_open_asks(self, draft: Draft, found: Found, named: frozenset[str]) -> Found:
        """What was found, with what answers the asks that it leaves unanswered."""
        started, question = time.perf_counter(), draft.question
        told = question.before or (question.asks.background if len(question.asks.background) <= _LONGEST_TOLD else "")
        done = Plan()
        for plan in self._planner.plans(question, found.unanswered, found.hits):
            for ask in found.unanswered:
                look = self._look(f"{told} {ask}".strip(), plan, done, draft, named)
                if look is not None and look.findings.answering:
                    found = replace(
                        found,
                        chosen=together([found.chosen, look.findings.answering[:_PER_ASK]]),
                        unanswered=tuple(one for one in found.unanswered if one != ask),
                        held=max(found.held, look.findings.held),
                    )
            done = plan
            if not found.unanswered:
                break
        draft.timings_ms["plan"] = (time.perf_counter() - started) * 1000
        return found

    def _look(self, asked: str, plan: Plan, done: Plan, draft: Draft, named: frozenset[str]) -> Look | None:
        """What the plan finds for an ask beyond what was ``done``; None where it says nothing new."""
        draft.steps += plan.steps
        wordings = tuple(one for one in plan.wordings if one not in done.wordings and one != asked)
        chunks = draft.neighbours.chunks([one for one in plan.chunk_ids if one not in done.chunk_ids])
        if not wordings and not chunks:
            return None
        look = self._passages.look_again(asked, wordings, chunks, draft.question, named or None)
        draft.steps += [searched(look, wording) for wording in wordings]
        return look

    def _rows(self, plan: Plan, done: Plan, draft: Draft, found: Found) -> RowFinding | None:
        """Rows by the model's sentence, where it adds no figure to the question's and the reader takes them for an answer to the question."""
        question = draft.question
        if not plan.rows or plan.rows == done.rows or not _of_its_figures(plan.rows[0], question):
            return None
        asked = RowQuestion(plan.rows[0], "", question.principal, question.as_of, question.words, question.kind)
        rows = find_rows(self._matcher, asked)
        draft.steps.append(rows_step(rows, plan.rows[0]))
        if rows is None or rows.answer.unmet or not outweighs(rows, asked, found.held, None):
            return None
        return rows if self._answer(rows.answer.chunks, question) else None

    def _answer(self, chunks: Sequence[Chunk], question: Question) -> bool:
        look = self._passages.look_again(question.standalone, (), chunks[:_MOST_ROWS_READ], question, None)
        return bool(look.findings.answering)


def _of_its_figures(sentence: str, question: Question) -> bool:
    told = " ".join((question.standalone, *(turn.standalone_question for turn in question.history)))
    return quantities_in(sentence) <= quantities_in(told)
