"""Units that stand in a header and not beside the figures below it."""

import re

from assistant.buildings.headers.header_lexicon import End

_MONEY = "元"
_BARE = re.compile(rf"(?:{'|'.join(End)})?约?[\d,.]+(?:\s*[-~～—–至]+\s*[\d,.]+)?(?:起|以上)?")


def unit_in_header(header: str) -> str:
    """The unit that a header names: ``面积（㎡）`` ㎡, ``租金·元/㎡·月`` 元/㎡·月; "" where it names none."""
    unit = re.search(r"[（(]([^（()）]*(?:㎡|m|M|平|方|亩|元|吨|t|kN|kVA|KVA|%|米|个|年)[^（()）]*)[)）]", header)
    unit = unit or re.search(r"·((?:万?元|㎡|万㎡)[^（()）]*)$", header)  # a second header line that is only the unit
    return unit[1] if unit else ""


def with_unit(text: str, header: str, *, money: bool = False) -> str:
    """A text with the unit that its header names: ``3200`` under ``空置面积（㎡）`` is shown as ``3200 ㎡``. What is ``money`` is in no unit
    without any: ``月租金·按面积（平方米）`` tells per what."""
    unit = unit_in_header(header)
    if money and _MONEY not in unit:
        return text
    return f"{text} {unit}" if unit and _BARE.fullmatch(text) else text
