"""Earlier complaints that resemble one: the same text sent twice, or the same party writing again."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

NEAR_DUPLICATE = (
    0.8  # cosine of character n-grams; a text with a few words changed lies above, another matter far below
)
RESEMBLES = 0.3
_LEAST_CHARACTERS = 8
_NOT_TEXT = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is compared of a complaint."""

    id: int
    text: str
    complainant: str
    contact: str


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How a candidate resembles the complaint."""

    id: int
    similarity: float
    same_party: bool


def resembling(own: Candidate, others: Sequence[Candidate]) -> tuple[Resemblance, ...]:
    """Others by the same party or of like text, most alike first."""
    similarities = _similarities(own.text, [other.text for other in others])
    found = [
        Resemblance(other.id, round(similarity, 3), same_party(own, other))
        for other, similarity in zip(others, similarities, strict=True)
    ]
    kept = [one for one in found if one.same_party or one.similarity >= RESEMBLES]
    return tuple(sorted(kept, key=lambda one: (-one.similarity, -one.id)))


def same_party(one: Candidate, other: Candidate) -> bool:
    """By name or by any way to reach them; width, case and punctuation do not count."""
    name = _folded(one.complainant)
    if name and name == _folded(other.complainant):
        return True
    return bool(_ways(one.contact) & _ways(other.contact))


def _similarities(text: str, others: Sequence[str]) -> list[float]:
    folded, compared = _folded(text), [_folded(other) for other in others]
    if len(folded) < _LEAST_CHARACTERS or not any(compared):
        return [0.0] * len(compared)
    # Here, because it takes a second to load and most commands compare nothing.
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), sublinear_tf=True).fit_transform([folded, *compared])
    return [float(value) for value in (vectors[1:] @ vectors[0].T).toarray().ravel()]


def _folded(text: str) -> str:
    return _NOT_TEXT.sub("", unicodedata.normalize("NFKC", text).casefold())


def _ways(contact: str) -> set[str]:
    """Telephone numbers and addresses in a contact line."""
    normal = unicodedata.normalize("NFKC", contact).casefold()
    numbers = {re.sub(r"\D", "", found) for found in re.findall(r"\d[\d\s-]{5,}\d", normal)}
    return numbers | set(re.findall(r"[\w.+-]+@[\w.-]+", normal))
