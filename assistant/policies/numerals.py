"""The numbers of articles: 第一百二十一条之一."""

import re
from dataclasses import dataclass

from assistant.text.numerals import DIGITS, chinese_to_int, int_to_chinese


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
