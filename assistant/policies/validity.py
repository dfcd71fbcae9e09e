"""From when to when a document holds, read from its own words: each day with the sentence that says so and how sure it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.policies.words import WORDS
from assistant.records import Confidence
from assistant.text.days import (
    DATE,
    NUMERAL,
    PERIOD,
    date_of,
    first_of,
    is_day,
    last_day_of_term,
    last_of,
    moment,
    months_later,
    months_of,
    sentence_at,
    sentence_start,
    with_plain_digits,
)
from assistant.text.labels import ARTICLE, LIST_MARK, parse_article_label
from assistant.text.numerals import chinese_to_int

_TAKES_EFFECT = WORDS.any_of("takes_effect")
_ISSUED = f"(?P<act>{WORDS.any_of('issued')})"
_DAYS = rf"(?P<count>{NUMERAL})\s*(?P<unit>{WORDS.any_of('days_or_months')})"
_SINCE = rf"(?:{WORDS.any_of('since')}\s*)?"
_THE_DAY, _FROM_THEN, _ITSELF = (WORDS.any_of(name) for name in ("the_day", "from_then_on", "points_at_itself"))
_FROM_DAY = rf"\s*{_THE_DAY}?\s*{_FROM_THEN}?\s*"
_THIS_TEXT = rf"(?:{_ITSELF}[\u4e00-\u9fff]{{1,6}})?"
_SO_MANY = rf"\s*{NUMERAL}\s*{WORDS.any_of('years_or_months')}"
_COUNTED = f"(?={_SO_MANY})"
_START_ON = re.compile(
    rf"(?:{WORDS.any_of('on_a_day')}\s*)?{_SINCE}{DATE}{_FROM_DAY}{_TAKES_EFFECT}"
    rf"|{WORDS.any_of('start_labels')}(?:{WORDS.any_of('comes_to')}|[:：])\s*{DATE.replace('?P<', '?P<s')}"
)
_NOTED_START = re.compile(rf"^[\s　（(]*{DATE}\s*{WORDS.any_of('noted')}[\s　）)]*$", re.MULTILINE)
_START_AT_ISSUE = re.compile(rf"{WORDS.any_of('since')}{_THIS_TEXT}{_ISSUED}{WORDS.any_of('day_of')}\s*{_TAKES_EFFECT}")
_START_AFTER_ISSUE = re.compile(
    rf"(?:{WORDS.any_of('since')}{_THIS_TEXT})?{_ISSUED}{_THE_DAY}?{WORDS.any_of('later')}?\s*"
    rf"(?:{WORDS.any_of('in_full')}\s*)?{_DAYS}\s*{WORDS.any_of('later')}*\s*{_TAKES_EFFECT}"
)
_START_NEXT_MONTH = re.compile(
    rf"{WORDS.any_of('since')}{_THIS_TEXT}{_ISSUED}{WORDS.any_of('next_month')}\s*{_TAKES_EFFECT}"
)
_BARE_TERM = WORDS.any_of("bare_terms")
_TERM = rf"(?:{WORDS.any_of('terms_of_validity')}|(?<={WORDS.any_of('this_policy')}){_BARE_TERM})"
_IS = rf"{WORDS.any_of('set_at')}?{WORDS.any_of('comes_to')}?\s*[:：]?\s*"
_TO = rf"(?:{WORDS.any_of('to')}|—+|－|–|-|~|～)"
_STOPS = rf"(?=\s*(?:{WORDS.any_of('ends_with')}|[。；，,、）)\n\t]|$))"
_LASTS = re.compile(
    rf"(?:{_TERM}{_IS}(?:{_SINCE}{moment('from')}{_FROM_DAY}(?:{_TAKES_EFFECT})?[，,]?)?"
    rf"|{WORDS.any_of('set_for_now')}(?:{_TAKES_EFFECT})?{_COUNTED}|(?<=[，,]){_BARE_TERM}{_IS}"
    rf"|{_TAKES_EFFECT}{WORDS.any_of('ends_a_term')}?[，,]?(?={_SO_MANY}[。；，,]))\s*{PERIOD}"
)
_LASTS_FROM = re.compile(rf"{_TERM}{_IS}{_SINCE}{DATE}{_FROM_DAY}(?:{_TO}|{_COUNTED})")
_LASTS_COUNTED = re.compile(
    rf"{_TERM}{_IS}{_COUNTED}{PERIOD}\s*[，,（(]\s*{WORDS.any_of('since')}\s*{DATE}\s*{_THE_DAY}?{_FROM_THEN}"
)
_LASTS_FROM_TO = re.compile(rf"{_TERM}{_IS}{_SINCE}{moment('from')}{_FROM_DAY}{_TO}\s*{moment('until')}{_STOPS}")
_IN_ONE_YEAR = re.compile(
    rf"{_TERM}{_IS}(?P<untilyear>20\d{{2}})\s*{WORDS.any_of('whole_year')}(?P<untilmonth>)(?P<untilday>){_STOPS}"
)
_LASTS_UNTIL = re.compile(
    rf"(?:{_TERM}[^。；《》\t]{{0,31}}?|{_TAKES_EFFECT}[，,]?){WORDS.any_of('until')}\s*{moment('until')}{_STOPS}"
)
_ENDS_ON = re.compile(rf"{moment('until')}\s*(?P<off>{_FROM_THEN})?{WORDS.any_of('ends')}")
_OWN = WORDS.any_of("own")
_LABEL = rf"(?:[\s　（(]*(?:{ARTICLE}|{LIST_MARK})?[\s　]*(?:【[^】]*】)?(?:[\u4e00-\u9fff]{{2,8}}[:：])?[，,\s　]*)"
_ABOUT_ITSELF = re.compile(
    rf"^{_LABEL}{_OWN}|{_OWN}[，,]?{WORDS.any_of('leads_on')}?$|{WORDS.any_of('hereby')}[^。；]{{0,80}}$"
)
_NO_SUBJECT = re.compile(rf"^{_LABEL}$")
_OTHERS = re.compile(rf"》[^，。；]{{0,20}}$|{WORDS.any_of('papers_of_others')}[^。；]{{0,8}}$")
_OF_ANOTHER = re.compile(rf"\s*{WORDS.any_of('of')}[^，。；]{{0,8}}《")
_AMENDED = re.compile(rf"{DATE}(?=[^\n]*?{WORDS.any_of('amends')})")
_TRIAL = re.compile(
    rf"[（(]{WORDS.any_of('on_trial')}[）)]|{WORDS.any_of('kinds_on_trial')}|{WORDS.any_of('on_trial')}$"
)
_ARTICLE_LINE = re.compile(rf"^\s*(?P<label>{ARTICLE})", re.MULTILINE)
_NOTE_CHARACTERS = 1500  # the note below a law's title stands within them
_LONGEST_BACK = timedelta(days=366)
"""Policies are put into force for a time gone by, but hardly for more than a year: a text issued later is a later edition."""


@dataclass(frozen=True, slots=True)
class IssueDays:
    """The days of a document's issue: ``written`` (成文), ``printed`` (印发), ``published`` (发布, 公布); None where unknown. ``named`` is the day in
    the file's name. ``sure``: whether the others stand in the document."""

    written: date | None = None
    printed: date | None = None
    published: date | None = None
    named: date | None = None
    sure: bool = True

    def of_act(self, act: str) -> tuple[date | None, str]:
        """The day that ``自…之日起`` means, and what it is called."""
        printed, published, written = (
            (self.printed, "印发日期"),
            (self.published, "发布日期"),
            (self.written, "成文日期"),
        )
        order = (
            (printed, written, published) if act in ("印发", "发文", "下发", "签发") else (published, written, printed)
        )
        return next(((day, name) for day, name in order if day is not None), (None, ""))


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day, the sentence it was read from, how sure it is, and how it was worked out ("" where it stands there)."""

    day: date
    evidence: str
    confidence: Confidence = Confidence.HIGH
    working: str = ""


@dataclass(frozen=True, slots=True)
class ValidityReading:
    """First and last day (inclusive), and the first day of this text of an amended document; None where the text says nothing."""

    start: ReadDay | None = None
    end: ReadDay | None = None
    edition: ReadDay | None = None


def read_validity(
    text: str, issued: IssueDays | None = None, title: str = "", trial_term_years: int = 0
) -> ValidityReading:
    """What the text says of its own validity; ``issued`` resolves "自发布之日起".

    The last statement about the document itself counts: 施行日期 stands in the closing clause, and earlier ones speak of other documents
    or of permits. A trial document (试行, 暂行) that names no term has ``trial_term_years`` years, none for 0.
    """
    normal, days = with_plain_digits(text), issued or IssueDays()
    start = _start(normal, days)
    end = _end(normal, start)
    if end is None and start is not None and trial_term_years and _TRIAL.search(title):
        working = f"文件未写有效期，按设定的试行、暂行期限{trial_term_years}年推算"
        end = ReadDay(last_day_of_term(start.day, 12 * trial_term_years), start.evidence, Confidence.LOW, working)
    return ValidityReading(start, end, _edition(normal, start, days))


def is_trial(title: str) -> bool:
    """Whether a title says that the document is on trial."""
    return _TRIAL.search(title) is not None


def _start(text: str, issued: IssueDays) -> ReadDay | None:
    own = _own_matches(
        text, _START_ON, _LASTS_FROM, _LASTS_COUNTED, _START_AFTER_ISSUE, _START_NEXT_MONTH, _START_AT_ISSUE
    )
    for match, sure in own:
        read = _day_of_start(text, match, issued)
        if read is not None:
            return read if sure else ReadDay(read.day, read.evidence, _less_sure(read.confidence), read.working)
    for match, sure in _own_matches(text, _LASTS_FROM_TO, _IN_ONE_YEAR):
        name = "until" if match.re is _IN_ONE_YEAR else "from"
        day = first_of(match, name)
        if day is not None:
            return _named_moment(text, match, name, day, sure)
    for match in _NOTED_START.finditer(text[:_NOTE_CHARACTERS]):
        day = date_of(match)
        if day is not None:
            return ReadDay(day, sentence_at(text, match.start("year")), Confidence.MEDIUM, "题注所载")
    return None


def _day_of_start(text: str, match: re.Match[str], issued: IssueDays) -> ReadDay | None:
    sentence = sentence_at(text, match.start())
    if "act" not in match.re.groupindex:
        day = _written_day(match, "s") if match.re is _START_ON else date_of(match)
        return ReadDay(day, sentence) if day is not None else None
    day, name = issued.of_act(match["act"])
    if day is None:
        return None
    confidence = Confidence.MEDIUM if issued.sure else Confidence.LOW
    if match.re is _START_NEXT_MONTH:
        return ReadDay(months_later(day.replace(day=1), 1), sentence, confidence, f"{name}{day}的次月1日")
    if match.re is _START_AT_ISSUE:
        return ReadDay(day, sentence, confidence, f"按{name}{day}")
    try:
        count = chinese_to_int(match["count"])
    except ValueError:
        return None
    later = months_later(day, count) if match["unit"] == "个月" else day + timedelta(days=count)
    return ReadDay(later, sentence, confidence, f"{name}{day}加{match['count']}{match['unit']}")


def _end(text: str, start: ReadDay | None) -> ReadDay | None:
    beside = start.evidence if start else ""
    for match, sure in _own_matches(text, _LASTS_FROM_TO, _IN_ONE_YEAR, _LASTS_UNTIL, _ENDS_ON, _LASTS, beside=beside):
        if match.re is not _LASTS:
            day = last_of(match, "until")
            if day is not None and match.re is _ENDS_ON and match["off"] and is_day(match, "until"):
                day -= timedelta(days=1)  # 自…起失效: the day before is the last
            if day is not None and (start is None or day >= start.day):
                return _named_moment(text, match, "until", day, sure)
        elif start is not None and (months := months_of(match)):
            working = f"自{start.day}起{match.group().strip('，, ')}"
            surest = min(Confidence.HIGH if sure else Confidence.MEDIUM, start.confidence, key=_RANKS.index)
            return ReadDay(last_day_of_term(start.day, months), sentence_at(text, match.start()), surest, working)
    return None


def _named_moment(text: str, match: re.Match[str], name: str, day: date, sure: bool) -> ReadDay:
    """The day of a moment; one that is written only to the month or year is less sure, and says how it was taken."""
    confidence, working = Confidence.HIGH if sure else Confidence.MEDIUM, ""
    if not is_day(match, name):
        confidence, working = _less_sure(confidence), f"只写到“{_only(match, name)}”，按{day}计"
    return ReadDay(day, sentence_at(text, match.start()), confidence, working)


def _only(match: re.Match[str], name: str) -> str:
    month = match[f"{name}month"]
    return f"{match[f'{name}year']}年{f'{month}月' if month else ''}"


_RANKS = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


def _less_sure(confidence: Confidence) -> Confidence:
    return _RANKS[max(0, _RANKS.index(confidence) - 1)]


def _own_matches(text: str, *patterns: re.Pattern[str], beside: str = "") -> Iterator[tuple[re.Match[str], bool]]:
    """Matches that speak of the document itself, the surest and last first; whether the sentence names it (本办法).

    What stands in the sentence ``beside``, which tells its start, speaks of the document too.
    """
    found: list[tuple[bool, int, int, re.Match[str]]] = []
    for rank, pattern in enumerate(patterns):
        matches = list(pattern.finditer(text))
        in_rows = {match.start() for match in matches if "\t" in _line_at(text, match.start())}
        for match in matches:
            if len(in_rows) > 1 and match.start() in in_rows:  # a list of documents, each with its own days
                continue
            begun = max(sentence_start(text, match.start()), text.rfind("\t", 0, match.start()) + 1)
            before = text[begun : match.start()]
            named = _ABOUT_ITSELF.search(before) is not None or _goes_on(before, text, begun)
            named = named or (beside != "" and sentence_at(text, match.start()) == beside)
            others = _OTHERS.search(before) is not None or _OF_ANOTHER.match(text, match.end()) is not None
            if others or not (named or _NO_SUBJECT.match(before)):
                continue
            found.append((named, match.start() if named else begun, -rank, match))
    for named, _, _, match in sorted(found, key=lambda item: item[:3], reverse=True):
        yield match, named


def _line_at(text: str, position: int) -> str:
    end = text.find("\n", position)
    return text[text.rfind("\n", 0, position) + 1 : end if end >= 0 else len(text)]


def _goes_on(before: str, text: str, begun: int) -> bool:
    """Whether a sentence without a subject follows one of the same paragraph that speaks of the document's own start."""
    if not _NO_SUBJECT.match(before):
        return False
    paragraph = text[text.rfind("\n", 0, begun) + 1 : begun]
    return (
        _ABOUT_ITSELF.search(paragraph.split("。")[0]) is not None and re.search(_TAKES_EFFECT, paragraph) is not None
    )


