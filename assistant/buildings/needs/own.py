"""Words bound to the columns that the ledgers have of their own, by what these are called and by what stands in them.

``充电桩100个以上`` is a bound on a column, ``带食堂`` and ``没有食堂`` ask whether there is any, ``天然气已通``, ``整层空置``, ``只租不售`` repeat a
value. A value that stands in several columns belongs to the one that is named beside it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from assistant.buildings.columns import AnyField, Column, Field
from assistant.buildings.conditions import InRange, Mentions, NoneOf, NotMentions, Offers, OneOf
from assistant.buildings.headers.header_words import usual_words
from assistant.buildings.needs import words as known
from assistant.buildings.needs.bounds import AFTER, BEFORE, ROUGHLY, bounded, matches, taken
from assistant.buildings.needs.naming import named_columns, tells_apart, words_naming
from assistant.buildings.needs.reading import Reading
from assistant.buildings.needs.scanning import compiled
from assistant.buildings.needs.storeys import take_storey
from assistant.buildings.needs.words import WORDS
from assistant.buildings.own_cells import names_a_party, scale, words_of
from assistant.buildings.qualifiers import read_flag
from assistant.buildings.search.own_columns import OwnColumns
from assistant.buildings.text_rules import squeeze
from assistant.text.figures import NUMBER, RANGE_MARK, normalise, read_span, span_between
from assistant.text.units import any_unit

_COUNTS = f"(?:{any_unit()}|[百千]?[万亿])"
_LINK = WORDS["link"]
_WITHOUT = WORDS["without"]
_WITH = WORDS["with"]
_MAY_NOT = WORDS["may_not"]
_MAY = WORDS["may"]
_WHETHER = WORDS["whether"]
_DOING = r"[^，。,;；、！？!?\x00不没无未]{0,4}?\s*"
_IS_NOT_SO = WORDS["is_not_so"]
_IS_SO = WORDS["is_so"]
_CLOSING = re.compile(r"(?:类型|类|型|状态|方式|的|产权|性质|(?<=仓)库)")
_BETWEEN_PARTS = re.compile(r"[/、,，;；|]+")
_HEADS = re.compile(
    rf"(?P<count>{NUMBER})\s*(?:来|多|几)?(?:个|名|位)?(?:人(?!工|才|民|均)|员工|职工|people|employees|staff|persons)(?:左右|以上|上下|的?团队|的?规模)?"
)
_SEEKS = WORDS["seeks"]
_OF_POLICY = WORDS["of_policy"]
_LONGEST_NEED = 60
"""A longer sentence tells a story: its staff is no measure of the place sought."""

_MOST_HEADS = 20_000
_LONGEST_VALUE = 12
_SHORTEST_TYPE = 3
_KIND_OF_SPACE = re.compile(r"(?:办公|厂房|车间|库|仓储|室|房|楼|馆|店|铺|场|中心|空间|配套|基地|公寓)$")
"""How a kind of space ends, beside the trades of which the same column may speak."""

M2_PER_HEAD = 10
"""Floor area for one person in an office: at least 6 ㎡ of usable area (JGJ/T 67-2019, 4.2), which a usual efficiency of 60 % makes 10."""


_Meanings = Mapping[str, list[tuple[AnyField, str]]]
"""What a question can repeat: the written form of each value with the columns where it stands."""


def take_values(reading: Reading) -> None:
    """Adds what the sentence says in a cell's own words, the longest first; values of one column are alternatives."""
    meanings = _meanings_of(reading.vocabulary.own, tuple(reading.vocabulary.values.items()))
    names = [
        found.span() for _, words in reading.field_words for found in compiled(words).finditer(reading.scanner.rest)
    ]
    for form, start in sorted(reading.scanner.take_words(meanings), key=lambda item: item[1]):
        meant = meanings[form]
        end = reading.scanner.end_of(start, form)
        said = reading.scanner.sentence[start:end]
        if any(first <= start and end <= last and end - start < last - first for first, last in names):
            reading.scanner.restore(start, end)  # 可租 of 可租面积
            continue
        field, value, named_from = _nearest(reading, meant, start)
        reading.scanner.blank(named_from, start)
        if isinstance(field, Column) and (tail := _rest_of_header(field, said, reading.scanner.rest[end:])):
            reading.scanner.blank(end, end + tail)
            end += tail
        if closing := _CLOSING.match(reading.scanner.sentence, end):
            reading.scanner.blank(end, closing.end())
            end = closing.end()
        reading.add_piece(OneOf(field, (value,), said), named_from, end, NoneOf(field, (value,), said))
    _take_otherwords_naming(reading, meanings)


