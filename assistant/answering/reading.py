"""What the trained reader makes of passages that words and cosines alone would not have answered from."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.evidence import Evidence
from assistant.answering.instructions import holds_instruction
from assistant.retrieval.reader import Reader, readable

_READ = 10
_BESIDE = 0.5
"""Share of the best passage's probability from which another one is shown beside it."""
_MOST_PASSAGES = 3
_LEAST_SENTENCE, _SENTENCE_SHARE = 0.15, 0.35
"""A sentence is quoted from this probability, and from this share of the likeliest one's."""
_LABEL_LENGTH = 16
_LEANS_BACK = re.compile(
    r"^(?:其中|对(?:其|上述|前款)|上述|前款|其(?!他|余)|该|此类|同时|并|但|超过部分|每(?:再)?增加)"
)
_LIST_MARK = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十\d]{1,3}[、.．]|[①-⑳])")


def answering(reader: Reader, question: str, among: Sequence[Evidence], least: float) -> tuple[Evidence, ...]:
    """The passages that the reader takes for an answer, the best first, each with its telling sentences; none where the probability that
    any of them answers is below ``least``."""
    asked = [item for item in among if item.right_place and item.right_year][:_READ]
    passages = [readable(item.hit.chunk) for item in asked]
    readings = reader.read(question, passages)
    if readings.held < least:
        return ()
    order = sorted(range(len(asked)), key=lambda at: -readings.passages[at].answers)
    enough = _BESIDE * readings.passages[order[0]].answers
    best = [at for at in order if readings.passages[at].answers >= enough][:_MOST_PASSAGES]
    return tuple(
        replace(
            asked[at],
            telling=tuple(
                telling_sentences(list(zip(passages[at].sentences, readings.passages[at].sentences, strict=True)))
            ),
        )
        for at in best
        if passages[at].sentences
    )


def telling_sentences(sentences: Sequence[tuple[str, float]]) -> list[str]:
    """The sentences that answer, each given with its probability, and those that they lean on, in their order.

    A sentence that takes up the one before it (其中, 该, 每增加) brings it along, an item of a list the line that opens the list, a line
    that ends with a colon what it announces, and a label such as 申报时间： what it labels. Sentences that address a machine are never quoted.
    """
    usable = [(text, share) for text, share in sentences if not holds_instruction(text)]
    if not usable:
        return []
    best = max(share for _, share in usable)
    least = max(min(_LEAST_SENTENCE, best), _SENTENCE_SHARE * best)
    kept = {at for at, (_, share) in enumerate(usable) if share >= least}
    for at in sorted(kept):
        kept |= _leant_on(usable, at) | _announced(usable, at)
    return [usable[at][0] for at in sorted(kept)]


def _leant_on(sentences: Sequence[tuple[str, float]], at: int) -> set[int]:
    """The numbers of the sentences before one that it cannot be understood without."""
    text = sentences[at][0]
    if at == 0:
        return set()
    before = sentences[at - 1][0]
    if _LEANS_BACK.search(text) or len(before) <= _LABEL_LENGTH or before.endswith(("：", ":", "？", "?")):
        return {at - 1}
    if _LIST_MARK.search(text):
        opening = next((n for n in range(at - 1, -1, -1) if sentences[n][0].endswith(("：", ":"))), None)
        return set() if opening is None else {opening}
    return set()


def _announced(sentences: Sequence[tuple[str, float]], at: int) -> set[int]:
    """The numbers of what a line that ends with a colon, a label, or a question of a FAQ announces."""
    text = sentences[at][0]
    after = range(at + 1, len(sentences))
    if text.endswith(("：", ":")):
        return {n for n in after if _LIST_MARK.search(sentences[n][0])} or set(after[:1])
    return set(after[:1]) if text.endswith(("？", "?")) or len(text) <= _LABEL_LENGTH else set()
