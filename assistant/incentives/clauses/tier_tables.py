"""Benefits that a clause lays down in a table: one line for each class, with its conditions, rate, ceiling and term."""

from collections.abc import Sequence
from decimal import Decimal

from assistant.incentives.clauses.benefit_names import DraftContext
from assistant.incentives.clauses.conditions import read_cell_conditions, read_conditions
from assistant.incentives.clauses.figures import figures_in
from assistant.incentives.clauses.provisions import Provision, TableLine
from assistant.incentives.clauses.sentences import sentences_of
from assistant.incentives.measures import MONTHS, RENT, measure_named
from assistant.incentives.records import (
    Beneficiary,
    BenefitKind,
    BenefitRule,
    Formula,
    Quote,
    Tier,
    Topic,
)
from assistant.incentives.words import VOCABULARY
from assistant.text.figures import SHARE, YUAN, read_number
from assistant.text.phrases import phrases

_COLUMNS = VOCABULARY.columns
_GRANTS = phrases(VOCABULARY.aid)
_LABEL, _CRITERIA, _RATE = phrases(_COLUMNS.label), phrases(_COLUMNS.criteria), phrases(_COLUMNS.rate)
_CEILING, _SUM, _TERM = phrases(VOCABULARY.ceiling), phrases(_COLUMNS.sum), phrases(_COLUMNS.term)
_PER_AREA = phrases(_COLUMNS.area_of_a_month)


def is_tier_table(provision: Provision) -> bool:
    """Whether a table in the clause gives rates or sums that the clause grants (…按照下表执行)."""
    if not provision.lines or not _GRANTS.search(provision.text) or "表" not in provision.text:
        return False
    return all(_tier_has_value(line) for line in provision.lines)


def table_rule(provision: Provision, context: DraftContext, earlier: Sequence[BenefitRule]) -> BenefitRule:
    """The rule of the clause with a tier a row.

    Ceilings that the clause keeps of another one (仍受该条…限制) are taken from that one's rule.
    """
    sentence = next(iter(sentences_of(provision)))
    source = provision.quote(sentence.span.start, sentence.span.end)
    kept = _kept_rule(sentence.span.text, earlier)
    topic = Topic.RENT if "租金" in provision.text else Topic.NONE
    base = RENT if topic is Topic.RENT else measure_named(sentence.span.text, YUAN)
    tiers = tuple(_tier(line, provision.label, base, kept) for line in provision.lines)
    word = next(word for word in BenefitKind if word in provision.text)
    name = f"租金{word}" if topic is Topic.RENT else context.heading or str(word)
    subject = [span for span in sentence.segments[:1] if "表" not in span.text]
    return BenefitRule(
        id="",
        document_id="",
        name=name,
        kind=word,
        topic=topic,
        beneficiary=Beneficiary.ENTERPRISE,
        source=source,
        tiers=tiers,
        conditions=read_conditions(provision, subject),
        notes=tuple(provision.quote(other.span.start, other.span.end) for other in list(sentences_of(provision))[1:]),
    )


def _tier(line: TableLine, clause: str, base: str, kept: Formula | None) -> Tier:
    quote = line.quote(clause)
    label = next((value for header, value in line.cells if _LABEL.search(header)), "")
    criteria = next(
        (value for header, value in line.cells if _CRITERIA.search(header) and not _CEILING.search(header)), ""
    )
    offset = line.text.find(criteria)

    def quoting(start: int, end: int) -> Quote:
        return Quote(criteria[start:end], clause, line.chunk_id, offset + start, offset + end)

    return Tier(label, read_cell_conditions(criteria, quoting), _formula(line, base, kept), quote)


def _formula(line: TableLine, base: str, kept: Formula | None) -> Formula:
    rate = amount = unit_cap = total_cap = None
    months: int | None = None
    for header, value in line.cells:
        figure = next(iter(figures_in(value)), None)
        plain = figure.value if figure else read_number(value)
        if _RATE.search(header) and figure is not None and figure.unit == SHARE:
            rate = figure.value
        elif _TERM.search(header) and figure is not None and figure.unit == MONTHS:
            months = int(figure.value)
        elif plain is not None and _PER_AREA.search(f"{header}{value}"):
            unit_cap = plain
        elif plain is not None and _CEILING.search(header):
            total_cap = _in_yuan(plain, header, figure is not None)
        elif plain is not None and _SUM.search(header) and (figure is None or figure.unit == YUAN):
            amount = _in_yuan(plain, header, figure is not None)
    return Formula(
        base=base if rate is not None else "",
        rates=() if rate is None else (rate,),
        amount=None if rate is not None else amount,
        unit_cap=unit_cap,
        unit_cap_per="㎡·月" if unit_cap is not None else "",
        area_cap=kept.area_cap if kept else None,
        yearly_cap=kept.yearly_cap if kept else None,
        total_cap=total_cap,
        months=months,
    )


def _tier_has_value(line: TableLine) -> bool:
    formula = _formula(line, "", None)
    return bool(formula.rates or formula.amount is not None)


def _in_yuan(value: Decimal, header: str, has_unit: bool) -> Decimal:
    return value * 10_000 if not has_unit and "万元" in header else value


def _kept_rule(text: str, earlier: Sequence[BenefitRule]) -> Formula | None:
    if "仍受" not in text and "并受" not in text:
        return None
    named = [rule for rule in earlier if rule.source.clause in text]
    return named[-1].tiers[0].formula if named else None
