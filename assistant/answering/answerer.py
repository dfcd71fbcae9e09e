"""The whole question -> Answer story."""

import re
import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

from assistant.answering import extractive, followups
from assistant.answering.addressed import MOST_ADDRESSES, chunks_of, notices_of, quote_addresses
from assistant.answering.citing import citation_of
from assistant.answering.draft import Draft
from assistant.answering.events import AnswerComplete, AnswerEvent, SentenceReady
from assistant.answering.evidence import Evidence, can_tell, weigh
from assistant.answering.framing import lapsed_notice
from assistant.answering.glossary import with_chinese_words
from assistant.answering.grounding import Grounding
from assistant.answering.linked import references_in
from assistant.answering.reading import Findings, read
from assistant.answering.refusal import WITH_NEAREST, Reason, asks_what_is_not_public, refusal_text
from assistant.answering.routing import intent_of_kind, row_kinds
from assistant.answering.rows import RowQuestion, find_rows, row_lines
from assistant.answering.small_talk import small_talk
from assistant.answering.telling import Teller
from assistant.answering.understanding import understand
from assistant.answering.validity_question import ValidityAnswers, documents_asked_about
from assistant.answering.versions import VersionTeller, no_older_version
from assistant.answering.worksheet_answer import cited_chunks, make_sheet, worksheet_lines, worksheet_table
from assistant.answering.worksheet_question import asks_what_one_gets
from assistant.answering.writing import ModelWriter
from assistant.buildings.matching import RowMatcher
from assistant.chat_model import ChatModel
from assistant.incentives.store import BenefitRules
from assistant.incentives.worksheet import Worksheet, Worksheets
from assistant.policies.address import ClauseAddress
from assistant.policies.clause_messages import document_name
from assistant.policies.clauses import ClauseFinder
from assistant.records import Answer, DocumentKind, Hit, Intent, Principal, Turn
from assistant.retrieval.question_kinds import QuestionKind, QuestionKinds
from assistant.retrieval.reader import Reader
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings
from assistant.text.simplified import simplified
from assistant.workdays import today

_SEARCHED = 24
"""Hits looked at: those after the first show what any passage has in common with the question."""
_FIRST = 8
"""Hits among which what hangs together with a chosen one is looked for."""
_EXACT = 3
_QUERY = 200  # characters of a clause by which its like is looked for in the successor
_SURELY_ELSEWHERE, _LIKELY = 0.8, 0.5
"""Probability from which a question is taken to be off topic, and that of an answer from which it is answered all the same."""
_ENGLISH_SHARE = 0.7
"""Of the least probability, for English questions: on the tuning districts the reader is so much less sure of Chinese passages for them."""
_FAINT = 0.05
"""Probability of an answer from which a language model may look for one in what was found, though the reader does not trust it."""
_TITLE = re.compile(r"《([^》]{2,80})》")
_TEXT_KINDS = frozenset(DocumentKind) - {DocumentKind.LISTING, DocumentKind.OPPORTUNITY}


