"""The clauses that bear on a demand: those that the letter names, those that its matter falls under, and those that a search by the matter's words
finds; on the day of the facts and today.

Only public documents are searched, whoever drafts: what an official letter quotes leaves the house.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from assistant import access
from assistant.answering.checking.grounding import supporting_quote
from assistant.answering.evidence import evidence_of, read_words, weigh
from assistant.complaints.intake.matters import Basis, Matter
from assistant.complaints.letters.reply_records import BearingClause
from assistant.policies.address import ClauseAddress
from assistant.policies.article_parts import paragraphs_of
from assistant.policies.clauses import ClauseFinder, text_of
from assistant.policies.document_names import Fit
from assistant.records import Chunk, ChunkKind, DocumentKind, Hit, Principal
from assistant.replying.matching import MatterFinder
from assistant.replying.words import WORDS
from assistant.retrieval.retriever import Retriever
from assistant.text.labels import ARTICLE_LABEL, parse_article_label

_OUTSIDE = Principal()
_FOUND = 12
_LEAST, _LEAST_ENGLISH = 0.885, 0.805
"""Least evidence (``answering/evidence.py``) of a clause that is proposed: lower than for an answer, as staff read it first, and as a letter's
many words hold less of a clause each."""
_NEAR = 0.04
_PROCEDURES = (
    (WORDS.pattern("about_progress"), "受理后多少个工作日内完成审核、公示并拨付"),
    (WORDS.pattern("about_papers"), "申请人应当提交下列材料"),
    (WORDS.pattern("about_who"), "申报时间、受理部门和申报程序"),
)
"""What a demand about the procedure is answered by, in the words of such clauses."""
_BEST = 2
_MEASURES = ("办法", "措施", "政策", "细则", "意见", "方案")
"""How the titles of a bureau's own measures end, unlike those of laws."""
_FOREIGN = ("外商", "外资")
"""What the title of a rule says that holds for foreign-invested enterprises alone: to others it is proposed, but quoted beside no other rule."""
_FOUND_FIRST = (0.5, 0.2)
"""What counts as the nearness of the clauses that a search finds, the best first."""
_NAMED = 2
_OF_BASIS = 3
_MOST = 5
_FIRST_OF_BASIS = 0.2
_CUE_ASKED, _CUE_TOLD, _CUE_BEARS = 0.3, 0.05, 0.28
"""What the words count by which the catalogue knows an article, in the demand and in the rest of the letter: what is told brings it in, but
not before what is asked."""
_FITS, _LEAST_FIT = 2.0, 0.1
"""What it counts that an article answers such demands, and the least nearness that it then has."""
_LEAST_LIKE = 0.16
"""Least likeness to a demand of a clause found by search that is quoted."""
_LEAST_SAID = 0.12
_LONGEST_QUOTE = 260
_ITEM = re.compile(r"[（(][一二三四五六七八九十]+[)）]")
_MOST_TOLD, _SHORTEST_TOLD = 12, 6
_POLITE = WORDS.pattern("polite")


