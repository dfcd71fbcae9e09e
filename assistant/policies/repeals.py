"""What a document says of others: that it repeals them, whole or in part, or amends clauses of them; and which held ones it means."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.access import covers
from assistant.policies.titles import DOCUMENT_NUMBER, plain_title
from assistant.policies.words import WORDS
from assistant.text.days import DATE, date_of, sentence_at, with_plain_digits
from assistant.text.grammar import ungrouped
from assistant.text.labels import ARTICLE, CLAUSE, LIST_MARK, clause_labels, normal_document_number
from assistant.text.lists import AND, members
from assistant.text.named_documents import (
    EDITION,
    ISSUED_TITLE,
    NAMED_TITLE,
    TITLE,
    NamedDocument,
    named_documents,
    short_names,
)

_LIST = rf"{NAMED_TITLE}(?:[、，,\s]*{WORDS.any_of('joined_by')}?[^《》。；，,\n]{{0,60}}{NAMED_TITLE})*"
_ENDS = WORDS.any_of("ended")
_TO = WORDS.any_of("to")
_CLAUSES = rf"(?P<clauses>{CLAUSE}(?:(?:{AND}|{_TO}){CLAUSE})*)"
_WHOLE_CLAUSES = re.compile(rf"{ARTICLE}(?:{_TO}{ARTICLE})?")
_ADVERBS = f"{WORDS.any_of('adverbs_of_an_end')}*"
_ANY_NUMBER = f"(?:{DOCUMENT_NUMBER.pattern})"
_ITSELF, _FROM_THEN, _AND_SO_ON = (WORDS.any_of(name) for name in ("points_at_itself", "from_then_on", "and_so_on"))
_SINCE = (
    rf"(?:{WORDS.any_of('since')}?\s*(?:{DATE}|{_ITSELF}[^《》。；，,\n]{{2,12}}{WORDS.any_of('the_day')})"
    rf"\s*{_FROM_THEN}[，,]?)?"
)
_GAP = (
    rf"(?:{WORDS.any_of('and_its')}[^《》。；，,\n]{{0,12}})?{WORDS.any_of('term_is_over')}?[，,]?\s*"
    rf"(?:{_AND_SO_ON}[^《》。；，,\n]{{0,12}})?{_SINCE}"
)
_REPEALED_AFTER = re.compile(rf"(?P<list>{_LIST}){_GAP}\s*{_ADVERBS}\s*{_ENDS}(?=[。；，,）)\n]|$)")
_PARTLY = re.compile(
    rf"(?P<list>{NAMED_TITLE})[^《》。；，,\n]{{0,8}}?{_CLAUSES}[^《》。；，,\n]{{0,8}}?{_ADVERBS}{_ENDS}(?=[。；，,\n]|$)"
)
_REPEALED_BEFORE = re.compile(
    rf"(?:{WORDS.any_of('decides')}\s*|(?:^|(?<=[。；\n]))){WORDS.any_of('puts_an_end_to')}\s*(?P<list>{_LIST})"
    rf"(?:{_AND_SO_ON}[^《》。；，,\n]{{0,16}})?(?=[。；，,\n]|$)"
)
_IN_WORDS = re.compile(
    rf"(?P<list>(?:{WORDS.any_of('of_before')}|{ungrouped(EDITION)}(?:[^《》。；，,\n]{{0,8}}?{WORDS.any_of('brought_out')}{WORDS.any_of('of')})?)"
    rf"[^《》〔〕。；，,\n]{{2,30}}?{WORDS.any_of('any_text')})\s*{_ADVERBS}{_ENDS}(?=[。；，,\n]|$)"
)
_FORMER = WORDS.any_of("former")
_BY_NUMBER = re.compile(
    rf"(?P<list>{_FORMER}?{_ANY_NUMBER}(?:{WORDS.any_of('between')}\s*{_ANY_NUMBER})*)[^《》。；，,（）()\n]{{0,8}}?{_ADVERBS}{_ENDS}(?=[。；，,\n]|$)"
)
_LISTS_FOLLOW = re.compile(
    rf"{WORDS.any_of('lists')}[^。\n]{{0,40}}{_ENDS}|{_ENDS}[^。\n]{{0,20}}{WORDS.any_of('listed')}"
)
_LISTED = re.compile(rf"^\s*(?:{LIST_MARK})\s*(?P<list>{NAMED_TITLE})[。；]?\s*$", re.MULTILINE)
_NOT_DONE = re.compile(rf"{WORDS.any_of('not_done')}[^《》]{{0,10}}$")
_AMENDS = re.compile(f"{WORDS.any_of('amends_another')}$")
_AMENDED_CLAUSE = re.compile(rf"(?P<clause>{ARTICLE})[^。；\n]{{0,36}}?{WORDS.any_of('words_partly_anew')}")
_PARTLY_ANEW = "partly"
_ANEW = re.compile(f"{WORDS.any_of('of_the_whole')}?{WORDS.any_of('words_anew')}")
"""What stands behind the number of a clause that gets another wording as a whole; anything between (第三条中C类人才补助标准调整为) leaves the rest."""


@dataclass(frozen=True, slots=True)
class Repeal:
    """What a document says it repeals. ``clauses`` names the clauses where it is not the whole (第五条、第六条第二款), ``amends`` says where
    they are given another wording, all of them or a part (``partly``); ``on`` is the day (YYYY-MM-DD) where another one than the document's own start is named."""

    title: str
    document_number: str
    sentence: str
    clauses: str = ""
    on: str = ""
    amends: str = ""
    in_words: str = ""
    """What is repealed, where no title or number names it (此前出台的楼宇扶持政策): a person has to say which documents that are."""

    @property
    def whole(self) -> bool:
        return not self.clauses

    @property
    def ended_clauses(self) -> tuple[str, ...]:
        """The labels of whole articles, however the number is written; parts of articles are left to people."""
        whole = (part for part in members(self.clauses) if _WHOLE_CLAUSES.fullmatch(part))
        return tuple(label for part in whole for label in clause_labels(part))

    @property
    def named(self) -> str:
        """The document as the sentence names it."""
        return f"《{self.title}》" if self.title else self.document_number or self.in_words


