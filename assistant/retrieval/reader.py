"""The reader: whether passages answer a question, which of them, and with which sentences.

A small network, trained on questions and the sentences that answer them (``training/`` in the repository), looks at vectors of the built-in
encoder with an adapter of its own: of the question, of each sentence, and of the passage that the sentence stands in. Sentences are embedded each by itself, since a
sentence that holds the asked attribute stands out there and is lost in the mean over a passage; products of two vectors follow Conneau and others,
EMNLP 2017. Beside them it sees which of the question's words a sentence and its passage hold. A second look over all passages says whether
any of them answers at all.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from statistics import fmean, pstdev

import numpy as np
import torch
from safetensors.torch import load_file

from assistant.records import Chunk, ChunkKind
from assistant.retrieval.adapter import SHIPPED as ADAPTER
from assistant.retrieval.adapter import digest_of
from assistant.retrieval.bert_encoder import BertEncoder
from assistant.retrieval.bundled_model import bundled_model_folder
from assistant.retrieval.embedding import Embedder, LocalEmbedder, precision_of
from assistant.retrieval.pair_reader import READ_TOGETHER, PairReader, texts_of
from assistant.retrieval.reader_network import ReaderNetwork, passage_logits
from assistant.retrieval.shared_words import Forms, SharedWords
from assistant.retrieval.weights import UNREADABLE, incomplete
from assistant.settings import EmbeddingSettings
from assistant.text.sentences import sentences_of

SHIPPED = Path(__file__).with_name("reader.safetensors")
READER_ADAPTER = Path(__file__).with_name("reader_adapter.safetensors")
WORD_WEIGHTS = "word_weights"
"""Name of the words' weights among the tensors of the file."""
_KEPT_VECTORS = 60_000  # of sentences, about 90 MB
_TOGETHER = 32
_OWN_ABOVE, _REFERRED = 16, 28
"""Characters of what stands above a passage, and of the clause it refers to, that are read together."""
_LONG_ROW, _ROW_NAME = 110, 24
"""Characters of a row that is read cell by cell, and of what it is named by."""
_FAR = 3.0


@dataclass(frozen=True, slots=True)
class Readable:
    """A passage to be read: what stands above it (title and heading, or clause) and its sentences, in order. ``cosine`` is that of the search,
    None where only keywords found it; ``vectors`` are those of all of it where they are stored, shape (1 + sentences, dimensions). ``referred``
    is the text of a clause that it takes its subject from (符合第七条规定条件的企业), "" for none: the second look reads its beginning too."""

    above: str
    sentences: tuple[str, ...]
    cosine: float | None = None
    vectors: np.ndarray | None = None
    referred: str = ""

    @property
    def told_above(self) -> str:
        """What the second look is told before the sentences."""
        return f"{self.above[-_OWN_ABOVE:]} {self.referred[:_REFERRED]}" if self.referred else self.above


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of one passage. ``answers`` is the probability that it answers the question, ``sentences`` that of each of its
    sentences to belong to the answer."""

    answers: float
    sentences: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """``held`` is the probability that one of the passages answers; ``passages`` are the readings in the order of the passages."""

    held: float
    passages: tuple[Reading, ...]


def readable(chunk: Chunk, cosine: float | None = None, vectors: np.ndarray | None = None) -> Readable:
    """A stored passage below its document's title and its own place. A row of a table is one sentence; of a long one, such as a card, each cell is,
    below the first of them, which names the row where no heading does."""
    passage = chunk.passage
    place = passage.clause or passage.heading
    if passage.kind is ChunkKind.ROW:
        told = [text for cell in passage.cells if (text := f"{cell.header}：{cell.value}") in passage.text]
        if len(passage.text) > _LONG_ROW and len(told) > 1:
            is_card = bool(place) and place.endswith(passage.locator)  # its heading names it
            above = (
                f"{chunk.document.title} {place}"
                if is_card
                else f"{chunk.document.title} {place} {told[0][:_ROW_NAME]}"
            )
            return Readable(above, tuple(told), cosine, vectors)
        return Readable(f"{chunk.document.title} {place}".strip(), (passage.text,), cosine, vectors)
    body = passage.text.removeprefix(passage.clause).lstrip() if passage.clause else passage.text
    return Readable(f"{chunk.document.title} {place}".strip(), tuple(sentences_of(body)), cosine, vectors)


def encoder_name() -> str:
    """Sixteen digits that name the built-in encoder with the reader's adapter: vectors of another one are no use."""
    return f"{digest_of(ADAPTER)}{digest_of(READER_ADAPTER)}"


