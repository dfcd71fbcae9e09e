"""Whether a passage bears a statement out beyond holding its figures: not, at most, a month, the second of three.

A statement is compared clause by clause with the clause of the passage that is nearest in words. Only what is plainly turned round is
objected to: a paraphrase keeps its benefit of doubt.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.answering.asking.language import folded
from assistant.policies.quantities import Quantity, QuantityKind, quantities_in
from assistant.text.sentences import sentences_of

_CLAUSE_END = re.compile(r"[，,。；;：:！!？?\n]")
_BOUNDS = re.compile(r"不超过|不高于|不多于|不低于|不少于|不足|不满|不晚于|不早于")
_NEGATION = re.compile(
    r"不得|不能|不可|不予|不再|不属于|不适用|不受|不重复|不计|不纳入|不收|不享受|不同时|不需|不必|不用|不会|不符合|不作|不准|不许|不超|不含|不包括|不在|"
    r"未(?!来|满)|无需|无须|禁止|严禁|没有|免收|并非|不是|逾期"
)
_ANY_NEGATION = re.compile(r"不|未(?!来)|无|没|非(?!常)|禁|免|除|剔|扣|逾|撤|停|否|消|拒|失效")
_UPPER = re.compile(r"最高|最长|最多|不超过|不高于|不多于|上限|以内|以下|至多|不足|不满|低于|少于")
_LOWER = re.compile(r"不低于|不少于|以上|至少|达到|起步|最低|下限|超过|高于|满")
_NOT_LOWER = re.compile(r"不超过|不满|不高于")
_NOT_UPPER = re.compile(r"不低于|不少于")
_RECURRING = re.compile(r"每年|每月|每季度|每天|每日|每周|每半年|每两年|按年|按月|按季度")
_ALTOGETHER, _ONCE = re.compile(r"累计|合计|总共|总计|一共"), re.compile(r"一次性")
_SAME_RECURRENCE = {"按年": "每年", "按月": "每月", "按季度": "每季度", "每日": "每天"}
_ABOVE_LIST = re.compile(r"[^。；\n]*[：:](?=\s*(?:[（(]?[一二三四五六七八九十\d]+[）)、.]|①))")
_FIGURE = re.compile(r"[\d.,]+|[〇零一二三四五六七八九十百千两]+(?=年|个月|日|天|次|家|名|项|倍|条)")
_PLAIN_FIGURE = re.compile(r"\d[\d,.]*\s*(?:%|万美元|万元|亿元|元|个月|年|天|日)?")
_ITEM = r"[^，。；、：\s]{1,14}"
_LISTED = re.compile(rf"(?:{_ITEM}、)+{_ITEM}")
_CONDITION = re.compile(
    r"(?:^|[，；。：\n])(?P<condition>[^，；。：\n]*(?:以上|不少于|不低于|达到|满[一二三四五六七八九十\d]|连续|不超过|以内)[^，；。：\n]*)的，"
)
_GRANTS = re.compile(r"给予|补贴|补助|奖励|资助|贴息|可以申请|享受|发放")
_NEAR, _VERY_NEAR, _CLEARLY = 0.5, 0.6, 0.15
_HELD_CONDITION = 0.34
_ADDRESSES = frozenset({QuantityKind.ARTICLE, QuantityKind.DOCUMENT_NUMBER, QuantityKind.DATE})


@dataclass(frozen=True, slots=True)
class _Clause:
    """``around`` are its pairs with those of the clauses beside it; ``negated`` is whether it says that something is not; ``doubtful`` whether
    it, the clause behind it, or the words above a list that it stands in hold any word that may."""

    text: str
    pairs: frozenset[str]
    around: frozenset[str]
    negated: bool
    doubtful: bool


def contradiction(claim: str, passage: str) -> str:
    """Why the passage says otherwise than the claim, "" when nothing shows that it does."""
    said, held = _clauses(claim), _clauses(passage)
    for clause in said:
        if _turned_round(clause, held):
            return "肯定与否定相反"
        if _other_bound(clause, held):
            return "上限与下限相反"
        if _another_figure(clause, held):
            return "数字属于另一种情形"
    if _other_recurrence(claim, passage):
        return "计算周期不同"
    return "数字属于另一档" if _wrong_place_in_list(claim, passage) else ""


def omitted_condition(claim: str, sentence: str) -> str:
    """The condition under which the passage's sentence grants something, verbatim, where the claim grants it without a word of the
    condition; "" where nothing was left out."""
    if not _GRANTS.search(claim):
        return ""
    said = _plain_pairs(claim)
    for match in _CONDITION.finditer(sentence):
        condition = match["condition"].strip()
        told = _plain_pairs(condition)
        kept = len(told & said) / len(told) if told else 1.0
        figures = quantities_in(condition)
        if figures and not figures & quantities_in(claim) and kept < _HELD_CONDITION:
            return condition
    return ""


def _turned_round(clause: _Clause, held: Sequence[_Clause]) -> bool:
    if len(clause.pairs) < 2:
        return False
    same = max((_likeness(clause, other) for other in held if other.negated == clause.negated), default=0.0)
    opposite = max(
        (
            _likeness(clause, other)
            for other in held
            if other.negated != clause.negated and not (other.doubtful and clause.doubtful)
        ),
        default=0.0,
    )
    return opposite >= _NEAR and opposite >= same + _CLEARLY


def _other_bound(clause: _Clause, held: Sequence[_Clause]) -> bool:
    """At least where the passage says at most, of the same figure; of what is denied the other bound is true."""
    direction = _directions(clause.text)
    if len(direction) != 1 or clause.doubtful:
        return False
    for quantity in _measures(clause.text):
        there = [_directions(other.text) for other in held if quantity in quantities_in(other.text)]
        if any(there) and not any(direction & other for other in there):
            return True
    return False


def _another_figure(clause: _Clause, held: Sequence[_Clause]) -> bool:
    """A figure of another case: the clause that is nearest in words by far has a figure of that kind, and not this one."""
    for quantity in _measures(clause.text):
        with_it = [other for other in held if quantity in quantities_in(other.text)]
        without = [other for other in held if other not in with_it and _holds_kind(other, quantity)]
        nearest = max((_likeness_around(clause, other) for other in without), default=0.0)
        if with_it and nearest >= _VERY_NEAR:
            best = max(_likeness_around(clause, other) for other in with_it)
            if nearest >= best + 2 * _CLEARLY:
                return True
    return False


def _other_recurrence(claim: str, passage: str) -> bool:
    """每年 of a figure that the passage gives as 每月, 合计 of one that it gives for each year, 每年 of one that is given once."""
    for clause in filter(None, _CLAUSE_END.split(claim)):
        said, altogether = _recurrences(clause), _ALTOGETHER.search(clause) is not None
        for quantity in _measures(clause) if said or altogether else ():
            sentences = [held for held in sentences_of(passage) if quantity in quantities_in(held)]
            there = [_recurrences(held) for held in sentences]
            if said and any(there) and not any(said & other for other in there):
                return True
            beside = [held for one in sentences for held in _CLAUSE_END.split(one) if quantity in quantities_in(held)]
            if said and all(_ONCE.search(held) and not _recurrences(held) for held in beside) and beside:
                return True
            if (
                altogether
                and not said
                and all(_recurrences(h) and not _ALTOGETHER.search(h) for h in beside)
                and beside
            ):
                return True
    return False


def _wrong_place_in_list(claim: str, passage: str) -> bool:
    """The first amount for the second case of ``达到A、B的，分别给予C、D``."""
    for sentence in sentences_of(passage):
        if "分别" not in sentence:
            continue
        lists = [found.group().split("、") for found in _LISTED.finditer(sentence)]
        for at, one in enumerate(lists):
            for other in lists[at + 1 :]:
                if len(one) != len(other):
                    continue
                first, second = _places(claim, one), _places(claim, other)
                if len(first) == len(second) == 1 and first != second:
                    return True
                if len(second) > 1 and _paired_wrongly(claim, one, other):
                    return True
    return False


def _paired_wrongly(claim: str, cases: Sequence[str], values: Sequence[str]) -> bool:
    """Whether a claim that tells several of the cases gives them each other's figures: ``国家级、省级分别奖励20万元、50万元``."""
    text = unicodedata.normalize("NFKC", claim)
    names = [
        (at, index) for index, case in enumerate(cases) if (at := _place_of_name(text, case, index, len(cases))) >= 0
    ]
    figures = [(at, index) for index, value in enumerate(values) if (at := _place_of_figure(text, value)) >= 0]
    told, given = [index for _, index in sorted(names)], [index for _, index in sorted(figures)]
    if len(told) != len(given) or len({at for at, _ in names}) != len(names):
        return False
    return told != given and (told == sorted(told) or given == sorted(given))


