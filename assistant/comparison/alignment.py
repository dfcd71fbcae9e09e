"""Which article of an older version became which of a newer one.

Articles are compared by the character pairs that they share, rare ones counting more; the assignment with the greatest total
likeness is taken, so an article may move to another chapter and is still found. It is made twice: the pairs of the first time that are
alike beyond doubt and keep their order tell where each article's successor is to be expected, and the second time an unlike pair must
stand there.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.sparse import csr_matrix

from assistant.comparison.articles import Article
from assistant.text.labels import ARTICLE

_LEAST_SCORE = 0.335
"""Below it two articles share no more than any two articles of one law do."""
_OUT_OF_PLACE_COST = 0.15
"""Taken from the likeness of a pair that stands ten articles or more from where it is expected: a short article resembles many."""
_FAR = 10
_IN_PLACE_WORTH = 0.02
"""Added to the likeness of a pair that stands about where it is expected: an article may be rewritten and still take the other's place."""
_NEAR = 3
_NEIGHBOURS = 3
"""Articles before and after one whose successors tell where its own is to be expected, wherever the group has moved."""
_BEYOND_DOUBT = 0.6
_LEAST_CONTAINED = 0.62
"""Share of an article's weight in another one from which it counts as taken from there."""
_REFERENCE = re.compile(ARTICLE)


class Change(StrEnum):
    """What became of an article."""

    SAME = "相同"
    RENUMBERED = "条号变更"
    CHANGED = "修改"
    ADDED = "新增"
    DELETED = "删除"


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """An article before and after; one of them is None where it was added or deleted.

    ``likeness`` is from 0 to 1. ``related`` are the labels of articles of the other version that an added or deleted one shares
    most of its words with: it was split off from them, or merged into them.
    """

    old: Article | None
    new: Article | None
    change: Change
    likeness: float
    related: tuple[str, ...] = ()


def align(old: Sequence[Article], new: Sequence[Article]) -> tuple[AlignedPair, ...]:
    """Pairs in the order of the newer version; deleted articles stand where they stood."""
    if not old or not new:
        return tuple(
            [AlignedPair(article, None, Change.DELETED, 0.0) for article in old]
            + [AlignedPair(None, article, Change.ADDED, 0.0) for article in new]
        )
    weights = _weights([*old, *new])
    olds, news = weights[: len(old)], weights[len(old) :]
    likeness = np.asarray((olds @ news.T).todense())
    partner = _assigned(likeness)
    pairs = [_pair(article, old, index, partner, likeness) for index, article in enumerate(new)]
    added = [index for index in range(len(new)) if index not in partner]
    for index in added:
        pairs[index] = AlignedPair(None, new[index], Change.ADDED, 0.0, _sources(news[index], olds, old))
    matched = {old_index: new_index for new_index, old_index in partner.items()}
    return _with_deleted(pairs, old, matched, olds, news, new)


def _weights(articles: Sequence[Article]) -> csr_matrix:
    """Unit-length rows of character pairs weighted by rarity, shape (articles, pairs)."""
    from sklearn.feature_extraction.text import (
        TfidfVectorizer,  # takes a second to import: only when something is compared
    )

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True, lowercase=False)
    return csr_matrix(vectorizer.fit_transform([plain(article.text) or "空" for article in articles]))


def plain(text: str) -> str:
    """A text without what changes nothing: spaces, forms of letters, and the numbers of articles that it refers to."""
    return _REFERENCE.sub("第条", re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))


def _assigned(likeness: np.ndarray) -> dict[int, int]:
    """Old article of each new one, by index, where there is one."""
    partner = _best(likeness)
    sure = sorted((old, new) for new, old in partner.items() if likeness[old, new] >= _BEYOND_DOUBT)
    return _best(likeness + _worth_of_place(likeness.shape, sure))


