"""Clauses by their address: 《办法》第八条第二款, without ranking."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from assistant import access
from assistant.database import Database
from assistant.documents.reading import document_info, to_chunks
from assistant.documents.tables import ChunkRow, DocumentRow
from assistant.policies.numerals import ARTICLE_LABEL, DIGITS, ArticleNumber, chinese_to_int, parse_article_label
from assistant.policies.validity import normal_document_number
from assistant.records import Chunk, ChunkKind, Principal

_TITLE = re.compile(r"《(?P<title>[^》]+)》")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}\s*[〔\[（(]\s*\d{4}\s*[〕\]）)]\s*(?:第)?\d+\s*号")
_BARE_TITLE = re.compile(
    r"(?P<title>[\u4e00-\u9fff（）()]{2,40}?(?:法|条例|规定|办法|细则|措施|意见|通知|规程|规则|解释|决定|政策))(?:的|中|里|，|,)?\s*(?=第)"
)
_ENGLISH = re.compile(r"article\s+(?P<article>\d+)\s+(?:of|in)\s+(?:the\s+)?(?P<title>[a-z《][^?.,;]*)", re.IGNORECASE)
_PARAGRAPH = re.compile(rf"第\s*(?P<number>[{DIGITS}]+)\s*款")
_ITEM = re.compile(rf"第\s*[（(]?(?P<number>[{DIGITS}]+)[）)]?\s*项")
_COUNTRY = "中华人民共和国"
_ITEM_START = re.compile(r"^\s*[（(](?P<number>[一二三四五六七八九十]+)[）)]")


@dataclass(frozen=True, slots=True)
class ClauseAddress:
    """Where a clause stands. ``document`` is a title or 文号 as written, "" when only the clause is named (``第二款呢``)."""

    document: str
    article: ArticleNumber | None
    paragraph: int | None = None
    item: int | None = None


def read_address(text: str) -> ClauseAddress | None:
    """The first clause address that a question names, or None."""
    title, number = _TITLE.search(text), _NUMBER.search(text)
    article = ARTICLE_LABEL.search(text)
    english = _ENGLISH.search(text)
    if english is not None:
        return ClauseAddress(english["title"].strip("《》 "), ArticleNumber(int(english["article"])))
    paragraph, item = _PARAGRAPH.search(text), _ITEM.search(text)
    if article is None and paragraph is None and item is None:
        return None
    bare = _BARE_TITLE.search(text)
    document = title["title"] if title else number.group() if number else bare["title"] if bare else ""
    try:
        return ClauseAddress(
            document=document.strip(),
            article=parse_article_label(article.group()) if article else None,
            paragraph=chinese_to_int(paragraph["number"]) if paragraph else None,
            item=chinese_to_int(item["number"]) if item else None,
        )
    except ValueError:
        return None


def paragraphs_of(clause: str) -> tuple[str, ...]:
    """The 款 of an article, its items with the paragraph they belong to. The article's label stays with the first."""
    paragraphs: list[str] = []
    for line in (line.strip() for line in clause.splitlines()):
        if not line:
            continue
        if paragraphs and _ITEM_START.match(line):
            paragraphs[-1] += f"\n{line}"
        else:
            paragraphs.append(line)
    return tuple(paragraphs)


def items_of(paragraph: str) -> dict[int, str]:
    """The 项 of a paragraph by their number."""
    items: dict[int, str] = {}
    for line in paragraph.splitlines():
        match = _ITEM_START.match(line)
        if match:
            items[chinese_to_int(match["number"])] = line.strip()
    return items


def part_of(clause: str, address: ClauseAddress) -> str | None:
    """The paragraph or item of a clause that the address names; the whole clause when it names neither, None when it is not there."""
    if address.paragraph is None and address.item is None:
        return clause
    paragraphs = paragraphs_of(clause)
    if address.paragraph is not None and not 1 <= address.paragraph <= len(paragraphs):
        return None
    chosen = paragraphs[address.paragraph - 1] if address.paragraph is not None else clause
    return chosen if address.item is None else items_of(chosen).get(address.item)


class ClauseFinder:
    """Goes straight to a clause."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def find(self, address: ClauseAddress, principal: Principal, as_of: date) -> tuple[Chunk, ...]:
        """The clause's chunks in order (several when it was split), from the document that fits the name best.

        Of several versions the one in force on the day is taken, else the newest. Empty when nothing held has that address.
        """
        if address.article is None or not address.document:
            return ()
        label = address.article.label
        with self.database.session() as session:
            for document_id in self._documents(session, address.document, principal, as_of):
                query = select(ChunkRow).where(
                    ChunkRow.document_id == document_id, ChunkRow.kind == ChunkKind.CLAUSE, ChunkRow.clause == label
                )
                chunks = to_chunks(session, list(session.scalars(query.order_by(ChunkRow.ordinal))))
                shown = tuple(chunk for chunk in chunks if access.visible(principal, chunk))
                if shown:
                    return shown
        return ()

    def documents_named(self, name: str, principal: Principal, as_of: date) -> tuple[str, ...]:
        """Ids of the documents that a name may mean, the best first."""
        with self.database.session() as session:
            return tuple(self._documents(session, name, principal, as_of))

    def _documents(self, session: Session, name: str, principal: Principal, as_of: date) -> list[str]:
        wanted, number = _plain(name), normal_document_number(name)
        ranked: list[tuple[tuple[int, int, int, int], str]] = []
        for row in session.scalars(select(DocumentRow).options(defer(DocumentRow.text))):
            info = document_info(row)
            if not access.may_see_document(principal, info):
                continue
            title = _plain(info.title)
            if number and info.document_number == number:
                fit = 0
            elif title == wanted:
                fit = 1
            elif len(wanted) >= 2 and title.endswith(wanted):
                fit = 2
            elif len(wanted) >= 2 and wanted in title:
                fit = 3
            elif len(title) >= 4 and title in wanted:
                fit = 4
            else:
                continue
            in_force = 0 if access.in_force(info, as_of) else 1
            newest = -(info.valid_from or info.issued_on or date.min).toordinal()
            ranked.append(((fit, in_force, len(title), newest), info.id))
        return [document_id for _, document_id in sorted(ranked)]


def _plain(title: str) -> str:
    """A title without the country's name, edition marks and brackets, for comparison."""
    plain = re.sub(r"[（(]\s*(?:\d{4}.*?|试行|暂行|修订.*?)\s*[）)]$", "", title.strip("《》 "))
    return plain.replace(_COUNTRY, "").replace(" ", "")
