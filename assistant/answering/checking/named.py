"""What a claim names that its passages do not: an authority, or the currency of an amount."""

import re
import unicodedata

from assistant.answering.asking.language import folded

_AUTHORITY = re.compile(
    r"[\u4e00-\u9fff]{1,12}?(?:局|委员会|管委会|发改委|办公室|中心|法院|检察院|街道办事处|办事处|人民政府)(?![部限面域势长址点])"
)
_LEAST_NAME = 4
"""Characters at the end of a name by which it is known, whatever stands before it."""
_GENERAL = re.compile(
    r"(?:有关|相关|主管|上述|该|各|政务服务|服务)(?:部门|中心|局)?$|(?:市|城|县|镇|商业|物流|活动|数据|结算|采购|研发|购物)中心$"
)
_FOREIGN = {
    "usd": r"美元|美金|\bUSD\b|US\$|\b(?:US|U\.S\.|American) dollars?\b|(?<![A-Za-z])\$",
    "eur": r"欧元|\bEUR\b|€|\beuros?\b",
    "hkd": r"港[元币]|\bHKD\b|HK\$|\bHong Kong dollars?\b",
    "cny": r"人民币|(?<![美欧港日澳加])元|\b(?:RMB|CNY|yuan)\b|[￥¥]",
}
_CURRENCY = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _FOREIGN.items()}
_AMOUNT = re.compile(
    r"(?P<before>(?:人民币|美元|港币|RMB|CNY|USD|EUR|HKD|US\$|HK\$|[￥¥$€])?\s*)(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<scale>万|亿|thousand|million|billion)?\s*"
    r"(?P<behind>元|美元|美金|欧元|港元|人民币|yuan|RMB|CNY|USD|EUR|HKD|(?:US |U\.S\. |Hong Kong )?dollars?|euros?)?",
    re.IGNORECASE,
)
_SCALES = {"万": 10**4, "亿": 10**8, "thousand": 10**3, "million": 10**6, "billion": 10**9}


def unknown_authority(claim: str, passages: str, question: str) -> str:
    """An authority that a claim names and that stands neither in its passages nor in the question, "" for none."""
    text = folded(f"{passages}\n{question}")
    for match in _AUTHORITY.finditer(claim):
        name = match.group()
        if len(name) >= _LEAST_NAME and not _GENERAL.search(name) and folded(name[-_LEAST_NAME:]) not in text:
            return name
    return ""


def other_currency(claim: str, passages: str) -> bool:
    """Whether a claim gives an amount in a currency in which no passage gives it, while one gives it in another."""
    there = _amounts(passages)
    return any(
        number in there and currencies.isdisjoint(there[number])
        for number, currencies in _amounts(claim).items()
        if currencies
    )


def _amounts(text: str) -> dict[float, set[str]]:
    """Each amount whose currency is said with the currencies that it is said in."""
    found: dict[float, set[str]] = {}
    for match in _AMOUNT.finditer(unicodedata.normalize("NFKC", text)):
        said = f"{match['before'] or ''} {match['behind'] or ''}"
        named = {name for name, pattern in _CURRENCY.items() if pattern.search(said)}
        if named:
            scale = _SCALES.get((match["scale"] or "").lower(), 1)
            found.setdefault(float(match["number"].replace(",", "")) * scale, set()).update(named)
    return found
