"""What a document says of itself: title, 文号, issuer, dates - each with where it was found."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from assistant.documents.metadata import effective_values
from assistant.documents.validity_facts import validity_facts
from assistant.policies.text_dates import normal_document_number
from assistant.policies.validity import IssueDays
from assistant.records import Fact
from assistant.text.numerals import chinese_to_int
from ingest.chunking.units import has_articles
from ingest.imprint import DATE, is_date, is_issuer, printed_on, read_signature
from ingest.parsed import Heading, Paragraph, ParsedDocument, Table

_HEAD_BLOCKS = 14
_TAIL_BLOCKS = 6
_NUMBER = re.compile(
    r"(?P<number>[\u4e00-\u9fff]{1,14}\s*[〔\[（(【]\s*(?:19|20)\d{2}\s*[〕\]）)】]\s*(?:第\s*)?\d+\s*号)"
)
_DECREE = re.compile(r"(?P<number>[\u4e00-\u9fff]{2,20}令\s*(?:(?:19|20)\d{2}年)?第\s*\d+\s*号)")
_CITED = re.compile(r"[（(《“]\s*$")
_LABELLED = {
    "document_number": re.compile(r"(?:发文字号|文\s*号|发文号)\s*[:：]?\s*(?P<value>[^\s，,；;|]{4,40}号)"),
    "issuer": re.compile(
        r"(?:发文机关|发布机构|发布单位|制发机关|发文单位|来源)\s*[:：]\s*(?P<value>[\u4e00-\u9fff、（） ]{2,40})"
    ),
    "issued_on": re.compile(
        r"(?:成文日期|印发日期|发布日期|发布时间|公布日期|发文日期|生成日期)\s*[:：]?\s*(?P<value>[^；;|\n]{8,16})"
    ),
}
_LABEL_END = re.compile(
    r"\s+(?:[\u4e00-\u9fff]\s*){1,2}(?:\s[\u4e00-\u9fff]){0,3}$|\s+[\u4e00-\u9fff]{2,8}$|(?:成文|印发|发布|公布|发文|生成|实施|施行|生效|失效)日期$"
)
_TITLE_LABEL = re.compile(r"^(?:标\s*题|名\s*称|(?:文件|政策|信息)(?:标题|名称))\s*[:：]\s*(?P<value>.+)$")
_LABEL = re.compile(r"^[\u4e00-\u9fff][\u4e00-\u9fff\s]{0,8}[:：]")
_INDEXED = {
    "valid_from": re.compile(r"(?:实施|施行|生效)日期\s*[:：]\s*(?P<value>[^；;|\n]{8,16})"),
    "valid_to": re.compile(r"失效日期\s*[:：]\s*(?P<value>[^；;|\n]{8,16})"),
}
_PUBLISHED = re.compile(r"(?:发布|公布|公开)(?:日期|时间)\s*[:：]?\s*(?P<value>[^；;|\n]{8,16})")
_SPOKEN_OF_ISSUE = re.compile(r"(?:通过|公布|发布|修订|修正|印发)")
_DECIDED = re.compile(r"(?:公布|发布|修订|修正|号令|主席令)|(?:常务委员会|代表大会)[^。]{0,30}通过")
_RED_HEAD = re.compile(r"^(?P<issuer>[\u4e00-\u9fff]{4,30}?(?:政府|办公室|局|委员会|部|厅))文件$")
_TITLE_END = re.compile(
    r"(?:法|条例|规定|办法|细则|措施|意见|通知|规程|规则|解释|决定|政策|方案|指南|报告|总结|清单|台账|公告|通告|手册|汇总表|一览表|情况|建议|须知|说明|问答|分析|简介)(?:（[^）]{1,20}）)?$"
)
_ISSUED_TITLE = re.compile(
    r"关于(?:印发|公布|发布|下达)[《<](?P<title>[^》>]+)[》>](?:（[^）]*）)?的(?:通知|公告|通告)"
)
_SITE_SUFFIX = re.compile(r"\s*[-_|–—·]\s*[^-_|–—·]*(?:政府|网|门户|平台|局|委)[^-_|–—·]*$")
_LONGEST_TITLE = 80
_ALIKE = 0.75  # of a file name's pairs of characters
_BESIDE_NUMBER = 12  # characters that may stand beside a number which is the document's own
_NAME_DATE = re.compile(r"[（(](?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})[）)]")
_POLICY_TITLE = re.compile(
    r"(?:法|条例|规定|办法|细则|措施|意见|规程|规则|解释|决定|政策|通知|公告|通告)(?:（[^）]{1,20}）)?$"
)


def read_metadata(
    parsed: ParsedDocument, name: str, known: Sequence[Fact] = (), trial_term_years: int = 0
) -> tuple[Fact, ...]:
    """Facts of origin ``text`` (the document's words), ``index`` (the publisher's table beside them) and ``file`` (its properties and name),
    besides those parsing found. ``known`` are facts from elsewhere: the day of issue among them resolves "自印发之日起"."""
    lines = _lines(parsed)
    head, tail = lines[:_HEAD_BLOCKS], lines[-_TAIL_BLOCKS:]
    beside = [*parsed.beside, *lines[: _HEAD_BLOCKS * 2]]
    facts = [*parsed.facts, *_labelled_facts(beside), *_indexed_facts(beside)]
    facts += _title_facts(parsed, head, name)
    if not _has(facts, "document_number"):
        facts += _number_facts(head)
    facts += _signature_facts(facts, lines)
    issued = _issued_fact(facts, head, tail, name)
    facts += [issued] if issued else []
    if not _has(facts, "issuer"):
        facts += _issuer_facts(head, tail)
    if _speaks_of_itself(parsed, facts, name):
        facts += validity_facts(
            parsed.text, _issue_days(facts, lines, beside, name, known), _title(facts, known), trial_term_years
        )
    return tuple({(fact.field, fact.origin): fact for fact in reversed(facts)}.values())


def _lines(parsed: ParsedDocument) -> list[str]:
    lines: list[str] = []
    for block in parsed.blocks:
        if isinstance(block, Heading | Paragraph):
            lines += [line.strip() for line in block.text.splitlines() if line.strip()]
        elif isinstance(block, Table):
            lines += [line for line in (block.caption, *("；".join(row.values) for row in block.rows[:3])) if line]
    return lines


def _has(facts: Sequence[Fact], field: str) -> bool:
    return any(fact.field == field and fact.value for fact in facts)


def _labelled_facts(lines: Sequence[str]) -> list[Fact]:
    """Values that stand beside their label, as in the index table of a government page."""
    facts: list[Fact] = []
    for line in lines:
        for field, pattern in _LABELLED.items():
            match = pattern.search(line)
            if match is None or _has(facts, field):
                continue
            value: str | None = _up_to_next_label(line, match)
            if field == "issued_on":
                found = DATE.search(match["value"])
                value = _iso(found) if found else None
            elif field == "document_number":
                value = normal_document_number(match["value"])
            if value:
                facts.append(Fact(field, value, "text", line[:120]))
    return facts


def _up_to_next_label(line: str, match: re.Match[str]) -> str:
    """The labelled value; where it ran into the next label (``…人民政府 成文日期：``), what stands before that."""
    value = match["value"].strip()
    if not line[match.end("value") :].lstrip().startswith((":", "：")):
        return value
    label = _LABEL_END.search(value)
    return value[: label.start()].strip() if label else ""


def _indexed_facts(lines: Sequence[str]) -> list[Fact]:
    """First and last day as the publisher's table beside the text gives them."""
    facts: dict[str, Fact] = {}
    for line in lines:
        for field, pattern in _INDEXED.items():
            match = pattern.search(line)
            found = DATE.search(match["value"]) if match else None
            value = _iso(found) if found else None
            if value:
                facts.setdefault(field, Fact(field, value, "index", line[:120]))
    return list(facts.values())