def _edition(text: str, start: ReadDay | None, issued: IssueDays) -> ReadDay | None:
    """The first day of this text where the document was amended after it came into force."""
    if start is None:
        return None
    articles = _ARTICLE_LINE.finditer(text)
    first = next((match for match in articles if parse_article_label(match["label"]).article == 1), None)
    head = text[: min(first.start() if first else _NOTE_CHARACTERS, _NOTE_CHARACTERS)]
    notes = [
        (day, sentence_at(text, match.start()))
        for match in _AMENDED.finditer(head)
        if (day := date_of(match)) is not None
    ]
    amended = max(notes, default=None)
    latest = max((day for day in (issued.written, issued.published, issued.named) if day is not None), default=None)
    if latest is not None and latest - start.day > _LONGEST_BACK and (amended is None or latest > amended[0]):
        confidence = Confidence.MEDIUM if issued.sure and latest != issued.named else Confidence.LOW
        working = f"{latest}公布，晚于施行日期一年以上，按修改后的文本处理"
        return ReadDay(latest, start.evidence, confidence, working)
    if amended is not None and amended[0] > start.day:
        return ReadDay(amended[0], amended[1], Confidence.MEDIUM, "题注所载最近一次修改的日期")
    return None


def _written_day(match: re.Match[str], other: str) -> date | None:
    """The day of a pattern that holds DATE twice, the second time with ``other`` before its groups' names."""
    if match["year"]:
        return date_of(match)
    try:
        year, month, day = (chinese_to_int(match[f"{other}{part}"]) for part in ("year", "month", "day"))
        return date(year, month, day)
    except ValueError:
        return None
