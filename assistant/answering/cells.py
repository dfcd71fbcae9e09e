"""Questions for one cell of a table: ``一季度城镇零售额是多少`` names a row, and its words, its year or what is counted tell the column.

Rows of tables of reports, policies and price lists only; ledgers and lists have a search of their own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.answering.asking.language import folded
from assistant.answering.evidence import Evidence, QuestionWords, weigh
from assistant.answering.neighbours import Neighbours
from assistant.records import Cell, Chunk, ChunkKind, DocumentKind, Hit

_LISTED = frozenset({DocumentKind.LISTING, DocumentKind.OPPORTUNITY})
LOOKED_AT = 8
"""Hits among which a table is looked for."""
_LEAST, WHOLE = 0.6, 0.99
"""Shares of a label's pairs of characters that a question must have, to be about its row, and to be surely."""
_TITLE = "表"
"""What the cell with a table's title is called."""
PART = "，其中："
_FIGURE = re.compile(r"[-+−约]?\d[\d,]*(?:\.\d+)?(?:[-~～—–至]\d[\d,.]*)?(?P<unit>[^\d，。；]{0,12})")
TOTAL = re.compile(r"^(?:合|总|共|累)\s*计|^全部合计")
_ASKS_TOTAL = re.compile(r"全区|全市|全县|全部|总共|一共|合计|总计")
_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
_DASHES = re.compile(r"(?<=[\d元米年月日人%])[-~～—–−至到]+(?=\d)")
_ASKED = re.compile(r"多少|几(?![乎何])|多(?:大|高|长|重|久)|是什么")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年|年度|\D|$)")
_BEFORE = re.compile(r"上年|去年|同期")
_SENSES: tuple[tuple[re.Pattern[str], re.Pattern[str], bool], ...] = (
    (
        re.compile(r"增长|增速|增幅|增减|同比|环比|涨了|降幅|下降"),
        re.compile(r"增长|增速|增幅|增减|同比|环比|[±]"),
        True,
    ),
    (re.compile(r"完成率|完成进度|完成比例"), re.compile(r"完成率|进度|完成.*比例"), True),
    (re.compile(r"占比|比重|占.{0,12}(?:几成|百分之几)"), re.compile(r"占比|比重|占.*%"), True),
    (re.compile(r"目标|计划|任务"), re.compile(r"目标|计划|任务|预算数"), True),
    (re.compile(r"上限|最高|封顶|最多"), re.compile(r"上限|最高|封顶|限额|最多"), False),
    (re.compile(r"比例|百分之几|几个点"), re.compile(r"比例|费率|比率"), False),
)
"""What a question may ask of a row and what such a column is called; True: who does not ask it does not mean such a column."""
_COUNTED: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r"多少钱|几块钱|多少万?元|价格|收费|金额|多少[^，。？]{0,4}(?:奖|补|费)|(?:奖励|补贴|补助|给|奖|补)[^，。？]{0,4}多少"), re.compile(r"元")),
    (re.compile(r"几年|多少年|多久|几个月|期限"), re.compile(r"^(?:年|个?月|天|日|工作日)$")),
    (re.compile(r"多大|面积"), re.compile(r"㎡|平方|亩|公顷")),
)  # fmt: skip
"""What is asked for and the units that it is told in."""


@dataclass(frozen=True, slots=True)
class RowMatch:
    """A row that the question names by a ``label``: the share of it that is named, and how many of its pairs of characters."""

    row: Chunk
    label: str
    share: float
    pairs: int


