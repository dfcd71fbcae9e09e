"""Answers that quote: what 慧招 says without a language model, and whenever one fails."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.access import status_on
from assistant.answering0.citing import CitationList
from assistant.answering0.evidence import Evidence, EvidenceGatherer, EvidenceSet
from assistant.answering0.sentences import sentences_of
from assistant.policies.citations import chinese_date, status_note
from assistant.policies.clauses import ClauseAddress, paragraphs_of, part_of
from assistant.policies.numerals import int_to_chinese
from assistant.records import Chunk, ChunkKind, Citation, DocumentKind, Status

_MOST_CLAUSES = 3
_MOST_SENTENCES = 4
_LONG_CLAUSE = 420
_CLOSE_COVERAGE = 0.85
_CLOSE_SIMILARITY = 0.012


@dataclass(frozen=True, slots=True)
class Statement:
    """One piece of an answer with the citations that its marks refer to."""

    text: str
    citations: tuple[Citation, ...]


class ExtractiveWriter:
    """Chooses what to quote, and quotes it verbatim."""

    def __init__(self, gatherer: EvidenceGatherer) -> None:
        self._gatherer = gatherer

    def write(
        self, evidence: EvidenceSet, usable: Sequence[Evidence], citations: CitationList, as_of: date
    ) -> Iterator[Statement]:
        """Clauses whole (or their telling paragraphs), rows as they stand, of reports the sentences that answer."""
        chosen = _chosen(usable)
        lead = chosen[0].hit.chunk
        if lead.document.kind is DocumentKind.POLICY or lead.passage.kind is ChunkKind.CLAUSE:
            for item in chosen:
                yield self._clause(item, evidence, citations, as_of)
        elif lead.passage.kind is ChunkKind.ROW:
            for item in chosen:
                yield _row(item.hit.chunk, evidence.english, citations)
        else:
            yield from self._sentences(chosen, evidence, citations)

    def write_address(
        self, address: ClauseAddress, chunks: Sequence[Chunk], english: bool, citations: CitationList, as_of: date
    ) -> Iterator[Statement]:
        """The clause at an address; when a paragraph or item is asked for that it does not have, the whole with a word on that."""
        clause = "\n".join(chunk.passage.text for chunk in chunks)
        part = part_of(clause, address)
        quote = part if part is not None else clause
        names = ""
        if part is not None and address.paragraph is not None:
            names += f"第{int_to_chinese(address.paragraph)}款"
        if part is not None and address.item is not None:
            names += f"第（{int_to_chinese(address.item)}）项"
        citation = citations.cite(chunks[0], chunks[0].passage.text if quote is clause else _verbatim(quote, chunks))
        intro = _introduction(chunks[0], english, as_of, names)
        yield Statement(f"{intro}\n{quote} [{citation.number}]", (citation,))
        if part is None:
            count = len(paragraphs_of(clause))
            note = f"（该条共{int_to_chinese(count)}款，没有所问的款、项，以上为全条）[{citation.number}]"
            yield Statement(note, (citation,))

    def _clause(self, item: Evidence, evidence: EvidenceSet, citations: CitationList, as_of: date) -> Statement:
        text = item.hit.text
        quote = text if len(text) <= _LONG_CLAUSE else self._telling_paragraphs(text, evidence)
        citation = citations.cite(item.hit.chunk, _verbatim(quote, [item.hit.chunk]))
        intro = _introduction(item.hit.chunk, evidence.english, as_of)
        return Statement(f"{intro}\n{quote} [{citation.number}]", (citation,))

    def _telling_paragraphs(self, clause: str, evidence: EvidenceSet) -> str:
        """A long clause's first paragraph, which names its condition, and the paragraphs that cover the question best."""
        paragraphs = paragraphs_of(clause)
        if len(paragraphs) < 2:
            return clause
        scored = [self._gatherer.coverage_of(paragraph, evidence.weights) for paragraph in paragraphs]
        best = max(scored)
        kept = [
            paragraph
            for index, (paragraph, score) in enumerate(zip(paragraphs, scored, strict=True))
            if index == 0 or score >= best * _CLOSE_COVERAGE
        ]
        return "\n".join(kept)

    def _sentences(
        self, chosen: Sequence[Evidence], evidence: EvidenceSet, citations: CitationList
    ) -> Iterator[Statement]:
        """The sentences that cover the question best, each where it stands, in the order of the passages."""
        scored: list[tuple[float, int, int, str, Evidence]] = []
        for rank, item in enumerate(chosen):
            for position, sentence in enumerate(sentences_of(item.hit.chunk.passage.text)):
                coverage = self._gatherer.coverage_of(sentence, evidence.weights)
                scored.append((coverage, rank, position, sentence, item))
        best = max((score for score, *_ in scored), default=0.0)
        good = [entry for entry in scored if entry[0] > 0 and entry[0] >= best * 0.6] or scored[:1]
        good = sorted(sorted(good, key=lambda entry: (-entry[0], entry[1]))[:_MOST_SENTENCES], key=lambda e: e[1:3])
        seen: set[str] = set()
        for number, (_, _, _, sentence, item) in enumerate(good):
            if sentence in seen:
                continue
            seen.add(sentence)
            chunk = item.hit.chunk
            citation = citations.cite(chunk, sentence)
            lead = ""
            if number == 0:
                lead = f"According to {chunk.citation}: " if evidence.english else f"据{chunk.citation}：\n"
            yield Statement(f"{lead}{sentence} [{citation.number}]", (citation,))


