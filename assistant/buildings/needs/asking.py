"""What is asked about the rows: an order, a count, groups, an aggregate, a comparison, single fields."""

import re
from collections.abc import Iterator

from assistant.buildings.columns import UNITS, AnyField, Column, Field
from assistant.buildings.conditions import CategoryIs, Condition, InPlace, Offers, OneOf
from assistant.buildings.headers.header_lexicon import Mark, grammar
from assistant.buildings.needs import words
from assistant.buildings.needs.lexicon import INDIFFERENT
from assistant.buildings.needs.naming import own_words, whole_words
from assistant.buildings.needs.reading import Reading
from assistant.buildings.needs.scanning import Scanner
from assistant.buildings.needs.words import WORDS
from assistant.buildings.own_cells import names_a_party
from assistant.buildings.requirements import Aggregate, Change, Operation, Order
from assistant.text.figures import read_span
from assistant.text.units import PER, any_unit, spelled

_TOGETHER = WORDS["together"]
_MANY = rf"多少|(?<![哪这那的])几(?=[栋个家处条项块宗间套幢座])|how many|how much|{_TOGETHER}"
_COUNT = r"(?:有|共|还有|一共|总共)?(?:多少|(?<![哪这那的])几)(?:栋|个(?!月)|家|处|条|项|块|宗|间|套|幢|座)(?:房源)?|how many(?! (?:sq|m2|mu\b))|数量"
_TREND = WORDS["trend"]
_COMPARE = WORDS["compare"]
_DIFFERENCE = WORDS["difference"]
_IN_ALL = rf"{_TOGETHER}|有多少"
_SIZE = WORDS["size"]
_SHARE = WORDS["share"]
OF_WHICH = WORDS["of_which"]
_EACH = WORDS["each"]
_AREA_ASKED = rf"(?:总共|一共|共|合计|总计|加起来|有|总)[^,，。]{{0,6}}?多少(?:个)?(?:万)?{spelled('area', spoken=True)}(?:地|土地|面积)?|(?:还剩下?|还有|还空着?|剩余|(?:能|可以?)(?:出?租|招|用))(?:的|了)?多少(?:万)?{spelled('area', spoken=True)}|how (?:many {spelled('㎡', spoken=True)}|much (?:\w+ )?(?:space|area|room))"
_ADDITIVE = (
    Field.VACANT_AREA_M2,
    Field.TOTAL_AREA_M2,
    Field.LAND_AREA_M2,
    Field.INVESTMENT_YUAN,
    Field.PARKING,
)
_SINGULAR = WORDS["singular"]
_SEVERAL = WORDS["several"]
_COUNTED = (
    r"\btop (?P<top>\d+)\b|前(?P<first>\d+|[一二两三四五六七八九十]+)(?:栋|个|家|名|位|处|条|项)?",
    r"(?<![\d.])(?P<count>\d{1,2}|[二两三四五六七八九十]+)(?:栋|幢|座|处|个(?!亿|车(?!间)|月|板块|街道|镇|乡|园|片区|商圈|区)|家(?!具)|条(?!都|件)|项(?!都)|宗|套|间|块(?=土?地|宗地|用地|工业))(?!以上|号)",
    r"(?:^|\x00 |\b(?:the|which|top|me|list|find|recommend|best) )(?P<word>\d{1,2})(?= (?:\x00|(?:[a-z-]+ ){0,2}(?:buildings?|offices?|shops?|units?|factor(?:y|ies)|workshops?|warehouses?|plots?|projects?|opportunit(?:y|ies)|options?|places?|properties|rows)\b))",
)


def take_limit(scanner: Scanner) -> int | None:
    """How many rows are asked for: ``推荐三栋``, ``前五``, ``top 3``. ``一个`` asks for none in particular."""
    found = next((match for pattern in _COUNTED if (match := scanner.take(pattern))), None)
    if not found:
        return None
    said = next(value for value in found.groupdict().values() if value)
    span = read_span(said)
    return int(span.low) if span is not None and span.low is not None and span.low >= 1 else None


