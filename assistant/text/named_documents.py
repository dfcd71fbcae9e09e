"""Documents as texts name them: 《某区人才办法》（某人发〔2022〕18号，以下简称《办法》）, 关于印发某办法的通知, 办法（2021年修订）.

``named_documents.corpus.txt`` beside this file holds what is read of what; it is the test.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.text.figures import RANGE_MARK
from assistant.text.grammar import ungrouped
from assistant.text.labels import normal_document_number
from assistant.text.phrases import WordFile

_WORDS = WordFile(Path(__file__).with_suffix(".yaml"))
QUOTED_TITLE = re.compile(r"《(?P<title>[^《》]+(?:《[^《》]*》[^《》]*)*)》")
TITLE = ungrouped(QUOTED_TITLE.pattern)
"""A title in its marks, titles within it included."""

_NAMED = re.compile(
    rf"{QUOTED_TITLE.pattern}(?:\s*[（(](?P<number>[^（）()]{{4,40}}号)?"
    rf"(?:(?:[^（）()]{{0,80}}[，,、；;])?\s*{_WORDS.any_of('called')}[:：]?\s*"
    r"[《“\"〈「]?(?P<short>[^《》“”\"〈〉「」（）()，。；、]{1,30})[》”\"〉」]?\s*)?[）)])?"
)
NAMED_TITLE = ungrouped(_NAMED.pattern)
"""The same with the brackets behind it that hold its 文号, or what it is called from there on."""

ISSUED_TITLE = re.compile(
    rf"{_WORDS.any_of('issues')}(?P<mark>[《〈<])?(?P<title>(?(mark)[^《》〈〉<>]+(?:《[^《》]*》[^《》]*)*|(?![《〈<])[^<>]+?))(?(mark)[》〉>])"
    rf"(?:（[^）]*）)?{_WORDS.any_of('notices')}"
)
"""What a notice issues, by its title; the group mark holds the bracket before it."""

EDITION = rf"(?<!\d)(?P<year>(?:19|20)\d{{2}})\s*{_WORDS.any_of('of_a_year')}"
"""An edition by its year: 2021年版, 2021年修订."""

_EDITION = re.compile(EDITION)
_YEARS_BACK = tuple(re.compile(f"{year}{_WORDS.any_of('brought_out')}") for year in _WORDS["years_back"])
_YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})(?!\d|[〕\]])")
_LAST = re.compile(rf"(?:[（(]\s*(?:\d{{4}}|{_WORDS.any_of('stages')})[^（）()]*[）)]|{ungrouped(EDITION)})$")
_SPAN = rf"(?:19|20)\d{{2}}(?:\s*(?:{RANGE_MARK}|[—–－～])\s*(?:19|20)\d{{2}})?\s*(?:{_WORDS.any_of('of_a_year')})?"
_ALONE = re.compile(rf"[（(]\s*(?:{_SPAN}|{_WORDS.any_of('stages')})\s*[）)]")
_RUN = re.compile(r"[\u4e00-\u9fff]+")
_REMARK = re.compile(r"[（(](?P<remark>[^（）()]*)[)）]》?$")


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A title without its marks, the 文号 behind it in its normal form, and what the text calls it from there on; "" for what is not told."""

    title: str
    number: str = ""
    short: str = ""


def named_documents(text: str) -> Iterator[NamedDocument]:
    """The documents that a text names by their titles, in order."""
    for match in _NAMED.finditer(text):
        yield NamedDocument(match["title"], normal_document_number(match["number"] or ""), match["short"] or "")


def short_names(text: str) -> dict[str, NamedDocument]:
    """What a text says it calls others by."""
    return {named.short: named for named in named_documents(text) if named.short}


def remark_in(title: str) -> str:
    """What stands in brackets at the end of a title: ``2018年修正``."""
    match = _REMARK.search(title)
    return match["remark"] if match else ""


def is_edition(line: str) -> bool:
    """Whether a line says in brackets which edition the title above it is of, and nothing else: （2024-2026年）, （试行）."""
    return _ALONE.fullmatch(line) is not None


def year_in(remark: str) -> int | None:
    """The year by which a remark names an edition: 2018年修正, 2018; None where it names none."""
    match = _YEAR.search(remark)
    return int(match["year"]) if match else None


def edition_years(title: str) -> set[int]:
    """The years that a title names as years: 某区2024年工作要点 -> 2024."""
    return {int(match["year"]) for match in _EDITION.finditer(title)}


def edition_before(text: str) -> int | None:
    """The year of the edition that a text ends in, as before a title: 请看2018年版的 -> 2018; None where it ends in none."""
    last = max(_EDITION.finditer(text), key=re.Match.end, default=None)
    return int(last["year"]) if last is not None and not text[last.end() :].strip() else None


def behind_years(text: str, today: date) -> Iterator[tuple[int, str]]:
    """What stands behind each year by which a text names an edition: 2022年的工业意见里，奖多少 -> 2022, 工业意见里; so behind 去年那份."""
    years = [(int(match["year"]), match.end()) for match in _EDITION.finditer(text)]
    years += [
        (today.year - back, match.end()) for back, pattern in enumerate(_YEARS_BACK) for match in pattern.finditer(text)
    ]
    for year, end in years:
        if run := _RUN.match(text, end):
            yield year, run.group()


def without_edition(title: str) -> str:
    """A title without the edition that it ends in: 公司法（2018年修正） -> 公司法."""
    return _LAST.sub("", title)


def edition_apart(name: str) -> tuple[str, int | None]:
    """A name without the first edition within it, and that one's year: 2021年的总部办法 -> 总部办法, 2021."""
    match = _EDITION.search(name)
    return (name, None) if match is None else (name[: match.start()] + name[match.end() :], int(match["year"]))
