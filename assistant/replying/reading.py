"""What a complaint states, by rules: its facts with dates and amounts, its demands one by one, the party."""

import re
from datetime import date
from itertools import pairwise

from assistant.answering.language import is_english
from assistant.complaints.reply_records import FactKind, Span, StatedFact
from assistant.policies.quantities import QuantityKind, quantities_in

_DATE = re.compile(
    r"(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
    r"|(?:\d{1,2}\s+)?(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+(?:\d{1,2},?\s+)?\d{4}"
)
_AMOUNT = re.compile(
    r"(?:(?:人民币|RMB|CNY|￥|¥)\s*)?\d[\d,]*(?:\.\d+)?\s*(?:百万|千万|万|亿|千)?\s*(?:美元|欧元|港元|元|块|million yuan|yuan|RMB)(?:/[㎡月]+)*"
    r"|[一二三四五六七八九十百千两]+(?:百万|千万|万|亿)?元|(?:RMB|CNY|￥|¥)\s*\d[\d,]*(?:\.\d+)?(?:\s*(?:million|thousand|万))?"
)
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?|\n")
_ENGLISH_SENTENCE = re.compile(r"[^.!?;\n]+(?:\.(?=\d)[^.!?;\n]+)*[.!?;]?")
_ITEM = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）]|[一二三四五六七八九十\d]{1,2}\s*[、.．](?!\d)|第?[一二三四五]是|其[一二三四五][，,])\s*"
)
_LIST_HEAD = re.compile(
    r"(?:诉求|请求|要求|投诉事项|请求事项|诉求事项|恳请|希望|demands?|requests?)[^。\n]{0,14}[:：]\s*$", re.IGNORECASE
)
_ASKS = re.compile(
    r"(?:^|[，,：:、\s]|同时|另外|此外|并|故|特|现|只)(?:恳|敬)?请(?!示|假|客|人|了|注意|放心|联系|致电|拨打)"
    r"|(?<!被)(?:要求|请求|恳请|希望|盼|望)(?!通知|书|较高|的)[^，。]{0,4}(?:贵局|你局|你们|政府|区里|有关部门|尽快|能|予以|给予|物业|退|赔|依法|按|对|将|明确|说明|公开|协调|督促|查|补|重新|确认|支付|书面|兑现|撤|拨付|返还|得到|知道|办理|继续|延|解决|处理|恢复|房东|业主|提供|保留|落实|道歉|与|固定|一次性)"
    r"|我们?(?:公司)?(?:只)?(?:想问|想知道|要问|就问|要一个|要个)|(?:到底|究竟)[^。]{2,20}[？?]|(?:能不能|能否|可否|可不可以|是否)[^。]{3,40}[？?]|(?:什么时候|何时)[^。]{2,30}[？?]"
)
_ENGLISH_ASKS = re.compile(
    r"\b(?:we|I)\s+(?:therefore\s+|hereby\s+|formally\s+|would\s+like\s+to\s+)?(?:request|ask|demand|require|urge|want|expect|would like)\b|\bplease\b(?! find)|\bcould you\b|\bwhen will\b|\bwhy (?:was|is|has|were|did)\b|\bwe seek\b",
    re.IGNORECASE,
)
_NOT_A_DEMAND = re.compile(
    r"^(?:(?:恳|谨|特)?请(?:你局|贵局|领导)?(?:予以)?(?:批评指正|审阅|查收|知悉|谅解|理解))|请(?:联系|致电|拨打|回复到|寄到|发到)|联系(?:人|电话)|please (?:contact|call|find|reach)|希望(?:你们|贵局)?(?:理解|体谅|越办越好)|请(?:放心|注意)",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"[\u4e00-\u9fffA-Za-z（）()]{2,30}?(?:有限责任公司|股份有限公司|有限公司|分公司|合伙企业（有限合伙）|事务所|商行|餐饮店|工作室|个体工商户|经营部|商会|协会)"
    r"|[A-Z][\w&.'-]*(?:\s+[A-Z&][\w&.'-]*){0,5}\s+(?:Co\.,?\s*Ltd\.?|Ltd\.?|Inc\.?|GmbH|LLC|Limited|Corporation|Corp\.?|AG)"
)
_SELF = re.compile(
    r"(?:我公司|我司|我方|本公司|我们是|我们公司|我是|投诉人|申请人|反映人|署名|由)[^，。：:\n]{0,6}$|^\s*$|[：:]\s*$|[，。\n]\s*$"
)
_MOST_DEMANDS = 6


