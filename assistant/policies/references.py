"""References inside a clause's text (本办法第十条, 第十条第二款, 《公司法》第三条, 前款), resolved to what stands there."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from assistant.policies.address import AddressSpan, ClauseAddress, read_spans
from assistant.policies.article_parts import paragraphs_of
from assistant.policies.clauses import ClauseFinder, ClauseLookup
from assistant.records import Chunk, ChunkKind, DocumentInfo, DocumentKind, Principal
from assistant.text.labels import ARTICLE_LABEL, ArticleNumber, parse_article_label

_BEFORE = re.compile(r"前(?P<unit>条|款)(?!件)(?P<label>第)?")
_NAMED_BACK = re.compile(r"(?P<word>本条|前条|前款)的?$")


@dataclass(frozen=True, slots=True)
class ClauseReference:
    """A reference from ``start`` to ``end`` of a text, and what stands at each address it names (several for a range)."""

    start: int
    end: int
    targets: tuple[ClauseLookup, ...]


def references_in(
    text: str, label: str | None, source: DocumentInfo, finder: ClauseFinder, principal: Principal, as_of: date
) -> tuple[ClauseReference, ...]:
    """The references in the text of one clause of ``source``, in order; ``label`` is the clause's own (``第八条``)."""
    known = finder.known_names(principal)
    return tuple(
        ClauseReference(
            span.start,
            span.end,
            tuple(finder.look_from(source, address, principal, as_of) for address in span.addresses),
        )
        for span in reference_spans(text, label, known.at_end)
    )


def references_of(
    chunk: Chunk, text: str, finder: ClauseFinder, principal: Principal, as_of: date
) -> tuple[ClauseReference, ...]:
    """The references in a passage's text as the original has it; none in tables, which no law words as references."""
    if chunk.document.kind is not DocumentKind.POLICY or chunk.passage.kind is ChunkKind.ROW:
        return ()
    return references_in(text, chunk.passage.clause, chunk.document, finder, principal, as_of)


def reference_spans(text: str, label: str | None, known: Callable[[str], str]) -> tuple[AddressSpan, ...]:
    """Where a clause's text refers to clauses, and to which; addresses without a document are its own document's."""
    heading = ARTICLE_LABEL.match(text)
    start = heading.end() if heading is not None and heading.start() == 0 else 0
    own = ClauseAddress("", parse_article_label(label) if label and ARTICLE_LABEL.fullmatch(label) else None)
    spans = [
        _named_back(text, AddressSpan(span.start + start, span.end + start, span.addresses), own)
        for span in read_spans(text[start:], known, within=own)
    ]
    alone = [_alone(text, match, own) for match in _BEFORE.finditer(text) if match["label"] is None]
    spans += [span for span in alone if span is not None]
    complete = (span for span in spans if all(address.article is not None for address in span.addresses))
    return tuple(sorted(complete, key=lambda span: span.start))


def _named_back(text: str, span: AddressSpan, own: ClauseAddress) -> AddressSpan:
    """本条第二款, 前条第一款, 前款第二项: the words before the label say where it belongs."""
    before = _NAMED_BACK.search(text[: span.start])
    if before is None:
        return span
    place = own if before["word"] == "本条" else _place_before(text, span.start, own, before["word"][1])
    addresses = tuple(
        replace(address, article=place.article, paragraph=address.paragraph or place.paragraph)
        for address in span.addresses
    )
    return AddressSpan(before.start(), span.end, addresses)


def _alone(text: str, match: re.Match[str], own: ClauseAddress) -> AddressSpan | None:
    """前款 or 前条 without a label behind it."""
    place = _place_before(text, match.start(), own, match["unit"])
    return AddressSpan(match.start(), match.end(), (place,)) if place.article is not None else None


def _place_before(text: str, position: int, own: ClauseAddress, unit: str) -> ClauseAddress:
    """The article, or the paragraph of this one, before a position; the whole article where the paragraph cannot be told."""
    if own.article is None:
        return own
    if unit == "条":
        number = (
            ArticleNumber(own.article.article - 1) if not own.article.inserted and own.article.article > 1 else None
        )
        return replace(own, article=number)
    begins_here = ARTICLE_LABEL.match(text) is not None  # else this is the later part of a long article
    earlier = len(paragraphs_of(text[:position])) - 1
    return replace(own, paragraph=earlier) if begins_here and earlier >= 1 else own
