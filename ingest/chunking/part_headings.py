"""Headings that stand between articles which number on over them: 一、推动利用外资, 二、促进外贸增长, or lines that the format marks."""

from collections.abc import Collection, Mapping, Sequence

from assistant.text.labels import ArticleNumber, list_mark
from ingest.chunking.headings import division_level, is_heading_line
from ingest.chunking.pieces import Piece

NUMBERED_LEVEL = 5  # below 编, 章 and 节
MARKED_LEVEL = 6
_FEWEST = 2


def part_headings(
    lines: Sequence[Piece], heads: Mapping[int, ArticleNumber], marked: Collection[int]
) -> dict[int, int]:
    """The lines that are such headings, with their level. ``marked`` are the places in the text at which the format has a heading.

    A heading stands right before an article (other headings may be between). Numbered ones run on 一、二、三、 over the whole document;
    a line that ends a list within an article (一、申请表 二、营业执照) has its own kind before it in that article.
    """
    before = [index for index in range(len(lines)) if _stands_before_article(lines, heads, index)]
    numbered = _running_on([index for index in before if _opens_part(lines, heads, index)], lines)
    levels = {index: MARKED_LEVEL for index in before if lines[index].start in marked and not _number(lines[index])}
    return levels | dict.fromkeys(numbered, NUMBERED_LEVEL)


def _stands_before_article(lines: Sequence[Piece], heads: Mapping[int, ArticleNumber], index: int) -> bool:
    """Whether a line reads like a heading and an article begins below it, with nothing but headings between."""
    if index in heads or division_level(lines[index].text) is not None or not is_heading_line(lines[index].text):
        return False
    at = index + 1
    while at < len(lines) and at not in heads:
        if division_level(lines[at].text) is None and not is_heading_line(lines[at].text):
            return False
        at += 1
    return at < len(lines)


def _number(line: Piece) -> int:
    """12 for a line that begins 十二、, 0 for any other."""
    mark = list_mark(line.text.strip())
    return mark.number if mark is not None and mark.level == NUMBERED_LEVEL else 0


def _opens_part(lines: Sequence[Piece], heads: Mapping[int, ArticleNumber], index: int) -> bool:
    """Whether a line is numbered 一、 and no item of a list: none of its kind stands between the article above and it."""
    if not _number(lines[index]):
        return False
    at = index - 1
    while at >= 0 and at not in heads:
        if _number(lines[at]):
            return False
        at -= 1
    return True


def _running_on(candidates: Sequence[int], lines: Sequence[Piece]) -> list[int]:
    """The candidates that number on from 一、; none where there is only one."""
    chain: list[int] = []
    for index in candidates:
        number = _number(lines[index])
        if number == len(chain) + 1:
            chain.append(index)
    return chain if len(chain) >= _FEWEST else []
