"""STARD's questions in three parts: to train on, to choose constants on, to report on.

The questions to report on are drawn at random, as the set that is kept apart was; of them those count as *unseen* whose articles
answer no question of the other two parts. Popular articles repeat, so a gain on seen articles says little about any other clause.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.corpus import Question

_REPORTED, _CHOSEN_ON = 308, 90
_SEED = 0


@dataclass(frozen=True, slots=True)
class Split:
    """``unseen`` is the part of ``reported`` whose articles occur nowhere else; every article of ``chosen_on`` occurs only there."""

    training: tuple[Question, ...]
    chosen_on: tuple[Question, ...]
    reported: tuple[Question, ...]
    unseen: tuple[Question, ...]


def split(questions: Sequence[Question]) -> Split:
    """The same parts in every run."""
    order = np.random.default_rng(_SEED).permutation(len(questions))
    reported = [questions[index] for index in order[:_REPORTED]]
    rest = [questions[index] for index in order[_REPORTED:]]
    uses = Counter(answer for question in questions for answer in question.answers)
    alone = [question for question in rest if all(uses[answer] == 1 for answer in question.answers)]
    chosen_on = alone[:_CHOSEN_ON]
    training = [question for question in rest if question not in set(chosen_on)]
    elsewhere = {answer for question in rest for answer in question.answers}
    unseen = [question for question in reported if not question.answers & elsewhere]
    return Split(tuple(training), tuple(chosen_on), tuple(reported), tuple(unseen))