def _chosen(usable: Sequence[Evidence]) -> list[Evidence]:
    """The best passage and those nearly as good: by coverage first, by rank among equals."""
    best = max(usable, key=lambda item: item.coverage)
    # The first of the ranking wins over a slightly better covering one further down.
    if usable[0].coverage >= best.coverage * _CLOSE_COVERAGE:
        best = usable[0]
    kind = best.hit.chunk.passage.kind
    others = [
        item
        for item in usable
        if item is not best
        and item.hit.chunk.passage.kind is kind
        and item.coverage >= best.coverage * _CLOSE_COVERAGE
        and _near(item, best)
    ]
    return [best, *others][:_MOST_CLAUSES]


def _near(item: Evidence, best: Evidence) -> bool:
    if item.hit.similarity is None or best.hit.similarity is None:
        return item.hit.similarity == best.hit.similarity
    return item.hit.similarity >= best.hit.similarity - _CLOSE_SIMILARITY


def _introduction(chunk: Chunk, english: bool, as_of: date, part: str = "") -> str:
    """Which clause is quoted, and its standing on the day."""
    document = chunk.document
    note = status_note(document, as_of, english)
    if english:
        since = f"in force since {document.valid_from}" if document.valid_from else ""
        standing = note or since
        return f"According to {chunk.citation}{part}{f' ({standing})' if standing else ''}, quoted in the original:"
    in_force = status_on(document, as_of) is Status.IN_FORCE and document.valid_from is not None
    since = f"现行有效，{chinese_date(document.valid_from)}起施行" if in_force and document.valid_from else ""
    standing = note or since
    return f"{chunk.citation}{part}{f'（{standing}）' if standing else ''}："


def _row(chunk: Chunk, english: bool, citations: CitationList) -> Statement:
    citation = citations.cite(chunk, chunk.passage.text)
    lead = f"According to {chunk.citation}:" if english else f"据{chunk.citation}："
    return Statement(f"{lead}\n{chunk.passage.text} [{citation.number}]", (citation,))


def _verbatim(quote: str, chunks: Sequence[Chunk]) -> str:
    """The part of a quotation that stands in the cited chunk without a gap, for marking it there."""
    for chunk in chunks:
        if quote in chunk.passage.text:
            return quote
    lines = quote.splitlines()
    held = [line for line in lines if any(line in chunk.passage.text for chunk in chunks)]
    return max(held, key=len, default=chunks[0].passage.text)
