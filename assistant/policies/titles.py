"""Names of documents as they stand in a text: titles in 《》 and without, 文号, 简称, and words that only point (本办法)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.policies.words import WORDS
from assistant.text.labels import NUMBER_OF_YEAR, ORDER_NUMBER

QUOTATION_MARKS = '《》〈〉“”‘’「」"'
"""Marks that people leave out of a title: 支持“一事一议”项目办法."""
_KIND = WORDS.any_of("kinds")
QUOTED_TITLE = re.compile(r"《(?P<title>[^《》]+(?:《[^《》]*》[^《》]*)*)》")
DOCUMENT_NUMBER = re.compile(rf"[\u4e00-\u9fff]{{1,14}}\s*{NUMBER_OF_YEAR}|{ORDER_NUMBER}")
BARE_TITLE = re.compile(rf"[\u4e00-\u9fff（）()]{{0,40}}{_KIND}(?:[（(][^（）()]{{1,12}}[）)])?$")
POINTER = re.compile(rf"(?:(?P<own>本)|{WORDS.any_of('points_at')})\s*(?:《?(?:{_KIND}|文件)》?)?$")
_GENERIC = re.compile(rf"[本该此]?{WORDS.any_of('generic')}*(?:{_KIND}|法规|文件)")
_FORM = re.compile(rf"{_KIND}(?=$|[（(—_－-])")
_FILLER = re.compile(rf"^{WORDS.any_of('filler')}+")
_ASKING = re.compile(rf"^.*{WORDS.any_of('asking')}")
_COUNTRY = "中华人民共和国"
_EDITION = re.compile(
    r"(?:[（(]\s*(?:\d{4}[^（）()]*|试行|暂行|草案|修订[^（）()]*|修正[^（）()]*)\s*[）)]|(?<!\d)(?:19|20)\d{2}年(?:版|修订|修正)?)$"
)
_SHORT_NAME = re.compile(
    r"《(?P<title>[^《》]+(?:《[^《》]*》[^《》]*)*)》\s*[（(](?:[^（）()]{0,80}[，,、；;])?\s*(?:以下|下)(?:统|简|并)?称(?:为)?[:：]?\s*"
    r"[《“\"〈「]?(?P<short>[^《》“”\"〈〉「」（）()，。；、]{1,30})[》”\"〉」]?\s*[)）]"
)


@dataclass(frozen=True, slots=True)
class ShortName:
    """A 简称 that a document defines: 《title》（以下简称short）. Both plain."""

    title: str
    short: str


def plain_title(title: str) -> str:
    """A title for comparison: without the country's name, edition marks, quotation marks and spaces."""
    plain = re.sub(r"\s+", "", title.strip("《》 "))
    plain = _EDITION.sub("", plain)
    return "".join(sign for sign in plain if sign not in QUOTATION_MARKS).replace(_COUNTRY, "")


def kind_of(title: str) -> str:
    """What a title says that its text is: 条例, 办法, 通知; "" where it does not."""
    found = list(_FORM.finditer(re.sub(r"\s+", "", title)))
    return found[-1].group() if found else ""


def is_generic(name: str) -> bool:
    """Whether a name fits any document of a kind: 办法, 本办法, 实施细则, 有关规定."""
    return _GENERIC.fullmatch(plain_title(name)) is not None and plain_title(name) not in {"宪法", "民法典"}


def without_filler(run: str) -> str:
    """A run of characters before 第X条 without the words of asking before the title: 请问公司法 -> 公司法."""
    rest = _FILLER.sub("", _ASKING.sub("", run))
    return rest if len(rest) >= 2 else run


def read_short_names(text: str) -> Iterator[ShortName]:
    """The 简称 of other documents, and of its own, that a text defines."""
    if "称" in text:
        for match in _SHORT_NAME.finditer(text):
            yield ShortName(plain_title(match["title"]), plain_title(match["short"]))
