"""The reader's network: scores of sentences and passages from vectors and shared words, and whether any passage answers at all."""

import torch
from torch.nn.functional import gelu

from assistant.retrieval.shared_words import QUESTION_FIGURES, SENTENCE_FIGURES

USUAL, SPREAD = 0.8, 10.0
"""Cosines of the built-in model lie about 0.8 and are spread over a tenth: they are moved and scaled to lie about 0."""
_STEEP = 19.0  # the square root of the dimensions, roughly: components of a unit vector become numbers about 1
_NARROW = 4.0
_ABSENT = -20.0
_LEADERS = 3
_LEADING, _HELD_WIDTH = 5, 16
_FARTHEST = 8.0
FOUND_FIGURES = 3
"""How a passage stands in the search, in so many figures."""

_BESIDE_VECTORS = SENTENCE_FIGURES + FOUND_FIGURES + QUESTION_FIGURES


class ReaderNetwork(torch.nn.Module):
    """Scores of sentences and passages; trained by ``training/train_reader.py``."""

    def __init__(self, dimensions: int = 384, rank: int = 192, width: int = 256, dropped: float = 0.0) -> None:
        super().__init__()
        self.asks_sentence = torch.nn.Linear(dimensions, rank)
        self.sentence = torch.nn.Linear(dimensions, rank)
        self.asks_passage = torch.nn.Linear(dimensions, rank)
        self.passage = torch.nn.Linear(dimensions, rank)
        self.first = torch.nn.Linear(3 * dimensions + 2 * rank + 5 + _BESIDE_VECTORS, width)
        self.second = torch.nn.Linear(width, width // 2)
        self.last = torch.nn.Linear(width // 2, 2)
        self.cosines = torch.nn.Parameter(torch.tensor([15.0, 15.0, 10.0]))
        self.words = torch.nn.Linear(SENTENCE_FIGURES + FOUND_FIGURES, 2, bias=False)
        self.held = torch.nn.Linear(_LEADING + QUESTION_FIGURES, _HELD_WIDTH)
        self.held_last = torch.nn.Linear(_HELD_WIDTH, 1)
        self.dropout = torch.nn.Dropout(dropped)

    def forward(
        self,
        questions: torch.Tensor,
        sentences: torch.Tensor,
        passages: torch.Tensor,
        above: torch.Tensor,
        words: torch.Tensor,
        told: torch.Tensor,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits that each sentence belongs to the answer, and that its passage answers by it; rows are sentences, shape (sentences, dimensions)."""
        near = (questions * sentences).sum(1, keepdim=True)
        around = (questions * passages).sum(1, keepdim=True)
        inside = (sentences * passages).sum(1, keepdim=True)
        titled = (questions * above).sum(1, keepdim=True)
        inputs = torch.cat(
            [
                questions * sentences * _STEEP,
                questions * passages * _STEEP,
                questions * above * _STEEP,
                self.asks_sentence(questions * _STEEP) * self.sentence(sentences * _STEEP) / _NARROW,
                self.asks_passage(questions * _STEEP) * self.passage(passages * _STEEP) / _NARROW,
                *((cosine - USUAL) * SPREAD for cosine in (near, around, inside, titled)),
                (near * around - USUAL**2) * SPREAD,
                words,
                told,
            ],
            dim=1,
        )
        hidden = self.dropout(gelu(self.first(self.dropout(inputs))))
        belongs, answers = self.last(gelu(self.second(hidden))).unbind(1)
        near, around = near[:, 0] - USUAL, around[:, 0] - USUAL
        by_words = self.words(words)
        return (
            belongs + self.cosines[0] * near + by_words[:, 0],
            answers + self.cosines[1] * near + self.cosines[2] * around + by_words[:, 1],
        )

    def holds(self, answers: torch.Tensor, told: torch.Tensor) -> torch.Tensor:
        """Logits that any passage answers, shape (questions,); ``answers`` are the passages' logits, shape (questions, passages), -20 for
        none, ``told`` the questions' shared words, shape (questions, QUESTION_FIGURES)."""
        leaders = torch.nn.functional.pad(answers.sort(dim=1, descending=True).values, (0, _LEADERS), value=_ABSENT)
        first, second, third = leaders[:, :_LEADERS].unbind(1)
        leading = torch.stack(
            [first, _few(first - second), _few(first - third), answers.logsumexp(1), torch.ones_like(first)], dim=1
        )
        hidden = gelu(self.held(torch.cat([leading, told], dim=1)))
        logits: torch.Tensor = first + self.held_last(hidden)[:, 0]
        return logits


def _few(logits: torch.Tensor) -> torch.Tensor:
    """Differences of logits, none larger than where nothing came second."""
    return logits.clamp(max=_FARTHEST)


def passage_logits(answers: torch.Tensor, passage_of: torch.Tensor, passages: int) -> torch.Tensor:
    """The best logit of each passage's sentences, shape (passages,); -20 for a passage without any."""
    return torch.full((passages,), _ABSENT).scatter_reduce(0, passage_of, answers, "amax")
