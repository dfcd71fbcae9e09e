"""Answers to questions that name clauses: quoted from their address, without ranking."""

import re
from collections.abc import Iterator, Sequence

from assistant.answering.asking.question import Question
from assistant.answering.extractive import Quoting, quote_clause
from assistant.answers import Step
from assistant.policies.address import ClauseAddress
from assistant.policies.clause_messages import document_name, edition_line, missing_lines, said_of
from assistant.policies.clauses import ClauseFinder, ClauseLookup, Outcome
from assistant.records import Chunk, DocumentInfo

_MOST_ADDRESSES = 20
"""Addresses quoted in one answer; a longer range is for the reader of the document."""
_TITLE = re.compile(r"《([^》]{2,80})》")


def documents_named(finder: ClauseFinder, question: Question) -> tuple[str, ...]:
    """Ids of the documents whose title the question gives in 《》, or which it names by their year: 2022年的工业意见."""
    titles = _TITLE.findall(question.standalone)
    if not titles:
        return finder.of_a_year(question.standalone, question.principal, question.now)
    if len(titles) != 1:
        return ()
    return finder.documents_named(titles[0], question.principal, question.as_of)


def looked_up(finder: ClauseFinder, addresses: Sequence[ClauseAddress], question: Question) -> list[ClauseLookup]:
    """What stands at the first of the addresses, as many as one answer quotes."""
    return [finder.look_up(address, question.principal, question.as_of) for address in addresses[:_MOST_ADDRESSES]]


def quote_addresses(lookups: Sequence[ClauseLookup], quoting: Quoting, contact: str) -> Iterator[str]:
    """The clauses in the order asked for, then what was not found and what there is instead; whom to ask where nothing was."""
    earlier: DocumentInfo | None = None
    for lookup in lookups:
        if lookup.chunks:
            yield from quote_clause(lookup, quoting, earlier)
            yield from _part_missing(lookup, quoting)
            earlier = lookup.document
    yield from missing_lines([lookup for lookup in lookups if not lookup.chunks], quoting.as_of, quoting.english)
    if earlier is None and contact:
        yield f"For more, please contact {contact}." if quoting.english else f"需要进一步了解，请联系{contact}。"


def notices_of(lookups: Sequence[ClauseLookup], named: int, quoting: Quoting) -> list[str]:
    """Which edition was used where several are held, and that not all of the ``named`` addresses are quoted."""
    notices = [edition_line(lookup, quoting.as_of, quoting.english) for lookup in lookups]
    if named > len(lookups):
        notices.append(
            f"Of {named} articles named, the first {len(lookups)} are quoted."
            if quoting.english
            else f"一次最多列出{len(lookups)}条，其余{named - len(lookups)}条请接着问。"
        )
    return notices


def chunks_of(lookups: Sequence[ClauseLookup]) -> tuple[Chunk, ...]:
    """The passages quoted, each once."""
    return tuple({chunk.id: chunk for lookup in lookups for chunk in lookup.chunks}.values())


def _part_missing(lookup: ClauseLookup, quoting: Quoting) -> Iterator[str]:
    """Said below an article that was quoted whole because it lacks the part asked for."""
    if lookup.outcome is not Outcome.NO_PART or lookup.extent is None:
        return
    count, unit = lookup.extent.count, lookup.extent.unit
    mark = f"[{quoting.citations.cite(lookup.chunks[0], lookup.chunks[0].passage.text)}]"
    if quoting.english:
        counted = {"款": "paragraph(s)", "项": "item(s)", "目": "sub-item(s)"}[unit]
        yield f"It has {count} {counted} there and not the one asked for; the article is quoted whole. {mark}"
    else:
        yield f"{said_of(lookup.extent)}，没有所问的{lookup.address.part}，以上为全条。{mark}"


def step_of(lookup: ClauseLookup) -> Step:
    """What was looked up: ``《办法》第八条``."""
    article = lookup.address.article
    label = article.label if article is not None else ""
    return Step("read_clause", f"{document_name(lookup)}{label}", len(chunks_of([lookup])))
