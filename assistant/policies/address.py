"""Clause addresses as people and laws write them: 《办法》第八条第二款、第三条至第五条、公司法第47条.

Reading needs no store: a bare name (公司法第三条) is taken as far as ``known`` says that it names a document, else as far as it looks
like a title.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.policies.titles import BARE_TITLE, DOCUMENT_NUMBER, POINTER, is_generic, points_at_itself, without_filler
from assistant.policies.words import WORDS
from assistant.text.grammar import ungrouped
from assistant.text.labels import LABEL_NUMERAL, ORDINAL, ArticleNumber
from assistant.text.named_documents import EDITION, QUOTED_TITLE, edition_before, remark_in, year_in
from assistant.text.numerals import DIGITS, chinese_to_int, int_to_chinese

_RANGE_MARK = rf"{WORDS.any_of('to')}|[-—－–~～]+"
_LIST_MARK = WORDS.any_of("between")
_LABEL = re.compile(
    rf"第\s*(?P<numbers>{LABEL_NUMERAL}(?:\s*(?:{_RANGE_MARK}|{_LIST_MARK})\s*第?\s*{LABEL_NUMERAL})*)\s*(?P<unit>条|款|项|目)"
    rf"(?:\s*之\s*(?P<inserted>{ORDINAL}))?"
    rf"|第?\s*[（(]\s*(?P<item>{LABEL_NUMERAL})\s*[）)]\s*项"
)
_PIECE = re.compile(rf"(?P<mark>{_RANGE_MARK})?[^{DIGITS}０-９]*?(?P<number>{LABEL_NUMERAL})")
_IS_RANGE = re.compile(rf"\s*(?:{_RANGE_MARK})\s*")
_ADJOINING = re.compile(rf"(?:\s|{WORDS.any_of('within')}|{_LIST_MARK}|{_RANGE_MARK})*")
_AFTER_NAME = re.compile(
    rf"(?:\s|{WORDS.any_of('within', 'behind_a_name')}|(?<=[》号])规定|(?P<edition>{ungrouped(EDITION)})|[（(](?P<remark>[^（）()]{{1,40}})[)）])*$"
)  # 《办法》（云政规〔2025〕3号）的第三条, 公司法2018年版第三条
_ENGLISH = re.compile(
    r"article\s+(?P<article>\d+)(?:,?\s*paragraph\s+(?P<paragraph>\d+))?\s+(?:of|in)\s+(?:the\s+)?(?P<title>[a-z《][^?.,;]*)",
    re.IGNORECASE,
)
_UNITS = "条款项目"
_HIGHEST_NUMBER = 9999
_LONGEST_RANGE = 300
"""Of a longer range only its ends are taken: nobody reads 第一条至第九千条 in one go."""


@dataclass(frozen=True, slots=True)
class ClauseAddress:
    """Where a clause stands: 条, 款, 项 and 目, numbered from 1; None where the address does not go so deep.

    ``document`` is a title or 文号 as written, "" when only the clause is named (``第二款呢``); ``quoted`` tells whether it stood in 《》.
    ``year`` names an edition (``《公司法》（2018年修正）``).
    """

    document: str
    article: ArticleNumber | None
    paragraph: int | None = None
    item: int | None = None
    subitem: int | None = None
    year: int | None = None
    quoted: bool = False

    @property
    def part(self) -> str:
        """What is named within the article: ``第二款第（一）项``, "" for the whole."""
        paragraph = f"第{int_to_chinese(self.paragraph)}款" if self.paragraph is not None else ""
        item = f"第（{int_to_chinese(self.item)}）项" if self.item is not None else ""
        subitem = f"第{self.subitem}目" if self.subitem is not None else ""
        return paragraph + item + subitem

    @property
    def clause(self) -> str:
        """The address within its document: ``第八条第二款``."""
        return (self.article.label if self.article else "") + self.part


@dataclass(frozen=True, slots=True)
class AddressSpan:
    """One label in a text, from ``start`` to ``end`` with the document's name before it, and the addresses that it stands for.

    The last label of a range stands for all since the first: 第三条至第五条 are two spans, of one and of two addresses.
    """

    start: int
    end: int
    addresses: tuple[ClauseAddress, ...]


def no_names(_: str) -> str:
    """Knows no document by its name."""
    return ""


def read_address(text: str) -> ClauseAddress | None:
    """The first clause address that a question names, or None."""
    return next(iter(read_addresses(text)), None)


def read_addresses(text: str, known: Callable[[str], str] = no_names) -> tuple[ClauseAddress, ...]:
    """All clause addresses that a question names, in order, each once; a document once named holds until another is.

    ``known`` gives the document's name that a text ends with, "" for none.
    """
    english = _ENGLISH.search(text)
    if english is not None:
        title = QUOTED_TITLE.search(english["title"])
        return (
            ClauseAddress(
                title["title"] if title else english["title"].strip("《》 "),
                ArticleNumber(int(english["article"])),
                int(english["paragraph"]) if english["paragraph"] else None,
                quoted=title is not None,
            ),
        )
    addresses = [address for span in read_spans(text, known) for address in span.addresses]
    if addresses and not any(address.document for address in addresses):
        name, quoted = _only_document(text)
        addresses = [replace(address, document=name, quoted=quoted) for address in addresses]
    return tuple(dict.fromkeys(addresses))


def read_spans(
    text: str, known: Callable[[str], str] = no_names, within: ClauseAddress | None = None
) -> tuple[AddressSpan, ...]:
    """Every label with what it stands for.

    ``within`` is the article whose text this is: labels without a document, or with 本办法, then are the document's own, unless they
    continue a list (《公司法》第三条、第五条). In a question (None) they belong to the document named last.
    """
    reader = _Reader(text, known, within)
    for match in _LABEL.finditer(text):
        reader.take(match)
    return tuple(reader.spans)


class _Reader:
    """Reads labels from left to right, each in the light of the one before."""

    def __init__(self, text: str, known: Callable[[str], str], within: ClauseAddress | None) -> None:
        self.spans: list[AddressSpan] = []
        self._text = text
        self._known = known
        self._within = within
        self._own = within or ClauseAddress("", None)
        self._last = self._own
        self._document = ClauseAddress("", None)
        self._mentioned = self._document
        self._end = 0

    def take(self, match: re.Match[str]) -> None:
        gap = self._text[self._end : match.start()]
        level = _UNITS.index(match["unit"] or "项")
        try:
            numbers = _numbers(match["numbers"] or match["item"])
            inserted = chinese_to_int(match["inserted"]) if match["inserted"] else 0
        except ValueError:
            return
        adjoining = bool(self.spans) and _ADJOINING.fullmatch(gap) is not None
        base, start = self._last, match.start()
        if level == 0:
            base, start = self._document_before(gap, adjoining, start)
        elif self._within is not None and not adjoining:
            base = self._own
        addresses = [_at(base, level, number, inserted) for number in numbers]
        ranged = bool(self.spans) and _IS_RANGE.fullmatch(gap) is not None and _level(self._last) == level
        first = _number(self._last, level)
        if ranged and first is not None and first < numbers[0]:
            addresses = [*(_at(base, level, number, 0) for number in _between(first, numbers[0])), *addresses]
        if adjoining and level > _level(self._last):
            start = self.spans[-1].start
            addresses = [*self.spans.pop().addresses[:-1], *addresses]
        self.spans.append(AddressSpan(start, match.end(), tuple(addresses)))
        self._last, self._end = addresses[-1], match.end()

    def _document_before(self, gap: str, adjoining: bool, start: int) -> tuple[ClauseAddress, int]:
        """The document that the gap before an article's label names, as an address without article, and where the name begins."""
        named = _document_at_end(gap, self._known)
        if named is not None:
            self._document = self._mentioned = named[0]
            return named[0], self._end + named[1]
        pointer = POINTER.search(_AFTER_NAME.sub("", gap))
        if pointer is not None:
            self._document = ClauseAddress("", None) if points_at_itself(pointer) else self._mentioned
            return self._document, self._end + pointer.start()
        if self._within is None:
            passed = list(QUOTED_TITLE.finditer(gap))
            if passed:
                self._document = self._mentioned = ClauseAddress(passed[-1]["title"], None, quoted=True)
        elif not adjoining:
            self._document = ClauseAddress("", None)
        return self._document, start


