"""What is said around quotations: where they stand and whether they hold, in Chinese, or in English when asked in English."""

from dataclasses import dataclass, field
from datetime import date

from assistant.access import document_in_force, document_status_on
from assistant.policies.citations import adjustment_notes, chinese_date, clause_note, status_note
from assistant.records import Chunk, DocumentInfo, DocumentKind, Status
from assistant.text.labels import ARTICLE_LABEL, parse_article_label


@dataclass(slots=True)
class Outcome:
    """How a language model's writing went: sentences shown and withheld, whether it found no answer, what it said that the passages leave
    open, the passages (ids) that it was not given, and why it failed ("" if it did not), for those who run the product."""

    shown: int = 0
    withheld: int = 0
    no_answer: bool = False
    failure: str = ""
    left_open: list[str] = field(default_factory=list)
    left_out: frozenset[str] = frozenset()


def place_of(chunk: Chunk, english: bool, part: str = "") -> str:
    """``《办法》第八条第二款``, in English ``《办法》 Article 8``. ``part`` names the paragraph or item, in Chinese."""
    clause = chunk.passage.clause
    if english and clause and ARTICLE_LABEL.fullmatch(clause):
        number = parse_article_label(clause)
        inserted = f"-{number.inserted}" if number.inserted else ""
        return f"《{chunk.document.title}》 Article {number.article}{inserted}{f' ({part})' if part else ''}"
    return f"{chunk.citation}{part}"


def standing_of(document: DocumentInfo, day: date, english: bool) -> str:
    """The document's number and its validity on the day, "" when nothing is known or nothing is to be said."""
    if document.kind is not DocumentKind.POLICY:
        return ""
    parts = [document.document_number] if document.document_number else []
    note = status_note(document, day, english)
    if note:
        parts.append(note)
    elif document_status_on(document, day) is Status.IN_FORCE and document.valid_from is not None:
        parts.append(_in_force(document.valid_from, document.valid_to, english))
    return (", " if english else "，").join(parts)


def chunk_standing(chunk: Chunk, day: date, english: bool, now: date | None = None) -> str:
    """The same of a passage: a clause may have ended before its document, and what held on the day may be dead by now."""
    note = clause_note(chunk, day, english)
    if note:
        number = chunk.document.document_number
        return (", " if english else "，").join(part for part in (number, note) if part)
    between = ", " if english else "，"
    standing = between.join(
        filter(None, (standing_of(chunk.document, day, english), *adjustment_notes(chunk, day, english)))
    )
    later = _note(chunk, now, english) if now is not None and now != day else ""
    if not later or not document_in_force(chunk.document, day):
        return standing
    number = chunk.document.document_number
    then = f"in force on {day}, {later}" if english else f"{chinese_date(day)}时有效，{later}"
    return (", " if english else "，").join(part for part in (number, then) if part)


def introduction(
    chunk: Chunk, day: date, english: bool, part: str = "", earlier: DocumentInfo | None = None, now: date | None = None
) -> str:
    """The line above a quotation. ``earlier`` is the document quoted just before: the same one is not introduced again. ``now`` is the day
    on which is asked, where it is another one."""
    place = place_of(chunk, english, part)
    if earlier is not None and earlier.id == chunk.document.id:
        return f"{place}:" if english else f"{place}："
    standing = chunk_standing(chunk, day, english, now)
    if english:
        also = "See also" if earlier is not None else "According to"
        return f"{also} {place}{f' ({standing})' if standing else ''}, quoted from the Chinese original:"
    also = "另据" if earlier is not None else "根据"
    return f"{also}{place}{f'（{standing}）' if standing else ''}："


def lapsed_notice(chunk: Chunk, day: date, english: bool) -> str:
    """A mention of a passage that is not in force on the day, never as an entitlement."""
    note = _note(chunk, day, english)
    if english:
        return f"{place_of(chunk, english)} also deals with this, but it does not apply: {note}."
    return f"另有{chunk.citation}与此有关，但{note}，不能作为依据。"


def by_words_alone(english: bool) -> str:
    """Said while passages near in meaning cannot be looked for."""
    if english:
        return "Search by meaning is away for the moment; only the words of the question were looked for, and something may be missing."
    return "按意思查找暂时不可用，这次只按字词查找，可能查不全，请稍后再问一次。"


def fallback_notice(outcome: Outcome, english: bool, staff: bool) -> str:
    """Said when quotations stand in for what a language model should have written, or complete it; "" where nothing is to be said. What went
    wrong with the server is told to staff alone."""
    if outcome.failure:
        what = "The language model could not be used" if not outcome.shown else "The language model broke off"
        said = "语言模型暂时不能用" if not outcome.shown else "语言模型没有写完"
        said = f"{said}（{outcome.failure}）" if staff else said
        return f"{what}; the original text is quoted instead." if english else f"{said}。以下为原文摘引。"
    if outcome.no_answer and not outcome.shown:
        if english:
            return "The language model found no direct answer in the sources; what comes nearest is quoted."
        return "语言模型认为资料没有直接写明，以下为原文摘引，请自行判断。"
    if outcome.shown:
        return "The original text is quoted besides." if english else "另附原文摘引。"
    if english:
        return (
            "Nothing that the language model wrote was borne out by the sources; the original text is quoted instead."
        )
    return "语言模型没有写出能与原文核对一致的回答，以下为原文摘引。"


def withheld_notice(count: int, english: bool) -> str:
    """Said when sentences of a language model failed the grounding check, "" when none did."""
    if not count:
        return ""
    if english:
        return f"{count} sentence(s) that the sources do not bear out were withheld."
    return f"有 {count} 句话与出处核对不一致，没有显示。"


def _note(chunk: Chunk, day: date, english: bool) -> str:
    return clause_note(chunk, day, english) or status_note(chunk.document, day, english)


def _in_force(first: date, last: date | None, english: bool) -> str:
    if english:
        return f"in force since {first}" + (f" until {last}" if last else "")
    return f"现行有效，{chinese_date(first)}" + (f"至{chinese_date(last)}" if last else "起施行")