def _rest_of_header(column: Column, said: str, behind: str) -> int:
    """How many characters behind a value are the rest of its column's header, which begins as the value ends: ``不接受联合体``."""
    return max(
        (
            len(word) - cut
            for word in words_of(column)
            for cut in range(1, len(word))
            if said.endswith(word[:cut]) and behind.startswith(word[cut:])
        ),
        default=0,
    )


def _take_otherwords_naming(reading: Reading, meanings: _Meanings) -> None:
    """Adds what is said in other words than the cell's: of a column, or of any cell that says the usual word."""
    columns = tuple(
        dict.fromkeys(
            (field, word)
            for meant in meanings.values()
            for field, value in meant[:1]
            for word in usual_words()
            if word in value
        )
    )
    for field, word in columns:
        for words in usual_words()[word]:
            if found := reading.scanner.take(_whole_words(words)):
                reading.add_found(OneOf(field, (word,), found[0]), found, NoneOf(field, (word,), found[0]))
    for word, forms in usual_words().items():
        for words in forms if reading.vocabulary.mentions(word) else ():
            if not any(word in cells.column.header for cells in reading.vocabulary.own.cells.values()) and (
                found := reading.scanner.take(_whole_words(words))
            ):
                reading.add_found(Mentions(word), found, NotMentions(word))


def _whole_words(words: str) -> str:
    return rf"\b(?:{words})\b" if words.isascii() else f"(?:{words})"


def take_own_figures(reading: Reading) -> None:
    """Adds bounds on the figures of own columns, and the storey asked for."""
    for cells in named_columns(reading):
        for pattern in _figure_patterns(words_naming(reading, cells)):
            for found in matches(reading.scanner, pattern):
                span = span_between(found["low"], found["high"]) if found["high"] else read_span(found["low"])
                if span is None or _is_no_figure(found):
                    continue
                factor = scale(_unit_said(found), cells.column.unit)
                condition = bounded(cells.column, span.scaled(factor), found, "exact")
                clause = taken(reading.scanner, found)
                reading.add(condition, clause)
    take_storey(reading)


def take_presence(reading: Reading) -> None:
    """Adds what there must be, or must not be, by the column that tells of it."""
    for cells in named_columns(reading):
        words = words_naming(reading, cells)
        if reading.scanner.search(rf"{_WHETHER}{_DOING}(?:{words})"):
            continue
        for lacking, pattern in (
            (True, rf"(?:{_WITHOUT}|{_MAY_NOT}){_DOING}(?:{words})|(?:{words}){_IS_NOT_SO}"),
            (False, rf"(?:{_WITH}|{_MAY}){_DOING}(?:{words})|(?:{words}){_IS_SO}"),
        ):
            if found := reading.scanner.take(pattern):
                if before := re.search(rf"(?:{words})$", reading.scanner.rest[: found.start()]):
                    reading.scanner.blank(before.start(), before.end())  # 污水 of 污水没接管
                opposite = Offers(cells.column, lacking=True)
                reading.add_found(Offers(cells.column, lacking), found, opposite)


def take_heads(reading: Reading) -> None:
    """Adds the office area that so many people need, as an assumption to be corrected, where no area is asked for."""
    area = Field.VACANT_AREA_M2
    settled = any(isinstance(item, InRange) and item.field is area for item in reading.conditions)
    if (
        reading.opportunities
        or settled
        or not reading.scanner.search(_SEEKS)
        or reading.scanner.search(_OF_POLICY)
        or len(reading.scanner.rest) > _LONGEST_NEED
    ):
        return
    for found in matches(reading.scanner, _HEADS.pattern):
        span = read_span(found["count"])
        if span is not None and span.high is not None and 1 < span.high <= _MOST_HEADS:
            reading.add(InRange(area, minimum=span.high * M2_PER_HEAD), taken(reading.scanner, found))
            reading.assumed.append(f"{found['count']}人按每人 {M2_PER_HEAD} ㎡ 推算面积")
            return