def _document_at_end(gap: str, known: Callable[[str], str]) -> tuple[ClauseAddress, int] | None:
    """The document named at the end of a text and where its name begins there."""
    after = _AFTER_NAME.search(gap)
    assert after is not None
    name = gap[: after.start()]
    remark = after["remark"] or after["edition"] or ""
    year = year_in(remark) if not DOCUMENT_NUMBER.search(remark) else None
    for pattern, quoted in ((QUOTED_TITLE, True), (DOCUMENT_NUMBER, False)):
        last = next((match for match in reversed(list(pattern.finditer(name))) if match.end() == len(name)), None)
        if last is not None:
            edition = year or year_in(remark_in(last.group())) or edition_before(name[: last.start()])
            title = last["title"] if quoted else last.group()
            return ClauseAddress(title.strip(), None, year=edition, quoted=quoted), last.start()
    if POINTER.search(name):
        return None
    held = known(name)
    if held:
        start = len(name) - len(held)
        return ClauseAddress(held, None, year=year or edition_before(name[:start])), start
    bare = BARE_TITLE.search(name)
    if bare is None:
        return None
    title = without_filler(bare.group())
    if is_generic(title):
        return None
    return ClauseAddress(title, None, year=year), len(name) - len(title)


def _only_document(text: str) -> tuple[str, bool]:
    """The one document that a question names anywhere: 第八条怎么说的，《办法》里."""
    titles = {match["title"] for match in QUOTED_TITLE.finditer(text)}
    numbers = {match.group() for match in DOCUMENT_NUMBER.finditer(text)}
    if len(titles) == 1:
        return titles.pop(), True
    return (numbers.pop(), False) if len(numbers) == 1 and not titles else ("", False)


