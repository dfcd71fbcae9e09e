"""The whole question -> Answer story."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from assistant.answering.addressed import chunks_of, documents_named, looked_up, notices_of, quote_addresses, step_of
from assistant.answering.asking.pointing import asked_back, asks_of_building, choices_for, points_at_nothing
from assistant.answering.asking.understanding import understand
from assistant.answering.checking.citing import CitationList
from assistant.answering.checking.claim_reader import ClaimReader
from assistant.answering.checking.grounding import Grounding
from assistant.answering.conversation.about_answer import AnswerQuestions
from assistant.answering.conversation.answers import ConversationAnswers
from assistant.answering.conversation.retelling import Retelling
from assistant.answering.draft import Draft
from assistant.answering.events import AnswerComplete, AnswerEvent, SentenceReady, end_of
from assistant.answering.listing.overviews import OverviewAnswers
from assistant.answering.neighbours import Neighbours
from assistant.answering.passage_answers import LIKELY, PassageAnswers
from assistant.answering.passages import Found, PassageFinder
from assistant.answering.planning.further import FurtherSearch
from assistant.answering.planning.planner import Planner
from assistant.answering.refusal import Reason, asks_what_is_not_public
from assistant.answering.rows import (
    RowFinding,
    find_rows,
    of_rows,
    outweighs,
    row_question,
    rows_step,
    without_neighbours,
)
from assistant.answering.sheets.worksheet_answer import cited_chunks, make_sheet, worksheet_lines, worksheet_table
from assistant.answering.sheets.worksheet_question import asks_generally, asks_what_one_gets
from assistant.answering.small_talk import small_talk
from assistant.answering.standard import StandardTeller, tell_standard
from assistant.answering.telling import Teller
from assistant.answering.validity_question import ValidityAnswers, documents_asked_about
from assistant.answering.versions import VersionTeller, no_older_version
from assistant.answering.writing import ModelWriter
from assistant.answers import Answer, Step, Turn
from assistant.buildings.matching import RowMatcher
from assistant.calls.tracing import stage
from assistant.chat_model import ChatModel
from assistant.curation.standard_answers import StandardAnswers
from assistant.curation.synonyms import Reworded, Synonyms
from assistant.incentives.store import BenefitRules
from assistant.incentives.worksheets.worksheet import Worksheet, Worksheets
from assistant.policies.address import ClauseAddress
from assistant.policies.clause_messages import document_name
from assistant.policies.clauses import ClauseFinder
from assistant.records import Hit, Intent, Principal
from assistant.retrieval.question_kinds import QuestionKinds
from assistant.retrieval.reader import Reader
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings
from assistant.text.simplified import simplified
from assistant.tools.toolbox import Toolbox
from assistant.workdays import today

_QUERY = 200  # characters of a clause by which its like is looked for in another version
_COURTESY = 0.5  # probability from which nothing is asked


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
        standards: StandardAnswers | None = None,
        toolbox: Toolbox | None = None,
        synonyms: Synonyms | None = None,
    ) -> None:
        """``standards`` go before whatever is found; None: there are none. ``toolbox`` holds the tools that the language model may call where
        it plans; None: it plans without. ``synonyms`` are the bureau's own words."""
        self._retriever = retriever
        self._synonyms = synonyms
        self._reader = reader
        self._kinds = QuestionKinds(reader.search_vectors)
        self._answer_questions = AnswerQuestions(reader.search_vectors)
        self._row_matcher = row_matcher
        self._clause_finder = clause_finder
        self._model = (
            ModelWriter(chat_model, Grounding(ClaimReader(reader.pairs.encoder))) if chat_model is not None else None
        )
        self._validity = ValidityAnswers(retriever)
        rules = BenefitRules(retriever.database)
        self._worksheets, self._overviews = Worksheets(rules), OverviewAnswers(rules)
        self._versions = VersionTeller(clause_finder, retriever, reader)
        self._settings = settings.answering
        passages = PassageFinder(retriever, reader, self._kinds, settings.answering.least_probability)
        planner = Planner.from_settings(chat_model, toolbox, settings.llm)
        further = FurtherSearch(planner, passages, row_matcher) if planner is not None else None
        self._teller = Teller(self._model, clause_finder, settings)
        self._conversation = ConversationAnswers(Retelling(passages, retriever, clause_finder), self._teller)
        self._answers = PassageAnswers(passages, self._teller, self._conversation, further, settings.answering.contact)
        least = settings.answering.least_probability
        self._standard = StandardTeller(standards, retriever, reader, least) if standards is not None else None

    def answer(
        self,
        question: str,
        principal: Principal,
        as_of: date | None = None,
        history: Sequence[Turn] = (),
        now: date | None = None,
    ) -> Answer:
        """The whole answer."""
        return end_of(self.stream(question, principal, as_of, history, now)).answer

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
        plain = simplified(question)
        reworded = self._synonyms.reword(plain) if self._synonyms is not None else Reworded(plain)
        with stage("understand"):
            asked = understand(
                reworded.text,
                principal,
                day,
                now or day,
                history,
                self._retriever,
                self._kinds,
                self._answer_questions,
                self._model,
            )
        draft = Draft(asked, CitationList(asked.as_of), Neighbours(self._retriever.database, principal))
        draft.steps += (Step("own_word", f"{word} → {meaning}", 1) for word, meaning in reworded.exchanged)
        understood = time.perf_counter()
        text = ""
        for line in chain(self._lines(draft), self._beside(draft)):
            piece = f"\n{line}" if text else line
            if not text:
                draft.timings_ms["first_sentence"] = (time.perf_counter() - started) * 1000
            text += piece
            yield SentenceReady(piece, draft.citations.take_new())
        ended = time.perf_counter()
        draft.timings_ms["understand"] = (understood - started) * 1000
        draft.timings_ms["total"] = (ended - started) * 1000
        yield AnswerComplete(draft.finished(text), draft.question.recorded, draft.hits, draft.question.as_of)

    def _lines(self, draft: Draft) -> Iterator[str]:
        """The story: a standard answer, small talk, what is not public, a clause by its address, or the better of rows and passages."""
        question = draft.question
        shown = self._standard.find(question) if self._standard is not None else None
        if shown is not None:
            yield from tell_standard(draft, shown)
            return
        lines = self._conversation.lines(draft)
        if lines is not None:
            yield from lines
            return
        question = draft.question
        if self._kinds.is_courtesy(question.text) >= _COURTESY:
            draft.intent = Intent.SMALL_TALK
            yield small_talk(question.text, question.english)
            return
        if asks_what_is_not_public(question.standalone, question.principal):
            draft.intent = Intent.BUILDING
            yield self._answers.refuse(draft, Reason.NOT_PUBLIC)
            return
        if back := self._asked_back(draft):
            yield back
            return
        if question.asked is not None and question.asked.before_new:
            self._before_the_new(draft)
            question = draft.question
        sheet = self._worksheet(draft)
        if sheet is not None:
            yield from self._with_sheet(draft, sheet)
            return
        addresses = self._clause_finder.read(question.standalone, question.principal)
        whole = [address for address in addresses if address.article is not None and address.document]
        if whole:
            yield from self._at_addresses(draft, whole)
            return
        named = frozenset(documents_named(self._clause_finder, question))
        found = self._answers.find(draft, named)
        about = documents_asked_about(question.standalone, question.words, (*found.hits, *found.lapsed_hits))
        if about:
            draft.intent, draft.asks_validity = Intent.POLICY, True
            draft.steps.append(Step("validity_of", question.standalone, len(about)))
            yield from self._validity.lines(about, question.principal, draft.quoting())
            return
        overview = tuple(self._overviews.lines(draft, found, named))
        if overview:
            yield from overview
            return
        rows = None if named else self._rows(draft, found)
        if rows is not None:
            yield of_rows(draft, rows)
            return
        if not named:
            found = without_neighbours(found, self._row_matcher, row_question(draft.question))
        yield from self._answers.lines(draft, found, named)

    def _asked_back(self, draft: Draft) -> str:
        """What is asked instead of an answer, where a question points at something that nobody named; "" where it says what it is about."""
        question = draft.question
        pointed = points_at_nothing(question.standalone, question.words, question.history)
        if pointed is None:
            return ""
        found = self._answers.find(draft, frozenset())
        draft.choices = choices_for(question.standalone, pointed, [hit.chunk for hit in found.hits])
        return asked_back(asks_of_building(pointed), draft.choices, question.english) if draft.choices else ""

    def _worksheet(self, draft: Draft) -> Worksheet | None:
        """What the asker can get, where that is asked and some benefit has to do with it; an empty one where nothing was told yet."""
        question = draft.question
        if not asks_what_one_gets(question.standalone, question.as_of):
            return None
        with stage("benefits"):
            sheet = make_sheet(
                self._worksheets, question.standalone, question.principal, question.as_of, question.english
            )
        draft.steps.append(Step("work_out_benefits", question.standalone, len(sheet.lines)))
        if not sheet.lines and (sheet.situation.says_something or not sheet.others):
            return None
        draft.intent = Intent.POLICY
        draft.hits = tuple(Hit(chunk, 1.0) for chunk in cited_chunks(sheet))
        return sheet

    def _with_sheet(self, draft: Draft, sheet: Worksheet) -> Iterator[str]:
        """The clauses that answer, unless it is asked for whatever there is; then what the asker's own figures come to, or what is missing
        for that where no clause answers."""
        question = draft.question
        if not all(asks_generally(ask) for ask in question.asks.single):
            found = self._answers.find(draft, frozenset())
            if found.chosen and found.held >= LIKELY:
                yield from self._teller.tell(draft, found.chosen, found.whole.current)
                if not sheet.lines:
                    return
        draft.intent = Intent.POLICY
        draft.table = worksheet_table(sheet, question.english)
        draft.wanted = sheet.questions
        yield from worksheet_lines(sheet, draft.citations, question.english)

    def _before_the_new(self, draft: Draft) -> None:
        """Turn to the day before the current document took the place of an older one."""
        question = draft.question
        found = self._answers.find(draft, frozenset())
        day = self._versions.day_before_the_new(found.hits, found.lapsed_hits, question.principal, question.now)
        if day is None:
            draft.question = replace(question, asked=None)
            draft.notices.append(no_older_version(question.now, question.english))
        else:
            draft.turn_to(day)

    def _beside(self, draft: Draft) -> Iterator[str]:
        """What belongs beside an answer from policies: today's rule where an older one was quoted, which version was used and why."""
        question = draft.question
        if draft.standard is not None:
            return
        if draft.intent is not Intent.POLICY or (question.asked is None and (draft.refused or draft.table is not None)):
            return
        cited = tuple(dict.fromkeys(citation.source_id for citation in draft.citations.all))
        draft.notices += self._versions.notices(
            cited, question.principal, question.asked, question.as_of, question.now, question.english
        )
        if cited and not draft.asks_validity:
            query = question.standalone if not draft.addressed else draft.citations.all[0].quote[:_QUERY]
            yield from self._versions.successors(cited, question.principal, query, question.now, draft.quoting())

    def _at_addresses(self, draft: Draft, addresses: Sequence[ClauseAddress]) -> Iterator[str]:
        question = draft.question
        draft.intent, draft.addressed = Intent.POLICY, True
        quoting = draft.quoting()
        lookups = looked_up(self._clause_finder, addresses, question)
        draft.steps += map(step_of, lookups)
        if all(lookup.unknown_document for lookup in lookups):
            self._answers.find(draft, frozenset())
            named = "、".join(dict.fromkeys(document_name(lookup) for lookup in lookups))
            yield self._answers.refuse(draft, Reason.NO_SUCH_DOCUMENT, named=named)
            return
        draft.hits = tuple(Hit(chunk, 1.0) for chunk in chunks_of(lookups))
        draft.refused = not draft.hits
        draft.notices += notices_of(lookups, len(addresses), quoting)
        yield from quote_addresses(lookups, quoting, self._settings.contact)

    def _rows(self, draft: Draft, found: Found) -> RowFinding | None:
        """An answer out of a table, where that is the better finding."""
        started = time.perf_counter()
        asked = row_question(draft.question)
        best = found.chosen[0] if found.chosen else None
        with stage("rows"):
            rows = find_rows(self._row_matcher, asked, found.held, best)
        draft.timings_ms["rows"] = (time.perf_counter() - started) * 1000
        if rows is not None:
            draft.steps.append(rows_step(rows, draft.question.standalone))
        return rows if rows is not None and outweighs(rows, asked, found.held, best) else None
