"""Chinese numerals, and the numbers of clauses."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import cn2an

DIGITS = "〇零一二三四五六七八九十百千万亿两0-9"
_BEYOND_NAMES = 10**16
_SPACES = re.compile(r"\s+")


def chinese_to_int(text: str) -> int:
    """``一百二十一``, ``二千零一``, ``２１`` as an integer.

    Raises ValueError when it is no numeral.
    """
    plain = (
        _SPACES.sub("", unicodedata.normalize("NFKC", text)).replace("〇", "零").replace("○", "零").replace("两", "二")
    )
    if plain.isdecimal():
        return int(plain)
    if re.fullmatch("[零一二三四五六七八九]{2,}", plain):  # a year written digit by digit
        return int("".join(str("零一二三四五六七八九".index(digit)) for digit in plain))
    if plain.startswith("十"):
        plain = f"一{plain}"
    return int(cn2an.cn2an(plain, "smart"))


@lru_cache(maxsize=4096)  # a code's articles are named thousands of times when it is read as a tree
def int_to_chinese(number: int) -> str:
    """12 as ``十二``, the way articles are numbered; numbers beyond all names stay in digits."""
    if number >= _BEYOND_NAMES:
        return str(number)
    text = str(cn2an.an2cn(number))
    return text.removeprefix("一") if 10 <= number < 20 else text


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


ARTICLE_LABEL = re.compile(
    rf"第\s*(?P<article>[{DIGITS}０-９\s]+?)\s*条(?:\s*之\s*(?P<inserted>[一二三四五六七八九十]+))?"
)


def parse_article_label(label: str) -> ArticleNumber:
    """The number in ``第十条``, ``第10条``, ``第 一 条``, ``第一百二十一条之一``.

    Raises ValueError when the text does not begin with such a label.
    """
    match = ARTICLE_LABEL.match(label)
    if match is None:
        raise ValueError(f"no article label: {label!r}")
    inserted = match["inserted"]
    return ArticleNumber(chinese_to_int(match["article"]), chinese_to_int(inserted) if inserted else 0)
