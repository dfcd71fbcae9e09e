"""What the last answer was made of: its passages, and the sentences of them that it quoted."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.answering.asking.language import tidy
from assistant.answering.checking.instructions import holds_instruction
from assistant.answering.evidence import Evidence, QuestionWords, weigh
from assistant.answering.neighbours import Neighbours
from assistant.answers import Turn
from assistant.policies.quantities import QuantityKind, quantities_in
from assistant.records import Chunk, ChunkKind, Hit
from assistant.text.sentences import sentences_of

_TELLS_DAY = re.compile(
    r"(?:截至|截止|数据|口径|统计|核验|更新|采集|编制|整理|印制|现价|报价)[^。；\n]{0,16}(?:(?:19|20)\d\d年|\d{1,2}月|季度)"
    r"|(?:(?:19|20)\d\d年|\d{1,2}月|季度末?)[^。；\n]{0,12}(?:口径|数据|统计|编制|整理|印制|更新|核验|[价数]|版)"
)
_MOST_DAYS = 2


def quoted_in(turn: Turn, neighbours: Neighbours) -> list[tuple[Chunk, tuple[str, ...]]]:
    """The passages that an answer cited, in order, each with the sentences of it that the answer quoted; all where it quoted it whole."""
    answered = tidy(turn.answer)
    found = []
    for chunk in neighbours.chunks(tuple(dict.fromkeys(turn.cited_chunk_ids))):
        sentences = tuple(one for one in sentences_of(chunk.passage.text) if not holds_instruction(one))
        found.append((chunk, tuple(one for one in sentences if tidy(one) in answered) or sentences))
    return found


def told_again(turn: Turn, neighbours: Neighbours, words: QuestionWords) -> list[Evidence]:
    """The same as evidence for the question that the words are of."""
    return [_with(weigh(Hit(chunk, 1.0), words), sentences) for chunk, sentences in quoted_in(turn, neighbours)]


def whole(item: Evidence, neighbours: Neighbours) -> list[Evidence]:
    """A passage with all its sentences; of a clause that was cut into parts every part."""
    chunk = item.hit.chunk
    parts = [chunk]
    if chunk.passage.parts > 1:
        of_document = neighbours.of_document(chunk.document.id)
        parts = [one for one in of_document if one.passage.clause == chunk.passage.clause] or parts
    return [
        _with(Evidence(Hit(part, 1.0), item.coverage, item.similarity, True), tuple(sentences_of(part.passage.text)))
        for part in parts
    ]


def key_sentence(item: Evidence, question: str) -> str:
    """What of a passage was the answer to a question, in one sentence: the one quoted that shares most with it, before others one with a figure; of
    a row its text."""
    chunk = item.hit.chunk
    if chunk.passage.kind is ChunkKind.ROW or not item.telling:
        return chunk.passage.text
    asked = _pairs(question)

    def worth(sentence: str) -> tuple[int, bool]:
        figures = {quantity.kind for quantity in quantities_in(sentence)} - {QuantityKind.ARTICLE}
        return len(_pairs(sentence) & asked) + 2 * bool(figures), bool(figures)

    return max(item.telling, key=worth)


def days_told(document: Sequence[Chunk]) -> list[tuple[Chunk, str]]:
    """The sentences of a document that say as of when its figures are, with the passage that each stands in."""
    found = []
    for chunk in document:
        if chunk.passage.kind is not ChunkKind.ROW:
            found += [(chunk, one) for one in sentences_of(chunk.passage.text) if _TELLS_DAY.search(one)]
    return found[:_MOST_DAYS]


def _with(item: Evidence, telling: tuple[str, ...]) -> Evidence:
    return Evidence(item.hit, item.coverage, item.similarity, item.right_place, item.right_year, telling)


def _pairs(text: str) -> set[str]:
    return {f"{one}{other}" for one, other in pairwise(text)}