def stated_facts(text: str) -> tuple[StatedFact, ...]:
    """Dates and amounts as stated, then the sentences that carry one, in the order of the text."""
    found: list[StatedFact] = []
    for match in _DATE.finditer(text):
        day = _iso_day(match.group())
        if day:
            found.append(StatedFact(FactKind.DATE, match.group(), Span(match.start(), match.end()), day))
    for match in _AMOUNT.finditer(text):
        money = [one.value for one in quantities_in(match.group()) if one.kind is QuantityKind.MONEY]
        if money:
            found.append(StatedFact(FactKind.AMOUNT, match.group().strip(), Span(match.start(), match.end()), money[0]))
    asked = {(demand.start, demand.end) for demand in demand_spans(text)}
    for span in sentence_spans(text):
        sentence = text[span.start : span.end]
        tells = any(span.start <= fact.span.start < span.end for fact in found if fact.kind is not FactKind.EVENT)
        if tells and (span.start, span.end) not in asked:
            found.append(StatedFact(FactKind.EVENT, sentence, span))
    return tuple(sorted(found, key=lambda fact: (fact.span.start, fact.kind is not FactKind.EVENT)))


def day_of_facts(text: str, received: date) -> date | None:
    """The day on which what is complained of took place: the last whole date before the complaint came in, None if none is told."""
    days = [
        date.fromisoformat(fact.value)
        for fact in stated_facts(text)
        if fact.kind is FactKind.DATE and len(fact.value) == 10
    ]
    before = [day for day in days if day <= received]
    applied = [
        day
        for fact in stated_facts(text)
        if fact.kind is FactKind.DATE and len(fact.value) == 10
        for day in (date.fromisoformat(fact.value),)
        if day <= received
        and re.search(r"申请|申报|提交|递交|appl|submi", text[max(fact.span.start - 15, 0) : fact.span.end + 25])
    ]
    return max(applied, default=None) or max(before, default=None)


def sentence_spans(text: str) -> tuple[Span, ...]:
    """The sentences without surrounding spaces."""
    pattern = _ENGLISH_SENTENCE if is_english(text) else _SENTENCE
    spans = []
    for match in pattern.finditer(text):
        piece = match.group()
        start = match.start() + len(piece) - len(piece.lstrip())
        end = match.start() + len(piece.rstrip())
        if end > start:
            spans.append(Span(start, end))
    return tuple(spans)


def demand_spans(text: str) -> tuple[Span, ...]:
    """What is asked for, one span each: the items of a list of demands, else the sentences that ask."""
    listed = _listed(text)
    if listed:
        return listed[:_MOST_DEMANDS]
    asks = _ENGLISH_ASKS if is_english(text) else _ASKS
    found: list[Span] = []
    for span in sentence_spans(text):
        sentence = text[span.start : span.end]
        if _NOT_A_DEMAND.search(sentence) or not asks.search(sentence):
            continue
        found += _split(text, span)
    return tuple(found[:_MOST_DEMANDS])


def _listed(text: str) -> tuple[Span, ...]:
    """Items after a line such as 诉求如下：, on lines of their own or run on in one."""
    spans: list[Span] = []
    under_head = False
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        item = _ITEM.match(line)
        if under_head and item:
            spans.append(_trimmed(text, match.start() + item.end(), match.end()))
        elif _LIST_HEAD.search(line):
            under_head = True
        elif under_head and spans:
            break
        elif head := re.search(r"(?:诉求|请求|要求|事项)[^。：:\n]{0,14}[:：]\s*(?=[（(]?[一1][)）、.．])", line):
            spans += _run_on(text, match.start() + head.end(), match.end())
    return tuple(span for span in spans if span.end - span.start > 3)


def _run_on(text: str, start: int, end: int) -> list[Span]:
    marks = list(re.finditer(r"(?:^|(?<=[；;。，]))\s*[（(]?[一二三四五六\d]{1,2}[)）、.．](?!\d)\s*", text[start:end]))
    edges = [*(mark.start() for mark in marks[1:]), end - start]
    return [_trimmed(text, start + mark.end(), start + edge) for mark, edge in zip(marks, edges, strict=True)]


def _split(text: str, span: Span) -> list[Span]:
    """请核实…，并书面答复… stays one demand; 一是…；二是… and 请…，同时请… are two."""
    pieces = list(
        re.finditer(
            r"[，,](?=(?:同时|另外|此外|并且?)?(?:再)?请(?:贵局|你局|尽快|求|依法|书面|明确|说明))",
            text[span.start : span.end],
        )
    )
    edges = [span.start, *(span.start + piece.end() for piece in pieces), span.end]
    parts = [_trimmed(text, start, end) for start, end in pairwise(edges)]
    asks = [part for part in parts if _ASKS.search(text[part.start : part.end])]
    return asks if len(asks) > 1 else [span]


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(" \t　，,；;"))
    end -= len(piece) - len(piece.rstrip(" \t　，,；;。\n"))
    return Span(start, max(start, end))


def party_of(text: str, registered: str) -> str:
    """Who complains: as registered, else the first company that speaks of itself, else ""."""
    if registered.strip():
        return registered.strip()
    for match in _COMPANY.finditer(text):
        if _SELF.search(text[: match.start()]):
            return re.sub(r"^(?:我公司|我司|我们是|我是|本公司|是|系|由)", "", match.group())
    return ""


def _iso_day(written: str) -> str:
    for quantity in quantities_in(written):
        if quantity.kind is QuantityKind.DATE:
            try:
                if quantity.value.count("-") == 2:
                    date.fromisoformat(quantity.value)
            except ValueError:
                continue
            return quantity.value
    return ""