def _place_of_name(text: str, case: str, index: int, cases: int) -> int:
    """Where a claim names a case of a list. Before the first stands what the list is of, behind the last what they all are."""
    plain = unicodedata.normalize("NFKC", case).removesuffix("的")
    pieces = [plain]
    if index == 0:
        pieces = [plain[at:] for at in range(len(plain) - 1)]
    elif index == cases - 1:
        pieces = [plain[:end] for end in range(len(plain), 1, -1)]
    return next((text.find(piece) for piece in pieces if piece in text), -1)


def _place_of_figure(text: str, value: str) -> int:
    figure = _PLAIN_FIGURE.search(unicodedata.normalize("NFKC", value))
    match = re.search(rf"(?<![\d.]){re.escape(figure.group())}", text) if figure else None
    return match.start() if match else -1


def _places(claim: str, items: Sequence[str]) -> set[int]:
    """Which items of a list a claim names: by their figure where they have one, else by their words, longer ones first."""
    text, figures = folded(claim), quantities_in(claim)
    names = [folded(item).removesuffix("的") for item in items]
    names[0] = names[0][-max(map(len, names[1:])) - 1 :]  # before the first item stands what the list is of
    found: set[int] = set()
    for index in sorted(range(len(items)), key=lambda at: -len(names[at])):
        own = quantities_in(items[index])
        if own:
            found |= {index} if own & figures else set()
        elif names[index] and names[index] in text:
            text = text.replace(names[index], "，")
            found.add(index)
    return found


