"""Labels as documents write them: 第一百二十一条之一, 第二章, 一、 and （一）, 〔2025〕3号, 附件1.

Patterns named in capitals hold no groups unless their line says so, so that others can be composed of them; ``labels.corpus.txt`` holds what
is read of what.
"""

import re
import unicodedata
from dataclasses import dataclass

from assistant.text.numerals import DIGITS, chinese_to_int, int_to_chinese

ORDINAL = "[一二三四五六七八九十百]+"
"""A number of a list's item, in characters."""

LABEL_NUMERAL = rf"[{DIGITS}０-９](?:\s*[{DIGITS}０-９])*"
"""The number of an article or a part; scans set blanks between its characters."""

ARTICLE = rf"第\s*{LABEL_NUMERAL}\s*条(?:\s*之\s*{ORDINAL})?"
CLAUSE = rf"{ARTICLE}(?:第{LABEL_NUMERAL}款)?(?:第?[（(]?{LABEL_NUMERAL}[）)]?项)?"
"""An article and what it may name within: 第十条第二款第（一）项."""

ARTICLE_LABEL = re.compile(rf"第\s*(?P<article>[{DIGITS}０-９\s]+?)\s*条(?:\s*之\s*(?P<inserted>{ORDINAL}))?")
PART_LABEL = re.compile(r"第\s*(?P<number>[〇零一二三四五六七八九十百千两\d]+)\s*(?P<unit>[条章节款项编])")
"""The label of an article or of any part, above it or within."""

DIVISION = re.compile(
    rf"第\s*(?P<number>[{DIGITS}０-９\s]+?)\s*(?P<unit>分编|编|章|节)(?:\s*之\s*(?P<inserted>{ORDINAL}))?(?=\s|$|[^的规所、，])"
)
"""The label of a part above articles; 第三章的规定 is none."""

APPENDIX = re.compile(r"附\s*(?:件|表|录)?\s*(?P<number>[一二三四五六七八九十\d]*)\s*(?:[:：、.．]|(?=\s|$))\s*")

_YEAR_IN_BRACKETS = r"[〔\[（(【﹝]\s*\d{4}\s*[〕\]）)】﹞]"
NUMBER_OF_YEAR = rf"{_YEAR_IN_BRACKETS}\s*(?:第\s*)?\d+\s*号"
"""The end of a 文号: 〔2025〕3号."""

ORDER_NUMBER = r"[\u4e00-\u9fff]{1,20}令\s*(?:\d{4}年)?\s*第\s*\d+\s*号"


@dataclass(frozen=True, slots=True, order=True)
class ArticleNumber:
    """The number of an article: ``第一百二十一条之一`` is (121, 1)."""

    article: int
    inserted: int = 0

    @property
    def label(self) -> str:
        """``第一百二十一条之一``."""
        suffix = f"之{int_to_chinese(self.inserted)}" if self.inserted else ""
        return f"第{int_to_chinese(self.article)}条{suffix}"


def parse_article_label(label: str) -> ArticleNumber:
    """The number in ``第十条``, ``第10条``, ``第 一 条``, ``第一百二十一条之一``.

    Raises ValueError when the text does not begin with such a label.
    """
    match = ARTICLE_LABEL.match(label)
    if match is None:
        raise ValueError(f"no article label: {label!r}")
    inserted = match["inserted"]
    return ArticleNumber(chinese_to_int(match["article"]), chinese_to_int(inserted) if inserted else 0)


_TO = re.compile(r"\s*(?:至|到)\s*")


def clause_labels(text: str) -> tuple[str, ...]:
    """The labels of the articles that a text names, in order, ranges filled in: ``第五条至第七条`` is (第五条, 第六条, 第七条)."""
    labels: list[str] = []
    matches = list(ARTICLE_LABEL.finditer(text))
    for number, match in enumerate(matches):
        label = parse_article_label(match.group())
        if number and _TO.fullmatch(text[matches[number - 1].end() : match.start()]):
            first = parse_article_label(matches[number - 1].group()).article
            labels += [f"第{int_to_chinese(between)}条" for between in range(first + 1, label.article)]
        labels.append(label.label)
    return tuple(dict.fromkeys(labels))


@dataclass(frozen=True, slots=True)
class ListStyle:
    """A way of numbering: its first mark is its ``name``; ``level`` is its place among headings, 5 the highest; ``pattern`` has the group number."""

    name: str
    level: int
    pattern: str


LIST_STYLES = (
    ListStyle("一、", 5, rf"(?P<number>{ORDINAL})[、.．]"),
    ListStyle("（一）", 6, rf"[（(](?P<number>{ORDINAL})[）)](?!\s*[款项目])"),
    ListStyle("1.", 7, r"(?P<number>\d{1,3})\s*[.．、](?!\d(?!\d{3}年))"),
    ListStyle("（1）", 8, r"[（(]?\s*(?P<number>\d{1,2})\s*[）)](?!\s*[款项目])"),
    ListStyle("①", 9, r"(?P<number>[①-⑳])"),
)
LIST_MARK = "|".join(style.pattern.replace("(?P<number>", "(?:") for style in LIST_STYLES)
"""The mark of an item, whatever its style."""

HIGHEST_LEVEL, LOWEST_ITEM_LEVEL = 5, 7
"""Of list marks: 一、 stands highest; 1. is the first that may number what is below an item."""

_STYLES = {style.name: re.compile(rf"\s*(?P<mark>{style.pattern})") for style in LIST_STYLES}
_LEVELS = {style.name: style.level for style in LIST_STYLES}
_PIECE = re.compile(rf"\s*(?:{ARTICLE}|{DIVISION.pattern}|{LIST_MARK}|附件|附表|[●■◆▪•*\-]\s)")


@dataclass(frozen=True, slots=True)
class ListMark:
    """The number that a text begins with: ``mark`` as printed, its ``style`` by that style's first mark, its text behind it from ``end``."""

    style: str
    number: int
    mark: str
    end: int

    @property
    def level(self) -> int:
        """Its place among headings: 5 for 一、, 6 for （一）, 7 for 1., 8 for （1）, 9 for ①."""
        return _LEVELS[self.style]


def list_mark(text: str) -> ListMark | None:
    """The mark of a list that a text begins with; None where it begins with none."""
    for style, pattern in _STYLES.items():
        match = pattern.match(text)
        if match is not None and (number := number_in_mark(match["number"])) is not None:
            return ListMark(style, number, match["mark"], match.end())
    return None


def number_in_mark(text: str) -> int | None:
    """The number in （一）, 1., （1）, ①, 一、; None for what is none: 百、."""
    try:
        return ord(text) - ord("①") + 1 if "①" <= text <= "⑳" else chinese_to_int(text)
    except ValueError:
        return None


def begins_piece(line: str) -> bool:
    """Whether a printed line begins an article, a part, an item or an appendix of its own, and goes not on with the line before."""
    return _PIECE.match(line) is not None


def normal_document_number(number: str) -> str:
    """A 文号 with its year in 〔〕 and without spaces: ``云政规[2024] 3号`` -> ``云政规〔2024〕3号``."""
    return with_normal_years(re.sub(r"\s+", "", unicodedata.normalize("NFKC", number)))


def with_normal_years(text: str) -> str:
    """The text with each year of a 文号 in 〔〕."""
    return re.sub(r"[\[【〔（(﹝]\s*(\d{4})\s*[\]】〕）)﹞](?=\s*(?:第\s*)?\d+\s*号)", r"〔\1〕", text)
