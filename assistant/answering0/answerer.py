"""The whole question -> Answer story."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.answering0 import framing
from assistant.answering0.citing import CitationList
from assistant.answering.events import AnswerComplete, AnswerEvent, SentenceReady
from assistant.answering0.evidence import Evidence, EvidenceGatherer, EvidenceSet
from assistant.answering0.extractive import ExtractiveWriter, Statement
from assistant.answering0.followups import is_follow_up, standalone
from assistant.answering0.language import is_english
from assistant.answering0.refusal import Judgement, Thresholds, judge, lapsed_match
from assistant.answering0.routing import intent_of_kind, route, row_kinds
from assistant.answering0.writing import ModelWriter, Withheld
from assistant.buildings.matching import RowMatcher
from assistant.buildings.presenting import RowAnswer
from assistant.chat_model import ChatModel
from assistant.errors import ChatModelError
from assistant.policies.clauses import ClauseFinder, read_address
from assistant.records import Answer, AnswerTable, Chunk, DocumentKind, Hit, Intent, Principal, Turn
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings
from assistant.workdays import today

_NEARBY = 3


@dataclass(slots=True)
class _Draft:
    """An answer being made."""

    question: str
    standalone: str
    intent: Intent
    english: bool
    as_of: date
    citations: CitationList
    started: float
    text: list[str] = field(default_factory=list)
    refused: bool = False
    table: AnswerTable | None = None
    notices: list[str] = field(default_factory=list)
    withheld: int = 0
    model: str = ""
    hits: tuple[Hit, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)

    def answer(self) -> Answer:
        self.timings["total"] = (time.perf_counter() - self.started) * 1000
        return Answer(
            text="\n".join(self.text),
            refused=self.refused,
            intent=self.intent,
            citations=self.citations.all,
            table=self.table,
            notice="\n".join(notice for notice in self.notices if notice),
            withheld=self.withheld,
            model=self.model,
            timings_ms={name: round(value, 1) for name, value in self.timings.items()},
        )


class Answerer:
    """Answers questions from what is held, or refuses."""

    def __init__(
        self,
        retriever: Retriever,
        row_matcher: RowMatcher,
        clause_finder: ClauseFinder,
        chat_model: ChatModel | None,
        settings: Settings,
    ) -> None:
        self._row_matcher = row_matcher
        self._clause_finder = clause_finder
        self._chat_model = chat_model
        self._settings = settings.answering
        self._gatherer = EvidenceGatherer(retriever)
        self._quoting = ExtractiveWriter(self._gatherer)
        self._writing = ModelWriter(chat_model) if chat_model else None
        self._thresholds = Thresholds()

    def answer(
        self, question: str, principal: Principal, as_of: date | None = None, history: Sequence[Turn] = ()
    ) -> Answer:
        """The whole answer."""
        for event in self.stream(question, principal, as_of, history):
            if isinstance(event, AnswerComplete):
                return event.answer
        raise AssertionError("a stream ends with the whole answer")

    def stream(
        self, question: str, principal: Principal, as_of: date | None = None, history: Sequence[Turn] = ()
    ) -> Iterator[AnswerEvent]:
        """Pieces as they are ready, each already checked, then the whole."""
        draft = self._understand(question, as_of or today(), history)
        for statement in self._statements(draft, principal, history):
            piece = statement.text if not draft.text else f"\n{statement.text}"
            draft.text.append(statement.text)
            yield SentenceReady(piece, statement.citations)
        yield AnswerComplete(draft.answer(), draft.standalone, draft.hits)

    def _understand(self, question: str, as_of: date, history: Sequence[Turn]) -> _Draft:
        started = time.perf_counter()
        alone = standalone(question, history)
        intent = route(alone)
        # A follow-up stays with its subject: "最便宜的是哪个" alone says nothing of buildings.
        if history and is_follow_up(question, history) and intent is Intent.REPORT:
            intent = history[-1].intent
        english = is_english(question)
        return _Draft(question, alone, intent, english, as_of, CitationList(as_of), started)

    def _statements(self, draft: _Draft, principal: Principal, history: Sequence[Turn]) -> Iterator[Statement]:
        if draft.intent is Intent.SMALL_TALK:
            yield Statement(framing.small_talk(draft.question, draft.english), ())
            return
        if draft.intent is Intent.OUT_OF_SCOPE:
            draft.refused = True
            yield Statement(framing.out_of_scope(self._settings.contact, draft.english), ())
            return
        address = read_address(draft.standalone)
        if address is not None and address.document and address.article is not None:
            chunks = self._clause_finder.find(address, principal, draft.as_of)
            if chunks:
                draft.intent = Intent.POLICY
                draft.hits = tuple(Hit(chunk, 1.0) for chunk in chunks)
                yield from self._quoting.write_address(address, chunks, draft.english, draft.citations, draft.as_of)
                return
            if self._clause_finder.documents_named(address.document, principal, draft.as_of):
                yield self._refuse(draft, f"《{address.document}》没有{address.article.label}", ())
                return
        rows = self._rows(draft, principal, history)
        if rows is not None:
            yield from self._table(draft, rows)
            return
        evidence = self._gatherer.gather(draft.standalone, principal, draft.as_of, self._settings.passages)
        draft.hits = tuple(item.hit for item in evidence.current)
        draft.timings.update(evidence.timings_ms)
        judgement = judge(draft.standalone, evidence, self._thresholds)
        self._mention_lapsed(draft, evidence, judgement)
        if not judgement.usable:
            yield self._refuse(draft, judgement.reason, _nearby(evidence))
            return
        draft.intent = intent_of_kind(judgement.usable[0].hit.chunk.document.kind)
        yield from self._write(draft, evidence, judgement)

    def _rows(self, draft: _Draft, principal: Principal, history: Sequence[Turn]) -> RowAnswer | None:
        previous = history[-1].standalone_question if history else ""
        for kind in row_kinds(draft.intent, draft.standalone):
            found = self._row_matcher.answer(draft.question, principal, draft.as_of, kind, previous)
            if found is not None:
                draft.intent = Intent.BUILDING if kind is DocumentKind.LISTING else Intent.OPPORTUNITY
                draft.standalone = found.standalone or draft.standalone
                return found
        return None

    def _table(self, draft: _Draft, rows: RowAnswer) -> Iterator[Statement]:
        draft.table = rows.table
        draft.hits = tuple(Hit(chunk, 1.0) for chunk in rows.chunks)
        cited = tuple(draft.citations.cite(chunk, chunk.passage.text) for chunk in rows.chunks)
        marks = "".join(f"[{number}]" for number in dict.fromkeys(citation.number for citation in cited))
        summary = rows.summary_english if draft.english else rows.summary
        yield Statement(f"{summary} {marks}".strip(), cited)

    def _write(self, draft: _Draft, evidence: EvidenceSet, judgement: Judgement) -> Iterator[Statement]:
        """By the model, where there is one and it says something that stands; else by quoting."""
        if self._writing is not None and self._chat_model is not None:
            withheld = Withheld()
            shown = False
            try:
                for statement in self._writing.write(
                    draft.standalone, judgement.usable, draft.citations, draft.as_of, draft.english, withheld
                ):
                    shown = True
                    yield statement
            except ChatModelError as error:
                draft.notices.append(framing.fallback_notice(str(error), draft.english))
            draft.withheld = withheld.count
            draft.model = self._chat_model.name
            draft.notices.append(framing.withheld_notice(withheld.count, draft.english))
            if shown:
                return
            draft.model = ""
        yield from self._quoting.write(evidence, judgement.usable, draft.citations, draft.as_of)

    def _mention_lapsed(self, draft: _Draft, evidence: EvidenceSet, judgement: Judgement) -> None:
        lapsed = lapsed_match(evidence, judgement.usable, self._thresholds)
        if lapsed is not None:
            draft.notices.append(framing.lapsed_notice(lapsed.hit.chunk, draft.as_of, draft.english))

    def _refuse(self, draft: _Draft, reason: str, nearby: Sequence[str]) -> Statement:
        draft.refused = True
        return Statement(framing.refusal(reason, nearby, self._settings.contact, draft.english), ())


def _nearby(evidence: EvidenceSet) -> tuple[str, ...]:
    """Titles of the documents that came nearest."""
    ranked: Sequence[Evidence] = sorted(evidence.current, key=lambda item: -item.coverage)
    chunks: list[Chunk] = [item.hit.chunk for item in ranked if item.coverage > 0]
    return tuple(dict.fromkeys(chunk.document.title for chunk in chunks))[:_NEARBY]
