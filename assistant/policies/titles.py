"""Names of documents as they stand in a text: titles in 《》 and without, 文号, 简称, and words that only point (本办法)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.policies.words import WORDS
from assistant.text.labels import NUMBER_OF_YEAR, ORDER_NUMBER
from assistant.text.named_documents import named_documents, without_edition

QUOTATION_MARKS = '《》〈〉“”‘’「」"'
"""Marks that people leave out of a title: 支持“一事一议”项目办法."""
_KIND = WORDS.any_of("kinds")
DOCUMENT_NUMBER = re.compile(rf"[\u4e00-\u9fff]{{1,14}}\s*{NUMBER_OF_YEAR}|{ORDER_NUMBER}")
BARE_TITLE = re.compile(rf"[\u4e00-\u9fff（）()]{{0,40}}{_KIND}(?:[（(][^（）()]{{1,12}}[）)])?$")
_OWN = WORDS.any_of("points_at_itself")
POINTER = re.compile(rf"(?:{_OWN}|{WORDS.any_of('points_at')})\s*(?:《?{WORDS.any_of('kinds', 'papers')}》?)?$")
_GENERIC = re.compile(
    rf"(?:{_OWN}|{WORDS.any_of('points_at_a_kind')})?{WORDS.any_of('generic')}*{WORDS.any_of('kinds', 'papers', 'generic_papers')}"
)
_FORM = re.compile(rf"{_KIND}(?=$|[（(—_－-])")
_FILLER = re.compile(rf"^{WORDS.any_of('filler')}+")
_ASKING = re.compile(rf"^.*{WORDS.any_of('asking')}")
_COUNTRY = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class ShortName:
    """A 简称 that a document defines: 《title》（以下简称short）. Both plain."""

    title: str
    short: str


def plain_title(title: str) -> str:
    """A title for comparison: without the country's name, edition marks, quotation marks and spaces."""
    plain = without_edition(re.sub(r"\s+", "", title.strip("《》 ")))
    return "".join(sign for sign in plain if sign not in QUOTATION_MARKS).replace(_COUNTRY, "")


def kind_of(title: str) -> str:
    """What a title says that its text is: 条例, 办法, 通知; "" where it does not."""
    found = list(_FORM.finditer(re.sub(r"\s+", "", title)))
    return found[-1].group() if found else ""


def names_begun(run: str) -> Iterator[str]:
    """The beginnings of a run of characters that end like a title and say more than its kind, the longest first, as titles write them: 支持物流的意见里 -> 支持物流意见."""
    found = (without_filler(run[: match.end()]).replace("的", "") for match in re.finditer(_KIND, run))
    yield from sorted((name for name in found if not is_generic(name)), key=len, reverse=True)


def points_at_itself(pointer: re.Match[str]) -> bool:
    """Whether the words of a POINTER mean the document that they stand in: 本办法, not 该办法."""
    return re.match(_OWN, pointer.group()) is not None


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
        for named in named_documents(text):
            if named.short:
                yield ShortName(plain_title(named.title), plain_title(named.short))
