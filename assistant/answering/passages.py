"""What passages say of a question: each of its asks is looked for and read by itself, and the findings are put together.

Background never lowers the evidence of an ask: the whole question is read too, and of the readings of an ask the one with the best evidence counts.
"""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant import access
from assistant.answering.asking.glossary import with_chinese_words
from assistant.answering.asking.question import Question
from assistant.answering.asking.within import sites_named
from assistant.answering.conversation.leaning import followed_up
from assistant.answering.evidence import Evidence, own_places, weigh
from assistant.answering.linked import of_one_matter, references_in
from assistant.answering.listing.lists import asks_list, with_whole_lists, with_whole_replies
from assistant.answering.listing.whole import with_card_names
from assistant.answering.neighbours import Neighbours
from assistant.answering.reading import (
    FIRST,
    SEARCHED,
    Findings,
    Look,
    as_found,
    in_turn,
    joined,
    read,
    together,
)
from assistant.answering.validity_question import states_validity_alone
from assistant.answers import Step
from assistant.calls.tracing import stage
from assistant.records import Chunk, DocumentKind, Hit
from assistant.retrieval.question_kinds import QuestionKind, QuestionKinds
from assistant.retrieval.reader import Reader
from assistant.retrieval.retriever import Retriever

_QUERY = 200  # characters of a clause by which its like is looked for in the successor
_FURTHER = 0.5
"""Least probability of further readings: of an ask, of a question behind the one before, of passages in force where one that is not answers
better. Among several readings one is more easily wrong."""
_STANDS = 0.5
"""Probability that an ask needs the first one to be understood, below which it is read by itself too."""
_OF_MATTER = 6
"""Hits for a question and the one before it that a follow-up is read against by itself."""
_SHORT_BACKGROUND = 40
"""Characters up to which what is told beside the asks names their topic; a longer one is read with the whole question alone."""
_COMPARES_EDITIONS = re.compile(
    r"新旧|新老|前后|(?:以前|原来|原先|过去|老的?|旧的?|之前|(?:19|20)\d\d年?)[^。？?]*(?:现在|现行|新的?|如今|(?:19|20)\d\d年?)|"
    r"(?:现在|现行|新的?|如今)[^。？?]*(?:以前|原来|原先|过去|老的?|旧的?|之前)|变化|调整了|改了|\b(?:old|previous|former)\b.*\bnew\b|\bnew\b.*\b(?:old|previous|former)\b|\bchanged?\b",
    re.IGNORECASE,
)
_SURELY_TEXT = 0.95
_TEXT_KINDS = frozenset(DocumentKind) - {DocumentKind.LISTING, DocumentKind.OPPORTUNITY}
_PER_ASK = 2


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: ``whole`` for the question as it stands, or as ``standalone`` reads it; ``chosen`` are the passages that answer it or some of its asks, ``unanswered`` the
    asks that none answers where others are answered; ``older`` is what an edition that is no longer in force said, where editions are compared. ``held`` is the best probability that something asked is answered. ``steps`` tell
    what was looked for."""

    whole: Look
    standalone: str
    chosen: tuple[Evidence, ...]
    held: float
    unanswered: tuple[str, ...] = ()
    older: tuple[Evidence, ...] = ()
    steps: tuple[Step, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def hits(self) -> tuple[Hit, ...]:
        return tuple(item.hit for item in self.whole.current)

    @property
    def lapsed_hits(self) -> tuple[Hit, ...]:
        return tuple(item.hit for item in self.whole.lapsed)


class PassageFinder:
    """Searches and reads. Threads may share it."""

    def __init__(self, retriever: Retriever, reader: Reader, kinds: QuestionKinds, least: float) -> None:
        self._retriever = retriever
        self._reader = reader
        self._kinds = kinds
        self._least = least

    @property
    def by_words_alone(self) -> bool:
        """Whether what was found last was found by words alone, as the Chroma server was away."""
        return self._retriever.by_words_alone

    def find(self, question: Question, document_ids: frozenset[str] | None) -> Found:
        """What passages answer, in the given documents where there are any."""
        started = time.perf_counter()
        least, further = self._least, max(self._least, _FURTHER)
        steps: list[Step] = []
        if question.follow_up is None:
            whole, standalone = self._look(question.standalone, question, document_ids, least), question.standalone
            steps.append(searched(whole))
        else:

            def looked(query: str, documents: frozenset[str] | None, least: float) -> Look:
                look = self._look(query, question, documents, least)
                steps.append(searched(look))
                return look

            def again(query: str, chunk_ids: Sequence[str], least: float) -> Look:
                look = self._again(query, chunk_ids, question, document_ids, least)
                steps.append(searched(look))
                return look

            def about(matter: str, asked: str, least: float) -> Look:
                current, lapsed = self._search(matter, question, document_ids, question.as_of)
                near = current[:_OF_MATTER]
                look = Look(asked, tuple(near), tuple(lapsed), self._read(asked, near, (), least))
                steps.append(searched(look))
                return look

            whole, standalone = followed_up(question.follow_up, document_ids, self._least, looked, again, about)
        compared = _COMPARES_EDITIONS.search(question.standalone) is not None
        if compared:
            whole = self._of_the_matter(whole, least)
        looks = [
            self._ask(queries, question, document_ids, whole, further) for queries in self._queries(question, whole)
        ]
        timings = {"passages": (time.perf_counter() - started) * 1000}
        answered = [look for look in looks if look.findings.answering]
        chosen = whole.findings.answering
        if answered:
            lists = [look.findings.answering[: _PER_ASK if len(looks) > 1 else None] for look in answered]
            chosen = together([*lists, chosen[: 1 if len(looks) > 1 else None]])
        held = max(look.findings.held for look in (whole, *looks))
        shown = {item.hit.chunk.id for item in chosen}
        unanswered = tuple(
            ask
            for ask, look in zip(question.asks.single, looks, strict=False)
            if not look.findings.answering and not any(item.hit.chunk.id in shown for item in look.findings.nearest)
        )
        asked = asks_list(question.standalone)
        chosen = tuple(with_card_names(with_whole_replies(with_whole_lists(item, asked=asked))) for item in chosen)
        older = self._older(whole, least) if compared and chosen else ()
        steps += map(searched, looks)
        return Found(whole, standalone, chosen, held, unanswered if answered else (), older, tuple(steps), timings)

    def _again(
        self,
        query: str,
        chunk_ids: Sequence[str],
        question: Question,
        document_ids: frozenset[str] | None,
        least: float,
    ) -> Look:
        """A question read against the passages in force among those that an answer before it cited."""
        cited = Neighbours(self._retriever.database, question.principal).chunks(chunk_ids)
        given = [
            chunk
            for chunk in cited
            if (document_ids is None or chunk.document.id in document_ids)
            and access.chunk_in_force(chunk, question.as_of)
        ]
        cosines = self._retriever.similarities(query, given)
        items = [as_found(weigh(Hit(chunk, 0.0), question.words), cosines.get(chunk.id)) for chunk in given]
        return Look(query, tuple(items), (), self._read(query, items, (), least))

    def _of_the_matter(self, whole: Look, least: float) -> Look:
        """What editions that are compared say of the matter: a clause that one ends the other has most of the question's words and tells nothing of it."""
        current, lapsed = (
            tuple(item for item in items if not states_validity_alone(item.hit.chunk.passage.text))
            for items in (whole.current, whole.lapsed)
        )
        return replace(whole, current=current, lapsed=lapsed, findings=self._read(whole.query, current, lapsed, least))

    def _older(self, whole: Look, least: float) -> tuple[Evidence, ...]:
        """What is not in force any more and answers."""
        dead = read(self._reader, self._retriever.sentences, whole.query, (), whole.lapsed, least).lapsed
        return () if dead is None else (dead,)

    def look_again(
        self,
        asked: str,
        wordings: Sequence[str],
        chunks: Sequence[Chunk],
        question: Question,
        document_ids: frozenset[str] | None,
    ) -> Look:
        """What is found by other wordings, and given passages, read against what is asked itself, as a further reading."""
        searched = [self._search(wording, question, document_ids, question.as_of) for wording in wordings]
        admitted = [chunk for chunk in chunks if document_ids is None or chunk.document.id in document_ids]
        given = [weigh(Hit(chunk, 0.0), question.words) for chunk in admitted]
        in_force = [item for item in given if access.chunk_in_force(item.hit.chunk, question.as_of)]
        pools = (
            in_turn([in_force, *(current for current, _ in searched)]),
            in_turn([lapsed for _, lapsed in searched]),
        )
        cosines = self._retriever.similarities(asked, [item.hit.chunk for pool in pools for item in pool])
        current, lapsed = ([as_found(item, cosines.get(item.hit.chunk.id)) for item in pool] for pool in pools)
        least = max(self._least, _FURTHER)
        return Look(asked, tuple(current), tuple(lapsed), self._read(asked, current, lapsed, least))

    def beyond(self, question: Question, known: frozenset[str]) -> Look:
        """What answers a question beside the passages known already, as a further reading."""
        current, lapsed = self._search(question.standalone, question, None, question.as_of)
        rest = [item for item in current if item.hit.chunk.id not in known]
        least = max(self._least, _FURTHER)
        return Look(question.standalone, tuple(rest), tuple(lapsed), self._read(question.standalone, rest, (), least))

    def in_successor(self, lapsed: Evidence, question: Question) -> tuple[Evidence, ...]:
        """What the document that took the place of a repealed one, or of this clause of it, says of the matter that the repealed passage answers."""
        gone = lapsed.hit.chunk
        ended = access.ended_clause(gone.document, access.clause_of(gone), question.as_of)
        successor = ended.ended_by if ended is not None else gone.document.repealed_by
        if successor is None:
            return ()
        matter = lapsed.hit.chunk.passage.text[:_QUERY]
        found = self._retriever.search(
            matter, question.principal, question.as_of, k=1, document_ids=frozenset({successor})
        )
        evidence = [weigh(hit, question.words) for hit in found.hits]
        # The notice that ends a clause may say no more than that it ends.
        least = self._least if ended is not None else 0.0
        return self._read(question.standalone, evidence, (), least).answering

    def _queries(self, question: Question, whole: Look) -> Iterator[tuple[str, ...]]:
        """The forms in which each ask is read, the first of which is searched for; none where the question is a single ask and nothing else."""
        asks = question.asks
        if not asks.several or (whole.query != question.standalone and not question.before):
            return
        told = question.before or (asks.background if len(asks.background) <= _SHORT_BACKGROUND else "")
        first = f"{told} {asks.single[0]}".strip()
        yield (first,)
        for ask in asks.single[1:]:
            leaning = f"{question.before or first} {ask}"
            alone = not question.before and self._kinds.leans(ask, [first]) < _STANDS
            yield (ask, leaning) if alone else (leaning, ask)

    def _ask(
        self,
        queries: Sequence[str],
        question: Question,
        document_ids: frozenset[str] | None,
        whole: Look,
        least: float,
    ) -> Look:
        """An ask, looked for by itself and among what the whole question found: the better evidence counts. What answers it by itself goes before
        what answers it behind another ask, for that may answer the other one."""
        own = self._look(queries[0], question, document_ids, least)
        looks = [own]
        for query in sorted(queries, key=len):
            findings = self._read(query, whole.current, whole.lapsed, least)
            looks.append(replace(whole, query=query, findings=findings))
        shortest = min(queries, key=len)
        alone = [look for look in looks if look.query == shortest and look.findings.answering]
        return max(alone or looks, key=_evidence)

    def _look(self, query: str, question: Question, document_ids: frozenset[str] | None, least: float) -> Look:
        current, lapsed = self._search(query, question, document_ids, question.as_of)
        labels = references_in(query)
        addressed = [item for item in current[:FIRST] if item.hit.chunk.passage.clause in labels]
        findings = self._read(query, addressed or current, lapsed, 0.0 if addressed else least)
        return Look(query, tuple(current), tuple(lapsed), findings)

    def _read(self, query: str, current: Sequence[Evidence], lapsed: Sequence[Evidence], least: float) -> Findings:
        """What the reader makes of passages. One that is not in force and answers best does not hide those in force that answer too."""
        with stage("read", passages=len(current) + len(lapsed)):
            findings = read(self._reader, self._retriever.sentences, query, current, lapsed, least)
        if findings.lapsed is None or findings.answering:
            return findings
        gone = findings.lapsed.hit.chunk
        same = [item for item in current if of_one_matter(item.hit.chunk, gone)]
        alone = read(self._reader, self._retriever.sentences, query, same, (), least)
        return replace(alone, lapsed=findings.lapsed) if alone.answering else findings

    def _search(
        self, query: str, question: Question, document_ids: frozenset[str] | None, day: date
    ) -> tuple[list[Evidence], list[Evidence]]:
        terms = with_chinese_words(query) if question.english else query
        kinds = _TEXT_KINDS if question.kind.surely(QuestionKind.TEXT, _SURELY_TEXT) else None
        with stage("search"):
            found = self._retriever.search(
                terms, question.principal, day, k=SEARCHED, document_kinds=kinds, document_ids=document_ids
            )
            exact = self._retriever.search(
                terms, question.principal, day, k=FIRST, document_kinds=kinds, document_ids=document_ids, mode="keyword"
            )
        current = joined(found.hits, exact.hits)
        lapsed = [hit for hit in joined(found.lapsed, exact.lapsed) if not _came_later(hit, day, question.now)]
        words = question.words
        own = own_places([*current, *lapsed], words)
        sites = sites_named(
            query, (f"{hit.chunk.document.title} {hit.chunk.passage.heading} {hit.text}" for hit in current)
        )
        return [weigh(hit, words, own, sites) for hit in current], [weigh(hit, words, own, sites) for hit in lapsed]


def _came_later(hit: Hit, day: date, now: date) -> bool:
    """Whether a document began after the day asked about, a day in the past: it says nothing of what held then."""
    return day < access.period_of(hit.chunk.document)[0] <= now


def searched(look: Look, words: str = "") -> Step:
    """The step that a look was, told by what was searched for where that is not what was asked."""
    return Step("search_passages", words or look.query, len(look.current), round(look.findings.held, 3))


def _evidence(look: Look) -> tuple[bool, float]:
    return bool(look.findings.answering), look.findings.held
