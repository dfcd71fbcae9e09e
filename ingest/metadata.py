"""What a document says of itself: title, 文号, issuer, dates - each with where it was found."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from assistant.documents.metadata import effective_values, validity_facts
from assistant.policies.validity import IssueDays
from assistant.records import Fact
from assistant.text.days import MONTH, PRINTED_DATE
from assistant.text.numerals import chinese_to_int
from assistant.text.phrases import phrases
from ingest.chunking.units import has_articles
from ingest.imprint import is_date, printed_on, read_signature
from ingest.issuing import issuer_facts, number_facts
from ingest.parsed import Heading, Paragraph, ParsedDocument, Table
from ingest.titles import NAME_DATE, POLICY_TITLE, title_facts
from ingest.words import VOCABULARY, labels

_HEAD_BLOCKS = 14
_TAIL_BLOCKS = 6
_LONGEST_TITLE_LINE = 80
_VALUE = r"(?P<value>[^；;|\n]{8,16})"
_WRITTEN_ON = re.compile(rf"{labels('written_on')}\s*[:：]?\s*{_VALUE}")
_INDEXED = {name: re.compile(rf"{labels(name)}\s*[:：]\s*{_VALUE}") for name in ("valid_from", "valid_to")}
_PUBLISHED = re.compile(rf"{labels('published_on')}\s*[:：]?\s*{_VALUE}")
_SPOKEN_OF_ISSUE = phrases(VOCABULARY.kinds.passed)
_DECIDED = phrases(VOCABULARY.kinds.decided)
_UPLOADED_LATER = timedelta(days=90)
"""A page put up so long after the text was written is a copy; its day is not that of publication."""
_WRITTEN_DATE = re.compile(MONTH)


def read_metadata(
    parsed: ParsedDocument, name: str, known: Sequence[Fact] = (), trial_term_years: int = 0
) -> tuple[Fact, ...]:
    """Facts of origin ``text`` (the document's words), ``index`` (the publisher's table beside them) and ``file`` (its properties and name),
    besides those parsing found. ``known`` are facts from elsewhere: the day of issue among them resolves "自印发之日起"."""
    lines = _lines(parsed)
    head, tail = lines[:_HEAD_BLOCKS], lines[-_TAIL_BLOCKS:]
    beside = [*parsed.beside, *lines[: _HEAD_BLOCKS * 2]]
    facts = [*parsed.facts, *_written_facts(beside), *_indexed_facts(beside), *title_facts(parsed, head, name)]
    facts += [] if _has(facts, "document_number") else number_facts(beside, head)
    signed = not _spoken_of_issue(head, _DECIDED)
    full_title = next(
        (line for line in head if "关于" in line and len(line) <= _LONGEST_TITLE_LINE), _title(facts, known)
    )
    facts += issuer_facts(beside, lines, head, tail, full_title, signed)
    facts += _signature_day(facts, lines) if signed else []
    issued = _issued_fact(facts, head, tail, name)
    facts += [issued] if issued else []
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


def _written_facts(lines: Sequence[str]) -> list[Fact]:
    """The day of the text as an index gives it (成文日期); that of a page's upload (发布日期) is another."""
    for line in lines:
        match = _WRITTEN_ON.search(line)
        found = PRINTED_DATE.search(match["value"]) if match else None
        value = _iso(found) if found else None
        if value:
            return [Fact("issued_on", value, "text", line[:120])]
    return []


def _indexed_facts(lines: Sequence[str]) -> list[Fact]:
    """First and last day as the publisher's table beside the text gives them."""
    facts: dict[str, Fact] = {}
    for line in lines:
        for field, pattern in _INDEXED.items():
            match = pattern.search(line)
            found = PRINTED_DATE.search(match["value"]) if match else None
            value = _iso(found) if found else None
            if value:
                facts.setdefault(field, Fact(field, value, "index", line[:120]))
    return list(facts.values())


