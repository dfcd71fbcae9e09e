"""Conditions in the words before a grant: figures, traits, and what only a person can judge."""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from assistant.incentives.clauses.figures import FIGURE_PATTERN, figures_in
from assistant.incentives.clauses.provisions import Provision
from assistant.incentives.clauses.sentences import Span
from assistant.incentives.clauses.words import WORDS
from assistant.incentives.measures import ARRIVAL, DAY, LEASE, known_measure, trimmed
from assistant.incentives.records import (
    AnyOf,
    Condition,
    FigureCondition,
    Operator,
    Quote,
    TextCondition,
    Trait,
    TraitCondition,
)
from assistant.incentives.traits import BUYS, residue, traits_in
from assistant.text.bounds import Bound, bound_of, bound_words
from assistant.text.phrases import phrases

Quoting = Callable[[int, int], Quote]
"""Makes the quote of two offsets into a text."""

_BEFORE = bound_words("before", Bound.AT_LEAST, Bound.MORE_THAN, Bound.LESS_THAN)
_BEHIND = bound_words("behind", Bound.AT_LEAST, Bound.AT_MOST)
_COMPARED = re.compile(
    r"(?P<name>[^，、；。：且\x00]*?)"
    rf"(?:(?P<before>{_BEFORE}|达到|达|满)\s*(?P<first>{FIGURE_PATTERN})(?P<first_after>{_BEHIND})?"
    rf"|(?:在|为|有|是)?\s*(?P<second>{FIGURE_PATTERN})(?P<after>{_BEHIND}))"
    rf"(?:、?且?不足(?P<upper>{FIGURE_PATTERN}))?(?=(?P<behind>[^，、；。：且]*))"
)
_SINCE = re.compile(rf"(?P<year>\d{{4}})年(?:(?P<month>\d{{1,2}})月(?:(?P<day>\d{{1,2}})日)?)?{WORDS.any_of('since')}")
_OR = WORDS.pattern("or_else")
_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
_FRAGMENT = re.compile(r"[^，；：。]+")
_WEAK = re.compile(rf"自[^，]*之日起|发放“[^”]*”|{WORDS.any_of('weak')}|[\s　，；：。]")
_FIRST_TIME = phrases(("首次认定", "首次获评"))
_LEAST_LEFT = 4
"""Characters from which what is neither figure nor trait is a condition of its own."""


def read_conditions(provision: Provision, spans: Sequence[Span]) -> tuple[Condition, ...]:
    """The conditions of some stretches of a clause, in their order, none twice."""
    found: list[Condition] = []
    for span in _with_alternatives(provision, spans):
        of_span = list(conditions_in(span.text, _quoting(provision, span.start)))
        if not of_span and len(_WEAK.sub("", span.text)) >= _LEAST_LEFT:
            of_span = [TextCondition(provision.quote(span.start, span.end))]
        found += of_span
    return without_doubles(found)


def read_cell_conditions(text: str, quoting: Quoting) -> tuple[Condition, ...]:
    """The conditions of a cell of a table."""
    return without_doubles(list(conditions_in(text, quoting)))


