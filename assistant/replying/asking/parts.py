"""Stretches of a letter: their lines and words, and what is asked for instead of one another."""

import re
from collections.abc import Sequence

from assistant.complaints.letters.reply_records import Span

CONDITION_OF_A_TOPIC = re.compile(
    r"(?P<topic>[^，,。；;]{1,8}?)(?:如果|要是|若是|万一|假如)(?P<case>[^，,。；;]{1,16})[，,]"
)
"""How a demand begins that names its topic before the case in which it is asked: 材料如果不全，."""
_ALTERNATIVE = ("要么", "或者", "或是", "或", "再不", "or ")


def said_in(text: str, span: Span) -> str:
    """The words of a stretch without marks and particles."""
    return re.sub(r"[\W_]|[呢吗吧啊]", "", text[span.start : span.end])


def line_of(text: str, span: Span) -> Span:
    """The line in which a stretch begins."""
    end = text.find("\n", span.start)
    return Span(text.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(text))


def without(text: str, spans: Sequence[Span]) -> str:
    """A letter with some stretches taken out, a line break in the place of each character, so that the others stay where they are."""
    for span in spans:
        text = text[: span.start] + "\n" * (span.end - span.start) + text[span.end :]
    return text


def span_of(text: str, quote: str) -> Span | None:
    """Where the letter says it; None where it does not."""
    wanted = quote.strip().strip("。；;")
    at = text.find(wanted) if len(wanted) >= 4 else -1
    return Span(at, at + len(wanted)) if at >= 0 else None


def has_marks(text: str, span: Span) -> bool:
    """Whether the line of a stretch has marks: an address, a title, a signature have none."""
    line = line_of(text, span)
    return any(mark in text[line.start : line.end] for mark in "。；，！？;,!?.、：:")


def alternatives_joined(text: str, demands: Sequence[Span]) -> list[Span]:
    """What is asked for instead of the demand before it belongs to that: 要么交房，要么付违约金，或者换一处."""
    joined: list[Span] = []
    for span in demands:
        if (
            joined
            and text.startswith(_ALTERNATIVE, span.start)
            and not text[joined[-1].end : span.start].strip("，,；; ")
        ):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def first_alternative(demand: str) -> str:
    """The first of several things that are asked for instead of one another."""
    found = re.search("[，,](?:" + "|".join(map(re.escape, _ALTERNATIVE[:3])) + ")", demand)
    return demand[: found.start()] if found else demand


def is_of_a_text(text: str, span: Span) -> bool:
    """Whether a sentence is part of a line with marks, and not of what is quoted."""
    closes = text.startswith(("”", "」"), span.start)  # the mark behind a quotation that ends with a full stop
    before = text[line_of(text, span).start : span.start + closes]
    quoted = (
        before.count("“") > before.count("”") or before.count('"') % 2 == 1 or before.count("「") > before.count("」")
    )
    return not quoted and has_marks(text, span)
