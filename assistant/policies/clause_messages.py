"""What is said of an address at which nothing stands, and of several editions."""

from collections.abc import Sequence
from datetime import date

from assistant.access import document_status_on
from assistant.policies.citations import chinese_date
from assistant.policies.clauses import ClauseLookup, Extent, Outcome
from assistant.policies.titles import kind_of
from assistant.records import DocumentInfo, Status
from assistant.text.numerals import int_to_chinese

_MOST_CANDIDATES = 8


def missing_lines(lookups: Sequence[ClauseLookup], day: date, english: bool = False) -> tuple[str, ...]:
    """One line for each document or name at whose addresses nothing was found, saying what there is."""
    groups: dict[tuple[str, str, str], list[ClauseLookup]] = {}
    for lookup in lookups:
        if lookup.found:
            continue
        apart = lookup.address.clause if lookup.outcome is Outcome.NO_PART else ""
        place = lookup.document.id if lookup.document is not None else lookup.address.document
        groups.setdefault((lookup.outcome, place, apart), []).append(lookup)
    return tuple((_english if english else _chinese)(group, day) for group in groups.values())


def edition_line(lookup: ClauseLookup, day: date, english: bool = False) -> str:
    """Which of several held editions was used and why, "" when only one is held."""
    used = lookup.document
    if used is None or not lookup.editions or not lookup.chunks:
        return ""
    years = {moment.year for moment in (used.issued_on, used.valid_from) if moment is not None}
    asked = lookup.address.year in years
    older_than = None if asked else used
    if english:
        others = "; ".join(_edition(info, day, english, older_than) for info in lookup.editions)
        why = f"the edition of {lookup.address.year} was asked for" if asked else f"as of {day}"
        return f"《{used.title}》 is held in {len(lookup.editions) + 1} editions. Used ({why}): {_edition(used, day, english)}. Also held: {others}."
    others = "、".join(_edition(info, day, english, older_than) for info in lookup.editions)
    why = f"按所问的{lookup.address.year}年版本" if asked else f"按{chinese_date(day)}的效力"
    return (
        f"资料库中有《{used.title}》的{len(lookup.editions) + 1}个版本，{why}，"
        f"引用的是{_edition(used, day, english)}；另有{others}。"
    )


def said_of(extent: Extent) -> str:
    """``该条共三款``, in Chinese."""
    if not extent.count:
        return f"该{extent.whole}没有分{extent.unit}"
    return f"该{extent.whole}共{int_to_chinese(extent.count)}{extent.unit}"


def document_name(lookup: ClauseLookup) -> str:
    """The document as the address names it: 《办法》, a 文号 as it is."""
    name = lookup.address.document
    return name if name.endswith("号") else f"《{name}》"


def _chinese(group: Sequence[ClauseLookup], day: date) -> str:
    first = group[0]
    if first.outcome is Outcome.NO_DOCUMENT:
        return f"资料库中没有{document_name(first)}。"
    if first.outcome is Outcome.AMBIGUOUS:
        named = "；".join(_candidate(info, day) for info in first.candidates[:_MOST_CANDIDATES])
        more = f"等{len(first.candidates)}份" if len(first.candidates) > _MOST_CANDIDATES else ""
        return f"“{first.address.document}”可能指以下文件{more}，请写明是哪一份：{named}。"
    assert first.document is not None
    assert first.extent is not None
    title, extent = first.document.title, first.extent
    if first.outcome is Outcome.NO_ARTICLE:
        whole = f"该{kind_of(title) or '文件'}"
        if not extent.count:
            return f"《{title}》没有{_labels(group)}：{whole}不是按条编写的。"
        total = f"{whole}共{int_to_chinese(extent.count)}条"
        last = "" if extent.last == f"第{int_to_chinese(extent.count)}条" else f"，最后一条是{extent.last}"
        return f"《{title}》没有{_labels(group)}，{total}{last}。"
    article = first.address.article
    assert article is not None
    return f"《{title}》{article.label}没有{first.address.part}，{said_of(extent)}。"


def _english(group: Sequence[ClauseLookup], day: date) -> str:
    first = group[0]
    if first.outcome is Outcome.NO_DOCUMENT:
        return f"{document_name(first)} is not held here."
    if first.outcome is Outcome.AMBIGUOUS:
        named = "; ".join(_candidate(info, day) for info in first.candidates[:_MOST_CANDIDATES])
        return f"“{first.address.document}” may mean {len(first.candidates)} documents; please say which: {named}."
    assert first.document is not None
    assert first.extent is not None
    extent = first.extent
    if first.outcome is Outcome.NO_ARTICLE:
        there = (
            f"it has {extent.count} articles, the last being {extent.last}" if extent.count else "it has no articles"
        )
        return f"《{first.document.title}》 has no {_labels(group)}: {there}."
    counted = {"款": "paragraph(s)", "项": "item(s)", "目": "sub-item(s)"}[extent.unit]
    return f"《{first.document.title}》 has no {first.address.clause}: there are {extent.count} {counted}."


def _labels(group: Sequence[ClauseLookup]) -> str:
    labels = [lookup.address.article.label for lookup in group if lookup.address.article is not None]
    return "、".join(labels) if len(labels) <= 3 else f"{labels[0]}……{labels[-1]}"


def _candidate(info: DocumentInfo, day: date) -> str:
    notes = [note for note in (info.document_number, document_status_on(info, day)) if note]
    return f"《{info.title}》（{'，'.join(notes)}）"


def _edition(info: DocumentInfo, day: date, english: bool, used: DocumentInfo | None = None) -> str:
    """An edition by its date and status. One that is in force by its own words is an old one beside the newer one used."""
    status: str = document_status_on(info, day)
    if used is not None and status == Status.IN_FORCE:
        status = "older" if english else "旧版"
    if info.valid_from is not None:
        first = info.valid_from
        return f"in force from {first} ({status})" if english else f"{chinese_date(first)}起施行的一版（{status}）"
    if info.issued_on is not None:
        issued = info.issued_on
        return f"issued on {issued} ({status})" if english else f"{chinese_date(issued)}公布的一版（{status}）"
    return f"one without dates ({status})" if english else f"日期不明的一版（{status}）"
