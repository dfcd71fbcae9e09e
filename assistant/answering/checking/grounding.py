"""Each sentence of a language model against the passages that it cites, before anyone sees it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answering.asking.glossary import english_terms
from assistant.answering.asking.language import folded, has_chinese
from assistant.answering.checking.bearing import contradiction, omitted_condition
from assistant.answering.checking.citing import MARK
from assistant.answering.checking.claim_features import claim_features
from assistant.answering.checking.claim_judge import ClaimJudge, logit
from assistant.answering.checking.claim_reader import ClaimReader
from assistant.answering.checking.contacts import holds_code, unfounded_addresses
from assistant.answering.checking.instructions import holds_instruction
from assistant.answering.checking.named import other_currency, unknown_authority
from assistant.answering.checking.turning import turned_scope
from assistant.answering.checking.wording import alike
from assistant.policies.quantities import Quantity, QuantityKind, quantities_in
from assistant.records import Chunk, ChunkKind
from assistant.text.english_numbers import with_digits
from assistant.text.sentences import sentences_of

_QUOTED = re.compile(r"“([^”]{2,})”|「([^」]{2,})」|『([^』]{2,})』|\"([^\"]{2,})\"")
_LIST_MARK = re.compile(
    r"^\s*(?:[-*•·]|\(?\d{1,2}[.、)）]|（\d{1,2}）|[①-⑳]|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)\s*"
)
_INLINE_LIST_MARK = re.compile(r"(?<=[：:；;，,。])\s*(?:\(?\d{1,2}[.、)）](?!\d)|（\d{1,2}）|[①-⑳])\s*")
_LEAST_OVERLAP = 0.3
"""Share of a Chinese sentence's character pairs that its passages must hold: paraphrases keep more, other matters less."""
_UNITS = re.compile(r"万元|亿元|元|㎡|平方米|%|％|年|个月|天|日|亩")
_BARE_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CLAUSE = re.compile(r"[^，,。；;]+[，,。；;]?")
_ASKERS = re.compile(
    r"您|你|贵(?:公司|企业|司|方)|如果|假如|若|\byours?\b|\byou\b|\bif\b|的[，,]$|时[，,]$", re.IGNORECASE
)
_ENGLISH = re.compile(
    r"\b(?:the|is|are|of|to|an?|be|may|must|for|in|by|and|or|can|not|with|from|at|on)\b", re.IGNORECASE
)
_LEAST_ENGLISH = 2
"""Small words that a sentence of English holds and babble does not."""
_BEST_SUPPORT = 2
_STRICT, _NEAR_WORDS = 0.4, 0.75
"""Of a strict check: the least probability, and the least share of the claim's pairs of characters that its passages hold."""
_LIKE_A_YEAR = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered passage as the model was given it. ``text`` is what may be quoted, ``label`` the names it stands under."""

    number: int
    chunk: Chunk
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be shown as fact; ``cited`` are the passages it names, ``reason`` says why it may not. ``omitted`` is a
    condition of what it grants that it leaves out, verbatim from the passage: it is to be shown with the sentence."""

    grounded: bool
    cited: tuple[int, ...] = ()
    reason: str = ""
    omitted: str = ""


class Grounding:
    """Checks sentences by the rules, then by the judge and the reader, who look at their meaning."""

    def __init__(self, reader: ClaimReader | None = None, judge: ClaimJudge | None = None) -> None:
        """``reader`` None: the judge decides alone."""
        self._reader = reader
        self._judge = judge or ClaimJudge()

    def check(
        self, sentence: str, sources: Mapping[int, Source], question: str = "", *, strict: bool = False
    ) -> Verdict:
        """Whether a sentence may be shown as an answer to the question; see ``check_sentence``. A ``strict`` check, where nobody vouches that
        the passages answer at all, lets only what is near their words and likely borne out pass."""
        verdict = check_sentence(sentence, sources, question)
        if not verdict.grounded:
            return verdict
        claim = plain_claim(sentence)
        cited = [sources[number] for number in verdict.cited]
        features = features_of(claim, cited)
        borne_out = self._bears_out(claim, cited, features)
        if strict:
            borne_out = self._judge.probability(features) >= _STRICT and features["pairs all"] >= _NEAR_WORDS
        if features["verbatim"] or borne_out:
            return verdict
        return Verdict(False, verdict.cited, "意思与出处不一致")

    def _bears_out(self, claim: str, cited: Sequence[Source], features: Mapping[str, float]) -> bool:
        chinese = has_chinese(claim)
        if self._reader is None or features["verbatim"]:
            return self._judge.bears_out(features, chinese)
        return self._reader.bears_out(claim, cited, logit(self._judge.probability(features)), chinese)