@dataclass(frozen=True, slots=True)
class RepealingDocument:
    """A held document as far as repeal is concerned; ``kept_to``: the groups whose staff alone see it, none for any other."""

    id: str
    title: str
    document_number: str
    issued_on: date | None
    valid_from: date | None
    repeals: tuple[Repeal, ...]
    kept_to: frozenset[str] = frozenset()

    @property
    def day(self) -> date | None:
        return self.valid_from or self.issued_on


@dataclass(frozen=True, slots=True)
class ClauseEnd:
    """A clause of a held document that another one repeals or words anew; ``on`` is the first day without it. ``adjusted`` is the sentence that
    words a part of it anew, "" where all of it ends."""

    document_id: str
    clause: str
    on: date
    by: str
    adjusted: str = ""


def read_repeals(text: str, title: str = "") -> tuple[Repeal, ...]:
    """The documents that the text says it repeals or amends, in order, each once. ``title`` is the text's own."""
    normal = with_plain_digits(text)
    called = short_names(normal)
    patterns = (_REPEALED_AFTER, _REPEALED_BEFORE, _BY_NUMBER, _PARTLY)
    matches = [match for pattern in patterns for match in pattern.finditer(normal)]
    if _LISTS_FOLLOW.search(normal):
        matches += _LISTED.finditer(normal)
    found: dict[tuple[str, str, str], Repeal] = {}
    for match in sorted(matches, key=lambda match: match.start()):
        if not _NOT_DONE.search(normal[max(0, match.start() - 14) : match.start()]):
            for repeal in _repeals_of(match, sentence_at(normal, match.end("list") - 1), called):
                found.setdefault((repeal.title, repeal.document_number, repeal.clauses), repeal)
    for match in _IN_WORDS.finditer(normal):
        sentence = sentence_at(normal, match.start())
        found.setdefault(("", match["list"], ""), Repeal("", "", sentence, in_words=match["list"]))
    for repeal in _amendments(normal, title):
        found.setdefault((repeal.title, repeal.document_number, repeal.clauses), repeal)
    return tuple(found.values())