@lru_cache(maxsize=8)
def _meanings_of(own: OwnColumns, fields: tuple[tuple[Field, tuple[str, ...]], ...]) -> _Meanings:
    found: defaultdict[str, list[tuple[AnyField, str]]] = defaultdict(list)
    for field, values in fields:
        for value in values:
            for part in {value, *_BETWEEN_PARTS.split(value)}:
                space = field is Field.USE
                if tells_apart(part, trades=not space) and (not space or _KIND_OF_SPACE.search(part)):
                    found[squeeze(part)].append((field, part))
    for column, cells in own.cells.items():
        if not words_of(column) or cells.field is Field.FLOOR or names_a_party(column):
            continue
        for value in cells.values:
            if cells.field is Field.CATEGORY and len(value) < _SHORTEST_TYPE and _is_part_of_a_type(value):
                continue  # 工业 of 工业用地
            if (
                2 <= len(value) <= _LONGEST_VALUE
                and tells_apart(value)
                and read_flag(value) is None
                and not _says_it_is_there(value, column)
            ):
                found[squeeze(value)].append((column, value))
        for value in _siblings(cells.values):
            found.setdefault(squeeze(value), [(column, value)])
    return dict(found)


_SERIES = ("甲乙丙丁戊", "一二三四五", "abcde", "ⅠⅡⅢⅣⅤ")


def _siblings(values: tuple[str, ...]) -> Iterator[str]:
    """What a column could say as well: 甲类 where it says 丙类 and 丁类; a question for it finds no row."""
    said = {normalise(value).lower() for value in values}
    shapes = {
        (value[:at], value[at + 1 :], series)
        for value in said
        for at, sign in enumerate(value)
        for series in _SERIES
        if sign in series and len(value) > 1
    }
    for before, behind, series in shapes:
        every = [before + sign + behind for sign in series]
        if len(said.intersection(every)) > 1:
            yield from (value for value in every if value not in said)


def _is_part_of_a_type(value: str) -> bool:
    """Whether a short value begins what everybody calls a type: 工业 of 工业用地; 净地 begins none."""
    return any(value in words for _, words in known.CATEGORIES)


def _says_it_is_there(value: str, column: Column) -> bool:
    """``有排烟`` below ``排烟``: what ``take_presence`` asks for."""
    return any(re.fullmatch(rf"(?:有|无|没有|带|可){re.escape(word)}", value) for word in words_of(column))


def _nearest(reading: Reading, meant: list[tuple[AnyField, str]], start: int) -> tuple[AnyField, str, int]:
    """The column meant by a value: the one whose words stand right before it, else the first; and where that begins."""
    before = reading.scanner.rest[:start]
    for field, value in meant:
        own = reading.vocabulary.own.of(field) if isinstance(field, Column) else None
        words = words_naming(reading, own) if own is not None else "|".join(words_of(Column(field.value)))
        named = re.search(rf"(?:{words})(?:是|为|要|：|:)?\s*$", before) if words else None
        if named:
            return field, value, named.start()
    return *meant[0], start


def _figure_patterns(words: str) -> tuple[str, ...]:
    figure = rf"(?P<low>{NUMBER}){ROUGHLY}\s*(?P<low_unit>{_COUNTS})?\s*(?:{RANGE_MARK}\s*(?P<high>{NUMBER})\s*)?(?P<unit>{_COUNTS})?\s*"
    return (
        rf"(?:{words}){_LINK}{BEFORE}{figure}{AFTER}",
        rf"{BEFORE}{figure}{AFTER}\s*的?(?:{words})",
    )


def _is_no_figure(found: re.Match[str]) -> bool:
    """A numeral of one character that nothing makes a figure: ``入驻企业一共多少``."""
    alone = not (found["before"] or found["after"] or found["unit"] or found["low_unit"] or found["high"])
    return alone and len(found["low"]) == 1 and not found["low"].isdecimal()


def _unit_said(found: re.Match[str]) -> str:
    """The unit behind the figure; ``20万`` counts in units of 元, whatever else the column counts in."""
    unit = (found["unit"] or found["low_unit"] or "").partition("/")[0]  # 300万/亩 is money
    multiplied = re.search(r"[百千]?[万亿]$", found["high"] or found["low"])
    return "元" if multiplied and not unit else unit