def take_change(reading: Reading, names: tuple[str, ...]) -> Change | None:
    """What a follow-up wants less or more of: ``再便宜一点的``. Of several named rows (``哪个更大``) it asks which."""
    if reading.opportunities or len(names) > 1:
        return None
    for pattern, field, more in words.CHANGES:
        found = reading.scanner.take(pattern)
        if found and not reading.take_after(found.end(), INDIFFERENT):
            return Change(field, more)
    return None


def take_group(reading: Reading) -> AnyField | None:
    """The field by whose values rows are to be grouped: ``按街道``, ``各商圈``."""
    scanner = reading.scanner
    known = words.OPPORTUNITY_GROUPS if reading.opportunities else words.GROUPS
    for field, forms in (*known, *own_words(reading)):
        if isinstance(field, Column) and scanner.search(
            rf"(?:{forms})(?:数量|数)?(?:从|由|的?[高低大小多少升降]|来?排)"
        ):
            continue
        if scanner.take(
            rf"(?:按照?|分|各个?|每个?|不同)(?:所属)?(?:{forms})(?:来)?(?:统计|汇总|分组|分类|分布|排列|合计|的)?|\b(?:by|per|each) (?:{forms})s?\b"
        ):
            return field
        if (scanner.search(rf"哪一?个(?:{forms}).*最") and scanner.take(rf"哪一?个(?:{forms})")) or scanner.take(
            rf"which (?:{forms})s?(?= (?:has|have|is|are|offers?|with)\b.* (?<!at )(?:most|largest|highest|least|fewest|lowest)\b)"
        ):
            return field
    return None


def take_share(reading: Reading) -> bool:
    """Whether it is asked what share some rows are of others: ``占几成``."""
    return bool(reading.scanner.take(_SHARE))


def base_of_share(reading: Reading) -> tuple[Condition, ...]:
    """The conditions that the whole meets as well, where no word tells of what: the kind of place and where it lies."""
    return tuple(item for item in reading.conditions if isinstance(item, CategoryIs | InPlace))


def take_aggregate(
    reading: Reading, names: tuple[str, ...], by: AnyField | None, order: Order | None, *, superlative: bool = False
) -> Aggregate | None:
    """What is to be computed over all rows meant: those of the conditions, those of one name that several share, or those named one by one
    where it is said that they count together."""
    sentence, scanner = reading.scanner.sentence, reading.scanner
    average = scanner.take(r"平均|均价|average|\bmean\b")
    named = {field: pattern for field, pattern in _fields_of(reading) if scanner.search(pattern)}
    if average and not _is_one_row(reading, names):
        return Aggregate(Operation.AVERAGE, _averaged(reading, tuple(named)), by)
    one_by_one = len(names) > 1 and reading.names_said > 1
    together = re.search(_TOGETHER, sentence)
    additive = (
        next((item for item in named if _can_be_summed(item)), None)
        or _area_in_unit(reading)
        or _vacant_area(reading)
        or (_area(reading) if one_by_one and together and not named else None)
    )
    counted = re.search(_COUNT, sentence) and not (
        additive in named and _counts_what_is_named(reading, named[additive])
    )
    plainly = isinstance(additive, Field) and additive is not Field.PARKING
    asked = re.search(_MANY if plainly else _IN_ALL, sentence)
    meant = together if one_by_one else asked and not _is_one_row(reading, names)
    if additive and meant and not superlative and (one_by_one or not counted):
        scanner.take_all(rf"{_COUNT}|{_MANY}|{_AREA_ASKED}")
        return Aggregate(Operation.SUM, additive, by)
    if by is not None:
        if additive is None and Offers(Field.VACANT_AREA_M2) in reading.conditions:
            additive = Field.VACANT_AREA_M2 if re.search(r"面积|space|area|room", sentence) else None
        most = re.search(r"最[多少]", sentence) and not additive and "面积" not in sentence
        if additive is None and not most and order is not None and _can_be_summed(order.field):
            additive = order.field
        scanner.take_all(rf"{_COUNT}|最[多少]")
        return Aggregate(Operation.SUM if additive else Operation.COUNT, additive, by)
    if not names and not superlative and scanner.take(_COUNT):
        return Aggregate(Operation.COUNT)
    return None