def load_reader(embedder: Embedder, settings: EmbeddingSettings) -> "Reader":
    """The reader that ships, on the encoder that embeds where that is the built-in one, else on one of its own."""
    if isinstance(embedder, LocalEmbedder) and isinstance(embedder.encoder, BertEncoder) and settings.adapter:
        return Reader(embedder.encoder)
    folder = bundled_model_folder(settings.cache_dir, ADAPTER)
    return Reader(BertEncoder(folder, precision_of(settings.precision), settings.max_tokens))


class SentenceVectors:
    """Vectors of questions and sentences; those of sentences are kept, for the same passages are found again and again."""

    def __init__(self, encoder: BertEncoder) -> None:
        self._encoder = encoder
        self._kept: dict[str, np.ndarray] = {}
        self._question = lru_cache(maxsize=4096)(self._embedded_question)

    def question(self, text: str) -> np.ndarray:
        """A unit-length float32 vector, shape (dimensions,)."""
        return self._question(text)

    def sentences(self, texts: Sequence[str]) -> np.ndarray:
        """Unit-length float32 vectors, shape (len(texts), dimensions)."""
        found = {text: kept for text in texts if (kept := self._kept.get(text)) is not None}
        missing = self.computed([text for text in texts if text not in found])
        if len(self._kept) + len(missing) > _KEPT_VECTORS:
            self._kept = {}
        self._kept.update(missing)
        found.update(missing)
        return np.stack([found[text] for text in texts]).astype(np.float32)

    def computed(self, texts: Sequence[str]) -> dict[str, np.ndarray]:
        """Unit-length vectors in half precision by text, computed now and not kept."""
        found: dict[str, np.ndarray] = {}
        different = sorted(set(texts), key=len)
        for start in range(0, len(different), _TOGETHER):
            batch = different[start : start + _TOGETHER]
            found.update(zip(batch, self._encoder.encode(batch, "passage: ").astype(np.float16), strict=True))
        return found

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    def _embedded_question(self, text: str) -> np.ndarray:
        vector: np.ndarray = self._encoder.encode([text], "query: ")[0]
        return vector


@dataclass(frozen=True, slots=True)
class Features:
    """What the network is fed for one question: ``question`` of shape (dimensions,); ``sentences`` and, row for row, the ``passages`` that
    they stand in and what stands ``above`` these, of shape (sentences, dimensions); ``words`` are the shared words of each sentence and how its passage stands in the search,
    ``told`` the shared words of the question, as ``SharedWords`` gives them; ``passage_of`` is each sentence's passage's number."""

    question: torch.Tensor
    sentences: torch.Tensor
    passages: torch.Tensor
    above: torch.Tensor
    words: torch.Tensor
    told: torch.Tensor
    passage_of: torch.Tensor


def features_of(
    vectors: SentenceVectors, shared: SharedWords, question: str, forms: Forms, passages: Sequence[Readable]
) -> Features:
    """The features of a question and of passages, each of which has a sentence. A passage's vector is the mean over its sentences and what
    stands above; ``forms`` are the question's words with those that count as them."""
    texts = {number: [passage.above, *passage.sentences] for number, passage in enumerate(passages)}
    computed = [number for number, passage in enumerate(passages) if not _is_stored(passage)]
    if computed:  # all at once, in batches of like length; then they are known
        vectors.sentences([text for number in computed for text in texts[number]])
    sentences, means, aboves, numbers = [], [], [], []
    for number, passage in enumerate(passages):
        stored = passage.vectors if number not in computed else None
        own = torch.from_numpy(vectors.sentences(texts[number]) if stored is None else stored)
        mean = torch.nn.functional.normalize(own.mean(0), dim=0)
        sentences.append(own[1:])
        means.append(mean.expand(len(own) - 1, -1))
        aboves.append(own[:1].expand(len(own) - 1, -1))
        numbers += [number] * (len(own) - 1)
    asked = torch.from_numpy(vectors.question(question))
    words, told = shared.compare(question, forms, [(passage.above, passage.sentences) for passage in passages])
    found = standing([passage.cosine for passage in passages])[numbers]
    return Features(
        asked,
        torch.cat(sentences),
        torch.cat(means),
        torch.cat(aboves),
        torch.from_numpy(np.hstack([words, found])),
        torch.from_numpy(told),
        torch.tensor(numbers),
    )


