"""Answers that only the conversation gives: about the answer before, and about one of the things that it listed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.answering.asking.followups import ROW_INTENTS
from assistant.answering.asking.question import intent_of
from assistant.answering.conversation.about_answer import AboutAnswer
from assistant.answering.conversation.among import compared_lines, entry_lines
from assistant.answering.conversation.last_answer import told_again
from assistant.answering.conversation.retelling import Retelling
from assistant.answering.conversation.together import asks_together, clauses_on_together, together_lines
from assistant.answering.draft import Draft
from assistant.answering.passages import Found
from assistant.answering.telling import Teller
from assistant.records import Intent

_LANGUAGES = frozenset({AboutAnswer.ENGLISH, AboutAnswer.CHINESE})
_EVERYTHING = ("全部列出", "complete list")
"""How more rows are asked for, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class ConversationAnswers:
    """Tells them out of the turns of a draft's question."""

    retelling: Retelling
    teller: Teller

    def lines(self, draft: Draft) -> Iterator[str] | None:
        """The answer; None where the question is answered like any other. What was asked before is, where it is asked again: for more rows, in
        another language after rows, or because nothing had been found."""
        question = draft.question
        if question.among is not None and not question.among.text:
            draft.intent = question.history[-1].intent
            ordered = question.among.compared
            quoting = draft.quoting()
            return entry_lines(question.among.entries, quoting) if ordered is None else compared_lines(ordered, quoting)
        if question.about is AboutAnswer.OTHER:
            return None
        last = question.history[-1]
        by_rows = last.intent in ROW_INTENTS
        if question.about in _LANGUAGES:
            again = [] if by_rows else told_again(last, draft.neighbours, question.words)
            return self.teller.tell(draft, again, ()) if again else None
        if question.about is AboutAnswer.MORE and by_rows:
            draft.question = replace(question, standalone=_EVERYTHING[question.english])
            return None
        lines = [*self.retelling.lines(draft, question.about)]
        if not lines:
            return None
        draft.intent = last.intent
        return iter(lines)

    def of_passages(self, draft: Draft, found: Found) -> Iterator[str] | None:
        """The answer to a question that found passages: whether benefits can be had together, or the card that was chosen of several; None where
        the passages answer it like any other."""
        question = draft.question
        cited = question.history[-1].cited_document_ids if question.history else ()
        if asks_together(question.text) and (told := clauses_on_together(found.chosen, cited, draft.neighbours)):
            draft.intent = Intent.POLICY
            return together_lines(told, draft.quoting())
        meant = question.among.entries if question.among is not None else ()
        if found.chosen and found.chosen[0].hit.chunk.id in {entry.chunk.id for entry in meant}:
            draft.intent = intent_of(meant[0].chunk.document.kind)
            return entry_lines(meant, draft.quoting())
        return None
