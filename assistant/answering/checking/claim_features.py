"""What a claim and the passage it cites have in common and where they part, as numbers for the judge of claims.

A claim is compared clause by clause with the clauses of the passage; each figure with what stands beside the same figure there, and
beside others of its kind.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.answering.asking.glossary import english_terms
from assistant.answering.asking.language import folded, has_chinese
from assistant.answering.checking.alignment import alignment_features
from assistant.answering.checking.bearing import contradiction
from assistant.answering.checking.claim_words import EXTREMES, OPPOSITES, WORDS
from assistant.policies.quantities import Quantity, QuantityKind, quantities_in
from assistant.retrieval.segmentation import segmenter
from assistant.text.sentences import sentences_of

_CLAUSE_END = re.compile(r"[，,。；;：:！!？?\n|]|(?<=[a-z]) (?:and|but|if|when|while|unless|or) ")
_NEGATION = re.compile(
    r"不|未|无|没|非(?!常|遗)|免|禁|除外|以外|拒|停|取消|撤销|\b(?:not?|never|without|neither|nor|none|cannot|except|exempt\w*|excluded?|unless)\b|n't\b",
    re.IGNORECASE,
)
_BOUND = re.compile(r"不(?:超过|超出|高于|多于|大于|低于|少于|小于|足|满|晚于|早于|迟于)")
_COMMON, _RARE = 20_000, 100
_SUPPOSED = re.compile(r"的[，,]|时[，,]|^如果|^若|^假如|后[，,]|^[Ii]f\b|^[Ww]hen\b|^[Aa]n? ")
_FIGURE = re.compile(r"[\d.,]+|[〇零一二三四五六七八九十百千两]+(?=年|个月|日|天|次|家|名|项|倍|条)")
_MEASURED = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?|[一二三四五六七八九十百两]+)\s*(?P<unit>%|‰|万元|亿元|元|个工作日|工作日|个月|个百分点|年|日|天|平方米|㎡|亩|人|家|户|次|倍|名|项|吨|公里|分|级|届|层)"
)
_CONDITION = re.compile(r"(?:^|[，；：])([^，；：。]{2,40}的)[，,]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause, the words around it, and its figures."""

    text: str
    pairs: frozenset[str]
    around: frozenset[str]
    figures: frozenset[Quantity]


def claim_features(
    claim: str,
    passage: str,
    label: str,
    held: Callable[[Quantity], bool],
) -> dict[str, float]:
    """Named features of a claim over a passage below its labels. ``held`` tells whether the passage states a figure."""
    sentences = sentences_of(passage) or [passage]
    best = max(sentences, key=lambda one: _shared(_pairs(claim), _pairs(one)))
    return {
        **_lexical(claim, best, passage, label),
        **_figures(claim, best, passage, held),
        **_turns(claim, best, passage),
        **alignment_features(claim, passage),
    }


def _lexical(claim: str, best: str, passage: str, label: str) -> dict[str, float]:
    everything = folded(f"{label}\n{passage}")
    chinese = has_chinese(claim)
    pairs = _pairs(claim)
    words = _words(claim)
    weights = {word: _rarity(word) for word in words}
    total = sum(weights.values()) or 1.0
    missing = [word for word, forms in words.items() if not any(form in everything for form in forms)]
    near = folded(best)
    absent = [word for word, forms in words.items() if not any(form in near for form in forms)]
    lacking = [*sorted((weights[word] for word in missing), reverse=True), 0.0, 0.0]
    return {
        "chinese": float(chinese),
        "pairs best": _shared(pairs, _pairs(best)),
        "pairs all": sum(pair in everything for pair in pairs) / len(pairs) if pairs else 1.0,
        "pairs english": 0.0 if chinese else (sum(pair in everything for pair in pairs) / len(pairs) if pairs else 1.0),
        "words all": sum(weights[word] for word in words if word not in missing) / total,
        "words best": sum(weights[word] for word in words if word not in absent) / total,
        "missing first": lacking[0],
        "missing second": lacking[1],
        "missing": min(len(missing), 6) / 6,
        "absent first": max((weights[word] for word in absent), default=0.0),
        "absent": min(len(absent), 6) / 6,
        "told best": _shared(_pairs(best), pairs),
        "told conditions": _told_conditions(best, pairs),
        "run": _longest_run(folded(claim), everything),
        "verbatim": float(folded(claim).rstrip("。.;；") in everything),
    }


