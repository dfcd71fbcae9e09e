"""``X、Y、Z的，分别给予a、b、c``: which words go with which sum."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.incentives.clauses.figures import FIGURE_PATTERN, Figure, figures_in
from assistant.incentives.clauses.sentences import Span
from assistant.incentives.clauses.words import WORDS
from assistant.incentives.measures import measure_named

_FIRST = WORDS.any_of("first_time")
_FIGURES = re.compile(
    rf"(?P<name>[^，、；。：]*?){_FIRST}?{WORDS.any_of('summed_up')}?{_FIRST}?{WORDS.any_of('reaches')}*(?P<list>{FIGURE_PATTERN}(?:{WORDS.any_of('separates_awards')}{FIGURE_PATTERN})+)(?P<behind>[^，；。]*)"
)
_LEAD = re.compile(rf"^.*?{WORDS.any_of('awarded')}(?=.)")
_TAIL = re.compile(rf"{WORDS.any_of('behind_an_award')}+$")
_SEPARATORS = (re.compile("、"), WORDS.pattern("separates_awards"))


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Matching lines of a benefit: labels, and for figures the ``measure`` that must reach them. ``span`` is the segment they stand in,
    ``rest`` what it says besides, ``also`` the segment of the other list where there are two."""

    labels: tuple[str, ...]
    span: Span
    rest: str
    figures: tuple[Figure, ...] = ()
    measure: str = ""
    also: Span | None = None


def find_alternatives(spans: Sequence[Span], count: int) -> Alternatives | None:
    """The last list of ``count`` members in some segments, None where there is none. Two lists joined by 或者 are one of pairs."""
    for number in reversed(range(len(spans))):
        span = spans[number]
        found = _figures(span, count) or _words(span, count)
        if found is None:
            continue
        first = _words(spans[number - 1], count) if number and span.text.startswith("或者") else None
        if first is not None:
            pairs = tuple(f"{one}/{other}" for one, other in zip(first.labels, found.labels, strict=True))
            return Alternatives(pairs, span, found.rest, also=first.span)
        return found
    return None


def _figures(span: Span, count: int) -> Alternatives | None:
    for match in _FIGURES.finditer(span.text):
        figures = tuple(figures_in(match["list"]))
        if len(figures) == count and len({figure.unit for figure in figures}) == 1:
            written = tuple(match["list"][figure.start : figure.end] for figure in figures)
            measure = measure_named(match["name"], figures[0].unit)
            rest = f"{span.text[: match.start()]}{match['behind']}"
            return Alternatives(written, span, rest, figures, measure)
    return None


def _words(span: Span, count: int) -> Alternatives | None:
    text = span.text.strip("；;，。")
    for separator in _SEPARATORS:
        parts = [part.strip() for part in separator.split(text)]
        if len(parts) == count and all(parts):
            first = _LEAD.sub("", parts[0])
            cleaned = [first, *(_LEAD.sub("", part) for part in parts[1:])]
            cleaned[-1] = _TAIL.sub("", cleaned[-1])
            if all(len(label) <= 24 for label in cleaned) and all(cleaned):
                rest = span.text
                for label in cleaned:
                    rest = rest.replace(label, "", 1)
                return Alternatives(tuple(cleaned), span, rest)
    return None
