"""What kind of document it is, told by its structure and its words."""

import re
from collections.abc import Sequence

from assistant.buildings.columns import Field
from assistant.buildings.headers.header_words import header_words
from assistant.buildings.ledgers.cells import READERS
from assistant.buildings.rows import category_words_in
from assistant.records import DocumentKind, Fact
from assistant.text.phrases import phrases
from ingest.chunking.units import has_articles
from ingest.parsed import ParsedDocument, Table
from ingest.titles import POLICY_TITLE
from ingest.words import VOCABULARY, marks

_OPPORTUNITY, _LISTING = phrases(VOCABULARY.kinds.opportunity), phrases(VOCABULARY.kinds.listing)
_SHEETS = ("spreadsheet", "excel", "csv")
_OF_PLACES = frozenset(
    {*READERS, Field.RENT_YUAN_PER_M2_MONTH, Field.ADDRESS, Field.STREET, Field.GRADE, Field.FIT_OUT, Field.METRO, Field.COMPLETED_ON,
     Field.AVAILABLE_FROM, Field.LEASE_TERMS}
) - {Field.INVESTMENT_YUAN, Field.LONGITUDE, Field.LATITUDE}  # fmt: skip
_OF_OPPORTUNITIES = frozenset(
    {Field.CONTENT, Field.INVESTMENT_YUAN, Field.COOPERATION, Field.UNIT, Field.DEADLINE, Field.TOPIC}
)
_CALLED_BY = frozenset({Field.NAME, Field.ADDRESS, Field.FLOOR})
_FEWEST_SIGNS = 2
_FEW_NAMED = 4
_REPORT, _GUIDE = phrases(VOCABULARY.kinds.report), phrases(VOCABULARY.kinds.guide)
_AGREED = re.compile(rf"{marks('agreed')}(?:（[^）]{{1,20}}）|{marks('models')})?$")


def detect_kind(parsed: ParsedDocument, name: str, title: str) -> Fact:
    """A fact for the field ``kind`` whose evidence says what decided; a person can correct it."""
    tables = [block for block in parsed.blocks if isinstance(block, Table) and block.rows]
    prose = tuple(block for block in parsed.blocks if not isinstance(block, Table))
    named = f"{title} {name}"
    if tables and _mostly_rows(parsed, tables) and (listed := _listed_kind(parsed, tables, named)) is not None:
        return listed
    if _AGREED.search(title):
        return _fact(DocumentKind.OTHER, "标题是合同、协议等，条款是当事人的约定")
    if has_articles(prose):
        return _fact(DocumentKind.POLICY, "正文由“第×条”组成")
    for kind, pattern, why in (
        (DocumentKind.GUIDE, _GUIDE, "标题或文件名含指南、须知等"),
        (DocumentKind.REPORT, _REPORT, "标题或文件名含报告、总结等"),
        (DocumentKind.POLICY, POLICY_TITLE, "标题是办法、通知等公文名称"),
    ):
        if pattern.search(title) or pattern.search(name.rsplit(".", 1)[0]):
            return _fact(kind, why)
    if phrases(VOCABULARY.kinds.reports_at_its_head).search(parsed.text[:1500]):
        return _fact(DocumentKind.REPORT, "文首有“汇报如下”等")
    return _fact(DocumentKind.OTHER, "没有明显特征")


def _mostly_rows(parsed: ParsedDocument, tables: Sequence[Table]) -> bool:
    """Whether more than half of the text stands in tables, their heads, titles and notes included."""
    return sum(table.place.end - table.place.start for table in tables) * 2 > len(parsed.text)


def _listed_kind(parsed: ParsedDocument, tables: Sequence[Table], named: str) -> Fact | None:
    """A ledger of places or a list of opportunities where most of the rows stand under the heads of one; None else."""
    signs = {
        kind: [_signs(table, kind) for table in tables] for kind in (DocumentKind.OPPORTUNITY, DocumentKind.LISTING)
    }
    rows = [len(table.rows) for table in tables]
    for kind, heads in signs.items():
        under = sum(count for count, names in zip(rows, heads, strict=True) if len(names) >= _FEWEST_SIGNS)
        others = signs[DocumentKind.LISTING if kind is DocumentKind.OPPORTUNITY else DocumentKind.OPPORTUNITY]
        if under * 2 <= sum(rows):
            continue
        headers = "；".join(header for table in tables for header in (*table.header, table.caption))
        if kind is DocumentKind.OPPORTUNITY and (
            not _OPPORTUNITY.search(f"{named} {headers}") or sum(map(len, others)) > sum(map(len, heads))
        ):
            continue
        seen = "、".join(
            f"“{name}”" for name in list(dict.fromkeys(name for names in heads for name in names))[:_FEW_NAMED]
        )
        return _fact(kind, f"{sum(rows)} 行中有 {under} 行的表头像{_CALLED[kind]}，如{seen}")
    sheets = any(mark in parsed.media_type for mark in _SHEETS)
    if _LISTING.search(named) and not _GUIDE.search(named) and (sheets or any(map(_identifies, tables))):
        return _fact(DocumentKind.LISTING, "文件名或标题含台账、楼宇等，内容是表格")
    return None


_CALLED = {DocumentKind.OPPORTUNITY: "机会清单", DocumentKind.LISTING: "楼宇台账"}


def _signs(table: Table, kind: DocumentKind) -> list[str]:
    """The heads of a table that tell that its rows are such a list; none where it has no column that names them."""
    fields = {header: meaning.field for header in table.header if (meaning := header_words(kind).meaning(header))}
    called = _CALLED_BY if kind is DocumentKind.LISTING else _CALLED_BY | {Field.CONTENT}
    if not called.intersection(fields.values()):
        return []
    telling = _OF_PLACES if kind is DocumentKind.LISTING else _OF_OPPORTUNITIES
    signs = {field: header for header, field in reversed(fields.items()) if field in telling}
    named = [header for header, field in fields.items() if field is Field.NAME and _tells(header, kind)]
    return [*named[:1], *reversed(signs.values())]


def _tells(name: str, kind: DocumentKind) -> bool:
    return category_words_in(name) if kind is DocumentKind.LISTING else bool(_OPPORTUNITY.search(name))


def _identifies(table: Table) -> bool:
    return any(
        (meaning := header_words(DocumentKind.LISTING).meaning(header)) and meaning.field in _CALLED_BY
        for header in table.header
    )


def _fact(kind: DocumentKind, evidence: str) -> Fact:
    return Fact("kind", kind, "text", evidence)
