"""Whether benefits can be had together: told by the clause that says so, which stands apart from those that grant them."""

import re
from collections.abc import Iterator, Sequence

from assistant.answering.conversation.words import WORDS
from assistant.answering.evidence import Evidence
from assistant.answering.extractive import Quoting
from assistant.answering.framing import introduction
from assistant.answering.neighbours import Neighbours
from assistant.records import Chunk, ChunkKind, DocumentInfo, DocumentKind
from assistant.text.sentences import sentences_of

_ASKS = re.compile(
    r"(?:一起|一块儿?|同时|重复|叠加)[^，。？?]{0,4}(?:拿|领|享受|申请|申报|报|要|得|用)|(?:能|可以?)[^，。？?]{0,3}(?:叠加|兼得)|叠加(?:吗|使用|享受)"
    r"|\b(?:combined?|stack(?:ed)?|cumulat\w+|both grants|at the same time|on top of (?:each other|that|this))\b",
    re.IGNORECASE,
)
_TELLS = WORDS.pattern("together")
_MOST = 4


def asks_together(question: str) -> bool:
    """Whether a question asks if one can have several benefits at once."""
    return _ASKS.search(question) is not None


def clauses_on_together(
    chosen: Sequence[Evidence], cited: Sequence[str], neighbours: Neighbours
) -> list[tuple[Chunk, str]]:
    """What the policies say of it that the last answer cited and that answer now, each with the passage that it stands in; nothing where what
    was chosen tells it."""
    if any(_TELLS.search(sentence) for item in chosen[:1] for sentence in (item.hit.text, *item.telling)):
        return []
    ids = dict.fromkeys((*cited, *(item.hit.chunk.document.id for item in chosen[:1])))
    passages = (chunk for document_id in ids for chunk in neighbours.of_document(document_id))
    return [
        (chunk, sentence)
        for chunk in passages
        if chunk.document.kind is DocumentKind.POLICY and chunk.passage.kind is not ChunkKind.ROW
        for sentence in sentences_of(chunk.passage.text)
        if _TELLS.search(sentence)
    ][:_MOST]


def together_lines(told: Sequence[tuple[Chunk, str]], quoting: Quoting) -> Iterator[str]:
    """The sentences, each below where it stands."""
    earlier: DocumentInfo | None = None
    for chunk, sentence in told:
        yield introduction(chunk, quoting.as_of, quoting.english, earlier=earlier, now=quoting.now)
        yield f"「{sentence.strip()}」[{quoting.citations.cite(chunk, sentence)}]"
        earlier = chunk.document
