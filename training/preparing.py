"""All that the models are trained on, read, cut and embedded once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.retrieval.adapter import SHIPPED as ADAPTER
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.bundled_model import bundled_model_folder
from assistant.retrieval.embedding import precision_of
from assistant.retrieval.reader import Readable
from training.examples import Example, Library, as_searched, asked, examples_of, libraries_of, unanswered_too
from training.kept_vectors import KeptVectors
from training.lines import Labelled, read_all
from training.passages import passages_of
from training.splits import Split, split_of

_WINDOW = 512


@dataclass(frozen=True, slots=True)
class Prepared:
    """The labelled questions over texts that are at hand, the texts' passages and libraries, the reader's vectors and those of the search."""

    labelled: Sequence[Labelled]
    passages: Mapping[str, Sequence[Readable]]
    libraries: Mapping[str, Library]
    vectors: KeptVectors
    search: KeptVectors

    def questions(self, split: Split) -> list[Labelled]:
        """The labelled questions of one split."""
        return [one for one in self.labelled if split_of(one.document) is split]

    def examples(self, split: Split) -> list[Example]:
        """The same with the passages that a search finds for them."""
        return list(examples_of(self.questions(split), self.libraries, self.vectors, self.search))

    def without_answers(self, split: Split) -> list[Example]:
        """Some of them as they would stand in a library that does not hold the answer."""
        return list(unanswered_too(self.questions(split), self.libraries, self.vectors, self.search))


def prepared(reader_adapter: Path | None = None) -> Prepared:
    """Everything, with vectors of the encoder as it searches, or with the reader's adapter. They are computed in the processor's own
    precision, as in use, and kept in ``build/``: six minutes on two cores that multiply bfloat16, three times as long on others."""
    encoder = BertEncoder(bundled_model_folder(None, ADAPTER), precision_of("auto"), _WINDOW)
    labelled = [one for one in read_all() if one.kind != "claim"]
    passages = passages_of(sorted({one.document for one in labelled}), encoder)
    labelled = [one for one in labelled if one.document in passages]
    questions = [asked(one) for one in labelled]
    sentences = [text for found in passages.values() for one in found for text in (one.above, *one.sentences)]
    search = KeptVectors(encoder, ADAPTER)
    search.prepare(questions, "query: ")
    search.prepare((as_searched(one) for found in passages.values() for one in found), "passage: ")
    if reader_adapter is None:
        vectors = search
    else:
        vectors = KeptVectors(encoder.adapted(reader_adapter), reader_adapter)
        vectors.prepare(questions, "query: ")
    vectors.prepare(sentences, "passage: ")
    return Prepared(labelled, passages, libraries_of(passages, vectors, search), vectors, search)