def features_of(claim: str, given: Sequence[Source]) -> dict[str, float]:
    """What the judge sees of a claim and the passages that it cites."""
    claim, given = alike(claim), _alike(given)
    held = _held_by(given)
    text = claim if has_chinese(claim) else with_digits(claim)
    passages, labels = "\n".join(source.text for source in given), "\n".join(source.label for source in given)
    return claim_features(text, passages, labels, lambda quantity: _is_held(quantity, held, given))


def check_sentence(sentence: str, sources: Mapping[int, Source], question: str = "") -> Verdict:
    """Check one sentence by the rules.

    It must cite, cite only what was given, speak of what its passages speak of, quote them verbatim, give no link or number to call that
    was not asked for, and state no amount, rate, area, date, period, count, clause or document number that they do not hold; the asker's own
    figures may stand in it as the asker's.
    """
    cited = tuple(dict.fromkeys(int(number) for number in MARK.findall(sentence)))
    claim = plain_claim(sentence)
    if not re.search(r"\w", claim):
        return Verdict(False, cited, "没有内容")
    if not cited:
        return Verdict(False, cited, "没有出处")
    if any(number not in sources for number in cited):
        return Verdict(False, cited, "出处没有给过")
    given = [sources[number] for number in cited]
    reason = _objection(claim, given, question)
    if reason:
        return Verdict(False, cited, reason)
    passages = "\n".join(source.text for source in given)
    return Verdict(True, cited, omitted=omitted_condition(claim, supporting_quote(claim, passages)))


def plain_claim(sentence: str) -> str:
    """A sentence without its marks and the numbers of a list, before it or in it."""
    return _INLINE_LIST_MARK.sub("", _LIST_MARK.sub("", MARK.sub("", sentence).strip())).strip()


def _objection(claim: str, given: Sequence[Source], question: str) -> str:
    """What a rule has against a claim over its passages, "" for nothing."""
    text = folded("\n".join(f"{source.label}\n{source.text}" for source in given))
    if holds_code(claim) or holds_instruction(claim):
        return "不是资料的内容"
    if addresses := unfounded_addresses(claim, "\n".join(source.text for source in given), question):
        return f"没有问到或出处没有 {'、'.join(addresses)}"
    quotes = [quote for match in _QUOTED.findall(claim) for quote in match if quote]
    # What an English claim puts in quotation marks is translated.
    if any(folded(quote) not in text for quote in quotes if has_chinese(quote) or has_chinese(claim)):
        return "引文与原文不符"
    claim, given = alike(claim), _alike(given)
    passages = "\n".join(source.text for source in given)
    unsupported = unsupported_quantities(claim, given) - askers_figures(claim, question)
    if lacking := sorted(quantity.value for quantity in unsupported):
        return f"出处里没有 {'、'.join(lacking)}"
    if authority := unknown_authority(claim, text, question):
        return f"出处没有谈到 {authority}"
    if has_chinese(claim) and _overlap(claim, text) < _LEAST_OVERLAP:
        return "出处没有谈到"
    if (
        not has_chinese(claim)
        and len(_ENGLISH.findall(claim)) < _LEAST_ENGLISH
        and not _shares_a_term(claim, text, given)
    ):
        return "出处没有谈到"
    turned = contradiction(claim, passages) or turned_scope(claim, passages)
    turned = turned or ("币种不同" if other_currency(claim, passages) else "")
    return f"与出处不一致：{turned}" if turned else ""


def _alike(given: Sequence[Source]) -> list[Source]:
    return [replace(source, text=alike(source.text)) for source in given]


def _shares_a_term(claim: str, text: str, given: Sequence[Source]) -> bool:
    """Whether an English claim has a term of the glossary, a figure or a word as it stands in common with its passages."""
    terms = (folded(word) for term in english_terms(claim) for word in term.chinese)
    figures = _quantities(claim)
    names = (word.lower() for word in re.findall(r"[A-Za-z]{3,}", claim))
    return (
        any(term in text for term in terms)
        or bool(figures - unsupported_quantities(claim, given))
        or any(name in text for name in names)
    )