def _title_facts(parsed: ParsedDocument, head: Sequence[str], name: str) -> list[Fact]:
    stem = _NAME_DATE.sub("", Path(name).stem).replace("_", " ").strip()
    facts = [Fact("title", stem, "file", "文件名")]
    captions = [block.caption for block in parsed.blocks if isinstance(block, Table) and block.caption]
    headings = [b.text.strip() for b in parsed.blocks[:_HEAD_BLOCKS] if isinstance(b, Heading) and b.level == 1]
    labelled = [match["value"] for line in parsed.beside if (match := _TITLE_LABEL.match(line))]
    titled = [
        line
        for line in head
        if len(line) <= _LONGEST_TITLE and _TITLE_END.search(line) and "。" not in line and not _LABEL.match(line)
    ]
    for candidate, where in (
        *((text, "发布页的标题一栏") for text in labelled),
        *((text, "一级标题") for text in headings),
        *((text, "文首标题行") for text in titled),
        *((text, "表格标题") for text in captions),
    ):
        title = _clean_title(candidate)
        if 2 <= len(title) <= _LONGEST_TITLE and not _is_division(title):
            inner = _ISSUED_TITLE.search(title)
            if inner:
                title, where = inner["title"], f"{where}：{title}"
            facts.append(Fact("title", title, "text", where))
            break
    called = next(
        (line for line in head if len(line) <= _LONGEST_TITLE and _alike(line, stem) and "。" not in line), ""
    )
    if called and len(facts) > 1 and not _alike(facts[-1].value, stem) and not _POLICY_TITLE.search(facts[-1].value):
        facts[-1] = Fact(
            "title", _clean_title(called), "text", f"与文件名相同的一行；上面的“{facts[-1].value}”不是标题"
        )
    return facts


