"""In which order rows are wanted: a field or column, and an adjective that says which end comes first.

``电梯最多的``, ``按总建筑面积从大到小``, ``租金低的排前面``, ``越便宜越好``, ``哪个更大``: what is measured is the field named right before the adjective;
an adjective that stands alone measures what it usually does (``便宜``: the rent). Several orders are keys, the first said first.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assistant.buildings.columns import GRADUAL, AnyField, Field
from assistant.buildings.needs import words as known
from assistant.buildings.needs.naming import own_words
from assistant.buildings.needs.reading import Reading
from assistant.buildings.needs.scanning import compiled
from assistant.buildings.requirements import Order

_F = Field
_UP = "高|大|宽敞|多|贵|长|远|晚|新|宽|重|most|highest|largest|biggest|longest|latest"
_DOWN = "低|小|少|便宜|实惠|划算|短|近|早|旧|老|快|轻|窄|least|fewest|lowest|smallest|shortest|cheapest|earliest"
_ENGLISH = "most|highest|largest|biggest|longest|latest|least|fewest|lowest|smallest|shortest|cheapest|earliest"
_ADJECTIVE = rf"(?:{_UP}|{_DOWN})"
_USUAL: Mapping[str, Field] = {
    **dict.fromkeys(("便宜", "实惠", "划算", "贵"), _F.RENT_YUAN_PER_M2_MONTH),
    **dict.fromkeys(("大", "小", "宽敞", "多", "少"), _F.VACANT_AREA_M2),
    **dict.fromkeys(("近", "远"), _F.METRO_DISTANCE_M),
    **dict.fromkeys(("新", "旧", "老"), _F.COMPLETED_ON),
}
_USUAL_OF_OPPORTUNITIES: Mapping[str, Field] = {
    **dict.fromkeys(("大", "小", "多", "少", "高", "低"), _F.INVESTMENT_YUAN),
}
_FIRST_IS_LOW = frozenset(
    {_F.RENT_YUAN_PER_M2_MONTH, _F.PROPERTY_FEE_YUAN_PER_M2_MONTH, _F.METRO_DISTANCE_M, _F.DEADLINE}
)
"""Which end ``按租金排`` begins with."""

_BACKWARDS = re.compile("龄")
"""What grows while the day it is told by goes back: the older, the earlier built."""

_NAMED_BEFORE = re.compile(r"[\u4e00-\u9fff](?<![的都哪谁个])$")
"""What is most or least of: a word that names no field (``电梯最多`` where no ledger tells of lifts)."""

_FIGURE = r"[一二两三四五六七八九十百千万]+\s*(?:平|m2|元|块|亩|米|吨)"
_NO_BOUND = rf"(?!(?:要|得|需要|是|有|给|配|带)?\s*(?:不超过|不要|别|\d|{_FIGURE}))"
_WHICH = r"(?:哪一?[个栋家处间块座幢宗]|谁)"
_FRONT = r"(?:都)?(?:(?:排|放|列|摆)(?:在)?(?:最)?(?:前面?|前头|上面)|(?:在|靠)(?:最)?前面?|优先|先(?:看|列|排)|为先)"
_PREFERRED = r"(?:就行|为主|最好|即可|的(?!\w*厦))"
_SAME = r"(?:一样|相同|同样|并列|相等)"


@dataclass(frozen=True, slots=True)
class Ordered:
    """The keys in which rows are to be put; ``superlative``: the first of them is asked for, not all in order."""

    keys: tuple[Order, ...] = ()
    superlative: bool = False


def take_orders(reading: Reading) -> Ordered:
    """The orders asked for, taken out of the sentence."""
    own = tuple(own_words(reading))
    fields = [*own, *_field_words(reading)]
    words = f"(?:{'|'.join(f'(?:{pattern})' for _, pattern in fields)})"
    scanner = reading.scanner
    scanner.take_all(rf"(?:{words})?{_SAME}{_ADJECTIVE}?(?:的话|的时候|时|的)?")
    found: list[tuple[int, Order, bool]] = []
    for pattern, superlative in _forms(words):
        for match in scanner.take_all(pattern):
            orders = _orders(match, fields, reading.opportunities)
            if not orders:
                scanner.restore(match.start(), match.end())
            found += [(match.start() + place, order, superlative) for place, order in enumerate(orders)]
    for pattern, field, descending, superlative in (
        known.OPPORTUNITY_WHOLE_ORDERS if reading.opportunities else known.WHOLE_ORDERS
    ):
        if whole := scanner.take(pattern):
            found.append((whole.start(), Order(field, descending), superlative))
    found.sort(key=lambda item: item[0])
    keys: dict[AnyField, Order] = {}
    for _, order, _ in found:
        keys.setdefault(order.field, order)
    return Ordered(tuple(keys.values()), bool(found) and found[0][2])


@lru_cache(maxsize=512)
def _forms(words: str) -> tuple[tuple[str, bool], ...]:
    """The ways to ask for an order, each with whether it asks for the first row only."""
    field = rf"(?P<field>{words})?(?:数量|能力|数)?(?:得|的|是|也|都)?"
    adjective = rf"(?P<adjective>{_ADJECTIVE})"
    return (
        (rf"(?:按照?|以)?{field}(?:从|由){adjective}(?:到|至|往){_ADJECTIVE}(?:的?(?:顺序|次序))?(?:来)?(?:排(?:序|列|名)?)?", False),
        (rf"(?:按照?|以|根据)(?P<several>(?:{words}(?:和|与|、|,?再按|,?然后按))*)(?P<field>{words})(?:来)?(?:(?P<adjective>升|降)序|排(?:序|列|名|个?序)?|的?高低|的?大小)(?:排(?:序|列)?)?", False),
        (rf"{field}最{adjective}(?:的(?=(?:{words})))?(?P<behind>{words})?{_NO_BOUND}", True),
        (rf"(?P<adjective>{_ENGLISH}) (?:number of )?(?P<field>{words})", True),
        (rf"(?P<field>{words}) (?:is |are )?(?:the )?(?P<adjective>{_ENGLISH})\b", True),
        (rf"{field}越{adjective}越好", False),
        (rf"{field}(?:比较)?{adjective}(?:一?点|一?些)?的?{_FRONT}", False),
        (rf"{_WHICH}的?{field}(?:更|比较)?{adjective}", True),
        (rf"(?P<field>{words})(?:更|比较)?(?![近远]){adjective}(?:一?点|一?些)?{_PREFERRED}", False),
        (rf"(?P<field>(?!))?(?<!多)(?P<adjective>便宜|实惠|划算|大|宽敞){_PREFERRED}", False),
    )  # fmt: skip


def _orders(match: re.Match[str], fields: list[tuple[AnyField, str]], opportunities: bool) -> list[Order]:
    """The keys of one piece: ``按租金和面积排序`` has two."""
    first = re.split(r"和|与|、|,?再按|,?然后按", match.groupdict().get("several") or "")[:-1]
    named = [field for said in first for field, words in fields if compiled(words).fullmatch(said)]
    last = _order(match, fields, opportunities)
    return [*(Order(field, field not in _FIRST_IS_LOW) for field in named), *([] if last is None else [last])]


def _order(match: re.Match[str], fields: list[tuple[AnyField, str]], opportunities: bool) -> Order | None:
    """The field and the end that comes first; None where nothing tells what is measured."""
    said = match["field"] or match.groupdict().get("behind") or ""
    adjective = match.groupdict().get("adjective") or ""
    usual = _USUAL_OF_OPPORTUNITIES if opportunities else _USUAL
    field: AnyField | None
    whole = match[0][: match.end("behind") - match.start()] if match.groupdict().get("behind") else ""
    if whole and any(compiled(words).fullmatch(whole) for _, words in fields):
        return None  # 最小分割 is what a column is called
    if said:
        field = next((item for item, words in fields if compiled(words).fullmatch(said)), None)
    elif adjective not in ("高", "低") or (opportunities and "最" in match[0]):
        field = usual.get(adjective)
    else:
        default = _F.INVESTMENT_YUAN if opportunities else _F.RENT_YUAN_PER_M2_MONTH
        field = default if re.search(r"[从由]", match[0]) else None
    if field is None or (
        not said and adjective in ("多", "少") and _NAMED_BEFORE.search(match.string, 0, match.start())
    ):
        return None
    if field is _F.METRO:
        field = _F.METRO_DISTANCE_M
    if adjective in ("升", "降", ""):
        return Order(field, adjective == "降" or (not adjective and field not in _FIRST_IS_LOW))
    if field in (_F.DEADLINE, _F.COMPLETED_ON, _F.VERIFIED_ON):
        late = adjective in ("晚", "新", "近") and not (field is _F.DEADLINE and adjective == "近")
        older = bool(_BACKWARDS.search(said)) and adjective in ("短", "小", "新")
        return Order(field, late or older)
    return Order(field, bool(compiled(f"(?:{_UP})").fullmatch(adjective)))


def _field_words(reading: Reading) -> Iterator[tuple[AnyField, str]]:
    """The words of the fields that rows can be put in order by, those that say more before those that say less. The nearest to the metro stands
    there as the metro."""
    yield from ((field, words) for field, words in reading.field_words if field in GRADUAL or field is _F.METRO)
    yield from known.OPPORTUNITY_ORDER_WORDS if reading.opportunities else known.ORDER_WORDS
