"""What a complaint states, by rules: its sentences, its facts with dates and amounts, the party."""

import re
from datetime import date

from assistant.answering.asking.language import is_english
from assistant.complaints.letters.reply_records import FactKind, Span, StatedFact
from assistant.policies.quantities import QuantityKind, quantities_in
from assistant.replying.words import WORDS
from assistant.text.figures import WRITTEN_NUMBER, joined_with_places
from assistant.text.marks import in_full_width
from assistant.text.simplified import simplified

_FOREIGN = re.compile(
    rf"{WORDS.any_of('firms_of_ours')}[^。]{{0,12}}{WORDS.any_of('foreign_capital')}|(?:parent company|shareholders?|headquarters) (?:is )?(?:in|abroad)|foreign[- ](?:invested|owned)"
)
_APPLIES = WORDS.pattern("applies")
DATE = re.compile(
    r"(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
    r"|(?:\d{1,2}\s+)?(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+(?:\d{1,2},?\s+)?\d{4}"
)
_CURRENCY = r"(?:人民币|RMB|CNY|￥|¥)"
DAY_TOLD = re.compile(rf"{DATE.pattern}|(?<![年\d])\d{{1,2}}\s*月\s*\d{{1,2}}\s*[日号]")
_BY_THEN = re.compile(r"\s*(?:以?前|之前|起|后)")
_AMOUNT = re.compile(
    rf"(?:{_CURRENCY}\s*)?{WRITTEN_NUMBER}\s*[来多余]?\s*(?:美元|欧元|港元|元|块|million yuan|yuan|RMB)(?:/[㎡月]+)*"
    rf"|{_CURRENCY}\s*\d[\d,]*(?:\.\d+)?(?:\s*(?:million|thousand|万))?"
)
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?|\n")
_ENGLISH_SENTENCE = re.compile(
    r"[^.!?;\n]+(?:(?:\.(?=\d)|(?:(?<=\bMr)|(?<=\bMs)|(?<=\bDr)|(?<=\bMrs)|(?<=\bNo)|(?<=\bCo)|(?<=\bLtd))\.(?=[ ,]))[^.!?;\n]+)*[.!?;]?"
)
COMPANY = re.compile(
    rf"[\u4e00-\u9fffA-Za-z（）()]{{2,30}}?{WORDS.any_of('companies')}"
    r"|[A-Z][\w&.'-]*(?:\s+\(?[A-Z&][\w&.'-]*\)?){0,5}\s+(?:Co\.,?\s*Ltd\.?|Ltd\.?|Inc\.?|GmbH|LLC|Limited|Corporation|Corp\.?|AG)"
)


def as_printed(letter: str) -> str:
    """A letter as examples and laws are written, in simplified characters and marks of full width, character by character."""
    plain = in_full_width(simplified(letter))
    return plain if len(plain) == len(letter) else letter


def stated_facts(text: str) -> tuple[StatedFact, ...]:
    """Dates and amounts as stated, then the sentences that carry one, in the order of the text."""
    found: list[StatedFact] = []
    for match in DATE.finditer(text):
        day = _iso_day(match.group())
        if day:
            found.append(StatedFact(FactKind.DATE, match.group(), Span(match.start(), match.end()), day))
    joined, places = joined_with_places(text)
    for match in _AMOUNT.finditer(joined):
        money = [one.value for one in quantities_in(match.group()) if one.kind is QuantityKind.MONEY]
        if money:
            span = Span(places[match.start()], places[match.end() - 1] + 1)
            found.append(StatedFact(FactKind.AMOUNT, text[span.start : span.end].strip(), span, money[0]))
    for span in sentence_spans(text):
        if any(span.start <= fact.span.start < span.end for fact in found if fact.kind is not FactKind.EVENT):
            found.append(StatedFact(FactKind.EVENT, text[span.start : span.end], span))
    return tuple(sorted(found, key=lambda fact: (fact.span.start, fact.kind is not FactKind.EVENT)))


def days_told(text: str, received: date) -> tuple[str, ...]:
    """The days that lay behind the letter as it writes them, also those without a year, each once; not those by which something is to happen."""
    return tuple(
        dict.fromkeys(
            match.group()
            for match in DAY_TOLD.finditer(text)
            if not _BY_THEN.match(text, match.end())
            and not _is_ahead(match.group(), received)
            and _iso_day(match.group()) != received.isoformat()
        )
    )


def days_to_come(text: str, day: date) -> tuple[tuple[str, date], ...]:
    """The days on or after ``day`` that a letter names, as written and as they are; without a year it is that of ``day``."""
    found = []
    for match in DAY_TOLD.finditer(text):
        written = match.group()
        numbers = [int(number) for number in re.findall(r"\d+", written)]
        with_year = (
            f"{day.year}年{numbers[0]}月{numbers[1]}日" if len(numbers) == 2 and "年" not in written else written
        )
        whole = _iso_day(with_year)
        if len(whole) == 10 and date.fromisoformat(whole) >= day:
            found.append((written, date.fromisoformat(whole)))
    return tuple(dict.fromkeys(found))


def _is_ahead(written: str, received: date) -> bool:
    """Whether a day, in the year of the letter where none is written, comes after it."""
    if "月" in written and "年" not in written:
        month, day = (int(number) for number in re.findall(r"\d+", written))
        return (month, day) > (received.month, received.day)
    whole = _iso_day(written)
    return len(whole) == 10 and date.fromisoformat(whole) > received


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
        if day <= received and _APPLIES.search(text[max(fact.span.start - 15, 0) : fact.span.end + 25])
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


def is_company(party: str) -> bool:
    """Whether a party is a company or another body, not a person: a Chinese name of five characters or more is none of a person's."""
    return bool(
        any(form in party for form in WORDS["firm_forms"])
        or party.endswith(WORDS["firm_ends"])
        or re.fullmatch(r"[\u4e00-\u9fff（）()A-Za-z\d]*[\u4e00-\u9fff]{5,}", party)
        or re.search(r"\b(?:Ltd|Inc|GmbH|LLC|Limited|Corp|Corporation|AG|B\.V|S\.A)\b", party)
    )


def speaks_of_foreign_capital(party: str, text: str) -> bool:
    """Whether the complainant is a foreign investor, or a company of one, as far as name and letter tell."""
    return bool(_FOREIGN.search(text)) or (is_company(party) and party.isascii())


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
