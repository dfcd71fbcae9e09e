"""款, 项 and 目 of one article's text."""

import re
from itertools import pairwise

from assistant.policies.address import ClauseAddress
from assistant.policies.numerals import chinese_to_int

_LINE_OR_STOP = r"(?:^|(?<=[：:；;。]))\s*"  # scans run items together
_ITEM = r"[（(](?P<number>[一二三四五六七八九十百]+)[）)]"
_SUBITEM = r"[（(]?(?P<number>\d{1,2})\s*[.．、）)](?!\d)"
_ITEM_MARK = re.compile(rf"{_LINE_OR_STOP}(?P<mark>{_ITEM})", re.MULTILINE)
_SUBITEM_MARK = re.compile(rf"{_LINE_OR_STOP}(?P<mark>{_SUBITEM})", re.MULTILINE)
_PART_START = re.compile(rf"\s*(?:{_ITEM}|{_SUBITEM.replace('number', 'subitem')})")


def paragraphs_of(clause: str) -> tuple[str, ...]:
    """The 款 of an article, its items with the paragraph they belong to. The article's label stays with the first."""
    paragraphs: list[str] = []
    for line in (line.strip() for line in clause.splitlines()):
        if not line:
            continue
        if paragraphs and _PART_START.match(line):
            paragraphs[-1] += f"\n{line}"
        else:
            paragraphs.append(line)
    return tuple(paragraphs)


def items_of(paragraph: str) -> dict[int, str]:
    """The 项 of a paragraph by their number, each with its 目."""
    return _numbered(paragraph, _ITEM_MARK)


def subitems_of(item: str) -> dict[int, str]:
    """The 目 of an item by their number."""
    return _numbered(item, _SUBITEM_MARK)


def part_of(clause: str, address: ClauseAddress) -> str | None:
    """What the address names within a clause; the whole clause when it names no part, None when the part is not there."""
    if address.paragraph is not None:
        paragraphs = paragraphs_of(clause)
        if not 1 <= address.paragraph <= len(paragraphs):
            return None
        places: tuple[str, ...] = (paragraphs[address.paragraph - 1],)
    else:
        places = (clause,) if address.item is None and address.subitem is None else paragraphs_of(clause)
    if address.item is not None:
        places = tuple(item for place in places if (item := items_of(place).get(address.item)) is not None)
    if address.subitem is not None:
        places = tuple(found for place in places if (found := subitems_of(place).get(address.subitem)) is not None)
    return places[0] if places else None


def _numbered(text: str, mark: re.Pattern[str]) -> dict[int, str]:
    """Pieces that begin with 1, 2, 3 … in turn; a number out of turn is a reference or a figure."""
    starts: list[int] = []
    for match in mark.finditer(text):
        if chinese_to_int(match["number"]) == len(starts) + 1:
            starts.append(match.start("mark"))
    return {
        number: text[start:end].strip() for number, (start, end) in enumerate(pairwise([*starts, len(text)]), start=1)
    }