def _alike(text: str, stem: str) -> bool:
    """Whether a line says what the file is called: a motto (云启新程　汀聚未来) above the title does not."""
    pairs = {stem[at : at + 2] for at in range(len(stem) - 1)}
    return sum(pair in text for pair in pairs) >= _ALIKE * len(pairs) > 0


def _clean_title(text: str) -> str:
    return re.sub(r"\s+", " ", _SITE_SUFFIX.sub("", text)).strip(" 《》#") if text else ""


def _is_division(text: str) -> bool:
    return bool(re.match(r"^(?:第.{1,6}[编章节条]|[一二三四五六七八九十]+、|目\s*录$|附件)", text))


def _number_facts(head: Sequence[str]) -> list[Fact]:
    """A 文号 at the document's head; one inside brackets or quotes belongs to another document.

    A law's note names the decree of each amendment: the latest one counts.
    """
    found: list[tuple[str, Fact]] = []
    for line in head:
        for match in (*_NUMBER.finditer(line), *_DECREE.finditer(line)):
            dated = DATE.search(line)
            alone = len(line) <= len(match["number"]) + _BESIDE_NUMBER + (len(dated.group()) if dated else 0)
            if alone and not _CITED.search(line[: match.start()]):
                number = normal_document_number(match["number"])
                found.append(
                    ((_iso(dated) or "") if dated else "", Fact("document_number", number, "text", line[:120]))
                )
    return [max(found, key=lambda item: item[0])[1]] if found else []


def _signature_facts(facts: Sequence[Fact], lines: Sequence[str]) -> list[Fact]:
    """Issuer and day of issue as the document is signed. A law's note below its title says more, and is read first."""
    signature = read_signature(lines)
    if signature is None or _spoken_of_issue(lines[:_HEAD_BLOCKS], _DECIDED):
        return []
    found = [] if _has(facts, "issuer") else [Fact("issuer", signature.issuer, "text", signature.line[:120])]
    written = DATE.search(signature.date)
    value = _iso(written) if written else None
    if value and not any(fact.field == "issued_on" and fact.origin == "text" for fact in facts):
        found.append(Fact("issued_on", value, "text", signature.line[:120]))
    return found


