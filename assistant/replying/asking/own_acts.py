"""Where a letter speaks of the bureau's own doing: what it signed, promised, organised or brought in, and what only it can answer. Learned from
``own_acts.yaml``; a letter that tells of any such thing is never turned away as a whole."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml

from assistant.complaints.letters.reply_records import Span
from assistant.replying.asking.addressed import without_address
from assistant.replying.nearness import Nearness
from assistant.replying.reading import sentence_spans
from assistant.retrieval.embedding import Embedder

_EXAMPLES = Path(__file__).with_name("own_acts.yaml")
_NAMED = (
    "贵局",
    "你局",
    "你们局",
    "投资合作局",
    "投资局",
    "贵单位",
    "招商局",
    "招商办",
    "your bureau",
    "the bureau",
    "your office",
)
_READER = ("你们", "您们", "局长", "your colleague")
"""How a letter speaks to the bureau; within a quotation these are said to somebody else."""
_LEAST = 0.25
_SHORTEST = 6


class OwnActKind(StrEnum):
    """What a sentence says of the bureau; ORGAN names a company or a park that is its own or that it has put in charge, BROUGHT says that it brought in
    who writes or who is complained of, which makes the matter none of its own."""

    ORGAN = "organ"
    BOUND = "bound"
    DID = "did"
    BROUGHT = "brought"
    ASKED = "asked"
    ADDRESSED = "addressed"
    OTHERS = "others"


_OWN = frozenset({OwnActKind.ORGAN, OwnActKind.BOUND, OwnActKind.DID, OwnActKind.BROUGHT, OwnActKind.ASKED})


@dataclass(frozen=True, slots=True)
class OwnAct:
    """A sentence of the letter about the bureau's own part; ``score`` is about 1 for a clear one."""

    kind: OwnActKind
    text: str
    score: float


class OwnActs:
    """Finds them. Threads may share it."""

    def __init__(self, embedder: Embedder) -> None:
        self._nearness = Nearness(embedder, yaml.safe_load(_EXAMPLES.read_text(encoding="utf-8")))

    def told(self, text: str) -> tuple[OwnAct, ...]:
        """In the order of the letter; only sentences that name the bureau."""
        text = without_address(text)
        sentences = [text[one.start : one.end] for one in sentence_spans(text) if _names_the_bureau(text, one)]
        found = []
        for sentence, scores in zip(sentences, self._nearness.scores(sentences), strict=True):
            best = OwnActKind(max(scores, key=scores.__getitem__))
            if best in _OWN and scores[best] >= _LEAST:
                found.append(OwnAct(best, sentence, round(scores[best], 2)))
        return tuple(found)


def _names_the_bureau(text: str, span: Span) -> bool:
    sentence = text[span.start : span.end]
    if len(sentence) < _SHORTEST or sentence.endswith(("：", ":")):  # a salutation
        return False
    lowered = sentence.lower()
    return any(word in lowered for word in _NAMED) or any(word in _outside_quotations(lowered) for word in _READER)


def _outside_quotations(sentence: str) -> str:
    plain = sentence.replace("“", '"').replace("”", '"').replace("「", '"').replace("」", '"')
    return "".join(plain.split('"')[::2])