def without_doubles(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Each condition once, wherever it stands."""
    found: dict[object, Condition] = {}
    for condition in conditions:
        found.setdefault(key_of(condition), condition)
    return tuple(found.values())


def key_of(condition: Condition) -> object:
    """What makes a condition the same as another one, wherever it stands."""
    if isinstance(condition, FigureCondition):
        return (condition.measure, condition.operator, condition.figure, condition.unit)
    if isinstance(condition, TraitCondition):
        return (condition.trait, condition.values)
    if isinstance(condition, AnyOf):
        return tuple(tuple(key_of(item) for item in option) for option in condition.options)
    return condition.quote.text


def conditions_in(text: str, quoting: Quoting) -> Iterator[Condition]:
    """The conditions of a text."""
    sides = _sides(text)
    if sides:
        options = tuple(
            tuple(
                condition
                for condition in conditions_in(text[start:end], _shifted(quoting, start))
                if not isinstance(condition, AnyOf)
            )
            for start, end in sides
        )
        yield AnyOf(tuple(option for option in options if option), quoting(0, len(text)))
        return
    rest = _blanked(text, [match.span() for match in _BRACKETS.finditer(text)], " ")
    covered: list[tuple[int, int]] = []
    for match in _SINCE.finditer(rest):
        day = Decimal(f"{match['year']}{int(match['month'] or 1):02d}{int(match['day'] or 1):02d}")
        yield FigureCondition(ARRIVAL, Operator.AT_LEAST, day, DAY, quoting(match.start(), match.end()))
        covered.append(match.span())
    for match in _COMPARED.finditer(_blanked(rest, covered)):
        yield from _figure_conditions(match, quoting, covered)
    for trait, values, start, end in traits_in(text):
        yield TraitCondition(trait, values, quoting(start, end))
    left = _blanked(rest, covered)
    for match in _FRAGMENT.finditer(left):
        if len(residue(match.group())) >= _LEAST_LEFT or _FIRST_TIME.search(match.group()):
            yield TextCondition(quoting(match.start(), match.end()))


def _figure_conditions(match: re.Match[str], quoting: Quoting, covered: list[tuple[int, int]]) -> Iterator[Condition]:
    before, after = match["before"] or "", match["after"] or match["first_after"] or ""
    figure = next(figures_in(match["first"] or match["second"]), None)
    if figure is None:
        return
    measure, end = known_measure(match["name"], figure.unit), match.end()
    if not measure and (measure := known_measure(f"{match['name']}{match['behind']}", figure.unit)):
        end = match.end("behind")
    measure = measure or trimmed(match["name"]) or trimmed(match["behind"])
    quote = quoting(match.start(), match.end())
    compared = FigureCondition(measure, _operator(before, after), figure.value, figure.unit, quote)
    if measure == LEASE and "或者购置合同" in match["behind"]:
        yield AnyOf(((compared,), (TraitCondition(Trait.ACTIVITY, (BUYS,), quote),)), quote)
    else:
        yield compared
    upper = next(figures_in(match["upper"] or ""), None)
    if upper is not None:
        yield FigureCondition(measure, Operator.LESS_THAN, upper.value, upper.unit, quote)
    covered.append((match.start(), end))


def _operator(before: str, after: str) -> Operator:
    bound = bound_of(before, "before")
    if bound is Bound.LESS_THAN:
        return Operator.LESS_THAN
    if bound is Bound.MORE_THAN:
        return Operator.MORE_THAN
    return Operator.AT_MOST if bound_of(after, "behind") is Bound.AT_MOST else Operator.AT_LEAST


def _sides(text: str) -> list[tuple[int, int]]:
    """The ways around ``，或者``, none where there is no such word or one of them is a mere noun."""
    edges = [0, *(edge for match in _OR.finditer(text) for edge in match.span()), len(text)]
    sides = list(zip(edges[::2], edges[1::2], strict=True))
    return sides if len(sides) > 1 and all(end - start >= 5 for start, end in sides) else []


def _with_alternatives(provision: Provision, spans: Sequence[Span]) -> list[Span]:
    """Segments, one that begins with 或者 joined to the one before it."""
    joined: list[Span] = []
    for span in spans:
        if joined and span.text.startswith("或者") and 0 <= span.start - joined[-1].end <= 1:
            start = joined[-1].start
            joined[-1] = Span(start, span.end, provision.text[start : span.end])
        else:
            joined.append(span)
    return joined


def _quoting(provision: Provision, offset: int) -> Quoting:
    return lambda start, end: provision.quote(offset + start, offset + end)


def _shifted(quoting: Quoting, offset: int) -> Quoting:
    return lambda start, end: quoting(offset + start, offset + end)


def _blanked(text: str, spans: Sequence[tuple[int, int]], filler: str = "\x00") -> str:
    """The text with some stretches made unreadable, all offsets as they were."""
    for start, end in spans:
        text = f"{text[:start]}{filler * (end - start)}{text[end:]}"
    return text