def _is_one_row(reading: Reading, names: tuple[str, ...]) -> bool:
    """Whether a single name is that of one row alone, which has nothing to be added up."""
    return len(names) == 1 and not reading.vocabulary.rooms.of(names[0])


def _averaged(reading: Reading, named: tuple[AnyField, ...]) -> AnyField:
    """What an average is of where several things are named, or none: the first that can be, an area that is spoken of, else the price."""
    known = next((item for item in named if _can_be_averaged(item)), None)
    if known is not None:
        return known
    if reading.opportunities:
        return Field.INVESTMENT_YUAN
    return _area(reading) if re.search(_SIZE, reading.scanner.sentence) else Field.RENT_YUAN_PER_M2_MONTH


def _area(reading: Reading) -> Field:
    """What a ledger tells of how large its rows are."""
    if reading.opportunities:
        return Field.INVESTMENT_YUAN
    told = reading.vocabulary.told
    return next(
        item for item in (Field.VACANT_AREA_M2, Field.TOTAL_AREA_M2) if item in told or item is Field.TOTAL_AREA_M2
    )


def parties_asked(sentence: str) -> list[str]:
    """Who somebody at a place is, where that is asked (哪家企业, 租户是谁): no ledger tells it to everybody."""
    parties = [word for word, mark in grammar().marks.items() if mark is Mark.PARTY]
    asked = (f"{which}{word}" for word in parties for which in ("哪家", "哪个", "哪一家"))
    told = (f"{word}{who}" for word in parties for who in ("是谁", "是哪家", "叫什么"))
    return [words for words in (*asked, *told) if words in sentence]


def group_of_several(reading: Reading) -> AnyField | None:
    """What rows are told apart by where several values are named and a figure is asked of each: ``甲级和乙级各有几栋``."""
    if not reading.scanner.search(_EACH):
        return None
    for item in reading.conditions:
        if isinstance(item, OneOf) and len(item.said.split("或")) > 1:
            return item.field
        if isinstance(item, InPlace) and len(item.places) > 1:
            return Field.STREET if Field.STREET in reading.vocabulary.told else Field.BUSINESS_AREA
        if isinstance(item, CategoryIs) and len(item.categories) > 1:
            return Field.CATEGORY
    return None


def _can_be_averaged(field: AnyField) -> bool:
    return isinstance(field, Column) or field in UNITS


def _can_be_summed(field: AnyField) -> bool:
    return isinstance(field, Column) or field in _ADDITIVE


def _counts_what_is_named(reading: Reading, field: str) -> bool:
    """Whether what is counted is what the field of these words counts (``入驻企业一共多少家``), not rows."""
    total = r"(?:数|数量)?(?:一?总?共|合计|总计|加起来|加在一起)?(?:有)?"
    return bool(reading.scanner.search(rf"(?:{field}){total}(?:{_COUNT})|(?:{_COUNT})(?:{field})"))


def _vacant_area(reading: Reading) -> Field | None:
    """The area where it is told of what is vacant: ``空着的面积加起来``."""
    vacant = Offers(Field.VACANT_AREA_M2) in reading.conditions
    named = (
        reading.scanner.take(rf"(?:总)?面积(?=.{{0,4}}(?:{_MANY}))|how much (?:\w+ )?(?:space|area|room)")
        if vacant
        else None
    )
    return Field.VACANT_AREA_M2 if named else None