class Answerer:
    """Answers questions from what the caller may see, or refuses."""

    def __init__(
        self,
        retriever: Retriever,
        reader: Reader,
        row_matcher: RowMatcher,
        clause_finder: ClauseFinder,
        chat_model: ChatModel | None,
        settings: Settings,
    ) -> None:
        self._retriever = retriever
        self._reader = reader
        self._kinds = QuestionKinds(reader.search_vectors)
        self._row_matcher = row_matcher
        self._clause_finder = clause_finder
        self._model = ModelWriter(chat_model, Grounding()) if chat_model is not None else None
        self._validity = ValidityAnswers(retriever)
        self._worksheets = Worksheets(BenefitRules(retriever.database))
        self._versions = VersionTeller(clause_finder, retriever, reader)
        self._settings = settings.answering
        self._teller = Teller(self._model, clause_finder, settings)
        self._least = settings.answering.least_probability

    def answer(
        self,
        question: str,
        principal: Principal,
        as_of: date | None = None,
        history: Sequence[Turn] = (),
        now: date | None = None,
    ) -> Answer:
        """The whole answer."""
        for event in self.stream(question, principal, as_of, history, now):
            if isinstance(event, AnswerComplete):
                return event.answer
        raise AssertionError("a stream ends with the whole answer")

    def stream(
        self,
        question: str,
        principal: Principal,
        as_of: date | None = None,
        history: Sequence[Turn] = (),
        now: date | None = None,
    ) -> Iterator[AnswerEvent]:
        """Pieces as they are ready, each already checked, then the whole. The pieces joined are the answer's text.

        ``as_of`` is the day whose rules are wanted, today by default; one that the question names goes before it. ``now`` is the day on
        which is asked, ``as_of`` by default: what was in force then and is not now is told apart.
        """
        started = time.perf_counter()
        day = as_of or today()
        draft = understand(
            simplified(question), principal, day, now or day, history, self._retriever, self._kinds, self._model
        )
        understood = time.perf_counter()
        text = ""
        for line in chain(self._lines(draft), self._beside(draft)):
            piece = f"\n{line}" if text else line
            text += piece
            yield SentenceReady(piece, draft.citations.take_new())
        ended = time.perf_counter()
        draft.timings_ms["understand"] = (understood - started) * 1000
        draft.timings_ms["total"] = (ended - started) * 1000
        yield AnswerComplete(draft.finished(text), draft.recorded, draft.hits, draft.as_of)

    def _lines(self, draft: Draft) -> Iterator[str]:
        """The story: small talk, what is not public, a clause by its address, rows, or what the passages say."""
        if draft.intent is Intent.SMALL_TALK:
            yield small_talk(draft.question, draft.english)
            return
        if asks_what_is_not_public(draft.standalone, draft.principal):
            draft.intent = draft.intent or Intent.BUILDING
            yield self._refuse(draft, Reason.NOT_PUBLIC)
            return
        if draft.asked is not None and draft.asked.before_new:
            self._before_the_new(draft)
        sheet = self._worksheet(draft)
        if sheet is not None:
            draft.table = worksheet_table(sheet, draft.english)
            yield from worksheet_lines(sheet, draft.citations, draft.english)
            return
        addresses = self._clause_finder.read(draft.standalone, draft.principal)
        whole = [address for address in addresses if address.article is not None and address.document]
        if whole:
            yield from self._at_addresses(draft, whole)
            return
        draft.named = frozenset(self._documents_named(draft))
        self._search(draft, draft.named or None)
        about = documents_asked_about(draft.standalone, draft.words, (*draft.hits, *draft.lapsed))
        if about:
            draft.intent, draft.asks_validity = Intent.POLICY, True
            yield from self._validity.lines(about, draft.principal, draft.quoting())
            return
        rows = None if draft.named else self._rows(draft)
        if rows is not None:
            yield rows
            return
        yield from self._from_passages(draft)

    def _worksheet(self, draft: Draft) -> Worksheet | None:
        """What the asker can get, where that is asked and some benefit has to do with it; an empty one where nothing was told yet."""
        if not asks_what_one_gets(draft.standalone, draft.as_of):
            return None
        sheet = make_sheet(self._worksheets, draft.standalone, draft.principal, draft.as_of)
        if not sheet.lines and (sheet.situation.says_something or not sheet.others):
            return None
        draft.intent = Intent.POLICY
        draft.hits = tuple(Hit(chunk, 1.0) for chunk in cited_chunks(sheet))
        return sheet

    def _before_the_new(self, draft: Draft) -> None:
        """Turn to the day before the current document took the place of an older one."""
        self._search(draft, None)
        day = self._versions.day_before_the_new(draft.hits, draft.lapsed, draft.principal, draft.now)
        if day is None:
            draft.asked = None
            draft.notices.append(no_older_version(draft.now, draft.english))
        else:
            draft.turn_to(day)

    def _beside(self, draft: Draft) -> Iterator[str]:
        """What belongs beside an answer from policies: today's rule where an older one was quoted, which version was used and why."""
        if draft.intent is not Intent.POLICY or (draft.asked is None and (draft.refused or draft.table is not None)):
            return
        cited = tuple(dict.fromkeys(citation.source_id for citation in draft.citations.all))
        draft.notices += self._versions.notices(
            cited, draft.principal, draft.asked, draft.as_of, draft.now, draft.english
        )
        if cited and not draft.asks_validity:
            query = draft.standalone if not draft.addressed else draft.citations.all[0].quote[:_QUERY]
            yield from self._versions.successors(cited, draft.principal, query, draft.now, draft.quoting())

    def _at_addresses(self, draft: Draft, addresses: Sequence[ClauseAddress]) -> Iterator[str]:
        draft.intent, draft.addressed = Intent.POLICY, True
        quoting = draft.quoting()
        lookups = [
            self._clause_finder.look_up(address, draft.principal, draft.as_of) for address in addresses[:MOST_ADDRESSES]
        ]
        if all(lookup.unknown_document for lookup in lookups):
            self._search(draft, None)
            named = "、".join(dict.fromkeys(document_name(lookup) for lookup in lookups))
            yield self._refuse(draft, Reason.NO_SUCH_DOCUMENT, named=named)
            return
        draft.hits = tuple(Hit(chunk, 1.0) for chunk in chunks_of(lookups))
        draft.refused = not draft.hits
        draft.notices += notices_of(lookups, len(addresses), quoting)
        yield from quote_addresses(lookups, quoting, self._settings.contact)

    def _documents_named(self, draft: Draft) -> tuple[str, ...]:
        """Ids of the documents whose title the question gives in 《》."""
        titles = _TITLE.findall(draft.standalone)
        if len(titles) != 1:
            return ()
        return self._clause_finder.documents_named(titles[0], draft.principal, draft.as_of)

    def _search(self, draft: Draft, document_ids: frozenset[str] | None) -> None:
        query = with_chinese_words(draft.standalone) if draft.english else draft.standalone
        kinds = _TEXT_KINDS if draft.intent is Intent.POLICY else None
        found = self._retriever.search(
            query, draft.principal, draft.as_of, k=_SEARCHED, document_kinds=kinds, document_ids=document_ids
        )
        started = time.perf_counter()
        exact = self._retriever.search(
            query,
            draft.principal,
            draft.as_of,
            k=_FIRST,
            document_kinds=kinds,
            document_ids=document_ids,
            mode="keyword",
        )
        draft.hits, draft.lapsed = _joined(found.hits, exact.hits), _joined(found.lapsed, exact.lapsed)
        draft.timings_ms.update(found.timings_ms)
        draft.timings_ms["keywords"] = (time.perf_counter() - started) * 1000

    def _rows(self, draft: Draft) -> str | None:
        """An answer out of a table, where one is asked for."""
        started = time.perf_counter()
        last = draft.history[-1] if draft.history else None
        previous = ""
        kinds = row_kinds(draft.standalone, draft.intent, draft.hits)
        if last is not None and last.intent in followups.ROW_INTENTS and draft.intent in (None, last.intent):
            previous = last.standalone_question
            before = DocumentKind.LISTING if last.intent is Intent.BUILDING else DocumentKind.OPPORTUNITY
            kinds = (before, *(kind for kind in kinds if kind is not before))
        asked = RowQuestion(draft.standalone, previous, draft.principal, draft.as_of, draft.words)
        found = find_rows(self._row_matcher, asked, kinds)
        draft.timings_ms["rows"] = (time.perf_counter() - started) * 1000
        if found is None:
            return None
        answer, kind = found
        draft.intent = intent_of_kind(kind)
        draft.standalone = answer.standalone or draft.standalone
        draft.table = answer.table
        draft.hits = tuple(Hit(chunk, 1.0) for chunk in answer.chunks)
        return row_lines(answer, draft.citations, draft.words)

    def _from_passages(self, draft: Draft) -> Iterator[str]:
        current = [weigh(hit, draft.words) for hit in draft.hits if can_tell(hit.chunk, draft.words, draft.intent)]
        lapsed = [weigh(hit, draft.words) for hit in draft.lapsed if can_tell(hit.chunk, draft.words, draft.intent)]
        labels = references_in(draft.standalone)
        addressed = [item for item in current[:_FIRST] if item.hit.chunk.passage.clause in labels]
        usual = self._least * (_ENGLISH_SHARE if draft.english else 1.0)
        least = 0.0 if addressed else usual
        found = read(self._reader, self._retriever.sentences, draft.standalone, addressed or current, lapsed, least)
        if found.lapsed is not None and _is_named(found.lapsed, draft):
            # The question itself names the document: what it said is told, with its end and its successor beside it.
            draft.intent = Intent.POLICY
            yield from self._teller.quote(draft, [found.lapsed])
            return
        if found.lapsed is not None:
            draft.notices.append(lapsed_notice(found.lapsed.hit.chunk, draft.as_of, draft.english))
        if found.answering and (found.held >= _LIKELY or not self._is_off_topic(draft)):
            yield from self._teller.tell(draft, found.answering, current)
            return
        replacing = self._in_successor(found.lapsed, draft) if found.lapsed is not None else ()
        if replacing:
            yield from self._teller.tell(draft, replacing, ())
            return
        reason = self._reason(draft, found)
        written = (
            self._teller.found_after_all(draft, current) if reason is Reason.NOT_HELD and found.held >= _FAINT else ()
        )
        if written:
            yield from written
            return
        yield self._refuse(draft, reason, nearest=found.nearest)

    def _in_successor(self, lapsed: Evidence, draft: Draft) -> tuple[Evidence, ...]:
        """What the document that took the place of a repealed one says of the matter that the repealed passage answers."""
        successor = lapsed.hit.chunk.document.repealed_by
        if successor is None:
            return ()
        matter = lapsed.hit.chunk.passage.text[:_QUERY]
        hits = self._retriever.search(
            matter, draft.principal, draft.as_of, k=1, document_ids=frozenset({successor})
        ).hits
        evidence = [weigh(hit, draft.words) for hit in hits]
        return read(self._reader, self._retriever.sentences, draft.standalone, evidence, (), 0.0).answering

    def _reason(self, draft: Draft, found: Findings) -> Reason:
        """Why nothing answers."""
        if found.lapsed is not None:
            return Reason.NOT_IN_FORCE
        if draft.intent is Intent.OUT_OF_SCOPE or (draft.intent is None and self._is_off_topic(draft)):
            draft.intent = Intent.OUT_OF_SCOPE
            return Reason.OUT_OF_SCOPE
        return Reason.OTHER_PLACE if draft.words.places else Reason.NOT_HELD

    def _is_off_topic(self, draft: Draft) -> bool:
        """Whether examples surely tell that nothing here is asked about: 红烧肉怎么做."""
        return self._kinds.kind_of(draft.standalone).surely(QuestionKind.OFF_TOPIC, _SURELY_ELSEWHERE)

    def _refuse(self, draft: Draft, reason: Reason, named: str = "", nearest: Sequence[Evidence] = ()) -> str:
        """Refuse, with what comes nearest quoted beside it where something does."""
        draft.refused = True
        if reason in WITH_NEAREST and not draft.citations.all:
            draft.related = tuple(
                citation_of(item.hit.chunk, quote, number, draft.as_of)
                for number, item in enumerate(nearest, 1)
                if (quote := extractive.short_quote(item))
            )
        places = [hit.chunk for hit in draft.hits]
        return refusal_text(reason, draft.words, draft.related, places, self._settings.contact, named)


def _joined(found: Sequence[Hit], exact: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits of the fused search; behind the first of them some that only hold the question's words, which fusion puts far down."""
    known = {hit.chunk.id for hit in found}
    others = [hit for hit in exact if hit.chunk.id not in known]
    return (*found[:_FIRST], *others[:_EXACT], *found[_FIRST:], *others[_EXACT:])


def _is_named(item: Evidence, draft: Draft) -> bool:
    """Whether the question names the passage's document in 《》."""
    return item.hit.chunk.document.id in draft.named