def _figures(claim: str, best: str, passage: str, held: Callable[[Quantity], bool]) -> dict[str, float]:
    features = {}
    parts, there = _parts(claim), _parts(passage)
    figures = [(part, one) for part in parts for one in part.figures]
    missing = [(part, one) for part, one in figures if not held(one)]
    supposed = [one for part, one in missing if _is_supposed(part, claim)]
    features["missing stated"] = float(len(missing) > len(supposed))
    features["derived"] = _derived(
        [one for _, one in missing if one not in supposed], [one for _, one in figures], there
    )
    features["figures near"] = float(all(one in quantities_in(best) for _, one in figures)) if figures else 1.0
    margins = [_binding(part, one, there) for part, one in figures if held(one)]
    features["binding"] = min(margins, default=0.3)
    features["binding bad"] = float(min(margins, default=0.3) < 0)
    beside = [_beside(claim, passage, number) for number in _MEASURED.finditer(unicodedata.normalize("NFKC", claim))]
    features["beside"] = min(beside, default=0.3)
    features["beside bad"] = float(min(beside, default=0.3) < 0)
    return features


def _turns(claim: str, best: str, passage: str) -> dict[str, float]:
    features: dict[str, float] = {}
    parts, there = _parts(claim), _parts(passage)
    nearest = [max(there, key=lambda other: _likeness(part.pairs, other.pairs), default=None) for part in parts]
    turned = []
    for part, other in zip(parts, nearest, strict=True):
        if other is not None:
            near = _likeness(part.pairs, other.pairs)
            turned.append(near if _negated(part.text) != _negated(other.text) else -near)
    features["turned"] = max(turned, default=0.0)
    said, held = len(_NEGATION.findall(_BOUND.sub("", claim))), len(_NEGATION.findall(_BOUND.sub("", best)))
    features["negation differs"] = float(bool(said) != bool(held))
    features["negation absent"] = float(bool(said) and not _NEGATION.search(_BOUND.sub("", passage)))
    in_claim = {name: bool(pattern.search(claim)) for name, pattern in WORDS.items()}
    in_best = {name: bool(pattern.search(best)) for name, pattern in WORDS.items()}
    in_all = {name: bool(pattern.search(passage)) for name, pattern in WORDS.items()}
    for name in WORDS:
        features[f"new {name}"] = float(in_claim[name] and not in_best[name])
        features[f"nowhere {name}"] = float(in_claim[name] and not in_all[name])
        features[f"lost {name}"] = float(in_best[name] and not in_claim[name])
    for one, reverse in OPPOSITES:
        features[f"{one} for {reverse}"] = float(
            in_claim[one] and not in_best[one] and in_best[reverse] and not in_claim[reverse]
        )
        features[f"{reverse} for {one}"] = float(
            in_claim[reverse] and not in_best[reverse] and in_best[one] and not in_claim[one]
        )
    features["suffices alone"] = float(in_claim["suffices"] and not in_best["suffices"] and in_all["jointly"])
    features["opposite"] = float(
        any(_swapped(claim, best, *pair) or _swapped(claim, best, *pair[::-1]) for pair in EXTREMES)
    )
    reason = contradiction(claim, passage)
    features["contradiction"] = float(bool(reason))
    return features


def _swapped(claim: str, best: str, one: str, other: str) -> bool:
    """The claim says one where the sentence says only the other."""
    return (
        one in claim.replace(other, "") and one not in best.replace(other, "") and other in best and other not in claim
    )


def _is_supposed(part: _Part, claim: str) -> bool:
    """Whether a clause only supposes a case: ``投资8000万元的，``."""
    at = claim.find(part.text)
    return _SUPPOSED.search(claim[at : at + len(part.text) + 1]) is not None


def _binding(part: _Part, figure: Quantity, there: Sequence[_Part]) -> float:
    """How much more what stands beside the figure resembles what stands beside it in the passage than what stands beside others."""

    def near(other: _Part) -> float:
        return _shared(part.pairs, other.around) + 0.5 * _shared(part.around, other.around)

    own = [near(other) for other in there if figure in other.figures]
    rest = [
        near(other)
        for other in there
        if figure not in other.figures and any(one.kind is figure.kind for one in other.figures)
    ]
    return max(own, default=0.0) - max(rest, default=0.0) if own and rest else 0.3


