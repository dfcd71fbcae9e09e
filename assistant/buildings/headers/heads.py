"""What can stand above a column or before a value: ``空置面积（㎡）`` is a head, ``港湾街道`` and ``甲级`` are values."""

import re
from functools import lru_cache

from assistant.buildings.columns import Field
from assistant.buildings.headers.header_words import header_words, sense_of_header
from assistant.buildings.ledgers.cells import unit_in_header
from assistant.records import DocumentKind
from assistant.text.bounds import Bound, bound_words
from assistant.text.figures import normalise
from assistant.text.units import PER, any_unit, spelled

_LONGEST = 40
_UNITS = "area length weight power money share time 个 间 辆 台 部 家 栋 人 层".split()  # noqa: SIM905 - a line of names
_UNIT = re.compile(
    rf"[(\[]?(?:单位[:：])?{any_unit(*_UNITS)}[)\]]?|{PER}+{spelled('㎡', '个月', '天', '年', spoken=True)}"
)
_WITH_UNIT = re.compile(r"^[^\d（(]{2,}[（(]")
_QUANTITY = re.compile(
    rf"\D{{0,3}}\d[\d.,~+、/至到-]*?([^\d起以左余]*(?<!\d)[23]?)(?:{bound_words('behind', *Bound)}|起租|余)?"
)


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


def names_the_row(text: str) -> bool:
    """Whether a head in a row of heads names the place that a row is: 楼宇名称, and 厂房 alone."""
    meaning = header_words(DocumentKind.LISTING).meaning(text, slips=False) if _may_name(text) else None
    return meaning is not None and meaning.field is Field.NAME


@lru_cache(maxsize=65_536)
def is_unit(text: str) -> bool:
    """Whether a cell holds a unit and nothing else: ``㎡``, ``元/㎡·月``, ``（万元）``."""
    plain = re.sub(r"\s+", "", normalise(text))
    return bool(plain) and bool(_UNIT.fullmatch(plain))