def _area_in_unit(reading: Reading) -> Field | None:
    """The area that ``一共多少亩`` or ``多少平`` adds up: what the ledgers tell of."""
    found = reading.scanner.search(_AREA_ASKED)
    if found is None or reading.opportunities:
        return None
    told = reading.vocabulary.told
    if any(isinstance(item, Offers) and item.field is Field.VACANT_AREA_M2 for item in reading.conditions):
        return Field.VACANT_AREA_M2  # of a ledger without vacant areas what it offers
    land = Field.LAND_AREA_M2 if re.search(r"亩|公顷", found[0]) else Field.VACANT_AREA_M2
    return next((item for item in (land, Field.VACANT_AREA_M2, Field.TOTAL_AREA_M2) if item in told), None)


def _fields_of(reading: Reading) -> Iterator[tuple[AnyField, str]]:
    """The fields and own columns that a question can name, with their words."""
    yield from own_words(reading)
    yield from reading.field_words


def take_comparison(reading: Reading, names: tuple[str, ...]) -> bool:
    """Whether the named rows are to be set side by side."""
    return len(names) > 1 and bool(reading.scanner.take(_COMPARE))


def take_difference(reading: Reading, names: tuple[str, ...]) -> bool:
    """Whether it is asked by how much the named rows differ: ``差多少``."""
    if len(names) == 1 or (
        not names and not reading.scanner.search(r"最.*最|(?:most|[a-z]est)\b.*(?:most|[a-z]est)\b")
    ):
        return False
    found = reading.scanner.take(_DIFFERENCE)
    if (
        found is not None
        and not reading.opportunities
        and re.search(r"^贵|^便宜|钱|^how much more expensive|^how much cheaper", found[0])
    ):
        reading.asked.append(Field.RENT_YUAN_PER_M2_MONTH)
    return found is not None


def take_trend(reading: Reading, names: tuple[str, ...]) -> bool:
    """Whether a named row's figures over time are asked for."""
    return bool(names) and bool(reading.scanner.take_all(_TREND))


def take_indifference(reading: Reading) -> tuple[Field, ...]:
    """The fields that the asker says not to mind, taken out: ``面积无所谓``, ``容积率不限``."""
    named = [*reading.field_words, (Field.VACANT_AREA_M2, r"面积|大小")]
    every = "|".join(forms for _, forms in (*named, *own_words(reading)))
    several = reading.scanner.take(rf"(?:(?:{every})(?:{WORDS['and']}|{WORDS['these']})*){{2,}}(?:{INDIFFERENT})")
    released = [field for field, forms in named if several and re.search(forms, several[0])]
    released += [field for field, forms in named if reading.scanner.take_all(rf"(?:{forms})(?:{INDIFFERENT})")]
    reading.scanner.take_all(rf"(?:位置|楼层|朝向|预算)(?:{INDIFFERENT})")
    return tuple(dict.fromkeys(released))


def take_asked_fields(reading: Reading) -> None:
    """Adds the fields that the asker wants to see."""
    for field, forms in tuple(_fields_of(reading)):
        whole = whole_words(reading, field) if isinstance(field, Column) else forms
        if isinstance(field, Column) and names_a_party(field):
            continue
        if reading.scanner.take_all(whole):
            reading.asked.append(field)
    if reading.asked:
        reading.scanner.take_all(rf"(?:多少|几)\s*(?:{any_unit()})(?:{PER}(?:{any_unit()}))*(?:来着)?")
    if reading.names_said and not reading.asked and not reading.opportunities and reading.scanner.take_all(_SIZE):
        reading.asked.append(Field.VACANT_AREA_M2)


def asks_for_one(reading: Reading, superlative: bool) -> bool:
    """Whether an order asks for its first row only."""
    if re.search(_SINGULAR, reading.scanner.sentence):
        return True
    return superlative and not re.search(_SEVERAL, reading.scanner.sentence)
