"""What of the passages that answer a language model left untold."""

import re
from collections.abc import Sequence

from assistant.answering.asking.language import folded
from assistant.answering.checking.citing import MARK, CitationList
from assistant.answering.checking.wording import alike
from assistant.answering.evidence import Evidence, QuestionWords
from assistant.answers import Citation
from assistant.policies.quantities import QuantityKind, quantities_in

_PART_OF_TELLING = re.compile(r"[；;。\n]")
_NEARLY = 0.75
"""Share of what the most telling part holds of the question from which another part speaks of it too."""
_MEASURES = frozenset(
    {QuantityKind.MONEY, QuantityKind.RATE, QuantityKind.AREA, QuantityKind.PERIOD, QuantityKind.DATE}
)


def tells_of(chosen: Sequence[Evidence], citations: CitationList) -> bool:
    """Whether one of the passages is cited."""
    places = {(one.source_id, one.clause or one.chunk_id) for one in citations.all}
    return any(
        (item.hit.chunk.document.id, item.hit.chunk.passage.clause or item.hit.chunk.id) in places for item in chosen
    )


def not_yet_told(item: Evidence, citations: Sequence[Citation]) -> list[str]:
    """The telling sentences of a passage that no citation quotes."""
    quoted = [folded(one.quote) for one in citations if one.source_id == item.hit.chunk.document.id]
    return [one for one in item.telling if not any(folded(one) in quote or quote in folded(one) for quote in quoted)]


def with_untold_figures(item: Evidence, told: str, question: str, words: QuestionWords) -> list[str]:
    """The sentences of a passage that answer and hold figures of the kinds asked for that were not told: where they speak of the
    question most, or nearly."""
    parts = [(sentence, part) for sentence in item.telling for part in _PART_OF_TELLING.split(sentence) if part.strip()]
    spoken = [words.coverage(folded(part)) for _, part in parts]
    most = max(spoken, default=0.0)
    known = quantities_in(alike(MARK.sub("", told))) | quantities_in(question)
    asked = words.figures & _MEASURES
    lacking = [
        sentence
        for (sentence, part), share in zip(parts, spoken, strict=True)
        if most
        and share >= most * _NEARLY
        and any(figure.kind in asked for figure in quantities_in(alike(part)) - known)
    ]
    return list(dict.fromkeys(lacking))