def askers_figures(claim: str, question: str) -> frozenset[Quantity]:
    """The figures of a claim that the asker gave and that stand in it as the asker's, or as what is supposed: ``您投资8000万元，``."""
    asked = _quantities(question)
    found: set[Quantity] = set()
    for clause in _CLAUSE.findall(claim):
        if _ASKERS.search(clause):
            found |= _quantities(clause) & asked
    return frozenset(found)


def supporting_sources(sentence: str, sources: Mapping[int, Source]) -> list[int]:
    """The passages that support a sentence best, the best first: by its figures, then by its words."""
    claim = plain_claim(sentence)
    figures, pairs = _quantities(claim), _pairs(folded(claim))

    def support(source: Source) -> tuple[int, float]:
        text = folded(f"{source.label}{source.text}")
        held = len(figures - unsupported_quantities(claim, [source]))
        return held, sum(pair in text for pair in pairs) / (len(pairs) or 1)

    return sorted(sources, key=lambda number: support(sources[number]), reverse=True)[:_BEST_SUPPORT]


def unsupported_quantities(claim: str, given: Sequence[Source]) -> frozenset[Quantity]:
    """The figures of a claim that none of its passages states."""
    held = _held_by(given)
    return frozenset(quantity for quantity in _quantities(claim) if not _is_held(quantity, held, given))


def _held_by(given: Sequence[Source]) -> frozenset[Quantity]:
    held: frozenset[Quantity] = frozenset()
    for source in given:
        held |= quantities_in(source.text) | quantities_in(source.label) | _cell_quantities(source.chunk)
    return held


def _quantities(text: str) -> frozenset[Quantity]:
    """The figures of a claim, English number words read too."""
    return quantities_in(text if has_chinese(text) else with_digits(text))


def supporting_quote(sentence: str, text: str) -> str:
    """The sentence of a passage that bears a statement out best, verbatim."""
    claim = folded(MARK.sub("", sentence))
    pairs = _pairs(claim)
    figures = quantities_in(MARK.sub("", sentence))

    def support(candidate: str) -> tuple[int, float]:
        shared = sum(pair in pairs for pair in _pairs(folded(candidate)))
        return len(figures & quantities_in(candidate)), shared / (len(candidate) + 20)

    return max(sentences_of(text) or [text], key=support)


def _is_held(quantity: Quantity, held: frozenset[Quantity], given: Sequence[Source]) -> bool:
    if quantity in held:
        return True
    if quantity.kind is QuantityKind.DATE:  # 2025年4月 of 2025年4月1日
        return any(other.kind is QuantityKind.DATE and other.value.startswith(f"{quantity.value}-") for other in held)
    if quantity.kind is QuantityKind.PERIOD:
        number, _, unit = quantity.value.partition(" ")
        if unit == "year" and number.isdecimal() and int(number) in _LIKE_A_YEAR:  # a calendar year is no period
            return any(number in unicodedata.normalize("NFKC", f"{source.label}{source.text}") for source in given)
    if quantity.kind is QuantityKind.COUNT:
        return any(_holds_number(quantity.value, source) for source in given)
    return False


def _holds_number(value: str, source: Source) -> bool:
    plain = unicodedata.normalize("NFKC", f"{source.label}\n{source.text}").replace(",", "")
    return re.search(rf"(?<![\d.]){re.escape(value)}(?![\d.]*\d)", plain) is not None


def _cell_quantities(chunk: Chunk) -> frozenset[Quantity]:
    """The figures of a table row whose unit stands in the header: 最高标准（元/㎡·月）：35 is 35元."""
    if chunk.passage.kind is not ChunkKind.ROW:
        return frozenset()
    found: set[Quantity] = set()
    for cell in chunk.passage.cells:
        value = cell.value.strip()
        if _BARE_NUMBER.fullmatch(value):
            for unit in _UNITS.findall(cell.header):
                found |= quantities_in(f"{value}{unit}")
    return frozenset(found)


def _overlap(claim: str, text: str) -> float:
    pairs = _pairs(folded(claim))
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 1.0


def _pairs(text: str) -> list[str]:
    return [pair for at in range(len(text) - 1) if re.fullmatch(r"\w\w", pair := text[at : at + 2])]