def _beside(claim: str, passage: str, number: re.Match[str]) -> float:
    """How much more of what stands before the same figure in the passage the claim tells than of what stands before others in its unit:
    ``A类10%，B类7%``."""
    text = unicodedata.normalize("NFKC", passage)
    told = _pairs(claim)
    own: list[float] = []
    rest: list[float] = []
    start = 0
    for other in _MEASURED.finditer(text):
        stretch = re.split(r"[。；\n]", text[start : other.start()])[-1]
        start = other.end()
        behind = re.split(r"[，。；、\n]", text[other.end() : other.end() + 8])[0]
        pairs = _pairs(stretch + behind)
        if other["unit"] == number["unit"] and pairs:
            (own if other["number"] == number["number"] else rest).append(_shared(pairs, told))
    return max(own) - max(rest) if own and rest else 0.3


def _told_conditions(sentence: str, told: frozenset[str]) -> float:
    """Share of the sentence's conditions that the claim tells, the least told one; 1 where it has none."""
    conditions = [_pairs(one) for one in _CONDITION.findall(sentence)]
    return min((_shared(one, told) for one in conditions if one), default=1.0)


def _derived(missing: Sequence[Quantity], said: Sequence[Quantity], there: Sequence[_Part]) -> float:
    """Share of the stated figures that no passage holds but that one sum gives: of two figures, or a share of one."""
    amounts = [
        one
        for one in missing
        if one.kind in (QuantityKind.MONEY, QuantityKind.COUNT, QuantityKind.RATE, QuantityKind.AREA)
    ]
    if not amounts:
        return 0.0
    known = {_number(one) for part in there for one in part.figures} | {_number(one) for one in said}
    known.discard(None)
    numbers = [one for one in known if one]
    return sum(_comes_of(_number(one) or 0.0, [n for n in numbers if n != _number(one)]) for one in amounts) / len(
        amounts
    )


def _comes_of(result: float, numbers: Sequence[float]) -> bool:
    sums = (
        made
        for one in numbers
        for other in numbers
        for made in (one + other, one - other, one * other, one / other, one * (1 - other), one * (1 + other))
    )
    return any(abs(made - result) <= 1e-6 * max(1.0, abs(result)) for made in sums)


def _number(figure: Quantity) -> float | None:
    try:
        return float(figure.value.split()[0].removesuffix("mu"))
    except ValueError:
        return None


def _negated(text: str) -> bool:
    return len(_NEGATION.findall(_BOUND.sub("", text))) % 2 == 1


@lru_cache(maxsize=256)
def _parts(text: str) -> tuple[_Part, ...]:
    parts: list[_Part] = []
    for sentence in sentences_of(unicodedata.normalize("NFKC", text)):
        clauses = [clause for clause in _CLAUSE_END.split(sentence) if clause and clause.strip()]
        pairs = [_pairs(clause) for clause in clauses]
        for at, clause in enumerate(clauses):
            before = pairs[at - 1] if at else frozenset()
            parts.append(_Part(clause.strip(), pairs[at], pairs[at] | before, quantities_in(clause)))
    return tuple(parts)


@lru_cache(maxsize=2048)
def _pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters, of English whole words; figures left out."""
    plain = folded(_FIGURE.sub("，", unicodedata.normalize("NFKC", text)))
    chinese = frozenset(
        f"{one}{two}" for one, two in pairwise(plain) if one.isalnum() and two.isalnum() and not (one + two).isascii()
    )
    latin = frozenset(word.lower() for word in re.findall(r"[A-Za-z]{3,}", text))
    if not has_chinese(text):
        terms = frozenset(folded(word) for term in english_terms(text) for word in term.chinese)
        return terms or latin
    return chinese


@lru_cache(maxsize=512)
def _words(claim: str) -> dict[str, tuple[str, ...]]:
    """The content words of a claim, each with the folded forms that count as it."""
    if has_chinese(claim):
        plain = _FIGURE.sub("，", claim)
        return {word: (folded(word),) for word in segmenter().query_words(plain) if len(word) > 1 or not word.isascii()}
    return {term.english: tuple(folded(word) for word in term.chinese) for term in english_terms(claim)}


@lru_cache(maxsize=4096)
def _rarity(word: str) -> float:
    frequency = max(segmenter().everyday_frequency(word), _RARE) if not word.isascii() else _RARE
    return float(min(max(math.log(_COMMON / frequency) / math.log(_COMMON / _RARE), 0.1), 1.0))


def _longest_run(claim: str, text: str) -> float:
    """The longest stretch of the claim that stands in the text, as a share of the claim."""
    longest = 0
    for start in range(len(claim)):
        while start + longest < len(claim) and claim[start : start + longest + 1] in text:
            longest += 1
    return longest / len(claim) if claim else 0.0


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one) if one else 0.0


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
