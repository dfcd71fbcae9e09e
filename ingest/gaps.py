"""What a document names as its own and the file does not hold: appendices, or the rule that a covering notice issues."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.text.labels import begins_piece, list_mark
from assistant.text.named_documents import named_documents
from assistant.text.phrases import phrases
from ingest.chunking.headings import division_level, is_appendix
from ingest.chunking.units import has_articles
from ingest.imprint import is_date, is_imprint, is_issuer
from ingest.parsed import Heading, Paragraph, ParsedDocument, Table
from ingest.words import VOCABULARY

_LISTED = re.compile(r"^附\s*件\s*[:：]\s*(?P<first>.*)$")
_ISSUES = phrases(VOCABULARY.kinds.issues_another)
_LONGEST_NAME = 60
_LEAST_TEXT = 30


def with_gaps(parsed: ParsedDocument) -> ParsedDocument:
    """The document with a warning for each gap."""
    return replace(parsed, warnings=(*parsed.warnings, *gaps_of(parsed)))


def gaps_of(parsed: ParsedDocument) -> list[str]:
    """A line, in Chinese, for each appendix that is named and not there, and for a notice without what it issues."""
    lines = [(block, line.strip()) for block in parsed.blocks for line in _lines_of(block) if line.strip()]
    texts = [text for _, text in lines]
    missing = _missing_appendices(texts, [isinstance(block, Table) for block, _ in lines])
    gaps = [f"文中列有附件“{name}”，文件里没有；请把附件一并入库" for name in missing]
    issued = _issued_elsewhere(parsed, texts)
    if issued:
        gaps.append(f"只有印发通知，没有《{issued}》的正文；请把正文入库，否则按它的问题答不了")
    return gaps


def _lines_of(block: Heading | Paragraph | Table) -> list[str]:
    if isinstance(block, Table):
        return [block.caption or "表格"]
    return block.text.splitlines()


def _missing_appendices(texts: Sequence[str], tables: Sequence[bool]) -> list[str]:
    listed, after = _listed(texts)
    if not listed:
        return []
    rest = range(after, len(texts))
    begun = [at for at in rest if is_appendix(texts[at])]
    if begun:
        return listed[sum(_has_body(texts, tables, at + 1) for at in begun) :]
    plain = {re.sub(r"\s+", "", texts[at]) for at in rest}
    return [name for name in listed if re.sub(r"\s+", "", name) not in plain and not any(tables[at] for at in rest)]


def _listed(texts: Sequence[str]) -> tuple[list[str], int]:
    """The names in the last list of appendices (附件：1.… 2.…), and the line behind it."""
    for at in range(len(texts) - 1, -1, -1):
        first = _LISTED.match(texts[at])
        if first is None or len(first["first"]) > 80 or "。" in first["first"]:
            continue
        names, after = [_bare(first["first"])] if first["first"].strip() else [], at + 1
        while after < len(texts) and _is_name_in_list(texts[after]):
            names.append(_bare(texts[after]))
            after += 1
        signed = after < len(texts) and any(is_issuer(text) or is_date(text) for text in texts[after : after + 3])
        if names and (signed or len(names) > 1 or after >= len(texts)):
            return names, after
    return [], len(texts)


def _is_name_in_list(text: str) -> bool:
    mark = list_mark(text)
    return mark is not None and 1 < len(text) - mark.end <= _LONGEST_NAME and not re.search("[。；]", text)


def _bare(name: str) -> str:
    mark = list_mark(name.strip())
    return name.strip()[mark.end if mark else 0 :].strip("《》 　")


def _has_body(texts: Sequence[str], tables: Sequence[bool], start: int) -> bool:
    """Whether anything but its title stands below an appendix's heading."""
    said = 0
    for at in range(start, len(texts)):
        if is_appendix(texts[at]):
            break
        if tables[at]:
            return True
        said += 0 if is_imprint(texts[at]) else len(texts[at])
    return said >= _LEAST_TEXT


def _issued_elsewhere(parsed: ParsedDocument, texts: Sequence[str]) -> str:
    """What a notice issues, where nothing stands below its signature: no article, no part, no table."""
    prose = tuple(block for block in parsed.blocks if not isinstance(block, Table))
    at = next((at for at, text in enumerate(texts) if _ISSUES.search(text)), None)
    if at is None or has_articles(prose) or any(isinstance(block, Table) for block in parsed.blocks):
        return ""
    named = next((found for text in (texts[at], *texts[:at]) if (found := next(named_documents(text), None))), None)
    signed = next((behind for behind in range(at + 1, len(texts)) if is_date(texts[behind])), len(texts) - 1)
    below = [text for text in texts[signed + 1 :] if not is_imprint(text) and not is_appendix(text)]
    parts = any((begins_piece(text) or division_level(text) is not None) for text in texts[at + 1 :])
    return named.title if named and not parts and sum(map(len, below)) < _LEAST_TEXT else ""