class BearingClauses:
    """Finds them. Threads may share it."""

    def __init__(self, retriever: Retriever, finder: ClauseFinder, matters: MatterFinder) -> None:
        self._retriever = retriever
        self._finder = finder
        self._matters = matters

    def of(
        self,
        demand: str,
        about: str,
        matter: Matter,
        day: date,
        then: date | None,
        *,
        foreign: bool = False,
        side: str = "",
        others: str = "",
        first: bool = True,
        act: str = "",
    ) -> tuple[BearingClause, ...]:
        """The clauses for one demand, the surest first. ``about`` is the rest of the letter that tells what the demand is about, ``side``
        whose duties are looked for where an article lays down several bodies' (机关、事业单位), ``others`` are the other demands; what is told
        bears on the ``first`` of them; ``act`` is what the demand wants done: what answers other acts bears by nothing.

        What the library holds of the district comes before the national basis where the matter says so.
        """
        named = list(self._named(demand, about, day, then))[:_NAMED]
        basis = self._of_basis(
            demand, about, matter, day, then, foreign=foreign, side=side, others=others, first=first, act=act
        )
        searched: list[BearingClause] = []
        # no other measure of the district stands in for one that is not held
        if self._rests_on_another(f"{demand} {about}", day):
            matter = matter.model_copy(update={"local": False})
        if matter.local or len(named) + len(basis) < _BEST:
            found = self._searched(demand, about if matter.local else "", matter.search, day, then)
            searched = [self._weighed(one, demand, foreign=foreign) for one in found]
        asked = [one for one in basis if one.nearness >= _CUE_ASKED]
        ordered = [*named, *asked, *searched, *basis] if matter.local else [*named, *basis, *searched]
        ordered.sort(key=lambda one: one.nearness <= 0.0)
        clauses: dict[str, BearingClause] = {}
        for clause in ordered:
            clauses.setdefault(clause.label + clause.source_id, clause)
        return tuple(clauses.values())[:_MOST]

    def _weighed(self, clause: BearingClause, demand: str, *, foreign: bool) -> BearingClause:
        """A clause that was found by search, near by nothing where it is unlike what is asked, or holds for others."""
        like = float(self._matters.likeness([demand], [clause.quote])[0, 0])
        others = not foreign and any(word in clause.label for word in _FOREIGN)
        return replace(clause, nearness=0.0) if others or like < _LEAST_LIKE else clause

    def _of_basis(
        self,
        demand: str,
        about: str,
        matter: Matter,
        day: date,
        then: date | None,
        *,
        foreign: bool,
        side: str,
        others: str,
        first: bool,
        act: str,
    ) -> list[BearingClause]:
        """The held articles of the matter's basis whose point is nearest to the demand; the catalogue's first one has a start over the others,
        and so has one of whose cues the demand, or what is told and no other demand, holds.

        An article that no longer says what the catalogue takes it to say (another edition counts otherwise) is left out.
        """
        letter = f"{demand} {about} {others}"
        applying = [
            one for one in matter.basis if (foreign or not one.only) and (not one.cues or _holds(letter, one.cues))
        ]
        if not applying:
            return []
        told = [part for part in re.split(r"[。！？!?；;\n]", about) if first and len(part) >= _SHORTEST_TOLD]
        asked = [demand, *told][:_MOST_TOLD]
        near = self._matters.likeness(asked, [one.point or one.law for one in applying])
        scores = near.max(axis=0) + 0.5 * near[0]
        scores[0] += _FIRST_OF_BASIS
        cued = np.array([_cued(one, demand, about if first else "", others) for one in applying])
        fits = np.array([not act or not one.asks or act in one.asks for one in applying])
        scores += cued + _FITS * fits
        found: list[BearingClause] = []
        for at in np.argsort(-scores):
            clause = self._held(applying[int(at)], f"{side} {demand}".strip(), day, then)
            if clause is not None:
                nearness = float(near[0, int(at)]) + {_CUE_ASKED: _CUE_ASKED, _CUE_TOLD: _CUE_BEARS}.get(
                    cued[int(at)], 0.0
                )
                found.append(replace(clause, nearness=round(max(nearness, _LEAST_FIT), 2) if fits[int(at)] else 0.0))
            if len(found) == _OF_BASIS:
                break
        return found

    def _held(self, basis: Basis, demand: str, day: date, then: date | None) -> BearingClause | None:
        address = ClauseAddress(basis.law, parse_article_label(basis.clause), quoted=True)
        for on in dict.fromkeys([day, *([then] if then else [])]):
            lookup = self._finder.look_up(address, _OUTSIDE, on, Fit.TITLE)
            if lookup.found and _says(basis.point, lookup.text) and access.chunk_in_force(lookup.chunks[0], on):
                return _bearing(lookup.chunks[0], lookup.text, f"{basis.point} {demand}", day, then)
        return None

    def _named(self, demand: str, about: str, day: date, then: date | None) -> Iterable[BearingClause]:
        """Clauses that the demand names by their address, else those that the letter names."""
        addresses = self._addresses(demand) or self._addresses(about)
        for address in addresses:
            for on in dict.fromkeys([day, *([then] if then else [])]):
                lookup = self._finder.look_up(address, _OUTSIDE, on)
                if lookup.found:
                    text = text_of(lookup.chunks) if lookup.address.part else lookup.text
                    yield _bearing(lookup.chunks[0], lookup.text or text, demand, day, then)

    def _rests_on_another(self, letter: str, day: date) -> bool:
        """Whether the letter names a clause of a measure that the library does not hold."""
        return any(
            self._finder.look_up(one, _OUTSIDE, day).unknown_document
            for one in self._addresses(letter)
            if re.sub(r"[（(][^）)]*[）)]$", "", one.document).endswith(_MEASURES)
        )

    def _addresses(self, text: str) -> Sequence[ClauseAddress]:
        return [one for one in self._finder.read(text, _OUTSIDE) if one.document and one.article is not None]

    def _searched(self, demand: str, about: str, words: str, day: date, then: date | None) -> Iterable[BearingClause]:
        """By the demand and the rest of the letter where these name a policy of the district, else by the matter's words and the demand."""
        query = f"{_POLITE.sub('', demand)} {about or words}".strip()
        best = self._best(query, day)
        near: Sequence[float] = _FOUND_FIRST
        if best and (procedure := self._procedure(demand, best[0], day)):
            best = [procedure, *best[:1]]
            near = (_FOUND_FIRST[0],) * _BEST
        for hit, nearness in zip(best, near, strict=False):
            yield replace(_bearing(hit.chunk, hit.text, demand, day, then), nearness=nearness)
        if then is not None:
            lapsed = [hit for hit in self._best(query, then) if not access.chunk_in_force(hit.chunk, day)]
            for hit in lapsed[:1]:
                yield _bearing(hit.chunk, hit.text, demand, day, then)

    def _procedure(self, demand: str, about: Hit, day: date) -> Hit | None:
        """The clause on deadlines, materials or the way of applying in the document that the matter falls under."""
        wanted = next((words for asks, words in _PROCEDURES if asks.search(demand)), "")
        if not wanted:
            return None
        document = frozenset({about.chunk.document.id})
        hits = self._retriever.search(
            wanted, _OUTSIDE, day, k=1, chunk_kinds=frozenset({ChunkKind.CLAUSE}), document_ids=document
        ).hits
        return hits[0] if hits else None

    def _best(self, query: str, day: date) -> list[Hit]:
        """Hits in force on the day whose evidence is enough for a proposal to staff, the best first."""
        result = self._retriever.search(
            query,
            _OUTSIDE,
            day,
            k=_FOUND,
            chunk_kinds=frozenset({ChunkKind.CLAUSE}),
            document_kinds=frozenset({DocumentKind.POLICY}),
        )
        words = read_words(query, _OUTSIDE, self._retriever)
        weighed = [weigh(hit, words) for hit in result.hits]
        least = _LEAST_ENGLISH if words.english else _LEAST
        strengths = [(evidence_of(item, weighed), item.hit) for item in weighed if item.right_place]
        best = max((strength for strength, _ in strengths), default=0.0)
        enough = [(strength, hit) for strength, hit in strengths if strength >= max(least, best - _NEAR)]
        return [hit for _, hit in sorted(enough, key=lambda pair: -pair[0])[:_BEST]]


