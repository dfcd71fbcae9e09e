"""Which article of an older version became which of a newer one.

Articles are compared by the character pairs that they share, rare ones counting more; the assignment with the greatest total
likeness is taken, so an article may move to another chapter and is still found.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.sparse import csr_matrix

from assistant.comparison.articles import Article

_LEAST_SCORE = 0.335
"""Below it two articles share no more than any two articles of one law do."""
_DISTANCE_COST = 0.15
"""Taken from the likeness of articles at opposite ends: a short article resembles many, and its neighbours decide."""
_LEAST_CONTAINED = 0.62
"""Share of an article's weight in another one from which it counts as taken from there."""
_REFERENCE = re.compile(r"第[〇零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?")


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
    from scipy.optimize import linear_sum_assignment

    rows, columns = likeness.shape
    distance = np.abs(np.linspace(0, 1, rows)[:, None] - np.linspace(0, 1, columns)[None, :])
    score = likeness - _DISTANCE_COST * distance
    score[score < _LEAST_SCORE] = 0.0
    olds, news = linear_sum_assignment(-score)
    return {int(new): int(old) for old, new in zip(olds, news, strict=True) if score[old, new] > 0}


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
