"""One cell of a ledger's own column: the column that its header names, the figure it holds, whether it says that there is such a thing."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from assistant.buildings.columns import Column
from assistant.buildings.headers.header_lexicon import Mark
from assistant.buildings.headers.header_sense import only_groups
from assistant.buildings.headers.header_words import bare_lines, sense_of_header, without_count
from assistant.buildings.qualifiers import without_asking
from assistant.buildings.units import (
    AREA_UNITS,
    CRANE_UNITS,
    LENGTH_UNITS,
    MONEY_UNITS,
    MONTH_UNITS,
    POWER_UNITS,
    SAYS_NONE,
    find_unit,
    is_blank,
    without_remarks,
)
from assistant.text.figures import NUMBER, RANGE_MARK, Span, normalise, read_span, span_between

_KINDS = (MONEY_UNITS, AREA_UNITS, MONTH_UNITS, POWER_UNITS, CRANE_UNITS, LENGTH_UNITS)
_KIND_OF = re.compile(r"(?<=..)(?:类别|类型|等级|情况|性质|能力|标准|要求|方式|形式|系统|设施|设备|条件|状况)$")
_NO_WORDS = re.compile(r"备注|说明|序号|编号|房号|其[他它]|简介|描述|内容|.")
_UNIT = re.compile(r"[(\[]([^()\]]+)[)\]]\s*$")
_DENIES = re.compile(r"[无没不未否禁]")
_HAS = re.compile(r"^[有共][(\[]?|[)\]]$")
_IN_PART = re.compile(r"[仅只限需须视看待].*|.*[前后]$")
_FIGURE = re.compile(
    rf"(?:约|近|共|至少)?(?P<low>{NUMBER})\s*(?P<unit>[^\d\s\-~至到]*)\s*(?:{RANGE_MARK}\s*(?P<high>{NUMBER})\s*(?P<unit2>[^\d\s]*))?"
)


@lru_cache(maxsize=4096)
def column_of_header(header: str) -> Column:
    """The column that a header names: without remarks and a closing ``数量``, with the unit that stands in brackets at its end."""
    unit = _UNIT.search(normalise(header))
    return Column(without_count("".join(_telling(bare_lines(header)))), unit[1] if unit else "")


def _telling(lines: Sequence[str]) -> Iterator[str]:
    return (line for line in lines if line is lines[-1] or not only_groups(line))


def words_of(column: Column) -> tuple[str, ...]:
    """The forms by which a question can name the column, the longest first; none for 备注 and the like."""
    if _NO_WORDS.fullmatch(column.header):
        return ()
    plain_form = normalise(column.header)
    asked = without_asking(plain_form)
    forms = (plain_form, _KIND_OF.sub("", plain_form), asked, _KIND_OF.sub("", asked))
    return tuple(dict.fromkeys(form for form in forms if len(form) > 1))


@lru_cache(maxsize=4096)
def names_a_party(column: Column) -> bool:
    """Whether the column tells of persons or firms: whose it is, who rents it."""
    return Mark.PARTY in sense_of_header(column.header).marks


def is_silent(text: str) -> bool:
    """Whether a cell of an own column says nothing. 待定 says that neither is so yet."""
    return is_blank(text) and normalise(text) != "待定"


@lru_cache(maxsize=16_384)
def read_own_figure(text: str, unit: str) -> Span | None:
    """The figure of a cell, in the unit of its column; ``无`` is 0, a text that begins with no figure has none."""
    said = without_remarks(text)
    if said in SAYS_NONE:
        return Span(Decimal(0), Decimal(0))
    found = _FIGURE.match(said) or _FIGURE.match(_HAS.sub("", normalise(text)))
    if not found or re.match(r"\s*[年月/.\-:]\s*\d", said[found.end() :]):
        return None
    span = span_between(found["low"], found["high"]) if found["high"] else read_span(found["low"])
    return None if span is None else span.scaled(scale(found["unit2"] or found["unit"] or "", unit))


def scale(unit: str, column_unit: str) -> Decimal:
    """What one ``unit`` is in the unit of a column; 1 where the two are of no common kind."""
    for said, counted in ((unit, column_unit), (unit.partition("/")[0], column_unit.partition("/")[0])):
        for table in _KINDS:
            own, other = find_unit(said, table) if said else None, find_unit(counted, table) if counted else None
            if own is not None and other is not None:
                return own / other
    return Decimal(1)


def area_of_price(unit: str) -> Decimal | None:
    """For how many ㎡ a unit asks money: 万元/亩, 元/㎡; None for one of a period, or of no money."""
    money, _, per = unit.partition("/")
    priced = find_unit(money, MONEY_UNITS) is not None or money == "元"
    return find_unit(per, AREA_UNITS) if priced and "/" not in per and "·" not in per else None


def says_there_is(text: str) -> bool | None:
    """Whether a cell says that there is such a thing, or that it may be done: anything but that there is none, or none yet. None where it
    says so only of some or at times (``仅科技类``, ``22点前``): a plain question for it, or for its lack, finds no such row."""
    said = normalise(text)
    figure = read_own_figure(text, "")
    if said in SAYS_NONE or _DENIES.match(said) or (figure is not None and figure.high == 0):
        return False
    return None if _IN_PART.fullmatch(said) else True
