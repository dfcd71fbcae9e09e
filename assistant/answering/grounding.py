"""Each sentence of a language model against the passages that it cites, before anyone sees it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.bearing import contradiction, omitted_condition
from assistant.answering.language import folded, has_chinese
from assistant.policies.quantities import Quantity, QuantityKind, quantities_in
from assistant.records import Chunk, ChunkKind
from assistant.text.sentences import sentences_of

MARK = re.compile(r"[\[【]\s*(\d{1,3})\s*[\]】]")
_QUOTED = re.compile(r"“([^”]{2,})”|「([^」]{2,})」|『([^』]{2,})』|\"([^\"]{2,})\"")
_LIST_MARK = re.compile(
    r"^\s*(?:[-*•·]|\(?\d{1,2}[.、)）]|（\d{1,2}）|[①-⑳]|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)\s*"
)
_LEAST_OVERLAP = 0.3
"""Share of a Chinese sentence's character pairs that its passages must hold: paraphrases keep more, other matters less."""
_UNITS = re.compile(r"万元|亿元|元|㎡|平方米|%|％|年|个月|天|日|亩")
_BARE_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
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


def check_sentence(sentence: str, sources: Mapping[int, Source]) -> Verdict:
    """Check one sentence.

    It must cite, cite only what was given, speak of what its passages speak of, quote them verbatim, and state no amount, rate, area,
    date, period, count, clause or document number that they do not hold.
    """
    cited = tuple(dict.fromkeys(int(number) for number in MARK.findall(sentence)))
    claim = _LIST_MARK.sub("", MARK.sub("", sentence)).strip()
    if not re.search(r"\w", claim):
        return Verdict(False, cited, "没有内容")
    if not cited:
        return Verdict(False, cited, "没有出处")
    if any(number not in sources for number in cited):
        return Verdict(False, cited, "出处没有给过")
    given = [sources[number] for number in cited]
    lacking = sorted(quantity.value for quantity in unsupported_quantities(claim, given))
    if lacking:
        return Verdict(False, cited, f"出处里没有 {'、'.join(lacking)}")
    text = folded("\n".join(f"{source.label}\n{source.text}" for source in given))
    if any(folded(quote) not in text for match in _QUOTED.findall(claim) for quote in match if quote):
        return Verdict(False, cited, "引文与原文不符")
    if has_chinese(claim) and _overlap(claim, text) < _LEAST_OVERLAP:
        return Verdict(False, cited, "出处没有谈到")
    passages = "\n".join(source.text for source in given)
    if reason := contradiction(claim, passages):
        return Verdict(False, cited, f"与出处不一致：{reason}")
    return Verdict(True, cited, omitted=omitted_condition(claim, supporting_quote(claim, passages)))


def unsupported_quantities(claim: str, given: Sequence[Source]) -> frozenset[Quantity]:
    """The figures of a claim that none of its passages states."""
    held: set[Quantity] = set()
    for source in given:
        held |= quantities_in(source.text) | quantities_in(source.label) | _cell_quantities(source.chunk)
    return frozenset(quantity for quantity in quantities_in(claim) if not _is_held(quantity, held, given))


def supporting_quote(sentence: str, text: str) -> str:
    """The sentence of a passage that bears a statement out best, verbatim."""
    claim = folded(MARK.sub("", sentence))
    pairs = _pairs(claim)
    figures = quantities_in(MARK.sub("", sentence))

    def support(candidate: str) -> tuple[int, float]:
        shared = sum(pair in pairs for pair in _pairs(folded(candidate)))
        return len(figures & quantities_in(candidate)), shared / (len(candidate) + 20)

    return max(sentences_of(text) or [text], key=support)


def _is_held(quantity: Quantity, held: set[Quantity], given: Sequence[Source]) -> bool:
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