def _measures(text: str) -> list[Quantity]:
    """The figures that measure something; addresses and days do not."""
    return [quantity for quantity in quantities_in(text) if quantity.kind not in _ADDRESSES]


def _clauses(text: str) -> list[_Clause]:
    whole = [part for part in _CLAUSE_END.split(unicodedata.normalize("NFKC", text)) if part.strip()]
    parts = [_BOUNDS.sub("", part) for part in whole]
    doubtful = [_ANY_NEGATION.search(part) is not None for part in parts]
    pairs = [_plain_pairs(_NEGATION.sub("", part)) for part in parts]
    above = _ABOVE_LIST.search(text)
    listed = above is not None and _ANY_NEGATION.search(_BOUNDS.sub("", above.group())) is not None
    return [
        _Clause(
            whole[at],
            pairs[at],
            frozenset().union(*pairs[max(0, at - 1) : at + 2]),
            _NEGATION.search(part) is not None,
            listed or any(doubtful[at : at + 2]),
        )
        for at, part in enumerate(parts)
    ]


def _plain_pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters, figures left out."""
    plain = folded(_FIGURE.sub("，", unicodedata.normalize("NFKC", text)))
    return frozenset(f"{one}{two}" for one, two in pairwise(plain) if one.isalnum() and two.isalnum())


def _likeness(one: _Clause, other: _Clause) -> float:
    """Dice's coefficient of the character pairs."""
    both = len(one.pairs) + len(other.pairs)
    return 2 * len(one.pairs & other.pairs) / both if both else 0.0


def _likeness_around(one: _Clause, other: _Clause) -> float:
    """The same, or that of what stands around both, where it is greater."""
    both = len(one.around) + len(other.around)
    return max(_likeness(one, other), 2 * len(one.around & other.around) / both if both else 0.0)


def _directions(text: str) -> frozenset[str]:
    up = _UPPER.search(_NOT_UPPER.sub("", text)) is not None
    down = _LOWER.search(_NOT_LOWER.sub("", text)) is not None
    return frozenset(name for name, there in (("upper", up), ("lower", down)) if there)


def _recurrences(text: str) -> frozenset[str]:
    return frozenset(_SAME_RECURRENCE.get(word, word) for word in _RECURRING.findall(text))


def _holds_kind(clause: _Clause, quantity: Quantity) -> bool:
    return any(other.kind is quantity.kind for other in quantities_in(clause.text))
