"""What kind of document it is, told by its structure and its words."""

import re
from collections.abc import Sequence

from assistant.records import DocumentKind, Fact
from ingest.chunking.units import has_articles
from ingest.parsed import ParsedDocument, Table

_OPPORTUNITY = re.compile(r"机会清单|机会|揭榜|需求清单|招商项目|项目册")
_OPPORTUNITY_HEADERS = ("合作方式", "投资规模", "投资额", "责任单位", "项目名称")
_LISTING = re.compile(r"台账|楼宇|载体|厂房|仓库|底商|商铺|写字楼|房源|用地")
_LISTING_HEADERS = ("空置", "租金", "建筑面积", "面积", "楼宇", "层高", "物业费", "地址")
_REPORT = re.compile(r"报告|总结|汇报|分析|简报|工作情况|情况通报|要点|纪要")
_GUIDE = re.compile(r"指南|指引|手册|问答|须知|流程|简介|推介|服务卡|guide|handbook|faq", re.IGNORECASE)
_AGREED = re.compile(r"(?:合同|协议|协议书|章程|承诺书|意向书)(?:（[^）]{1,20}）|范本|模板|样本)?$")
_POLICY = re.compile(
    r"(?:法|条例|规定|办法|细则|措施|意见|规程|规则|解释|决定|政策|通知|公告|通告)(?:（[^）]{1,20}）)?$"
)
_FEW_HEADERS = 2


def detect_kind(parsed: ParsedDocument, name: str, title: str) -> Fact:
    """A fact for the field ``kind`` whose evidence says what decided; a person can correct it."""
    tables = [block for block in parsed.blocks if isinstance(block, Table) and block.rows]
    prose = tuple(block for block in parsed.blocks if not isinstance(block, Table))
    named = f"{title} {name}"
    if tables and _mostly_rows(parsed, tables):
        headers = "；".join(header for table in tables for header in table.header)
        if _hits(headers, _OPPORTUNITY_HEADERS) >= _FEW_HEADERS and _OPPORTUNITY.search(f"{named} {headers}"):
            return _fact(DocumentKind.OPPORTUNITY, "表头含合作方式、投资规模等")
        if _hits(headers, _LISTING_HEADERS) >= _FEW_HEADERS or _LISTING.search(named):
            return _fact(DocumentKind.LISTING, "表头含面积、租金等")
    if _AGREED.search(title):
        return _fact(DocumentKind.OTHER, "标题是合同、协议等，条款是当事人的约定")
    if has_articles(prose):
        return _fact(DocumentKind.POLICY, "正文由“第×条”组成")
    for kind, pattern, why in (
        (DocumentKind.GUIDE, _GUIDE, "标题或文件名含指南、须知等"),
        (DocumentKind.REPORT, _REPORT, "标题或文件名含报告、总结等"),
        (DocumentKind.POLICY, _POLICY, "标题是办法、通知等公文名称"),
    ):
        if pattern.search(title) or pattern.search(name.rsplit(".", 1)[0]):
            return _fact(kind, why)
    if re.search(r"工作汇报|汇报如下|报告如下|各位代表|工作总结", parsed.text[:1500]):
        return _fact(DocumentKind.REPORT, "文首有“汇报如下”等")
    return _fact(DocumentKind.OTHER, "没有明显特征")


def _mostly_rows(parsed: ParsedDocument, tables: Sequence[Table]) -> bool:
    inside = sum(row.place.end - row.place.start for table in tables for row in table.rows)
    return inside * 2 > len(parsed.text)


def _hits(text: str, words: Sequence[str]) -> int:
    return sum(word in text for word in words)


def _fact(kind: DocumentKind, evidence: str) -> Fact:
    return Fact("kind", kind, "text", evidence)
