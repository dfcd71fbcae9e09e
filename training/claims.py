"""The labelled claims, each with the passages that a writer of it would cite."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.asking.language import folded
from assistant.answering.checking.grounding import Source
from assistant.records import Chunk, ChunkKind, Clearance, DocumentInfo, DocumentKind, Passage, Place
from assistant.retrieval.adapter import SHIPPED as ADAPTER
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.bundled_model import bundled_model_folder
from assistant.retrieval.embedding import precision_of
from assistant.retrieval.reader import Readable
from assistant.text.simplified import simplified
from training.lines import Labelled, read_all
from training.passages import passages_of
from training.splits import Split, split_of

_WINDOW = 512
_LEAST_SHARED = 0.6
"""Share of a sentence's character pairs that a passage must hold to be where it stands: rows are cut and joined anew."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A labelled claim and the passages it is about, numbered from 1."""

    labelled: Labelled
    sources: tuple[Source, ...]

    @property
    def true(self) -> bool:
        return self.labelled.verdict == "borne_out"

    @property
    def text(self) -> str:
        """The claim as the product reads it, in simplified characters."""
        return simplified(self.labelled.question)


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of every text that has claims."""

    all: Mapping[str, list[Readable]]

    def of(self, split: Split) -> dict[str, list[Readable]]:
        """Those of one split's texts."""
        return {document: found for document, found in self.all.items() if split_of(document) is split}


def prepared_claims() -> tuple[dict[Split, list[Claim]], Passages]:
    """The claims of each split, and the passages of their texts."""
    encoder = BertEncoder(bundled_model_folder(None, ADAPTER), precision_of("auto"), _WINDOW)
    labelled = [one for one in read_all() if one.kind == "claim"]
    passages = passages_of(sorted({one.document for one in labelled}), encoder)
    claims: dict[Split, list[Claim]] = {split: [] for split in Split}
    for claim in claims_of(labelled, passages):
        claims[split_of(claim.labelled.document)].append(claim)
    return claims, Passages(passages)


def marked_claim(claim: Claim) -> str:
    """The claim with the marks of all its passages."""
    return claim.text + "".join(f"[{source.number}]" for source in claim.sources)


def claims_of(labelled: Sequence[Labelled], passages: Mapping[str, Sequence[Readable]]) -> Iterator[Claim]:
    """Each claim over the passages that hold its sentences; a sentence that none holds stands for itself."""
    for one in labelled:
        found: dict[str, Readable] = {}
        for sentence in one.sentences:
            passage = _holding(sentence, passages.get(one.document, []))
            found.setdefault("\n".join(passage.sentences), passage)
        sources = tuple(source_of(number, passage) for number, passage in enumerate(found.values(), 1))
        yield Claim(one, sources)


def _holding(sentence: str, passages: Sequence[Readable]) -> Readable:
    plain = folded(sentence).replace("|", "")
    pairs = {plain[at : at + 2] for at in range(len(plain) - 1)}

    def shared(passage: Readable) -> float:
        text = folded("".join(passage.sentences))
        return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0

    best = max(passages, key=shared, default=None)
    if best is None or shared(best) < _LEAST_SHARED:
        return Readable("", (sentence,))
    return best


def source_of(number: int, passage: Readable) -> Source:
    """A passage as the grounding check is given it."""
    text = "\n".join(passage.sentences)
    document = DocumentInfo("d", "d", passage.above, DocumentKind.POLICY, Clearance.PUBLIC, "text/plain")
    whole = Passage(ChunkKind.SECTION, text, "", Place(0, len(text)))
    return Source(number, Chunk(f"c{number}", document, number, whole), text, passage.above)