def _best(score: np.ndarray) -> dict[int, int]:
    """The assignment of the greatest total beyond the least score: one good pair is worth more than two poor ones."""
    from scipy.optimize import linear_sum_assignment

    gain = np.maximum(score - _LEAST_SCORE, 0.0)
    olds, news = linear_sum_assignment(-gain)
    return {int(new): int(old) for old, new in zip(olds, news, strict=True) if gain[old, new] > 0}


def _in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs, sorted by the old article, in which the new ones are in order as well."""
    ends: list[int] = []  # of the rows of each length, the new article that comes first
    before: list[int] = []
    for _, new in pairs:
        length = bisect_left(ends, new)
        ends[length : length + 1] = [new]
        before.append(length)
    row: list[tuple[int, int]] = []
    wanted = len(ends) - 1
    for pair, length in zip(reversed(pairs), reversed(before), strict=True):
        if length == wanted and (not row or pair[1] < row[-1][1]):
            row.append(pair)
            wanted -= 1
    return row[::-1]


def _worth_of_place(shape: tuple[int, ...], sure: Sequence[tuple[int, int]]) -> np.ndarray:
    """What standing where it is expected, or elsewhere, adds to each pair.

    An article is expected in proportion between the sure pairs that keep their order, or beside the successors of its neighbours.
    """
    rows, columns = shape
    fixed = [(-1, -1), *_in_order(sure), (rows, columns)]
    expected = np.interp(np.arange(rows), [old for old, _ in fixed], [new for _, new in fixed])
    distance = np.abs(expected[:, None] - np.arange(columns)[None, :])
    for old, new in sure:
        for other in range(max(0, old - _NEIGHBOURS), min(rows, old + _NEIGHBOURS + 1)):
            beside = np.abs(new + other - old - np.arange(columns))
            distance[other] = np.minimum(distance[other], beside)
    cost = _OUT_OF_PLACE_COST * np.clip((distance - _NEAR) / (_FAR - _NEAR), 0.0, 1.0)
    return np.where(distance <= _NEAR, _IN_PLACE_WORTH, -cost)


def _pair(
    article: Article, old: Sequence[Article], index: int, partner: dict[int, int], likeness: np.ndarray
) -> AlignedPair:
    if index not in partner:
        return AlignedPair(None, article, Change.ADDED, 0.0)
    before = old[partner[index]]
    return AlignedPair(before, article, change_between(before, article), float(likeness[partner[index], index]))


def change_between(old: Article, new: Article) -> Change:
    """Articles that differ only in spaces and in the numbers of articles are the same, or renumbered."""
    if plain(old.text) != plain(new.text):
        return Change.CHANGED
    return Change.SAME if old.label == new.label else Change.RENUMBERED


def _sources(article: csr_matrix, others: csr_matrix, names: Sequence[Article]) -> tuple[str, ...]:
    """Labels of the articles that hold most of what this one says, the fullest first."""
    held = (others > 0).astype(float) @ article.multiply(article).T
    shares = np.asarray(held.todense()).ravel()
    best = sorted((index for index in range(len(names)) if shares[index] >= _LEAST_CONTAINED), key=lambda i: -shares[i])
    return tuple(names[index].label for index in best[:2])


def _with_deleted(
    pairs: Sequence[AlignedPair],
    old: Sequence[Article],
    matched: dict[int, int],
    olds: csr_matrix,
    news: csr_matrix,
    new: Sequence[Article],
) -> tuple[AlignedPair, ...]:
    """The deleted articles put after the pair of the article that stood before them."""
    after: dict[int, list[AlignedPair]] = {}
    place = -1
    for index, article in enumerate(old):
        if index in matched:
            place = matched[index]
        else:
            gone = AlignedPair(article, None, Change.DELETED, 0.0, _sources(olds[index], news, new))
            after.setdefault(place, []).append(gone)
    result = list(after.get(-1, ()))
    for index, pair in enumerate(pairs):
        result += [pair, *after.get(index, ())]
    return tuple(result)
