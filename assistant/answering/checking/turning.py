"""Whether a claim turns round what a passage says of scope, conditions, order and cases, in words that exclude each other."""

import re
import unicodedata

from assistant.answering.asking.language import folded
from assistant.text.sentences import sentences_of

_JOINT = re.compile(
    r"同时(?:符合|满足|具备|达到|具有)|(?:符合|满足|具备)(?:下列|以下)(?:全部|所有|各项)?条件|均(?:应当?|须|需|要)|全部(?:符合|满足)|，且|\ball of the following\b",
    re.IGNORECASE,
)
_ALTERNATIVE = re.compile(r"或|之一|任[一意]|其[一中]一|\bor\b|\bany of\b|\beither\b", re.IGNORECASE)
_SUFFICES = re.compile(
    r"只要|只需(?!要同时)|仅需|即可|就(?:能|可以?|行|算|符合|满足)|便(?:可|能)|\bas long as\b|\bonly needs?\b|\bis enough\b|\bsuffices?\b",
    re.IGNORECASE,
)
_ANY_OF_THEM = re.compile(r"之一|任[一意]|\bone of\b|\bany of\b", re.IGNORECASE)
_ALL_JOINTLY = re.compile(r"同时|全部|均|各项|[二三四五六七八九两]项|且|\ball\b|\bboth\b", re.IGNORECASE)
_WIDENED = re.compile(
    r"(?:所有|任何|全部|各类|一切|每一?[家个名位])(?:的)?(?:[\u4e00-\u9fff]{0,4})(?:企业|公司|项目|单位|机构|个人|人员|居民|人才|楼宇|园区|产品|行业|地区|情况|费用)"
    r"|不论|无论|不管|一律|\b(?:all|any|every) (?:\w+ )?(?:compan|enterprise|firm|business|project|applicant|person|tenant|building)|\bregardless\b",
    re.IGNORECASE,
)
_WIDE_THERE = re.compile(
    r"所有|任何|全部|各类|一切|每|不论|无论|不管|一律|凡|均|都|各|统一|不限|不分|\ball\b|\bany\b|\bevery\b",
    re.IGNORECASE,
)
_UNBOUNDED = re.compile(
    r"不限(?!于)|不设(?:上限|下限|限)|(?:没有|无)(?:上限|下限|数量限制|限制|时间限制)|\bno (?:upper |lower )?(?:limit|cap|ceiling)\b|\bunlimited\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"(?<!不)(?:可以?|能够?|允许)?(?:叠加|累加|同时享受|重复享受|兼得)")
_ONE_OF_THEM = re.compile(
    r"就高|从高|不重复|不(?:得|能|可|予)?(?:叠加|累加|同时享受|重复|兼得)|择一|补足差额|只能(?:享受|选择)(?:其中)?一"
)
_NOT_SHORTLY_BEFORE = re.compile(r"不[^，。；]{0,6}$")
_AT_ONCE = re.compile(
    r"一次性|一次(?:拨付|兑现|发放|付清)|\bone-off\b|\blump sum\b|\bin one (?:payment|go)\b", re.IGNORECASE
)
_BY_PARTS = re.compile(
    r"分(?:\d|[两二三四五六])(?:个)?(?:年|期|次|批|阶段)|逐年|按年(?:度)?(?:拨付|兑现|发放)|分[年期批](?:拨付|兑现|发放|支付)"
)
_EDGE = re.compile(
    r"(?P<figure>\d+(?:\.\d+)?\s*(?:年|个?月|日|天|个工作日|周岁|岁)|[一二三四五六七八九十]+(?:年|个月|日|天|个工作日))(?:（含）)?(?P<edge>之?前|以前|之?后|以后)(?![往续])"
)
_MEASURED = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>%|‰|万元|亿元|元|个工作日|个月|年|日|天|平方米|亩|人|家|次|倍|项|吨)"
)
_CLASS = re.compile(
    r"[\u4e00-\u9fff]{2}型|(?:国家|超?[甲乙丙丁]|[省市区县一二三四五六七八九A-Z])级|[A-Z一二三四五甲乙丙丁](?:类|档|券)|[一二三四五六七]星"
)
_CLAUSES = re.compile(r"[，,。；;\n]")
_SPAN_END = re.compile(r"[。；;\n]")
_LEAST_OTHER = 2
_TAIL = 10
_STRETCH = r"[^，,。；;、：:]"
_OR_BETWEEN = re.compile(rf"(?P<before>{_STRETCH}{{4,40}}[，,]?)或者?(?P<behind>{_STRETCH}{{3,40}})")
_AND_BETWEEN = re.compile(
    rf"(?P<before>{_STRETCH}{{3,60}}[，,]?)(?:并且|且|同时|[，,]并)(?P<behind>{_STRETCH}{{3,60}})"
)
_BOTH_HELD = 0.5
_YEARS = {
    "this": re.compile(r"当年(?!度?内)|本年度|同年"),
    "next": re.compile(r"次年|下一?年度|翌年"),
    "last": re.compile(r"上一?年度|上年"),
}