def with_cell(
    question: str, chosen: Sequence[Evidence], looked: Sequence[Evidence], around: Neighbours, words: QuestionWords
) -> tuple[Evidence, ...]:
    """The passages chosen, with the row that the question names in front of them, and with it the cells asked about; other rows of its table
    and the prose around it are left out. Where nothing was chosen, only a row that is wholly named and whose column is clear."""
    plain = plain_text(question)
    matches = [
        found
        for table in tables_among([*chosen, *looked[:LOOKED_AT]], around)
        if (found := named_row(plain, table)) is not None
    ]
    best = max(matches, key=lambda found: (found.pairs, found.share), default=None)
    if best is None:
        return tuple(chosen)
    item = weigh(Hit(best.row, 1.0), words)
    cells = asked_cells(plain, best.row)
    if not cells and figure_cells(best.row):  # each of its columns is of another year
        return tuple(one for one in chosen if not _is_row_of(one.hit.chunk, best.row))
    clear = best.share >= WHOLE and len(cells) == 1 and item.right_place and item.right_year
    if not (_speak_of(chosen, best.row, around) if chosen else clear):
        return tuple(chosen)
    others = [one for one in chosen if one.hit.chunk.document.id != best.row.document.id]
    figures = figure_cells(best.row)
    asked = tuple(cell for cell in best.row.passage.cells if cell not in figures or cell in cells)
    return (replace(item, telling=(best.row.passage.text,), cells=asked), *others)


def _is_row_of(chunk: Chunk, row: Chunk) -> bool:
    return chunk.passage.kind is ChunkKind.ROW and chunk.document.id == row.document.id


def _speak_of(chosen: Sequence[Evidence], row: Chunk, around: Neighbours) -> bool:
    """Whether passages chosen are of the row's document; of a policy, where each clause is a matter of its own, of its very table or the
    clause above it."""
    same = [one.hit.chunk for one in chosen if one.hit.chunk.document.id == row.document.id]
    if row.document.kind is not DocumentKind.POLICY:
        return bool(same)
    clause = around.clause_above(row)
    table = {one.id for one in around.table_of(row)} | ({clause.id} if clause is not None else set())
    return any(chunk.id in table for chunk in same)


def tables_among(items: Sequence[Evidence], around: Neighbours) -> Iterator[tuple[Chunk, ...]]:
    """The tables that rows among the passages belong to, each once."""
    seen: set[str] = set()
    for item in items:
        chunk = item.hit.chunk
        if chunk.passage.kind is ChunkKind.ROW and chunk.document.kind not in _LISTED and chunk.id not in seen:
            table = around.table_of(chunk)
            seen.update(row.id for row in table)
            yield table


def named_row(plain: str, table: Sequence[Chunk]) -> RowMatch | None:
    """The row of a table that the question names; None where it names none, several alike, or one beside another."""
    matches = sorted((_match(plain, row) for row in table), key=lambda match: (match.pairs, match.share), reverse=True)
    matches = [match for match in matches if match.share >= _LEAST]
    if not matches:
        totals = [row for row in table if any(TOTAL.match(cell.value) for cell in row.passage.cells)]
        return RowMatch(totals[0], "", _LEAST, 2) if len(totals) == 1 and _ASKS_TOTAL.search(plain) else None
    first = matches[0]
    others = [match for match in matches[1:] if match.row.passage.locator != first.row.passage.locator]
    if any((match.pairs, match.share) == (first.pairs, first.share) for match in others):
        return None
    whole, _, own = first.label.rpartition(PART)
    rest = plain.replace(plain_text(own), "，")
    several = (match for match in others if match.label != whole and match.share >= WHOLE)
    return None if any(_named_share(rest, match.label.rpartition(PART)[2])[0] >= WHOLE for match in several) else first


def _match(plain: str, row: Chunk) -> RowMatch:
    """How far the question names the best of a row's labels; a part's label counts with that of its whole where both are named."""
    best = RowMatch(row, "", 0.0, 0)
    figures = figure_cells(row)
    for cell in row.passage.cells:
        if cell in figures:
            continue
        whole, _, part = cell.value.rpartition(PART)
        share, pairs = _named_share(plain, part)
        if whole and share >= WHOLE:
            more, further = _named_share(plain, whole)
            pairs += further if more >= WHOLE else 0
        if (pairs, share) > (best.pairs, best.share) and share >= _LEAST:
            best = RowMatch(row, cell.value, share, pairs)
    return best


