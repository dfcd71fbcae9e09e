"""Questions about a document itself: whether it holds, from when, until when, and what took its place."""

import re
from collections.abc import Iterator, Sequence

from assistant.answering.asking.language import folded
from assistant.answering.evidence import QuestionWords
from assistant.answering.extractive import Quoting, quote_sentences, without_label
from assistant.answering.framing import standing_of
from assistant.records import Chunk, DocumentInfo, DocumentKind, Hit, Principal
from assistant.retrieval.retriever import Retriever

_ASKS = re.compile(
    r"(?:是否|仍然?|现在|目前|还|没有|有没有)*(?:有效|能用|管用|作数|执行)(?:吗|么|不|没有)|是否(?:还|仍)?(?:有效|施行|执行)"
    r"|(?:从)?(?:什么时候|何时|哪一?天|几时)(?:开始|正式|起)*(?:实施|施行|生效|执行|到期|失效|废止|截止)"
    r"|(?:实施|施行|生效|失效|到期|废止)(?:的)?(?:日期|时间)(?:是(?:哪一?天|什么时候|多少))?"
    r"|有效期(?:限)?(?:到|至|是|有|为)*(?:什么时候|哪一?天|多久|多长(?:时间)?|几年|何时)"
    r"|(?:已经?|被)?(?:废止|失效|过期|到期|生效|施行|实施)了?(?:吗|没有?)|被(?:什么|哪[个份一])[^，。？]{0,8}(?:废止|代替|取代)"
    r"|\bstill (?:valid|in force|apply)|\bin force\b|\b(?:take|come into) (?:effect|force)|\bexpires?\b",
    re.IGNORECASE,
)
_STATES_VALIDITY = re.compile(r"[^。；\n]*(?:施行|实施|执行|生效|试行|有效期|废止|停止执行)[^。；\n]*[。；]?")
_CLOSING_WORDS = "施行 试行 有效期 试行期 废止"
_YEAR = re.compile(r"(?:19|20)\d\d")
_TELLING = 0.15
_MOST_DOCUMENTS = 3
_SEARCHED = 16


def documents_asked_about(question: str, words: QuestionWords, hits: Sequence[Hit]) -> tuple[DocumentInfo, ...]:
    """The policies found whose title or number holds everything that the question names; none where it asks for something else."""
    asked = _ASKS.search(question)
    if asked is None:
        return ()
    asking = folded(asked.group())
    named = [word for word in words.words if word.text not in asking]
    if not any(word.weight >= _TELLING for word in named):
        return ()
    naming = [word for word in named if word.weight >= _TELLING or _YEAR.fullmatch(word.text)]
    found = {}
    for hit in hits:
        document = hit.chunk.document
        name = folded(f"{document.title} {document.document_number}")
        if document.kind is DocumentKind.POLICY and all(word.text in name for word in naming):
            found[document.id] = document
    return tuple(found.values())[:_MOST_DOCUMENTS]


def states_validity_alone(text: str) -> bool:
    """Whether a passage says of documents from when and until when they hold, and nothing else."""
    return not _STATES_VALIDITY.sub("", without_label(text)).strip()


class ValidityAnswers:
    """Tells how long documents hold, in the words of their closing clauses."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def lines(self, documents: Sequence[DocumentInfo], principal: Principal, quoting: Quoting) -> Iterator[str]:
        """For each document its standing on the day, the sentences that say so, and those of the document that repealed it."""
        for document in documents:
            standing = standing_of(document, quoting.as_of, quoting.english)
            yield f"《{document.title}》: {standing}." if quoting.english else f"《{document.title}》：{standing}。"
            sources = [document.id, *([document.repealed_by] if document.repealed_by else [])]
            for document_id in sources:
                chunk = self._closing_clause(document_id, principal, quoting)
                if chunk is not None:
                    yield from quote_sentences(chunk, _STATES_VALIDITY.findall(chunk.passage.text), quoting)

    def _closing_clause(self, document_id: str, principal: Principal, quoting: Quoting) -> Chunk | None:
        """The last passage of the document that speaks of its validity."""
        found = self._retriever.search(
            _CLOSING_WORDS,
            principal,
            quoting.as_of,
            _SEARCHED,
            document_ids=frozenset({document_id}),
            mode="keyword",
        )
        chunks = [hit.chunk for hit in (*found.hits, *found.lapsed) if _STATES_VALIDITY.search(hit.chunk.passage.text)]
        return max(chunks, key=lambda chunk: chunk.ordinal, default=None)