def _holds(text: str, words: Sequence[str]) -> bool:
    lower = text.lower()
    return any(word in lower for word in words)


def _cued(basis: Basis, demand: str, about: str, others: str) -> float:
    """What an article's cues count: most in the demand itself; what is told counts for a demand where no other one holds it, and what another
    demand holds is that one's, and one with cues bears on a later demand only where that holds one (``about`` is "" there)."""
    if _holds(demand, basis.cues):
        return _CUE_ASKED
    if _holds(others, basis.cues) or (basis.cues and not about):
        return -_CUE_ASKED
    return _CUE_TOLD if _holds(about, basis.cues) else 0.0


def _says(point: str, text: str) -> bool:
    """Whether an article still holds what the catalogue says of it: a share of its pairs of characters."""
    pairs = {point[at : at + 2] for at in range(len(point) - 1)}
    return not pairs or sum(pair in text for pair in pairs) >= _LEAST_SAID * len(pairs)


def _bearing(chunk: Chunk, text: str, demand: str, day: date, then: date | None) -> BearingClause:
    return BearingClause(
        chunk_id=chunk.id,
        source_id=chunk.document.id,
        label=f"{chunk.citation}",
        quote=quote_for(demand, text),
        status_today=str(access.chunk_status_on(chunk, day)),
        status_then=str(access.chunk_status_on(chunk, then)) if then else None,
        then=then,
    )


def quote_for(demand: str, text: str) -> str:
    """What to quote of a clause, verbatim but for line breaks: all of a short one, else the paragraph that bears on the demand, or only the sentence where that is long."""
    label = ARTICLE_LABEL.match(text)
    body = text[label.end() :].strip() if label else text.strip()
    if len(body) <= _LONGEST_QUOTE and "|" not in body:
        return "".join(line.strip() for line in body.splitlines())
    sentence = supporting_quote(demand, body)
    lead = next((line.strip() for line in body.splitlines() if line.strip().endswith(("：", ":"))), "")
    if lead and (sentence == lead or _ITEM.match(sentence)):
        return _with_items(lead, body)
    paragraph = next((one for one in paragraphs_of(body) if sentence in one), sentence)
    return paragraph if len(paragraph) <= _LONGEST_QUOTE and "\n" not in paragraph else sentence


def _with_items(lead: str, body: str) -> str:
    """What introduces items, with as many of them as a quotation holds."""
    quote = lead
    for line in body[body.find(lead) + len(lead) :].splitlines():
        if len(quote) + len(line.strip()) > _LONGEST_QUOTE:
            break
        quote += line.strip()
    return quote
