"""What can stand above a column or before a value: ``空置面积（㎡）`` is a head, ``港湾街道`` and ``甲级`` are values."""

import re
from functools import lru_cache

from assistant.buildings.columns import Field
from assistant.buildings.headers.header_words import header_words, sense_of_header
from assistant.buildings.ledgers.cells import unit_in_header
from assistant.records import DocumentKind
from assistant.text.figures import normalise

_LONGEST = 40
_UNIT = re.compile(
    r"[(\[]?(?:单位[:：])?(?:[万亿]?元(?:人民币)?|块|rmb|cny)?(?:[/·*每]?(?:万?m2|万?平方米|万?平米|平方|平|sqm|亩|公顷|月|天|日|年|个|间|吨))*"
    r"(?:%|m2|万?平方米|亩|公顷|米|m|吨|t|kn|kg|kva|千伏安|个月?|年|层|辆|台|部|万方|家|户|栋|人)?(?:/(?:m2|平方米|平|月|天|年|日))*[)\]]?"
)
_WITH_UNIT = re.compile(r"^[^\d（(]{2,}[（(]")
_QUANTITY = re.compile(r"\D{0,3}\d[\d.,~+、/至到-]*?([^\d起以左余]*)(?:起租?|以[上下内]|左右|余)?")


@lru_cache(maxsize=65_536)
def is_head(text: str) -> bool:
    """Whether a cell names what stands below or beside it: it is a known name, or its words tell what is measured and nothing is left."""
    if not _may_name(text):
        return False
    if field_named(text) is not None or header_words(DocumentKind.LISTING).is_extra(text):
        return True
    sense = sense_of_header(text)
    return (sense.measure is not None and not sense.unknown) or bool(
        _WITH_UNIT.search(text) and is_unit(unit_in_header(text))
    )


def _may_name(text: str) -> bool:
    """Whether a text is short and neither a unit nor a figure with its unit."""
    if not 0 < len(text) <= _LONGEST or text[0].isdigit() or is_unit(text):
        return False
    figure = _QUANTITY.fullmatch(re.sub(r"\s+", "", normalise(text)))
    return figure is None or (bool(figure[1]) and not is_unit(figure[1]))


@lru_cache(maxsize=65_536)
def field_named(text: str) -> Field | None:
    """The field that a cell names outright, in a ledger or a list of opportunities."""
    if not _may_name(text):
        return None
    for kind in (DocumentKind.LISTING, DocumentKind.OPPORTUNITY):
        meaning = header_words(kind).meaning(text, slips=False)
        if meaning is not None and (meaning.origin == "name" or meaning.measured):
            return meaning.field
    return None


@lru_cache(maxsize=65_536)
def is_unit(text: str) -> bool:
    """Whether a cell holds a unit and nothing else: ``㎡``, ``元/㎡·月``, ``（万元）``."""
    plain = re.sub(r"\s+", "", normalise(text))
    return bool(plain) and bool(_UNIT.fullmatch(plain))
