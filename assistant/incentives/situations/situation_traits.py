"""What an investor says to be, and not to be."""

import re

from assistant.incentives.records import Trait
from assistant.incentives.traits import FOREIGN, HEADQUARTERS, NEW, industries_in, qualifications_in

_NOT = r"(?:不是|并非|非|没有|还没有?|尚未|未|没|不属于|不具备|not (?:an? )?|no |without )"
_PARKS = re.compile(r"(?P<park>[\u4e00-\u9fff]{2,4}(?:数字谷|医药港|工业园|科创带))")
_FOREIGN = r"外商(?:独资|投资)?|外资|中外合资|港资|台资|日资|德资|美资|韩资|法资|跨国公司|foreign[- ](?:invested|funded|owned)|wfoe|multinational"
_DOMESTIC = r"内资|民营|国有企业|国企|央企|民企|本土企业|domestic"
_NEW = r"新设|新成立|刚成立|刚注册|新注册|新引进|准备(?:落户|注册|设立|来)|打算(?:来|落户|注册|在[^，]{0,6}(?:设立|注册|落户))|计划(?:落户|设立|注册|来|在[^，]{0,6}(?:设立|注册|落户))|拟(?:落户|设立|注册|迁入)|想(?:落户|来[^，]{0,4}(?:设|落户|投资))|从(?!事)[\u4e00-\u9fff]{2,6}(?:迁|搬)|迁入|迁来|搬到(?:你们)?区|newly|relocat\w+|set(?:ting)? up|establish(?:ing)?"
_OLD = r"(?:一直|本来就)在(?:本区|你们区|区内|本地|当地)|区内(?:搬迁|变更)|本区(?:老|原有)企业|已经?在本区"


def read_traits(text: str) -> tuple[dict[Trait, tuple[str, ...]], dict[Trait, tuple[str, ...]]]:
    """Traits that hold and traits that do not, each with its values."""
    held: dict[Trait, tuple[str, ...]] = {}
    denied: dict[Trait, tuple[str, ...]] = {}
    _put(held, Trait.INDUSTRY, industries_in(text))
    if re.search(rf"{_NOT}\s*(?:{_FOREIGN})|{_DOMESTIC}", text, re.IGNORECASE):
        denied[Trait.OWNERSHIP] = (FOREIGN,)
    elif re.search(rf"{_FOREIGN}", text, re.IGNORECASE):
        held[Trait.OWNERSHIP] = (FOREIGN,)
    if re.search(_OLD, text):
        denied[Trait.NEWCOMER] = (NEW,)
    elif re.search(_NEW, text, re.IGNORECASE):
        held[Trait.NEWCOMER] = (NEW,)
    _headquarters(text, held, denied)
    refused = [match.group() for match in re.finditer(rf"{_NOT}[^，。；,;]{{0,16}}", text, re.IGNORECASE)]
    not_held = qualifications_in("".join(refused))
    _put(held, Trait.QUALIFICATION, tuple(q for q in qualifications_in(text) if q not in not_held))
    _put(denied, Trait.QUALIFICATION, not_held)
    _put(held, Trait.LOCATION, tuple(dict.fromkeys(match["park"] for match in _PARKS.finditer(_without_verbs(text)))))
    return held, denied


def _headquarters(text: str, held: dict[Trait, tuple[str, ...]], denied: dict[Trait, tuple[str, ...]]) -> None:
    if re.search(rf"{_NOT}\s*(?:[\u4e00-\u9fff]{{0,3}})?总部|not a headquarters", text, re.IGNORECASE):
        denied[Trait.HEADQUARTERS] = (HEADQUARTERS,)
        return
    kind = re.search(r"(?P<kind>综合型|职能型|成长型)(?:的)?(?:总部)?", text)
    if kind:
        held[Trait.HEADQUARTERS] = (f"{kind['kind']}总部企业", HEADQUARTERS)
    elif re.search(r"(?<!中央)总部(?:企业|公司|机构)?|headquarters|\bHQ\b", text, re.IGNORECASE):
        held[Trait.HEADQUARTERS] = (HEADQUARTERS,)


def _put(into: dict[Trait, tuple[str, ...]], trait: Trait, values: tuple[str, ...]) -> None:
    if values:
        into[trait] = values


def _without_verbs(text: str) -> str:
    """Names of parks without the verbs before them: 入驻东湖数字谷."""
    return re.sub(r"入驻|落户|租赁|位于|进驻|选址|搬进|打算|准备|计划|想|租|到|在|的|去", " ", text)