def _signature_day(facts: Sequence[Fact], lines: Sequence[str]) -> list[Fact]:
    """Day of issue as the document is signed. A law's note below its title says more, and is read first."""
    signature = read_signature(lines)
    written = PRINTED_DATE.search(signature.date) if signature else None
    value = _iso(written) if written else None
    if signature and value and not any(fact.field == "issued_on" and fact.origin == "text" for fact in facts):
        return [Fact("issued_on", value, "text", signature.line[:120])]
    return []


def _issued_fact(facts: Sequence[Fact], head: Sequence[str], tail: Sequence[str], name: str) -> Fact | None:
    """The day of issue: a labelled one is known already; else the last one under the title, the signature's, the file name's."""
    if _has(facts, "issued_on"):
        return None
    spoken = _spoken_of_issue(head, _SPOKEN_OF_ISSUE)
    if spoken:
        return max(spoken, key=lambda fact: fact.value)
    lines = [*reversed(tail), *head[:6]]
    # 2026-11-20 above a page's text is the day of its upload; texts write 2026年11月20日.
    for line in (line for line in lines if _WRITTEN_DATE.search(line) or line not in head[:3]):
        found = PRINTED_DATE.search(line)
        if found and (value := _iso(found)) and is_date(line):
            return Fact("issued_on", value, "text", line[:120])
    in_name = NAME_DATE.search(name)
    value = _iso(in_name) if in_name else None
    return Fact("issued_on", value, "file", "文件名") if value else None


def _spoken_of_issue(head: Sequence[str], verbs: re.Pattern[str]) -> list[Fact]:
    """Days on which the head says that the document was passed, published or amended."""
    spoken: list[Fact] = []
    for line in head:
        found = PRINTED_DATE.search(line)
        value = _iso(found) if found else None
        if value and len(line) < 160 and verbs.search(line) and "施行" not in line and "。" not in line:
            spoken.append(Fact("issued_on", value, "text", line[:120]))
    return spoken


def _speaks_of_itself(parsed: ParsedDocument, facts: Sequence[Fact], name: str) -> bool:
    """Whether dates in the text are the document's own; a report that speaks of 施行 says nothing of itself."""
    title = next((fact.value for fact in facts if fact.field == "title" and fact.origin == "text"), "")
    stem = NAME_DATE.sub("", Path(name).stem)
    prose = tuple(block for block in parsed.blocks if not isinstance(block, Table))
    return bool(POLICY_TITLE.search(title) or POLICY_TITLE.search(stem) or has_articles(prose))


def _title(facts: Sequence[Fact], known: Sequence[Fact]) -> str:
    return effective_values([*facts, *known]).get("title", "")


def _issue_days(
    facts: Sequence[Fact], lines: Sequence[str], beside: Sequence[str], name: str, known: Sequence[Fact]
) -> IssueDays:
    """The days of issue that the document names; one from elsewhere (manifest, administrator) stands for all of them."""
    given = effective_values(known).get("issued_on")
    in_name = NAME_DATE.search(name)
    named = _day(_iso(in_name) if in_name else None)
    if given:
        return IssueDays(written=_day(given), named=named)
    signature, printed = read_signature(lines), PRINTED_DATE.search(printed_on(lines))
    signed = PRINTED_DATE.search(signature.date) if signature is not None else None
    issued = next((fact for fact in facts if fact.field == "issued_on" and fact.value), None)
    day = _day((_iso(signed) if signed else None) or (issued.value if issued else None))
    published = _day(_published(beside))
    return IssueDays(
        written=day,
        printed=_day(_iso(printed) if printed else None),
        published=None if day and published and published - day > _UPLOADED_LATER else published,
        named=named,
        sure=issued is None or issued.origin != "file" or signed is not None,
    )


def _published(lines: Sequence[str]) -> str | None:
    """The day beside 发布日期 or 公布日期, as the publisher's page says it."""
    for line in lines:
        labelled = _PUBLISHED.search(line)
        found = PRINTED_DATE.search(labelled["value"]) if labelled else None
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
