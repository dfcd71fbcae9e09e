"""What a document itself says of the words that decide a case: whether 以上 holds the number itself, what it calls a 总部企业."""

import re
from collections.abc import Iterator, Sequence

from assistant.answering.evidence import Evidence
from assistant.answering.extractive import Quoting, quote_sentences
from assistant.policies.quantities import QuantityKind, quantities_in
from assistant.records import Chunk
from assistant.text.sentences import sentences_of

_BOUND = re.compile(r"以上|以下|以内|超过|不足|达到|突破|不低于|不少于")
_HOLDS_NUMBER = re.compile(r"(?:含|包括|包含)本数")
_MEASURES = frozenset(
    {QuantityKind.MONEY, QuantityKind.AREA, QuantityKind.COUNT, QuantityKind.PERIOD, QuantityKind.RATE}
)
_ON_THE_BOUND = re.compile(r"刚好|正好|恰好|整好|整，|整的|不多不少|一分不[多少]|等于|\bexactly\b", re.IGNORECASE)


def bound_definitions(question: str, chosen: Sequence[Evidence], quoting: Quoting) -> Iterator[str]:
    """Where the asker's figure may lie on a clause's bound, the sentence of the document that says whether the number itself counts."""
    if not _ON_THE_BOUND.search(question) or not any(one.kind in _MEASURES for one in quantities_in(question)):
        return
    quoted = {item.hit.chunk.id for item in chosen}
    for item in chosen[:1]:
        if not _BOUND.search(item.hit.text):
            continue
        for chunk in quoting.neighbours.of_document(item.hit.chunk.document.id):
            said = _sentences(chunk)
            if said and chunk.id not in quoted:
                yield from quote_sentences(chunk, said[:1], quoting)
                return


def _sentences(chunk: Chunk) -> list[str]:
    return [sentence for sentence in sentences_of(chunk.passage.text) if _HOLDS_NUMBER.search(sentence)]