def _issued_fact(facts: Sequence[Fact], head: Sequence[str], tail: Sequence[str], name: str) -> Fact | None:
    """The day of issue: a labelled one is known already; else the last one under the title, the signature's, the file name's."""
    if _has(facts, "issued_on"):
        return None
    spoken = _spoken_of_issue(head, _SPOKEN_OF_ISSUE)
    if spoken:
        return max(spoken, key=lambda fact: fact.value)
    for line in (*reversed(tail), *head[:6]):
        found = DATE.search(line)
        if found and (value := _iso(found)) and is_date(line):
            return Fact("issued_on", value, "text", line[:120])
    in_name = _NAME_DATE.search(name)
    value = _iso(in_name) if in_name else None
    return Fact("issued_on", value, "file", "文件名") if value else None


def _spoken_of_issue(head: Sequence[str], verbs: re.Pattern[str]) -> list[Fact]:
    """Days on which the head says that the document was passed, published or amended."""
    spoken: list[Fact] = []
    for line in head:
        found = DATE.search(line)
        value = _iso(found) if found else None
        if value and len(line) < 160 and verbs.search(line) and "施行" not in line:
            spoken.append(Fact("issued_on", value, "text", line[:120]))
    return spoken


def _issuer_facts(head: Sequence[str], tail: Sequence[str]) -> list[Fact]:
    for line in (*reversed(tail), *head[:5]):
        if is_issuer(line):
            return [Fact("issuer", re.sub(r"\s+", "", line), "text", "落款" if line in tail else "文首")]
    red_head = _RED_HEAD.match(re.sub(r"\s+", "", head[0])) if head else None
    return [Fact("issuer", red_head["issuer"], "text", head[0])] if red_head else []


def _speaks_of_itself(parsed: ParsedDocument, facts: Sequence[Fact], name: str) -> bool:
    """Whether dates in the text are the document's own; a report that speaks of 施行 says nothing of itself."""
    title = next((fact.value for fact in facts if fact.field == "title" and fact.origin == "text"), "")
    stem = _NAME_DATE.sub("", Path(name).stem)
    prose = tuple(block for block in parsed.blocks if not isinstance(block, Table))
    return bool(_POLICY_TITLE.search(title) or _POLICY_TITLE.search(stem) or has_articles(prose))


def _title(facts: Sequence[Fact], known: Sequence[Fact]) -> str:
    return effective_values([*facts, *known]).get("title", "")


def _issue_days(
    facts: Sequence[Fact], lines: Sequence[str], beside: Sequence[str], name: str, known: Sequence[Fact]
) -> IssueDays:
    """The days of issue that the document names; one from elsewhere (manifest, administrator) stands for all of them."""
    given = effective_values(known).get("issued_on")
    in_name = _NAME_DATE.search(name)
    named = _day(_iso(in_name) if in_name else None)
    if given:
        return IssueDays(written=_day(given), named=named)
    signature, printed = read_signature(lines), DATE.search(printed_on(lines))
    signed = DATE.search(signature.date) if signature is not None else None
    issued = next((fact for fact in facts if fact.field == "issued_on" and fact.value), None)
    return IssueDays(
        written=_day((_iso(signed) if signed else None) or (issued.value if issued else None)),
        printed=_day(_iso(printed) if printed else None),
        published=_day(_published(beside)),
        named=named,
        sure=issued is None or issued.origin != "file" or signed is not None,
    )


def _published(lines: Sequence[str]) -> str | None:
    """The day beside 发布日期 or 公布日期, as the publisher's page says it."""
    for line in lines:
        labelled = _PUBLISHED.search(line)
        found = DATE.search(labelled["value"]) if labelled else None
        if found:
            return _iso(found)
    return None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _iso(match: re.Match[str]) -> str | None:
    try:
        year, month, day = (chinese_to_int(match[part]) for part in ("year", "month", "day"))
        return date(year, month, day).isoformat()
    except ValueError:
        return None