def apply_repeals(documents: Sequence[RepealingDocument]) -> dict[str, tuple[date, str]]:
    """For each held document that another one repeals: the first day without it, and the id of the repealing one.

    A document number decides; a title alone only names an older document than the one that speaks. The earliest repeal counts. The
    result does not depend on the order of the documents.
    """
    repealed: dict[str, tuple[date, str]] = {}
    for newer in documents:
        for repeal in newer.repeals:
            day = _day_of(repeal, newer)
            if day is None or not repeal.whole:
                continue
            for older in held_targets(repeal, newer, documents):
                repealed[older.id] = min((day, newer.id), repealed.get(older.id, (date.max, "")))
    return repealed


def clause_ends(documents: Sequence[RepealingDocument]) -> tuple[ClauseEnd, ...]:
    """The clauses of held documents that end before their document does, by document and clause; the earliest end counts. Of those that are
    adjusted in part every adjustment."""
    ends: dict[tuple[str, str, str], ClauseEnd] = {}
    for newer in documents:
        for repeal in newer.repeals:
            day = _day_of(repeal, newer)
            if day is None or repeal.whole:
                continue
            for older in held_targets(repeal, newer, documents):
                for clause in repeal.ended_clauses:
                    end = ClauseEnd(
                        older.id, clause, day, newer.id, repeal.sentence if repeal.amends == _PARTLY_ANEW else ""
                    )
                    known = ends.get((older.id, clause, end.adjusted))
                    if known is None or (end.on, end.by) < (known.on, known.by):
                        ends[older.id, clause, end.adjusted] = end
    return tuple(ends[key] for key in sorted(ends))


def held_targets(
    repeal: Repeal, newer: RepealingDocument, documents: Sequence[RepealingDocument]
) -> list[RepealingDocument]:
    """The held documents that a repeal means."""
    return [
        older
        for older in documents
        if older.id != newer.id and covers(newer.kept_to, older.kept_to) and _names(repeal, older, newer)
    ]


def _names(repeal: Repeal, older: RepealingDocument, newer: RepealingDocument) -> bool:
    if repeal.document_number and older.document_number:
        return repeal.document_number == older.document_number
    if not repeal.title or older.title == "" or not _same_title(repeal.title, older.title):
        return False
    if repeal.whole and not _same_title(older.title, newer.title):
        return True
    earlier, later = _dated(older), _dated(newer)
    return earlier is not None and later is not None and earlier < later


def _same_title(said: str, title: str) -> bool:
    """Whether a title names a document: as it stands, or the notice by which it was issued."""
    issued = ISSUED_TITLE.search(said)
    names = {plain_title(said), plain_title(issued["title"]) if issued else ""}
    return plain_title(title) in names


def _dated(document: RepealingDocument) -> date | None:
    return document.issued_on or document.valid_from


def _day_of(repeal: Repeal, newer: RepealingDocument) -> date | None:
    return date.fromisoformat(repeal.on) if repeal.on else newer.day


def _repeals_of(match: re.Match[str], sentence: str, called: Mapping[str, NamedDocument]) -> Iterator[Repeal]:
    groups = match.groupdict()
    day = date_of(match) if groups.get("year") else None
    on = day.isoformat() if day is not None else ""
    clauses = re.sub(r"\s+", "", groups.get("clauses") or "")
    named = list(named_documents(match["list"]))
    for document in named:
        meant = called.get(document.title, document)
        yield Repeal(meant.title, meant.number, sentence, clauses, on)
    if not named:
        for written in DOCUMENT_NUMBER.finditer(re.sub(f"^{_FORMER}", "", match["list"])):
            yield Repeal("", normal_document_number(written.group()), sentence, clauses, on)


def _paragraph_at(text: str, position: int) -> str:
    end = text.find("\n", position)
    return text[text.rfind("\n", 0, position) + 1 : end if end >= 0 else len(text)].strip()


def _amendments(text: str, title: str) -> Iterator[Repeal]:
    """The articles of another document to which a decision on amending it gives another wording."""
    amended = next(named_documents(title), None)
    if amended is None or not _AMENDS.search(re.sub(TITLE, "", title)):
        return
    for match in _AMENDED_CLAUSE.finditer(text):
        sentence = _paragraph_at(text, match.start())
        how = "yes" if _ANEW.match(text, match.end("clause")) else _PARTLY_ANEW
        yield Repeal(amended.title, "", sentence, match["clause"], amends=how)