def turned_scope(claim: str, passage: str) -> str:
    """Why the passage says otherwise than the claim, "" when nothing shows that it does."""
    joint, alternative = _JOINT.search(passage), _ALTERNATIVE.search(passage)
    if _joined_as_alternatives(claim, passage):
        return "且与或相反"
    if joint and not _ANY_OF_THEM.search(passage) and not _ALL_JOINTLY.search(claim):
        if _SUFFICES.search(claim) and not (alternative and _ALTERNATIVE.search(claim)):
            return "一项条件当成了全部条件"
        if _ALTERNATIVE.search(claim) and not alternative:
            return "且与或相反"
    if _WIDENED.search(claim) and not _WIDE_THERE.search(passage):
        return "范围扩大了"
    if _UNBOUNDED.search(claim) and not _UNBOUNDED.search(passage):
        return "范围扩大了"
    if _says_together(claim) and _ONE_OF_THEM.search(passage) and not _says_together(passage):
        return "不能叠加的说成叠加"
    if _AT_ONCE.search(claim) and _BY_PARTS.search(passage) and not _AT_ONCE.search(passage):
        return "分期与一次性相反"
    if _other_year(claim, passage):
        return "年度不同"
    if _other_edge(claim, passage):
        return "前与后相反"
    return "数字属于另一种情形" if _another_case(claim, passage) or _another_class(claim, passage) else ""


def _joined_as_alternatives(claim: str, passage: str) -> bool:
    """``A或B`` where the sentence that holds both says ``A且B``."""
    for match in _OR_BETWEEN.finditer(claim):
        before, behind = _pairs(match["before"]), _pairs(match["behind"])
        for sentence in sentences_of(passage):
            if not _OR_BETWEEN.search(sentence) and (both := _AND_BETWEEN.search(sentence)):
                held = _pairs(sentence[: both.start("behind")]), _pairs(sentence[both.start("behind") :])
                told = [
                    len(said & there) / len(said) if said else 0.0
                    for said, there in zip((before, behind), held, strict=True)
                ]
                if min(told) >= _BOTH_HELD:
                    return True
    return False


def _other_year(claim: str, passage: str) -> bool:
    """次年 where the passage speaks of 当年 alone."""
    said, there = ({name for name, pattern in _YEARS.items() if pattern.search(text)} for text in (claim, passage))
    return len(said) == 1 and bool(there) and said.isdisjoint(there)


def _says_together(text: str) -> bool:
    """Whether a text lets several things be had at once."""
    return any(not _NOT_SHORTLY_BEFORE.search(text[: match.start()]) for match in _TOGETHER.finditer(text))


def _other_edge(claim: str, passage: str) -> bool:
    """Before a day or a period where the passage only says after it, or the other way round."""
    there: dict[str, set[str]] = {}
    for match in _EDGE.finditer(folded(passage)):
        there.setdefault(match["figure"], set()).add(match["edge"][-1])
    return any(
        match["edge"][-1] not in there[match["figure"]]
        for match in _EDGE.finditer(folded(claim))
        if match["figure"] in there
    )


def _another_case(claim: str, passage: str) -> bool:
    """A figure that the passage gives for one case, with the name of another: ``综合型最高1000万元；职能型最高500万元``.

    The name is what stands before a figure and not before the others in its unit.
    """
    text, said = unicodedata.normalize("NFKC", passage), unicodedata.normalize("NFKC", claim)
    cases = _cases(text)
    for figure in _MEASURED.finditer(said):
        key = (figure["number"].replace(",", ""), figure["unit"])
        own = [words for other, words in cases if other == key]
        rest = [words for other, words in cases if other[1] == key[1] and other != key]
        if not own or not rest:
            continue
        told = _pairs(_stretch(said, figure))
        of_own = frozenset().union(*own)
        of_rest = frozenset().union(*rest)
        if of_own - of_rest and not told & (of_own - of_rest):
            others = max(len(told & (words - of_own)) for words in rest)
            if others >= _LEAST_OTHER:
                return True
    return False


def _another_class(claim: str, passage: str) -> bool:
    """A figure of one class with the name of another: ``综合型最高1000万元；职能型最高500万元``. Classes are told by a word or a letter before 型,
    级, 类 or the like."""
    text, said = unicodedata.normalize("NFKC", passage), unicodedata.normalize("NFKC", claim)
    known = set(_CLASS.findall(text))
    parts = [(set(_CLASS.findall(part)), _measured(part)) for part in _SPAN_END.split(text)]
    for clause in _CLAUSES.split(said):
        named = set(_CLASS.findall(clause)) & known
        for figure in _measured(clause) if named else ():
            there = [classes for classes, figures in parts if figure in figures]
            if there and all(there) and all(named.isdisjoint(classes) for classes in there):
                return True
    return False


def _measured(text: str) -> set[tuple[str, str]]:
    return {(figure["number"].replace(",", ""), figure["unit"]) for figure in _MEASURED.finditer(text)}


def _cases(text: str) -> list[tuple[tuple[str, str], frozenset[str]]]:
    """Each figure with the pairs of characters of what it is said of."""
    return [
        ((figure["number"].replace(",", ""), figure["unit"]), _pairs(_stretch(text, figure)))
        for figure in _MEASURED.finditer(text)
    ]


def _stretch(text: str, figure: re.Match[str]) -> str:
    """What stands before a figure, back to the last one in its unit or the end of the sentence, and shortly behind it."""
    before = _SPAN_END.split(text[: figure.start()])[-1]
    last = [other for other in _MEASURED.finditer(before) if other["unit"] == figure["unit"]]
    before = before[last[-1].end() :] if last else before
    behind = re.split(r"[，,。；;、\n]", text[figure.end() : figure.end() + _TAIL])[0]
    return f"{before}，{behind}"


def _pairs(text: str) -> frozenset[str]:
    plain = folded(re.sub(r"[\d.]+", "，", text))
    found = {
        plain[at : at + 2] for at in range(len(plain) - 1) if re.fullmatch(r"[\u4e00-\u9fff]{2}", plain[at : at + 2])
    }
    # A letter that names a class weighs as two pairs: A券, B类.
    lettered = re.findall(r"(?<![a-z])[a-z][\u4e00-\u9fff]", plain)
    return frozenset((*found, *lettered, *(one[0] for one in lettered)))
