"""Choosing among what was listed: the second, the first two, all but the first, the one in the west, the cheapest.

An answer's list is a table's rows, cards, items of a clause, or the passages that it quoted (``entries.py``). Figures are compared by the column,
or the label, that the question names, else by what its adjective measures.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from assistant.answering.asking.glossary import with_chinese_words
from assistant.answering.asking.language import is_english
from assistant.answering.cells import plain_text
from assistant.answering.conversation.words import WORDS
from assistant.answering.listing.entries import Entry
from assistant.text.figures import FIGURE_NUMBER, read_number

_NUMBERS = {**{name: n for n, name in enumerate("一二三四五六七八九十", 1)}, "两": 2, "俩": 2}
_ENGLISH_NUMBERS = {name: n for n, name in enumerate(("first", "second", "third", "fourth", "fifth"), 1)}
_CARDINALS = {name: n for n, name in enumerate(("two", "three", "four", "five"), 2)}
_COUNTER = WORDS.any_of("counters")
_EXCEPT = WORDS.pattern("except")
_ORDINAL = re.compile(
    rf"(?P<last>最后(?:那|的)?|倒数第)(?P<back>[一二两三\d])?{_COUNTER}|第(?P<number>[一二三四五六七八九十]|\d{{1,2}}){_COUNTER}"
    r"|\bthe (?P<word>first|second|third|fourth|fifth|last)(?: one\b|(?=\s*(?:[?.,!]|$)))",
    re.IGNORECASE,
)
_RUN = re.compile(
    rf"(?P<side>前|头|后|末)(?P<count>[两俩二三四五六七八九十]|\d{{1,2}}){_COUNTER}"
    r"|\bthe (?P<end>first|last) (?P<cardinal>two|three|four|five)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"[这那]?(?P<count>[两俩三四五六七八九十])(?:{_COUNTER}|者)|\b(?:the|these|those) (?P<cardinal>two|three|four|five)\b",
    re.IGNORECASE,
)
_MORE, _LESS = WORDS.pattern("more"), WORDS.pattern("less")
_SUPERLATIVE = re.compile(
    rf"(?:最|哪[\u4e00-\u9fff]{{0,10}}?|谁[\u4e00-\u9fff]{{0,8}}?)(?:更|比较|相对)?"
    rf"(?P<adjective>{WORDS.any_of('more', 'less')})(?!{WORDS.any_of('no_more_or_less')})"
    rf"|(?P<english>{WORDS.any_of('more_english', 'less_english')})",
    re.IGNORECASE,
)
_ENGLISH_LESS = WORDS.pattern("less_english")
_AMONG = WORDS.pattern("counters", "among")
_POINTS = re.compile(
    rf"[这那](?:几|些|[两俩三四五六七八九十])(?:{_COUNTER}|里|中)?|{WORDS.any_of('points')}", re.IGNORECASE
)
"""What says that the things meant are those that were listed."""
_ASKS_WHICH = re.compile(rf"哪一?{_COUNTER}?|{WORDS.any_of('asks_which')}")
_FIGURE = re.compile(rf"(?<![\d.]){FIGURE_NUMBER}")
_USUAL = tuple(
    (WORDS.pattern(measured), WORDS.pattern(units))
    for measured, units in (
        ("of_price", "prices"),
        ("of_size", "sizes"),
        ("of_distance", "distances"),
        ("of_time", "times"),
    )
)
"""What an adjective measures and the units that it is told in."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PIECE = re.compile(r"[，,；;、（）()]")
_PRONOUN = WORDS.pattern("the_one_or_the_former")
_SHORTEST_NAME = 2
_LEAST_COMPARED = 2
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Compared:
    """Entries by one figure, the one asked for first: ``label`` names the figure, ``end`` is the adjective that was asked with, ``values`` are the
    cells as they stand, ``first`` how many lead."""

    label: str
    end: str
    entries: tuple[Entry, ...]
    values: tuple[str, ...]
    first: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a question chooses of a list; ``rest`` is what it asks of it beyond naming it."""

    entries: tuple[Entry, ...]
    rest: str


def may_choose(question: str) -> bool:
    """Whether a question may choose among what was listed."""
    longest = _LONGEST * (3 if is_english(question) else 1)
    superlative = _SUPERLATIVE.search(question) and _AMONG.search(question)
    return len(question) <= longest and bool(superlative or _ORDINAL.search(question) or _RUN.search(question))


def of_the_number_named(question: str, lists: Sequence[tuple[Entry, ...]]) -> list[tuple[Entry, ...]]:
    """The lists of as many entries as a question says (``这四个``, ``of the four``) before the others."""
    found = _COUNTED.search(question)
    if found is None:
        return list(lists)
    said = found["count"] or found["cardinal"].lower()
    count = _NUMBERS.get(said) or _CARDINALS.get(said, 0)
    return sorted(lists, key=lambda entries: len(entries) != count)


def chosen_by_place(question: str, entries: Sequence[Entry]) -> Chosen | None:
    """The entries that a question names by their place, or all others where it excludes them; None where it names none, or one that is not there."""
    found = _RUN.search(question) or _ORDINAL.search(question)
    if found is None:
        return None
    picked = _run(found, len(entries)) if found.re is _RUN else _place(found, len(entries))
    if not picked:
        return None
    excluded = _EXCEPT.search(question[: found.start()])
    kept = [n for n in range(len(entries)) if (n in picked) is not bool(excluded)]
    rest = question[found.end() :] if not excluded else ""
    return Chosen(tuple(entries[n] for n in kept), rest.strip(" ，,。？?")) if kept else None


def compared(question: str, entries: Sequence[Entry], pointed: Entry | None = None) -> Compared | None:
    """The entries by the figure that a question asks about, from the end that it asks for; only those that it names, where it names some. None
    where it asks for no end, or no figure is meant. ``pointed`` is the one that ``它`` means."""
    found = _SUPERLATIVE.search(question)
    if found is None:
        return None
    more = (
        bool(_MORE.fullmatch(found["adjective"]))
        if found["adjective"]
        else not _ENGLISH_LESS.fullmatch(found["english"])
    )
    said = plain_text(with_chinese_words(question) if is_english(question) else question)
    rows = _of_unit_meant(said, _meant(question, entries, pointed))
    label = _label_meant(said, found.group(), rows)
    if label is None or not (_POINTS.search(question) or _says_nothing_else(said, found.group(), label, rows)):
        return None
    values = [
        (entry, piece, figure)
        for entry in rows
        for piece, figure in [_figure(entry, label, said)]
        if figure is not None
    ]
    if len(values) < _LEAST_COMPARED:
        return None
    if not label and len({_unit(piece) for _, piece, _ in values}) > 1:
        return None
    ordered = sorted(values, key=lambda value: value[2], reverse=more)
    first = sum(value[2] == ordered[0][2] for value in ordered)
    end = found["adjective"] or found["english"].lower()
    return Compared(label, end, tuple(v[0] for v in ordered), tuple(v[1] for v in ordered), first)


def _run(found: re.Match[str], size: int) -> set[int]:
    said = found["count"] or found["cardinal"].lower()
    count = _NUMBERS.get(said) or _CARDINALS.get(said) or int(said)
    front = found["side"] in ("前", "头") if found["side"] else found["end"].lower() == "first"
    return set(range(min(count, size))) if front else set(range(max(0, size - count), size))


def _place(found: re.Match[str], size: int) -> set[int]:
    if found["last"]:
        back = _NUMBERS.get(found["back"] or "一") or int(found["back"])
        at = size - back
    elif found["word"]:
        word = found["word"].lower()
        at = size - 1 if word == "last" else _ENGLISH_NUMBERS[word] - 1
    else:
        at = (_NUMBERS.get(found["number"]) or int(found["number"])) - 1
    return {at} if 0 <= at < size else set()


def _meant(question: str, entries: Sequence[Entry], pointed: Entry | None) -> list[Entry]:
    """The entries that a question names, with the one that it points at; all where it names fewer than two."""
    folded = plain_text(question)
    named = [entry for entry in entries if len(entry.name) >= _SHORTEST_NAME and plain_text(entry.name) in folded]
    if named and pointed is not None and pointed not in named and (_PRONOUN.match(question) or "前者" in question):
        named.append(pointed)
    return named if len(named) > 1 else list(entries)


def _of_unit_meant(said: str, entries: Sequence[Entry]) -> list[Entry]:
    """Of rows that are told in several units (a column holds 元/车·小时 and 元/车·天) those of the unit that is asked about."""
    for header in dict.fromkeys(cell.header for entry in entries for cell in entry.cells):
        units = {entry: _cell(entry, header) for entry in entries}
        known = {value for value in units.values() if "/" in value and not _FIGURE.search(value)}
        if len(known) > 1:
            meant = {value for value in known if re.split(r"[/·]", value)[-1] in said}
            return [entry for entry in entries if units[entry] in meant] if len(meant) == 1 else list(entries)
    return list(entries)


def _label_meant(said: str, asked: str, entries: Sequence[Entry]) -> str | None:
    """The label whose figures are compared: the one that shares most with the question, else the only one told in what the adjective measures;
    "" for items without labels."""
    if not any(entry.cells for entry in entries):
        return ""
    labels = [
        label
        for label in dict.fromkeys(cell.header for entry in entries for cell in entry.cells[1:])
        if sum(bool(_FIGURE.search(_cell(entry, label))) for entry in entries) >= _LEAST_COMPARED
    ]
    pairs = _pairs(said)
    scores = {label: len(_pairs(plain_text(label)) & pairs) for label in labels}
    best = max(scores.values(), default=0)
    if best:
        leading = [label for label in labels if scores[label] == best]
        return min(leading, key=len)
    for adjective, units in _USUAL:
        if adjective.search(asked):
            told = [
                label for label in labels if any(_is_in(units, f"{label}{_cell(entry, label)}") for entry in entries)
            ]
            return told[0] if len(told) == 1 else None
    return labels[0] if len(labels) == 1 else None


def _is_in(units: re.Pattern[str], text: str) -> bool:
    """Whether a figure is told in one of the units; 元/㎡ is a price."""
    found = units.search(text)
    return found is not None and (found.group() == "元" or "元" not in text)


def _says_nothing_else(said: str, end: str, label: str, entries: Sequence[Entry]) -> bool:
    """Whether a question that points at nothing names nothing that the entries do not hold: ``哪个街道的写字楼最便宜`` is no question about parks."""
    if not _HAN.search(said):
        return False
    held = _pairs(
        plain_text(
            " ".join(f"{entry.chunk.document.title} {entry.chunk.passage.heading} {entry.text}" for entry in entries)
        )
    )
    rest = said.replace(end[-1], "，").replace(plain_text(label) or "，", "，")
    asked = {pair for piece in re.split(r"[，。？?\s]", _ASKS_WHICH.sub("，", rest)) for pair in _pairs(piece)}
    return 2 * len(asked & held) >= len(asked)


def _figure(entry: Entry, label: str, said: str) -> tuple[str, Decimal | None]:
    """The cell, and of it the figure that is asked about: that of the piece which shares most with the question."""
    text = _cell(entry, label) if label else entry.text
    pairs = _pairs(said)
    pieces = [piece for piece in _PIECE.split(text.replace(",", "")) if _FIGURE.search(piece)]
    best = max(pieces, key=lambda piece: len(_pairs(plain_text(piece)) & pairs), default=None)
    if best is None:
        return text, None
    found = _FIGURE.search(best)
    assert found is not None
    return text, read_number(found.group())


def _unit(text: str) -> str:
    """What stands behind the first figure of an item: figures of several units are not compared."""
    found = _FIGURE.search(text.replace(",", ""))
    return text.replace(",", "")[found.end() :][:1] if found else ""


def _cell(entry: Entry, label: str) -> str:
    return next((cell.value for cell in entry.cells if cell.header == label), "")


def _pairs(text: str) -> set[str]:
    return {f"{one}{other}" for one, other in pairwise(text)}