def _numbers(text: str) -> list[int]:
    """``三``, ``三至五``, ``三、五`` as numbers, ranges written out. Raises ValueError for what no law numbers."""
    numbers: list[int] = []
    for match in _PIECE.finditer(text):
        number = chinese_to_int(match["number"])
        if number > _HIGHEST_NUMBER:
            raise ValueError(f"no article has the number {number}")
        if match["mark"] and numbers and numbers[-1] < number:
            numbers += _between(numbers[-1], number)
        numbers.append(number)
    return numbers


def _between(first: int, last: int) -> range:
    return range(first + 1, last if last - first <= _LONGEST_RANGE else first + 1)


def _at(base: ClauseAddress, level: int, number: int, inserted: int) -> ClauseAddress:
    """The address whose last label is this one, the levels above it as in ``base``."""
    if level == 0:
        return replace(base, article=ArticleNumber(number, inserted), paragraph=None, item=None, subitem=None)
    if level == 1:
        return replace(base, paragraph=number, item=None, subitem=None)
    if level == 2:
        return replace(base, item=number, subitem=None)
    return replace(base, subitem=number)


def _level(address: ClauseAddress) -> int:
    """0 for 条, 1 款, 2 项, 3 目; -1 for an address that names none."""
    return max((level for level in range(4) if _number(address, level) is not None), default=-1)


def _number(address: ClauseAddress, level: int) -> int | None:
    if level == 0:
        return address.article.article if address.article else None
    return (address.paragraph, address.item, address.subitem)[level - 1]
