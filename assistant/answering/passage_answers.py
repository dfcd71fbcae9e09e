"""What an answer is made of where passages are the better finding: whole lists, shares, cells, the sentences that tell, or why there is none."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering import extractive
from assistant.answering.asking.pointing import asked_back, choices_of
from assistant.answering.asking.question import Question, intent_of
from assistant.answering.cells import with_cell
from assistant.answering.checking.citing import citation_of
from assistant.answering.conversation.answers import ConversationAnswers
from assistant.answering.draft import Draft
from assistant.answering.evidence import Evidence
from assistant.answering.framing import by_words_alone, lapsed_notice
from assistant.answering.listing.whole import list_lines, whole_list
from assistant.answering.passages import Found, PassageFinder
from assistant.answering.planning.further import Further, FurtherSearch
from assistant.answering.refusal import WITH_NEAREST, Reason, refusal_text, to_look_at
from assistant.answering.rows import of_rows, sought_notice
from assistant.answering.shares import asked_share
from assistant.answering.telling import Teller
from assistant.calls.tracing import stage
from assistant.records import Intent
from assistant.retrieval.question_kinds import QuestionKind

LIKELY = 0.5
"""Probability of an answer from which a question that seems off topic, or asks what one can get, is answered from the passages all the same."""
_SURELY = 0.8
"""Probability from which a question is taken to be off topic."""
_FAINT = 0.05
"""Probability of an answer from which a language model may look for one in what was found, though the reader does not trust it."""


class PassageAnswers:
    """Finds passages and tells what they say, or refuses. Threads may share it."""

    def __init__(
        self,
        passages: PassageFinder,
        teller: Teller,
        conversation: ConversationAnswers,
        further: FurtherSearch | None,
        contact: str,
    ) -> None:
        """``further`` looks again where nothing answers; None: there is no language model. ``contact`` is whom a refusal names."""
        self._passages = passages
        self._teller = teller
        self._conversation = conversation
        self._further = further
        self._contact = contact

    def find(self, draft: Draft, document_ids: frozenset[str]) -> Found:
        """What the passages say, in the given documents where there are any; the draft keeps what was looked for."""
        with stage("passages"):
            found = self._passages.find(draft.question, document_ids or None)
        if self._passages.by_words_alone:
            draft.notices.append(by_words_alone(draft.question.english))
        draft.hits = found.hits
        draft.steps += found.steps
        draft.timings_ms.update(found.timings_ms)
        if found.standalone != draft.question.standalone:
            draft.question = replace(draft.question, standalone=found.standalone)
        return found

    def lines(self, draft: Draft, found: Found, named: frozenset[str]) -> Iterator[str]:
        """The answer's lines. ``named`` are the documents that the question names."""
        question, lapsed = draft.question, found.whole.findings.lapsed
        if lapsed is not None and lapsed.hit.chunk.document.id in named:
            # The question itself names the document: what it said is told, with its end and its successor beside it.
            draft.intent = Intent.POLICY
            yield from self._teller.quote(draft, [lapsed])
            return
        if lapsed is not None and not found.older:
            draft.notices.append(lapsed_notice(lapsed.hit.chunk, question.as_of, question.english))
        lines = self._conversation.of_passages(draft, found)
        if lines is not None:
            yield from lines
            return
        entries = whole_list(question.standalone, found.chosen, found.whole.current, draft.neighbours, question.words)
        if entries:
            draft.intent = intent_of(entries[0].chunk.document.kind)
            yield from list_lines(entries, draft.quoting())
            return
        share = asked_share(question.standalone, found.chosen, found.whole.current, draft.neighbours)
        if share is not None:
            draft.intent = intent_of(share.part.document.kind)
            yield from extractive.quote_share(share, draft.quoting())
            return
        chosen = with_cell(question.standalone, found.chosen, found.whole.current, draft.neighbours, question.words)
        if chosen and (found.held >= LIKELY or not self._is_off_topic(question)):
            found = replace(found, chosen=chosen)
            if found.unanswered and self._further is not None:
                found = self._further.of_open_asks(draft, found, named)
            yield from self._teller.tell_all(draft, found)
            return
        replacing = self._passages.in_successor(lapsed, question) if lapsed is not None else ()
        if replacing:
            yield from self._teller.tell(draft, replacing, ())
            return
        reason = self._reason(draft, lapsed, found.held)
        if reason is Reason.NOT_HELD and self._further is not None:
            further = self._further.answers(draft, found, named)
            if lines := self._of_further(draft, further, found):
                yield from lines
                return
        after_all = reason is Reason.NOT_HELD and found.held >= _FAINT
        written = self._teller.found_after_all(draft, found.whole.current) if after_all else ()
        if written:
            yield from written
            return
        yield self.refuse(draft, reason, nearest=found.whole.findings.nearest)

    def _of_further(self, draft: Draft, further: Further, found: Found) -> Iterator[str] | None:
        """An answer from what the language model planned to look for, or what is asked back instead; None for neither."""
        question = draft.question
        if further.found is not None:
            draft.hits = further.found.hits
            return self._teller.tell_all(draft, further.found)
        if further.rows is not None:
            draft.notices.append(sought_notice(further.sought, question.english))
            return iter([of_rows(draft, further.rows)])
        if not further.missing:
            return None
        building, chunks = further.missing == "building", [hit.chunk for hit in found.hits]
        draft.choices = choices_of(question.standalone, building, chunks, question.english)
        return iter([asked_back(building, draft.choices, question.english)]) if draft.choices else None

    def _reason(self, draft: Draft, lapsed: Evidence | None, held: float) -> Reason:
        """Why nothing answers: a question that passages come near to is never called off topic."""
        if lapsed is not None:
            return Reason.NOT_IN_FORCE
        if held < _FAINT and self._is_off_topic(draft.question):
            draft.intent = Intent.OUT_OF_SCOPE
            return Reason.OUT_OF_SCOPE
        return Reason.OTHER_PLACE if draft.question.words.places else Reason.NOT_HELD

    def _is_off_topic(self, question: Question) -> bool:
        """Whether examples surely tell that nothing here is asked about: 红烧肉怎么做."""
        return question.kind.surely(QuestionKind.OFF_TOPIC, _SURELY)

    def refuse(self, draft: Draft, reason: Reason, named: str = "", nearest: Sequence[Evidence] = ()) -> str:
        """Refuse, with what comes nearest quoted beside it where something does."""
        draft.refused = True
        if reason in WITH_NEAREST and not draft.citations.all:
            draft.related = tuple(
                citation_of(item.hit.chunk, quote, number, draft.question.as_of)
                for number, item in enumerate(nearest, 1)
                if (quote := extractive.short_quote(item))
            )
        places = [hit.chunk for hit in draft.hits]
        said = refusal_text(reason, draft.question.words, draft.related, places, self._contact, named)
        if not draft.related:  # what is only named is no quotation, but can be opened
            draft.related = tuple(
                citation_of(chunk, "", number, draft.question.as_of)
                for number, chunk in enumerate(to_look_at(reason, places), 1)
            )
        return said