def _is_stored(passage: Readable) -> bool:
    return passage.vectors is not None and len(passage.vectors) == 1 + len(passage.sentences)


def standing(cosines: Sequence[float | None]) -> np.ndarray:
    """How each passage stands in the search, whatever the scale of its cosines, shape (passages, FOUND_FIGURES): the distance from the mean
    in standard deviations, one by its rank, and whether only keywords found it, so that it stands last."""
    known = [cosine for cosine in cosines if cosine is not None]
    lowest, mean, spread = (min(known), fmean(known), pstdev(known)) if known else (0.0, 0.0, 0.0)
    values = np.array([lowest if cosine is None else cosine for cosine in cosines])
    ranks = 1 + (values[None, :] > values[:, None]).sum(1)
    missing = np.array([cosine is None for cosine in cosines])
    distances = (values - mean) / (spread or 1.0)
    return np.stack([distances.clip(-_FAR, _FAR) / _FAR, 1 / ranks, missing], axis=1).astype(np.float32)


class Reader:
    """Reads passages for questions. Threads may share it."""

    def __init__(self, encoder: BertEncoder, weights: Path = SHIPPED) -> None:
        self._weights = weights
        self.model = encoder_name()
        self.encoder = encoder
        own = encoder.adapted(READER_ADAPTER)
        self.vectors = SentenceVectors(own)
        self.pairs = PairReader(own)
        self.search_vectors = SentenceVectors(encoder)  # those that the kinds of questions were learned from

    @cached_property
    def _learned(self) -> tuple[ReaderNetwork, SharedWords]:
        """Read from the file when first needed: many commands never read a passage."""
        try:
            tensors = load_file(self._weights)
            shared = SharedWords(tensors.pop(WORD_WEIGHTS).numpy())
            network = ReaderNetwork()
            network.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
        except UNREADABLE as error:
            raise incomplete("阅读模型文件", self._weights) from error
        return network.eval(), shared

    def read(self, question: str, forms: Forms, passages: Sequence[Readable]) -> Readings:
        """A reading of each passage. One without sentences answers nothing. ``forms`` are the question's words with those that count as them."""
        spoken = [number for number, passage in enumerate(passages) if passage.sentences]
        readings = [Reading(0.0, ())] * len(passages)
        if not spoken:
            return Readings(0.0, tuple(readings))
        network, shared = self._learned
        given = features_of(self.vectors, shared, question, forms, [passages[number] for number in spoken])
        with torch.inference_mode():
            rows = len(given.sentences)
            asked, told = given.question.expand(rows, -1), given.told.expand(rows, -1)
            belongs, answers = network(asked, given.sentences, given.passages, given.above, given.words, told)
            logits = passage_logits(answers, given.passage_of, len(spoken))
            held = float(network.holds(logits[None], given.told[None])[0])
        shares = torch.sigmoid(belongs)
        likeliest = logits.argsort(descending=True).tolist()
        told_of = {place: shares[given.passage_of == place].tolist() for place in likeliest}
        texts = []
        for place in likeliest[:READ_TOGETHER]:
            passage = passages[spoken[place]]
            texts.append(texts_of(passage.told_above, passage.sentences, told_of[place]))
        looked = self.pairs.look(question, texts, logits[likeliest].tolist(), held)
        for place, logit in zip(likeliest, looked.passages, strict=True):
            readings[spoken[place]] = Reading(_sigmoid(logit), tuple(told_of[place]))
        return Readings(_sigmoid(looked.held), tuple(readings))


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-logit)) if logit > -700 else 0.0