def _named_share(plain: str, label: str) -> tuple[float, int]:
    wanted = _pairs(plain_text(label))
    if not wanted:
        return 0.0, 0
    held = wanted & _pairs(plain)
    return len(held) / len(wanted), len(held)


def asked_cells(plain: str, row: Chunk) -> tuple[Cell, ...]:
    """The figures of a row that are asked about; all where the question does not tell."""
    cells = figure_cells(row)
    if len(_ASKED.findall(plain)) > 1:
        return tuple(cells)
    cells = _by_sense(plain, _by_year(plain, cells, row))
    scores = _own_words(plain, cells)
    best = max(scores, default=0)
    if best:
        cells = [cell for cell, score in zip(cells, scores, strict=True) if score == best]
    for asks, unit in _COUNTED:
        if len(cells) > 1 and asks.search(plain):
            cells = _or_all([cell for cell in cells if bool(unit.search(_unit(cell)))], cells)
    return tuple(cells)


def _by_year(plain: str, cells: Sequence[Cell], row: Chunk) -> list[Cell]:
    """The cells of the year asked about, where their heads tell years or one of them is the year before."""
    asked = set(_YEAR.findall(plain))
    told = {year for cell in cells for year in _YEAR.findall(cell.header)}
    other = told | set(_YEAR.findall(f"{row.document.title} {row.passage.heading} {row.passage.text}"))
    if asked and told and not asked & other:
        return []  # each column is of a year, and none of the one asked about
    headed = _or_all([cell for cell in cells if bool(asked & set(_YEAR.findall(cell.header)))], cells)
    if len(headed) < len(cells):
        return headed
    own = _YEAR.findall(f"{row.document.title} {row.passage.heading}")
    before = bool(_BEFORE.search(plain)) or bool(own and asked and max(asked) == str(int(own[0]) - 1))
    return _or_all([cell for cell in cells if bool(_BEFORE.search(cell.header)) is before], cells)


def _by_sense(plain: str, cells: Sequence[Cell]) -> list[Cell]:
    left = list(cells)
    for asks, headed, only in _SENSES:
        if asks.search(plain):
            left = _or_all([cell for cell in left if bool(headed.search(cell.header))], left)
        elif only:
            left = _or_all([cell for cell in left if not headed.search(cell.header)], left)
    return left


def _or_all(wanted: Sequence[Cell], cells: Sequence[Cell]) -> list[Cell]:
    """The cells that are wanted, or all where none is."""
    return list(wanted or cells)


def _own_words(plain: str, cells: Sequence[Cell]) -> list[int]:
    """How many pairs of characters each head shares with the question that not all of the heads have."""
    pairs = [_pairs(plain_text(cell.header)) for cell in cells]
    common = set.intersection(*pairs) if pairs else set()
    asked = _pairs(plain)
    return [len((own - common) & asked) for own in pairs]


def figure_cells(row: Chunk) -> list[Cell]:
    """The cells that hold figures. The first of a row is its label, whatever it holds (1亿元及以上)."""
    cells = [cell for cell in row.passage.cells if cell.header != _TITLE]
    return [cell for cell in cells[1:] if _FIGURE.fullmatch(cell.value)]


def _unit(cell: Cell) -> str:
    found = _FIGURE.fullmatch(cell.value)
    return found["unit"] if found else ""


def plain_text(text: str) -> str:
    """For comparison: one width, without blanks and brackets, one kind of dash in ranges."""
    return _DASHES.sub("-", folded(_BRACKETS.sub("", text))).replace("及以", "以").replace("的", "")


def _pairs(text: str) -> set[str]:
    return {f"{one}{other}" for one, other in pairwise(text)} or ({text} if text else set())
